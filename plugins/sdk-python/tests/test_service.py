import json
import unittest
from collections.abc import Callable
from datetime import date
from typing import Any

from fieldlab_service import Amount, Fact, Page, Person, Refused, Request, Response, Router, Step, ask, form, html, lab, text
from fieldlab_service.visitor import Visitor

from . import support  # noqa: F401

ROUTES = (
    Router()
    .get("/", lambda request: Response.text(200, "start"))
    .get("/aanvraag/{step}", lambda request: Response.text(200, request.parameters["step"]))
    .post("/aanvraag/{step}", lambda request: Response.redirect("/"))
    .get("/bestand/{*rest}", lambda request: Response.text(200, request.parameters["rest"]))
    .get("/niets-terug", lambda request: None)  # type: ignore[arg-type, return-value]
)


def answer(method: str, path: str, *headers: tuple[str, str]) -> Response:
    return ROUTES.answer(Request(method, path, list(headers)))


class Routes(unittest.TestCase):
    def test_paths_have_parameters(self) -> None:
        found = {"/": "start", "/?a=b": "start", "/aanvraag/2": "2", "/aanvraag/een%20twee%2Fdrie": "een twee/drie"}
        for path, expected in {**found, "/bestand/a/b.txt": "a/b.txt"}.items():
            self.assertEqual(answer("GET", path).body_text(), expected, path)

    def test_what_is_not_there_is_said_in_a_page(self) -> None:
        for path in ("/niets", "/aanvraag", "/aanvraag/", "/aanvraag/1/2", "/aanvraag/%ff", "//", ""):
            response = answer("GET", path)
            self.assertEqual(response.status, 404, path)
            self.assertIn("<h1>Deze pagina is er niet</h1>", response.body_text(), path)
        for method, status in (("DELETE", 405), ("OPTIONS", 204)):
            response = answer(method, "/aanvraag/2")
            self.assertEqual((response.status, response.header("allow")), (status, "HEAD, GET, POST, OPTIONS"))

    def test_head_is_get_without_its_body(self) -> None:
        response = answer("HEAD", "/")
        self.assertEqual((response.status, response.header("content-length"), response.body), (200, "5", b""))

    def test_a_language_that_is_asked_for_is_remembered(self) -> None:
        cookie = answer("GET", "/niets?lang=en").header("set-cookie")
        self.assertEqual(cookie, "lang=en; Path=/; HttpOnly; Max-Age=15724800; SameSite=Lax")
        cookie = answer("GET", "/niets?lang=en", ("sec-fetch-dest", "iframe")).header("set-cookie")
        self.assertRegex(cookie or "", "; SameSite=None; Secure; Partitioned$")

        def language(path: str, *headers: tuple[str, str]) -> str:
            return Request("GET", path, list(headers)).language

        self.assertEqual(language("/", ("accept-language", "de, en-GB;q=0.7, nl;q=0.3")), "en")
        self.assertEqual(language("/", ("accept-language", "en"), ("cookie", "a=b; lang=nl")), "nl")
        self.assertEqual(language("/?lang=en", ("cookie", "lang=nl")), "en")
        self.assertEqual(language("/?lang=xx", ("accept-language", ";;;,=,q=")), "nl")

    def test_redirects_stay_within_the_service_and_headers_on_their_line(self) -> None:
        found = {"/inkomen?next=/controle": "/inkomen?next=/controle", "//elders.nl/": "/", "https://elders.nl/": "/"}
        for path, expected in {**found, "/\\elders.nl": "/", "/a\r\nset-cookie: a=b": "/", "/a\n": "/"}.items():
            self.assertEqual(Response.redirect(path).header("location"), expected, path)
        self.assertIsNone(Response.text(200, "").with_header("x-a", "b\r\nset-cookie: c=d").header("x-a"))
        cookie = Response.text(200, "").with_cookie("a", "b; c\r\n", 60).header("set-cookie")
        self.assertEqual(cookie, "a=b%3B%20c%0D%0A; Path=/; HttpOnly; Max-Age=60; SameSite=Lax")

    def test_a_mistake_of_the_authors_is_named(self) -> None:
        with self.assertRaisesRegex(TypeError, "what answers GET /niets-terug gives `None`: return a Page or a Response"):
            answer("GET", "/niets-terug")
        with self.assertRaisesRegex(TypeError, "in Dutch and in English"):
            Page(Request("GET", "/"), text("A", "A")).paragraph("Hallo")  # type: ignore[arg-type]

        @form(text("A", "A"))
        class Strange:
            a: int = ask(text("A", "A"), register="person.age_")

        with self.assertRaisesRegex(ValueError, r'add to prototype.toml: \[\[grants\]\] fields = \["person.age_"\]'):
            Visitor(lambda router: router.form(Strange, "/", "/"))

    def test_what_goes_into_a_page_is_escaped(self) -> None:
        evil = "<script>alert('x')</script>\" onclick=\"x {0}"
        made = str(html('<p title="{}">{}{}{}{}</p>', evil, html("<b>{}</b>", evil), None, False, [1, "<"]))
        self.assertNotRegex(made, r"<(?!/?[pb][ >])")
        self.assertIn("{0}", made)


KNOWN = {"household.rent_month": Amount(69_040), "person.age": 28}


def asking(act: Callable[[], Any], **options: Any) -> Any:
    """What the lab says, on a page."""

    def page(request: Request) -> Response:
        try:
            return Response.json(200, act())
        except Refused as refused:
            return Response.json(200, f"{refused.kind}: {refused}")

    return json.loads(Visitor(lambda router: router.get("/", page), **options).look("/"))


def me(**fields: str) -> Callable[[], Any]:
    def act() -> Any:
        person = Person.me()
        return None if person is None else vars(person.read(**fields))

    return act


class TheLab(unittest.TestCase):
    def test_it_tells_what_was_granted_and_says_why_it_does_not(self) -> None:
        known = asking(me(rent="household.rent_month", age="person.age"), plays=KNOWN)
        self.assertEqual(known, {"rent": 69_040, "age": 28})
        self.assertIsNone(asking(me(rent="household.rent_month")))
        said = asking(me(sex="person.sex"), plays=KNOWN)
        self.assertEqual(said, 'undeclared: the manifest does not ask for it; add: [[grants]] fields = ["person.sex"]')
        said = asking(me(age="person.age"), plays=KNOWN, refused=["citizens"])
        self.assertEqual(said, "not-granted: `citizens` was not granted; an owner grants it in the lab")
        said = asking(lambda: lab.parameter("a"))
        self.assertEqual(said, 'undeclared: the manifest does not ask for it; add: [service] uses = ["config"]')

        def children() -> list[Any]:
            person = Person.me()
            assert person is not None
            return [child.age for child in Person.read_all(person.children(), age="person.age")]

        self.assertEqual(asking(children, plays=KNOWN, children=[{"person.age": 3}, {}]), [3, None])
        found = asking(lambda: len(Person.search({"person.age": 3})), others=[{"person.age": 3}, {"person.age": 4}])
        self.assertEqual(found, 1)

    def test_it_says_who_is_played(self) -> None:
        visit = asking(lambda: [lab.visit().persona, str(lab.visit().today), lab.visit().language], plays=KNOWN, language="en")
        self.assertEqual(visit, ["sanne", "2026-01-01", "en"])
        self.assertEqual(lab.Visit(None, date(2026, 1, 1), "nl").persona, asking(lambda: lab.visit().persona))

    def test_it_keeps_values_until_the_session_begins_anew(self) -> None:
        said = asking(lambda: [lab.kept("a"), lab.keep("a", "1"), lab.kept("a"), lab.forget("a"), lab.kept("a")])
        self.assertEqual(said, [None, None, "1", None, None])

    def test_it_is_told_what_was_decided(self) -> None:
        def page(request: Request) -> Page:
            steps = [Step("age", text("Leeftijd", "Age"), Fact(text("jong", "young"), True))]
            lab.decided(text("Bijdrage", "Contribution"), [Fact(text("hoogte", "amount"), Amount.euro(300))], steps)
            lab.log("told")
            return Page(request, text("A", "A"))

        visitor = Visitor(lambda router: router.get("/", page))
        visitor.look("/")
        [decision] = visitor.decided
        self.assertEqual((decision.title.nl, decision.outcome[0].value, decision.steps[0].rule), ("Bijdrage", 30_000, "age"))
        self.assertEqual(visitor.log, ["told"])


class Keeping(unittest.TestCase):
    def test_answers_are_kept_in_a_cookie_when_the_session_may_not(self) -> None:
        @form(text("Een", "One"))
        class One:
            name: str = ask(text("Naam", "Name"), most=5_000)

        def routes(router: Router) -> Router:
            router.keep_answers().form(One, "/een", "/klaar")
            return router.get("/klaar", lambda request: Page(request, text("Klaar", "Done")).summary(request.answers(One)))

        for refused in ([], ["keyvalue"]):
            visitor = Visitor(routes, refused=refused)
            self.assertIn("Renée &amp; Bo", visitor.send("/een", {"name": "Renée & Bo"}))
            self.assertEqual(bool(visitor.cookie("answers")), bool(refused))
            self.assertIn('href="/een?next=%2Fklaar"', visitor.look("/klaar"))
        visitor = Visitor(routes, refused=["keyvalue"])
        self.assertIn("Uw antwoorden zijn samen te lang", visitor.send("/een", {"name": "x" * 4_000}))
        self.assertEqual(visitor.status, 422)
