"""Questions to a buddy who answers on a later day. The buddy is made up, and the page says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fieldlab_service import Page, Request, Response, html, lab
from fieldlab_service.encoding import value_of

from . import forms, kept, steps
from .dates import written
from .kept import MOST_LETTERS, Asked
from .languages import Texts
from .pages import begun
from .steps import STEPS


def show(request: Request, texts: Texts) -> Page:
    """The form, and the questions so far with their answers."""
    return _page(request, texts, request.query_value("stap") or "", "", is_wrong=False)


def _page(request: Request, texts: Texts, about: str, words: str, *, is_wrong: bool) -> Page:
    page = begun(request, texts, texts.say("questions.title"))
    problem = texts.say("questions.empty") if is_wrong else None
    forms.problems(page, texts, [] if problem is None else [("words", problem)])
    page.paragraph(texts.say("questions.lead"))
    choices = [(step.name, texts.say(f"step.{step.name}.title")) for step in STEPS]
    marks = forms.described("words", hint=True, problem=is_wrong)
    # `dir="auto"`: they may write in a language that runs the other way than the page.
    control = html('<input id="words" name="words" value="{}" autocomplete="off" dir="auto"{}>', words, marks)
    fields = [
        forms.field(page, "about", texts.say("questions.about"), forms.select(page, "about", choices, about)),
        forms.field(page, "words", texts.say("questions.words"), control, hint=texts.say("questions.hint"), problem=problem),
    ]
    button = html('<p><button class="button">{}</button></p>', page.words(texts.say("questions.send")))
    page.add(html('<form method="post" action="/vragen" novalidate>{}{}</form>', fields, button))
    _add_asked(page, texts, kept.read(request).asked)
    return page.link(texts.say("nav.home"), "/")


def _add_asked(page: Page, texts: Texts, asked: tuple[Asked, ...]) -> None:
    if not asked:
        return
    page.heading(texts.say("questions.yours"))
    is_waiting = False
    for one in reversed(asked):
        title = texts.say(f"step.{one.step}.title")
        when = page.words(texts.say("questions.asked", date=written(date.fromisoformat(one.day), texts)))
        page.add(html('<p><strong>{}</strong> ({}): <bdi>{}</bdi></p>', when, page.words(title), one.words))
        if one.is_answered or date.fromisoformat(one.day) < lab.visit().today:
            said = texts.fill(page, "questions.reply", step=title)
            page.paragraph(html('{}: {} <a href="/stap/{}">{}</a>', page.words(texts.say("questions.answer")), said, one.step, page.words(title)))
        else:
            is_waiting = True
            page.paragraph(texts.say("questions.waiting"))
    if is_waiting:
        page.button(texts.say("questions.tomorrow"), "/vragen/morgen")


def take(request: Request, texts: Texts) -> Page | Response:
    """Keeps a question."""
    values = request.form_values() or []
    about = value_of(values, "about") or ""
    words = (value_of(values, "words") or "").strip()
    if not words or len(words) > MOST_LETTERS or steps.find(about) is None:
        return _page(request, texts, about, words, is_wrong=True)
    asked = Asked(about, words, lab.visit().today.isoformat())
    return kept.keep(kept.read(request).with_question(asked), Response.redirect("/vragen"))


def tomorrow(request: Request, texts: Texts) -> Response:
    """Pretends that it is a day later: the buddy answered."""
    mine = kept.read(request)
    asked = tuple(replace(one, is_answered=True) for one in mine.asked)
    return kept.keep(replace(mine, asked=asked), Response.redirect("/vragen"))
