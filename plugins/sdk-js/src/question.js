/** The questions that a form can ask. */

import { valueOf } from "./encoding.js";
import { dayAfter1970, dayOf, daysSince1970, readAmount, readMonth, readWhole, showAmount, showDate, showWhole } from "./number.js";
import { own } from "./register.js";
import { text } from "./words.js";

/** What is wrong with an answer, in words for the visitor. */
export class Wrong {
  constructor(nl, en) {
    this.words = text(nl, en);
  }
}

/**
 * @typedef {object} Options
 * @property {import("./words.js").Text} [hint] help with the answer
 * @property {boolean} [optional] it may be left open; the answer is null then
 * @property {number | string} [least] the least: characters of a text, a number, whole euros, or a day such as "2026-01-31"
 * @property {number | string} [most] the most, in the same unit
 * @property {string} [autocomplete] what browsers may fill in, such as "given-name"
 * @property {string} [register] the field of a citizen that answers it, such as "household.rent_month"
 */

/** Made by `ask`. */
export class Question {
  constructor(kind, label, options, choices = []) {
    const { hint = null, optional = false, least = null, most = null, autocomplete = null, register = null, codes = {} } = options;
    Object.assign(this, { kind, label: text(label?.nl, label?.en), hint, optional, least, most, autocomplete, register, codes, choices });
  }

  /** How its field looks: "text", "number", "amount", "date" or "choice". */
  get control() {
    return this.kind.control;
  }

  /** Reads the answer from what was filled in; throws `Wrong`. */
  read(values, name) {
    if (this.optional && own(values, name).every(([, value]) => value.trim() === "")) return null;
    return this.kind.read(this, values, name);
  }

  /** The answer for people. */
  show(answer, language) {
    if (answer === null) return language === "nl" ? "Niet ingevuld" : "Not filled in";
    return this.kind.show(answer, language, this);
  }

  /** What would be filled in for a value of the register; null when it does not answer the question. */
  fromRegister({ tag, val }, name) {
    return tag === this.kind.answeredBy ? this.kind.filledIn(val, name, this) : null;
  }
}

/** What was filled in for a field, without spaces around it. */
const given = (values, name) => (valueOf(values, name) ?? "").trim();

function required(values, name) {
  const answer = given(values, name);
  if (answer === "") throw new Wrong("Vul een antwoord in", "Enter an answer");
  return answer;
}

/** Whether an answer is within the bounds of its question, in the unit of the answer. */
function within(answer, least, most, show) {
  if (!((least !== null && answer < least) || (most !== null && answer > most))) return;
  if (least !== null && most !== null) {
    const between = (language, word) => `${show(least, language)} ${word} ${show(most, language)}`;
    throw new Wrong(`Kies iets van ${between("nl", "tot en met")}`, `Choose something from ${between("en", "to")}`);
  }
  if (least !== null) throw new Wrong(`Het moet ${show(least, "nl")} of meer zijn`, `It must be ${show(least, "en")} or more`);
  throw new Wrong(`Het mag niet meer zijn dan ${show(most, "nl")}`, `It must be ${show(most, "en")} or less`);
}

const TEXT = {
  control: "text",
  read({ least, most }, values, name) {
    const answer = required(values, name);
    const length = [...answer].length;
    const longest = most ?? 200;
    if (length > longest) throw new Wrong(`Gebruik niet meer dan ${longest} tekens`, `Use no more than ${longest} characters`);
    if (least !== null && length < least) throw new Wrong(`Gebruik ${least} of meer tekens`, `Use ${least} or more characters`);
    if (/\p{Cc}/u.test(answer)) throw new Wrong("Gebruik geen bijzondere tekens", "Do not use special characters");
    return answer;
  },
  show: (answer) => answer,
};

const WHOLE = {
  control: "number",
  answeredBy: "whole",
  read({ least, most }, values, name) {
    const wrong = () => new Wrong("Vul een heel getal in, zoals 12", "Enter a whole number, such as 12");
    const number = readWhole(required(values, name));
    if (number === null) throw wrong();
    within(number, least, most, showWhole);
    // The lab's whole numbers have 32 bits.
    if (number !== (number | 0)) throw wrong();
    return number;
  },
  show: showWhole,
  filledIn: (number, name) => [[name, String(number)]],
};

const AMOUNT = {
  control: "amount",
  answeredBy: "amount",
  read({ least, most }, values, name) {
    const cents = readAmount(required(values, name));
    // The example is Dutch in both languages: that is how the field reads amounts.
    if (cents === null) throw new Wrong("Vul een bedrag in, zoals 1.234,56", "Enter an amount, such as 1.234,56");
    const inCents = (euros) => (euros === null ? null : euros * 100);
    within(cents, inCents(least), inCents(most), showAmount);
    return cents;
  },
  show: showAmount,
  // As the field reads it, in Dutch, and without the sign that stands before the field.
  filledIn: (cents, name) => [[name, showAmount(cents, "nl").replace("€\u{a0}", "")]],
};

const DATE = {
  control: "date",
  answeredBy: "date",
  read({ least, most }, values, name) {
    const whole = given(values, name).split("-");
    const parts = whole.length === 3 ? whole : ["year", "month", "day"].map((part) => given(values, `${name}-${part}`));
    if (parts.includes("")) throw new Wrong("Vul een dag, maand en jaar in", "Enter a day, month and year");
    const [year, month, date] = [Number(parts[0]), readMonth(parts[1]), Number(parts[2])];
    const isNumber = [parts[0], parts[2]].every((part) => /^[0-9]+$/.test(part));
    const day = isNumber && month !== null ? dayOf(year, month, date) : null;
    if (day === null) {
      throw new Wrong("Deze datum bestaat niet. Vul het jaar in met 4 cijfers", "This date does not exist. Enter the year with 4 digits");
    }
    within(day, least, most, showDate);
    return day;
  },
  show: showDate,
  filledIn(days, name) {
    const [year, month, date] = dayAfter1970(days).split("-").map(Number);
    return [[`${name}-day`, String(date)], [`${name}-month`, String(month)], [`${name}-year`, String(year)]];
  },
};

const YES_NO = {
  control: "choice",
  answeredBy: "flag",
  read(_, values, name) {
    const answer = given(values, name);
    if (answer !== "yes" && answer !== "no") throw new Wrong("Kies ja of nee", "Choose yes or no");
    return answer === "yes";
  },
  show: (answer, language, { choices }) => choices[answer ? 0 : 1][1][language],
  filledIn: (yes, name) => [[name, yes ? "yes" : "no"]],
};

const CHOICE = {
  control: "choice",
  answeredBy: "code",
  read({ choices }, values, name) {
    const answer = given(values, name);
    if (!choices.some(([value]) => value === answer)) throw new Wrong("Kies een van de antwoorden", "Choose one of the answers");
    return answer;
  },
  show: (answer, language, { choices }) => choices.find(([value]) => value === answer)[1][language],
  filledIn(code, name, { codes }) {
    const found = Object.entries(codes).find(([, standing]) => standing.includes(code));
    return found === undefined ? null : [[name, found[0]]];
  },
};

/** A day as a bound, checked when the form is made. */
function day(bound) {
  if (bound === undefined) return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(bound) && dayAfter1970(daysSince1970(bound)) === bound;
  if (!isDay) throw new TypeError(`\`${bound}\` is no day: write it as "2026-01-31"`);
  return bound;
}

/** The questions that a form can ask: each takes the question, `text("...", "...")`, and options. */
export const ask = {
  /** A line of text; 200 characters when nothing is said. */
  text: (label, options = {}) => new Question(TEXT, label, options),
  /** A whole number. */
  whole: (label, options = {}) => new Question(WHOLE, label, options),
  /** An amount in euro; the answer is in cents, the bounds are in whole euros. */
  amount: (label, options = {}) => new Question(AMOUNT, label, options),
  /** A day; the answer is a text such as "2026-01-31". */
  date: (label, options = {}) => new Question(DATE, label, { ...options, least: day(options.least), most: day(options.most) }),
  /** Yes or no. */
  yesNo: (label, options = {}) => new Question(YES_NO, label, options, [["yes", text("Ja", "Yes")], ["no", text("Nee", "No")]]),
  /**
   * One of some choices, such as `{ rent: text("Huur", "Rent") }`; the answer is its name. With `register`, `codes` says which codes each
   * stands for: `{ rent: [2, 3] }`.
   */
  choice: (label, choices, options = {}) => new Question(CHOICE, label, options, Object.entries(choices)),
};
