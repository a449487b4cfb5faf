"""What is kept of a visitor: in their demo session, or in a cookie of their browser when the lab does not grant that."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from fieldlab_service import Refused, Request, Response, lab

from .steps import STEPS, find

#: The key in the session, and the cookie.
_KEY = "kept"

#: The most questions that are kept: the oldest goes first.
_MOST_QUESTIONS = 5

#: The most letters of a question.
MOST_LETTERS = 500


@dataclass(frozen=True)
class Asked:
    """A question to the buddy."""

    step: str
    words: str
    #: The day of the demo on which it was asked.
    day: str
    #: Whether the visitor asked to pretend that it is a day later.
    is_answered: bool = False


@dataclass(frozen=True)
class Kept:
    """What this visitor did and said."""

    done: tuple[str, ...] = ()
    #: The day that they filled in themselves.
    since: date | None = None
    #: The municipality that they chose themselves.
    place: str | None = None
    asked: tuple[Asked, ...] = field(default_factory=tuple)

    def with_done(self, name: str, *, is_done: bool) -> Kept:
        """The same, with a step that is done, or not after all."""
        done = {*self.done, name} if is_done else {*self.done} - {name}
        return replace(self, done=tuple(step.name for step in STEPS if step.name in done))

    def with_question(self, asked: Asked) -> Kept:
        """The same, with a question more."""
        return replace(self, asked=(*self.asked, asked)[-_MOST_QUESTIONS:])


def read(request: Request) -> Kept:
    """What was kept. What can't be read is nothing: a cookie is the visitor's to change."""
    try:
        written = lab.kept(_KEY)
    except Refused:
        written = request.cookie(_KEY)
    try:
        return _read(json.loads(written or "{}"))
    except (ValueError, TypeError, AttributeError, KeyError):
        return Kept()


def _read(said: dict[str, Any]) -> Kept:
    since = said.get("since")
    asked = tuple(Asked(**one) for one in said.get("asked", []))
    return Kept(
        done=tuple(name for name in said.get("done", []) if find(name) is not None),
        since=None if since is None else date.fromisoformat(since),
        place=said.get("place"),
        asked=tuple(one for one in asked if find(one.step) is not None and date.fromisoformat(one.day)),
    )


def keep(kept: Kept, response: Response) -> Response:
    """Keeps this, and gives the response with what the browser is to keep."""
    said = {**asdict(kept), "since": None if kept.since is None else kept.since.isoformat()}
    written = json.dumps(said, ensure_ascii=False)
    try:
        lab.keep(_KEY, written)
    except Refused:
        response.with_cookie(_KEY, written)
    return response
