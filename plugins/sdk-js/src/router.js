/** Which function answers which path. */

import { decode } from "./encoding.js";
import { Form, show, take } from "./form.js";
import { Page } from "./page.js";
import { ICON_PATH, STYLE_PATH } from "./parts.js";
import { LANGUAGE_COOKIE } from "./request.js";
import { Response } from "./response.js";
import { text } from "./words.js";

/** How long a browser remembers the language, in seconds: half a year. */
const LANGUAGE_SECONDS = 182 * 24 * 60 * 60;

/** Which function answers which path. */
export class Router {
  /** @param made what the build or a test takes from the manifest and from plugins/page: `{ manifest, style, icon }` */
  constructor({ manifest = {}, style = "", icon = "" } = {}) {
    this.manifest = manifest;
    this.files = {
      [STYLE_PATH]: ["text/css; charset=utf-8", style],
      [ICON_PATH]: ["image/svg+xml", icon],
    };
    this.routes = [];
    this.forms = [];
    this.keepsInSession = false;
  }

  /**
   * `handler` answers requests to look at `pattern`: a path in which `{name}` stands for any one part, and `{*name}` at the end for all that
   * follows. What stands there is in `request.parameters.name`. The first route that fits answers.
   * @param {(request: import("./request.js").Request) => Page | Response} handler
   */
  get(pattern, handler) {
    return this.route("GET", pattern, handler);
  }

  /** `handler` answers forms that are sent to `pattern`. */
  post(pattern, handler) {
    return this.route("POST", pattern, handler);
  }

  /** `handler` answers one method at `pattern`. */
  route(method, pattern, handler) {
    if (typeof handler !== "function") throw new TypeError(`what answers ${method} ${pattern} is no function`);
    this.routes.push({ method, pattern, handler });
    return this;
  }

  /**
   * A page that asks for a form. When all answers are right they are kept and the visitor goes to `next`; else the page comes back with
   * what was filled in, and what is wrong stands next to the field.
   */
  form(form, path, next) {
    if (!(form instanceof Form)) throw new TypeError(`what ${path} asks for is no form: make it with form("name", text("...", "..."), { ... })`);
    this.#checkGrants(form);
    this.forms.push({ form, path });
    return this.get(path, (request) => show(form, request)).post(path, (request) => take(form, request, next));
  }

  /** What a form takes from the register is asked for in the manifest: said when it is built, not to the first visitor. */
  #checkGrants({ taken }) {
    const { grants = [], service } = this.manifest;
    for (const [name, { register }] of service === undefined ? [] : taken) {
      const say = (line) => new Error(`the question \`${name}\` takes \`${register}\` from the register, and the manifest does not ask for it; add to prototype.toml: ${line}`);
      if (!service.uses?.includes("citizens")) throw say('[service] uses = ["citizens"]');
      if (!grants.some(({ fields = [] }) => fields.includes(register))) throw say(`[[grants]] fields = ["${register}"]`);
    }
  }

  /**
   * Keeps answers in the demo session instead of in a cookie, so that a visitor can come back until the session begins anew. Needs
   * `uses = ["keyvalue"]` in the manifest; when the lab does not grant it, the cookie keeps them.
   */
  keepAnswers() {
    this.keepsInSession = true;
    return this;
  }

  /** Answers a request. */
  answer(request) {
    Object.assign(request, { about: aboutOf(this.manifest), forms: this.forms, keepsInSession: this.keepsInSession });
    const response = this.#answerOf(request);
    const language = request.askedLanguage();
    if (language !== null) response.withCookie(LANGUAGE_COOKIE, language, LANGUAGE_SECONDS);
    // Browsers say where a page will stand.
    if (request.header("sec-fetch-dest") === "iframe") response.inFrame();
    response.withLength();
    if (request.method === "HEAD") response.body = new Uint8Array();
    return response;
  }

  #answerOf(request) {
    const wanted = request.method === "HEAD" ? "GET" : request.method;
    const file = wanted === "GET" ? this.files[request.path] : undefined;
    if (file !== undefined) return new Response(200, ...file).withHeader("cache-control", "public, max-age=86400");
    const allowed = [];
    for (const { method, pattern, handler } of this.routes) {
      const parameters = fit(pattern, request.path);
      if (parameters === null) continue;
      if (method === wanted) {
        request.parameters = parameters;
        return responseOf(() => handler(request), request);
      }
      allowed.push(...(method === "GET" ? ["HEAD", "GET"] : [method]));
    }
    if (allowed.length === 0) return notFound(request);
    const allow = [...allowed, "OPTIONS"].join(", ");
    if (wanted === "OPTIONS") return new Response(204, null, "").withHeader("allow", allow);
    const page = new Page(request, text("Dit kan niet", "This is not possible")).status(405);
    page.paragraph(text("Dat kan op deze pagina niet.", "That is not possible on this page."));
    return backToStart(page).withHeader("allow", allow);
  }
}

/** What a handler answers, or throws to be answered: a page that must be filled in first, such as `request.answers` throws. */
function responseOf(act, request) {
  let answer;
  try {
    answer = act();
  } catch (thrown) {
    if (!(thrown instanceof Response || thrown instanceof Page)) throw thrown;
    answer = thrown;
  }
  if (answer instanceof Page) return answer.response();
  if (answer instanceof Response) return answer;
  const what = answer instanceof Promise ? "a promise: answer at once, without async" : `\`${answer}\`: return a Page or a Response`;
  throw new TypeError(`what answers ${request.method} ${request.path} gives ${what}`);
}

/** What every page says of the service, from its manifest. */
function aboutOf({ title = text("Voorbeeld", "Example"), owner, service, grants = [] }) {
  const purpose = (field) => grants.find(({ fields }) => fields?.includes(field))?.purpose ?? null;
  return { title, owner: owner?.organisation ?? "", start: service?.start ?? "/", purpose };
}

function notFound(request) {
  const page = new Page(request, text("Deze pagina is er niet", "This page does not exist")).status(404);
  const nl = "Misschien is het adres verkeerd getypt, of is de pagina verplaatst.";
  return backToStart(page.paragraph(text(nl, "Perhaps the address was typed wrong, or the page has moved.")));
}

function backToStart(page) {
  return page.link(text("Naar het begin", "To the start"), page.request.about.start).response();
}

/** What stands at the parameters of `pattern`; null when the path does not fit it. */
function fit(pattern, path) {
  const [parts, pathParts] = [pattern.split("/"), path.split("/")];
  const found = {};
  for (const [place, part] of parts.entries()) {
    if (place >= pathParts.length) return null;
    const name = /^\{(\*?)(.*)\}$/.exec(part);
    const isRest = name?.[1] === "*";
    const given = decode(isRest ? pathParts.slice(place).join("/") : pathParts[place]);
    if (given === null) return null;
    if (isRest) return { ...found, [name[2]]: given };
    if (name === null ? given !== part : pathParts[place] === "") return null;
    if (name !== null) found[name[2]] = given;
  }
  return parts.length === pathParts.length ? found : null;
}
