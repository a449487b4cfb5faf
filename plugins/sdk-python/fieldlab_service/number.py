"""Numbers and days as people write them."""

from __future__ import annotations

import re
from datetime import date

from .words import Language

#: The first day that the lab counts from.
FIRST_DAY = date(1970, 1, 1).toordinal()


class Amount(int):
    """Money, in euro cents. What is added to it or taken from it is in cents too."""

    @staticmethod
    def euro(euros: int) -> Amount:
        """Whole euros."""
        return Amount(euros * 100)

    def __add__(self, other: int) -> Amount:
        return Amount(int(self) + int(other))

    __radd__ = __add__

    def __sub__(self, other: int) -> Amount:
        return Amount(int(self) - int(other))

    def __mul__(self, times: int) -> Amount:
        return Amount(int(self) * times)

    __rmul__ = __mul__

    def __floordiv__(self, by: int) -> Amount:
        return Amount(int(self) // by)

    def __neg__(self) -> Amount:
        return Amount(-int(self))


class Share(int):
    """A fraction, in millionths: 0.1373 is 137300."""


class Code(int):
    """A code of a code list."""


def read_whole(written: str) -> int | None:
    """A whole number: digits, perhaps with a minus sign, and points or spaces between thousands. None when it is none."""
    minus, digits = _sign(written)
    whole = _thousands_with_either_mark(digits)
    return None if whole is None else minus * whole


def read_amount(written: str) -> Amount | None:
    """An amount in euro as people in the Netherlands write it, such as `1.234,56`, `1234,5`, `€ 1.234` or `12.50`.

    A comma stands before cents, and a point between thousands. A point before one or two last digits is taken for a comma. What could mean
    two amounts, such as `1,234`, is refused.
    """
    minus, signed = _sign(written.strip().lstrip("€"))
    given = signed.removesuffix(",-")
    pointed = re.fullmatch(r"([^.]*)\.(.{0,2})", given)
    euros, cents = given, "00"
    if "," in given:
        euros, _, cents = given.partition(",")
    elif pointed:
        euros, cents = pointed[1], pointed[2]
    whole = _thousands_with_either_mark(euros)
    if whole is None or not re.fullmatch(r"[0-9]{1,2}", cents):
        return None
    return Amount(minus * (whole * 100 + int(cents.ljust(2, "0"))))


def _sign(written: str) -> tuple[int, str]:
    trimmed = written.strip()
    return (-1, trimmed[1:].lstrip()) if trimmed[:1] in ("-", "−") else (1, trimmed)


def _thousands_with_either_mark(written: str) -> int | None:
    whole = _thousands(written, ".")
    return _thousands(written, " ") if whole is None else whole


def _thousands(written: str, mark: str) -> int | None:
    """Digits, either without `mark` or with one before each three digits; 15 digits at most."""
    first, *rest = written.split(mark)
    fits = not rest or (len(first) <= 3 and all(len(group) == 3 for group in rest))
    digits = first + "".join(rest)
    return int(digits) if fits and first and re.fullmatch(r"[0-9]{1,15}", digits) else None


def show_whole(number: int, language: Language) -> str:
    """A whole number for people: `1.234` in Dutch, `1,234` in English."""
    shown = f"{int(number):,}"
    return shown.replace(",", ".") if language == "nl" else shown


def show_amount(cents: int, language: Language) -> str:
    """An amount for people: `€ 1.234,56` in Dutch, `€1,234.56` in English; whole euros without cents."""
    space, mark = ("\u00a0", ",") if language == "nl" else ("", ".")
    euros, rest = divmod(abs(int(cents)), 100)
    minus = "-" if cents < 0 else ""
    return f"{minus}€{space}{show_whole(euros, language)}" + (f"{mark}{rest:02}" if rest else "")


def show_share(millionths: int, language: Language) -> str:
    """A share for people, as a percentage with at most two decimals."""
    hundredths = (int(millionths) + 50) // 100
    whole, rest = divmod(abs(hundredths), 100)
    mark = "," if language == "nl" else "."
    return f"{'-' if hundredths < 0 else ''}{whole}" + (f"{mark}{rest:02}" if rest else "") + "%"


MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def show_date(day: date, language: Language) -> str:
    """A day for people, such as `2 september 2019`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def read_month(written: str) -> int | None:
    """The month with this number or name, in full or by its first three letters."""
    given = written.strip().lower()
    if re.fullmatch(r"[0-9]+", given):
        return int(given) if 1 <= int(given) <= 12 else None
    for names in MONTHS.values():
        for place, name in enumerate(name.lower() for name in names):
            if name == given or (len(given) == 3 and name.startswith(given)) or (given == "mrt" and name == "maart"):
                return place + 1
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of a year (four digits), a month and a day; None when it does not exist."""
    try:
        return date(year, month, day) if 1800 <= year <= 2200 else None
    except ValueError:
        return None


def day_after_1970(days: int) -> date:
    """The day so many days after 1970-01-01, as the lab counts them."""
    return date.fromordinal(FIRST_DAY + days)


def days_since_1970(day: date) -> int:
    """How many days a day is after 1970-01-01."""
    return day.toordinal() - FIRST_DAY
