/**
 * Answering questions at the plaza, beside others of government, society and market.
 *
 * A prototype says in its manifest on which topics it answers (`[answers]`), and its module has a function that says what it offers:
 *
 *     export function offers(question) {
 *       if (!question.isAbout("allowances")) return [];
 *       const offer = new Offer("huurtoeslag", text("Huurtoeslag", "Rent allowance"))
 *         .summary(text("Een bijdrage in uw huur.", "A contribution to your rent."))
 *         .fits("possible", text("Dat hangt af van uw huur en inkomen.", "That depends on your rent and income."))
 *         .wants(text("uw huur", "your rent"), text("om het uit te rekenen", "to work it out"))
 *         .next(text("Wij rekenen het met u uit.", "We work it out with you."))
 *         .page("/huurtoeslag");
 *       return [offer];
 *     }
 *
 * With a function `respond(question, offer, said)` it also talks on, and gives a `Reply`. Without, the conversation goes on at the offer's
 * page. What is asked is in no memory: each call is an instance of its own.
 */

import { isOwnPath } from "./response.js";
import { languageOf, text } from "./words.js";

/** How far an offer fits: it fits; it fits most people who ask this; it may fit. */
const FITS = ["certain", "likely", "possible"];

/** A question, as far as the person agreed to pass it on. */
export class Question {
  constructor({ topics = [], words = null, language = "nl", place = null, forOther = false, details = [] } = {}) {
    /** What it is about, of the lab's list of topics, such as "debts"; the likeliest first. */
    this.topics = topics;
    /** The person's own words; null unless they agreed to share them. */
    this.words = words ?? null;
    /** The language that they read, such as "nl". */
    this.language = language;
    /** The code of the municipality that it is about; null when they did not say. */
    this.place = place ?? null;
    /** Whether they ask for somebody whom they care for. */
    this.forOther = forOther;
    /** What they said when something was asked back: `{ about, answer }`. */
    this.details = details;
  }

  /** A question on these topics, without words: for tests. */
  static about(topics, language = "nl") {
    return new Question({ topics, language });
  }

  /** The same, with an answer to what was asked back. */
  with(about, answer) {
    return new Question({ ...this, details: [...this.details, { about, answer }] });
  }

  /** Whether this is one of its topics. */
  isAbout(topic) {
    return this.topics.includes(topic);
  }

  /** What the person said when this was asked back, such as "children"; null when it was not. */
  detail(about) {
    return this.details.find((detail) => detail.about === about)?.answer ?? null;
  }

  /** The language of the two that pages speak which the person reads; English for who reads another. */
  get wordsIn() {
    return languageOf(this.language) ?? "en";
  }
}

const EMPTY = text("", "");

/** Whether these are words in both languages: said to the author, not to the first visitor. */
const both = (words) => text(words?.nl, words?.en);

/** A path of the prototype's own pages. */
function own(path) {
  if (typeof path !== "string" || !isOwnPath(path)) throw new TypeError(`\`${path}\` is no page of this prototype: write a path such as "/aanvraag"`);
  return path;
}

/** Something that is offered, in Dutch and English; the person reads one of them. */
export class Offer {
  #said = { summary: EMPTY, fit: "possible", why: EMPTY, wants: [], next: EMPTY, page: null };

  /** An offer with a short, lasting name. */
  constructor(name, title) {
    if (typeof name !== "string" || name === "") throw new TypeError("an offer has a short, lasting name: new Offer(\"huurtoeslag\", text(...))");
    Object.assign(this.#said, { name, title: both(title) });
  }

  /** Its name. */
  get name() {
    return this.#said.name;
  }

  /** How far it fits. */
  get fit() {
    return this.#said.fit;
  }

  /** What it is, in one to three sentences. */
  summary(words) {
    return this.#say({ summary: both(words) });
  }

  /** How far it fits, "certain", "likely" or "possible", and why or what it depends on. */
  fits(fit, why) {
    if (!FITS.includes(fit)) throw new TypeError(`\`${fit}\` is not how far an offer fits: use ${FITS.join(", ")}`);
    return this.#say({ fit, why: both(why) });
  }

  /** What it needs to know, and what for. */
  wants(what, purpose) {
    return this.#say({ wants: [...this.#said.wants, { what: both(what), purpose: both(purpose) }] });
  }

  /** What happens when the person chooses it. */
  next(words) {
    return this.#say({ next: both(words) });
  }

  /** The page of this prototype on which it goes on. */
  page(path) {
    return this.#say({ page: own(path) });
  }

  /** In the words of one language, as the lab passes it on. */
  saidIn(language) {
    const { name, title, summary, fit, why, wants, next, page } = this.#said;
    const wanted = wants.map(({ what, purpose }) => ({ what: what[language], purpose: purpose[language] }));
    return { name, language, title: title[language], summary: summary[language], fit, why: why[language], wants: wanted, next: next[language], page };
  }

  #say(more) {
    Object.assign(this.#said, more);
    return this;
  }
}

/** What is said in a conversation. */
export class Reply {
  constructor(words, choices, done) {
    Object.assign(this, { words: both(words), choices: choices.map(both), page: null, done });
  }

  /** A reply that ends the conversation. */
  static last(words) {
    return new Reply(words, [], true);
  }

  /** A reply that asks something, with answers to choose from; without them the person writes their own. */
  static asks(words, choices = []) {
    return new Reply(words, choices, false);
  }

  /** The same, leading on to a page of this prototype. */
  withPage(path) {
    this.page = own(path);
    return this;
  }

  /** In the words of one language, as the lab passes it on. */
  saidIn(language) {
    const { words, choices, page, done } = this;
    return { words: words[language], choices: choices.map((choice) => choice[language]), page, done };
  }
}

/** What the lab calls: the functions of the author's module, in the words of the person's language. */
export function answering({ offers, respond = null }) {
  const offered = (question) => {
    const given = offers(question);
    if (Array.isArray(given) && given.every((offer) => offer instanceof Offer)) return given;
    throw new TypeError("`offers` gives no list of offers: return [new Offer(\"name\", text(...))], or [] when there is nothing");
  };
  return {
    offers(asked) {
      const question = new Question(asked);
      return offered(question).map((offer) => offer.saidIn(question.wordsIn));
    },
    respond(asked, name, said) {
      const question = new Question(asked);
      const reply = respond === null ? null : respond(question, name, said);
      if (reply === null) return goesOn(offered(question).find((offer) => offer.name === name)?.saidIn(question.wordsIn));
      if (!(reply instanceof Reply)) throw new TypeError("`respond` gives no reply: return Reply.asks(text(...)) or Reply.last(text(...))");
      return reply.saidIn(question.wordsIn);
    },
  };
}

/** What somebody who has pages and no conversation says: it goes on at the offer's page. */
const goesOn = (offer) => ({ words: offer?.next ?? "", choices: [], page: offer?.page ?? null, done: true });

/** Why this module and this manifest do not say the same of answering questions; null when they do. */
export function discord({ offers }, { answers }) {
  if (answers !== undefined && typeof offers !== "function") {
    return "the manifest says on what the service answers questions, and the service exports no function `offers`: export function offers(question) { return [...] }";
  }
  if (answers === undefined && typeof offers === "function") {
    return 'the service exports `offers`, and the manifest does not say on what it answers questions; add: [answers] topics = ["debts"]';
  }
  return null;
}
