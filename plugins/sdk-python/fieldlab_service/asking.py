"""A page that asks for a form: shows it, takes it, keeps the answers, and leads on."""

from __future__ import annotations

from collections.abc import Sequence

from . import parts
from .encoding import Pairs, encode
from .form import Form, Problem
from .keeping import ANSWERS_COOKIE, TooLong, keep, read_kept
from .page import Page
from .register import mark, own
from .request import Request
from .response import Response, is_own_path
from .words import text


def show(form: Form, request: Request) -> Page:
    """The form with what was kept of it; before anything was, with what the register knows."""
    return _page(form, request, read_kept(request, form) or form.of_me(), [])


def take(form: Form, request: Request, next_path: str) -> Page | Response:
    """Takes the form that was sent: the visitor goes on to `next_path`, or sees what is wrong."""
    values = request.form_values()
    if values is None:
        what = text("Wij konden het formulier niet lezen", "We could not read the form")
        return _page(form, request, [], [(form.name, what)]).status(400)
    _, problems = form.read(values)
    if problems:
        return _page(form, request, values, problems).status(422)
    given: Pairs = []
    for name, _ in form.questions:
        given += [(found, value.strip()) for found, value in own(values, name)]
        taken = mark(values, name)
        given += [] if taken is None else [taken]
    try:
        cookie = keep(request, form, given)
    except TooLong:
        what = text("Uw antwoorden zijn samen te lang", "Your answers are too long together")
        return _page(form, request, values, [(form.name, what)]).status(422)
    on = Response.redirect(_wanted_next(request) or next_path)
    return on if cookie is None else on.with_cookie(ANSWERS_COOKIE, cookie)


def _wanted_next(request: Request) -> str | None:
    """Where a visitor comes back to who only changes an answer."""
    wanted = request.query_value("next")
    return wanted if wanted is not None and is_own_path(wanted) else None


def _page(form: Form, request: Request, values: Pairs, problems: Sequence[Problem]) -> Page:
    language = request.language
    page = Page(request, form.title)
    paths = [page.path for page in request.forms]
    if len(paths) > 1:
        place = next(place for place, page in enumerate(request.forms) if page.form is form)
        page.place(place + 1, len(paths)).back(request.about.start if place == 0 else paths[place - 1])
    if problems:
        page.in_error().add(parts.error_summary(form, problems, language))
    marked = [field for name, _, field in form.taken if mark(values, name) is not None]
    if marked:
        purposes = [request.about.purpose(field) for field in marked]
        page.add(parts.taken([purpose for purpose in purposes if purpose is not None], language))
    wanted = _wanted_next(request)
    action = request.path if wanted is None else f"{request.path}?next={encode(wanted)}"
    return page.add(parts.form(action, form, values, problems, language))
