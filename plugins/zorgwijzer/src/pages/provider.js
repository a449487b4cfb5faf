/** One provider: what they offer, who pays, and how somebody begins. */

import { Page, text } from "fieldlab-service";

import { listPath } from "../criteria.js";
import { kindOf } from "../kinds.js";
import { providerOf } from "../providers.js";
import { PROPERTIES, same } from "../told.js";

export function provider(request) {
  const found = providerOf(request.parameters.id);
  if (found === null) return notThere(request);
  const kind = kindOf(found.kind);
  const page = new Page(request, same(found.name)).back(listPath({ kind: kind.id }));
  page.facts(kind.title, PROPERTIES.map(([name, words]) => [name, page.in(words(found))]));
  if (kind.urgent !== undefined) page.alert("warning", text("Kunt u niet wachten?", "Can't you wait?"), kind.urgent);
  page.heading(text("Wie betaalt", "Who pays")).paragraph(kind.costs);
  if (found.contracted === false) page.paragraph(WITHOUT_CONTRACT);
  return page
    .heading(text("Zo begint u", "How you begin"))
    .paragraph(kind.begin)
    .paragraph(
      text(
        "Deze aanbieder is verzonnen. Daarom staan er geen telefoonnummer en adres bij.",
        "This provider is made up. That is why there is no phone number or address.",
      ),
    )
    .link(text("Bekijk ook anderen", "Look at others too"), listPath({ kind: kind.id, place: found.places[0] ?? null }))
    .link(text("Zet naast anderen", "Put side by side with others"), `/vergelijk?a=${found.id}`);
}

const WITHOUT_CONTRACT = text(
  "Deze aanbieder heeft geen contract met zorgverzekeraars. Hoeveel u zelf betaalt, hangt af van uw polis. Vraag het uw verzekeraar voordat u begint.",
  "This provider has no contract with health insurers. How much you pay yourself depends on your policy. Ask your insurer before you begin.",
);

function notThere(request) {
  const page = new Page(request, text("Deze aanbieder staat niet in onze lijst", "This provider is not in our list")).status(404);
  return page
    .paragraph(text("Misschien is het adres verkeerd getypt, of is de aanbieder gestopt.", "Perhaps the address was typed wrong, or the provider has stopped."))
    .start(text("Zoek wie er plek heeft", "Search who has room"), "/");
}
