// Sliders beside the numbers; on release everything is worked out again. Without it there is a button.
const form = document.querySelector(".what-if-form");
const outcome = document.querySelector("#outcome");
let asking = null;

async function again() {
  asking?.abort();
  asking = new AbortController();
  const wanted = new URLSearchParams(new FormData(form));
  const address = `${form.action}?${wanted}`;
  outcome.setAttribute("aria-busy", "true");
  const answer = await fetch(address, { signal: asking.signal }).catch(() => null);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  outcome.replaceChildren(...page.querySelector("#outcome").childNodes);
  const now = document.querySelector("#now");
  if (now) now.textContent = page.querySelector("#now")?.textContent ?? "";
  outcome.removeAttribute("aria-busy");
  history.replaceState(null, "", address);
}

for (const field of form.querySelectorAll("input[data-minimum]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.dataset.minimum;
  slider.max = field.dataset.maximum;
  slider.step = field.dataset.step;
  slider.value = field.value;
  slider.setAttribute("aria-label", field.labels[0].textContent);
  slider.addEventListener("input", () => { field.value = slider.value; });
  slider.addEventListener("change", again);
  field.addEventListener("input", () => { slider.value = field.value; });
  field.before(slider);
}
form.addEventListener("change", (event) => { if (event.target.type !== "range") again(); });
form.addEventListener("submit", (event) => { event.preventDefault(); again(); });
