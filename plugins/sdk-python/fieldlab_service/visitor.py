"""A visitor for tests: looks at pages, sends forms, follows redirects and keeps cookies, as a browser does, without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from .encoding import decode, write_pairs
from .lab import Visit, lend
from .made import made, prototype_folder
from .plaza import Answering, Offered, Question, Replied, Turn
from .pretend import Decision, Known, Pretended
from .request import Request
from .response import Response
from .router import Router
from .words import Language

T = TypeVar("T")

#: How many redirects a visitor follows.
_MOST_REDIRECTS = 10


class Visitor:
    """A visitor, in a demo session of their own."""

    def __init__(
        self,
        routes: Callable[[Router], Router],
        *,
        plays: Known | None = None,
        partner: Known | None = None,
        children: Sequence[Known] = (),
        parents: Sequence[Known] = (),
        others: Sequence[Known] = (),
        parameters: Mapping[str, str] | None = None,
        shares: Mapping[str, Known] | None = None,
        refused: Sequence[str] = (),
        language: Language = "nl",
        today: date = date(2026, 1, 1),
        persona: str = "sanne",
        manifest: dict[str, Any] | None = None,
    ) -> None:
        """Somebody who was not here before.

        They play a person of whom `plays` is known, with a partner, children and parents of whom these are known; `others` can be found.
        `shares` is what they share, by the names of requests: `{"home": {"household.rent_month": Amount(69_040)}}`. `refused` is what the lab
        did not grant: `citizens`, `config`, `keyvalue`, `vault` or a field. `manifest` stands in place of prototype.toml.
        """
        of_prototype = made(prototype_folder())
        if manifest is not None:
            of_prototype = dataclasses.replace(of_prototype, manifest=manifest)
        self._router = routes(Router(of_prototype))
        visit = Visit(persona if plays is not None else None, today, language)
        self._lab = Pretended(of_prototype.manifest, visit, plays is not None, parameters=parameters or {}, refused=refused)
        self._cookies: dict[str, str] = {}
        self.language = language
        #: The path and the status of the last page.
        self.path = "/"
        self.status = 0
        mine = {"household": [plays], "partner": [partner], "children": children, "parents": parents, None: others}
        for relation, people in mine.items():
            for known in people:
                if known is not None:
                    self._lab.add(known, relation)

        for request, known in (shares or {}).items():
            self.sharing(request, known)

    def sharing(self, request: str, known: Known) -> Visitor:
        """The person whom they play shares this for a request of the manifest."""
        self._lab.share(request, known)
        return self

    def offers(self, service: Any, question: Question) -> list[Offered]:
        """What a prototype offers for a question, as the plaza gets it. `service` is its module."""
        answering = Answering(service, self._lab.manifest)
        return self.within(lambda: answering.offers(question))

    def respond(self, service: Any, question: Question, offer: str, said: Sequence[Turn] = ()) -> Replied:
        """What a prototype says about one of its offers, as the plaza gets it. `said` is the conversation until now."""
        answering = Answering(service, self._lab.manifest)
        return self.within(lambda: answering.respond(question, offer, said))

    def within(self, act: Callable[[], T]) -> T:
        """Does something as this visitor, in their lab: for what is no page."""
        before = lend(self._lab)
        try:
            return act()
        finally:
            lend(before)

    def closes_browser(self) -> None:
        """They close their browser: its cookies are gone, the demo session stays."""
        self._cookies.clear()

    @property
    def decided(self) -> list[Decision]:
        """What the service said that it decided."""
        return self._lab.decisions

    @property
    def log(self) -> list[str]:
        """What the service wrote to its log."""
        return self._lab.lines

    def look(self, path: str) -> str:
        """Looks at a page, and returns what stands there."""
        return self._ask(Request("GET", path))

    def send(self, path: str, fields: Mapping[str, str] | None = None) -> str:
        """Sends a form, and returns what stands on the page that comes then."""
        headers = [("content-type", "application/x-www-form-urlencoded")]
        return self._ask(Request("POST", path, headers, write_pairs(list((fields or {}).items())).encode()))

    def _ask(self, request: Request) -> str:
        for _ in range(_MOST_REDIRECTS):
            self.path = request.path
            response = self._answer(request)
            self.status = response.status
            following = response.header("location")
            if following is None or not 300 <= response.status < 400:
                return response.body_text()
            request = Request("GET", following)
        raise RuntimeError(f"the pages lead round and round, last to {self.path}")

    def _answer(self, request: Request) -> Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        request.headers += [("accept-language", self.language), ("cookie", cookies)]
        response = self.within(lambda: self._router.answer(request))
        for name, cookie in response.headers:
            if name == "set-cookie":
                kept, _, value = cookie.split(";")[0].partition("=")
                self._cookies[kept] = value
        return response

    def cookie(self, name: str) -> str | None:
        """The value of a cookie."""
        return decode(self._cookies.get(name, ""))

