"""Where somebody says themselves since when and where they live: nobody needs to share it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fieldlab_service import Page, Request, Response, Words, html, lab
from fieldlab_service.encoding import Pairs, encode, value_of
from fieldlab_service.number import day_of, read_whole

from . import forms, kept, places
from .languages import Texts
from .pages import begun
from .places import PLACES
from .sharing import about

_PARTS = ("day", "month", "year")


def show(request: Request, texts: Texts) -> Page:
    """The page with what was filled in before."""
    mine = kept.read(request)
    filled_in = [("", "", "")] if mine.since is None else [(str(mine.since.day), str(mine.since.month), str(mine.since.year))]
    return _page(request, texts, filled_in[0], mine.place or "", None)


def _page(request: Request, texts: Texts, day: tuple[str, ...], place: str, problem: Words | None) -> Page:
    page = begun(request, texts, texts.say("about.title"))
    forms.problems(page, texts, [] if problem is None else [("since-day", problem)])
    known = about()
    here = encode(request.path)
    if known.ask_since is not None:
        page.link(texts.say("since.share"), f"{known.ask_since}?back={here}")
    choices = [("", texts.say("about.elsewhere")), *((place.name, Words(place.title, "nl")) for place in PLACES)]
    chosen = place or (known.place.name if known.place is not None else "")
    control = forms.select(page, "place", choices, chosen)
    fields = [
        forms.day(page, texts, "since", "about.date", day, problem),
        forms.field(page, "place", texts.say("about.place"), control),
    ]
    button = html('<p><button class="button">{}</button></p>', page.words(texts.say("about.save")))
    page.add(html('<form method="post" action="/over-u" novalidate>{}{}</form>', fields, button))
    return page.link(texts.say("nav.home"), "/")


def take(request: Request, texts: Texts) -> Page | Response:
    """Keeps what was filled in; an empty day is fine, and takes away the one before."""
    values = request.form_values() or []
    day = tuple((value_of(values, f"since-{part}") or "").strip() for part in _PARTS)
    place = value_of(values, "place") or ""
    since, problem = _read(texts, values, day)
    if problem is not None:
        return _page(request, texts, day, place, problem).response()
    mine = replace(kept.read(request), since=since, place=place if places.find(place) is not None else None)
    return kept.keep(mine, Response.redirect("/"))


def _read(texts: Texts, values: Pairs, day: tuple[str, ...]) -> tuple[date | None, Words | None]:
    if not any(day):
        return None, None
    numbers = [read_whole(part) for part in day]
    found = None if None in numbers else day_of(numbers[2] or 0, numbers[1] or 0, numbers[0] or 0)
    if found is None or found.year < 1950:
        return None, texts.say("about.wrong")
    return (None, texts.say("about.future")) if found > lab.visit().today else (found, None)
