/** The list of who offers a kind of help, with filters and an order that the visitor chooses. */

import { Page, Response, showDate, text } from "fieldlab-service";

import { ORDERS, filledIn, filledOf, listPath, readCriteria } from "../criteria.js";
import { ALL, problemSummary, searchForm } from "../fields.js";
import { kindOf } from "../kinds.js";
import { placeTitle } from "../places.js";
import { REPORTED } from "../providers.js";
import { search, tell, withoutOne } from "../search.js";
import { PROPERTIES, joined, same } from "../told.js";
import { compareForm } from "./compare.js";
import { roadOn } from "./road.js";
import { startAgain } from "./start.js";

export function list(request) {
  if (request.query === "") return Response.redirect("/");
  const { criteria, problems } = readCriteria(request);
  if (criteria.kind === null) return startAgain(request, problems);
  const kind = kindOf(criteria.kind);
  const page = new Page(request, kind.title).back("/");
  if (problems.length > 0) problemSummary(page.status(422), problems);
  if (kind.urgent !== undefined) page.alert("warning", text("Kunt u niet wachten?", "Can't you wait?"), kind.urgent);
  const searched = search(criteria);
  tell(searched);
  if (searched.found.length > 0) shown(page, criteria, searched.found);
  else none(page, criteria, kind);
  narrow(page, problems.length > 0 ? filledIn(request) : filledOf(criteria), problems);
  return page.heading(text("Hoe deze lijst is gemaakt", "How this list was made")).explanation(searched.steps);
}

function shown(page, criteria, found) {
  const where = criteria.place === null ? text("in heel Nederland", "in the whole country") : joined([same("in"), placeTitle(criteria.place)], " ");
  const many = text(found.length === 1 ? "1 aanbieder" : `${found.length} aanbieders`, found.length === 1 ? "1 provider" : `${found.length} providers`);
  const order = ORDERS[criteria.order];
  page
    .paragraph(text(`${many.nl} ${where.nl}. Volgorde: ${order.nl}. Niemand betaalt om bovenaan te staan.`, `${many.en} ${where.en}. Order: ${order.en}. Nobody pays to be on top.`))
    .paragraph(kindOf(criteria.kind).costs)
    .link(text("Maak de lijst korter, of kies een andere volgorde", "Make the list shorter, or choose another order"), "#wat");
  for (const provider of found) {
    page.facts(same(provider.name), factsOf(provider, page.language));
    page.link(text(`Bekijk ${provider.name}`, `Look at ${provider.name}`), `/aanbieder/${provider.id}`);
  }
  page.paragraph(
    text(
      `De wachttijden gaven de aanbieders op ${showDate(REPORTED, "nl")} zelf door. Ze kunnen veranderd zijn: vraag het na.`,
      `The providers gave these waits themselves on ${showDate(REPORTED, "en")}. They may have changed: ask them.`,
    ),
  );
  if (found.length > 1) compareForm(page, found, found.slice(0, 3));
}

function none(page, criteria, kind) {
  page.alert(
    "info",
    text("Wij vonden niemand", "We found nobody"),
    text("In onze lijst past niemand bij alles wat u koos. Zo kunt u verder.", "Nobody in our list fits all that you chose. This is how you can go on."),
  );
  for (const wider of withoutOne(criteria)) {
    const words = text(`Zoek zonder: ${wider.title.nl} (${wider.count} gevonden)`, `Search without: ${wider.title.en} (${wider.count} found)`);
    page.link(words, listPath(wider.criteria));
  }
  page.paragraph(kind.begin);
  roadOn(page, kind);
}

function narrow(page, valueOf, problems) {
  page.heading(text("Zoek preciezer", "Search more closely"));
  searchForm(page, { path: "/aanbod", fields: ALL, valueOf, button: text("Pas de lijst aan", "Change the list"), problems });
}

function factsOf(provider, language) {
  return PROPERTIES.map(([name, words]) => [name, words(provider)[language]]);
}
