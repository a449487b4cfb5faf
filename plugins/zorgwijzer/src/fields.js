/** The fields of a search, which stand in the address: whoever keeps or passes on the address finds the same. */

import { html, text } from "fieldlab-service";

import { ORDERS, WAITS } from "./criteria.js";
import { KINDS } from "./kinds.js";
import { ELSEWHERE, PLACES, placeTitle } from "./places.js";
import { LANGUAGES, same } from "./told.js";

const ANY = text("Maakt niet uit", "Does not matter");

const kinds = [["", text("Kies wat u zoekt", "Choose what you search for")], ...KINDS.map(({ id, title }) => [id, title])];
const places = [
  ["", text("Heel Nederland", "The whole country")],
  ...PLACES.map(({ id, title }) => [id, same(title)]),
  [ELSEWHERE, text("Een andere gemeente (alleen wie online helpt)", "Another municipality (only who helps online)")],
];

/** What somebody needs to say to begin. */
export const FIRST = [
  { name: "wat", label: text("Wat zoekt u?", "What are you looking for?"), choices: kinds },
  { name: "waar", label: text("In welke gemeente?", "In which municipality?"), choices: places },
];

/** All by which the list can be made shorter, and its order. */
export const ALL = [
  ...FIRST,
  { name: "wacht", label: text("Hoe lang wilt u wachten?", "How long will you wait?"), choices: [["", ANY], ...Object.entries(WAITS)] },
  {
    name: "prijs",
    label: text("Hoeveel wilt u zelf betalen?", "How much will you pay yourself?"),
    hint: text("Hele euro's per uur, afspraak, rit of maand. Laat leeg als het niet uitmaakt.", "Whole euros an hour, visit, ride or month. Leave empty when it does not matter."),
  },
  { name: "taal", label: text("In welke taal?", "In which language?"), choices: [["", ANY], ...Object.entries(LANGUAGES)] },
  {
    name: "toegankelijk",
    label: text("Moet u er met een rolstoel in kunnen?", "Must you be able to enter with a wheelchair?"),
    choices: [["", ANY], ["ja", text("Ja", "Yes")]],
  },
  { name: "volgorde", label: text("Wat wilt u bovenaan?", "What do you want on top?"), choices: Object.entries(ORDERS) },
];

/** A form that leads to `path` with what is filled in. `valueOf` gives what stands in a field, by its name. */
export function searchForm(page, { path, fields, valueOf, button, problems = [] }) {
  const shown = fields.map((field) => {
    const problem = problems.find(([name]) => name === field.name)?.[1];
    return fieldOf(page, field, valueOf(field.name), problem);
  });
  return page.add(html`<form method="get" action="${path}" novalidate>${shown}<p><button class="button">${page.in(button)}</button></p></form>`);
}

function fieldOf(page, { name, label, hint, choices, optional }, value, problem) {
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(" ");
  const about = html`${described && html` aria-describedby="${described}"`}${problem && html` aria-invalid="true"`}`;
  const left = optional && html` <span class="optional">${page.say("(niet verplicht)", "(optional)")}</span>`;
  const help = html`${hint && html`<p class="hint" id="${name}-hint">${page.in(hint)}</p>`}${
    problem && html`<p class="problem" id="${name}-problem"><span class="hidden">${page.say("Fout: ", "Error: ")}</span>${page.in(problem)}</p>`
  }`;
  const control =
    choices === undefined
      ? html`<input class="number" id="${name}" name="${name}" value="${value}" inputmode="numeric" autocomplete="off"${about}>`
      : html`<select id="${name}" name="${name}"${about}>${choices.map((choice) => optionOf(page, choice, value))}</select>`;
  return html`<div class="field${problem && " invalid"}"><label for="${name}">${page.in(label)}${left}</label>${help}${control}</div>`;
}

function optionOf(page, [value, words], chosen) {
  return html`<option value="${value}"${value === chosen && html` selected`}>${page.in(words)}</option>`;
}

/** What is wrong, on top of a page: each leads to its field. */
export function problemSummary(page, problems) {
  const labels = Object.fromEntries(ALL.map(({ name, label }) => [name, label]));
  const items = problems.map(([name, what]) => html`<li><a href="#${name}">${page.in(labels[name]).replace("?", "")}: ${page.in(what)}</a></li>`);
  const title = page.say("Er is iets niet goed ingevuld", "Something is not filled in right");
  return page.inError().add(html`<div class="alert error" role="alert" tabindex="-1" id="problems"><h2>${title}</h2><ul>${items}</ul></div>`);
}
