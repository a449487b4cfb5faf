"""A lab for tests, outside of the component: what a test said that there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .lab import Attribute, Fact, NotShared, Refused, Shared, Step, Visit
from .value import Value, tagged
from .words import Text

#: What is known of somebody, by the names of fields.
Known = Mapping[str, Value]

#: The number of the person whom the visitor plays: a person's number is their place, counted from 1.
_ME = 1

#: For how many more days what is shared is shared.
_SHARED_FOR = timedelta(days=29)


@dataclass(frozen=True)
class Decision:
    """What the service said that it decided."""

    title: Text
    outcome: Sequence[Fact]
    steps: Sequence[Step]


@dataclass
class Pretended:
    """The lab that a `Visitor` says that there is."""

    manifest: dict[str, Any]
    visitor: Visit
    plays: bool = False
    people: list[Known] = field(default_factory=list)
    relatives: dict[str, list[int]] = field(default_factory=lambda: {"partner": [], "children": [], "parents": [], "household": []})
    parameters: Mapping[str, str] = field(default_factory=dict)
    #: What is not granted, such as `keyvalue` or a field.
    refused: Sequence[str] = ()
    #: What the person shares, by the names of requests.
    shares: dict[str, Known] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, known: Known, relation: str | None) -> None:
        """There is somebody, who is perhaps related to the person whom the visitor plays."""
        self.people.append(known)
        if relation is not None:
            for group in {relation, "household"}:
                self.relatives[group].append(len(self.people))

    def _may(self, capability: str) -> None:
        """Says what the lab would say of what the manifest does not ask for."""
        service = self.manifest.get("service")
        if service is not None and capability not in service.get("uses", []):
            raise Refused("undeclared", f'[service] uses = ["{capability}"]')
        if capability in self.refused:
            raise Refused("not-granted", f"`{capability}`")

    def _may_see(self, fields: Sequence[str]) -> None:
        self._may("citizens")
        granted = {field for grant in self.manifest.get("grants", []) for field in grant.get("fields", [])}
        for wanted in fields if "service" in self.manifest else []:
            if wanted not in granted:
                raise Refused("undeclared", f'[[grants]] fields = ["{wanted}"]')
        for wanted in fields:
            if wanted in self.refused:
                raise Refused("not-granted", f"`{wanted}`")

    def _ask_of(self, request: str) -> Mapping[str, Any] | None:
        """The request of the manifest with this name."""
        ask = next((ask for ask in self.manifest.get("asks", []) if ask.get("name") == request), None)
        if "service" in self.manifest and ask is None:
            raise Refused("undeclared", f'[[asks]] name = "{request}"')
        return ask

    def share(self, request: str, known: Known) -> None:
        """The person shares this. They are asked for nothing else."""
        ask = self._ask_of(request)
        strange = [field for field in known if ask is not None and field not in ask.get("fields", [])]
        if strange:
            raise ValueError(f"the request `{request}` of the manifest does not ask for `{strange[0]}`")
        self.shares[request] = known

    def shared(self, request: str) -> Shared:
        self._may("vault")
        self._ask_of(request)
        if not self.plays:
            raise NotShared(None)
        if request not in self.shares:
            raise NotShared(f"/.lab/share/{request}")
        attributes = [Attribute(name, value, "proef") for name, value in self.shares[request].items()]
        return Shared(attributes, self.visitor.today + _SHARED_FOR)

    def visit(self) -> Visit:
        return self.visitor

    def me(self) -> int | None:
        self._may("citizens")
        return _ME if self.plays else None

    def look_up(self, handles: Sequence[int], fields: Sequence[str]) -> list[list[Value]]:
        self._may_see(fields)
        if not all(1 <= handle <= len(self.people) for handle in handles):
            raise Refused("unknown", "nobody is called that in this session")
        return [[self.people[handle - 1].get(field) for field in fields] for handle in handles]

    def related(self, handle: int, relation: str) -> list[int]:
        self._may_see(["person.household_position"])
        if relation not in self.relatives:
            raise ValueError(f"`{relation}` is no relation: use {', '.join(self.relatives)}")
        return self.relatives[relation] if handle == _ME and self.plays else []

    def search(self, conditions: Sequence[tuple[str, Value]], most: int) -> list[int]:
        self._may_see([field for field, _ in conditions])
        if not conditions:
            raise Refused("unknown", "a search needs a condition")

        def fits(known: Known) -> bool:
            return all(tagged(known.get(field)) == tagged(value) for field, value in conditions)

        return [place + 1 for place, known in enumerate(self.people) if fits(known)][:most]

    def find(self, bsn: str) -> int | None:
        if len(bsn) != 9 or not bsn.isdigit():
            raise Refused("unknown", "a citizen service number has nine digits")
        return next(iter(self.search([("person.bsn", int(bsn))], 1)), None)

    def kept(self, key: str) -> str | None:
        self._may("keyvalue")
        return self.values.get(key)

    def keep(self, key: str, value: str) -> None:
        self._may("keyvalue")
        self.values[key] = value

    def forget(self, key: str) -> None:
        self._may("keyvalue")
        self.values.pop(key, None)

    def parameter(self, name: str) -> str | None:
        self._may("config")
        return self.parameters.get(name)

    def log(self, words: str) -> None:
        self.lines.append(words)

    def decided(self, title: Text, outcome: Sequence[Fact], steps: Sequence[Step]) -> None:
        self.decisions.append(Decision(title, outcome, steps))
