"""The texts: which keys are missing per language, and whether the others say the same."""

import re
import unittest

from newcomer.languages import FALLBACK, NAMES, missing, raw
from newcomer.steps import STEPS

#: What is not there yet in a language: it is shown in English, and the page says so. Whoever translates it takes it from this list.
MISSING = {
    "nl": [],
    "en": [],
    # Whoever reads Arabic is rarely from Ukraine.
    "ar": ["note.ukraine"],
    # Words of family law: to be written by somebody who knows them.
    "uk": [f"step.gezin.{part}" for part in ("title", "why", "when", "who", "bring")],
}


def holes(said: str | list[str]) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", " ".join([said] if isinstance(said, str) else said)))


class Texts(unittest.TestCase):
    def test_it_is_known_which_keys_each_language_misses(self) -> None:
        self.assertEqual({code: missing(code) for code in NAMES}, MISSING)

    def test_all_say_the_same(self) -> None:
        whole = raw(FALLBACK)
        for code in NAMES:
            for key, said in raw(code).items():
                name = f"{code} {key}"
                self.assertIn(key, whole, name)
                self.assertIs(type(said), type(whole[key]), name)
                self.assertEqual(holes(said), holes(whole[key]), name)
                if isinstance(said, list):
                    self.assertEqual(len(said), len(whole[key]), name)
                self.assertTrue(all(part.strip() for part in ([said] if isinstance(said, str) else said)), name)

    def test_each_step_has_its_words_and_texts_fit_an_offer(self) -> None:
        for step in STEPS:
            for key in step.keys:
                self.assertIn(key, raw("nl"))
        for code in NAMES:
            for key, said in raw(code).items():
                for part in [said] if isinstance(said, str) else said:
                    self.assertLess(len(part.encode()), 900, f"{code} {key}")

    def test_arabic_and_ukrainian_are_written_in_their_own_letters(self) -> None:
        for code, letters in (("ar", "[\u0600-\u06ff]"), ("uk", "[\u0400-\u04ff]")):
            for key, said in raw(code).items():
                for part in [said] if isinstance(said, str) else said:
                    if key not in ("date",) and part != "DigiD":
                        self.assertRegex(part, letters, f"{code} {key}")
