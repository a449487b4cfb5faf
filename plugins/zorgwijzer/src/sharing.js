/** The municipality of the person, when they share it; and how they can. Nothing here needs it: they can choose a place themselves. */

import { NotShared, Refused, lab } from "fieldlab-service";

import { placeOfCode } from "./places.js";

/** The request of the manifest. */
const REQUEST = "where";

/**
 * Their `place` and the last day on which it is shared, `until`; or `ask`, the path where they can share it. All are null when nothing may be
 * asked, or they chose not to share this part.
 */
export function home() {
  try {
    const shared = lab.shared(REQUEST);
    return { place: placeOfCode(shared.get("household.municipality")), until: shared.until, ask: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { place: null, until: null, ask: error instanceof NotShared ? error.ask : null };
  }
}
