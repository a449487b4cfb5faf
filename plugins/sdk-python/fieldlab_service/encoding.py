"""Pairs of names and values, as forms, queries and cookies write them."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

#: Names and values, in the order in which they came; a name may be there more than once.
Pairs = list[tuple[str, str]]

#: The most pairs that are read.
MOST_PAIRS = 500


def read_pairs(written: str) -> Pairs | None:
    """Reads `a=1&b=twee+woorden`; None when it is not UTF-8 or has too many pairs."""
    parts = [part for part in written.split("&") if part]
    if len(parts) > MOST_PAIRS:
        return None
    pairs: Pairs = []
    for part in parts:
        written_name, _, written_value = part.replace("+", " ").partition("=")
        name, value = decode(written_name), decode(written_value)
        if name is None or value is None:
            return None
        pairs.append((name, value))
    return pairs


def write_pairs(pairs: Pairs) -> str:
    """Writes pairs as a form does."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def decode(written: str) -> str | None:
    """What `%C3%A9` stands for; None when it is not UTF-8."""
    try:
        return unquote_to_bytes(written).decode()
    except UnicodeError:
        return None


def encode(plain: str) -> str:
    """Text that can stand in an address, a form or a cookie."""
    return quote(plain, safe="", errors="replace").replace("~", "%7E")


def value_of(pairs: Pairs, name: str) -> str | None:
    """The first value with this name."""
    return next((value for found, value in pairs if found == name), None)
