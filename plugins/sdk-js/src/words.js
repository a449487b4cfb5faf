/** Words in Dutch and in English. */

/**
 * The same words in Dutch and in English.
 * @typedef {{ nl: string, en: string }} Text
 * The languages of pages.
 * @typedef {"nl" | "en"} Language
 */

/** @returns {Text} */
export function text(nl, en) {
  if (typeof nl !== "string" || typeof en !== "string") {
    throw new TypeError('say what people read here, in Dutch and in English: text("Hallo", "Hello")');
  }
  return { nl, en };
}

/** The language with this code; what stands after a hyphen does not count. */
export function languageOf(code) {
  const first = (code ?? "").trim().split("-")[0].toLowerCase();
  return first === "nl" || first === "en" ? first : null;
}

/** The one that a browser prefers (the header `accept-language`); of equals the first. */
export function preferredLanguage(header) {
  let [best, found] = [0, null];
  for (const part of (header ?? "").split(",")) {
    const [code, weighed] = part.split(";");
    const language = languageOf(code);
    const weight = weighed === undefined ? 1 : Number(/^\s*q=([0-9.]+)\s*$/.exec(weighed)?.[1] ?? 0);
    if (language !== null && weight > best) [best, found] = [weight, language];
  }
  return found;
}
