/** Filters and orders: by data, a line each. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERYTHING, listPath } from "../src/criteria.js";
import { ownCents, search, withoutOne } from "../src/search.js";
import { PROVIDERS } from "../src/providers.js";

const found = (criteria) => search({ ...EVERYTHING, ...criteria }).found.map(({ id }) => id);

test("filters leave who fits, in the order that was chosen", () => {
  const cases = [
    [{ kind: "thuiszorg", place: "leeuwarden" }, ["thuiszorg-noord", "nachtzorg"]],
    [{ kind: "thuiszorg", place: "leeuwarden", wait: 7 }, []],
    [{ kind: "thuiszorg", place: "leeuwarden", language: "fy" }, ["nachtzorg"]],
    [{ kind: "psycholoog", place: "westland" }, ["gesprek-en-rust", "online-psycholoog"]],
    [{ kind: "psycholoog", place: "elders" }, ["online-psycholoog"]],
    [{ kind: "psycholoog", order: "prijs" }, ["praktijk-kalm", "psychologen-park", "gesprek-en-rust", "online-psycholoog"]],
    [{ kind: "psycholoog", price: 0 }, ["praktijk-kalm", "psychologen-park"]],
    [{ kind: "psycholoog", price: 95 }, ["gesprek-en-rust", "praktijk-kalm", "psychologen-park"]],
    [{ kind: "psycholoog", price: 94 }, ["praktijk-kalm", "psychologen-park"]],
    [{ kind: "psycholoog", accessible: true, wait: 31 }, ["gesprek-en-rust", "online-psycholoog"]],
    [{ kind: "tandarts", order: "naam" }, ["tandartsen-kade", "tandartsen-straat", "voorbeeldgebit"]],
    [{ kind: "taxi", place: "leeuwarden" }, []],
    [{ kind: "taxi" }, ["taxirit", "zorgtaxi", "rolstoeltaxi"]],
  ];
  for (const [criteria, expected] of cases) assert.deepEqual(found(criteria), expected, JSON.stringify(criteria));
});

test("each filter says how many it left, and the last step in which order", () => {
  const { steps } = search({ ...EVERYTHING, kind: "thuiszorg", place: "leeuwarden", wait: 7 });
  const told = steps.map(({ rule, inputs = [], outcome }) => [rule, inputs[0]?.value, outcome.value]);
  assert.deepEqual(told, [["kind", PROVIDERS.length, 5], ["place", 5, 2], ["wait", 2, 0], ["order", undefined, 0]]);
  assert.equal(steps.at(-1).title.nl, "Volgorde: Kortste wachttijd eerst");
});

test("what somebody pays themselves is told only where it is known", () => {
  const of = (id) => ownCents(PROVIDERS.find((provider) => provider.id === id));
  assert.deepEqual(["nachtzorg", "de-bezem", "taxirit", "online-psycholoog"].map(of), [0, 0, 2200, null]);
});

test("an empty list says which filter to leave out", () => {
  const criteria = { ...EVERYTHING, kind: "thuiszorg", place: "leeuwarden", wait: 7, language: "nl" };
  const wider = withoutOne(criteria).map(({ criteria, count }) => [listPath(criteria), count]);
  assert.deepEqual(wider, [
    ["/aanbod?wat=thuiszorg&wacht=7&taal=nl", 2],
    ["/aanbod?wat=thuiszorg&waar=leeuwarden&taal=nl", 2],
  ]);
});
