/** Talking on about an offer: in which municipality, how soon, and then what fits. What was said is all that is known. */

import { Reply, text } from "fieldlab-service";

import { placeFor } from "./answering.js";
import { listPath } from "./criteria.js";
import { kindOf } from "./kinds.js";
import { ELSEWHERE, placeIn, placeTitle } from "./places.js";
import { providerOf, worksIn } from "./providers.js";
import { search, tell } from "./search.js";
import { joined, priceWords, waitWords } from "./told.js";

/** How soon somebody needs help: what they choose from, words that say the same, and the longest wait in days. */
const SOON = [
  { words: text("Binnen een week", "Within a week"), said: ["week", "vandaag", "today", "meteen"], wait: 7 },
  { words: text("Binnen een maand", "Within a month"), said: ["maand", "month"], wait: 31 },
  { words: text("Dat maakt niet uit", "That does not matter"), said: ["maakt niet uit", "not matter", "geen haast", "no hurry", "weet niet", "weet het niet", "not know", "n't know"], wait: null },
];

export function respond(question, offer, said) {
  const provider = providerOf(offer);
  if (provider === null) {
    return Reply.last(text("Deze aanbieder staat niet meer in onze lijst. U kunt wel zoeken wie er plek heeft.", "This provider is not in our list any more. You can search who has room.")).withPage("/");
  }
  const asked = said.findIndex(({ by }) => by === "prototype");
  const words = wordsOf(said);
  const place = placeFor(question) ?? latest(words, placeIn);
  if (place === null) return askPlace(question, provider, asked >= 0);
  // "I have been waiting for a week", said before anything was asked, is no answer.
  const soon = asked < 0 ? null : latest(wordsOf(said.slice(asked)), soonIn);
  if (soon === null) return askSoon(provider, place, asked >= 0 && latest(words.slice(-1), placeIn) === null);
  return told(provider, place, soon);
}

const wordsOf = (turns) => turns.filter(({ by }) => by === "person").map((turn) => turn.words);

/** What is found in the latest words that have it; null when none do. */
function latest(words, find) {
  return words.reduce((found, one) => find(one) ?? found, null);
}

function soonIn(words) {
  const plain = words.toLowerCase();
  return SOON.find(({ said }) => said.some((one) => plain.includes(one))) ?? null;
}

function askPlace(question, provider, again) {
  const asked = question.forOther
    ? text("In welke gemeente woont degene voor wie u hulp zoekt?", "In which municipality does the person live for whom you search help?")
    : text("In welke gemeente zoekt u hulp?", "In which municipality do you search help?");
  const places = [...provider.places, ELSEWHERE].map((place) => (place === ELSEWHERE ? text("Een andere gemeente", "Another municipality") : placeTitle(place)));
  return Reply.asks(again ? after(NOT_KNOWN, asked) : asked, places);
}

const NOT_KNOWN = text("Die gemeente kennen wij niet.", "We do not know that municipality.");

function askSoon(provider, place, again) {
  const works = worksIn(provider, place)
    ? text(`${provider.name} helpt ook daar.`, `${provider.name} helps there too.`)
    : text(`${provider.name} werkt daar niet. Wij zoeken wie wel.`, `${provider.name} does not work there. We search who does.`);
  const asked = after(again ? text("Dat begrepen wij niet.", "We did not understand that.") : works, text("Hoe snel hebt u hulp nodig?", "How soon do you need help?"));
  return Reply.asks(asked, SOON.map(({ words }) => words));
}

function told(provider, place, { wait }) {
  const criteria = { kind: provider.kind, place, wait };
  const searched = search(criteria);
  tell(searched);
  const kind = kindOf(provider.kind);
  const urgent = wait === 7 && kind.urgent !== undefined ? [kind.urgent] : [];
  const [best] = searched.found;
  if (best === undefined) return nobody(kind, place, wait, urgent);
  const words = [lead(provider, searched.found), ...urgent, text("In de lijst ziet u iedereen die past, de kortste wachttijd bovenaan.", "In the list you see everybody who fits, the shortest wait on top.")];
  return Reply.last(after(...words)).withPage(listPath(criteria));
}

/** Of the chosen provider when they fit, and of who is sooner. */
function lead(provider, found) {
  const [best] = found;
  const has = (one) => text(`${one.name}: wachttijd ${waitWords(one.waitDays).nl}, prijs ${priceWords(one).nl}.`, `${one.name}: wait ${waitWords(one.waitDays).en}, price ${priceWords(one).en}.`);
  if (best === provider) return after(text("Dit past, en niemand is sneller.", "This fits, and nobody is sooner."), has(provider));
  if (found.includes(provider)) return after(text("Dit past.", "This fits."), has(provider), text("Sneller kan ook.", "There is somebody sooner too."), has(best));
  return after(text(`${provider.name} past hier niet bij.`, `${provider.name} does not fit this.`), text("Wie wel past:", "Who does:"), has(best));
}

function nobody(kind, place, wait, urgent) {
  const [first] = search({ kind: kind.id, place }).found;
  const later = first === undefined ? [] : [text(`De kortste wachttijd is ${waitWords(first.waitDays).nl}, bij ${first.name}.`, `The shortest wait is ${waitWords(first.waitDays).en}, with ${first.name}.`)];
  const none = text("Wij kennen niemand die past.", "We know nobody who fits.");
  return Reply.last(after(none, ...later, ...urgent, kind.begin)).withPage(listPath({ kind: kind.id, place, wait: first === undefined ? wait : null }));
}

/** Sentences after each other. */
const after = (...sentences) => joined(sentences, " ");
