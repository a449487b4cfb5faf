// Shows what happens as it happens. Without it there is a link to look again.
const list = document.querySelector(".trail-list");
const empty = document.querySelector(".trail-empty");
const most = 30;

const events = new EventSource(list.dataset.events);
events.addEventListener("open", () => {
  document.querySelector(".trail-again").hidden = true;
  document.querySelector(".trail-live").hidden = false;
});
events.addEventListener("error", () => {
  document.querySelector(".trail-again").hidden = false;
  document.querySelector(".trail-live").hidden = true;
});
events.addEventListener("happened", (event) => {
  // The lab made it, with what prototypes say as text.
  const parsed = new DOMParser().parseFromString(event.data, "text/html");
  const item = parsed.querySelector("li");
  item.classList.add("trail-new");
  list.prepend(item);
  while (list.children.length > most) list.lastElementChild.remove();
  empty.hidden = true;
});
events.addEventListener("anew", () => {
  list.replaceChildren();
  empty.hidden = false;
});
