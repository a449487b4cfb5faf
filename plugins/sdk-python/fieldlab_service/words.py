"""Words in Dutch and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

#: The languages of pages.
Language = Literal["nl", "en"]


@dataclass(frozen=True)
class Text:
    """The same words in Dutch and in English."""

    nl: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en


def text(nl: str, en: str) -> Text:
    """The same words in Dutch and in English."""
    return Text(nl, en)


def language_of(code: str | None) -> Language | None:
    """The language with this code; what stands after a hyphen does not count."""
    match (code or "").strip().split("-")[0].lower():
        case "nl":
            return "nl"
        case "en":
            return "en"
    return None


def preferred_language(header: str | None) -> Language | None:
    """The one that a browser prefers (the header `accept-language`); of equals the first."""
    best, found = 0.0, None
    for part in (header or "").split(","):
        code, has_weight, weighed = part.partition(";")
        given = re.fullmatch(r"\s*q=([01](?:\.[0-9]*)?)\s*", weighed)
        weight = float(given[1]) if given else 0.0 if has_weight else 1.0
        language = language_of(code)
        if language is not None and weight > best:
            best, found = weight, language
    return found
