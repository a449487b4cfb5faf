// Shows what happens as it happens. Without it there is a link to look again.
const shown = document.querySelector("main");
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("main");
  if (now && now.innerHTML !== shown.innerHTML) shown.replaceChildren(...now.childNodes);
}, 1500);
