/** What the list has: made up for all to see, whole, and in the words of the lab. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { KINDS, kindOf } from "../src/kinds.js";
import { PLACES } from "../src/places.js";
import { PROVIDERS, worksIn } from "../src/providers.js";
import { LANGUAGES } from "../src/told.js";
import { fixture } from "./support.js";

const manifest = fixture("../plugins/zorgwijzer/prototype.toml");

test("every provider is plainly made up, and whole", () => {
  for (const provider of PROVIDERS) {
    const { id, name, kind, places, waitDays, pays, priceCents, contracted, languages } = provider;
    assert.match(name, /voorbeeld/i, id);
    assert.match(id, /^[a-z][a-z-]+$/, id);
    assert.ok(kindOf(kind) !== null && Number.isInteger(waitDays) && waitDays >= 0, id);
    assert.ok(places.every((place) => PLACES.some((known) => known.id === place)), id);
    assert.ok(languages.length > 0 && languages.every((language) => language in LANGUAGES), id);
    assert.equal(pays === "self", Number.isInteger(priceCents) && priceCents > 0, id);
    assert.equal(pays === "insurer", contracted !== null, id);
  }
  const unique = (key) => assert.equal(new Set(PROVIDERS.map((provider) => provider[key])).size, PROVIDERS.length, key);
  ["id", "name"].forEach(unique);
});

test("places are those of the personas, with the codes of the catalogue", () => {
  const field = fixture("catalogue.toml").fields.find(({ name }) => name === "household.municipality");
  for (const { id, code, title } of PLACES) {
    const known = field.codes.find((one) => one.code === code);
    assert.deepEqual([known?.name, known?.title.nl], [id, title]);
  }
  const personas = readdirSync(new URL("../../../fixtures/personas", import.meta.url)).filter((file) => file.endsWith(".toml"));
  const homes = personas.map((file) => fixture(`personas/${file}`).household.municipality);
  assert.deepEqual([...new Set(homes)].sort(), PLACES.map(({ id }) => id).sort());
});

test("it answers exactly the topics that its kinds of help are for", () => {
  const topics = [...new Set(KINDS.flatMap((kind) => kind.topics))].sort();
  assert.deepEqual(topics, [...manifest.answers.topics].sort());
  const known = fixture("topics.toml").topics.map(({ name }) => name);
  assert.deepEqual(topics.filter((topic) => !known.includes(topic)), []);
});

test("every kind has somebody, and every persona finds some help where they live", () => {
  for (const { id } of KINDS) assert.ok(PROVIDERS.some(({ kind }) => kind === id), id);
  for (const { id } of PLACES) {
    const here = PROVIDERS.filter((provider) => provider.places.length > 0 && worksIn(provider, id));
    assert.ok(here.length >= 4, `${id}: ${here.length}`);
  }
});
