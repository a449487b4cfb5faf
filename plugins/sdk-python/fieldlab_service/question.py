"""The questions that a form can ask: what each type of answer looks like, and how it is read."""

from __future__ import annotations

import enum
import types
import typing
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .encoding import Pairs, value_of
from .number import Amount, Code, day_of, read_amount, read_month, read_whole, show_amount, show_date, show_whole
from .register import own
from .value import Value
from .words import Language, Text, text


class Wrong(Exception):
    """What is wrong with an answer, in words for the visitor."""

    def __init__(self, nl: str, en: str) -> None:
        self.words = text(nl, en)


@dataclass(frozen=True)
class Asked:
    """What a form asks in one field, as `ask` has it."""

    label: Text
    hint: Text | None
    #: Numbers or days, as the type of the answer has it.
    least: Any
    most: Any
    autocomplete: str | None
    register: str | None


def ask(
    label: Text,
    *,
    hint: Text | None = None,
    least: int | date | None = None,
    most: int | date | None = None,
    autocomplete: str | None = None,
    register: str | None = None,
) -> Any:
    """A question. Its type is that of the field: str, int, Amount, date, bool, a Choice, or one of these `| None`, which may be left open.

    `least` and `most` are characters of a text, a number, whole euros, or a day. `autocomplete` is what browsers may fill in, such as
    `given-name`, and `register` the field of a citizen that answers it, such as `household.rent_month`.
    """
    return Asked(label, hint, least, most, autocomplete, register)


# Two choices with the same words are two all the same.
@dataclass(frozen=True, eq=False)
class _Chosen:
    words: Text
    codes: Sequence[int]


def choice(words: Text, codes: Sequence[int] = ()) -> Any:
    """One of the members of a `Choice`; `codes` are those of the register that it stands for."""
    return _Chosen(words, codes)


class Choice(enum.Enum):
    """Something of which a visitor chooses one: `class Tenure(Choice)` with members `RENT = choice(text("Ik huur", "I rent"))`."""

    @property
    def words(self) -> Text:
        """What people read."""
        chosen: _Chosen = self.value
        return chosen.words

    @property
    def key(self) -> str:
        """What stands in the form."""
        return self.name.lower()


@dataclass(frozen=True)
class Kind:
    """A type of answer."""

    #: How its field looks: text, number, amount, date or choice.
    control: str
    read: Callable[[Question, Pairs, str], Any]
    show: Callable[[Any, Language], str]
    #: What would be filled in for a value of the register; None when it does not answer the question.
    filled_in: Callable[[Question, Value, str], Pairs | None] = lambda question, value, name: None


@dataclass(frozen=True)
class Question:
    """A question with the type of its answer."""

    asked: Asked
    kind: Kind
    optional: bool
    #: What there is to choose from: values in the form, and words.
    choices: Sequence[tuple[str, Text]] = ()
    type: Any = None

    def read(self, values: Pairs, name: str) -> Any:
        """Reads the answer from what was filled in; raises `Wrong`."""
        if self.optional and all(not value.strip() for _, value in own(values, name)):
            return None
        return self.kind.read(self, values, name)

    def show(self, answer: Any, language: Language) -> str:
        """The answer for people."""
        if answer is None:
            return "Niet ingevuld" if language == "nl" else "Not filled in"
        return self.kind.show(answer, language)

    def from_register(self, value: Value, name: str) -> Pairs | None:
        """What would be filled in for a value of the register; None when it does not answer the question."""
        return self.kind.filled_in(self, value, name)


def question(asked: Asked, annotation: Any) -> Question:
    """The question for a field of this type."""
    kinds = typing.get_args(annotation) if typing.get_origin(annotation) in (typing.Union, types.UnionType) else (annotation,)
    answers = [one for one in kinds if one is not type(None)]
    if len(answers) == 1 and isinstance(answers[0], type):
        [answer] = answers
        optional = len(kinds) > 1
        if issubclass(answer, Choice):
            choices = [(member.key, member.words) for member in answer]
            return Question(asked, CHOICE, optional, choices, answer)
        if answer in KINDS:
            return Question(asked, KINDS[answer], optional, YES_NO if answer is bool else (), answer)
    raise TypeError("a question can be of type str, int, Amount, date, bool, a Choice, or one of these | None")


def _given(values: Pairs, name: str) -> str:
    """What was filled in for a field, without spaces around it."""
    return (value_of(values, name) or "").strip()


def _required(values: Pairs, name: str) -> str:
    answer = _given(values, name)
    if not answer:
        raise Wrong("Vul een antwoord in", "Enter an answer")
    return answer


def _within(answer: Any, least: Any, most: Any, show: Callable[[Any, Language], str]) -> None:
    """Whether an answer is within the bounds of its question, in the unit of the answer."""
    if not ((least is not None and answer < least) or (most is not None and answer > most)):
        return
    if least is not None and most is not None:
        nl, en = (f"{show(least, 'nl')} tot en met {show(most, 'nl')}", f"{show(least, 'en')} to {show(most, 'en')}")
        raise Wrong(f"Kies iets van {nl}", f"Choose something from {en}")
    if least is not None:
        raise Wrong(f"Het moet {show(least, 'nl')} of meer zijn", f"It must be {show(least, 'en')} or more")
    raise Wrong(f"Het mag niet meer zijn dan {show(most, 'nl')}", f"It must be {show(most, 'en')} or less")


def _read_text(question: Question, values: Pairs, name: str) -> str:
    answer = _required(values, name)
    longest = 200 if question.asked.most is None else question.asked.most
    if len(answer) > longest:
        raise Wrong(f"Gebruik niet meer dan {longest} tekens", f"Use no more than {longest} characters")
    if question.asked.least is not None and len(answer) < question.asked.least:
        raise Wrong(f"Gebruik {question.asked.least} of meer tekens", f"Use {question.asked.least} or more characters")
    if any(unicodedata.category(character) == "Cc" for character in answer):
        raise Wrong("Gebruik geen bijzondere tekens", "Do not use special characters")
    return answer


def _read_whole(question: Question, values: Pairs, name: str) -> int:
    wrong = Wrong("Vul een heel getal in, zoals 12", "Enter a whole number, such as 12")
    number = read_whole(_required(values, name))
    if number is None:
        raise wrong
    _within(number, question.asked.least, question.asked.most, show_whole)
    # The lab's whole numbers have 32 bits.
    if not -(2**31) <= number < 2**31:
        raise wrong
    return number


def _read_amount(question: Question, values: Pairs, name: str) -> Amount:
    cents = read_amount(_required(values, name))
    if cents is None:
        # The example is Dutch in both languages: that is how the field reads amounts.
        raise Wrong("Vul een bedrag in, zoals 1.234,56", "Enter an amount, such as 1.234,56")
    least, most = (None if euros is None else Amount.euro(euros) for euros in (question.asked.least, question.asked.most))
    _within(cents, least, most, show_amount)
    return cents


def _read_date(question: Question, values: Pairs, name: str) -> date:
    whole = _given(values, name).split("-")
    parts = whole if len(whole) == 3 else [_given(values, f"{name}-{part}") for part in ("year", "month", "day")]
    if "" in parts:
        raise Wrong("Vul een dag, maand en jaar in", "Enter a day, month and year")
    month = read_month(parts[1])
    is_number = all(part.isascii() and part.isdigit() for part in (parts[0], parts[2]))
    day = day_of(int(parts[0]), month, int(parts[2])) if is_number and month is not None else None
    if day is None:
        raise Wrong(
            "Deze datum bestaat niet. Vul het jaar in met 4 cijfers",
            "This date does not exist. Enter the year with 4 digits",
        )
    _within(day, question.asked.least, question.asked.most, show_date)
    return day


def _read_yes_no(question: Question, values: Pairs, name: str) -> bool:
    answer = _given(values, name)
    if answer not in ("yes", "no"):
        raise Wrong("Kies ja of nee", "Choose yes or no")
    return answer == "yes"


def _read_choice(question: Question, values: Pairs, name: str) -> Choice:
    answer = _given(values, name)
    members: type[Choice] = question.type
    for member in members:
        if member.key == answer:
            return member
    raise Wrong("Kies een van de antwoorden", "Choose one of the answers")


def _filled_in_whole(question: Question, value: Value, name: str) -> Pairs | None:
    return [(name, str(value))] if type(value) is int else None


def _filled_in_amount(question: Question, value: Value, name: str) -> Pairs | None:
    """As the field reads it, in Dutch, and without the sign that stands before the field."""
    return [(name, show_amount(value, "nl").replace("€\u00a0", ""))] if isinstance(value, Amount) else None


def _filled_in_date(question: Question, value: Value, name: str) -> Pairs | None:
    if not isinstance(value, date):
        return None
    return [(f"{name}-{part}", str(getattr(value, part))) for part in ("day", "month", "year")]


def _filled_in_yes_no(question: Question, value: Value, name: str) -> Pairs | None:
    return [(name, "yes" if value else "no")] if isinstance(value, bool) else None


def _filled_in_choice(question: Question, value: Value, name: str) -> Pairs | None:
    members = question.type if isinstance(value, Code) else ()
    return next(([(name, member.key)] for member in members if value in member.value.codes), None)


def _show_yes_no(answer: bool, language: Language) -> str:
    return YES_NO[0 if answer else 1][1][language]


YES_NO = (("yes", text("Ja", "Yes")), ("no", text("Nee", "No")))

CHOICE = Kind("choice", _read_choice, lambda answer, language: answer.words[language], _filled_in_choice)

KINDS = {
    str: Kind("text", _read_text, lambda answer, language: answer),
    int: Kind("number", _read_whole, show_whole, _filled_in_whole),
    Amount: Kind("amount", _read_amount, show_amount, _filled_in_amount),
    date: Kind("date", _read_date, show_date, _filled_in_date),
    bool: Kind("choice", _read_yes_no, _show_yes_no, _filled_in_yes_no),
}
