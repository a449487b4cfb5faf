"""A parent who walks through the pages, without a browser."""

import unittest

from fieldlab_service import Amount
from fieldlab_service.visitor import Visitor
from service import routes


class Pages(unittest.TestCase):
    def test_a_parent_walks_from_the_start_to_the_outcome(self) -> None:
        parent = Visitor(routes, plays={"person.income_gross": Amount(1_950_050)})
        self.assertIn('href="/gezin"', parent.look("/"))
        # What the register knows is filled in; what is wrong stands next to its field.
        self.assertIn('value="19.500,50"', parent.look("/gezin"))
        filled_in = {"name": "Mila", "age": "9", "income": "19.500,50"}
        self.assertIn("Vul een antwoord in", parent.send("/gezin", {**filled_in, "name": ""}))
        self.assertIn("Mila krijgt 300 euro", parent.send("/gezin", filled_in))
        self.assertIn("U krijgt geen bijdrage", parent.send("/gezin", {**filled_in, "age": "19"}))

    def test_whoever_comes_back_goes_on(self) -> None:
        parent = Visitor(routes)
        parent.send("/gezin", {"name": "Mila", "age": "9", "income": "0"})
        parent.closes_browser()
        self.assertIn("U was al begonnen", parent.look("/"))
        self.assertNotIn("U was al begonnen", parent.send("/opnieuw"))

    def test_whoever_skips_a_page_comes_there_first(self) -> None:
        parent = Visitor(routes)
        parent.look("/uitkomst")
        self.assertEqual(parent.path, "/gezin")
