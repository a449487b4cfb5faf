import assert from "node:assert/strict";
import { test } from "node:test";

import { Page, Person, Refused, Response, Router, amount, ask, euro, form, html, lab, text } from "fieldlab-service";

import { Request } from "../src/request.js";
import { newVisitor } from "./support.js";

const router = () =>
  new Router()
    .get("/", () => Response.text(200, "start"))
    .get("/aanvraag/{step}", ({ parameters }) => Response.text(200, parameters.step))
    .post("/aanvraag/{step}", () => Response.redirect("/"))
    .get("/bestand/{*rest}", ({ parameters }) => Response.text(200, parameters.rest))
    .get("/niets-terug", () => {})
    .get("/later", async () => Response.text(200, ""));

const answer = (method, path, headers = []) => router().answer(new Request(method, path, headers));

test("paths have parameters", () => {
  const found = { "/": "start", "/?a=b": "start", "/aanvraag/2": "2", "/aanvraag/een%20twee%2Fdrie": "een twee/drie", "/bestand/a/b.txt": "a/b.txt" };
  for (const [path, expected] of Object.entries(found)) assert.equal(answer("GET", path).text(), expected, path);
});

test("what is not there is said in a page", () => {
  for (const path of ["/niets", "/aanvraag", "/aanvraag/", "/aanvraag/1/2", "/aanvraag/%ff", "//", ""]) {
    const response = answer("GET", path);
    assert.equal(response.status, 404, path);
    assert.match(response.text(), /<h1>Deze pagina is er niet<\/h1>/, path);
  }
  for (const method of ["DELETE", "OPTIONS"]) assert.equal(answer(method, "/aanvraag/2").header("allow"), "HEAD, GET, POST, OPTIONS");
  assert.deepEqual([answer("DELETE", "/").status, answer("OPTIONS", "/").status], [405, 204]);
});

test("head is get without its body", () => {
  const response = answer("HEAD", "/");
  assert.deepEqual([response.status, response.header("content-length"), response.text()], [200, "5", ""]);
});

test("a language that is asked for is remembered", () => {
  assert.match(answer("GET", "/niets?lang=en").header("set-cookie"), /^lang=en; Path=\/; HttpOnly; Max-Age=15724800; SameSite=Lax$/);
  assert.match(answer("GET", "/niets?lang=en", [["sec-fetch-dest", "iframe"]]).header("set-cookie"), /; SameSite=None; Secure; Partitioned$/);
  const language = (path, headers) => new Request("GET", path, headers).language;
  assert.equal(language("/", [["accept-language", "de, en-GB;q=0.7, nl;q=0.3"]]), "en");
  assert.equal(language("/", [["accept-language", "en"], ["cookie", "a=b; lang=nl"]]), "nl");
  assert.equal(language("/?lang=en", [["cookie", "lang=nl"]]), "en");
  assert.equal(language("/?lang=xx", [["accept-language", ";;;,=,q="]]), "nl");
});

test("what was asked for stays when the language changes", () => {
  const link = (path) => /href="([^"]*)" lang="en"/.exec(answer("GET", path).text())[1];
  assert.equal(link("/niets?wat=een+twee&lang=nl&waar=a"), "/niets?lang=en&amp;wat=een%20twee&amp;waar=a");
  assert.equal(link("/niets?wat=%ff"), "/niets?lang=en");
});

test("redirects stay within the service, and headers on their line", () => {
  const found = { "/inkomen?next=/controle": "/inkomen?next=/controle", "//elders.nl/": "/", "https://elders.nl/": "/", "/\\elders.nl": "/", "/a\r\nset-cookie: a=b": "/" };
  for (const [path, expected] of Object.entries(found)) assert.equal(Response.redirect(path).header("location"), expected, path);
  assert.equal(Response.text(200, "").withHeader("x-a", "b\r\nset-cookie: c=d").header("x-a"), undefined);
  assert.equal(Response.text(200, "").withCookie("a", "b; c\r\n", 60).header("set-cookie"), "a=b%3B%20c%0D%0A; Path=/; HttpOnly; Max-Age=60; SameSite=Lax");
});

test("a mistake of the author's is named", () => {
  assert.throws(() => answer("GET", "/niets-terug"), /what answers GET \/niets-terug gives `undefined`: return a Page or a Response/);
  assert.throws(() => answer("GET", "/later"), /without async/);
  assert.throws(() => new Router().get("/"), /is no function/);
  assert.throws(() => form("a", text("A", "A"), { a: "vraag" }), /`a` of the form `a` is no question/);
  assert.throws(() => new Page(new Request("GET", "/"), text("A", "A")).paragraph("Hallo"), /in Dutch and in English/);
  const strange = form("a", text("A", "A"), { a: ask.whole(text("A", "A"), { register: "person.age_" }) });
  assert.throws(() => newVisitor((router) => router.form(strange, "/", "/")), /add to prototype.toml: \[\[grants\]\] fields = \["person.age_"\]/);
});

test("what goes into a page is escaped", () => {
  const evil = "<script>alert('x')</script>\" onclick=\"x";
  assert.equal(String(html`<p title="${evil}">${html`<b>${evil}</b>`}${null}${false}${[1, "<"]}</p>`).match(/<(?!\/?[pb][ >])/g), null);
});

const known = { "household.rent_month": amount(69_040), "person.age": 28 };

/** What the lab says, on a page. */
function asking(act, options = {}) {
  const page = (request) => {
    try {
      return Response.json(200, act(request) ?? null);
    } catch (error) {
      if (error instanceof Refused) return Response.json(200, `${error.kind}: ${error.message}`);
      throw error;
    }
  };
  return JSON.parse(newVisitor((router) => router.get("/", page), options).look("/"));
}

test("the lab tells what was granted, and says why it does not", () => {
  const me = (fields) => () => Person.me()?.read(fields);
  assert.deepEqual(asking(me({ rent: "household.rent_month", age: "person.age" }), { plays: known }), { rent: 69_040, age: 28 });
  assert.equal(asking(me({ rent: "household.rent_month" })), null);
  assert.equal(asking(me({ sex: "person.sex" }), { plays: known }), 'undeclared: the manifest does not ask for it; add: [[grants]] fields = ["person.sex"]');
  assert.equal(asking(me({ age: "person.age" }), { plays: known, refused: ["citizens"] }), "not-granted: `citizens` was not granted; an owner grants it in the lab");
  assert.equal(asking(() => lab.parameter("a")), 'undeclared: the manifest does not ask for it; add: [service] uses = ["config"]');
  const children = () => Person.readAll(Person.me().children(), { age: "person.age" });
  assert.deepEqual(asking(children, { plays: known, children: [{ "person.age": 3 }, {}] }), [{ age: 3 }, { age: null }]);
  assert.deepEqual(asking(() => Person.search({ "person.age": 3 }).length, { others: [{ "person.age": 3 }, { "person.age": 4 }] }), 1);
  assert.deepEqual(asking(() => lab.visit(), { plays: known, language: "en" }), { persona: "sanne", today: "2026-01-01", language: "en" });
});

test("values are kept until the session begins anew", () => {
  const keep = () => [lab.kept("a"), lab.keep("a", "1"), lab.kept("a"), lab.forget("a"), lab.kept("a")];
  assert.deepEqual(asking(keep), [null, null, "1", null, null]);
});

test("who looks on is told what was decided", () => {
  const visitor = newVisitor((router) =>
    router.get("/", (request) => {
      const outcome = { title: text("hoogte", "amount"), value: amount(euro(300)) };
      lab.decided(text("Bijdrage", "Contribution"), { outcome: [outcome], steps: [{ rule: "age", title: text("Leeftijd", "Age"), outcome: { title: text("jong", "young"), value: true } }] });
      lab.log("told");
      return new Page(request, text("A", "A"));
    }),
  );
  visitor.look("/");
  const [{ title, outcome, steps }] = visitor.decided;
  assert.deepEqual([title.nl, outcome[0].value, steps[0].outcome.value, steps[0].article], ["Bijdrage", { tag: "amount", val: 30_000 }, { tag: "flag", val: true }, ""]);
  assert.deepEqual(visitor.log, ["told"]);
});

test("answers are kept in a cookie when the session may not, and changed in one place", () => {
  const one = form("one", text("Een", "One"), { name: ask.text(text("Naam", "Name")) });
  const routes = (router) => router.keepAnswers().form(one, "/een", "/klaar").get("/klaar", (request) => new Page(request, text("Klaar", "Done")).summary(one));
  for (const refused of [[], ["keyvalue"]]) {
    const visitor = newVisitor(routes, { refused });
    assert.match(visitor.send("/een", { name: "Renée & Bo" }), /Renée &amp; Bo/);
    assert.equal(visitor.cookie("answers") !== "", refused.length > 0);
    assert.match(visitor.look("/klaar"), /href="\/een\?next=%2Fklaar"/);
  }
  const visitor = newVisitor(routes, { refused: ["keyvalue"] });
  assert.match(visitor.send("/een", { name: "é".repeat(200) }), /Klaar/);
  const long = form("one", text("Een", "One"), { name: ask.text(text("Naam", "Name"), { most: 5_000 }) });
  const tooLong = newVisitor((router) => router.form(long, "/een", "/"));
  assert.match(tooLong.send("/een", { name: "x".repeat(4_000) }), /Uw antwoorden zijn samen te lang/);
  assert.equal(tooLong.status, 422);
});
