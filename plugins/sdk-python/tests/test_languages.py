"""Pages in other languages than Dutch and English, also from right to left."""

import unittest

from fieldlab_service import Page, Request, Words, html, text
from fieldlab_service.words import direction_of

from . import support  # noqa: F401


def made(page: Page) -> str:
    return str(page.html())


class Languages(unittest.TestCase):
    def test_the_contents_say_their_language_and_direction_and_what_is_around_them_stays(self) -> None:
        title = Words("خطواتك", "ar")
        page = made(Page(Request("GET", "/"), title, language="ar").paragraph(Words("مرحبا", "ar")))
        self.assertIn('<html lang="nl">', page)
        self.assertIn('<title lang="ar" dir="rtl">خطواتك - Voorbeeld</title>', page)
        self.assertIn('<main id="main" tabindex="-1" lang="ar" dir="rtl"><h1>خطواتك</h1><p>مرحبا</p></main>', page)
        page = made(Page(Request("GET", "/"), Words("Кроки", "uk"), language="uk"))
        self.assertIn('lang="uk" dir="ltr"><h1>Кроки</h1>', page)

    def test_what_is_in_another_language_than_the_contents_is_marked(self) -> None:
        page = Page(Request("GET", "/"), Words("خطواتك", "ar"), language="ar", direction="rtl").place(1, 2)
        page.paragraph(Words("Not yet translated", "en")).paragraph(text("Hallo", "Hello"))
        page.alert("info", Words("انتبه", "ar"), Words("هنا", "ar")).steps([Words("واحد", "ar"), Words("One", "en")], 1)
        whole = made(page)
        for expected in (
            '<p class="place" lang="nl" dir="ltr">Stap 1 van 2</p>',
            '<p><span lang="en" dir="ltr">Not yet translated</span></p>',
            '<p><span lang="nl" dir="ltr">Hallo</span></p>',
            '<span class="hidden" lang="nl" dir="ltr">Let op: </span>انتبه',
            'واحد<span class="hidden" lang="nl" dir="ltr"> (klaar)</span>',
            '<span lang="en" dir="ltr">One</span>',
        ):
            self.assertIn(expected, whole)

    def test_a_page_in_dutch_marks_words_of_another_language_too(self) -> None:
        names = [Words("العربية", "ar"), Words("Українська", "uk"), text("Nederlands", "Dutch")]
        page = Page(Request("GET", "/"), text("Talen", "Languages")).list(names)
        self.assertIn('<li><span lang="ar" dir="rtl">العربية</span></li><li><span lang="uk">Українська</span></li><li>Nederlands</li>', made(page))
        self.assertIn('<main id="main" tabindex="-1"><h1>', made(page))
        page.paragraph(html("<b>{}</b>: {}", page.words(Words("خطوة", "ar")), page.words(text("Stap <1>", "Step"))))
        self.assertIn('<p><b><span lang="ar" dir="rtl">خطوة</span></b>: Stap &lt;1&gt;</p>', made(page))
        self.assertEqual([direction_of(code) for code in ("ar", "fa", "he", "ti", "uk", "nl")], ["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"])
