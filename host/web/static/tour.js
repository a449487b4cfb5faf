// Arrow keys go to the scene before and after, and the whole screen stays filled on the way. Without it there are links.
const whole = () => document.querySelector("[data-whole-screen]");

function ready() {
  document.querySelector(".tour-keys").hidden = false;
  const button = whole();
  if (button && document.fullscreenEnabled) button.hidden = document.fullscreenElement !== null;
}

/** Shows the page of an answer without leaving this one, which would end the whole screen. */
async function swap(answer) {
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.querySelector(".tour")) return location.assign(answer.url);
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  history.pushState(null, "", answer.url);
  ready();
  document.querySelector("#scene").focus();
}

function go(address) {
  if (!document.fullscreenElement) return location.assign(address);
  fetch(address, { cache: "no-store" }).then(swap, () => location.assign(address));
}

document.addEventListener("keydown", (event) => {
  const keys = { ArrowLeft: "prev", ArrowRight: "next" };
  const writes = event.target.closest("input, textarea, select, [contenteditable]");
  if (!(event.key in keys) || writes || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`.tour-nav [rel=${keys[event.key]}]`);
  if (!link) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-whole-screen]");
  if (button) document.documentElement.requestFullscreen().catch(() => {});
  const link = event.target.closest(".tour a");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || !document.fullscreenElement) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  if (!document.fullscreenElement) return;
  event.preventDefault();
  const { target: form, submitter } = event;
  const body = new URLSearchParams(new FormData(form, submitter));
  fetch(form.action, { method: "POST", body }).then(swap, () => form.submit());
});

window.addEventListener("popstate", () => location.reload());
document.addEventListener("fullscreenchange", ready);
ready();
