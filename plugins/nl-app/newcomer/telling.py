"""What was worked out, for whoever looks on: which step is next, from which day is counted, and the law of each period."""

from __future__ import annotations

from fieldlab_service import Fact, lab, text
from fieldlab_service import Step as Told

from .kept import Kept
from .languages import Texts
from .sharing import About
from .steps import STEPS, Step


def tell(upcoming: Step | None, mine: Kept, known: About) -> None:
    """Says how it came to the next step and the dates."""
    told = [
        Told(
            step.name,
            text(*(Texts(code).say(f"step.{step.name}.title").words for code in ("nl", "en"))),
            inputs=[Fact(text("geteld vanaf", "counted from"), known.since)],
            outcome=Fact(
                text("niet eerder dan", "not earlier than") if step.begins_later else text("uiterlijk", "at the latest"),
                step.due(known.since),
            ),
            article=step.law,
        )
        for step in STEPS
        if step.period is not None
    ]
    left = len(STEPS) - len(mine.done)
    place = 0 if upcoming is None else STEPS.index(upcoming) + 1
    outcome = [Fact(text("stappen nog te doen", "steps left"), left), Fact(text("volgende stap", "next step"), place)]
    lab.decided(text("Wat nu aan de beurt is, en voor wanneer", "What is next, and by when"), outcome, told)
