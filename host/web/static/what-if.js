// Sliders beside the numbers; on release everything is worked out again. Without it there is a button.
const form = document.querySelector(".what-if-form");
const outcome = document.querySelector("#outcome");
let asking = null;

/** Shows what comes out of these values; whether it did, and nobody asked for others meanwhile. */
async function show(wanted, signal) {
  const answer = await fetch(`${form.action}?${wanted}`, { signal }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (text === null || text === undefined || signal.aborted) return false;
  const page = new DOMParser().parseFromString(text, "text/html");
  outcome.replaceChildren(...page.querySelector("#outcome").childNodes);
  const now = document.querySelector("#now");
  if (now) now.textContent = page.querySelector("#now")?.textContent ?? "";
  return true;
}

/** Everything again: of a large population an estimate from a small one comes first. */
async function again() {
  asking?.abort();
  const { signal } = (asking = new AbortController());
  const wanted = new URLSearchParams(new FormData(form));
  const sample = form.dataset.sample;
  outcome.setAttribute("aria-busy", "true");
  if (Number(wanted.get("persons")) > Number(sample)) {
    const small = new URLSearchParams(wanted);
    small.set("persons", sample);
    if (await show(small, signal)) {
      const note = document.createElement("p");
      note.className = "notice";
      note.textContent = form.dataset.estimate;
      outcome.prepend(note);
    }
  }
  if (!(await show(wanted, signal))) return;
  outcome.removeAttribute("aria-busy");
  history.replaceState(null, "", `${form.action}?${wanted}`);
}

for (const field of form.querySelectorAll("input[data-minimum]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.dataset.minimum;
  slider.max = field.dataset.maximum;
  slider.step = field.dataset.step;
  // People write a comma where the language has one.
  const { decimal } = form.dataset;
  slider.value = field.value.replace(",", ".");
  slider.setAttribute("aria-label", field.labels[0].textContent);
  slider.addEventListener("input", () => { field.value = slider.value.replace(".", decimal); });
  slider.addEventListener("change", again);
  field.addEventListener("input", () => { slider.value = field.value.replace(",", "."); });
  field.before(slider);
}
form.addEventListener("change", (event) => { if (event.target.type !== "range") again(); });
form.addEventListener("submit", (event) => { event.preventDefault(); again(); });
