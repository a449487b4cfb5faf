/** Pairs of names and values, as forms, queries and cookies write them; and bytes of text. */

/** The most pairs that are read. */
const MOST_PAIRS = 500;

/**
 * Reads `a=1&b=twee+woorden`; null when it is not UTF-8 or has too many pairs.
 * @returns {[string, string][] | null} in the order in which they came; a name may be there more than once
 */
export function readPairs(written) {
  const parts = written.split("&").filter((part) => part !== "");
  if (parts.length > MOST_PAIRS) return null;
  const pairs = parts.map((part) => splitOnce(part.replaceAll("+", " "), "=").map(decode));
  return pairs.flat().includes(null) ? null : pairs;
}

/** Writes pairs as a form does. */
export function writePairs(pairs) {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** What `%C3%A9` stands for; null when it is not UTF-8. */
export function decode(written) {
  try {
    return written.replace(/(?:%[0-9a-f]{2})+/gi, decodeURIComponent);
  } catch {
    return null;
  }
}

/** Text that can stand in an address, a form or a cookie. */
export function encode(plain) {
  const hex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(plain.toWellFormed()).replace(/[~!*'()]/g, hex);
}

/** What stands before and after the first `mark`. */
export function splitOnce(whole, mark) {
  const at = whole.indexOf(mark);
  return at < 0 ? [whole, ""] : [whole.slice(0, at), whole.slice(at + mark.length)];
}

/** The first value with this name. */
export function valueOf(pairs, name) {
  return pairs.find(([found]) => found === name)?.[1];
}

/** What the first byte of a character begins with, by how many follow it. */
const FIRST_BYTE = [0, 0xc0, 0xe0, 0xf0];

/** The bytes of a text in UTF-8. The engine in the component has no TextEncoder. */
export function bytesOf(plain) {
  const bytes = new Uint8Array(plain.length * 3);
  let length = 0;
  for (let at = 0; at < plain.length; at++) {
    let code = plain.charCodeAt(at);
    if (code >= 0x80) {
      code = plain.codePointAt(at);
      // Half of a pair stands for nothing.
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code > 0xffff) at += 1;
      const more = code > 0xffff ? 3 : code > 0x7ff ? 2 : 1;
      bytes[length++] = FIRST_BYTE[more] | (code >> (6 * more));
      for (let part = more - 1; part > 0; part--) bytes[length++] = 0x80 | ((code >> (6 * part)) & 0x3f);
      code = 0x80 | (code & 0x3f);
    }
    bytes[length++] = code;
  }
  return bytes.slice(0, length);
}

/** The text that bytes in UTF-8 are; null when they are not. */
export function textOf(bytes) {
  let characters = "";
  // A function takes so many arguments at once.
  for (let at = 0; at < bytes.length; at += 4096) characters += String.fromCharCode(...bytes.subarray(at, at + 4096));
  if (!/[\x80-\xff]/.test(characters)) return characters;
  try {
    // Byte by byte in JavaScript this takes a hundred times as long.
    return decodeURIComponent(escape(characters));
  } catch {
    return null;
  }
}
