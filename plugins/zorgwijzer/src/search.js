/** Finds providers, and says how: which filters, how many were left after each, and in which order. Nobody can pay for a place. */

import { euro, lab, text } from "fieldlab-service";

import { ORDERS, WAITS } from "./criteria.js";
import { kindOf } from "./kinds.js";
import { ELSEWHERE, placeTitle } from "./places.js";
import { PROVIDERS, worksIn } from "./providers.js";
import { LANGUAGES, joined } from "./told.js";

/**
 * What somebody pays a provider themselves, in cents: nothing when an insurer with a contract or the municipality pays; null when nobody
 * can say, as with an insurer without a contract.
 */
export function ownCents({ pays, priceCents, contracted }) {
  if (pays === "self") return priceCents;
  return pays === "insurer" && !contracted ? null : 0;
}

const byName = (one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1);
const byWait = (one, other) => one.waitDays - other.waitDays || byName(one, other);
const orLast = (cents) => cents ?? Number.MAX_SAFE_INTEGER;
const byPrice = (one, other) => orLast(ownCents(one)) - orLast(ownCents(other)) || byWait(one, other);

const COMPARE = { wachttijd: byWait, prijs: byPrice, naam: byName };

/** The filters: whether a provider passes, and what it is called. Each is only used when it was chosen. */
const FILTERS = {
  kind: {
    passes: ({ kind }, wanted) => kind === wanted,
    title: (wanted) => joined([text("Soort hulp", "Kind of help"), kindOf(wanted).title], ": "),
  },
  place: {
    passes: worksIn,
    title: (wanted) => (wanted === ELSEWHERE ? text("Alleen wie online helpt", "Only who helps online") : joined([text("Werkt in", "Works in"), placeTitle(wanted)], " ")),
  },
  price: {
    passes: (provider, wanted) => orLast(ownCents(provider)) <= euro(wanted),
    title: (wanted) => text(`U betaalt zelf hooguit ${wanted} euro`, `You pay at most ${wanted} euros yourself`),
  },
  wait: {
    passes: ({ waitDays }, wanted) => waitDays <= wanted,
    title: (wanted) => joined([text("Wachttijd", "Wait"), WAITS[wanted]], ": "),
  },
  language: {
    passes: ({ languages }, wanted) => languages.includes(wanted),
    title: (wanted) => joined([text("Spreekt", "Speaks"), LANGUAGES[wanted]], " "),
  },
  accessible: {
    passes: ({ accessible, places }) => accessible || places.length === 0,
    title: () => text("Toegankelijk met een rolstoel", "Accessible with a wheelchair"),
  },
};

const isChosen = (value) => value !== null && value !== false && value !== undefined;

/** Finds providers: `found`, in the order that was chosen, and the `steps` that led there, for `lab.decided`. */
export function search(criteria, among = PROVIDERS) {
  let found = among;
  const steps = [];
  for (const [key, { passes, title }] of Object.entries(FILTERS)) {
    const wanted = criteria[key];
    if (!isChosen(wanted)) continue;
    const before = found.length;
    found = found.filter((provider) => passes(provider, wanted));
    steps.push(step(key, title(wanted), before, found.length));
  }
  const order = criteria.order ?? "wachttijd";
  return { found: [...found].sort(COMPARE[order]), steps: [...steps, orderStep(order)] };
}

const step = (rule, title, before, after) => ({
  rule,
  title,
  inputs: [{ title: text("aanbieders ervoor", "providers before"), value: before }],
  outcome: { title: text("aanbieders over", "providers left"), value: after },
});

function orderStep(order) {
  const title = joined([text("Volgorde", "Order"), ORDERS[order]], ": ");
  return { rule: "order", title, outcome: { title: text("betaalde plekken", "places that were paid for"), value: 0 } };
}

/**
 * Says it to who looks on: how many of what was found are shown, and how they were found.
 */
export function tell({ found, steps }, shown = found.length) {
  const outcome = [
    { title: text("aanbieders gevonden", "providers found"), value: found.length },
    { title: text("getoond", "shown"), value: shown },
  ];
  lab.decided(text("Welke aanbieders u ziet, en in welke volgorde", "Which providers you see, and in which order"), { outcome, steps });
}

/** For each filter without which somebody would be found: the criteria without it, what it is called, and how many there are then. */
export function withoutOne(criteria) {
  const droppable = Object.keys(FILTERS).filter((key) => key !== "kind" && isChosen(criteria[key]));
  const tried = droppable.map((key) => {
    const wider = { ...criteria, [key]: null };
    return { criteria: wider, title: FILTERS[key].title(criteria[key]), count: search(wider).found.length };
  });
  return tried.filter(({ count }) => count > 0);
}
