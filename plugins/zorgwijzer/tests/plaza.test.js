/** What Zorgwijzer offers at the plaza, and how it talks on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Question, code } from "fieldlab-service";

import { KINDS } from "../src/kinds.js";
import { PROVIDERS, providerOf } from "../src/providers.js";
import { fixture, service, visitor } from "./support.js";

const { answers } = fixture("../plugins/zorgwijzer/prototype.toml");

const ask = (topics, more = {}) => new Question({ topics, ...more });
const names = (question, somebody = visitor()) => somebody.offers(service, question).map(({ name }) => name);

test("each topic has up to four offers, the shortest wait first, with price and who pays", () => {
  for (const topic of answers.topics) {
    for (const place of [null, 599, 363]) {
      const offers = visitor().offers(service, ask([topic], { place }));
      assert.ok(offers.length <= 4, topic);
      assert.ok(place !== null || offers.length > 0, topic);
      const waits = offers.map(({ name }) => providerOf(name).waitDays);
      assert.deepEqual(waits, [...waits].sort((one, other) => one - other), topic);
      for (const { summary, fit, wants, page, name } of offers) {
        assert.match(summary, /Wachttijd: .* Prijs: .* Wie betaalt: /);
        assert.deepEqual([fit, wants.length, page], [place === null ? "possible" : "likely", place === null ? 1 : 0, `/aanbieder/${name}`]);
      }
    }
  }
  assert.deepEqual(names(ask(["housing"])), []);
});

test("of each kind there is one, before there are two of another", () => {
  assert.deepEqual(names(ask(["health"], { place: 599 })), ["voorbeeldgebit", "praktijk-haven"]);
  assert.deepEqual(names(ask(["care-at-home"], { place: 917 })), ["hulp-in-huis", "thuiszorg-zuid", "thuishulp-zuid"]);
  const kinds = names(ask(["health"])).map((name) => providerOf(name).kind);
  assert.deepEqual(new Set(kinds).size, 3);
  assert.equal(kinds.length, 4);
});

test("words that are shared make it narrower", () => {
  const words = "Ik heb kiespijn en ken hier geen tandarts.";
  assert.deepEqual(names(ask(["health"], { place: 1783, words })), ["voorbeeldgebit"]);
  assert.deepEqual(names(ask(["health"], { place: 1783, words: "Ik voel me niet goed." })), ["voorbeeldgebit", "de-poort"]);
});

test("a shared municipality is used only by somebody who asks for themselves", () => {
  const gerda = () => visitor().sharing("where", { "household.municipality": code(80) });
  assert.deepEqual(names(ask(["memory"]), gerda()), ["thuiszorg-noord", "ontmoetingshuis", "nachtzorg"]);
  assert.ok(names(ask(["memory"], { forOther: true }), gerda()).includes("de-linde"));
  assert.deepEqual(names(ask(["memory"], { place: 599 }), gerda()), ["wijkzorg-maas", "de-tuin"]);
});

test("who reads another language hears who speaks it", () => {
  const [offer] = visitor().offers(service, ask(["language"], { place: 1783, language: "pl" }));
  assert.deepEqual([offer.language, offer.name], ["en", "online-taalles"]);
  assert.match(offer.why, /Helps online, wherever you live. Speaks Polish./);
});

test("a company says who helps for less", () => {
  const [offer] = visitor().offers(service, ask(["debts"], { place: 855 }));
  assert.match(offer.why, /Vraag dan eerst uw gemeente/);
});

test("who looks on sees the filters, how many were left, and the order", () => {
  const somebody = visitor();
  somebody.offers(service, ask(["health"], { place: 153 }));
  const [{ outcome, steps }] = somebody.decided;
  assert.deepEqual(outcome.map(({ value }) => value.val), [2, 2]);
  assert.deepEqual(steps.map(({ rule, outcome }) => [rule, outcome.value.val]), [["topics", 10], ["place", 2], ["order", 0], ["most", 2]]);
});

/** Talks until the end: what is answered to each question. Gives what was said and asked. */
function talk(question, offer, answered, somebody = visitor()) {
  const said = [{ by: "person", words: "Vertel eens meer." }];
  const told = [];
  for (let turn = 0; turn < 10; turn++) {
    const reply = somebody.respond(service, question, offer, said);
    told.push(reply);
    if (reply.done || turn === answered.length) return told;
    said.push({ by: "prototype", words: reply.words }, { by: "person", words: answered[turn] });
  }
  return told;
}

test("it asks where and how soon, and then says what fits", () => {
  const [where, soon, last] = talk(ask(["memory"]), "thuiszorg-noord", ["Leeuwarden", "Binnen een maand"]);
  assert.match(where.words, /In welke gemeente zoekt u hulp/);
  assert.deepEqual(where.choices, ["Groningen", "Leeuwarden", "Emmen", "Een andere gemeente"]);
  assert.match(soon.words, /helpt ook daar. Hoe snel/);
  assert.match(last.words, /Dit past, en niemand is sneller. Thuiszorg Voorbeeld Noord: wachttijd 9 dagen/);
  assert.deepEqual([last.page, last.done], ["/aanbod?wat=thuiszorg&waar=leeuwarden&wacht=31", true]);
});

test("what is known is not asked, what is not understood is asked again", () => {
  const [soon, again, last] = talk(ask(["mental-health"], { place: 599 }), "online-psycholoog", ["eh", "week"]);
  assert.match(soon.words, /^Online Psycholoog Voorbeeld helpt ook daar/);
  assert.match(again.words, /^Dat begrepen wij niet. Hoe snel/);
  assert.match(last.words, /past hier niet bij. Wie wel past: Voorbeeldpraktijk Gesprek en Rust/);
  assert.match(last.words, /0800-0113/);
  const [, other] = talk(ask(["memory"]), "nachtzorg", ["Atlantis"]);
  assert.match(other.words, /^Die gemeente kennen wij niet/);
  const [forMother] = talk(ask(["memory"], { forOther: true }), "nachtzorg", []);
  assert.match(forMother.words, /voor wie u hulp zoekt/);
  const waiting = [{ by: "person", words: "Ik wacht al een week in Leeuwarden" }];
  assert.match(visitor().respond(service, ask(["memory"]), "nachtzorg", waiting).words, /Hoe snel/);
});

test("it says so when nobody fits, and who is the first", () => {
  const last = talk(ask(["memory"], { place: 80 }), "nachtzorg", ["Binnen een week"]).at(-1);
  assert.match(last.words, /Wij kennen niemand die past. De kortste wachttijd is 9 dagen, bij Thuiszorg Voorbeeld Noord/);
  assert.equal(last.page, "/aanbod?wat=thuiszorg&waar=leeuwarden");
  const nowhere = talk(ask(["mobility"]), "taxirit", ["Een andere gemeente", "Dat maakt niet uit"]).at(-1);
  assert.match(nowhere.words, /Wij kennen niemand die past. U bestelt zelf/);
  const gone = visitor().respond(service, ask(["memory"]), "gestopt", []);
  assert.deepEqual([gone.page, gone.done], ["/", true]);
});

test("every conversation ends on a page that is there, in texts of a size that fits", () => {
  const bytes = (words) => Buffer.byteLength(words);
  for (const { id, kind } of PROVIDERS) {
    for (const [place, language] of [[80, "nl"], [363, "en"]]) {
      for (const soon of ["week", "maand", "maakt niet uit"]) {
        const replies = talk(ask(KINDS.find((one) => one.id === kind).topics, { place, language }), id, [soon]);
        const last = replies.at(-1);
        assert.ok(last.done && replies.every(({ words, choices }) => words !== "" && bytes(words) <= 1000 && choices.length <= 8), id);
        const somebody = visitor();
        somebody.look(last.page);
        assert.equal(somebody.status, 200, last.page);
      }
    }
  }
  for (const offer of visitor().offers(service, ask(answers.topics))) assert.ok([offer.title, offer.summary, offer.why, offer.next].every((words) => bytes(words) <= 1000));
});
