/**
 * What the lab lends to a service: who visits, citizens, what a person shares, values that are kept, parameters, a log, and a place for
 * explanations.
 *
 * Each is asked for in the manifest and granted in the lab; what is not, is thrown as `Refused`, which says so. In tests a `Visitor` says
 * what there is.
 */

import { dayAfter1970 } from "./number.js";
import { plain, valued } from "./value.js";

/** The lab's side: its interfaces in a component (wasi.js), what a test says in a test (pretend.js). */
let host = null;

/** From now on this is the lab. Gives the one before. */
export function lend(other) {
  const before = host;
  host = other;
  return before;
}

export function lent() {
  if (host === null) throw new Error("there is no lab here: in a test, look at pages with a Visitor");
  return host;
}

/** Why the lab does not tell, or do it. `kind` is "undeclared", "not-granted", "unknown", "too-many", "unavailable", "not-shared" or "nobody". */
export class Refused extends Error {
  constructor(kind, what) {
    super(why(kind, what));
    this.name = "Refused";
    this.kind = kind;
  }
}

/** The person did not share it, took it back, or its time is over; or the visitor plays nobody. */
export class NotShared extends Refused {
  constructor(path) {
    super(...(path === null ? ["nobody", "the visitor plays nobody"] : ["not-shared", `the person did not share it; they can at ${path}`]));
    this.name = "NotShared";
    /** The path of the lab's page where they can; null when the visitor plays nobody. With `?back=` and a path they come back there. */
    this.ask = path;
  }
}

function why(kind, what) {
  switch (kind) {
    case "undeclared":
      return `the manifest does not ask for it; add: ${what}`;
    case "not-granted":
      return `${what} was not granted; an owner grants it in the lab`;
    case "too-many":
      return `a request may look at ${what} citizens; ask for fewer, or raise \`looks\` under [limits]`;
    case "unavailable":
      return "the lab can't look now; try again later";
    default:
      return what;
  }
}

/**
 * On whose behalf the service answers: the name of the persona, such as "sanne", or null for who only looks; the day of the demo; and the
 * language that was chosen in the lab. Every service may know.
 * @returns {{ persona: string | null, today: string, language: "nl" | "en" }}
 */
export const visit = () => lent().visit();

/** What the person shared. */
class Shared {
  constructor({ attributes, until }) {
    /** What they chose of it: `{ name, value, source }`, with where the lab has it from in the visitor's language. */
    this.attributes = attributes.map(({ name, value, source }) => ({ name, value: plain(value), source }));
    /** The last day of it. */
    this.until = dayAfter1970(until);
  }

  /** A value, such as `shared.get("household.rent_month")`; null when it was not shared, or nothing is known. */
  get(field) {
    return this.attributes.find(({ name }) => name === field)?.value ?? null;
  }
}

/**
 * What the person shared for a request of the manifest (`[[asks]]`), by its name. Needs `uses = ["vault"]`. When they did not, `NotShared`
 * is thrown: its `ask` is the path where they can. A prototype goes on without.
 */
export const shared = (request) => new Shared(lent().shared(request));

/** A text that was kept for this demo session, or null. Needs `uses = ["keyvalue"]`, as keeping and forgetting do. */
export const kept = (key) => lent().kept(key);

/** Keeps a text until the demo session begins anew. */
export const keep = (key, value) => lent().keep(key, value);

/** Keeps a text no longer. One that is not there is gone already. */
export const forget = (key) => lent().forget(key);

/** A parameter of the manifest, as its value is written there, or null. Needs `uses = ["config"]`. */
export const parameter = (name) => lent().parameter(name);

/** Writes a line to the prototype's log, for its author; needs `uses = ["logging"]`. What is not granted goes nowhere. */
export const log = (words) => lent().log(String(words));

/**
 * A value in an explanation, with the words for it.
 * @typedef {{ title: import("./words.js").Text, value: unknown }} Fact
 * One step on the way to a decision. `rule` is a short, lasting name such as "threshold", `article` the article of law that says so.
 * @typedef {{ rule: string, title: import("./words.js").Text, inputs?: Fact[], outcome: Fact, article?: string }} Step
 */

/**
 * Says what was decided and how, for whoever looks on: the lab shows it beside the page.
 * @param {{ outcome: Fact[], steps?: Step[] }} how
 */
export function decided(title, { outcome, steps = [] }) {
  const fact = ({ title, value }) => ({ title, value: valued(value) });
  const step = ({ rule, title, inputs = [], outcome, article = "" }) => ({ rule, title, inputs: inputs.map(fact), outcome: fact(outcome), article });
  lent().decided(title, outcome.map(fact), steps.map(step));
}
