"""Forms in all languages: the SDK's own speak Dutch and English only. They look and behave the same."""

from __future__ import annotations

from collections.abc import Sequence

from fieldlab_service import Html, Page, Words, html

from .languages import Texts


def problems(page: Page, texts: Texts, found: Sequence[tuple[str, Words]]) -> None:
    """Says on top what is wrong; each leads to its field, by its id."""
    items = [html('<li><a href="#{}">{}</a></li>', field, page.words(what)) for field, what in found]
    if items:
        page.status(422).in_error()
        title = page.words(texts.say("error.title"))
        page.add(html('<div class="alert error" role="alert" tabindex="-1" id="problems"><h2>{}</h2><ul>{}</ul></div>', title, items))


def field(page: Page, name: str, label: Words, control: Html, *, hint: Words | None = None, problem: Words | None = None) -> Html:
    """A field with its label, hint and what is wrong with it."""
    return html(
        '<div class="field{}"><label for="{}">{}</label>{}{}{}</div>',
        " invalid" if problem is not None else "",
        name,
        page.words(label),
        hint and html('<p class="hint" id="{}-hint">{}</p>', name, page.words(hint)),
        problem and html('<p class="problem" id="{}-problem">{}</p>', name, page.words(problem)),
        control,
    )


def described(name: str, *, hint: bool, problem: bool) -> Html | None:
    """The attributes that lead from a field to its hint and to what is wrong."""
    ids = " ".join(f"{name}-{what}" for what, there in (("hint", hint), ("problem", problem)) if there)
    by = html(' aria-describedby="{}"', ids) if ids else None
    return html("{}{}", by, html(' aria-invalid="true"') if problem else None)


def select(page: Page, name: str, choices: Sequence[tuple[str, Words]], chosen: str) -> Html:
    """A list to choose from."""

    def option(value: str, words: Words) -> Html:
        # An option holds text only: its language stands on itself.
        marks = html(' lang="{}" dir="{}"', words.language, words.direction)
        return html('<option value="{}"{}{}>{}</option>', value, marks, html(" selected") if value == chosen else None, words.words)

    return html('<select id="{}" name="{}">{}</select>', name, name, [option(*choice) for choice in choices])


def day(page: Page, texts: Texts, name: str, key: str, filled_in: Sequence[str], problem: Words | None) -> Html:
    """A day, in three fields."""

    def part(part: str, value: str, width: str) -> Html:
        invalid = html(' aria-invalid="true"') if problem is not None else None
        return html(
            '<div><label for="{id}">{words}</label><input class="{width}" id="{id}" name="{id}" value="{value}"'
            ' inputmode="numeric" autocomplete="off"{invalid}></div>',
            id=f"{name}-{part}",
            words=page.words(texts.say(f"about.{part}")),
            width=width,
            value=value,
            invalid=invalid,
        )

    widths = {"day": "short", "month": "short", "year": "year"}
    parts = [part(one, value, width) for (one, width), value in zip(widths.items(), filled_in, strict=True)]
    ids = " ".join(f"{name}-{what}" for what in ("hint", *(["problem"] if problem is not None else [])))
    return html(
        '<div class="field{}"><fieldset role="group" aria-describedby="{}"><legend>{}</legend>{}{}<div class="date">{}</div></fieldset></div>',
        " invalid" if problem is not None else "",
        ids,
        page.words(texts.say(key)),
        html('<p class="hint" id="{}-hint">{}</p>', name, page.words(texts.say("about.hint"))),
        problem and html('<p class="problem" id="{}-problem">{}</p>', name, page.words(problem)),
        parts,
    )
