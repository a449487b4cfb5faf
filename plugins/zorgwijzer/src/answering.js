/** What Zorgwijzer offers for a question at the plaza: up to four providers, those with the shortest wait first. */

import { Offer, text } from "fieldlab-service";

import { kindOf, kindsFor } from "./kinds.js";
import { placeOfCode, placeTitle } from "./places.js";
import { PROVIDERS, worksIn } from "./providers.js";
import { search, tell } from "./search.js";
import { home } from "./sharing.js";
import { LANGUAGES, joined, payerWords, priceWords, same, waitWords } from "./told.js";

/** The most offers for a question. */
const MOST = 4;

export function offers(question) {
  const kinds = kindsFor(question.topics, question.words);
  if (kinds.length === 0) return [];
  const place = placeFor(question);
  const ofKinds = PROVIDERS.filter((provider) => kinds.some(({ id }) => id === provider.kind));
  const { found, steps } = search({ place }, ofKinds);
  const chosen = pick(found);
  const first = {
    rule: "topics",
    title: text(`Soorten hulp bij deze vraag: ${titles(kinds, "nl")}`, `Kinds of help for this question: ${titles(kinds, "en")}`),
    inputs: [{ title: text("aanbieders in de lijst", "providers in the list"), value: PROVIDERS.length }],
    outcome: { title: text("aanbieders over", "providers left"), value: ofKinds.length },
  };
  const last = {
    rule: "most",
    title: text("Van elke soort eerst de kortste wachttijd, samen hooguit vier", "Of each kind the shortest wait first, at most four together"),
    outcome: { title: text("getoond", "shown"), value: chosen.length },
  };
  tell({ found, steps: [first, ...steps, last] }, chosen.length);
  return chosen.map((provider) => offerOf(provider, question, place));
}

const titles = (kinds, language) => kinds.map(({ title }) => title[language]).join(", ");

/** Where somebody looks: what the question says; else their own municipality, when they share it and ask for themselves. */
export function placeFor(question) {
  return placeOfCode(question.place) ?? (question.forOther ? null : home().place);
}

/** Of each kind the one with the shortest wait, then the others, as many as are shown; again in the order in which they were. */
function pick(found) {
  const isFirstOfKind = ({ kind }, place) => found.findIndex((other) => other.kind === kind) === place;
  const firsts = found.filter(isFirstOfKind);
  const others = found.filter((provider) => !firsts.includes(provider));
  const chosen = [...firsts, ...others].slice(0, MOST);
  return found.filter((provider) => chosen.includes(provider));
}

function offerOf(provider, question, place) {
  const kind = kindOf(provider.kind);
  const [wait, price, payer] = [waitWords(provider.waitDays), priceWords(provider), payerWords(provider)];
  const offer = new Offer(provider.id, same(provider.name))
    .summary(
      text(
        `${kind.title.nl}. Wachttijd: ${wait.nl}. Prijs: ${price.nl}. Wie betaalt: ${payer.nl}.`,
        `${kind.title.en}. Wait: ${wait.en}. Price: ${price.en}. Who pays: ${payer.en}.`,
      ),
    )
    .fits(place === null ? "possible" : "likely", whyOf(provider, question, place))
    .next(
      text(
        "U ziet hoe u begint, en kunt deze aanbieder naast anderen zetten. Niemand betaalt om bovenaan te staan.",
        "You see how to begin, and can put this provider side by side with others. Nobody pays to be on top.",
      ),
    )
    .page(`/aanbieder/${provider.id}`);
  return place === null ? offer.wants(text("uw gemeente", "your municipality"), text("om te zoeken wie bij u in de buurt werkt", "to find who works near you")) : offer;
}

/** Where they work, whether they speak the person's language when it is not Dutch, and who pays when: also when others would help for less. */
function whyOf(provider, question, place) {
  const speaks = question.language !== "nl" && provider.languages.includes(question.language) ? LANGUAGES[question.language] : null;
  const language = speaks === null ? [] : [text(`Spreekt ${speaks.nl}.`, `Speaks ${speaks.en}.`)];
  return joined([wherePart(provider, place), ...language, kindOf(provider.kind).costs], " ");
}

function wherePart(provider, place) {
  if (provider.places.length === 0) return text("Helpt online, waar u ook woont.", "Helps online, wherever you live.");
  if (place !== null && worksIn(provider, place)) return text(`Werkt in ${placeTitle(place).nl}.`, `Works in ${placeTitle(place).en}.`);
  const places = provider.places.map((id) => placeTitle(id).nl).join(", ");
  return text(`Het hangt ervan af waar u woont. Deze aanbieder werkt in ${places}.`, `It depends on where you live. This provider works in ${places}.`);
}
