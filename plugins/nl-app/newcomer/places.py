"""Desks in the municipalities of the personas. All of them are made up: their days, hours and volunteers too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A municipality, with its made-up desk for newcomers."""

    #: The code of the catalogue.
    code: int
    #: As in the catalogue.
    name: str
    title: str
    #: On which days the desk is open: 0 is Monday.
    days: tuple[int, ...]
    hours: str
    #: Which languages its volunteers speak, besides Dutch and English.
    languages: tuple[str, ...]


PLACES = (
    Place(14, "groningen", "Groningen", (0, 3), "10.00-13.00", ("ar", "uk", "ti")),
    Place(80, "leeuwarden", "Leeuwarden", (1, 4), "9.30-12.00", ("ar",)),
    Place(114, "emmen", "Emmen", (2,), "13.00-16.00", ("ar", "uk")),
    Place(153, "enschede", "Enschede", (0, 2, 4), "9.00-12.00", ("ar", "ti")),
    Place(193, "zwolle", "Zwolle", (1, 3), "9.00-12.30", ("ar", "ti")),
    Place(268, "nijmegen", "Nijmegen", (0, 1, 3), "10.00-14.00", ("ar", "uk")),
    Place(599, "rotterdam", "Rotterdam", (0, 1, 2, 3, 4), "9.00-16.00", ("ar", "uk", "ti")),
    Place(855, "tilburg", "Tilburg", (1, 2), "13.30-16.30", ("ar",)),
    Place(917, "heerlen", "Heerlen", (3,), "9.00-12.00", ("uk",)),
    Place(1783, "westland", "Westland", (0, 4), "13.00-15.30", ("uk",)),
)


def find(name: str | None) -> Place | None:
    """The place with this name."""
    return next((place for place in PLACES if place.name == name), None)


def of_code(code: object) -> Place | None:
    """The place with this code of the catalogue."""
    return next((place for place in PLACES if place.code == code), None)
