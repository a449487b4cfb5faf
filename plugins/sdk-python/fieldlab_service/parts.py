"""What pages are made of, as HTML. Text that goes in is escaped.

The HTML is that of the SDK for Rust, to the letter: plugins/page/samples has the pages that all SDKs make the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from .encoding import Pairs, value_of
from .form import Form, Problem
from .html import Html, attribute, html
from .lab import Fact, Step
from .question import Question
from .register import mark
from .value import show_value
from .words import Language, Text, text

#: Where the stylesheet and the icon of the browser's tab stand.
STYLE_PATH = "/fieldlab.css"
ICON_PATH = "/fieldlab.svg"

#: What a message is about.
Tone = Literal["info", "good", "warning", "error"]

_TONES = {
    "info": text("Let op", "Note"),
    "good": text("Goed nieuws", "Good news"),
    "warning": text("Waarschuwing", "Warning"),
    "error": text("Fout", "Error"),
}


def _say(language: Language, nl: str, en: str) -> str:
    return nl if language == "nl" else en


def alert(tone: Tone, title: str | Html, words: str | Html, language: Language, marks: Html | None = None) -> Html:
    """A message that stands out, by colour and by a word, which has `marks` when the contents are in another language."""
    if tone not in _TONES:
        raise ValueError(f"`{tone}` is no tone: use {', '.join(_TONES)}")
    kind = _TONES[tone][language]
    return html('<div class="alert {}"><h2><span class="hidden"{}>{}: </span>{}</h2><p>{}</p></div>', tone, marks, kind, title, words)


def summary(title: str | Html, rows: Sequence[tuple[str | Html, str]], change: str | None, language: Language) -> Html:
    """Facts: a name and a value each, and a link to change them."""
    words = _say(language, "Wijzig", "Change")
    link = change and html('<a href="{}">{}<span class="hidden">: {}</span></a>', change, words, title)
    facts = [html("<div><dt>{}</dt><dd>{}</dd></div>", name, value) for name, value in rows]
    head = html('<div class="summary-head"><h2>{}</h2>{}</div>', title, link)
    return html('<section class="summary">{}<dl>{}</dl></section>', head, facts)


def steps(words: Sequence[str | Html], done: int, language: Language, marks: Html | None = None) -> Html:
    """Steps that a visitor goes through, of which the first `done` are behind them."""
    behind = html('<span class="hidden"{}> ({})</span>', marks, _say(language, "klaar", "done"))

    def item(place: int, step: str | Html) -> Html:
        done_class = attribute("class", "done" if place < done else None)
        current = attribute("aria-current", "step" if place == done else None)
        return html("<li{}{}>{}{}</li>", done_class, current, step, place < done and behind)

    return html('<ol class="steps">{}</ol>', [item(place, step) for place, step in enumerate(words)])


def table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    """A table; the first cell of each row is its heading."""

    # On small screens each row becomes a block, with the headings before its cells. The roles keep it a table for readers.
    def cell(place: int, words: str) -> Html:
        if place == 0:
            return html('<th scope="row" role="rowheader">{}</th>', words)
        heading = headings[place] if place < len(headings) else ""
        return html('<td role="cell" data-label="{}">{}</td>', heading, words)

    heads = [html('<th scope="col" role="columnheader">{}</th>', heading) for heading in headings]
    body = [html('<tr role="row">{}</tr>', [cell(place, words) for place, words in enumerate(row)]) for row in rows]
    return html(
        '<div class="scroll"><table role="table"><caption>{}</caption><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table></div>',
        caption,
        heads,
        body,
    )


def explanation(told: Sequence[Step], language: Language) -> Html:
    """The steps that led to a decision."""

    def fact(fact: Fact) -> Html:
        return html("<div><dt>{}</dt><dd>{}</dd></div>", fact.title[language], show_value(fact.value, language))

    def item(step: Step) -> Html:
        facts = [fact(one) for one in (*step.inputs, step.outcome)]
        source = step.article and html('<p class="hint">{}</p>', step.article)
        return html("<li><p><strong>{}</strong></p><dl>{}</dl>{}</li>", step.title[language], facts, source)

    return html('<ol class="explanation">{}</ol>', [item(step) for step in told])


def _first_id(name: str, question: Question) -> str:
    """The id of the field that a link to a question leads to."""
    if question.kind.control == "date":
        return f"{name}-day"
    return f"{name}-{question.choices[0][0]}" if question.choices else name


def error_summary(form: Form, problems: Sequence[Problem], language: Language) -> Html:
    """What is wrong, on top of a page: each leads to its field."""
    questions = dict(form.questions)

    def item(name: str, what: Text) -> Html:
        question = questions.get(name)
        if question is None:
            return html("<li>{}</li>", what[language])
        label = question.asked.label[language].rstrip("?")
        return html('<li><a href="#{}">{}: {}</a></li>', _first_id(name, question), label, what[language])

    title = _say(language, "Er is iets niet goed ingevuld", "Something is not filled in right")
    items = [item(name, what) for name, what in problems]
    return html('<div class="alert error" role="alert" tabindex="-1" id="problems"><h2>{}</h2><ul>{}</ul></div>', title, items)


def taken(purposes: Sequence[Text], language: Language) -> Html:
    """That some answers were taken from the register, and what for."""
    whys = [purpose[language] for purpose in purposes]
    whys = [why for place, why in enumerate(whys) if place == 0 or why != whys[place - 1]]
    title = _say(language, "Wij hebben al iets voor u ingevuld", "We filled in something for you already")
    words = _say(
        language,
        "Dit staat over u in het register. Klopt het niet? Verander het dan hier.",
        "The register says this of you. Is it not right? Then change it here.",
    )
    why = _say(language, "Waarom wij dit bekijken:", "Why we look at this:")
    return html('<div class="alert info"><h2>{}</h2><p>{}</p><p>{}{}</p></div>', title, words, why, [f" {one}" for one in whys])


def form(action: str, form: Form, values: Pairs, problems: Sequence[Problem], language: Language) -> Html:
    """A form with a button to go on."""
    wrong = dict(reversed(problems))
    fields = [_Field(name, question, values, wrong.get(name), language).html() for name, question in form.questions]
    button = html('<p><button class="button">{}</button></p>', _say(language, "Verder", "Continue"))
    return html('<form method="post" action="{}" novalidate>{}{}</form>', action, fields, button)


class _Field:
    """One field: its question, hint, what is wrong with it, and what was filled in."""

    def __init__(self, name: str, question: Question, values: Pairs, problem: Text | None, language: Language) -> None:
        self.name, self.question, self.values, self.language = name, question, values, language
        self.problem = None if problem is None else problem[language]
        self.mark = mark(values, name)
        hint = question.asked.hint
        described = [(hint, "hint"), (self.mark, "taken"), (problem, "problem")]
        ids = " ".join(f"{name}-{what}" for there, what in described if there is not None)
        self.described = attribute("aria-describedby", ids or None)
        self.invalid = attribute("aria-invalid", None if problem is None else "true")
        optional = question.optional and html(' <span class="optional">{}</span>', _say(language, "(niet verplicht)", "(optional)"))
        self.label = html("{}{}", question.asked.label[language], optional)

    def html(self) -> Html:
        controls: dict[str, Callable[[], Html]] = {
            "choice": self._choice,
            "date": self._date,
            "amount": self._amount,
            "number": self._number,
            "text": self._text,
        }
        invalid = "" if self.problem is None else " invalid"
        return html('<div class="field{}">{}</div>', invalid, controls[self.question.kind.control]())

    def _value(self, name: str) -> str:
        return value_of(self.values, name) or ""

    def _help(self) -> Html:
        name, hint, marked, wrong = self.name, None, None, None
        if self.question.asked.hint is not None:
            hint = html('<p class="hint" id="{}-hint">{}</p>', name, self.question.asked.hint[self.language])
        if self.mark is not None:
            words = _say(self.language, "Overgenomen uit het register", "Taken from the register")
            marked = html('<p class="taken" id="{}-taken">{}</p><input type="hidden" name="{}" value="{}">', name, words, *self.mark)
        if self.problem is not None:
            error = _say(self.language, "Fout: ", "Error: ")
            wrong = html('<p class="problem" id="{}-problem"><span class="hidden">{}</span>{}</p>', name, error, self.problem)
        return html("{}{}{}", hint, marked, wrong)

    def _choice(self) -> Html:
        def one(choice: str, words: Text) -> Html:
            checked = self._value(self.name) == choice and html(" checked")
            return html(
                '<div class="choice"><input type="radio" id="{id}" name="{name}" value="{choice}"{checked}>'
                '<label for="{id}">{words}</label></div>',
                id=f"{self.name}-{choice}",
                name=self.name,
                choice=choice,
                checked=checked,
                words=words[self.language],
            )

        choices = [one(choice, words) for choice, words in self.question.choices]
        group = html('role="radiogroup"{}{}', self.described, self.invalid)
        return html("<fieldset {}><legend>{}</legend>{}{}</fieldset>", group, self.label, self._help(), choices)

    def _date(self) -> Html:
        def part(part: str, nl: str, en: str, width: str) -> Html:
            return html(
                '<div><label for="{id}">{words}</label><input class="{width}" id="{id}" name="{id}" value="{value}"'
                ' inputmode="numeric" autocomplete="off"{invalid}></div>',
                id=f"{self.name}-{part}",
                words=_say(self.language, nl, en),
                width=width,
                value=self._value(f"{self.name}-{part}"),
                invalid=self.invalid,
            )

        parts = [part("day", "Dag", "Day", "short"), part("month", "Maand", "Month", "short"), part("year", "Jaar", "Year", "year")]
        group = html('role="group"{}', self.described)
        return html('<fieldset {}><legend>{}</legend>{}<div class="date">{}</div></fieldset>', group, self.label, self._help(), parts)

    def _labelled(self) -> Html:
        return html('<label for="{}">{}</label>{}', self.name, self.label, self._help())

    def _input(self, attributes: Html | None, after: Html) -> Html:
        return html(
            '<input{attributes} id="{name}" name="{name}" value="{value}"{after}{described}{invalid}>',
            attributes=attributes,
            name=self.name,
            value=self._value(self.name),
            after=after,
            described=self.described,
            invalid=self.invalid,
        )

    def _amount(self) -> Html:
        field = self._input(html(' class="number"'), html(' inputmode="decimal" autocomplete="off"'))
        return html('{}<div class="amount"><span aria-hidden="true">€</span>{}</div>', self._labelled(), field)

    def _number(self) -> Html:
        field = self._input(html(' class="number"'), html(' inputmode="numeric" autocomplete="off"'))
        return html("{}{}", self._labelled(), field)

    def _text(self) -> Html:
        field = self._input(None, html(' autocomplete="{}"', self.question.asked.autocomplete or "off"))
        return html("{}{}", self._labelled(), field)
