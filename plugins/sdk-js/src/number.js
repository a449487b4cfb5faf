/**
 * Numbers and days as people write them. An amount is a whole number of euro cents, and a day a text such as "2026-01-31", which can be
 * compared with < and >.
 */

import { splitOnce } from "./encoding.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole euros, in cents. */
export const euro = (euros) => euros * 100;

/** A whole number: digits, perhaps with a minus sign, and points or spaces between thousands. Null when it is none. */
export function readWhole(written) {
  const [minus, digits] = sign(written);
  const whole = thousands(digits, ".") ?? thousands(digits, " ");
  return whole === null ? null : minus * whole;
}

/**
 * An amount in euro as people in the Netherlands write it, such as `1.234,56`, `1234,5`, `€ 1.234` or `12.50`, in cents.
 *
 * A comma stands before cents, and a point between thousands. A point before one or two last digits is taken for a comma. What could
 * mean two amounts, such as `1,234`, is refused.
 */
export function readAmount(written) {
  const [minus, signed] = sign(written.trim().replace(/^€+/, ""));
  const given = signed.endsWith(",-") ? signed.slice(0, -2) : signed;
  const pointed = /^([^.]*)\.(.{0,2})$/.exec(given);
  let [euros, cents] = [given, "00"];
  if (given.includes(",")) [euros, cents] = splitOnce(given, ",");
  else if (pointed !== null) [, euros, cents] = pointed;
  const whole = thousands(euros, ".") ?? thousands(euros, " ");
  if (whole === null || !/^[0-9]{1,2}$/.test(cents)) return null;
  const all = minus * (whole * 100 + Number(cents.padEnd(2, "0")));
  return Number.isSafeInteger(all) ? all : null;
}

function sign(written) {
  const trimmed = written.trim();
  return /^[-−]/.test(trimmed) ? [-1, trimmed.slice(1).trimStart()] : [1, trimmed];
}

/** Digits, either without `mark` or with one before each three digits; 15 digits at most. */
function thousands(written, mark) {
  const [first, ...rest] = written.split(mark);
  const fits = rest.length === 0 || (first.length <= 3 && rest.every((group) => group.length === 3));
  const digits = first + rest.join("");
  return fits && first !== "" && /^[0-9]{1,15}$/.test(digits) ? Number(digits) : null;
}

/** A whole number for people: `1.234` in Dutch, `1,234` in English. */
export function showWhole(number, language) {
  const digits = String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, language === "nl" ? "." : ",");
  return number < 0 ? `-${digits}` : digits;
}

/** An amount of cents for people: `€ 1.234,56` in Dutch, `€1,234.56` in English; whole euros without cents. */
export function showAmount(cents, language) {
  const [space, mark] = language === "nl" ? ["\u{a0}", ","] : ["", "."];
  const [all, rest] = [Math.abs(cents), Math.abs(cents) % 100];
  const shown = rest === 0 ? "" : mark + String(rest).padStart(2, "0");
  return `${cents < 0 ? "-" : ""}€${space}${showWhole((all - rest) / 100, language)}${shown}`;
}

/** A share in millionths for people, as a percentage with at most two decimals. */
export function showShare(millionths, language) {
  const hundredths = Math.floor((millionths + 50) / 100);
  const [whole, rest] = [Math.trunc(hundredths / 100), Math.abs(hundredths % 100)];
  const minus = hundredths < 0 && whole === 0 ? "-" : "";
  const decimals = rest === 0 ? "" : (language === "nl" ? "," : ".") + String(rest).padStart(2, "0");
  return `${minus}${whole}${decimals}%`;
}

const MONTHS = {
  nl: "januari februari maart april mei juni juli augustus september oktober november december".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** A day for people, such as `2 september 2019`. */
export function showDate(day, language) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[language][month - 1]} ${year}`;
}

/** The month with this number or name, in full or by its first three letters. */
export function readMonth(written) {
  const given = written.trim().toLowerCase();
  if (/^[0-9]+$/.test(given)) return Number(given) >= 1 && Number(given) <= 12 ? Number(given) : null;
  const is = (name) => name === given || (given.length === 3 && name.startsWith(given)) || (given === "mrt" && name === "maart");
  for (const names of Object.values(MONTHS)) {
    const place = names.findIndex((name) => is(name.toLowerCase()));
    if (place >= 0) return place + 1;
  }
  return null;
}

/** The day of a year (four digits), a month and a day; null when it does not exist. */
export function dayOf(year, month, date) {
  if (!(year >= 1800 && year <= 2200 && month >= 1 && month <= 12 && date >= 1)) return null;
  const day = dayAfter1970(Date.UTC(year, month - 1, date) / DAY_MS);
  return day === [year, padded(month), padded(date)].join("-") ? day : null;
}

/** The day so many days after 1970-01-01, as the lab counts them. */
export const dayAfter1970 = (days) => new Date(days * DAY_MS).toISOString().slice(0, 10);

/** How many days a day is after 1970-01-01. */
export const daysSince1970 = (day) => Date.UTC(...day.split("-").map((part, place) => Number(part) - (place === 1 ? 1 : 0))) / DAY_MS;

const padded = (number) => String(number).padStart(2, "0");
