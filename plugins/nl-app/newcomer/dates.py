"""Days: counting periods from one, and writing them in each language."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from .languages import Texts


@dataclass(frozen=True)
class Period:
    """A period of a law, counted from a day."""

    days: int = 0
    months: int = 0

    def after(self, start: date) -> date:
        """The last day of it. A month that has no such day ends on its last."""
        months = start.year * 12 + start.month - 1 + self.months
        year, month = months // 12, months % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)


def written(day: date, texts: Texts) -> str:
    """A day as the language writes it."""
    months = [month.words for month in texts.list("months")]
    return texts.say("date", day=str(day.day), month=months[day.month - 1], year=str(day.year)).words
