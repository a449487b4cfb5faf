// Shows how far a run is, and its report when it is done. Without it the page looks again by itself.
const bar = document.querySelector("progress[data-events]");
const events = new EventSource(bar.dataset.events);
events.addEventListener("progress", (event) => { bar.value = Number(event.data); });
events.addEventListener("done", () => { events.close(); location.reload(); });
