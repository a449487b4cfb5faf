/** The service as a component: between wasi:http 0.2 and the router, and between the lab's interfaces and lab.js. */

import { bytesOf, textOf } from "./encoding.js";
import { NotShared, Refused, lend } from "./lab.js";
import { dayAfter1970 } from "./number.js";
import { Page } from "./page.js";
import { answering, discord } from "./plaza.js";
import { MOST_BODY_BYTES, Request } from "./request.js";
import { Router } from "./router.js";
import { languageOf, text } from "./words.js";

/** The most that one write may be, in bytes. */
const MOST_WRITE = 4096;

/** The one bucket that the SDK keeps values in. */
const BUCKET = "kept";

/**
 * What a component exports as `incomingHandler`.
 * @param routes the function with the prototype's routes
 * @param made what the build took from files
 * @param interfaces what the component imports: `types`, `stderr`, `random`, `visit`, `explanations`, and what the manifest uses
 */
export function incomingHandler(routes, made, interfaces) {
  if (typeof routes !== "function") throw new TypeError("the service exports no function `routes`: export function routes(router) { return router.get(...) }");
  const { types, random } = interfaces;
  const router = routes(new Router(made));
  if (!(router instanceof Router)) throw new TypeError("`routes` gives no router: return router.get(...)");
  lend(lab(interfaces));
  // An instance begins as the build left it: what the engine seeded then would be the same for everybody.
  Math.random = () => Number(random.getRandomU64()) / 2 ** 64;
  const say = sayingTo(interfaces);
  globalThis.console ??= { log: say, info: say, warn: say, error: say, debug: say };
  const handle = (incoming, out) => {
    try {
      send(types, answer(router, incoming), out);
    } catch (error) {
      // The lab shows its author what was written here.
      say(error);
      throw error;
    }
  };
  return { handle };
}

/**
 * What a component exports as `plaza` when its manifest says that it answers questions.
 * @param service the author's module
 */
export function plaza(service, { manifest }, interfaces) {
  const wrong = discord(service, manifest);
  if (wrong !== null) throw new TypeError(wrong);
  const { offers, respond } = answering(service);
  const say = sayingTo(interfaces);
  const told = (act) => (...asked) => {
    try {
      return act(...asked);
    } catch (error) {
      say(error);
      // The interface has a text for it.
      throw String(error?.message ?? error);
    }
  };
  return { offers: told(offers), respond: told(respond) };
}

/** Writes to where the lab's author reads. */
const sayingTo = ({ stderr }) => (...words) => {
  const stream = stderr.getStderr();
  write(stream, bytesOf(`${words.map(shown).join(" ")}\n`));
  stream[Symbol.dispose]();
};

const shown = (what) => {
  if (what instanceof Error) return `${what}\n${what.stack}`;
  return typeof what === "object" ? JSON.stringify(what) : String(what);
};

function answer(router, incoming) {
  const method = incoming.method();
  const name = (method.tag === "other" ? method.val : method.tag).toUpperCase();
  const fields = incoming.headers();
  const headers = fields.entries().map(([header, value]) => [header.toLowerCase(), textOf(value) ?? ""]);
  fields[Symbol.dispose]();
  const path = incoming.pathWithQuery() ?? "/";
  const body = name === "GET" || name === "HEAD" ? new Uint8Array() : read(incoming);
  if (body !== null) return router.answer(new Request(name, path, headers, body));
  return new Page(new Request(name, path, headers), text("Dit is te veel om te versturen", "This is too much to send")).status(413).response().withLength();
}

/** The body; what came before it broke off when it did, and null when it is too large. */
function read(incoming) {
  const body = incoming.consume();
  const stream = body.stream();
  const whole = new Uint8Array(MOST_BODY_BYTES);
  let length = 0;
  try {
    for (;;) {
      const part = stream.blockingRead(64 * 1024);
      if (length + part.length > MOST_BODY_BYTES) return null;
      whole.set(part, length);
      length += part.length;
    }
  } catch {
    return whole.slice(0, length);
  } finally {
    // The engine lets go of them in any order; the lab wants the stream before the body.
    stream[Symbol.dispose]();
    body[Symbol.dispose]();
  }
}

function send(types, response, out) {
  const outgoing = new types.OutgoingResponse(types.Fields.fromList(response.headers.map(([name, value]) => [name, bytesOf(value)])));
  outgoing.setStatusCode(response.status);
  const body = outgoing.body();
  types.ResponseOutparam.set(out, { tag: "ok", val: outgoing });
  const stream = body.write();
  const isWhole = write(stream, response.body);
  stream[Symbol.dispose]();
  // Without `finish` the visitor sees that the body broke off.
  if (isWhole) types.OutgoingBody.finish(body, null);
  else body[Symbol.dispose]();
}

/** Whether all of it was read. */
function write(stream, bytes) {
  try {
    for (let at = 0; at < bytes.length; at += MOST_WRITE) stream.blockingWriteAndFlush(bytes.subarray(at, at + MOST_WRITE));
    return true;
  } catch {
    return false;
  }
}

/** The lab, by its interfaces. What the manifest does not ask for is not imported, and refused here in the lab's own words. */
function lab({ visit, explanations, citizens, vault, store, config, logging }) {
  const asked = (used, capability) => used ?? refuse("undeclared", `[service] uses = ["${capability}"]`);
  const people = (act) => of(() => act(asked(citizens, "citizens")), (refusal) => refuse(refusal.tag, refusal.val));
  const values = (act) =>
    of(
      () => act(asked(store, "keyvalue").open(BUCKET)),
      ({ tag, val }) => (tag === "access-denied" ? refuse("not-granted", "`keyvalue`") : refuse("unknown", val ?? "there is no such store")),
    );
  return {
    visit() {
      const { persona, today, language } = visit.current();
      return { persona: persona ?? null, today: dayAfter1970(today), language: languageOf(language) ?? "nl" };
    },
    me() {
      const handle = people((citizens) => citizens.me()) ?? null;
      // Where the engine rounds a number, it is nobody's.
      if (handle > Number.MAX_SAFE_INTEGER) throw new Error("this lab gives citizens numbers that JavaScript can't hold: use a newer fieldlab");
      return handle;
    },
    lookUp: (handles, fields) => people((citizens) => citizens.lookUp(handles, fields)),
    related: (handle, relation) => people((citizens) => citizens.related(handle, relation)),
    search: (conditions, most) => people((citizens) => citizens.search(conditions, most)),
    find: (bsn) => people((citizens) => citizens.find(bsn)) ?? null,
    shared: (request) => of(() => asked(vault, "vault").read(request), notShared),
    kept(key) {
      const value = values((bucket) => bucket.get(key));
      return value === null || value === undefined ? null : textOf(value);
    },
    keep: (key, value) => values((bucket) => bucket.set(key, bytesOf(value))),
    forget: (key) => values((bucket) => bucket.delete(key)),
    parameter: (name) => of(() => asked(config, "config").get(name), ({ val }) => refuse("not-granted", val)) ?? null,
    log: (words) => logging?.log("info", "", words),
    decided: (title, outcome, steps) => explanations.decided(title, outcome, steps),
  };
}

function notShared({ tag, val }) {
  if (tag === "nobody") throw new NotShared(null);
  if (tag === "not-shared") throw new NotShared(val);
  refuse(tag, val);
}

function refuse(kind, what) {
  throw new Refused(kind, what);
}

/** Does something; what an interface throws goes to `refused`. */
function of(act, refused) {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof Error && thrown.payload === undefined) throw thrown;
    return refused(thrown.payload ?? thrown);
  }
}
