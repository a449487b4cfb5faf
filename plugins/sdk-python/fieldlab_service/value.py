"""Values as the lab writes them, each with its kind: what is known of citizens, and what stands in explanations.

The type says the kind: bool is a flag, int a whole number, Amount money, Code a code of a code list, date a day, Share a fraction, and None
that nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .number import Amount, Code, Share, day_after_1970, days_since_1970, show_amount, show_date, show_share, show_whole
from .words import Language

#: What may be known.
Value = bool | int | Amount | Code | Share | date | None


def tagged(value: Value) -> tuple[str, int | None]:
    """A value with its kind, as the lab writes it."""
    match value:
        case None:
            return "absent", None
        case bool():
            return "flag", value
        case Amount():
            return "amount", int(value)
        case Code():
            return "code", int(value)
        case Share():
            return "share", int(value)
        case int():
            return "whole", value
        case date():
            return "date", days_since_1970(value)
    raise TypeError(f"`{value!r}` is no value of the lab: use a bool, int, Amount, Code, Share, date or None")


def untagged(tag: str, value: int | None) -> Value:
    """The value of what the lab wrote."""
    if value is None or tag == "absent":
        return None
    makes: dict[str, Callable[[int], Value]] = {"flag": bool, "whole": int, "amount": Amount, "code": Code, "share": Share, "date": day_after_1970}
    return makes[tag](value)


def show_value(value: Value, language: Language) -> str:
    """A value for people."""
    dutch = language == "nl"
    match value:
        case None:
            return "onbekend" if dutch else "unknown"
        case bool():
            return ("ja" if dutch else "yes") if value else ("nee" if dutch else "no")
        case Amount():
            return show_amount(value, language)
        case Code():
            return str(int(value))
        case Share():
            return show_share(value, language)
        case date():
            return show_date(value, language)
    return show_whole(value, language)
