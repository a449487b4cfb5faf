/** A visitor for tests: looks at pages, sends forms, follows redirects and keeps cookies, as a browser does, without one. */

import { bytesOf, decode, writePairs } from "./encoding.js";
import { lend } from "./lab.js";
import { made, prototypeFolder } from "./made.js";
import { answering, discord } from "./plaza.js";
import { Pretended } from "./pretend.js";
import { Request } from "./request.js";
import { Router } from "./router.js";

/** How many redirects a visitor follows. */
const MOST_REDIRECTS = 10;

const ofPrototype = await made(prototypeFolder());

/** A visitor, in a demo session of their own. */
export class Visitor {
  #lab;
  #router;
  #cookies = new Map();

  /**
   * Somebody who was not here before.
   * @param {(router: Router) => Router} routes
   * @param {object} [options]
   * @param {object} [options.plays] they play a person of whom this is known: `{ "person.income_gross": amount(1950050) }`
   * @param {object} [options.partner] what is known of the partner of the person whom they play
   * @param {object[]} [options.children] of their children
   * @param {object[]} [options.parents] of the parents with whom they live
   * @param {object[]} [options.others] of others, who can be found
   * @param {object} [options.parameters] the parameters of the manifest
   * @param {object} [options.shares] what they share, by the names of requests: `{ home: { "household.rent_month": amount(69040) } }`
   * @param {string[]} [options.refused] what the lab did not grant: "citizens", "config", "keyvalue", "vault" or a field
   * @param {"nl" | "en"} [options.language] what their browser prefers
   * @param {string} [options.today] the day of the demo
   * @param {string} [options.persona] the name of the person whom they play
   * @param {object} [options.manifest] in place of prototype.toml
   */
  constructor(routes, { language = "nl", today = "2026-01-01", persona = "sanne", manifest = ofPrototype.manifest, ...options } = {}) {
    this.#router = routes(new Router({ ...ofPrototype, manifest }));
    this.#lab = new Pretended(manifest, { language, today, persona, ...options });
    this.language = language;
    /** The path and the status of the last page. */
    this.path = "/";
    this.status = 0;
    this.response = null;
  }

  /** They close their browser: its cookies are gone, the demo session stays. */
  closesBrowser() {
    this.#cookies.clear();
  }

  /** The person whom they play shares this for a request of the manifest. */
  sharing(request, known) {
    this.#lab.share(request, known);
    return this;
  }

  /** What a prototype offers for a question, as the plaza gets it. `service` is its module: `import * as service from "../src/service.js"`. */
  offers(service, question) {
    return this.#answering(service).offers(question);
  }

  /** What a prototype says about one of its offers, as the plaza gets it. `said` is the conversation: `[{ by: "person", words: "..." }]`. */
  respond(service, question, offer, said = []) {
    return this.#answering(service).respond(question, offer, said);
  }

  #answering(service) {
    const wrong = discord(service, this.#lab.manifest);
    if (wrong !== null) throw new TypeError(wrong);
    const { offers, respond } = answering(service);
    return { offers: (...asked) => this.within(() => offers(...asked)), respond: (...asked) => this.within(() => respond(...asked)) };
  }

  /** Does something as this visitor, in their lab: for what is no page. */
  within(act) {
    const before = lend(this.#lab);
    try {
      return act();
    } finally {
      lend(before);
    }
  }

  /** What the service said that it decided: title, outcome and steps. */
  get decided() {
    return this.#lab.decisions;
  }

  /** What the service wrote to its log. */
  get log() {
    return this.#lab.lines;
  }

  /** Looks at a page, and returns what stands there. */
  look(path) {
    return this.#ask("GET", path);
  }

  /** Sends a form, and returns what stands on the page that comes then. */
  send(path, fields = {}) {
    return this.#ask("POST", path, [["content-type", "application/x-www-form-urlencoded"]], bytesOf(writePairs(Object.entries(fields))));
  }

  #ask(method, path, headers = [], body = new Uint8Array()) {
    let request = new Request(method, path, headers, body);
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      this.path = request.path;
      const response = this.#answer(request);
      [this.status, this.response] = [response.status, response];
      const next = response.header("location");
      if (next === undefined || response.status < 300 || response.status >= 400) return response.text();
      request = new Request("GET", next);
    }
    throw new Error(`the pages lead round and round, last to ${this.path}`);
  }

  #answer(request) {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    request.headers.push(["accept-language", this.language], ["cookie", cookies]);
    const response = this.within(() => this.#router.answer(request));
    for (const [, cookie] of response.headers.filter(([name]) => name === "set-cookie")) {
      const [, name, value] = /^([^=;]*)=?([^;]*)/.exec(cookie);
      this.#cookies.set(name, value);
    }
    return response;
  }

  /** The value of a cookie. */
  cookie(name) {
    return decode(this.#cookies.get(name) ?? "");
  }
}
