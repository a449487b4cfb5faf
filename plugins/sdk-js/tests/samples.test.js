/** The pages that all SDKs make the same: plugins/page/samples, as the SDK for Rust writes them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Page, amount, ask, form, share, text } from "fieldlab-service";

import { newVisitor } from "./support.js";

const home = form("home", text("Uw woning", "Your home"), {
  name: ask.text(text("Hoe heet u?", "What is your name?"), { hint: text("Uw voornaam.", "Your given name."), most: 10, autocomplete: "given-name" }),
  people: ask.whole(text("Hoeveel mensen wonen er?", "How many people live there?"), { least: 1, most: 20, optional: true }),
  rent: ask.amount(text("Wat is uw huur?", "What is your rent?"), { least: 0, most: 5_000, register: "household.rent_month" }),
  since: ask.date(text("Sinds wanneer?", "Since when?"), { least: "1950-01-01", most: "2026-12-31" }),
  garden: ask.yesNo(text("Hebt u een tuin?", "Do you have a garden?")),
  tenure: ask.choice(
    text("Hoe woont u?", "How do you live?"),
    { rent: text("Ik huur", "I rent"), own: text('Ik heb een "koopwoning" <&>', 'I own my "home" <&>') },
    { optional: true },
  ),
});

const money = form("money", text("Uw geld", "Your money"), { income: ask.amount(text("Wat verdient u?", "What do you earn?")) });

function routes(router) {
  return router
    .keepAnswers()
    .get("/", (request) => new Page(request, text("Voorbeeld", "Example")).persona().beginOrGoOn("/alles", "/opnieuw"))
    .form(home, "/woning", "/geld")
    .form(money, "/geld", "/alles")
    .get("/alles", everything)
    .post("/opnieuw", (request) => request.beginAnew());
}

function everything(request) {
  const words = text('Woorden <b> & "meer"', 'Words <b> & "more"');
  const steps = [
    {
      rule: "income",
      title: text("Vergelijk", "Compare"),
      inputs: [
        { title: text("inkomen", "income"), value: amount(2_000_050) },
        { title: text("leeftijd", "age"), value: 1_234 },
      ],
      outcome: { title: text("laag genoeg", "low enough"), value: true },
      article: "artikel 1",
    },
    { rule: "part", title: text("Neem een deel", "Take a part"), outcome: { title: text("deel", "part"), value: share(137_300) } },
  ];
  const page = new Page(request, words)
    .back("/geld")
    .place(2, 3)
    .heading(words)
    .paragraph(words)
    .list([words, text("Twee", "Two")])
    .link(words, "/woning?a=b&c")
    .start(words, "/woning")
    .button(words, "/opnieuw")
    .summary(home)
    .facts(words, [[words, 'een & "twee"']])
    .steps([text("Een", "One"), text("Twee", "Two"), text("Drie", "Three")], 1)
    .table(words, [words, text("Waarde", "Value")], [["a <", "b"], ["c"]])
    .explanation(steps);
  for (const tone of ["info", "good", "warning", "error"]) page.alert(tone, words, text("Let hierop.", "Mind this."));
  return page;
}

const RIGHT = {
  name: " Renée ",
  people: "",
  rent: "690,40",
  "rent-register": "rent=690%2C40",
  "since-day": "2",
  "since-month": "sep",
  "since-year": "2019",
  garden: "no",
  tenure: "own",
};
const WRONG = {
  name: '<script>alert("x")</script>',
  people: "21",
  rent: "1,234",
  "rent-register": "rent=690%2C40",
  "since-day": "30",
  "since-month": "2",
  "since-year": "2019",
  tenure: "boat",
};
const OPEN = { people: "0", rent: "5.000,01", since: "1949-12-31" };

test("all SDKs make these pages", () => {
  const visitor = newVisitor(routes, { plays: { "household.rent_month": amount(69_040) } });
  check("start", visitor.look("/"));
  check("form", visitor.look("/woning?next=/alles"));
  check("wrong", visitor.send("/woning", WRONG));
  check("open", visitor.send("/woning?lang=en", OPEN));
  check("second", visitor.send("/woning", RIGHT));
  check("again", visitor.look("/"));
  check("filled-in", visitor.look("/woning?lang=nl"));
  visitor.send("/geld", { income: "1" });
  check("everything", visitor.look("/alles"));
  check("everything-en", visitor.look("/alles?lang=en"));
  check("nowhere", visitor.look("/nergens?lang=nl"));
  check("not-possible", visitor.send("/alles"));
});

function check(name, page) {
  const sample = readFileSync(new URL(`../../page/samples/${name}.html`, import.meta.url), "utf8");
  assert.equal(`${page.replaceAll("><", ">\n<")}\n`, sample, name);
}
