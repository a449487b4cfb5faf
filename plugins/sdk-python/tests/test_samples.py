"""The pages that all SDKs make the same: plugins/page/samples, as the SDK for Rust writes them."""

import unittest
from datetime import date

from fieldlab_service import Amount, Choice, Fact, Page, Request, Router, Share, Step, ask, choice, form, text
from fieldlab_service.visitor import Visitor

from .support import PLUGINS


class Tenure(Choice):
    RENT = choice(text("Ik huur", "I rent"))
    OWN = choice(text('Ik heb een "koopwoning" <&>', 'I own my "home" <&>'))


@form(text("Uw woning", "Your home"))
class Home:
    name: str = ask(
        text("Hoe heet u?", "What is your name?"),
        hint=text("Uw voornaam.", "Your given name."),
        most=10,
        autocomplete="given-name",
    )
    people: int | None = ask(text("Hoeveel mensen wonen er?", "How many people live there?"), least=1, most=20)
    rent: Amount = ask(text("Wat is uw huur?", "What is your rent?"), least=0, most=5_000, register="household.rent_month")
    since: date = ask(text("Sinds wanneer?", "Since when?"), least=date(1950, 1, 1), most=date(2026, 12, 31))
    garden: bool = ask(text("Hebt u een tuin?", "Do you have a garden?"))
    tenure: Tenure | None = ask(text("Hoe woont u?", "How do you live?"))


@form(text("Uw geld", "Your money"))
class Money:
    income: Amount = ask(text("Wat verdient u?", "What do you earn?"))


def routes(router: Router) -> Router:
    return (
        router.keep_answers()
        .get("/", start)
        .form(Home, "/woning", "/geld")
        .form(Money, "/geld", "/alles")
        .get("/alles", everything)
        .post("/opnieuw", Request.begin_anew)
    )


def start(request: Request) -> Page:
    return Page(request, text("Voorbeeld", "Example")).persona().begin_or_go_on("/alles", "/opnieuw")


def everything(request: Request) -> Page:
    home = request.answers(Home)
    words = text('Woorden <b> & "meer"', 'Words <b> & "more"')
    steps = [
        Step(
            "income",
            text("Vergelijk", "Compare"),
            inputs=[Fact(text("inkomen", "income"), Amount(2_000_050)), Fact(text("leeftijd", "age"), 1_234)],
            outcome=Fact(text("laag genoeg", "low enough"), True),
            article="artikel 1",
        ),
        Step("part", text("Neem een deel", "Take a part"), Fact(text("deel", "part"), Share(137_300))),
    ]
    page = (
        Page(request, words)
        .back("/geld")
        .place(2, 3)
        .heading(words)
        .paragraph(words)
        .list([words, text("Twee", "Two")])
        .link(words, "/woning?a=b&c")
        .start(words, "/woning")
        .button(words, "/opnieuw")
        .summary(home)
        .facts(words, [(words, 'een & "twee"')])
        .steps([text("Een", "One"), text("Twee", "Two"), text("Drie", "Three")], 1)
        .table(words, [words, text("Waarde", "Value")], [["a <", "b"], ["c"]])
        .explanation(steps)
    )
    for tone in ("info", "good", "warning", "error"):
        page.alert(tone, words, text("Let hierop.", "Mind this."))
    return page


RIGHT = {
    "name": " Renée ",
    "people": "",
    "rent": "690,40",
    "rent-register": "rent=690%2C40",
    "since-day": "2",
    "since-month": "sep",
    "since-year": "2019",
    "garden": "no",
    "tenure": "own",
}
WRONG = {
    "name": '<script>alert("x")</script>',
    "people": "21",
    "rent": "1,234",
    "rent-register": "rent=690%2C40",
    "since-day": "30",
    "since-month": "2",
    "since-year": "2019",
    "tenure": "boat",
}
OPEN = {"people": "0", "rent": "5.000,01", "since": "1949-12-31"}


class Samples(unittest.TestCase):
    maxDiff = None

    def check(self, name: str, page: str) -> None:
        sample = (PLUGINS / "page" / "samples" / f"{name}.html").read_text(encoding="utf-8")
        self.assertEqual(page.replace("><", ">\n<") + "\n", sample, name)

    def test_all_sdks_make_these_pages(self) -> None:
        visitor = Visitor(routes, plays={"household.rent_month": Amount(69_040)})
        self.check("start", visitor.look("/"))
        self.check("form", visitor.look("/woning?next=/alles"))
        self.check("wrong", visitor.send("/woning", WRONG))
        self.check("open", visitor.send("/woning?lang=en", OPEN))
        self.check("second", visitor.send("/woning", RIGHT))
        self.check("again", visitor.look("/"))
        self.check("filled-in", visitor.look("/woning?lang=nl"))
        visitor.send("/geld", {"income": "1"})
        self.check("everything", visitor.look("/alles"))
        self.check("everything-en", visitor.look("/alles?lang=en"))
        self.check("nowhere", visitor.look("/nergens?lang=nl"))
        self.check("not-possible", visitor.send("/alles"))
