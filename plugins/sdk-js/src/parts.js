/**
 * What pages are made of, as HTML. Text that goes in is escaped.
 *
 * The HTML is that of the SDK for Rust, to the letter: plugins/page/samples has the pages that all SDKs make the same.
 */

import { valueOf } from "./encoding.js";
import { attribute, html } from "./html.js";
import { mark } from "./register.js";
import { showValue } from "./value.js";

/** Where the stylesheet and the icon of the browser's tab stand. */
export const STYLE_PATH = "/fieldlab.css";
export const ICON_PATH = "/fieldlab.svg";

const say = (language, nl, en) => (language === "nl" ? nl : en);

const TONES = {
  info: { nl: "Let op", en: "Note" },
  good: { nl: "Goed nieuws", en: "Good news" },
  warning: { nl: "Waarschuwing", en: "Warning" },
  error: { nl: "Fout", en: "Error" },
};

/** A message that stands out, by colour and by a word. `tone` is "info", "good", "warning" or "error". */
export function alert(tone, title, words, language) {
  if (!(tone in TONES)) throw new TypeError(`\`${tone}\` is no tone: use ${Object.keys(TONES).join(", ")}`);
  const kind = TONES[tone][language];
  return html`<div class="alert ${tone}"><h2><span class="hidden">${kind}: </span>${title}</h2><p>${words}</p></div>`;
}

/** Facts: a name and a value each, and a link to change them. */
export function summary(title, rows, change, language) {
  const link = change === null ? null : html`<a href="${change}">${say(language, "Wijzig", "Change")}<span class="hidden">: ${title}</span></a>`;
  const facts = rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section class="summary"><div class="summary-head"><h2>${title}</h2>${link}</div><dl>${facts}</dl></section>`;
}

/** Steps that a visitor goes through, of which the first `done` are behind them. */
export function steps(words, done, language) {
  const behind = html`<span class="hidden"> (${say(language, "klaar", "done")})</span>`;
  const items = words.map((step, place) => {
    const attributes = [attribute("class", place < done ? "done" : null), attribute("aria-current", place === done ? "step" : null)];
    return html`<li${attributes}>${step}${place < done && behind}</li>`;
  });
  return html`<ol class="steps">${items}</ol>`;
}

/** A table; the first cell of each row is its heading. */
export function table(caption, headings, rows) {
  // On small screens each row becomes a block, with the headings before its cells. The roles keep it a table for readers.
  const cell = (words, place) =>
    place === 0
      ? html`<th scope="row" role="rowheader">${words}</th>`
      : html`<td role="cell" data-label="${headings[place] ?? ""}">${words}</td>`;
  const heads = headings.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`);
  const body = rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>`);
  return html`<div class="scroll"><table role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${body}</tbody></table></div>`;
}

/** The steps that led to a decision. */
export function explanation(told, language) {
  const fact = ({ title, value }) => html`<div><dt>${title[language]}</dt><dd>${showValue(value, language)}</dd></div>`;
  const items = told.map(({ title, inputs = [], outcome, article }) => {
    const source = article ? html`<p class="hint">${article}</p>` : null;
    return html`<li><p><strong>${title[language]}</strong></p><dl>${inputs.map(fact)}${fact(outcome)}</dl>${source}</li>`;
  });
  return html`<ol class="explanation">${items}</ol>`;
}

/** The id of the field that a link to a question leads to. */
function firstId(name, question) {
  if (question.control === "date") return `${name}-day`;
  return question.control === "choice" && question.choices.length > 0 ? `${name}-${question.choices[0][0]}` : name;
}

/** What is wrong, on top of a page: each leads to its field. */
export function errorSummary(form, problems, language) {
  const items = problems.map(([name, what]) => {
    const question = form.questions.find(([asked]) => asked === name)?.[1];
    if (question === undefined) return html`<li>${what[language]}</li>`;
    const label = question.label[language].replace(/\?+$/, "");
    return html`<li><a href="#${firstId(name, question)}">${label}: ${what[language]}</a></li>`;
  });
  const title = say(language, "Er is iets niet goed ingevuld", "Something is not filled in right");
  return html`<div class="alert error" role="alert" tabindex="-1" id="problems"><h2>${title}</h2><ul>${items}</ul></div>`;
}

/** That some answers were taken from the register, and what for. */
export function taken(purposes, language) {
  const whys = purposes.map((purpose) => purpose[language]).filter((why, place, all) => why !== all[place - 1]);
  const title = say(language, "Wij hebben al iets voor u ingevuld", "We filled in something for you already");
  const words = say(
    language,
    "Dit staat over u in het register. Klopt het niet? Verander het dan hier.",
    "The register says this of you. Is it not right? Then change it here.",
  );
  const why = say(language, "Waarom wij dit bekijken:", "Why we look at this:");
  return html`<div class="alert info"><h2>${title}</h2><p>${words}</p><p>${why}${whys.map((one) => ` ${one}`)}</p></div>`;
}

/** A form with a button to go on. */
export function form(action, { questions }, values, problems, language) {
  const fields = questions.map(([name, question]) => {
    const problem = problems.find(([asked]) => asked === name)?.[1][language] ?? null;
    return field(name, question, values, problem, language);
  });
  const button = html`<p><button class="button">${say(language, "Verder", "Continue")}</button></p>`;
  return html`<form method="post" action="${action}" novalidate>${fields}${button}</form>`;
}

/** One field: its question, hint, what is wrong with it, and what was filled in. */
function field(name, question, values, problem, language) {
  const taken = mark(values, name);
  const described = [
    question.hint !== null && `${name}-hint`,
    taken !== null && `${name}-taken`,
    problem !== null && `${name}-problem`,
  ].filter(Boolean);
  const about = {
    name,
    question,
    language,
    described: attribute("aria-describedby", described.length > 0 ? described.join(" ") : null),
    invalid: attribute("aria-invalid", problem === null ? null : "true"),
    help: help(name, question, taken, problem, language),
    label: html`${question.label[language]}${question.optional && html` <span class="optional">${say(language, "(niet verplicht)", "(optional)")}</span>`}`,
    value: (of) => valueOf(values, of) ?? "",
  };
  return html`<div class="field${problem === null ? "" : " invalid"}">${CONTROLS[question.control](about)}</div>`;
}

function help(name, question, taken, problem, language) {
  const hint = question.hint === null ? null : html`<p class="hint" id="${name}-hint">${question.hint[language]}</p>`;
  const register = say(language, "Overgenomen uit het register", "Taken from the register");
  const marked = taken === null ? null : html`<p class="taken" id="${name}-taken">${register}</p><input type="hidden" name="${taken[0]}" value="${taken[1]}">`;
  const wrong = problem === null ? null : html`<p class="problem" id="${name}-problem"><span class="hidden">${say(language, "Fout: ", "Error: ")}</span>${problem}</p>`;
  return html`${hint}${marked}${wrong}`;
}

const labelled = ({ name, label, help }) => html`<label for="${name}">${label}</label>${help}`;

const CONTROLS = {
  choice({ name, question, described, invalid, help, label, value, language }) {
    const choices = question.choices.map(([choice, words]) => {
      const id = `${name}-${choice}`;
      const checked = value(name) === choice ? html` checked` : null;
      return html`<div class="choice"><input type="radio" id="${id}" name="${name}" value="${choice}"${checked}><label for="${id}">${words[language]}</label></div>`;
    });
    return html`<fieldset role="radiogroup"${described}${invalid}><legend>${label}</legend>${help}${choices}</fieldset>`;
  },
  date({ name, described, invalid, help, label, value, language }) {
    const parts = [["day", "Dag", "Day", "short"], ["month", "Maand", "Month", "short"], ["year", "Jaar", "Year", "year"]];
    const fields = parts.map(([part, nl, en, width]) => {
      const id = `${name}-${part}`;
      return html`<div><label for="${id}">${say(language, nl, en)}</label><input class="${width}" id="${id}" name="${id}" value="${value(id)}" inputmode="numeric" autocomplete="off"${invalid}></div>`;
    });
    return html`<fieldset role="group"${described}><legend>${label}</legend>${help}<div class="date">${fields}</div></fieldset>`;
  },
  amount(about) {
    const { name, described, invalid, value } = about;
    return html`${labelled(about)}<div class="amount"><span aria-hidden="true">€</span><input class="number" id="${name}" name="${name}" value="${value(name)}" inputmode="decimal" autocomplete="off"${described}${invalid}></div>`;
  },
  number(about) {
    const { name, described, invalid, value } = about;
    return html`${labelled(about)}<input class="number" id="${name}" name="${name}" value="${value(name)}" inputmode="numeric" autocomplete="off"${described}${invalid}>`;
  },
  text(about) {
    const { name, question, described, invalid, value } = about;
    return html`${labelled(about)}<input id="${name}" name="${name}" value="${value(name)}" autocomplete="${question.autocomplete ?? "off"}"${described}${invalid}>`;
  },
};
