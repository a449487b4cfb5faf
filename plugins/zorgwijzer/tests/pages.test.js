/** People who walk through the pages, without a browser. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { code } from "fieldlab-service";

import { KINDS } from "../src/kinds.js";
import { PLACES } from "../src/places.js";
import { PROVIDERS } from "../src/providers.js";
import { shown, visitor } from "./support.js";

test("a municipality that is shared is filled in, and else there is a road to share it", () => {
  const gerda = visitor({ persona: "gerda" });
  const before = gerda.look("/");
  assert.ok(before.includes('href="/.lab/share/where?back=%2F"'));
  assert.ok(!before.includes("selected>Leeuwarden"));
  const after = gerda.sharing("where", { "household.municipality": code(80) }).look("/");
  assert.ok(after.includes('<option value="leeuwarden" selected>Leeuwarden</option>'));
  assert.ok(after.includes("tot en met 30 januari 2026: Leeuwarden"));
  assert.ok(!after.includes("/.lab/share/"));
});

test("without consent, a person or a grant it works all the same", () => {
  for (const options of [{}, { plays: undefined }, { refused: ["vault"] }]) {
    const somebody = visitor(options);
    assert.match(somebody.look("/"), /<select id="waar" name="waar"><option value="" selected>Heel Nederland/);
    assert.equal(somebody.status, 200);
    assert.deepEqual(shown(somebody.look("/aanbod?wat=taxi&waar=zwolle")), ["taxirit"]);
  }
  // Somebody who shares nothing of what was asked.
  assert.ok(visitor().sharing("where", {}).look("/").includes('<option value="leeuwarden">'));
});

test("somebody searches by need and place, and chooses the order", () => {
  const sanne = visitor();
  const page = sanne.look("/aanbod?wat=kinderopvang&waar=enschede");
  assert.deepEqual(shown(page), ["gastouders", "de-boom"]);
  assert.match(page, /2 aanbieders in Enschede. Volgorde: Kortste wachttijd eerst. Niemand betaalt om bovenaan te staan./);
  assert.match(page, /€\u{a0}7,90 per uur/u);
  assert.deepEqual(shown(sanne.look("/aanbod?wat=mediator&volgorde=prijs")), ["online-mediation", "samen-uiteen", "mediator-west"]);
  const [{ title, outcome, steps }] = sanne.decided;
  assert.equal(title.nl, "Welke aanbieders u ziet, en in welke volgorde");
  assert.deepEqual(outcome.map(({ value }) => value.val), [2, 2]);
  assert.deepEqual(steps.map(({ rule }) => rule), ["kind", "place", "order"]);
});

test("filters stay filled in, also in the other language", () => {
  const page = visitor().look("/aanbod?wat=psycholoog&waar=rotterdam&wacht=31&prijs=100&taal=nl&toegankelijk=ja&volgorde=naam");
  for (const chosen of ["psycholoog", "rotterdam", "31", "nl", "ja", "naam"]) assert.ok(page.includes(`<option value="${chosen}" selected>`), chosen);
  assert.ok(page.includes('name="prijs" value="100"'));
  const other = /href="([^"]*)" lang="en"/.exec(page)[1].replaceAll("&amp;", "&");
  const english = visitor().look(other);
  assert.match(english, /1 provider in Rotterdam. Order: Name, from A to Z. Nobody pays to be on top./);
  assert.deepEqual(shown(english), shown(page));
});

test("an empty list has roads on", () => {
  const page = visitor().look("/aanbod?wat=thuiszorg&waar=leeuwarden&wacht=7");
  assert.match(page, /Wij vonden niemand/);
  assert.ok(page.includes('href="/aanbod?wat=thuiszorg&amp;waar=leeuwarden">Zoek zonder: Wachttijd: Hooguit een week (2 gevonden)'));
  assert.match(page, /Bel hem en vraag om bemiddeling/);
  assert.ok(page.includes('href="/.lab/to/ontmoetingsplein?page=%2F"'));
  assert.match(visitor().look("/aanbod?wat=dagbesteding&waar=tilburg"), /Bel het Wmo-loket/);
  assert.match(visitor().look("/aanbod?wat=taxi&waar=leeuwarden"), /soms is er hulp die niets kost/);
});

test("what is filled in wrong is said beside its field", () => {
  const cases = [
    ["/aanbod?wat=&waar=zwolle", "Kies wat u zoekt", "#wat"],
    ["/aanbod?wat=wonderdokter", "Kies wat u zoekt", "#wat"],
    ["/aanbod?wat=taxi&waar=atlantis", "Kies een van de antwoorden", "#waar"],
    ["/aanbod?wat=taxi&prijs=-5", "Vul hele euro&#39;s in", "#prijs"],
    ["/aanbod?wat=taxi&prijs=veel", "zoals 40", "#prijs"],
    ["/aanbod?wat=taxi&wacht=400", "Kies een van de antwoorden", "#wacht"],
    ["/aanbod?wat=taxi&volgorde=betaald", "Kies een van de antwoorden", "#volgorde"],
    ["/aanbod?wat=taxi&taal=constructor", "Kies een van de antwoorden", "#taal"],
  ];
  for (const [path, what, field] of cases) {
    const somebody = visitor();
    const page = somebody.look(path);
    assert.equal(somebody.status, 422, path);
    assert.ok(page.includes(what.replace("&#39;", "'")) && page.includes(`href="${field}"`) && page.includes("<title>Fout: "), path);
  }
  const evil = visitor().look(`/aanbod?wat=taxi&prijs=${encodeURIComponent('"><script>')}`);
  assert.ok(evil.includes('value="&quot;&gt;&lt;script&gt;"'));
  const nowhere = visitor();
  nowhere.look("/aanbod");
  assert.equal(nowhere.path, "/");
});

test("providers stand side by side, without a winner", () => {
  const somebody = visitor();
  const page = somebody.look("/vergelijk?a=online-psycholoog&b=praktijk-kalm&c=gesprek-en-rust");
  assert.equal(somebody.status, 200);
  assert.match(page, /<th scope="col" role="columnheader">Praktijk Voorbeeld Kalm<\/th>/);
  assert.match(page, /data-label="Online Psycholoog Voorbeeld">2 weken/);
  assert.match(page, /Wij zeggen niet wie de beste is/);
  const cases = [["/vergelijk", 200], ["/vergelijk?a=niemand", 422], ["/vergelijk?a=taxirit&b=niemand", 422], ["/vergelijk?a=taxirit", 200], ["/vergelijk?a=taxirit&b=taxirit", 200]];
  for (const [path, status] of cases) {
    somebody.look(path);
    assert.equal(somebody.status, status, path);
  }
});

test("every provider has a page, with who pays and how to begin; others are not there", () => {
  const somebody = visitor();
  for (const { id, name } of PROVIDERS) {
    const page = somebody.look(`/aanbieder/${id}`);
    assert.equal(somebody.status, 200, id);
    assert.ok(page.includes(`<h1>${name}</h1>`) && page.includes("Zo begint u") && page.includes("Deze aanbieder is verzonnen"), id);
  }
  assert.match(somebody.look("/aanbieder/online-psycholoog"), /geen contract met zorgverzekeraars.*0800-0113|0800-0113.*geen contract met zorgverzekeraars/s);
  assert.match(somebody.look("/aanbieder/niemand"), /Deze aanbieder staat niet in onze lijst/);
  assert.equal(somebody.status, 404);
  assert.match(somebody.look("/volgorde"), /Voor een betere plek kan niemand betalen/);
});

test("each kind and place, in both languages, gives a page with one first heading and labels", () => {
  for (const language of ["nl", "en"]) {
    const somebody = visitor({ language });
    for (const { id } of KINDS) {
      for (const place of ["", "elders", ...PLACES.map((place) => place.id)]) {
        const page = somebody.look(`/aanbod?wat=${id}&waar=${place}`);
        assert.equal(somebody.status, 200);
        assert.equal(page.match(/<h1>/g).length, 1);
        assert.ok(!/undefined|null|NaN|\[object/.test(page), `${id} ${place}`);
        const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
        for (const [, of] of page.matchAll(/<label for="([^"]+)"/g)) assert.ok(ids.has(of), of);
        assert.equal(page.match(/ id="/g).length, ids.size, "each id is there once");
      }
    }
  }
});
