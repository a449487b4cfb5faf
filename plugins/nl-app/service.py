"""New in the Netherlands: which function answers which page, and what answers questions at the plaza."""

from fieldlab_service import Router

from newcomer import about_page, buddy, pages
from newcomer.answering import offers, respond
from newcomer.languages import remembering

__all__ = ["offers", "respond", "routes"]


def routes(router: Router) -> Router:
    """Which function answers which page."""
    router.get("/", remembering(pages.start))
    router.get("/stap/{name}", remembering(pages.one)).post("/stap/{name}", remembering(pages.mark))
    router.get("/over-u", remembering(about_page.show)).post("/over-u", remembering(about_page.take))
    router.get("/vragen", remembering(buddy.show)).post("/vragen", remembering(buddy.take))
    router.post("/vragen/morgen", remembering(buddy.tomorrow))
    return router.get("/tigrinya", remembering(pages.tigrinya))
