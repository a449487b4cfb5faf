"""Words in Dutch and in English, and in other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

#: The languages of pages.
Language = Literal["nl", "en"]

#: In which direction words are read.
Direction = Literal["ltr", "rtl"]

#: Languages that are read from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


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


@dataclass(frozen=True)
class Words:
    """Words in one language, by its code: `Words("مرحبا", "ar")`. On a page in another language they are marked as what they are."""

    words: str
    language: str

    def __post_init__(self) -> None:
        if re.fullmatch("[a-z]{2,3}", self.language) is None:
            raise ValueError(f'`{self.language}` is not the code of a language: write one such as "ar"')

    @property
    def direction(self) -> Direction:
        """In which direction they are read."""
        return direction_of(self.language)


def direction_of(language: str) -> Direction:
    """In which direction a language is read."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


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
