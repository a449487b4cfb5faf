/** The first page: what somebody looks for, and where. */

import { Page, html, showDate, text } from "fieldlab-service";

import { filledIn } from "../criteria.js";
import { FIRST, problemSummary, searchForm } from "../fields.js";
import { placeTitle } from "../places.js";
import { home } from "../sharing.js";

const TITLE = text("Vind zorg en hulp bij u in de buurt", "Find care and help near you");

export function start(request) {
  const page = new Page(request, TITLE)
    .persona()
    .paragraph(
      text(
        "Wie heeft er plek, wat kost het en wie betaalt? Wij zetten het naast elkaar. U kiest zelf.",
        "Who has room, what does it cost and who pays? We put it side by side. You choose yourself.",
      ),
    );
  const { place, until, ask } = home();
  if (place !== null) sharedPlace(page, place, until);
  const valueOf = (name) => (name === "waar" && place !== null ? place : "");
  searchForm(page, { path: "/aanbod", fields: FIRST, valueOf, button: text("Zoek", "Search") });
  if (ask !== null) {
    page
      .paragraph(text("Wilt u uw gemeente niet zelf kiezen? U kunt uw gemeente met ons delen. Dat hoeft niet.", "Would you rather not choose your municipality yourself? You can share it with us. You do not have to."))
      .link(text("Deel mijn gemeente", "Share my municipality"), `${ask}?back=${encodeURIComponent("/")}`);
  }
  return about(page);
}

/** The same page when the kind of help was not chosen, or is not there. */
export function startAgain(request, problems) {
  const page = problemSummary(new Page(request, TITLE).status(422), problems);
  searchForm(page, { path: "/aanbod", fields: FIRST, valueOf: filledIn(request), button: text("Zoek", "Search"), problems });
  return about(page);
}

function sharedPlace(page, place, until) {
  const where = page.in(placeTitle(place));
  const day = showDate(until, page.language);
  const words = page.say(`U deelt uw gemeente met ons tot en met ${day}: ${where}`, `You share your municipality with us until ${day}: ${where}`);
  return page.add(html`<p class="taken">${words}</p>`);
}

function about(page) {
  return page
    .heading(text("Niemand betaalt om bovenaan te staan", "Nobody pays to be on top"))
    .paragraph(
      text(
        "De kortste wachttijd staat bovenaan, of wat u zelf kiest. Zorgwijzer is een bedrijf. Wij krijgen niets als u iemand kiest.",
        "The shortest wait is on top, or what you choose yourself. Zorgwijzer is a company. We get nothing when you choose somebody.",
      ),
    )
    .link(text("Zo werkt de volgorde", "How the order works"), "/volgorde")
    .paragraph(text("Zorgwijzer en alle aanbieders zijn verzonnen.", "Zorgwijzer and all providers are made up."));
}
