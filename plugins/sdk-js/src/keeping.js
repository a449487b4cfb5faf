/** Where a visitor's answers are kept: in a cookie of their browser, or in their demo session. */

import { encode, readPairs, writePairs } from "./encoding.js";
import * as lab from "./lab.js";

/** The cookie with all answers so far. */
export const ANSWERS_COOKIE = "answers";

/** The most that browsers keep in a cookie, in bytes, less some room for its name and attributes. */
const MOST_COOKIE_BYTES = 3_800;

/** What a form's answers are kept under. */
const key = (form) => `answers.${form.name}`;

/** What this visitor filled in for a form before: in the session, or else in the cookie. */
export function readKept(request, form) {
  const inSession = request.keepsInSession ? orNothing(() => lab.kept(key(form))) : null;
  const pairs = inSession === null ? null : readPairs(inSession);
  if (pairs !== null) return pairs;
  const start = `${form.name}.`;
  return inCookie(request).flatMap(([name, value]) => (name.startsWith(start) ? [[name.slice(start.length), value]] : []));
}

/** What may not be kept is not there. */
function orNothing(act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof lab.Refused) return null;
    throw error;
  }
}

function inCookie(request) {
  return readPairs(request.cookie(ANSWERS_COOKIE) ?? "") ?? [];
}

/**
 * Keeps what was filled in for a form, instead of what was there for it. When the session may not keep it, the cookie does: its value is
 * given back. `tooLong` when it can't be kept.
 */
export function keep(request, form, given) {
  if (request.keepsInSession) {
    try {
      lab.keep(key(form), writePairs(given));
      return {};
    } catch (error) {
      if (!(error instanceof lab.Refused)) throw error;
      if (error.kind === "unknown") return { tooLong: true };
    }
  }
  const others = inCookie(request).filter(([name]) => !name.startsWith(`${form.name}.`));
  const cookie = writePairs([...others, ...given.map(([name, value]) => [`${form.name}.${name}`, value])]);
  return encode(cookie).length <= MOST_COOKIE_BYTES ? { cookie } : { tooLong: true };
}

/** Forgets the answers of these forms, in the session; the cookie is the caller's to take away. */
export function forget(request, forms) {
  if (request.keepsInSession) for (const form of forms) orNothing(() => lab.forget(key(form)));
}
