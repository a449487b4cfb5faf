import assert from "node:assert/strict";
import { test } from "node:test";

import { readPairs } from "../src/encoding.js";
import { ask, Wrong } from "../src/question.js";
import { absent, amount, code, date, flag, whole } from "../src/value.js";
import { text } from "../src/words.js";

const label = text("A", "A");

/** What is shown of what was filled in, or what is wrong with it. */
function read(question, filledIn) {
  try {
    return question.show(question.read(readPairs(filledIn), "a"), "nl");
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return `! ${error.words.nl}`;
  }
}

test("answers are read, or it is said what is wrong", () => {
  const tenure = ask.choice(label, { rent: text("Huur", "Rent") });
  const cases = [
    [ask.text(label, { most: 5 }), "a=+Ren%C3%A9e+", "Renée"],
    [ask.text(label, { most: 5 }), "a=Renske", "! Gebruik niet meer dan 5 tekens"],
    [ask.text(label, { least: 2 }), "a=x", "! Gebruik 2 of meer tekens"],
    [ask.text(label), "a=+", "! Vul een antwoord in"],
    [ask.text(label), "a=x%00y", "! Gebruik geen bijzondere tekens"],
    [ask.text(label), `a=${"x".repeat(201)}`, "! Gebruik niet meer dan 200 tekens"],
    [ask.whole(label), "a=1.234", "1.234"],
    [ask.whole(label, { least: 0, most: 8 }), "a=9", "! Kies iets van 0 tot en met 8"],
    [ask.whole(label), "a=9999999999", "! Vul een heel getal in, zoals 12"],
    [ask.amount(label, { least: 0 }), "a=690,40", "€\u{a0}690,40"],
    [ask.amount(label, { least: 0 }), "a=-1", "! Het moet €\u{a0}0 of meer zijn"],
    [ask.amount(label, { most: 100 }), "a=100,01", "! Het mag niet meer zijn dan €\u{a0}100"],
    [ask.amount(label), "a=1,234", "! Vul een bedrag in, zoals 1.234,56"],
    [ask.date(label), "a-day=2&a-month=9&a-year=2019", "2 september 2019"],
    [ask.date(label), "a-day=2&a-month=sep&a-year=2019", "2 september 2019"],
    [ask.date(label), "a=2019-09-02", "2 september 2019"],
    [ask.date(label), "a-day=2&a-year=2019", "! Vul een dag, maand en jaar in"],
    [ask.date(label), "a-day=30&a-month=2&a-year=2019", "! Deze datum bestaat niet. Vul het jaar in met 4 cijfers"],
    [ask.date(label, { most: "1970-01-02" }), "a=1970-01-03", "! Het mag niet meer zijn dan 2 januari 1970"],
    [ask.date(label, { optional: true }), "a-day=&a-month=&b=1", "Niet ingevuld"],
    [ask.date(label, { optional: true }), "a-day=1", "! Vul een dag, maand en jaar in"],
    [ask.yesNo(label, { optional: true }), "", "Niet ingevuld"],
    [ask.yesNo(label), "", "! Kies ja of nee"],
    [ask.yesNo(label), "a=yes", "Ja"],
    [tenure, "a=rent", "Huur"],
    [tenure, "a=boat", "! Kies een van de antwoorden"],
  ];
  for (const [question, filledIn, expected] of cases) assert.equal(read(question, filledIn), expected, filledIn);
});

test("values of the register are filled in as they are read", () => {
  const home = ask.choice(label, { rent: text("Huur", "Rent"), own: text("Koop", "Own") }, { codes: { own: [1], rent: [2, 3] } });
  const cases = [
    [ask.whole(label), whole(1_234), "1.234"],
    [ask.whole(label), absent, null],
    [ask.whole(label), flag(true), null],
    [ask.amount(label), amount(123_456), "€\u{a0}1.234,56"],
    [ask.amount(label), amount(-500), "-€\u{a0}5"],
    [ask.date(label), date("2024-03-01"), "1 maart 2024"],
    [ask.yesNo(label), flag(false), "Nee"],
    [home, code(3), "Huur"],
    [home, code(7), null],
    [ask.text(label), whole(7), null],
  ];
  for (const [question, value, expected] of cases) {
    const pairs = question.fromRegister(value, "a");
    assert.equal(pairs && question.show(question.read(pairs, "a"), "nl"), expected, JSON.stringify(value));
  }
});

test("a question that is wrong is refused when it is made", () => {
  assert.throws(() => ask.date(label, { least: "31-1-2026" }), /write it as "2026-01-31"/);
  assert.throws(() => ask.text("Naam"), /in Dutch and in English/);
});
