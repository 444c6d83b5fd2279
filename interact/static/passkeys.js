// Asks the device for a passkey and sends the form with what it answered. A page says
// where: data-passkey holds the address that says what to ask for. Without this script
// those places stay hidden, and people type their code.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
  for (const instead of document.querySelectorAll("[data-no-passkey]")) instead.hidden = true;
}

function prepare(place) {
  const button = place.querySelector("button");
  const failed = place.querySelector("[data-failed]");
  place.hidden = false;
  button.addEventListener("click", async (event) => {
    if (place.dataset.answered) return;
    event.preventDefault();
    failed.hidden = true;
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await ask(await read(place.dataset.passkey));
      place.querySelector("[name=response]").value = JSON.stringify(answer.response);
      place.querySelector("[name=secret]").value = answer.secret;
      place.dataset.answered = "yes";
      button.form.requestSubmit(button);
    } catch (reason) {
      console.info("no passkey:", reason.name);
      failed.hidden = false;
    } finally {
      delete place.dataset.answered;
      button.removeAttribute("aria-disabled");
    }
  });
}

async function read(address) {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error("refused");
  return answer.json();
}

async function ask(options) {
  options.challenge = bytes(options.challenge);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const known of list ?? []) known.id = bytes(known.id);
  }
  const prf = options.extensions.prf;
  prf.eval.first = bytes(prf.eval.first);
  if (!options.user) return use(options);
  options.user.id = bytes(options.user.id);
  return make(options, prf);
}

async function make(options, prf) {
  const made = await navigator.credentials.create({ publicKey: options });
  return {
    response: described(made, ["clientDataJSON", "attestationObject"]),
    secret: secretOf(made) || (await secretAtUse(made, options, prf)),
  };
}

async function use(options) {
  const used = await navigator.credentials.get({ publicKey: options });
  const parts = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
  return { response: described(used, parts), secret: secretOf(used) };
}

// Some devices unlock only when a passkey is used, not when it is made. Nothing is
// signed in by this, so the challenge may be our own. Who says no has a second step.
async function secretAtUse(made, options, prf) {
  if (!made.getClientExtensionResults().prf?.enabled) return "";
  const again = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    rpId: options.rp.id,
    allowCredentials: [{ type: "public-key", id: made.rawId }],
    userVerification: "required",
    extensions: { prf },
  };
  try {
    return secretOf(await navigator.credentials.get({ publicKey: again }));
  } catch {
    return "";
  }
}

function secretOf(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return first ? text(first) : "";
}

function described(credential, parts) {
  const said = parts.filter((part) => credential.response[part]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(said.map((part) => [part, text(credential.response[part])])),
  };
}
