/** Answers that the register has already: a form comes filled in, and says so. */

import { valueOf, writePairs } from "./encoding.js";

/** The field that says what was taken for a question. */
export const markName = (name) => `${name}-register`;

/** The mark that an answer was taken from the register, as long as it is still the same; else null. */
export function mark(values, name) {
  const taken = valueOf(values, markName(name));
  const filledIn = own(values, name).map(([found, value]) => [found, value.trim()]);
  return taken !== undefined && taken === writePairs(filledIn) ? [markName(name), taken] : null;
}

/** What was filled in for one question: its own name, or those of the parts of a day. */
export function own(values, name) {
  return values.filter(([found]) => ["", "-day", "-month", "-year"].some((end) => found === name + end));
}
