/** What a visitor gets. */

import { bytesOf, encode, textOf } from "./encoding.js";

/** The end of a cookie that only pages of the service itself send. */
const OWN_SITE = "; SameSite=Lax";

/** The end of a cookie for pages in a frame of another site, such as the lab's: browsers keep it for that frame alone. */
const IN_FRAME = "; SameSite=None; Secure; Partitioned";

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'";

/** What a visitor gets: a status, headers and a body. */
export class Response {
  /** @param {Uint8Array | string} body */
  constructor(status, contentType, body) {
    this.status = status;
    /** Names in lower case, and values. */
    this.headers = [];
    this.body = typeof body === "string" ? bytesOf(body) : body;
    if (contentType !== null) this.withHeader("content-type", contentType).withHeader("x-content-type-options", "nosniff");
  }

  /** A page. It may not load or send anything elsewhere, and is not kept by caches: it may have a visitor's answers. */
  static html(status, markup) {
    return new Response(status, "text/html; charset=utf-8", String(markup))
      .withHeader("content-security-policy", POLICY)
      .withHeader("referrer-policy", "same-origin")
      .withHeader("cache-control", "no-store");
  }

  /** Plain text. */
  static text(status, plain) {
    return new Response(status, "text/plain; charset=utf-8", plain);
  }

  /** Anything, as JSON. */
  static json(status, what) {
    return new Response(status, "application/json", JSON.stringify(what));
  }

  /**
   * Sends the visitor on to another page of this service, after a form (303).
   *
   * Only paths of the service itself are taken; anything else leads to the start.
   */
  static redirect(path) {
    return new Response(303, null, "").withHeader("location", isOwnPath(path) ? path : "/");
  }

  /** Adds a header; one that has a line break in it is left out. */
  withHeader(name, value) {
    if (!/[\0-\x1f\x7f]/.test(value)) this.headers.push([name.toLowerCase(), value]);
    return this;
  }

  /** Gives the browser a small text to keep for this service: for so many seconds, or until it is closed. Scripts can't read it. */
  withCookie(name, value, seconds = null) {
    const age = seconds === null ? "" : `; Max-Age=${seconds}`;
    return this.withHeader("set-cookie", `${name}=${encode(value)}; Path=/; HttpOnly${age}${OWN_SITE}`);
  }

  /** Makes the cookies fit for pages in a frame, where browsers would not send them back otherwise. */
  inFrame() {
    for (const header of this.headers.filter(([name]) => name === "set-cookie")) {
      if (header[1].endsWith(OWN_SITE)) header[1] = header[1].slice(0, -OWN_SITE.length) + IN_FRAME;
    }
    return this;
  }

  /** Says how long the body is, unless that was said, or there is none by its status. */
  withLength() {
    if (this.status === 204 || this.header("content-length") !== undefined) return this;
    return this.withHeader("content-length", String(this.body.length));
  }

  /** The first header with this name. */
  header(name) {
    return this.headers.find(([found]) => found === name)?.[1];
  }

  /** The body as text. */
  text() {
    return textOf(this.body) ?? "";
  }
}

/** Whether a path stays within the service. */
export function isOwnPath(path) {
  return /^\/(?!\/)[!-~]*$/.test(path) && !path.includes("\\");
}
