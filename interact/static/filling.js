// Filling in a checklist: each answer is kept as it is given, and a narrow screen shows
// one question at a time. Without this script the page shows all its questions and
// keeps them when it is sent. What is not kept yet lies in this page and nowhere else:
// the computer may be shared.

const SETTLED = 300; // ms after a choice before it is sent
const PATIENCE = 15000; // ms to wait for an answer
const FIRST_RETRY = 2000; // ms, doubled each time
const LAST_RETRY = 30000;
const SEEN = 250; // ms a choice stays in view before the next question comes
const TAP = 1000; // ms between a touch and the choice it made
const REFUSED = 422;
const UNABLE = 500;

const form = document.getElementById("filling");
const words = JSON.parse(document.getElementById("filling-words").textContent);
const steps = [...form.querySelectorAll("[data-step]")];
const questions = [...form.querySelectorAll("[data-question]")].map((place) => ({
  place,
  name: place.dataset.question,
  typed: false, // changed since it was sent last
  due: false, // to be sent now
  refused: false,
}));
const questionOf = (target) => questions.find((one) => one.place.contains(target));
const headingOf = (place) => place.querySelector("h2, legend, label");

// The input for what a yes rests on, where it must be said and is not.
function missingIn(question) {
  const sign = '[type="radio"]:is([value="yes"], [value="suspected"]):checked';
  if (!question || !("rests" in question.place.dataset)) return null;
  const rests = question.place.querySelector("textarea");
  return question.place.querySelector(sign) && !rests.value.trim() ? rests : null;
}

const keeping = keepAnswers();
askOneByOne();
openParts();

// Each question is sent by itself, one after the other, until it is kept.
function keepAnswers() {
  const bar = document.querySelector("[data-keeping]");
  const box = bar.firstElementChild;
  const windows = new BroadcastChannel("session");
  let busy = null;
  let wait = FIRST_RETRY;
  let retry = 0;
  let trouble = "";
  let sent = false;
  let afterwards = null;

  const waiting = () => questions.filter((one) => one.typed || one.due);

  function say(state, question) {
    const needing = box.querySelector("[data-needing]");
    needing.hidden = state !== "needs";
    if (question) {
      needing.href = `#${question.place.id}`;
      needing.textContent = headingOf(question.place).textContent.trim();
    }
    if (state === trouble) return;
    // Nothing is called kept while something is typed that is not.
    box.hidden = !state && (!trouble || waiting().length > 0);
    box.querySelector("[data-said]").textContent = state ? words[state] : words.again;
    box.querySelector("[data-sign-in]").hidden = state !== "out";
    bar.classList.toggle("interact-keeping--trouble", Boolean(state));
    trouble = state;
  }

  function tell(question, text, lines = []) {
    const place = question.place.querySelector("[data-kept]");
    place.textContent = [text, ...lines].join(" ");
    place.classList.toggle("interact-kept--not", question.refused);
  }

  function refuse(question, ...why) {
    question.refused = true;
    tell(question, words.unkept, why);
  }

  async function post(question) {
    const data = new URLSearchParams();
    const shared = ["csrf_token", "seen", "who", "source", "confidence", "said_by"];
    for (const name of shared) {
      if (form.elements[name]) data.append(name, form.elements[name].value);
    }
    for (const input of question.place.querySelectorAll("input, select, textarea")) {
      const chosen = !["radio", "checkbox"].includes(input.type) || input.checked;
      if (chosen && input.name) data.append(input.name, input.value);
    }
    return fetch(form.dataset.keep.slice(0, -1) + question.name, {
      method: "POST",
      body: data,
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  // Whether it was dealt with; else what is in the way.
  async function send(question) {
    question.typed = question.due = false;
    if (missingIn(question)) {
      refuse(question, words.rests);
      return "";
    }
    let answer;
    try {
      answer = await post(question);
    } catch {
      return "away";
    }
    if (answer.type === "opaqueredirect") return "out";
    if (answer.status >= UNABLE) return "unable";
    const told = answer.ok || answer.status === REFUSED ? await answer.json() : {};
    question.refused = !answer.ok;
    if (answer.ok) keptAs(question, told);
    else if (told.refused) refuse(question, told.refused);
    else tell(question, words.refused);
    return "";
  }

  function keptAs(question, told) {
    tell(question, told.kept, told.others);
    seenNow(told.seen);
    const meter = document.querySelector("[data-progress] progress");
    meter.value = told.percent;
    meter.ariaLabel = told.progress;
    meter.previousSibling.data = told.progress;
    const part = document.querySelector(`[data-part="${told.part}"]`);
    if (part) part.textContent = told.part_progress;
    windows.postMessage("used");
  }

  // Our own answer is not one that came in between.
  function seenNow(count) {
    const [name] = count.split(":");
    const seen = form.elements.seen;
    const others = seen.value.split(" ").filter((one) => !one.startsWith(`${name}:`));
    seen.value = [...others, count].join(" ");
  }

  async function sendAll() {
    let question;
    while ((question = questions.find((one) => one.due))) {
      const inTheWay = await send(question);
      if (inTheWay) {
        question.due = true;
        tell(question, words.unkept);
        say(inTheWay);
        retry = setTimeout(pump, wait);
        wait = Math.min(wait * 2, LAST_RETRY);
        return false;
      }
      wait = FIRST_RETRY;
    }
    const refused = questions.find((one) => one.refused);
    say(refused ? "needs" : "", refused);
    if (afterwards && !waiting().length) afterwards();
    return true;
  }

  function pump() {
    clearTimeout(retry);
    busy ??= sendAll().finally(() => (busy = null));
    return busy;
  }

  function flush() {
    for (const one of waiting()) one.due = true;
    return pump();
  }

  function keep(question) {
    if (!question?.typed) return;
    question.due = true;
    pump();
  }

  function again() {
    if (!trouble && !questions.some((one) => one.refused)) return;
    for (const one of questions) one.due ||= one.refused;
    pump();
  }

  form.addEventListener("input", (event) => {
    const question = questionOf(event.target);
    if (!question) return;
    question.typed = true;
    if (!question.refused && (!trouble || trouble === "needs")) tell(question, "");
  });
  form.addEventListener("change", (event) => {
    const question = questionOf(event.target);
    if (!question) return;
    question.typed = true;
    // A detail of the profile may have several parts: it is sent when it is left.
    // What a yes rests on comes after it: it is not missing yet.
    if ("whole" in question.place.dataset || missingIn(question)) return;
    setTimeout(keep, SETTLED, question);
  });
  form.addEventListener("focusout", (event) => {
    const question = questionOf(event.target);
    if (!question || question.place.contains(event.relatedTarget)) return;
    // A complaint moves what is below it, so it waits until a tap on that is over.
    if (missingIn(question)) setTimeout(keep, SETTLED, question);
    else keep(question);
  });
  form.addEventListener("submit", (event) => {
    if (!waiting().length) {
      sent = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    afterwards = () => {
      afterwards = null;
      form.requestSubmit(submitter);
    };
    flush();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const away = link && link.origin === location.origin && !link.target;
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!away || !plain || link.hash || !waiting().length) return;
    event.preventDefault();
    flush().then(() => location.assign(link.href));
  });
  window.addEventListener("beforeunload", (event) => {
    const open = questions.some((one) => one.typed || one.due || one.refused);
    if (open && !sent) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (sent = false));
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) flush();
    else again();
  });
  // Another window of INTERACT is in use: somebody may have signed in there.
  windows.addEventListener("message", again);

  // Whether an answer lacks what it rests on: then that is said, and asked for.
  function holds(question) {
    const rests = missingIn(question);
    if (!rests) return false;
    question.due = true;
    pump();
    rests.setAttribute("aria-describedby", question.place.querySelector("[data-kept]").id);
    rests.focus();
    return true;
  }
  return { keep, holds };
}

// On a narrow screen: one question, then Next or Skip, and Back.
function askOneByOne() {
  const narrow = matchMedia("(max-width: 40.0525em)");
  const next = form.querySelector("[data-next]");
  const back = form.querySelector("[data-back]");
  const where = form.querySelector("[data-where]");
  const hint = form.querySelector("[data-hint]");
  const sends = form.querySelector("[data-sends]");
  const stepping = form.querySelectorAll("[data-stepping]");
  const given = "input:is([type=radio], [type=checkbox]):checked";
  let here = firstStep();
  let touched = -TAP;

  const isLast = () => here === steps.length - 1;

  function firstStep() {
    const called = document.getElementById(location.hash.slice(1));
    const wrong = form.querySelector(".govuk-form-group--error");
    const open = steps.find((one) => !("answered" in one.dataset));
    const first = (wrong ?? called ?? open)?.closest("[data-step]");
    return Math.max(steps.indexOf(first), 0);
  }

  function isAnswered(step) {
    const texts = [...step.querySelectorAll("input:not([type=radio], [type=checkbox]), select, textarea")];
    return "answered" in step.dataset || step.querySelector(given) || texts.some((one) => one.value);
  }

  function layOut() {
    const few = narrow.matches;
    steps.forEach((step, place) => (step.hidden = few && place !== here));
    for (const part of stepping) part.hidden = !few;
    sends.hidden = few && !isLast();
    next.hidden = isLast();
    back.hidden = here === 0;
    hint.hidden = here > 0;
    const said = words.where.replace("%{number}", here + 1);
    where.textContent = said.replace("%{all}", steps.length);
    label();
  }

  function label() {
    const skip = steps[here].dataset.leave ?? words.skip;
    next.textContent = isAnswered(steps[here]) ? words.next : skip;
  }

  const isHeld = () => keeping.holds(questionOf(steps[here]));

  function show(place, noted = true) {
    keeping.keep(questionOf(steps[here]));
    here = place;
    layOut();
    const step = steps[here];
    if (noted && step.id) history.pushState(null, "", `#${step.id}`);
    focusOn(step);
  }

  function focusOn(step) {
    const heading = headingOf(step);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    (narrow.matches ? where : step).scrollIntoView({ block: "start" });
  }

  // Enter goes on: on a wide screen to the first input of the next question.
  function goOn() {
    if (narrow.matches && isHeld()) return;
    if (isLast()) form.requestSubmit(sends.querySelector("button"));
    else if (narrow.matches) show(here + 1);
    else steps[here + 1].querySelector("input, select, textarea, summary, h2")?.focus();
  }

  // Whether a choice can be added to: then its question stays.
  function asksMore(step) {
    const more = step.querySelectorAll("input:not([type=radio]), select, textarea");
    return [...more].some((one) => one.offsetParent);
  }

  next.addEventListener("click", () => isHeld() || show(here + 1));
  back.addEventListener("click", () => show(here - 1));
  // The page is not left for the next while an answer of it lacks something.
  form.addEventListener("submit", (event) => {
    const lacking = steps.findIndex((step) => missingIn(questionOf(step)));
    if (lacking < 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    here = lacking;
    layOut();
    isHeld();
  }, true);
  form.addEventListener("pointerdown", (event) => (touched = event.timeStamp));
  form.addEventListener("input", label);
  form.addEventListener("change", (event) => {
    const chosen = event.target.type === "radio";
    const tapped = event.timeStamp - touched < TAP;
    if (!narrow.matches || !chosen || !tapped || isLast()) return;
    const from = here;
    if (!asksMore(steps[here])) setTimeout(() => here === from && show(here + 1), SEEN);
  });
  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input");
    if (event.key !== "Enter" || !typing || event.isComposing) return;
    event.preventDefault();
    goOn();
  });
  form.addEventListener("focusin", (event) => {
    const place = steps.indexOf(event.target.closest("[data-step]"));
    if (place >= 0) here = place;
  });
  // A link to a question, such as of what is wrong, shows it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const called = link && document.getElementById(link.hash.slice(1));
    const place = steps.indexOf(called?.closest("[data-step]"));
    if (place < 0) return;
    here = place;
    layOut();
  }, true);
  window.addEventListener("popstate", () => {
    const place = steps.findIndex((one) => `#${one.id}` === location.hash);
    if (narrow.matches && place >= 0) show(place, false);
  });
  narrow.addEventListener("change", layOut);
  layOut();
  const first = steps[here].id;
  if (narrow.matches && first) history.replaceState(null, "", `#${first}`);
}

// The parts lie beside the questions where there is room.
function openParts() {
  const parts = document.querySelector("[data-parts]");
  if (!parts) return;
  const wide = matchMedia("(min-width: 64em)");
  const open = () => (parts.open = wide.matches);
  wide.addEventListener("change", open);
  open();
}
