"""What is known of the visitor: what they said themselves, else what they share. Nothing here is needed to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldlab_service import NotShared, Refused, lab
from fieldlab_service.lab import Shared

from . import places
from .kept import Kept
from .places import Place

#: The code of somebody with temporary protection, of the list of residence titles.
_TEMPORARY_PROTECTION = 46


@dataclass(frozen=True)
class About:
    """What is known of the visitor."""

    since: date | None = None
    #: The last day on which `since` is shared; None when they said it themselves.
    until: date | None = None
    place: Place | None = None
    #: Whether other rules apply to them than those of the steps; None when that is not shared.
    is_protected: bool | None = None
    #: The paths where they can share since when, and where.
    ask_since: str | None = None
    ask_where: str | None = None


def about(kept: Kept = Kept()) -> About:
    """What is known of the visitor."""
    since, ask_since = _shared("since")
    where, ask_where = _shared("where")
    arrival = since.get("person.arrival_date") if since is not None else None
    title = since.get("person.residence_title") if since is not None else None
    shared = arrival if isinstance(arrival, date) else None
    return About(
        since=kept.since or shared,
        until=since.until if since is not None and kept.since is None and shared is not None else None,
        place=places.find(kept.place) or places.of_code(where.get("household.municipality") if where is not None else None),
        is_protected=None if title is None else title == _TEMPORARY_PROTECTION,
        ask_since=ask_since,
        ask_where=ask_where,
    )


def _shared(request: str) -> tuple[Shared | None, str | None]:
    """What they share for a request, or the path where they can; neither when nothing may be asked."""
    try:
        return lab.shared(request), None
    except NotShared as error:
        return None, error.ask
    except Refused:
        return None, None
