"""What a visitor asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from .encoding import Pairs, decode, read_pairs, value_of
from .form import Form
from .keeping import ANSWERS_COOKIE, forget, read_kept
from .response import Instead, Response
from .words import Language, Text, language_of, preferred_language, text

T = TypeVar("T")

#: The most that a request's body may have, in bytes.
MOST_BODY_BYTES = 1 << 20

#: The cookie with the language that a visitor chose, and the name in the query.
LANGUAGE_COOKIE = "lang"


@dataclass(frozen=True)
class About:
    """What every page says of the service, from its manifest."""

    title: Text = text("Voorbeeld", "Example")
    owner: str = ""
    start: str = "/"
    #: Why a field of a citizen is looked at.
    purpose: Callable[[str], Text | None] = lambda field: None


@dataclass(frozen=True)
class FormPage:
    """A page with a form."""

    path: str
    form: Form


@dataclass(frozen=True)
class Progress:
    """How far a visitor is."""

    #: How many forms have answers that are right.
    answered: int
    #: How many forms there are.
    of: int
    #: The page of the first form without.
    next: str | None


@dataclass
class Request:
    """What a visitor asks: a method and a path, with headers and a body."""

    #: Such as `GET`.
    method: str
    #: With what stands behind the question mark, still encoded.
    address: str
    #: Names in lower case, and values.
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    #: What stands in the path at `{name}`.
    parameters: dict[str, str] = field(default_factory=dict)
    # What the router knows.
    about: About = field(default_factory=About)
    forms: list[FormPage] = field(default_factory=list)
    keeps_in_session: bool = False

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return self.address.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the question mark, still encoded."""
        return self.address.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first header with this name."""
        return value_of(self.headers, name.lower())

    def query_value(self, name: str) -> str | None:
        """The first value with this name in the query."""
        return value_of(read_pairs(self.query) or [], name)

    def form_values(self) -> Pairs | None:
        """The fields of the form that was sent; None when the body is not a form in UTF-8."""
        kind = (self.header("content-type") or "").split(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return None
        try:
            return read_pairs(self.body.decode())
        except UnicodeError:
            return None

    def cookie(self, name: str) -> str | None:
        """The cookie with this name."""
        cookies = (one.partition("=") for header, value in self.headers if header == "cookie" for one in value.split(";"))
        found = next((value for found, has_value, value in cookies if has_value and found.strip() == name), None)
        return None if found is None else decode(found.strip())

    @property
    def language(self) -> Language:
        """The language for this visitor: the one in the query (`?lang=en`), else the one chosen before, else what the browser prefers."""
        chosen = self.asked_language() or language_of(self.cookie(LANGUAGE_COOKIE))
        return chosen or preferred_language(self.header("accept-language")) or "nl"

    def asked_language(self) -> Language | None:
        """The language in the query."""
        return language_of(self.query_value(LANGUAGE_COOKIE))

    def answers(self, form: type[T]) -> T:
        """What this visitor answered on the page with this form.

        When there are no answers that are right, the visitor is sent to that page: what stands after this call is not done.
        """
        asked = Form.of(form)
        answers, problems = asked.read(read_kept(self, asked))
        if problems:
            path = next((page.path for page in self.forms if page.form is asked), "/")
            raise Instead(Response.redirect(path))
        return cast(T, answers)

    def progress(self) -> Progress:
        """How far this visitor is with the forms, also when they were here before."""

        def is_open(page: FormPage) -> bool:
            values = read_kept(self, page.form)
            return not values or bool(page.form.read(values)[1])

        still_open = [page.path for page in self.forms if is_open(page)]
        return Progress(len(self.forms) - len(still_open), len(self.forms), next(iter(still_open), None))

    def begin_anew(self) -> Response:
        """Forgets all answers, and sends the visitor to the start. It can stand in routes: `.post("/opnieuw", Request.begin_anew)`."""
        forget(self, [page.form for page in self.forms])
        return Response.redirect(self.about.start).with_cookie(ANSWERS_COOKIE, "", 0)
