"""HTML that is safe: text that goes into it is escaped."""

from __future__ import annotations

from collections.abc import Iterable

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Html:
    """A piece of HTML."""

    def __init__(self, markup: str) -> None:
        self.markup = markup

    def __str__(self) -> str:
        return self.markup


def html(template: str, *values: object, **named: object) -> Html:
    """Makes HTML of a template: `html("<p>{}</p>", words)`.

    What goes in is escaped, unless it is HTML already; None and False are left out, and of a list all stand after each other.
    """
    return Html(template.format(*map(_markup, values), **{name: _markup(value) for name, value in named.items()}))


def _markup(value: object) -> str:
    match value:
        case None | False:
            return ""
        case Html():
            return value.markup
        case str():
            return value.translate(_ESCAPED)
        case Iterable():
            return "".join(map(_markup, value))
    return str(value).translate(_ESCAPED)


def attribute(name: str, value: str | None) -> Html | None:
    """An attribute with a space before it; nothing when there is no value."""
    return None if value is None else html(' {}="{}"', name, value)
