"""Answers that the register has already: a form comes filled in, and says so."""

from __future__ import annotations

from .encoding import Pairs, value_of, write_pairs


def mark_name(name: str) -> str:
    """The field that says what was taken for a question."""
    return f"{name}-register"


def mark(values: Pairs, name: str) -> tuple[str, str] | None:
    """The mark that an answer was taken from the register, as long as it is still the same."""
    taken = value_of(values, mark_name(name))
    filled_in = [(found, value.strip()) for found, value in own(values, name)]
    return (mark_name(name), taken) if taken is not None and taken == write_pairs(filled_in) else None


def own(values: Pairs, name: str) -> Pairs:
    """What was filled in for one question: its own name, or those of the parts of a day."""
    names = [name + end for end in ("", "-day", "-month", "-year")]
    return [(found, value) for found, value in values if found in names]
