/** Where somebody looks for help: the municipalities that the list knows, by the names and codes of the lab's catalogue. */

import { text } from "fieldlab-service";

export const PLACES = [
  { id: "emmen", code: 114, title: "Emmen" },
  { id: "enschede", code: 153, title: "Enschede" },
  { id: "groningen", code: 14, title: "Groningen" },
  { id: "heerlen", code: 917, title: "Heerlen" },
  { id: "leeuwarden", code: 80, title: "Leeuwarden" },
  { id: "nijmegen", code: 268, title: "Nijmegen" },
  { id: "rotterdam", code: 599, title: "Rotterdam" },
  { id: "tilburg", code: 855, title: "Tilburg" },
  { id: "westland", code: 1783, title: "Westland" },
  { id: "zwolle", code: 193, title: "Zwolle" },
];

/** Another municipality, where the list knows nobody: who helps online works there too. */
export const ELSEWHERE = "elders";

/** Whether this is a place to search in. */
export const isPlace = (id) => id === ELSEWHERE || PLACES.some((place) => place.id === id);

/** The place with this code of the catalogue; `ELSEWHERE` when the list does not know it, and null without a code. */
export function placeOfCode(code) {
  if (code === null) return null;
  return PLACES.find((place) => place.code === code)?.id ?? ELSEWHERE;
}

/** What people call a place. */
export function placeTitle(id) {
  if (id === ELSEWHERE) return text("een andere gemeente", "another municipality");
  const { title } = PLACES.find((place) => place.id === id);
  return text(title, title);
}

/** The place that somebody names in their own words, or null. */
export function placeIn(words) {
  const plain = words.toLowerCase();
  if (plain.includes("andere gemeente") || plain.includes("another municipality")) return ELSEWHERE;
  const named = (place) => new RegExp(`(^|[^a-z])${place.id}([^a-z]|$)`).test(plain);
  return PLACES.find(named)?.id ?? null;
}
