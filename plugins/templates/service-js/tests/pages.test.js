// A parent who walks through the pages, without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { amount } from "fieldlab-service";
import { Visitor } from "fieldlab-service/visitor";

import { routes } from "../src/service.js";

test("a parent walks from the start to the outcome", () => {
  const parent = new Visitor(routes, { plays: { "person.income_gross": amount(1_950_050) } });
  assert.ok(parent.look("/").includes('href="/gezin"'));
  // What the register knows is filled in; what is wrong stands next to its field.
  assert.ok(parent.look("/gezin").includes('value="19.500,50"'));
  const filledIn = { name: "Mila", age: "9", income: "19.500,50" };
  assert.match(parent.send("/gezin", { ...filledIn, name: "" }), /Vul een antwoord in/);
  assert.match(parent.send("/gezin", filledIn), /Mila krijgt 300 euro/);
  assert.match(parent.send("/gezin", { ...filledIn, age: "19" }), /U krijgt geen bijdrage/);
});

test("whoever comes back goes on", () => {
  const parent = new Visitor(routes);
  parent.send("/gezin", { name: "Mila", age: "9", income: "0" });
  parent.closesBrowser();
  assert.match(parent.look("/"), /U was al begonnen/);
  assert.doesNotMatch(parent.send("/opnieuw"), /U was al begonnen/);
});

test("whoever skips a page comes there first", () => {
  const parent = new Visitor(routes);
  parent.look("/uitkomst");
  assert.equal(parent.path, "/gezin");
});
