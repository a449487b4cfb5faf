"""The steps in their order, and a page of each."""

from __future__ import annotations

from collections.abc import Iterable

from fieldlab_service import Html, Page, Request, Response, Words, html, lab
from fieldlab_service.encoding import encode, value_of

from . import kept, steps, telling
from .dates import written
from .kept import Kept
from .languages import NAMES, NOT_YET, Texts, switch
from .sharing import About, about
from .steps import STEPS, Step


def begun(request: Request, texts: Texts, title: Words, keys: Iterable[str] = ()) -> Page:
    """A page with the list of languages. It says when nobody checked the translation, or when some of these texts are not there in it."""
    page = Page(request, title, language=texts.code)
    switch(page, request, texts)
    if texts.code not in ("nl", "en"):
        page.add(html('<p class="hint">{}</p>', page.words(texts.say("app.translation"))))
    if not texts.has(*keys):
        page.add(html('<p class="hint"><strong>{}</strong></p>', page.words(texts.say("app.partly"))))
    return page


def start(request: Request, texts: Texts) -> Page:
    """The steps in their order, with what is next."""
    mine = kept.read(request)
    known = about(mine)
    page = begun(request, texts, texts.say("app.title"), [f"step.{step.name}.title" for step in STEPS])
    page.persona().paragraph(texts.say("app.lead"))
    if known.is_protected is not False:
        page.add(html('<p class="hint">{}</p>', page.words(texts.say("note.ukraine"))))
    _add_since(page, texts, known)
    upcoming = steps.next_of(mine.done)
    if upcoming is None:
        page.alert("good", texts.say("all.done"), texts.say("all.done.words"))
    else:
        link = html('<a href="/stap/{}">{}</a>', upcoming.name, page.words(texts.say("next.go")))
        title = texts.say(f"step.{upcoming.name}.title")
        page.alert("info", texts.fill(page, "next.title", step=title), link)
    page.heading(texts.say("all.title"))
    page.paragraph(texts.say("count", done=str(len(mine.done)), of=str(len(STEPS)))).paragraph(texts.say("count.hint"))
    items = [_item(page, texts, step, mine, known) for step in STEPS]
    page.add(html('<ol class="steps">{}</ol>', items))
    telling.tell(upcoming, mine, known)
    return page.link(texts.say("nav.questions"), "/vragen")


def _item(page: Page, texts: Texts, step: Step, mine: Kept, known: About) -> Html:
    state = steps.state(step, mine.done, known.since, lab.visit().today)
    said = page.words(texts.say("state.done" if state == "done" else "state.open"))
    return html(
        '<li{}><a href="/stap/{}">{}</a><br>{}: {}</li>',
        html(' class="done"') if state == "done" else None,
        step.name,
        page.words(texts.say(f"step.{step.name}.title")),
        said,
        _by(page, texts, step, known, is_late=state == "late"),
    )


def _by(page: Page, texts: Texts, step: Step, known: About, *, is_late: bool) -> Html:
    """By when a step must be done."""
    due = step.due(known.since)
    if due is None:
        # A period that can't be counted yet is in the words of the step.
        return page.words(texts.say("by.now") if step.period is None else texts.say(f"step.{step.name}.when"))
    key = "by.passed" if is_late else "by.earliest" if step.begins_later else "by.date"
    return page.words(texts.say(key, date=written(due, texts)))


def _add_since(page: Page, texts: Texts, known: About) -> None:
    """From which day is counted, and how to share or say it."""
    here = encode("/")
    if known.since is None:
        page.paragraph(texts.say("since.unknown"))
        if known.ask_since is not None:
            page.link(texts.say("since.share"), f"{known.ask_since}?back={here}")
        page.link(texts.say("since.say"), "/over-u")
        return
    page.paragraph(texts.say("since.known", date=written(known.since, texts)))
    if known.until is not None:
        page.add(html('<p class="hint">{}</p>', page.words(texts.say("since.shared", until=written(known.until, texts)))))
    page.link(texts.say("since.change"), "/over-u")


def one(request: Request, texts: Texts) -> Page | Response:
    """One step: why, by when, who helps, what to take along, and near you."""
    step = steps.find(request.parameters["name"])
    if step is None:
        return Response.redirect("/")
    mine = kept.read(request)
    known = about(mine)
    state = steps.state(step, mine.done, known.since, lab.visit().today)
    page = begun(request, texts, texts.say(f"step.{step.name}.title"), step.keys)
    page.link(texts.say("nav.home"), "/")
    if state == "late":
        due = step.due(known.since) or lab.visit().today
        page.alert("warning", texts.say("by.passed", date=written(due, texts)), texts.say("by.passed.words"))
    for part in ("why", "when", "who"):
        page.heading(texts.say(f"heading.{part}")).paragraph(texts.say(f"step.{step.name}.{part}"))
        if part == "when" and step.due(known.since) is not None and state != "late":
            page.add(html("<p><strong>{}</strong></p>", _by(page, texts, step, known, is_late=False)))
    page.heading(texts.say("heading.bring")).list(texts.list(f"step.{step.name}.bring"))
    _add_place(page, texts, known, request.path)
    is_done = state == "done"
    sent = html('<input type="hidden" name="gedaan" value="{}">', "nee" if is_done else "ja")
    label = page.words(texts.say("button.undo" if is_done else "button.done"))
    shape = "button second" if is_done else "button"
    page.add(html('<form method="post" action="{}">{}<button class="{}">{}</button></form>', request.path, sent, shape, label))
    page.link(texts.say("nav.questions"), f"/vragen?stap={step.name}")
    return page


def _add_place(page: Page, texts: Texts, known: About, path: str) -> None:
    place = known.place
    if place is None:
        page.heading(texts.say("heading.near")).paragraph(texts.say("place.none"))
        if known.ask_where is not None:
            page.link(texts.say("place.share"), f"{known.ask_where}?back={encode(path)}")
        page.link(texts.say("since.say"), "/over-u")
        return
    page.heading(texts.say("heading.place", place=place.title))
    days = [texts.list("days")[day].words for day in place.days]
    and_ = f" {texts.say('and').words} "
    opened = and_.join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)
    page.paragraph(texts.say("place.desk", place=place.title, days=opened, hours=place.hours))
    names = [NOT_YET if code == NOT_YET.language else Words(NAMES[code], code) for code in place.languages]
    spoken = html("{}", [(", " if at else "", page.words(name)) for at, name in enumerate(names)])
    page.paragraph(texts.fill(page, "place.speaks", languages=spoken))
    page.add(html('<p class="hint">{}</p>', page.words(texts.say("place.invented"))))


def mark(request: Request, texts: Texts) -> Response:
    """Marks a step as done, or as not done after all."""
    step = steps.find(request.parameters["name"])
    if step is None:
        return Response.redirect("/")
    is_done = value_of(request.form_values() or [], "gedaan") != "nee"
    return kept.keep(kept.read(request).with_done(step.name, is_done=is_done), Response.redirect("/"))


def tigrinya(request: Request, texts: Texts) -> Page:
    """A language that is missing: said in both languages of the lab, with a road on."""
    page = begun(request, texts, Words("Tigrinya", texts.code))
    for code, words in _TIGRINYA.items():
        page.paragraph(Words(words, code))
    page.link(texts.say("nav.questions"), "/vragen")
    return page.link(texts.say("nav.home"), "/")


_TIGRINYA = {
    "nl": "Deze stappen zijn er nog niet in het Tigrinya. Wij vonden niemand die ze goed kon vertalen, en een slechte vertaling helpt u niet. "
    "Vraag bij de gemeente, de huisarts of VluchtelingenWerk om een tolk: zeg “Tigrinya, tolk”. "
    "Of vraag uw buddy of een vrijwilliger om de stappen met u te lezen.",
    "en": "These steps are not there in Tigrinya yet. We found nobody who could translate them well, and a bad translation does not help you. "
    "Ask for an interpreter at the municipality, the general practitioner or VluchtelingenWerk: say “Tigrinya, tolk”. "
    "Or ask your buddy or a volunteer to read the steps with you.",
}
