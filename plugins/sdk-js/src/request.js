/** What a visitor asks. */

import { decode, readPairs, splitOnce, textOf, valueOf } from "./encoding.js";
import { ANSWERS_COOKIE, forget, readKept } from "./keeping.js";
import { Response } from "./response.js";
import { languageOf, preferredLanguage } from "./words.js";

/** The most that a request's body may have, in bytes. */
export const MOST_BODY_BYTES = 1 << 20;

/** The cookie with the language that a visitor chose, and the name in the query. */
export const LANGUAGE_COOKIE = "lang";

/** What a visitor asks: a method and a path, with headers and a body. */
export class Request {
  /** @param {string} method such as "GET"; @param {string} pathAndQuery @param {[string, string][]} headers @param {Uint8Array} body */
  constructor(method, pathAndQuery, headers = [], body = new Uint8Array()) {
    this.method = method;
    /** The path and what stands behind the question mark, still encoded. */
    [this.path, this.query] = splitOnce(pathAndQuery, "?");
    /** Names in lower case, and values. */
    this.headers = headers;
    this.body = body;
    /** What stands in the path at `{name}`. */
    this.parameters = {};
    // What the router knows.
    this.about = { title: { nl: "Voorbeeld", en: "Example" }, owner: "", start: "/" };
    this.forms = [];
    this.keepsInSession = false;
  }

  /** The first header with this name. */
  header(name) {
    return valueOf(this.headers, name.toLowerCase());
  }

  /** The first value with this name in the query. */
  queryValue(name) {
    return valueOf(readPairs(this.query) ?? [], name);
  }

  /** The fields of the form that was sent, as pairs; null when the body is not a form in UTF-8. */
  formValues() {
    const kind = (this.header("content-type") ?? "").split(";")[0].trim().toLowerCase();
    const body = kind === "application/x-www-form-urlencoded" ? textOf(this.body) : null;
    return body === null ? null : readPairs(body);
  }

  /** The cookie with this name. */
  cookie(name) {
    const headers = this.headers.filter(([header]) => header === "cookie").flatMap(([, value]) => value.split(";"));
    const found = headers.filter((one) => one.includes("=")).map((one) => splitOnce(one, "=")).find(([found]) => found.trim() === name);
    return found === undefined ? null : decode(found[1].trim());
  }

  /** The language for this visitor: the one in the query (`?lang=en`), else the one chosen before, else what the browser prefers. */
  get language() {
    return this.askedLanguage() ?? languageOf(this.cookie(LANGUAGE_COOKIE)) ?? preferredLanguage(this.header("accept-language")) ?? "nl";
  }

  askedLanguage() {
    return languageOf(this.queryValue(LANGUAGE_COOKIE));
  }

  /**
   * What this visitor answered on the page with this form, by the names of its questions. When there are no answers that are right, the
   * visitor is sent to that page: what stands after this call is not done.
   */
  answers(form) {
    const { answers, problems } = form.read(readKept(this, form));
    if (problems.length > 0) throw Response.redirect(this.forms.find((page) => page.form === form)?.path ?? "/");
    return answers;
  }

  /** How far this visitor is with the forms, also when they were here before: `answered`, `of`, and the path of the `next` one. */
  progress() {
    const isOpen = ({ form }) => {
      const values = readKept(this, form);
      return values.length === 0 || form.read(values).problems.length > 0;
    };
    const open = this.forms.filter(isOpen);
    return { answered: this.forms.length - open.length, of: this.forms.length, next: open[0]?.path ?? null };
  }

  /** Forgets all answers, and sends the visitor to the start. */
  beginAnew() {
    forget(this, this.forms.map((page) => page.form));
    return Response.redirect(this.about.start).withCookie(ANSWERS_COOKIE, "", 0);
  }
}
