"""A page: a title and what stands under it, in a layout that works for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from . import lab, parts
from .encoding import encode, read_pairs, write_pairs
from .form import Form
from .html import Html, attribute, html
from .keeping import read_kept
from .lab import Step
from .register import mark
from .request import LANGUAGE_COOKIE, Request
from .response import Response
from .words import Direction, Text, Words, direction_of

A = TypeVar("A")


class Page:
    """A page in the visitor's language. Add its parts from top to bottom; each takes `text("Nederlands", "English")`.

    A page can be in another language: `Page(request, Words("مرحبا", "ar"), language="ar")`. Then its parts take `Words`, and what is not in
    that language is marked as what it is (WCAG 3.1.2). What stands around the contents, such as the mark that this is a prototype, stays in
    Dutch or English, in which the lab and the page's address speak of it: so the language of the whole page (3.1.1) stays one of these, and
    `lang` and `dir` of the other stand on `<main>`.
    """

    def __init__(
        self, request: Request, title: Text | Words, *, language: str | None = None, direction: Direction | None = None
    ) -> None:
        """A page with a title, which is its first heading.

        `language` is that of its contents, the visitor's when nothing is said; `direction` follows from it.
        """
        self._request = request
        self._language = request.language
        self._content = language or self._language
        self._direction = direction or direction_of(self._content)
        self._title = title
        self._status = 200
        self._in_error = False
        self._place: tuple[int, int] | None = None
        self._back: str | None = None
        self._parts: list[Html] = []

    def status(self, status: int) -> Page:
        """The status of the response, 200 when nothing is said."""
        self._status = status
        return self

    def in_error(self) -> Page:
        """Something was filled in wrong: the browser's title says so first."""
        self._in_error = True
        return self

    def place(self, step: int, of: int) -> Page:
        """Which step this is, and of how many."""
        self._place = (step, of)
        return self

    def back(self, path: str) -> Page:
        """A link back to the page before."""
        self._back = path
        return self

    def add(self, part: Html) -> Page:
        """Adds HTML of your own, made with `html("<p>{}</p>", words)`."""
        self._parts.append(part)
        return self

    def _say(self, nl: A, en: A) -> A:
        return nl if self._language == "nl" else en

    def _bare(self, words: Text | Words) -> str:
        """The words, without saying in which language."""
        if isinstance(words, Words):
            return words.words
        if not isinstance(words, Text):
            raise TypeError(f'say `{words}` in Dutch and in English: text("Hallo", "Hello"); or in another language: Words("مرحبا", "ar")')
        return words[self._language]

    def _in(self, words: Text | Words | Html) -> str | Html:
        """The words in the language of this page; those in another are marked as such. HTML of the author's own stays as it is."""
        if isinstance(words, Html):
            return words
        language = words.language if isinstance(words, Words) else self._language
        marks = self._marks(language)
        return self._bare(words) if marks is None else html("<span{}>{}</span>", marks, self._bare(words))

    def _marks(self, language: str | None = None) -> Html | None:
        """The attributes of what is in another language than the contents: what the SDK itself says, when none is named."""
        language = language or self._language
        if language == self._content:
            return None
        direction = direction_of(language)
        return html("{}{}", attribute("lang", language), attribute("dir", None if direction == self._direction else direction))

    def _said(self, part: Html) -> Page:
        """Adds a part in which the SDK itself speaks: marked when the contents are in another language."""
        marks = self._marks()
        return self.add(part if marks is None else html("<div{}>{}</div>", marks, part))

    def words(self, words: Text | Words | Html) -> Html:
        """The words for HTML of your own, marked when they are in another language than the page."""
        return html("{}", self._in(words))

    def heading(self, words: Text | Words | Html) -> Page:
        """Adds a heading under the title."""
        return self.add(html("<h2>{}</h2>", self._in(words)))

    def paragraph(self, words: Text | Words | Html) -> Page:
        """Adds a paragraph."""
        return self.add(html("<p>{}</p>", self._in(words)))

    def list(self, items: Iterable[Text | Words | Html]) -> Page:
        """Adds a list."""
        return self.add(html("<ul>{}</ul>", [html("<li>{}</li>", self._in(item)) for item in items]))

    def link(self, words: Text | Words | Html, path: str) -> Page:
        """Adds a link in a paragraph of its own."""
        return self.add(html('<p><a href="{}">{}</a></p>', path, self._in(words)))

    def start(self, words: Text | Words | Html, path: str) -> Page:
        """Adds the link that begins or goes on, as large as a button."""
        return self.add(html('<p><a class="button" href="{}">{}</a></p>', path, self._in(words)))

    def button(self, words: Text | Words | Html, path: str) -> Page:
        """Adds a button that sends an empty form to a path."""
        return self.add(html('<form method="post" action="{}"><button class="button">{}</button></form>', path, self._in(words)))

    def begin_or_go_on(self, done: str, anew: str) -> Page:
        """Adds the link that begins with the first form.

        Whoever was here before goes on where they were, at the last at `done`, or begins anew: `anew` is the path of `Request.begin_anew`.
        """
        progress = self._request.progress()
        on = progress.next or done
        if progress.answered == 0:
            return self._said(html('<p><a class="button" href="{}">{}</a></p>', on, self._say("Begin", "Start")))
        so_far = self._say(
            f"Uw antwoorden zijn bewaard: {progress.answered} van de {progress.of} stappen.",
            f"Your answers are kept: {progress.answered} of {progress.of} steps.",
        )
        self._said(parts.alert("info", self._say("U was al begonnen", "You had begun already"), so_far, self._language))
        again = self._say("Begin opnieuw", "Begin anew")
        return self._said(
            html(
                '<div class="choices"><a class="button" href="{}">{}</a>'
                '<form method="post" action="{}"><button class="button second">{}</button></form></div>',
                on,
                self._say("Ga verder", "Go on"),
                anew,
                again,
            )
        )

    def persona(self) -> Page:
        """Adds whom the visitor plays; nothing for who only looks."""
        persona = lab.visit().persona
        if persona is None:
            return self
        name = persona[:1].upper() + persona[1:].replace("-", " ")
        before, after = self._say(("U speelt nu ", ", een verzonnen persoon."), ("You play ", ", a made-up person."))
        return self._said(html('<p class="persona">{}<strong>{}</strong>{}</p>', before, name, after))

    def alert(self, tone: parts.Tone, title: Text | Words | Html, words: Text | Words | Html) -> Page:
        """Adds a message that stands out: good to know, it worked or the answer is yes, look out, or it went wrong."""
        return self.add(parts.alert(tone, self._in(title), self._in(words), self._language, self._marks()))

    def summary(self, answers: object) -> Page:
        """Adds what was answered in a form, with a link to change it. What was taken from the register says so."""
        form = Form.of(type(answers))
        kept = read_kept(self._request, form)
        taken = self._say(" (uit het register)", " (from the register)")
        rows = []
        for name, question in form.questions:
            shown = question.show(getattr(answers, name), self._language)
            rows.append((self._bare(question.asked.label), shown if mark(kept, name) is None else shown + taken))
        path = next((page.path for page in self._request.forms if page.form is form), None)
        change = None if path is None else f"{path}?next={encode(self._request.path)}"
        return self._said(parts.summary(self._bare(form.title), rows, change, self._language))

    def facts(self, title: Text | Words, facts: Sequence[tuple[Text | Words, str]]) -> Page:
        """Adds facts: a name and a value each."""
        rows = [(self._in(name), value) for name, value in facts]
        return self.add(parts.summary(self._in(title), rows, None, self._language))

    def steps(self, steps: Sequence[Text | Words], done: int) -> Page:
        """Adds steps that a visitor goes through, of which the first `done` are behind them."""
        return self.add(parts.steps([self._in(step) for step in steps], done, self._language, self._marks()))

    def table(self, caption: Text, headings: Sequence[Text], rows: Sequence[Sequence[str]]) -> Page:
        """Adds a table with a caption; the first cell of each row is its heading."""
        return self._said(parts.table(self._bare(caption), [self._bare(heading) for heading in headings], rows))

    def explanation(self, steps: Sequence[Step]) -> Page:
        """Adds the steps that led to a decision."""
        return self._said(parts.explanation(steps, self._language))

    def html(self) -> Html:
        """The page as HTML."""
        request, about = self._request, self._request.about
        title, service = self._bare(self._title), self._bare(about.title)
        main = marks = None
        if self._content != self._language:
            main = html("{}{}", attribute("lang", self._content), attribute("dir", self._direction))
        if isinstance(self._title, Words) and self._title.language != self._language:
            marks = html("{}{}", attribute("lang", self._title.language), attribute("dir", self._title.direction))
        language, other, other_name = self._say(("nl", "en", "English"), ("en", "nl", "Nederlands"))
        # What was asked for stays, such as what somebody searched.
        asked = [pair for pair in read_pairs(request.query) or [] if pair[0] != LANGUAGE_COOKIE]
        in_other_language = f"{request.path}?{write_pairs([(LANGUAGE_COOKIE, other), *asked])}"
        back_says = self._say("Terug", "Back")
        back = self._back and html(
            '<nav class="back" aria-label="{}"><a href="{}">{}</a></nav>', back_says, self._back, back_says
        )
        place = self._place and html(
            '<p class="place"{}>{} {} {} {}</p>',
            self._marks(),
            self._say("Stap", "Step"),
            self._place[0],
            self._say("van", "of"),
            self._place[1],
        )
        return html(
            _PAGE,
            language=language,
            title_marks=marks,
            browser_title=(self._in_error and self._say("Fout: ", "Error: "), title, title != service and f" - {service}"),
            style=parts.STYLE_PATH,
            icon=parts.ICON_PATH,
            skip=self._say("Naar de inhoud", "Skip to the content"),
            real=self._say(
                "dit is geen echte dienst. Alle gegevens zijn verzonnen.",
                "this is not a real service. All data is made up.",
            ),
            start=about.start,
            service=service,
            languages=self._say("Taal", "Language"),
            in_other_language=in_other_language,
            other=other,
            other_name=other_name,
            back=back,
            place=place,
            main=main,
            title=self._in(self._title),
            parts=self._parts,
            owner=f"{about.owner}. " if about.owner else None,
            synthetic=self._say("Prototype met synthetische gegevens.", "Prototype with synthetic data."),
        )

    def response(self) -> Response:
        """The page as a response."""
        return Response.html(self._status, self.html())


_PAGE = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title{title_marks}>{browser_title}</title>'
    '<link rel="stylesheet" href="{style}"><link rel="icon" href="{icon}"></head>'
    '<body><a class="skip" href="#main">{skip}</a><header><p class="mark"><strong>Prototype</strong>: {real}</p>'
    '<div class="wide"><a class="name" href="{start}">{service}</a><nav aria-label="{languages}">'
    '<a href="{in_other_language}" lang="{other}" hreflang="{other}">{other_name}</a></nav></div></header>'
    '<div class="wide">{back}<main id="main" tabindex="-1"{main}>{place}<h1>{title}</h1>{parts}</main></div>'
    '<footer><div class="wide"><p>{owner}{synthetic}</p></div></footer></body></html>'
)
