import unittest
from datetime import date
from typing import Any

from fieldlab_service import Amount, Choice, Code, ask, choice, form, text
from fieldlab_service.encoding import read_pairs
from fieldlab_service.form import Form
from fieldlab_service.question import Question, Wrong, question
from fieldlab_service.value import Value


class Tenure(Choice):
    RENT = choice(text("Huur", "Rent"), codes=[2, 3])
    OWN = choice(text("Koop", "Own"), codes=[1])


def asking(annotation: Any, **options: Any) -> Question:
    return question(ask(text("A", "A"), **options), annotation)


def read(question: Question, filled_in: str) -> str:
    """What is shown of what was filled in, or what is wrong with it."""
    try:
        return question.show(question.read(read_pairs(filled_in) or [], "a"), "nl")
    except Wrong as wrong:
        return f"! {wrong.words.nl}"


class Questions(unittest.TestCase):
    def test_answers_are_read_or_it_is_said_what_is_wrong(self) -> None:
        cases = [
            (asking(str, most=5), "a=+Ren%C3%A9e+", "Renée"),
            (asking(str, most=5), "a=Renske", "! Gebruik niet meer dan 5 tekens"),
            (asking(str, least=2), "a=x", "! Gebruik 2 of meer tekens"),
            (asking(str), "a=+", "! Vul een antwoord in"),
            (asking(str), "a=x%00y", "! Gebruik geen bijzondere tekens"),
            (asking(str), "a=" + "x" * 201, "! Gebruik niet meer dan 200 tekens"),
            (asking(int), "a=1.234", "1.234"),
            (asking(int, least=0, most=8), "a=9", "! Kies iets van 0 tot en met 8"),
            (asking(int), "a=9999999999", "! Vul een heel getal in, zoals 12"),
            (asking(Amount, least=0), "a=690,40", "€\u00a0690,40"),
            (asking(Amount, least=0), "a=-1", "! Het moet €\u00a00 of meer zijn"),
            (asking(Amount, most=100), "a=100,01", "! Het mag niet meer zijn dan €\u00a0100"),
            (asking(Amount), "a=1,234", "! Vul een bedrag in, zoals 1.234,56"),
            (asking(date), "a-day=2&a-month=9&a-year=2019", "2 september 2019"),
            (asking(date), "a-day=2&a-month=sep&a-year=2019", "2 september 2019"),
            (asking(date), "a=2019-09-02", "2 september 2019"),
            (asking(date), "a-day=2&a-year=2019", "! Vul een dag, maand en jaar in"),
            (asking(date), "a-day=30&a-month=2&a-year=2019", "! Deze datum bestaat niet. Vul het jaar in met 4 cijfers"),
            (asking(date, most=date(1970, 1, 2)), "a=1970-01-03", "! Het mag niet meer zijn dan 2 januari 1970"),
            (asking(date | None), "a-day=&a-month=&b=1", "Niet ingevuld"),
            (asking(date | None), "a-day=1", "! Vul een dag, maand en jaar in"),
            (asking(bool | None), "", "Niet ingevuld"),
            (asking(bool), "", "! Kies ja of nee"),
            (asking(bool), "a=yes", "Ja"),
            (asking(Tenure), "a=rent", "Huur"),
            (asking(Tenure), "a=boat", "! Kies een van de antwoorden"),
        ]
        for asked, filled_in, expected in cases:
            self.assertEqual(read(asked, filled_in), expected, filled_in)

    def test_values_of_the_register_are_filled_in_as_they_are_read(self) -> None:
        cases: list[tuple[Any, Value, str | None]] = [
            (int, 1_234, "1.234"),
            (int, None, None),
            (int, True, None),
            (int, Amount(1), None),
            (Amount, Amount(123_456), "€\u00a01.234,56"),
            (Amount, Amount(-500), "-€\u00a05"),
            (Amount | None, Amount(69_040), "€\u00a0690,40"),
            (date, date(2024, 3, 1), "1 maart 2024"),
            (bool, False, "Nee"),
            (Tenure, Code(3), "Huur"),
            (Tenure, Code(7), None),
            (Tenure, 3, None),
            (str, 7, None),
        ]
        for annotation, value, expected in cases:
            asked = asking(annotation)
            pairs = asked.from_register(value, "a")
            self.assertEqual(pairs and asked.show(asked.read(pairs, "a"), "nl"), expected, f"{annotation} {value!r}")

    def test_a_form_that_is_wrong_is_refused_when_it_is_made(self) -> None:
        class Untyped:
            a: float = ask(text("A", "A"))

        class Unasked:
            a: int = 3

        for cls, words in ((Untyped, "`a` of Untyped: a question can be of type str"), (Unasked, "`a` of Unasked asks nothing")):
            with self.assertRaisesRegex(TypeError, words):
                form(text("A", "A"))(cls)
        with self.assertRaisesRegex(TypeError, "is no form"):
            Form.of(int)

    def test_a_form_is_called_after_its_class(self) -> None:
        @form(text("A", "A"))
        class SingleParent:
            a: int = ask(text("A", "A"))

        self.assertEqual(Form.of(SingleParent).name, "single_parent")
        self.assertEqual(SingleParent(a=3).a, 3)
