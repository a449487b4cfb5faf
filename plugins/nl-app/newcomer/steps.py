"""The steps, in the order in which they are best done, with the periods and the laws that they go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .dates import Period


@dataclass(frozen=True)
class Step:
    """Something to arrange. Its words are in texts/, by its name."""

    #: As in the address of its page.
    name: str
    #: The topics of questions that it answers.
    topics: tuple[str, ...]
    #: The law that it goes by, by its name.
    law: str
    #: When it must be done; None when there is no period by law, and sooner is better.
    period: Period | None = None
    #: Whether the period begins later than the day that we count from, so that it can't end earlier.
    begins_later: bool = False

    def due(self, since: date | None) -> date | None:
        """The last day for it; for a period that begins later, the day before which that can't be."""
        return None if since is None or self.period is None else self.period.after(since)

    def is_late(self, since: date | None, today: date) -> bool:
        """Whether its day has passed."""
        due = self.due(since)
        return due is not None and not self.begins_later and due < today

    @property
    def keys(self) -> list[str]:
        """The keys of its words."""
        return [f"step.{self.name}.{part}" for part in ("title", "why", "when", "who", "bring")]


STEPS = (
    Step("inschrijven", ("newcomer", "documents"), "Wet basisregistratie personen", Period(days=5)),
    Step("woning", ("newcomer", "housing"), "Huisvestingswet 2014"),
    Step("inkomen", ("newcomer", "income"), "Participatiewet"),
    Step("bank", ("newcomer", "income"), "Wet op het financieel toezicht"),
    Step("gezin", ("newcomer",), "Vreemdelingenwet 2000", Period(months=3)),
    Step("zorgverzekering", ("newcomer", "health-insurance"), "Zorgverzekeringswet", Period(months=4)),
    Step("school", ("newcomer", "school"), "Leerplichtwet 1969"),
    Step("huisarts", ("newcomer",), "Zorgverzekeringswet"),
    Step("toeslagen", ("newcomer", "income", "housing"), "Algemene wet inkomensafhankelijke regelingen"),
    Step("inburgering", ("newcomer", "language"), "Wet inburgering 2021", Period(months=36), begins_later=True),
    Step("taal", ("newcomer", "language"), "Wet inburgering 2021"),
    Step("werk", ("newcomer", "work"), "Wet arbeid vreemdelingen"),
)


def find(name: str) -> Step | None:
    """The step with this name."""
    return next((step for step in STEPS if step.name == name), None)


def next_of(done: Iterable[str]) -> Step | None:
    """The first that is not done; None when all are."""
    behind = set(done)
    return next((step for step in STEPS if step.name not in behind), None)


#: How a step stands.
State = Literal["done", "late", "open"]


def state(step: Step, done: Iterable[str], since: date | None, today: date) -> State:
    """How a step stands today."""
    if step.name in set(done):
        return "done"
    return "late" if step.is_late(since, today) else "open"
