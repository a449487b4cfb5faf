/** Up to three providers beside each other. */

import { Page, text } from "fieldlab-service";

import { searchForm } from "../fields.js";
import { listPath } from "../criteria.js";
import { kindOf } from "../kinds.js";
import { PROVIDERS, providerOf } from "../providers.js";
import { PROPERTIES, same } from "../told.js";

/** The names in the address. */
const NAMES = ["a", "b", "c"];

const LABELS = [text("Eerste", "First"), text("Tweede", "Second"), text("Derde", "Third")];

export function compare(request) {
  const asked = NAMES.map((name) => (request.queryValue(name) ?? "").trim()).filter((id) => id !== "");
  const chosen = [...new Set(asked)].map(providerOf).filter((provider) => provider !== null);
  const page = new Page(request, text("Naast elkaar", "Side by side"));
  if (chosen.length === 0) {
    page.status(asked.length === 0 ? 200 : 422).alert("info", text("Kies wie u wilt vergelijken", "Choose whom you want to compare"), asked.length === 0 ? FIRST_SEARCH : MISSING);
    return page.start(text("Zoek aanbieders", "Search providers"), "/");
  }
  const kind = kindOf(chosen[0].kind);
  page.back(listPath({ kind: kind.id }));
  if (chosen.length < new Set(asked).size) page.status(422).alert("warning", text("Niet iedereen is er", "Not everybody is there"), MISSING);
  if (chosen.length === 1) page.paragraph(text("Kies er nog een bij, dan ziet u het verschil.", "Choose another one, then you see the difference."));
  page.paragraph(
    text(
      "Wij zeggen niet wie de beste is. Dat hangt af van wat u belangrijk vindt.",
      "We do not say who is best. That depends on what matters to you.",
    ),
  );
  const rows = [[text("Soort hulp", "Kind of help"), (provider) => kindOf(provider.kind).title], ...PROPERTIES].map(([name, words]) => [
    page.in(name),
    ...chosen.map((provider) => page.in(words(provider))),
  ]);
  page.table(text("Aanbieders naast elkaar", "Providers side by side"), [text("Waar u op let", "What matters"), ...chosen.map(({ name }) => same(name))], rows);
  for (const { id, name } of chosen) page.link(text(`Bekijk ${name}`, `Look at ${name}`), `/aanbieder/${id}`);
  return compareForm(page, PROVIDERS.filter((provider) => provider.kind === kind.id), chosen);
}

const FIRST_SEARCH = text("Zoek eerst wat u nodig hebt. Kies daarna wie u naast elkaar zet.", "First search what you need. Then choose whom you put side by side.");

const MISSING = text("Van wie u koos, staat iemand niet in onze lijst.", "Somebody whom you chose is not in our list.");

/** A form to choose up to three of `among`; `chosen` is filled in. */
export function compareForm(page, among, chosen) {
  const choices = [["", text("Niemand", "Nobody")], ...[...new Set([...chosen, ...among])].map(({ id, name }) => [id, same(name)])];
  const fields = NAMES.map((name, place) => ({ name, label: LABELS[place], choices, optional: place > 1 }));
  const valueOf = (name) => chosen[NAMES.indexOf(name)]?.id ?? "";
  page.heading(text("Zet naast elkaar", "Put side by side"));
  return searchForm(page, { path: "/vergelijk", fields, valueOf, button: text("Vergelijk", "Compare") });
}
