/**
 * Values as the lab writes them, each with its kind: what is known of citizens, and what stands in explanations.
 *
 * true and false are flags and whole numbers are wholes by themselves; the other kinds are made here.
 */

import { dayAfter1970, daysSince1970, showAmount, showDate, showShare, showWhole } from "./number.js";

export const flag = (yes) => ({ tag: "flag", val: yes });
export const whole = (number) => ({ tag: "whole", val: number });
/** Money, in euro cents. */
export const amount = (cents) => ({ tag: "amount", val: cents });
/** A code of a code list. */
export const code = (number) => ({ tag: "code", val: number });
/** A day such as "2026-01-31". */
export const date = (day) => ({ tag: "date", val: daysSince1970(day) });
/** A fraction in millionths: 0.1373 is 137300. */
export const share = (millionths) => ({ tag: "share", val: millionths });
/** Nothing is known. */
export const absent = { tag: "absent" };

/** A value with its kind, of one that may be without. */
export function valued(value) {
  if (value === null || value === undefined) return absent;
  if (typeof value === "boolean") return flag(value);
  if (Number.isInteger(value)) return whole(value);
  if (typeof value === "object" && "tag" in value) return value;
  throw new TypeError(`\`${value}\` is no value of the lab: use true, false, a whole number, amount(cents), code, date, share or absent`);
}

/** What a value is in JavaScript: a boolean, a number, a day such as "2026-01-31", or null when it is absent. */
export function plain(value) {
  if (value.tag === "absent") return null;
  return value.tag === "date" ? dayAfter1970(value.val) : value.val;
}

/** A value for people. */
export function showValue(given, language) {
  const { tag, val } = valued(given);
  const say = (nl, en) => (language === "nl" ? nl : en);
  switch (tag) {
    case "absent":
      return say("onbekend", "unknown");
    case "flag":
      return val ? say("ja", "yes") : say("nee", "no");
    case "whole":
      return showWhole(val, language);
    case "amount":
      return showAmount(val, language);
    case "date":
      return showDate(dayAfter1970(val), language);
    case "share":
      return showShare(val, language);
    default:
      return String(val);
  }
}
