"""Which function answers which path."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .asking import show, take
from .encoding import decode
from .form import Form
from .page import Page
from .parts import ICON_PATH, STYLE_PATH
from .request import LANGUAGE_COOKIE, About, FormPage, Request
from .response import Instead, Response
from .words import Text, text

#: A function that answers requests.
Handler = Callable[[Request], Page | Response]

#: How long a browser remembers the language, in seconds: half a year.
_LANGUAGE_SECONDS = 182 * 24 * 60 * 60


@dataclass(frozen=True)
class Made:
    """What a component and a test take from files: the manifest of the prototype, and the stylesheet and icon that all SDKs share."""

    manifest: dict[str, Any] = field(default_factory=dict)
    style: str = ""
    icon: str = ""


class Router:
    """Which function answers which path."""

    def __init__(self, made: Made | None = None) -> None:
        made = made or Made()
        self._manifest = made.manifest
        self._about = _about(made.manifest)
        self._files = {
            STYLE_PATH: ("text/css; charset=utf-8", made.style.encode()),
            ICON_PATH: ("image/svg+xml", made.icon.encode()),
        }
        self._routes: list[tuple[str, str, Handler]] = []
        self._forms: list[FormPage] = []
        self._keeps_in_session = False

    def get(self, pattern: str, handler: Handler) -> Router:
        """`handler` answers requests to look at `pattern`.

        That is a path in which `{name}` stands for any one part, and `{*name}` at the end for all that follows. What stands there is in
        `request.parameters["name"]`. The first route that fits answers.
        """
        return self.route("GET", pattern, handler)

    def post(self, pattern: str, handler: Handler) -> Router:
        """`handler` answers forms that are sent to `pattern`."""
        return self.route("POST", pattern, handler)

    def route(self, method: str, pattern: str, handler: Handler) -> Router:
        """`handler` answers one method at `pattern`."""
        if not callable(handler):
            raise TypeError(f"what answers {method} {pattern} is no function")
        self._routes.append((method, pattern, handler))
        return self

    def form(self, form: type, path: str, next_path: str) -> Router:
        """A page that asks for a form.

        When all answers are right they are kept and the visitor goes to `next_path`; else the page comes back with what was filled in, and
        what is wrong stands next to the field.
        """
        asked = Form.of(form)
        self._check_grants(asked)
        self._forms.append(FormPage(path, asked))
        return self.get(path, lambda request: show(asked, request)).post(path, lambda request: take(asked, request, next_path))

    def _check_grants(self, form: Form) -> None:
        """What a form takes from the register is asked for in the manifest: said when it is built, not to the first visitor."""
        uses = self._manifest.get("service", {}).get("uses", [])
        granted = {field for grant in self._manifest.get("grants", []) for field in grant.get("fields", [])}
        for name, _, wanted in form.taken if "service" in self._manifest else []:
            line = None
            if "citizens" not in uses:
                line = '[service] uses = ["citizens"]'
            elif wanted not in granted:
                line = f'[[grants]] fields = ["{wanted}"]'
            if line is not None:
                raise ValueError(
                    f"the question `{name}` takes `{wanted}` from the register, and the manifest does not ask for it; "
                    f"add to prototype.toml: {line}"
                )

    def keep_answers(self) -> Router:
        """Keeps answers in the demo session instead of in a cookie, so that a visitor can come back until the session begins anew.

        Needs `uses = ["keyvalue"]` in the manifest; when the lab does not grant it, the cookie keeps them.
        """
        self._keeps_in_session = True
        return self

    def answer(self, request: Request) -> Response:
        """Answers a request."""
        request.about, request.forms, request.keeps_in_session = self._about, self._forms, self._keeps_in_session
        response = self._find_and_answer(request)
        language = request.asked_language()
        if language is not None:
            response.with_cookie(LANGUAGE_COOKIE, language, _LANGUAGE_SECONDS)
        # Browsers say where a page will stand.
        if request.header("sec-fetch-dest") == "iframe":
            response.in_frame()
        response.with_length()
        if request.method == "HEAD":
            response.body = b""
        return response

    def _find_and_answer(self, request: Request) -> Response:
        wanted = "GET" if request.method == "HEAD" else request.method
        file = self._files.get(request.path) if wanted == "GET" else None
        if file is not None:
            return Response(200, *file).with_header("cache-control", "public, max-age=86400")
        allowed: list[str] = []
        for method, pattern, handler in self._routes:
            parameters = _fit(pattern, request.path)
            if parameters is None:
                continue
            if method == wanted:
                request.parameters = parameters
                return _response(handler, request)
            allowed += ["HEAD", "GET"] if method == "GET" else [method]
        if not allowed:
            return _not_found(request)
        allow = ", ".join([*allowed, "OPTIONS"])
        if wanted == "OPTIONS":
            return Response(204, None, b"").with_header("allow", allow)
        page = Page(request, text("Dit kan niet", "This is not possible")).status(405)
        page.paragraph(text("Dat kan op deze pagina niet.", "That is not possible on this page."))
        return _back_to_start(page, request).with_header("allow", allow)


def _response(handler: Handler, request: Request) -> Response:
    """What a handler answers, or raises to be answered: a page that must be filled in first, such as `request.answers` does."""
    try:
        answer = handler(request)
    except Instead as instead:
        answer = instead.response
    if isinstance(answer, Page):
        return answer.response()
    if isinstance(answer, Response):
        return answer
    raise TypeError(f"what answers {request.method} {request.path} gives `{answer!r}`: return a Page or a Response")


def _about(manifest: dict[str, Any]) -> About:
    def words(written: dict[str, str]) -> Text:
        return text(written["nl"], written["en"])

    def purpose(wanted: str) -> Text | None:
        grants = (grant for grant in manifest.get("grants", []) if wanted in grant.get("fields", []))
        return next((words(grant["purpose"]) for grant in grants if "purpose" in grant), None)

    title = words(manifest["title"]) if "title" in manifest else About.title
    owner = manifest.get("owner", {}).get("organisation", "")
    return About(title, owner, manifest.get("service", {}).get("start", "/"), purpose)


def _not_found(request: Request) -> Response:
    page = Page(request, text("Deze pagina is er niet", "This page does not exist")).status(404)
    nl = "Misschien is het adres verkeerd getypt, of is de pagina verplaatst."
    page.paragraph(text(nl, "Perhaps the address was typed wrong, or the page has moved."))
    return _back_to_start(page, request)


def _back_to_start(page: Page, request: Request) -> Response:
    return page.link(text("Naar het begin", "To the start"), request.about.start).response()


def _fit(pattern: str, path: str) -> dict[str, str] | None:
    """What stands at the parameters of `pattern`; None when the path does not fit it."""
    parts, path_parts = pattern.split("/"), path.split("/")
    found: dict[str, str] = {}
    for place, part in enumerate(parts):
        if place >= len(path_parts):
            return None
        name = re.fullmatch(r"\{(\*?)(.*)\}", part)
        is_rest = name is not None and name[1] == "*"
        given = decode("/".join(path_parts[place:]) if is_rest else path_parts[place])
        if given is None or (name is None and given != part) or (name is not None and not is_rest and not path_parts[place]):
            return None
        if name is not None:
            found[name[2]] = given
        if is_rest:
            return found
    return found if len(parts) == len(path_parts) else None
