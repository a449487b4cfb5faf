/** What is told of a provider, in words. */

import { showAmount, text } from "fieldlab-service";

import { kindOf } from "./kinds.js";
import { placeTitle } from "./places.js";

/** The languages that providers speak. */
export const LANGUAGES = {
  nl: text("Nederlands", "Dutch"),
  en: text("Engels", "English"),
  ar: text("Arabisch", "Arabic"),
  de: text("Duits", "German"),
  fy: text("Fries", "Frisian"),
  uk: text("Oekraïens", "Ukrainian"),
  pl: text("Pools", "Polish"),
  ti: text("Tigrinya", "Tigrinya"),
  tr: text("Turks", "Turkish"),
};

/** The same text in both languages, such as a name. */
export const same = (words) => text(words, words);

/** Texts one after another. */
export function joined(texts, between) {
  const of = (language) => texts.map((one) => one[language]).join(typeof between === "string" ? between : between[language]);
  return text(of("nl"), of("en"));
}

/** How long somebody waits: as exactly as the order goes by it, in whole weeks where they are. */
export function waitWords(days) {
  if (days === 0) return text("geen", "none");
  if (days === 1) return text("1 dag", "1 day");
  const weeks = days / 7;
  if (weeks < 2 || !Number.isInteger(weeks)) return text(`${days} dagen`, `${days} days`);
  return text(`${weeks} weken`, `${weeks} weeks`);
}

/** What somebody pays themselves. */
export function priceWords({ kind, pays, priceCents, contracted }) {
  if (pays === "municipality") return text("eigen bijdrage", "contribution");
  if (pays === "insurer") return contracted ? text("u betaalt niets aan de aanbieder", "you pay the provider nothing") : text("niet bekend", "not known");
  const { unit } = kindOf(kind);
  return text(`${showAmount(priceCents, "nl")} ${unit.nl}`, `${showAmount(priceCents, "en")} ${unit.en}`);
}

/** Who pays. */
export function payerWords({ pays, contracted }) {
  if (pays === "self") return text("u zelf", "you yourself");
  if (pays === "municipality") return text("de gemeente (Wmo)", "the municipality (Wmo)");
  if (contracted) return text("de basisverzekering", "the basic insurance");
  return text("de basisverzekering een deel, u misschien de rest", "the basic insurance a part, you perhaps the rest");
}

/** Whether health insurers have a contract with them. */
export function contractWords({ contracted }) {
  if (contracted === null) return text("niet van toepassing", "does not apply");
  return contracted ? text("ja", "yes") : text("nee: vraag uw verzekeraar wat u zelf betaalt", "no: ask your insurer what you pay yourself");
}

/** Where they work. */
export function whereWords({ places }) {
  if (places.length === 0) return text("online, in het hele land", "online, in the whole country");
  return joined(places.map(placeTitle), ", ");
}

/** The languages that they speak. */
export const languageWords = ({ languages }) => joined(languages.map((code) => LANGUAGES[code]), ", ");

/** Whether their building is for everybody. */
export function buildingWords({ places, accessible }) {
  if (places.length === 0) return text("niet nodig, het is online", "not needed, it is online");
  return accessible ? text("toegankelijk met een rolstoel", "accessible with a wheelchair") : text("niet toegankelijk met een rolstoel", "not accessible with a wheelchair");
}

/** What is compared: a name each, and the words for a provider. */
export const PROPERTIES = [
  [text("Wachttijd", "Wait"), ({ waitDays }) => waitWords(waitDays)],
  [text("Prijs", "Price"), priceWords],
  [text("Wie betaalt", "Who pays"), payerWords],
  [text("Contract met verzekeraars", "Contract with insurers"), contractWords],
  [text("Waar", "Where"), whereWords],
  [text("Talen", "Languages"), languageWords],
  [text("Gebouw", "Building"), buildingWords],
];
