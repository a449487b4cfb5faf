import assert from "node:assert/strict";
import { test } from "node:test";

import { NotShared, Offer, Page, Question, Refused, Reply, Response, amount, lab, text } from "fieldlab-service";
import { plaza } from "fieldlab-service/wasi";

import { newVisitor } from "./support.js";

const MANIFEST = {
  service: { uses: ["vault"] },
  answers: { topics: ["allowances"] },
  asks: [{ name: "rent", fields: ["household.rent_month"] }],
};

const routes = (router) => router.get("/", (request) => new Page(request, text("Huur", "Rent")));

const service = {
  offers(question) {
    if (!question.isAbout("allowances")) return [];
    const offer = new Offer("huurtoeslag", text("Huurtoeslag", "Rent allowance"))
      .summary(text("Een bijdrage in uw huur.", "A contribution to your rent."))
      .fits("likely", text("U hebt kinderen.", "You have children."))
      .wants(text("uw huur", "your rent"), text("om te rekenen", "to work it out"))
      .next(text("Wij rekenen het uit.", "We work it out."))
      .page("/huurtoeslag");
    return question.detail("children") === "2" ? [offer] : [offer, new Offer("raad", text("Raad", "Advice"))];
  },
  respond(question, offer, said) {
    if (said.length > 1) return Reply.last(text("Kijk maar.", "Have a look.")).withPage(`/${offer}`);
    return Reply.asks(text("Huurt u?", "Do you rent?"), [text("Ja", "Yes"), text("Nee", "No")]);
  },
};

const visitor = (options = {}) => newVisitor(routes, { manifest: MANIFEST, ...options });
const asked = Question.about(["income", "allowances"]);

test("offers are in the words of the person, or else in English", () => {
  const [offer, second] = visitor().offers(service, asked);
  assert.deepEqual(offer, {
    name: "huurtoeslag",
    language: "nl",
    title: "Huurtoeslag",
    summary: "Een bijdrage in uw huur.",
    fit: "likely",
    why: "U hebt kinderen.",
    wants: [{ what: "uw huur", purpose: "om te rekenen" }],
    next: "Wij rekenen het uit.",
    page: "/huurtoeslag",
  });
  assert.deepEqual([second.fit, second.wants, second.next, second.page], ["possible", [], "", null]);
  const [polish] = visitor().offers(service, new Question({ ...asked, language: "pl" }));
  assert.deepEqual([polish.language, polish.title], ["en", "Rent allowance"]);
  assert.deepEqual(visitor().offers(service, Question.about(["debts"])), []);
  assert.equal(visitor().offers(service, asked.with("children", "2")).length, 1);
  assert.deepEqual([asked.detail("children"), asked.words, asked.place, asked.forOther], [null, null, null, false]);
});

test("a conversation asks, ends, or goes on at the offer's page", () => {
  const first = { by: "person", words: "Krijg ik dat?" };
  const talk = (said, service_ = service) => visitor().respond(service_, asked, "huurtoeslag", said);
  assert.deepEqual(talk([first]), { words: "Huurt u?", choices: ["Ja", "Nee"], page: null, done: false });
  assert.deepEqual(talk([first, first]), { words: "Kijk maar.", choices: [], page: "/huurtoeslag", done: true });
  const silent = { offers: service.offers };
  assert.deepEqual(talk([first], silent), { words: "Wij rekenen het uit.", choices: [], page: "/huurtoeslag", done: true });
  assert.deepEqual(visitor().respond(silent, asked, "anders"), { words: "", choices: [], page: null, done: true });
});

test("what an author forgets is said", () => {
  const named = [
    [() => visitor().offers({}, asked), /exports no function `offers`/],
    [() => visitor({ manifest: { service: {} } }).offers(service, asked), /add: \[answers\]/],
    [() => visitor().offers({ offers: () => [{ name: "x" }] }, asked), /gives no list of offers/],
    [() => visitor().offers({ offers: () => null }, asked), /gives no list of offers/],
    [() => visitor().respond({ ...service, respond: () => "ja" }, asked, "x"), /gives no reply/],
    [() => new Offer("", text("A", "A")), /short, lasting name/],
    [() => new Offer("x", "Huurtoeslag"), /in Dutch and in English/],
    [() => new Offer("x", text("A", "A")).fits("sure", text("A", "A")), /use certain, likely, possible/],
    [() => new Offer("x", text("A", "A")).page("https://elders.nl/"), /is no page of this prototype/],
    [() => Reply.last("Klaar"), /in Dutch and in English/],
  ];
  for (const [act, what] of named) assert.throws(act, what);
});

test("a component says why it can't, and tells its author where", () => {
  const lines = [];
  const stream = { blockingWriteAndFlush: (bytes) => lines.push(new TextDecoder().decode(bytes)), [Symbol.dispose]() {} };
  const stderr = { getStderr: () => stream };
  const made = { manifest: MANIFEST };
  const failing = plaza({ ...service, offers: () => { throw new Error("stuk"); } }, made, { stderr });
  assert.throws(() => failing.offers({ ...asked }), (thrown) => thrown === "stuk");
  assert.match(lines.join(""), /^Error: stuk\n.*plaza\.test\.js/s);
  // As the lab hands it over.
  const question = { topics: ["allowances"], words: null, language: "nl", place: null, forOther: false, details: [] };
  assert.equal(plaza(service, made, { stderr }).offers(question).length, 2);
  assert.throws(() => plaza({}, made, { stderr }), /exports no function `offers`/);
});

/** What the vault says, on a page. */
function reading(request, visitor_) {
  const page = () => {
    try {
      const shared = lab.shared(request);
      return Response.json(200, [shared.get("household.rent_month"), shared.get("person.age"), shared.until, shared.attributes[0].source]);
    } catch (error) {
      if (error instanceof Refused) return Response.json(200, [error.kind, error instanceof NotShared ? error.ask : error.message]);
      throw error;
    }
  };
  return JSON.parse(visitor_((router) => router.get("/", page)).look("/"));
}

test("what a person shares is there, and else the road to where they can", () => {
  const rent = { "household.rent_month": amount(69_040) };
  const playing = (options) => (routes) => newVisitor(routes, { manifest: MANIFEST, plays: {}, ...options });
  assert.deepEqual(reading("rent", (routes) => playing()(routes).sharing("rent", rent)), [69_040, null, "2026-01-30", "proef"]);
  assert.deepEqual(reading("rent", playing({ shares: { rent } })), [69_040, null, "2026-01-30", "proef"]);
  assert.deepEqual(reading("rent", playing()), ["not-shared", "/.lab/share/rent"]);
  assert.deepEqual(reading("rent", playing({ plays: undefined, shares: { rent } })), ["nobody", null]);
  const [kind, message] = reading("income", playing());
  assert.deepEqual([kind, message.endsWith('add: [[asks]] name = "income"')], ["undeclared", true]);
  assert.equal(reading("rent", playing({ refused: ["vault"] }))[0], "not-granted");
  assert.match(reading("rent", playing({ manifest: { ...MANIFEST, service: {} } }))[1], /add: \[service\] uses = \["vault"\]/);
  assert.throws(() => playing()(routes).sharing("rent", { "person.age": 28 }), /does not ask for `person.age`/);
});

test("offers can go by what was shared", () => {
  const rent = { "household.rent_month": amount(69_040) };
  const offers = () => (lab.shared("rent").get("household.rent_month") > 0 ? [new Offer("huur", text("Huur", "Rent"))] : []);
  assert.equal(visitor({ plays: {} }).sharing("rent", rent).offers({ offers }, asked).length, 1);
  assert.throws(() => visitor({ plays: {} }).offers({ offers }, asked), NotShared);
});
