"""What is offered at the plaza, in the person's language."""

import unittest
from datetime import date

import service
from fieldlab_service import Question, Turn
from fieldlab_service.visitor import Visitor
from newcomer.languages import NAMES

from .support import SINCE, fixture, visitor

TOPICS = fixture("../plugins/nl-app/prototype.toml")["answers"]["topics"]


def names(question: Question, somebody: Visitor | None = None) -> list[str]:
    return [offer.name for offer in (somebody or visitor()).offers(service, question)]


class Offers(unittest.TestCase):
    def test_each_topic_has_offers_and_their_pages_are_there_in_every_language(self) -> None:
        known = [topic["name"] for topic in fixture("topics.toml")["topics"]]
        for topic in TOPICS:
            self.assertIn(topic, known)
            for code in NAMES:
                for offer in visitor().offers(service, Question.about([topic], code)):
                    self.assertEqual(offer.language, code)
                    self.assertTrue(offer.title and offer.summary and offer.why and offer.next)
                    for said in (offer.title, offer.summary, offer.why, offer.next):
                        self.assertLessEqual(len(said.encode()), 1_000)
                    anas = visitor()
                    self.assertIn(f"<h1>{offer.title}</h1>", anas.look(offer.page or ""))
        self.assertEqual(visitor().offers(service, Question.about(["debts"])), [])

    def test_whoever_is_new_gets_all_steps_and_whoever_asks_about_one_thing_that_first(self) -> None:
        self.assertEqual(names(Question.about(["newcomer"])), ["stappen"])
        self.assertEqual(names(Question.about(["newcomer", "health-insurance"])), ["zorgverzekering", "stappen"])
        self.assertEqual(names(Question.about(["work", "newcomer"])), ["werk", "stappen"])
        self.assertEqual(names(Question.about(["income"])), ["inkomen", "bank", "stappen"])
        [first, _] = visitor().offers(service, Question.about(["school"]))
        self.assertEqual(first.fit, "possible")

    def test_a_day_is_named_when_it_is_shared_and_only_for_who_asks_for_themselves(self) -> None:
        asked = Question.about(["newcomer", "health-insurance"])
        anas = visitor(today=date(2025, 8, 15)).sharing("since", SINCE)
        [first, _] = anas.offers(service, asked)
        self.assertIn("uiterlijk 1 september 2025", first.why)
        self.assertEqual(first.wants, [])
        [first, _] = visitor().offers(service, asked)
        self.assertNotIn("2025", first.why)
        self.assertEqual(first.wants[0][0], "sinds wanneer u hier woont, als u dat wilt delen")
        [first, _] = anas.offers(service, Question(["newcomer", "health-insurance"], for_other=True))
        self.assertNotIn("2025", first.why)

    def test_a_language_that_is_not_there_gets_english(self) -> None:
        for code in ("ti", "fa", "pl"):
            [offer] = visitor().offers(service, Question.about(["newcomer"], code))
            self.assertEqual((offer.language, offer.title), ("en", "Your steps in the Netherlands"))

    def test_a_conversation_asks_what_they_want_to_know_in_their_language(self) -> None:
        for code in NAMES:
            asked = Question.about(["work"], code)
            first = visitor().respond(service, asked, "werk", [Turn("person", "?")])
            self.assertEqual((len(first.choices), first.done), (2, False))
            for choice in first.choices:
                last = visitor().respond(service, asked, "werk", [Turn("person", "?"), Turn("prototype", first.words), Turn("person", choice)])
                self.assertTrue(last.done and last.page and last.page.startswith("/stap/werk?"))
        last = visitor().respond(service, Question.about(["newcomer"]), "stappen", [Turn("person", "?")])
        self.assertEqual((last.page, last.done), ("/?lang=nl", True))
