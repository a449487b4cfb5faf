"""What the lab lends to a service: who visits, citizens, what a person shares, values that are kept, parameters, a log, and a place for
explanations.

Each is asked for in the manifest and granted in the lab; what is not, is raised as `Refused`, which says so. In tests a `Visitor` says what
there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from .value import Value
from .words import Language, Text


class Refused(Exception):
    """Why the lab does not tell, or do it.

    `kind` is "undeclared", "not-granted", "unknown", "too-many", "unavailable", "not-shared" or "nobody".
    """

    def __init__(self, kind: str, what: object = None) -> None:
        super().__init__(_why(kind, what))
        self.kind = kind


def _why(kind: str, what: object) -> str:
    match kind:
        case "undeclared":
            return f"the manifest does not ask for it; add: {what}"
        case "not-granted":
            return f"{what} was not granted; an owner grants it in the lab"
        case "too-many":
            return f"a request may look at {what} citizens; ask for fewer, or raise `looks` under [limits]"
        case "unavailable":
            return "the lab can't look now; try again later"
    return str(what)


class NotShared(Refused):
    """The person did not share it, took it back, or its time is over; or the visitor plays nobody."""

    def __init__(self, path: str | None) -> None:
        if path is None:
            super().__init__("nobody", "the visitor plays nobody")
        else:
            super().__init__("not-shared", f"the person did not share it; they can at {path}")
        #: The path of the lab's page where they can; None when the visitor plays nobody. With `?back=` and a path they come back there.
        self.ask = path


@dataclass(frozen=True)
class Attribute:
    """Something that the person shared."""

    #: The field of the lab's catalogue.
    name: str
    value: Value
    #: Where the lab has it from, in the visitor's language.
    source: str


@dataclass(frozen=True)
class Shared:
    """What the person shared for a request."""

    #: What they chose of it.
    attributes: Sequence[Attribute]
    #: The last day of it.
    until: date

    def get(self, field: str) -> Value:
        """A value, such as `shared.get("household.rent_month")`; None when it was not shared, or nothing is known."""
        return next((attribute.value for attribute in self.attributes if attribute.name == field), None)


@dataclass(frozen=True)
class Visit:
    """On whose behalf the service answers."""

    #: The name of the persona whom the visitor plays, such as `sanne`; nobody when they only look.
    persona: str | None
    #: The day of the demo.
    today: date
    #: The language that was chosen in the lab.
    language: Language


@dataclass(frozen=True)
class Fact:
    """A value in an explanation, with the words for it."""

    title: Text
    value: Value


@dataclass(frozen=True)
class Step:
    """One step on the way to a decision."""

    #: A short, lasting name of the rule, such as `threshold`.
    rule: str
    title: Text
    outcome: Fact
    inputs: Sequence[Fact] = ()
    #: The article of law that says so; empty when there is none.
    article: str = ""


class Lab(Protocol):
    """The lab's side: its interfaces in a component (wasi.py), what a test says in a test (pretend.py)."""

    def visit(self) -> Visit: ...
    def me(self) -> int | None: ...
    def look_up(self, handles: Sequence[int], fields: Sequence[str]) -> list[list[Value]]: ...
    def related(self, handle: int, relation: str) -> list[int]: ...
    def search(self, conditions: Sequence[tuple[str, Value]], most: int) -> list[int]: ...
    def find(self, bsn: str) -> int | None: ...
    def shared(self, request: str) -> Shared: ...
    def kept(self, key: str) -> str | None: ...
    def keep(self, key: str, value: str) -> None: ...
    def forget(self, key: str) -> None: ...
    def parameter(self, name: str) -> str | None: ...
    def log(self, words: str) -> None: ...
    def decided(self, title: Text, outcome: Sequence[Fact], steps: Sequence[Step]) -> None: ...


_lab: Lab | None = None


def lend(other: Lab | None) -> Lab | None:
    """From now on this is the lab. Gives the one before."""
    global _lab
    before, _lab = _lab, other
    return before


def lent() -> Lab:
    """The lab."""
    if _lab is None:
        raise RuntimeError("there is no lab here: in a test, look at pages with a Visitor")
    return _lab


def visit() -> Visit:
    """On whose behalf the service answers. Every service may know."""
    return lent().visit()


def shared(request: str) -> Shared:
    """What the person shared for a request of the manifest (`[[asks]]`), by its name. Needs `uses = ["vault"]`.

    When they did not, `NotShared` is raised: its `ask` is the path where they can. A prototype goes on without.
    """
    return lent().shared(request)


def kept(key: str) -> str | None:
    """A text that was kept for this demo session. Needs `uses = ["keyvalue"]`, as keeping and forgetting do."""
    return lent().kept(key)


def keep(key: str, value: str) -> None:
    """Keeps a text until the demo session begins anew."""
    lent().keep(key, value)


def forget(key: str) -> None:
    """Keeps a text no longer. One that is not there is gone already."""
    lent().forget(key)


def parameter(name: str) -> str | None:
    """A parameter of the manifest, as its value is written there. Needs `uses = ["config"]`."""
    return lent().parameter(name)


def log(words: object) -> None:
    """Writes a line to the prototype's log, for its author; needs `uses = ["logging"]`. What is not granted goes nowhere."""
    lent().log(str(words))


def decided(title: Text, outcome: Sequence[Fact], steps: Sequence[Step] = ()) -> None:
    """Says what was decided and how, for whoever looks on: the lab shows it beside the page."""
    lent().decided(title, list(outcome), list(steps))
