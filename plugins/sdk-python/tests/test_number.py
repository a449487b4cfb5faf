import unittest
from datetime import date

from fieldlab_service.encoding import read_pairs, write_pairs
from fieldlab_service.number import (
    Amount,
    day_after_1970,
    day_of,
    days_since_1970,
    read_amount,
    read_month,
    read_whole,
    show_amount,
    show_date,
    show_share,
    show_whole,
)


class Numbers(unittest.TestCase):
    def test_amounts_are_read_as_people_in_the_netherlands_write_them(self) -> None:
        read = {
            "1.234,56": 123_456,
            "1234,56": 123_456,
            "€ 1.234": 123_400,
            "1 234,5": 123_450,
            "12.50": 1_250,
            "690,4": 69_040,
            "0": 0,
            "1.234.567,89": 123_456_789,
            "12,-": 1_200,
            "-5": -500,
            "−5": -500,
        }
        for written, cents in read.items():
            self.assertEqual(read_amount(written), cents, written)
        refused = ["", "veel", "1,234", "1.23.45", "1,2,3", "12.345.6", ",50", "1e5", "1,234.56", "€", "12,", "9999999999999999", "١٢"]
        for written in refused:
            self.assertIsNone(read_amount(written), written)

    def test_what_is_counted_with_amounts_is_an_amount(self) -> None:
        for amount in (Amount(1) + 2, sum([Amount(1), Amount(2)]), 3 * Amount(1), Amount(7) // 2, Amount(5) - 2, -Amount(-3)):
            self.assertIs(type(amount), Amount)
            self.assertEqual(amount, 3)

    def test_numbers_are_shown_as_the_language_writes_them(self) -> None:
        self.assertEqual(show_amount(123_456, "nl"), "€\u00a01.234,56")
        self.assertEqual(show_amount(-123_405, "en"), "-€1,234.05")
        self.assertEqual(show_amount(100_000_000, "nl"), "€\u00a01.000.000")
        self.assertEqual([show_share(137_300, "nl"), show_share(250_000, "en"), show_share(-3_000, "en")], ["13,73%", "25%", "-0.30%"])
        self.assertEqual([show_whole(-1_234, "en"), show_whole(12, "nl")], ["-1,234", "12"])
        self.assertEqual([read_whole(written) for written in ("1.234", "-3", "1,5", "1.23")], [1234, -3, None, None])

    def test_days_exist_or_not(self) -> None:
        self.assertEqual([days_since_1970(date(2026, 1, 1)), day_after_1970(19_783)], [20_454, date(2024, 3, 1)])
        for year, month, day in [(2023, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (24, 1, 1)]:
            self.assertIsNone(day_of(year, month, day), f"{year}-{month}-{day}")
        self.assertEqual(show_date(date(2024, 3, 1), "nl"), "1 maart 2024")
        self.assertEqual([read_month(written) for written in ("9", "Sep", "mrt", "march", "x")], [9, 9, 3, 3, None])

    def test_forms_are_read_as_browsers_write_them(self) -> None:
        read = {
            "a=1&b=twee+woorden": [("a", "1"), ("b", "twee woorden")],
            "naam=Ren%C3%A9e&naam=Bo": [("naam", "Renée"), ("naam", "Bo")],
            "a&b=&=c&&": [("a", ""), ("b", ""), ("", "c")],
            "a=1%2B1%3D2": [("a", "1+1=2")],
            "a=100%&b=%zz": [("a", "100%"), ("b", "%zz")],
            "": [],
        }
        for written, pairs in read.items():
            self.assertEqual(read_pairs(written), pairs, written)
        self.assertIsNone(read_pairs("a=%ff"), "it is not UTF-8")
        self.assertIsNone(read_pairs("a&" * 501), "it has too many pairs")
        pairs = [("naam", 'Renée & Bo; "x" ~'), ("leeg", ""), ("som", "1+1=2\r\n")]
        self.assertRegex(write_pairs(pairs), r"\A[A-Za-z0-9%&=._-]*\Z")
        self.assertEqual(read_pairs(write_pairs(pairs)), pairs)
