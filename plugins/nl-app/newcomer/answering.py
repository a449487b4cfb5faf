"""What is offered for a question at the plaza: the steps that it is about, in the person's language as far as it goes."""

from __future__ import annotations

from collections.abc import Sequence

from fieldlab_service import Offer, Question, Reply, Turn, Words, lab

from . import steps
from .dates import written
from .languages import COOKIE, FALLBACK, LANGUAGE_QUERY, NAMES, Texts
from .sharing import About, about
from .steps import STEPS, Step

#: The most offers for a question.
MOST = 3

#: The offer of all steps together.
ALL = "stappen"

_ALWAYS = ("offer.why", "offer.next", "offer.want", "offer.purpose", "talk.ask", "talk.bring", "talk.who", "talk.page")


def offers(question: Question) -> list[Offer]:
    """All steps for who is new; for who asks about one thing, that step first."""
    known = About() if question.for_other else about()
    narrow = [topic for topic in question.topics if topic != "newcomer"]
    fitting = [step for step in STEPS if any(topic in step.topics for topic in narrow)]
    fitting.sort(key=lambda step: min(narrow.index(topic) for topic in step.topics if topic in narrow))
    found = [_of_step(question, step, known) for step in fitting[: MOST - 1]]
    if question.is_about("newcomer") or found:
        found.append(_of_all(question))
    if not question.is_about("newcomer"):
        # Others ask about school and work too: whether they are new here is for them to say.
        for offer in found:
            offer.fit = "possible"
    return found


def _texts(question: Question, *keys: str) -> Texts:
    """The person's language when all of this is there in it, so that an offer is in one language; else English."""
    texts = Texts(question.language if question.language in NAMES else FALLBACK)
    return texts if texts.has(*keys, *_ALWAYS) else Texts(FALLBACK)


def _path(path: str, texts: Texts) -> str:
    """A page in that language."""
    return f"{path}?{LANGUAGE_QUERY if texts.code in ('nl', 'en') else COOKIE}={texts.code}"


def _of_step(question: Question, step: Step, known: About) -> Offer:
    texts = _texts(question, *step.keys)
    due = step.due(known.since)
    when = texts.say(f"step.{step.name}.when")
    if due is not None and not step.begins_later:
        key = "by.passed" if step.is_late(known.since, lab.visit().today) else "by.date"
        when = Words(f"{when.words} ({texts.say(key, date=written(due, texts)).words})", texts.code)
    offer = Offer(step.name, texts.say(f"step.{step.name}.title"))
    offer.summary(texts.say(f"step.{step.name}.why")).fits("likely", when)
    offer.next(texts.say("offer.next")).page(_path(f"/stap/{step.name}", texts))
    if step.period is not None and known.since is None:
        offer.wants(texts.say("offer.want"), texts.say("offer.purpose"))
    return offer


def _of_all(question: Question) -> Offer:
    texts = _texts(question, "app.title", "app.lead")
    offer = Offer(ALL, texts.say("app.title")).summary(texts.say("app.lead")).fits("likely", texts.say("offer.why"))
    return offer.wants(texts.say("offer.want"), texts.say("offer.purpose")).next(texts.say("offer.next")).page(_path("/", texts))


def respond(question: Question, offer: str, said: Sequence[Turn]) -> Reply:
    """Asks what they would like to know of a step, and says it."""
    step = steps.find(offer)
    if step is None:
        texts = _texts(question, "app.lead")
        return Reply.last(texts.say("offer.next")).with_page(_path("/", texts))
    texts = _texts(question, *step.keys)
    chosen = next((turn.words.strip() for turn in reversed(said) if turn.by == "person"), "")
    bring, who = texts.say("talk.bring"), texts.say("talk.who")
    page = _path(f"/stap/{step.name}", texts)
    if chosen == bring.words:
        listed = "; ".join(item.words for item in texts.list(f"step.{step.name}.bring"))
        return Reply.last(Words(f"{listed}. {texts.say('talk.page').words}", texts.code)).with_page(page)
    if chosen == who.words:
        helps = texts.say(f"step.{step.name}.who").words
        return Reply.last(Words(f"{helps} {texts.say('talk.page').words}", texts.code)).with_page(page)
    return Reply.asks(texts.say("talk.ask"), [bring, who])
