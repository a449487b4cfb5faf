"""Where a visitor's answers are kept: in a cookie of their browser, or in their demo session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import lab
from .encoding import Pairs, encode, read_pairs, write_pairs

if TYPE_CHECKING:
    from .form import Form
    from .request import Request

#: The cookie with all answers so far.
ANSWERS_COOKIE = "answers"

#: The most that browsers keep in a cookie, in bytes, less some room for its name and attributes.
_MOST_COOKIE_BYTES = 3_800


class TooLong(Exception):
    """The answers are too long to be kept."""


def _key(form: Form) -> str:
    return f"answers.{form.name}"


def read_kept(request: Request, form: Form) -> Pairs:
    """What this visitor filled in for a form before: in the session, or else in the cookie."""
    if request.keeps_in_session:
        try:
            in_session = lab.kept(_key(form))
        except lab.Refused:
            in_session = None
        pairs = None if in_session is None else read_pairs(in_session)
        if pairs is not None:
            return pairs
    start = f"{form.name}."
    return [(name.removeprefix(start), value) for name, value in _in_cookie(request) if name.startswith(start)]


def _in_cookie(request: Request) -> Pairs:
    return read_pairs(request.cookie(ANSWERS_COOKIE) or "") or []


def keep(request: Request, form: Form, given: Pairs) -> str | None:
    """Keeps what was filled in for a form, instead of what was there for it.

    When the session may not keep it, the cookie does: its value is given back. Raises `TooLong`.
    """
    if request.keeps_in_session:
        try:
            lab.keep(_key(form), write_pairs(given))
            return None
        except lab.Refused as refused:
            if refused.kind == "unknown":
                raise TooLong from None
    start = f"{form.name}."
    others = [(name, value) for name, value in _in_cookie(request) if not name.startswith(start)]
    cookie = write_pairs([*others, *((start + name, value) for name, value in given)])
    if len(encode(cookie)) > _MOST_COOKIE_BYTES:
        raise TooLong
    return cookie


def forget(request: Request, forms: list[Form]) -> None:
    """Forgets the answers of these forms, in the session; the cookie is the caller's to take away."""
    for form in forms if request.keeps_in_session else []:
        try:
            lab.forget(_key(form))
        except lab.Refused:
            # What may not be kept is not there.
            pass
