/** Forms: questions with a name each, on a page of their own. */

import { encode, writePairs } from "./encoding.js";
import { keep, readKept } from "./keeping.js";
import { Refused } from "./lab.js";
import { Page } from "./page.js";
import * as parts from "./parts.js";
import { Person } from "./person.js";
import { Question, Wrong } from "./question.js";
import { mark, markName, own } from "./register.js";
import { Response, isOwnPath } from "./response.js";
import { text } from "./words.js";

/**
 * A form. `name` is what its answers are kept under, `title` the title of its page, and `questions` what it asks, by names of your own:
 *
 *     export const home = form("home", text("Uw woning", "Your home"), {
 *       rent: ask.amount(text("Wat is uw huur?", "What is your rent?"), { most: 5_000 }),
 *     });
 */
export function form(name, title, questions) {
  for (const [asked, question] of Object.entries(questions)) {
    if (!(question instanceof Question)) throw new TypeError(`\`${asked}\` of the form \`${name}\` is no question: make it with ask.text, ask.whole or another`);
    if (!/^[a-z][a-z0-9_]*$/i.test(asked)) throw new TypeError(`\`${asked}\` of the form \`${name}\` has more than letters, digits and _ in its name`);
  }
  return new Form(name, title, questions);
}

/** Made by `form`. */
export class Form {
  constructor(name, title, questions) {
    this.name = name;
    this.title = title;
    /** Names and questions, in their order. */
    this.questions = Object.entries(questions);
  }

  /** Reads all answers: `answers` by their names, and `problems`, the name of a question and what is wrong with it. */
  read(values) {
    const [answers, problems] = [{}, []];
    for (const [name, question] of this.questions) {
      try {
        answers[name] = question.read(values, name);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        problems.push([name, error.words]);
      }
    }
    return { answers, problems };
  }

  /** The questions that the register answers. */
  get taken() {
    return this.questions.filter(([, question]) => question.register !== null);
  }

  /** What would be filled in of what the register knows of the person whom the visitor plays. When nothing may be told it is empty. */
  ofMe() {
    if (this.taken.length === 0) return [];
    try {
      const me = Person.me();
      return me === null ? [] : this.of(me);
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  }

  of(person) {
    const [values] = Person.valuesOf([person], this.taken.map(([, question]) => question.register));
    return this.taken.flatMap(([name, question], place) => {
      const pairs = question.fromRegister(values[place], name);
      return pairs === null ? [] : [...pairs, [markName(name), writePairs(pairs)]];
    });
  }
}

/** The page with the form and what was kept of it; before anything was, with what the register knows. */
export function show(form, request) {
  const kept = readKept(request, form);
  return page(form, request, kept.length > 0 ? kept : form.ofMe(), []);
}

/** Takes the form that was sent: the visitor goes on to `next`, or sees what is wrong. */
export function take(form, request, next) {
  const values = request.formValues();
  if (values === null) {
    const what = text("Wij konden het formulier niet lezen", "We could not read the form");
    return page(form, request, [], [[form.name, what]]).status(400);
  }
  const { problems } = form.read(values);
  if (problems.length > 0) return page(form, request, values, problems).status(422);
  const given = form.questions.flatMap(([name]) => {
    const taken = mark(values, name);
    return [...own(values, name).map(([found, value]) => [found, value.trim()]), ...(taken === null ? [] : [taken])];
  });
  const { cookie, tooLong } = keep(request, form, given);
  if (tooLong) {
    const what = text("Uw antwoorden zijn samen te lang", "Your answers are too long together");
    return page(form, request, values, [[form.name, what]]).status(422);
  }
  const on = Response.redirect(wantedNext(request) ?? next);
  return cookie === undefined ? on : on.withCookie("answers", cookie);
}

/** Where a visitor comes back to who only changes an answer. */
function wantedNext(request) {
  const next = request.queryValue("next");
  return next !== undefined && isOwnPath(next) ? next : null;
}

function page(form, request, values, problems) {
  const { language, forms } = request;
  const made = new Page(request, form.title);
  const place = forms.findIndex((page) => page.form === form);
  if (forms.length > 1) made.place(place + 1, forms.length).back(place === 0 ? request.about.start : forms[place - 1].path);
  if (problems.length > 0) made.inError().add(parts.errorSummary(form, problems, language));
  const purposes = form.taken.filter(([name]) => mark(values, name) !== null).map(([, question]) => request.about.purpose?.(question.register));
  if (purposes.length > 0) made.add(parts.taken(purposes.filter(Boolean), language));
  const next = wantedNext(request);
  const action = next === null ? request.path : `${request.path}?next=${encode(next)}`;
  return made.add(parts.form(action, form, values, problems, language));
}
