/** HTML that is safe: text that goes into it is escaped. */

/** A piece of HTML. */
export class Html {
  constructor(markup) {
    this.markup = markup;
  }

  toString() {
    return this.markup;
  }
}

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Makes HTML of a template: html`<p>${words}</p>`. What goes in is escaped, unless it is HTML already; null, undefined and false are left out. */
export function html(pieces, ...values) {
  return new Html(pieces.reduce((made, piece, place) => made + markup(values[place - 1]) + piece));
}

function markup(value) {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(markup).join("");
  return String(value).replace(/[&<>"]/g, (character) => ESCAPED[character]);
}

/** An attribute with a space before it; nothing when there is no value. */
export function attribute(name, value) {
  return value === null || value === undefined ? null : new Html(html` x="${value}"`.markup.replace("x", name));
}
