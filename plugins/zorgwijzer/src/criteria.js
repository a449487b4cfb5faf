/** What somebody searches by, as it stands in the address of a page. */

import { text } from "fieldlab-service";

import { kindOf } from "./kinds.js";
import { isPlace } from "./places.js";
import { LANGUAGES } from "./told.js";

/** The longest waits that can be chosen, in days. */
export const WAITS = {
  7: text("Hooguit een week", "At most a week"),
  31: text("Hooguit een maand", "At most a month"),
  92: text("Hooguit drie maanden", "At most three months"),
};

/** The orders that can be chosen. */
export const ORDERS = {
  wachttijd: text("Kortste wachttijd eerst", "Shortest wait first"),
  prijs: text("Laagste prijs eerst", "Lowest price first"),
  naam: text("Naam, van A tot Z", "Name, from A to Z"),
};

/** What is searched when nobody chose anything. */
export const EVERYTHING = { kind: null, place: null, price: null, wait: null, language: null, accessible: false, order: "wachttijd" };

/** The names in the address. */
const NAMES = { kind: "wat", place: "waar", price: "prijs", wait: "wacht", language: "taal", accessible: "toegankelijk", order: "volgorde" };

const CHOOSE = text("Kies een van de antwoorden", "Choose one of the answers");

/** How each is read: gives undefined for what can't be understood. */
const READ = {
  kind: (given) => (kindOf(given) === null ? undefined : given),
  place: (given) => (isPlace(given) ? given : undefined),
  price: (given) => (/^\d{1,4}$/.test(given) ? Number(given) : undefined),
  wait: (given) => (Object.hasOwn(WAITS, given) ? Number(given) : undefined),
  language: (given) => (Object.hasOwn(LANGUAGES, given) ? given : undefined),
  accessible: (given) => (given === "ja" ? true : undefined),
  order: (given) => (Object.hasOwn(ORDERS, given) ? given : undefined),
};

const WRONG = {
  kind: text("Kies wat u zoekt", "Choose what you search for"),
  price: text("Vul hele euro's in, zoals 40", "Enter whole euros, such as 40"),
};

/**
 * Reads the query of a request: `criteria`, and `problems`, the name of a field and what is wrong with it. What is left open or can't be
 * understood is not searched by; the kind of help has to be chosen.
 */
export function readCriteria(request) {
  const [criteria, problems] = [{ ...EVERYTHING }, []];
  for (const [key, name] of Object.entries(NAMES)) {
    const given = (request.queryValue(name) ?? "").trim();
    if (given === "") {
      if (key === "kind") problems.push([name, WRONG.kind]);
      continue;
    }
    const read = READ[key](given);
    if (read === undefined) problems.push([name, WRONG[key] ?? CHOOSE]);
    else criteria[key] = read;
  }
  return { criteria, problems };
}

/** What stands in a field that was filled in, right or wrong. */
export const filledIn = (request) => (name) => (request.queryValue(name) ?? "").trim();

/** The same, of criteria. */
export function filledOf(criteria) {
  const shown = (value) => (value === null || value === false ? "" : value === true ? "ja" : String(value));
  const values = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [name, shown(criteria[key])]));
  return (name) => values[name] ?? "";
}

/** The address of the list for these criteria. */
export function listPath(criteria) {
  const values = filledOf({ ...EVERYTHING, ...criteria });
  const pairs = Object.values(NAMES).map((name) => [name, values(name)]);
  const kept = pairs.filter(([name, value]) => value !== "" && !(name === NAMES.order && value === EVERYTHING.order));
  return `/aanbod?${kept.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}
