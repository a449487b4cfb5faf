"""Citizens: looking them up, their relatives, and finding them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

from .lab import lent
from .value import Value

Relation = Literal["partner", "children", "parents", "household"]


@dataclass(frozen=True)
class Person:
    """A synthetic citizen, of this demo session.

    Needs `uses = ["citizens"]` in the manifest, and the fields under `[[grants]]`; what is not declared or granted is raised as `Refused`.
    Each look is written to the lab's processing log, with the purpose that the manifest gives.
    """

    handle: int

    @staticmethod
    def me() -> Person | None:
        """The citizen whom the visitor plays; nobody when they only look."""
        handle = lent().me()
        return None if handle is None else Person(handle)

    def read(self, **fields: str) -> SimpleNamespace:
        """Fields, by names of your own: `me.read(rent="household.rent_month").rent` is an Amount, or None when it is not known."""
        return Person.read_all([self], **fields)[0]

    @staticmethod
    def read_all(people: Sequence[Person], **fields: str) -> list[SimpleNamespace]:
        """The same of several citizens, in their order, in one look. Each of them counts for how many a request may look at."""
        if not people:
            return []
        rows = lent().look_up([person.handle for person in people], list(fields.values()))
        return [SimpleNamespace(**dict(zip(fields, row, strict=True))) for row in rows]

    def related(self, relation: Relation) -> list[Person]:
        """Who is related. Needs a grant on `person.household_position`."""
        return [Person(handle) for handle in lent().related(self.handle, relation)]

    def partner(self) -> Person | None:
        """Husband, wife or partner in the same household."""
        return next(iter(self.related("partner")), None)

    def children(self) -> list[Person]:
        """Children in the same household, of any age."""
        return self.related("children")

    def parents(self) -> list[Person]:
        """Parents in the same household."""
        return self.related("parents")

    @staticmethod
    def find(bsn: str) -> Person | None:
        """The citizen with a citizen service number. Needs a grant on `person.bsn`."""
        handle = lent().find(bsn)
        return None if handle is None else Person(handle)

    @staticmethod
    def search(conditions: Mapping[str, Value], most: int = 10) -> list[Person]:
        """At most `most` citizens of whom all of this is known: `Person.search({"person.ww": True})`."""
        return [Person(handle) for handle in lent().search(list(conditions.items()), most)]
