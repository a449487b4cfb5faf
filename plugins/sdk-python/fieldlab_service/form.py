"""Forms: classes of answers, each with a page of its own."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, dataclass_transform

from .encoding import Pairs, write_pairs
from .lab import Refused, lent
from .question import Asked, Question, Wrong, ask, question
from .register import mark_name
from .words import Text

T = TypeVar("T")

#: What is wrong with a question: its name, and words for the visitor.
Problem = tuple[str, Text]


@dataclass_transform(field_specifiers=(ask,), kw_only_default=True)
def form(title: Text) -> Callable[[type[T]], type[T]]:
    """Makes a class the answers of a form; `title` is the title of its page, and each field a question:

    @form(text("Uw woning", "Your home"))
    class Home:
        rent: Amount = ask(text("Wat is uw huur?", "What is your rent?"), most=5_000)
    """

    def made(cls: type[T]) -> type[T]:
        annotations = typing.get_type_hints(cls)
        questions = []
        for name, annotation in annotations.items():
            asked = cls.__dict__.get(name)
            if not isinstance(asked, Asked):
                raise TypeError(f"`{name}` of {cls.__name__} asks nothing: write {name}: ... = ask(text('...', '...'))")
            try:
                questions.append((name, question(asked, annotation)))
            except TypeError as error:
                raise TypeError(f"`{name}` of {cls.__name__}: {error}") from None
            delattr(cls, name)
        answers = dataclasses.dataclass(kw_only=True)(cls)
        answers.__form__ = Form(_snake(cls.__name__), title, questions, answers)  # type: ignore[attr-defined]
        return answers

    return made


class Form:
    """What a class of answers asks."""

    def __init__(self, name: str, title: Text, questions: Sequence[tuple[str, Question]], cls: type) -> None:
        #: What its answers are kept under.
        self.name = name
        self.title = title
        self.questions = questions
        self.cls = cls

    @staticmethod
    def of(cls: type) -> Form:
        """What this class asks."""
        found = getattr(cls, "__form__", None)
        if not isinstance(found, Form):
            raise TypeError(f"`{cls!r}` is no form: write @form(text('...', '...')) above the class")
        return found

    def read(self, values: Pairs) -> tuple[Any, list[Problem]]:
        """Reads all answers: an object of the class, or None and what is wrong."""
        answers, problems = {}, []
        for name, asked in self.questions:
            try:
                answers[name] = asked.read(values, name)
            except Wrong as wrong:
                problems.append((name, wrong.words))
        return (None if problems else self.cls(**answers)), problems

    @property
    def taken(self) -> list[tuple[str, Question, str]]:
        """The questions that the register answers, with the field."""
        return [(name, asked, asked.asked.register) for name, asked in self.questions if asked.asked.register]

    def of_me(self) -> Pairs:
        """What would be filled in of what the register knows of the person whom the visitor plays. When nothing may be told it is empty."""
        if not self.taken:
            return []
        try:
            me = lent().me()
            [values] = [[]] if me is None else lent().look_up([me], [field for _, _, field in self.taken])
        except Refused:
            return []
        filled_in: Pairs = []
        for (name, asked, _), value in zip(self.taken, values, strict=False):
            pairs = asked.from_register(value, name)
            if pairs is not None:
                filled_in += [*pairs, (mark_name(name), write_pairs(pairs))]
        return filled_in


def _snake(name: str) -> str:
    """`text_ab` of `TextAb`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
