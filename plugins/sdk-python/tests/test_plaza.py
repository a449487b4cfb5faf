"""Answering questions at the plaza, and what a person shares."""

import unittest
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from fieldlab_service import Amount, NotShared, Offer, Page, Question, Refused, Reply, Response, Router, Turn, Words, lab, text
from fieldlab_service.plaza import Offered, Replied
from fieldlab_service.visitor import Visitor

from . import support  # noqa: F401

MANIFEST: dict[str, Any] = {
    "service": {"uses": ["vault"]},
    "answers": {"topics": ["allowances"]},
    "asks": [{"name": "rent", "fields": ["household.rent_month"]}],
}
RENT = {"household.rent_month": Amount(69_040)}


def routes(router: Router) -> Router:
    return router.get("/", lambda request: Page(request, text("Huur", "Rent")))


def offers(question: Question) -> list[Offer]:
    if not question.is_about("allowances"):
        return []
    if question.language == "ar":
        return [Offer("huurtoeslag", Words("بدل الإيجار", "ar")).next(Words("نحسبه معك.", "ar"))]
    offer = (
        Offer("huurtoeslag", text("Huurtoeslag", "Rent allowance"))
        .summary(text("Een bijdrage in uw huur.", "A contribution to your rent."))
        .fits("likely", text("U hebt kinderen.", "You have children."))
        .wants(text("uw huur", "your rent"), text("om te rekenen", "to work it out"))
        .next(text("Wij rekenen het uit.", "We work it out."))
        .page("/huurtoeslag")
    )
    return [offer] if question.detail("children") == "2" else [offer, Offer("raad", text("Raad", "Advice"))]


def respond(question: Question, offer: str, said: list[Turn]) -> Reply:
    if len(said) > 1:
        return Reply.last(text("Kijk maar.", "Have a look.")).with_page(f"/{offer}")
    return Reply.asks(text("Huurt u?", "Do you rent?"), [text("Ja", "Yes"), text("Nee", "No")])


SERVICE = SimpleNamespace(offers=offers, respond=respond)
ASKED = Question.about(["income", "allowances"])


def visitor(routes: Callable[[Router], Router] = routes, **options: Any) -> Visitor:
    return Visitor(routes, **{"manifest": MANIFEST, **options})


class Answers(unittest.TestCase):
    def test_offers_are_in_the_words_of_the_person_or_else_in_english(self) -> None:
        offer, second = visitor().offers(SERVICE, ASKED)
        expected = Offered(
            name="huurtoeslag",
            language="nl",
            title="Huurtoeslag",
            summary="Een bijdrage in uw huur.",
            fit="likely",
            why="U hebt kinderen.",
            wants=[("uw huur", "om te rekenen")],
            next="Wij rekenen het uit.",
            page="/huurtoeslag",
        )
        self.assertEqual(offer, expected)
        self.assertEqual((second.fit, second.wants, second.next, second.page), ("possible", [], "", None))
        [polish, _] = visitor().offers(SERVICE, Question.about(["allowances"], "pl"))
        self.assertEqual((polish.language, polish.title), ("en", "Rent allowance"))
        self.assertEqual(visitor().offers(SERVICE, Question.about(["debts"])), [])
        self.assertEqual(len(visitor().offers(SERVICE, ASKED.with_detail("children", "2"))), 1)
        self.assertEqual((ASKED.detail("children"), ASKED.words, ASKED.place, ASKED.for_other), (None, None, None, False))

    def test_an_offer_can_be_in_another_language(self) -> None:
        [offer] = visitor().offers(SERVICE, Question.about(["allowances"], "ar"))
        self.assertEqual((offer.language, offer.title, offer.why), ("ar", "بدل الإيجار", ""))

    def test_a_conversation_asks_ends_or_goes_on_at_the_offers_page(self) -> None:
        first = Turn("person", "Krijg ik dat?")
        said = visitor().respond(SERVICE, ASKED, "huurtoeslag", [first])
        self.assertEqual(said, Replied("Huurt u?", ["Ja", "Nee"], None, False))
        said = visitor().respond(SERVICE, ASKED, "huurtoeslag", [first, first])
        self.assertEqual(said, Replied("Kijk maar.", [], "/huurtoeslag", True))
        silent = SimpleNamespace(offers=offers)
        said = visitor().respond(silent, ASKED, "huurtoeslag", [first])
        self.assertEqual(said, Replied("Wij rekenen het uit.", [], "/huurtoeslag", True))
        self.assertEqual(visitor().respond(silent, ASKED, "anders"), Replied("", [], None, True))

    def test_what_an_author_forgets_is_said(self) -> None:
        def gives(given: Any) -> Any:
            return SimpleNamespace(offers=lambda question: given, respond=lambda *asked: given)

        a, arabic = text("A", "A"), Words("ا", "ar")
        named: list[tuple[Callable[[], Any], str]] = [
            (lambda: visitor().offers(SimpleNamespace(), ASKED), "has no function `offers`"),
            (lambda: visitor(manifest={"service": {}}).offers(SERVICE, ASKED), r"add: \[answers\]"),
            (lambda: visitor().offers(gives(["x"]), ASKED), "gives no list of offers"),
            (lambda: visitor().offers(gives(None), ASKED), "gives no list of offers"),
            (lambda: visitor().respond(gives("ja"), ASKED, "x"), "gives no reply"),
            (lambda: visitor().offers(gives([Offer("x", a).next(arabic)]), ASKED), "the offer `x` is in one language, .* ar, nl"),
            (lambda: Offer("", a), "short, lasting name"),
            (lambda: Offer("x", "Huurtoeslag"), "in Dutch and in English"),  # type: ignore[arg-type]
            (lambda: Offer("x", a).fits("sure", a), "use certain, likely, possible"),  # type: ignore[arg-type]
            (lambda: Offer("x", a).page("https://elders.nl/"), "is no page of this prototype"),
            (lambda: Reply.last("Klaar"), "in Dutch and in English"),  # type: ignore[arg-type]
            (lambda: Words("Hallo", "Dutch"), "is not the code of a language"),
        ]
        for act, words in named:
            with self.assertRaisesRegex((TypeError, ValueError), words):
                act()


class Sharing(unittest.TestCase):
    def reading(self, request: str, **options: Any) -> Any:
        """What the vault says, on a page."""

        def page(_: Any) -> Response:
            try:
                shared = lab.shared(request)
            except NotShared as error:
                return Response.text(200, f"{error.kind} {error.ask}")
            except Refused as error:
                return Response.text(200, str(error))
            values = [shared.get("household.rent_month"), shared.get("person.age"), shared.until, shared.attributes[0].source]
            return Response.text(200, str(values))

        return visitor(lambda router: router.get("/", page), **{"plays": {}, **options}).look("/")

    def test_what_a_person_shares_is_there_and_else_the_road_to_where_they_can(self) -> None:
        self.assertEqual(self.reading("rent", shares={"rent": RENT}), str([Amount(69_040), None, date(2026, 1, 30), "proef"]))
        self.assertEqual(self.reading("rent"), "not-shared /.lab/share/rent")
        self.assertEqual(self.reading("rent", plays=None, shares={"rent": RENT}), "nobody None")
        self.assertIn('add: [[asks]] name = "income"', self.reading("income"))
        self.assertIn("`vault` was not granted", self.reading("rent", refused=["vault"]))
        self.assertIn('add: [service] uses = ["vault"]', self.reading("rent", manifest={**MANIFEST, "service": {}}))
        with self.assertRaisesRegex(ValueError, "does not ask for `person.age`"):
            visitor(plays={}).sharing("rent", {"person.age": 28})

    def test_offers_can_go_by_what_was_shared(self) -> None:
        def by_rent(question: Question) -> list[Offer]:
            return [Offer("huur", text("Huur", "Rent"))] if lab.shared("rent").get("household.rent_month") else []

        service = SimpleNamespace(offers=by_rent)
        self.assertEqual(len(visitor(plays={}).sharing("rent", RENT).offers(service, ASKED)), 1)
        with self.assertRaises(NotShared):
            visitor(plays={}).offers(service, ASKED)
