"""The languages of this prototype: one file of texts each. What a language does not have yet is said in English, and marked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from fieldlab_service import Html, Language, Page, Request, Response, Words, html
from fieldlab_service.words import language_of

#: What each language calls itself, in the order in which they are shown.
NAMES = {"nl": "Nederlands", "en": "English", "ar": "العربية", "uk": "Українська"}

#: A language that many newcomers read and that is not here yet. Nobody who knows it well helped to write it, and a bad text helps nobody.
NOT_YET = Words("ትግርኛ", "ti")

#: Said in place of what is missing, and what all others are compared with.
FALLBACK = "en"

#: The cookie and the name in the query for a language that pages of the lab do not speak.
COOKIE = "taal"

#: How long a browser remembers the language, in seconds: half a year.
_SECONDS = 182 * 24 * 60 * 60

# Read once: when the component is made, not at each request.
_TEXTS: dict[str, dict[str, str | list[str]]] = {
    code: json.loads((Path(__file__).parent / "texts" / f"{code}.json").read_text(encoding="utf-8")) for code in NAMES
}


def missing(code: str) -> list[str]:
    """The keys that a language does not have, in the order of the file of the fallback."""
    return [key for key in _TEXTS[FALLBACK] if key not in _TEXTS[code]]


def raw(code: str) -> dict[str, str | list[str]]:
    """All texts of a language."""
    return _TEXTS[code]


class Texts:
    """The texts in one language."""

    def __init__(self, code: str) -> None:
        """`code` is one of `NAMES`."""
        self.code = code

    def _where(self, key: str) -> str:
        return self.code if key in _TEXTS[self.code] else FALLBACK

    def has(self, *keys: str) -> bool:
        """Whether all of these are there in this language."""
        return all(key in _TEXTS[self.code] for key in keys)

    def say(self, key: str, **values: str) -> Words:
        """A text, with what stands in it at `{name}`."""
        code = self._where(key)
        said = _TEXTS[code][key]
        assert isinstance(said, str), key
        return Words(said.format(**values), code)

    def list(self, key: str) -> list[Words]:
        """A list of texts."""
        code = self._where(key)
        return [Words(item, code) for item in _TEXTS[code][key]]

    def fill(self, page: Page, key: str, **values: str | Words | Html) -> Html:
        """A text of which parts may be in other languages: each part is marked for what it is."""
        code = self._where(key)
        parts = []
        for place, part in enumerate(re.split(r"\{(\w+)\}", str(_TEXTS[code][key]))):
            value = Words(part, code) if place % 2 == 0 else values[part]
            if value != Words("", code):
                parts.append(page.words(value) if isinstance(value, Words) else value)
        return html("{}", parts)


def read_by(request: Request) -> Texts:
    """The texts for this visitor: the language that they ask for, else the one that they chose before, else that of the lab's pages."""
    if request.asked_language() is not None:
        # They chose Dutch or English, at the top of the page or in the list of languages.
        return Texts(request.language)
    # An empty one in the query means that of the lab's pages again, as scenes of a tour say it.
    asked = request.query_value(COOKIE)
    chosen = request.cookie(COOKIE) if asked is None else asked
    return Texts(chosen if chosen in NAMES else request.language)


def remembering(handler: Callable[[Request, Texts], Page | Response]) -> Callable[[Request], Response]:
    """A function that answers requests in the visitor's language, and remembers which."""

    def answer(request: Request) -> Response:
        texts = read_by(request)
        answered = handler(request, texts)
        response = answered.response() if isinstance(answered, Page) else answered
        if request.asked_language() is not None or request.query_value(COOKIE) is not None:
            # Dutch and English are remembered by the SDK.
            other = "" if texts.code in get_args(Language) else texts.code
            response.with_cookie(COOKIE, other, _SECONDS)
        return response

    return answer


def switch(page: Page, request: Request, texts: Texts) -> None:
    """Adds the list of all languages, each in its own words."""

    def link(code: str) -> Html:
        name = LANGUAGE_QUERY if language_of(code) else COOKIE
        current = html(' aria-current="true"') if code == texts.code else None
        words = page.words(Words(NAMES[code], code))
        return html('<a href="{}?{}={}" hreflang="{}"{}>{}</a>', request.path, name, code, code, current, words)

    label = texts.say("nav.languages").words
    not_yet = html('<a href="/tigrinya">{}</a>', page.words(NOT_YET))
    page.add(html('<nav class="choices" aria-label="{}">{}</nav>', label, [*map(link, NAMES), not_yet]))


#: The name in the query by which the lab's pages change between Dutch and English.
LANGUAGE_QUERY = "lang"
