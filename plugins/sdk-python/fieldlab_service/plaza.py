"""Answering questions at the plaza, beside others of government, society and market.

A prototype says in its manifest on which topics it answers (`[answers]`), and its module has a function that says what it offers:

    def offers(question: Question) -> list[Offer]:
        if not question.is_about("allowances"):
            return []
        offer = Offer("huurtoeslag", text("Huurtoeslag", "Rent allowance"))
        offer.summary(text("Een bijdrage in uw huur.", "A contribution to your rent."))
        offer.fits("possible", text("Dat hangt af van uw huur en inkomen.", "That depends on your rent and income."))
        offer.wants(text("uw huur", "your rent"), text("om het uit te rekenen", "to work it out"))
        offer.next(text("Wij rekenen het met u uit.", "We work it out with you."))
        return [offer.page("/huurtoeslag")]

With a function `respond(question, offer, said)` it also talks on, and gives a `Reply`. Without, the conversation goes on at the offer's page.
An offer for who reads another language has `Words` in place of `text(...)`. What is asked is in no memory: each call is an instance of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from .response import is_own_path
from .words import Language, Text, Words, language_of

#: How far an offer fits: it fits; it fits most people who ask this; it may fit.
Fit = Literal["certain", "likely", "possible"]


@dataclass(frozen=True)
class Detail:
    """Something that was asked back, and what the person said."""

    about: str
    answer: str


@dataclass(frozen=True)
class Turn:
    """Something that was said in a conversation about an offer."""

    by: Literal["person", "prototype"]
    words: str


@dataclass(frozen=True)
class Question:
    """A question, as far as the person agreed to pass it on."""

    #: What it is about, of the lab's list of topics, such as "debts"; the likeliest first.
    topics: Sequence[str] = ()
    #: The person's own words; None unless they agreed to share them.
    words: str | None = None
    #: The language that they read, such as "nl".
    language: str = "nl"
    #: The code of the municipality that it is about; None when they did not say.
    place: int | None = None
    #: Whether they ask for somebody whom they care for.
    for_other: bool = False
    #: What they said when something was asked back.
    details: Sequence[Detail] = ()

    @staticmethod
    def about(topics: Sequence[str], language: str = "nl") -> Question:
        """A question on these topics, without words: for tests."""
        return Question(topics=list(topics), language=language)

    def with_detail(self, about: str, answer: str) -> Question:
        """The same, with an answer to what was asked back."""
        return replace(self, details=[*self.details, Detail(about, answer)])

    def is_about(self, topic: str) -> bool:
        """Whether this is one of its topics."""
        return topic in self.topics

    def detail(self, about: str) -> str | None:
        """What the person said when this was asked back, such as "children"; None when it was not."""
        return next((detail.answer for detail in self.details if detail.about == about), None)

    @property
    def words_in(self) -> Language:
        """The language of the two that pages speak which the person reads; English for who reads another."""
        return language_of(self.language) or "en"


def _checked(words: Text | Words) -> Text | Words:
    """Whether these are words in both languages, or in one that is named: said to the author, not to the first visitor."""
    if not isinstance(words, Text | Words):
        raise TypeError(f'say `{words}` in Dutch and in English: text("Hallo", "Hello"); or in another language: Words("مرحبا", "ar")')
    return words


def _own(path: str) -> str:
    """A path of the prototype's own pages."""
    if not isinstance(path, str) or not is_own_path(path):
        raise ValueError(f'`{path}` is no page of this prototype: write a path such as "/aanvraag"')
    return path


def _one_language(what: str, said: Sequence[Text | Words], language: Language) -> str:
    """The language of words that go together: the one in which they are, or for words in Dutch and English the person's."""
    found = {one.language if isinstance(one, Words) else language for one in said}
    if len(found) > 1:
        raise ValueError(f"{what} is in one language, and has words in {', '.join(sorted(found))}")
    return next(iter(found))


def _bare(words: Text | Words | None, language: Language) -> str:
    match words:
        case None:
            return ""
        case Words():
            return words.words
    return words[language]


class Offer:
    """Something that is offered, in Dutch and English of which the person reads one; or, with `Words`, in one other language."""

    def __init__(self, name: str, title: Text | Words) -> None:
        """An offer with a short, lasting name."""
        if not isinstance(name, str) or not name:
            raise TypeError('an offer has a short, lasting name: Offer("huurtoeslag", text(...))')
        self.name = name
        #: How far it fits.
        self.fit: Fit = "possible"
        self._title = _checked(title)
        self._summary: Text | Words | None = None
        self._why: Text | Words | None = None
        self._wants: list[tuple[Text | Words, Text | Words]] = []
        self._next: Text | Words | None = None
        self._page: str | None = None

    def summary(self, words: Text | Words) -> Offer:
        """What it is, in one to three sentences."""
        self._summary = _checked(words)
        return self

    def fits(self, fit: Fit, why: Text | Words) -> Offer:
        """How far it fits, and why or what it depends on."""
        if fit not in get_args(Fit):
            raise ValueError(f"`{fit}` is not how far an offer fits: use {', '.join(get_args(Fit))}")
        self.fit, self._why = fit, _checked(why)
        return self

    def wants(self, what: Text | Words, purpose: Text | Words) -> Offer:
        """What it needs to know, and what for."""
        self._wants.append((_checked(what), _checked(purpose)))
        return self

    def next(self, words: Text | Words) -> Offer:
        """What happens when the person chooses it."""
        self._next = _checked(words)
        return self

    def page(self, path: str) -> Offer:
        """The page of this prototype on which it goes on."""
        self._page = _own(path)
        return self

    def said_in(self, language: Language) -> Offered:
        """In the words of one language, as the lab passes it on."""
        wanted = [one for want in self._wants for one in want]
        said = [one for one in (self._title, self._summary, self._why, self._next, *wanted) if one is not None]
        return Offered(
            name=self.name,
            language=_one_language(f"the offer `{self.name}`", said, language),
            title=_bare(self._title, language),
            summary=_bare(self._summary, language),
            fit=self.fit,
            why=_bare(self._why, language),
            wants=[(_bare(what, language), _bare(purpose, language)) for what, purpose in self._wants],
            next=_bare(self._next, language),
            page=self._page,
        )


@dataclass(frozen=True)
class Offered:
    """An offer in the words of one language, as the lab passes it on."""

    name: str
    language: str
    title: str
    summary: str
    fit: Fit
    why: str
    #: What it needs to know, and what for.
    wants: Sequence[tuple[str, str]]
    next: str
    page: str | None


@dataclass
class Reply:
    """What is said in a conversation. Make it with `Reply.last` or `Reply.asks`."""

    words: Text | Words
    choices: Sequence[Text | Words]
    done: bool
    page: str | None = None

    @staticmethod
    def last(words: Text | Words) -> Reply:
        """A reply that ends the conversation."""
        return Reply(_checked(words), [], True)

    @staticmethod
    def asks(words: Text | Words, choices: Sequence[Text | Words] = ()) -> Reply:
        """A reply that asks something, with answers to choose from; without them the person writes their own."""
        return Reply(_checked(words), [_checked(choice) for choice in choices], False)

    def with_page(self, path: str) -> Reply:
        """The same, leading on to a page of this prototype."""
        self.page = _own(path)
        return self

    def said_in(self, language: Language) -> Replied:
        """In the words of one language, as the lab passes it on."""
        _one_language("a reply", [self.words, *self.choices], language)
        return Replied(_bare(self.words, language), [_bare(choice, language) for choice in self.choices], self.page, self.done)


@dataclass(frozen=True)
class Replied:
    """A reply in the words of one language, as the lab passes it on."""

    words: str = ""
    choices: Sequence[str] = field(default_factory=list)
    page: str | None = None
    done: bool = True


class Answering:
    """What the lab calls: the functions of the author's module, in the words of the person's language."""

    def __init__(self, service: Any, manifest: Mapping[str, Any]) -> None:
        """Says it when the module and the manifest do not fit each other."""
        wrong = discord(service, manifest)
        if wrong is not None:
            raise TypeError(wrong)
        self._offers: Callable[[Question], Any] = service.offers
        self._respond: Callable[[Question, str, Sequence[Turn]], Any] | None = getattr(service, "respond", None)

    def offers(self, question: Question) -> list[Offered]:
        """What is offered."""
        return [offer.said_in(question.words_in) for offer in self._offered(question)]

    def respond(self, question: Question, name: str, said: Sequence[Turn]) -> Replied:
        """What is said about one of the offers."""
        if self._respond is None:
            return self._goes_on(question, name)
        reply = self._respond(question, name, said)
        if not isinstance(reply, Reply):
            raise TypeError("`respond` gives no reply: return Reply.asks(text(...)) or Reply.last(text(...))")
        return reply.said_in(question.words_in)

    def _offered(self, question: Question) -> list[Offer]:
        given = self._offers(question)
        if isinstance(given, list) and all(isinstance(offer, Offer) for offer in given):
            return given
        raise TypeError('`offers` gives no list of offers: return [Offer("name", text(...))], or [] when there is nothing')

    def _goes_on(self, question: Question, name: str) -> Replied:
        """What somebody who has pages and no conversation says: it goes on at the offer's page."""
        for offer in self._offered(question):
            if offer.name == name:
                said = offer.said_in(question.words_in)
                return Replied(words=said.next, page=said.page)
        return Replied()


def discord(service: Any, manifest: Mapping[str, Any]) -> str | None:
    """Why this module and this manifest do not say the same of answering questions; None when they do."""
    has_offers = callable(getattr(service, "offers", None))
    if "answers" in manifest and not has_offers:
        return (
            "the manifest says on what the service answers questions, and the service has no function `offers`; "
            "add: def offers(question): return [...]"
        )
    if "answers" not in manifest and has_offers:
        return (
            "the service has a function `offers`, and the manifest does not say on what it answers questions; "
            'add: [answers] topics = ["debts"]'
        )
    return None
