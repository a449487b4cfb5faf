"""People who walk through the pages, without a browser."""

import re
import unittest
from datetime import date

from fieldlab_service import Code
from newcomer.dates import Period
from newcomer.languages import NAMES
from newcomer.places import PLACES
from newcomer.steps import STEPS

from .support import SINCE, WHERE, fixture, item, visitor

DAY = {"since-day": "1", "since-month": "10", "since-year": "2025", "place": "zwolle"}


class Steps(unittest.TestCase):
    def test_without_a_date_no_day_is_named_and_there_are_roads_on(self) -> None:
        for options in ({}, {"plays": None}, {"refused": ["vault", "keyvalue"]}):
            anas = visitor(**options)
            page = anas.look("/")
            self.assertIn("Daarom noemen wij nog geen datums", page)
            self.assertNotIn("uiterlijk", page)
            self.assertIn('href="/over-u"', page)
            self.assertEqual('href="/.lab/share/since?back=%2F"' in page, options == {})
            self.assertIn("Nu aan de beurt: Inschrijven", page)

    def test_days_are_counted_from_what_is_shared(self) -> None:
        anas = visitor(today=date(2025, 8, 15)).sharing("since", SINCE)
        page = anas.look("/")
        self.assertIn("Wij tellen vanaf 1 mei 2025", page)
        self.assertIn("tot en met 13 september 2025", page)
        self.assertIn("uiterlijk 1 september 2025", item(page, "zorgverzekering"))
        self.assertIn("dit moest uiterlijk 1 augustus 2025", item(page, "gezin"))
        self.assertIn("eindigt niet vóór 1 mei 2028", item(page, "inburgering"))
        self.assertIn("zo snel mogelijk", item(page, "huisarts"))
        self.assertNotIn("Oekraïne", page)
        late = anas.look("/stap/gezin")
        self.assertIn("De datum is voorbij", late)
        [*_, decision] = anas.decided
        said = {step.rule: (step.outcome.value, step.article) for step in decision.steps}
        self.assertEqual(said["zorgverzekering"], (date(2025, 9, 1), "Zorgverzekeringswet"))

    def test_whoever_has_temporary_protection_reads_that_other_rules_apply(self) -> None:
        page = visitor().sharing("since", {"person.residence_title": Code(46)}).look("/")
        self.assertIn("U hoeft niet in te burgeren", page)
        self.assertIn("geen datums", page)

    def test_what_somebody_says_themselves_counts_and_can_be_taken_away(self) -> None:
        for refused in ([], ["keyvalue"]):
            anas = visitor(refused=refused).sharing("since", SINCE)
            page = anas.send("/over-u", DAY)
            self.assertEqual((anas.status, anas.path), (200, "/"))
            self.assertIn("Wij tellen vanaf 1 oktober 2025", page)
            self.assertIn("uiterlijk 1 februari 2026", item(page, "zorgverzekering"))
            self.assertIn("Welkomloket Voorbeeld Zwolle: dinsdag en donderdag", anas.look("/stap/bank"))
            self.assertIn('value="10"', anas.look("/over-u"))
            page = anas.send("/over-u", {**DAY, "since-day": "", "since-month": "", "since-year": ""})
            self.assertIn("Wij tellen vanaf 1 mei 2025", page)

    def test_what_is_filled_in_wrong_is_said_beside_its_field(self) -> None:
        cases = [({"since-day": "31", "since-month": "2"}, "die bestaan"), ({"since-year": "x"}, "die bestaan"), ({"since-year": "2031"}, "moet nog komen")]
        for wrong, words in cases:
            anas = visitor()
            page = anas.send("/over-u", {**DAY, **wrong})
            self.assertEqual(anas.status, 422)
            self.assertIn(words, page)
            self.assertIn('<a href="#since-day">', page)
            self.assertIn("<title>Fout: ", page)
        evil = visitor().send("/over-u", {**DAY, "since-day": '"><script>', "place": "atlantis"})
        self.assertIn('value="&quot;&gt;&lt;script&gt;"', evil)

    def test_a_step_is_done_until_it_is_not_after_all(self) -> None:
        for refused in ([], ["keyvalue"]):
            anas = visitor(refused=refused)
            page = anas.send("/stap/inschrijven", {"gedaan": "ja"})
            self.assertIn("1 van de 12 stappen", page)
            self.assertIn("gedaan", item(page, "inschrijven"))
            self.assertIn("Nu aan de beurt: Uw woning", page)
            page = anas.send("/stap/inschrijven", {"gedaan": "nee"})
            self.assertIn("0 van de 12 stappen", page)
            for step in STEPS:
                page = anas.send(f"/stap/{step.name}", {"gedaan": "ja"})
            self.assertIn("Alle stappen zijn gedaan", page)
            self.assertEqual(anas.decided[-1].outcome[0].value, 0)
        anas.look("/stap/niets")
        self.assertEqual(anas.path, "/")

    def test_periods_end_as_people_count_them(self) -> None:
        self.assertEqual(Period(months=4).after(date(2025, 10, 31)), date(2026, 2, 28))
        self.assertEqual(Period(months=36).after(date(2024, 2, 29)), date(2027, 2, 28))
        self.assertEqual(Period(days=5).after(date(2025, 12, 29)), date(2026, 1, 3))

    def test_every_persona_lives_where_there_is_a_made_up_desk(self) -> None:
        field = next(field for field in fixture("catalogue.toml")["fields"] if field["name"] == "household.municipality")
        codes = {code["name"]: code["code"] for code in field["codes"]}
        for place in PLACES:
            self.assertEqual(codes[place.name], place.code)
        anas = visitor()
        self.assertIn('href="/.lab/share/where?back=%2Fstap%2Fbank">Deel uw gemeente', anas.look("/stap/bank"))
        page = anas.sharing("where", WHERE).look("/stap/bank")
        self.assertIn("Bij u in de buurt: Zwolle", page)
        self.assertIn("Dit loket is verzonnen", page)


class Languages(unittest.TestCase):
    def test_a_page_from_right_to_left_says_so_and_marks_what_is_not(self) -> None:
        anas = visitor().sharing("since", SINCE).sharing("where", WHERE)
        page = anas.look("/?taal=ar")
        self.assertIn('<html lang="nl">', page)
        self.assertIn('lang="ar" dir="rtl"><h1>خطواتك في هولندا</h1>', page)
        self.assertIn('<title lang="ar" dir="rtl">خطواتك في هولندا - Nieuw in Nederland</title>', page)
        self.assertIn('<div lang="nl" dir="ltr"><p class="persona">', page)
        self.assertIn("نحسب ابتداءً من 1 أيار/مايو 2025", page)
        self.assertIn('aria-current="true">العربية', page)
        # It is remembered, until they choose another.
        page = anas.look("/stap/zorgverzekering")
        self.assertIn('<h1>التأمين الصحي</h1>', page)
        self.assertIn('<span lang="uk" dir="ltr">', anas.look("/?taal=ar"))
        page = anas.send("/over-u", {**DAY, "since-month": "13"})
        self.assertIn('dir="rtl"', page)
        self.assertIn("اكتب يوماً وشهراً وسنة صحيحة", page)
        self.assertIn("<h1>Uw stappen in Nederland</h1>", anas.look("/?lang=nl&taal=ar"))
        self.assertNotIn('dir="rtl"><h1>', anas.look("/"))
        # Another road back, for who reads the lab in English.
        reader = visitor(language="en")
        reader.look("/?taal=ar")
        self.assertIn("<h1>Health insurance</h1>", reader.look("/stap/zorgverzekering?taal="))
        self.assertIn("<h1>A bank account</h1>", reader.look("/stap/bank"))

    def test_what_is_missing_is_in_english_and_the_page_says_so(self) -> None:
        page = visitor().look("/stap/gezin?taal=uk")
        self.assertIn("Частину цієї сторінки ще не перекладено", page)
        self.assertIn('<h1><span lang="en">Bringing your family here</span></h1>', page)
        self.assertNotIn("ще не перекладено", visitor().look("/stap/bank?taal=uk"))
        page = visitor().look("/?taal=ar")
        self.assertIn('<span lang="en" dir="ltr">Do you come from Ukraine', page)

    def test_tigrinya_is_missing_and_has_a_road_on(self) -> None:
        for language in ("nl", "en"):
            page = visitor(language=language).look("/tigrinya")
            self.assertIn("Deze stappen zijn er nog niet in het Tigrinya", page)
            self.assertIn("These steps are not there in Tigrinya yet", page)
            self.assertIn('href="/vragen"', page)
            self.assertIn('<a href="/tigrinya"><span lang="ti">ትግርኛ</span></a>', page)

    def test_each_page_in_each_language_has_one_first_heading_labels_and_no_double_ids(self) -> None:
        for code in NAMES:
            for path in ("/", "/over-u", "/vragen", "/tigrinya", *(f"/stap/{step.name}" for step in STEPS)):
                anas = visitor().sharing("where", WHERE)
                page = anas.look(f"{path}?{'lang' if code in ('nl', 'en') else 'taal'}={code}")
                self.assertEqual((anas.status, page.count("<h1>")), (200, 1), path)
                ids = re.findall(r' id="([^"]+)"', page)
                self.assertEqual(len(ids), len(set(ids)), path)
                for wanted in re.findall(r'<label for="([^"]+)"', page):
                    self.assertIn(wanted, ids)
                self.assertIsNone(re.search(r"None|\{\w*\}|undefined", page.partition("<main")[2]), path)


class Buddy(unittest.TestCase):
    QUESTION = {"about": "werk", "words": "Kan ik <weer> leraar worden?"}

    def test_the_buddy_answers_later_and_is_made_up(self) -> None:
        for refused in ([], ["keyvalue"]):
            anas = visitor(refused=refused)
            self.assertIn("Samira is verzonnen", anas.look("/vragen"))
            page = anas.send("/vragen", self.QUESTION)
            self.assertIn("Kan ik &lt;weer&gt; leraar worden?", page)
            self.assertIn("Samira antwoordt op een volgende dag", page)
            page = anas.send("/vragen/morgen")
            self.assertIn("Samira (verzonnen) antwoordt", page)
            self.assertIn("Over “Werk en uw diploma”", page)
            self.assertNotIn("Doe alsof", page)

    def test_a_question_that_is_empty_or_too_long_is_asked_again(self) -> None:
        for wrong in ({"words": " "}, {"words": "x" * 501}, {"about": "weer"}):
            anas = visitor()
            self.assertIn('<a href="#words">Schrijf uw vraag op', anas.send("/vragen", {**self.QUESTION, **wrong}))
            self.assertEqual(anas.status, 422)
        self.assertIn('<option value="bank" lang="nl" dir="ltr" selected>', visitor().look("/vragen?stap=bank"))

    def test_what_a_browser_kept_and_somebody_changed_is_nothing(self) -> None:
        anas = visitor(refused=["keyvalue"])
        for written in ("{", "[]", '{"asked":[{"x":1}]}', '{"since":"gisteren"}', '{"done":["x"],"asked":[{"step":"x","words":"","day":"2025-01-01"}]}'):
            anas._cookies["kept"] = written.replace('"', "%22").replace("{", "%7B")
            self.assertIn("0 van de 12", anas.look("/"), written)
