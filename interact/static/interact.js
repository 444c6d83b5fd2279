// What pages gain from a script. Every page works without this file.

import { initAll } from "./vendor/govuk-frontend.min.js";

const SENDING = 5000; // ms: after that a form may be sent again (a file was downloaded)
const WARNING = 2 * 60 * 1000; // ms before a session ends
const PAUSE = 400; // ms between two steps of a job that goes on by itself
const TWICE = 600; // ms in which Escape must be pressed again

const page = document.getElementById("interact-page");
const cover = document.getElementById("interact-cover");
const title = document.title;

const words = JSON.parse(document.getElementById("interact-words").textContent);
initAll({ passwordInput: { i18n: words }, characterCount: { i18n: words } });
hidePage();
sendOnce();
warnBeforeTheEnd();
goOn();

// A job in many steps: the page sends its form as long as it is shown.
function goOn() {
  const form = document.querySelector("form[data-goes-on]");
  if (form) setTimeout(() => form.requestSubmit(), PAUSE);
}

// A blank screen until somebody clicks. The session and what was typed stay.
function hidePage() {
  let before = 0;
  let focused = null;
  const hide = () => {
    focused = document.activeElement;
    page.inert = true;
    cover.hidden = false;
    cover.focus();
    document.title = "INTERACT";
  };
  cover.addEventListener("click", () => {
    page.inert = false;
    cover.hidden = true;
    document.title = title;
    focused?.focus();
  });
  for (const button of document.querySelectorAll("[data-hide-page]")) {
    button.addEventListener("click", hide);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !cover.hidden) return;
    if (event.timeStamp - before < TWICE) hide();
    before = event.timeStamp;
  });
}

// A second click while a form is on its way does nothing. The server checks it too.
function sendOnce() {
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, SENDING, form);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });
}

// The layout says after how many seconds without use the session ends, and after how
// many however much it is used. Pages in other windows tell each other that it is used.
// What was typed stays on the page.
function warnBeforeTheEnd() {
  const ending = document.getElementById("interact-ending");
  if (!ending) return;
  const { seconds, last, stay, token } = ending.dataset;
  const end = Date.now() + Number(last) * 1000;
  const button = ending.querySelector("button");
  const windows = new BroadcastChannel("session");
  let timers = [];
  const show = (part) => {
    ending.hidden = !part;
    for (const one of ending.children) one.hidden = !part || !(part in one.dataset);
  };
  const restart = () => {
    timers.forEach(clearTimeout);
    const left = Math.min(Number(seconds) * 1000, end - Date.now());
    button.hidden = end - Date.now() <= left; // staying would not help
    timers = [
      setTimeout(show, Math.max(left - WARNING, 0), "soon"),
      setTimeout(show, left, "ended"),
    ];
    show(null);
  };
  const used = () => {
    restart();
    windows.postMessage("used");
  };
  button.addEventListener("click", async () => {
    const asked = { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" };
    const answer = await fetch(stay, asked);
    if (answer.ok) used();
    else show("ended");
  });
  windows.addEventListener("message", restart);
  used();
}
