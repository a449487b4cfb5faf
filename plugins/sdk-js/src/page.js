/** A page: a title and what stands under it, in a layout that works for everybody. */

import { encode, readPairs, writePairs } from "./encoding.js";
import { html } from "./html.js";
import { readKept } from "./keeping.js";
import * as lab from "./lab.js";
import * as parts from "./parts.js";
import { mark } from "./register.js";
import { LANGUAGE_COOKIE } from "./request.js";
import { Response } from "./response.js";

/** A page in the visitor's language. Add its parts from top to bottom; each takes `text("Nederlands", "English")`. */
export class Page {
  /** A page with a title, which is its first heading. */
  constructor(request, title) {
    this.request = request;
    this.language = request.language;
    this.title = title;
    /** The status of the response. */
    this.code = 200;
    this.parts = [];
    this.hasError = false;
    this.backPath = null;
  }

  /** The status of the response, 200 when nothing is said. */
  status(code) {
    this.code = code;
    return this;
  }

  /** Something was filled in wrong: the browser's title says so first. */
  inError() {
    this.hasError = true;
    return this;
  }

  /** Which step this is, and of how many. */
  place(step, of) {
    this.stepOf = [step, of];
    return this;
  }

  /** A link back to the page before. */
  back(path) {
    this.backPath = path;
    return this;
  }

  /** Adds HTML of your own, made with html`...`. */
  add(part) {
    this.parts.push(part);
    return this;
  }

  /** The words in the language of this page. */
  in(words) {
    if (typeof words?.nl !== "string") throw new TypeError('say what people read here, in Dutch and in English: text("Hallo", "Hello")');
    return words[this.language];
  }

  say(nl, en) {
    return this.language === "nl" ? nl : en;
  }

  /** Adds a heading under the title. */
  heading(words) {
    return this.add(html`<h2>${this.in(words)}</h2>`);
  }

  /** Adds a paragraph. */
  paragraph(words) {
    return this.add(html`<p>${this.in(words)}</p>`);
  }

  /** Adds a list. */
  list(items) {
    return this.add(html`<ul>${items.map((item) => html`<li>${this.in(item)}</li>`)}</ul>`);
  }

  /** Adds a link in a paragraph of its own. */
  link(words, path) {
    return this.add(html`<p><a href="${path}">${this.in(words)}</a></p>`);
  }

  /** Adds the link that begins or goes on, as large as a button. */
  start(words, path) {
    return this.add(html`<p><a class="button" href="${path}">${this.in(words)}</a></p>`);
  }

  /** Adds a button that sends an empty form to a path. */
  button(words, path) {
    return this.add(html`<form method="post" action="${path}"><button class="button">${this.in(words)}</button></form>`);
  }

  /**
   * Adds the link that begins with the first form. Whoever was here before goes on where they were, at the last at `done`, or begins anew:
   * `anew` is the path of `router.post(anew, (request) => request.beginAnew())`.
   */
  beginOrGoOn(done, anew) {
    const { answered, of, next } = this.request.progress();
    const on = next ?? done;
    if (answered === 0) return this.add(html`<p><a class="button" href="${on}">${this.say("Begin", "Start")}</a></p>`);
    const soFar = this.say(
      `Uw antwoorden zijn bewaard: ${answered} van de ${of} stappen.`,
      `Your answers are kept: ${answered} of ${of} steps.`,
    );
    this.add(parts.alert("info", this.say("U was al begonnen", "You had begun already"), soFar, this.language));
    const again = html`<form method="post" action="${anew}"><button class="button second">${this.say("Begin opnieuw", "Begin anew")}</button></form>`;
    return this.add(html`<div class="choices"><a class="button" href="${on}">${this.say("Ga verder", "Go on")}</a>${again}</div>`);
  }

  /** Adds whom the visitor plays; nothing for who only looks. */
  persona() {
    const { persona } = lab.visit();
    if (persona === null) return this;
    const name = persona[0].toUpperCase() + persona.slice(1).replaceAll("-", " ");
    const [before, after] = this.say(["U speelt nu ", ", een verzonnen persoon."], ["You play ", ", a made-up person."]);
    return this.add(html`<p class="persona">${before}<strong>${name}</strong>${after}</p>`);
  }

  /** Adds a message that stands out. `tone` is "info", "good", "warning" or "error". */
  alert(tone, title, words) {
    return this.add(parts.alert(tone, this.in(title), this.in(words), this.language));
  }

  /** Adds what was answered in a form, with a link to change it. What was taken from the register says so. */
  summary(form) {
    const answers = this.request.answers(form);
    const kept = readKept(this.request, form);
    const taken = this.say(" (uit het register)", " (from the register)");
    const rows = form.questions.map(([name, question]) => {
      const shown = question.show(answers[name], this.language);
      return [this.in(question.label), mark(kept, name) === null ? shown : shown + taken];
    });
    const path = this.request.forms.find((page) => page.form === form)?.path;
    const change = path === undefined ? null : `${path}?next=${encode(this.request.path)}`;
    return this.add(parts.summary(this.in(form.title), rows, change, this.language));
  }

  /** Adds facts: pairs of a name and a value, which is a text of JavaScript. */
  facts(title, facts) {
    const rows = facts.map(([name, value]) => [this.in(name), value]);
    return this.add(parts.summary(this.in(title), rows, null, this.language));
  }

  /** Adds steps that a visitor goes through, of which the first `done` are behind them. */
  steps(steps, done) {
    return this.add(parts.steps(steps.map((step) => this.in(step)), done, this.language));
  }

  /** Adds a table with a caption; the first cell of each row is its heading. Cells are texts of JavaScript. */
  table(caption, headings, rows) {
    return this.add(parts.table(this.in(caption), headings.map((heading) => this.in(heading)), rows));
  }

  /** Adds the steps that led to a decision, as `lab.decided` takes them. */
  explanation(steps) {
    return this.add(parts.explanation(steps, this.language));
  }

  /** The page as HTML. */
  html() {
    const { about, path } = this.request;
    const [title, service] = [this.in(this.title), this.in(about.title)];
    const [other, otherName] = this.say(["en", "English"], ["nl", "Nederlands"]);
    // What was asked for stays, such as what somebody searched.
    const asked = (readPairs(this.request.query) ?? []).filter(([name]) => name !== LANGUAGE_COOKIE);
    const inOtherLanguage = `${path}?${writePairs([[LANGUAGE_COOKIE, other], ...asked])}`;
    const back = this.backPath === null ? null : html`<nav class="back" aria-label="${this.say("Terug", "Back")}"><a href="${this.backPath}">${this.say("Terug", "Back")}</a></nav>`;
    const place = this.stepOf === undefined ? null : html`<p class="place">${this.say("Stap", "Step")} ${this.stepOf[0]} ${this.say("van", "of")} ${this.stepOf[1]}</p>`;
    const real = this.say("dit is geen echte dienst. Alle gegevens zijn verzonnen.", "this is not a real service. All data is made up.");
    const head = html`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${this.hasError && this.say("Fout: ", "Error: ")}${title}${title !== service && ` - ${service}`}</title><link rel="stylesheet" href="${parts.STYLE_PATH}"><link rel="icon" href="${parts.ICON_PATH}"></head>`;
    const skip = html`<a class="skip" href="#main">${this.say("Naar de inhoud", "Skip to the content")}</a>`;
    const language = html`<nav aria-label="${this.say("Taal", "Language")}"><a href="${inOtherLanguage}" lang="${other}" hreflang="${other}">${otherName}</a></nav>`;
    const header = html`<header><p class="mark"><strong>Prototype</strong>: ${real}</p><div class="wide"><a class="name" href="${about.start}">${service}</a>${language}</div></header>`;
    const main = html`<main id="main" tabindex="-1">${place}<h1>${title}</h1>${this.parts}</main>`;
    const owner = about.owner === "" ? null : `${about.owner}. `;
    const footer = html`<footer><div class="wide"><p>${owner}${this.say("Prototype met synthetische gegevens.", "Prototype with synthetic data.")}</p></div></footer>`;
    const body = html`<body>${skip}${header}<div class="wide">${back}${main}</div>${footer}</body>`;
    return html`<!DOCTYPE html><html lang="${this.language}">${head}${body}</html>`;
  }

  /** The page as a response. */
  response() {
    return Response.html(this.code, this.html());
  }
}
