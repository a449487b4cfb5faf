"""A small service: a start page, one page with questions, and the outcome.

All types of questions and parts of pages are in the README of fieldlab_service.
"""

from fieldlab_service import Amount, Page, Request, Router, ask, form, text


# The questions of a page. `register` fills in what is known of the persona; prototype.toml says why we look at that.
@form(text("Uw gezin", "Your family"))
class Family:
    name: str = ask(text("Hoe heet uw kind?", "What is your child called?"), most=60)
    age: int = ask(text("Hoe oud is uw kind?", "How old is your child?"), least=0, most=120)
    income: Amount = ask(text("Wat verdient u per jaar?", "What do you earn a year?"), register="person.income_gross")


def routes(router: Router) -> Router:
    """Which function answers which page. Answers are kept until the demo session begins anew."""
    router.keep_answers()
    router.get("/", start)
    router.form(Family, "/gezin", "/uitkomst")
    router.get("/uitkomst", outcome)
    router.post("/opnieuw", Request.begin_anew)
    return router


def start(request: Request) -> Page:
    page = Page(request, text("Bijdrage voor uw kind", "A contribution for your child")).persona()
    page.paragraph(text("Kijk of uw kind geld krijgt voor sport.", "See whether your child gets money for sports."))
    return page.begin_or_go_on("/uitkomst", "/opnieuw")


def outcome(request: Request) -> Page:
    family = request.answers(Family)
    page = Page(request, text("De uitkomst", "The outcome"))
    if 4 <= family.age <= 17 and family.income <= Amount.euro(25_000):
        page.alert(
            "good",
            text(f"{family.name} krijgt 300 euro", f"{family.name} gets 300 euros"),
            text("De gemeente betaalt dit ieder jaar.", "The municipality pays this every year."),
        )
    else:
        page.alert(
            "info",
            text("U krijgt geen bijdrage", "You do not get a contribution"),
            text("Die is voor kinderen van 4 tot en met 17.", "It is for children of 4 to 17."),
        )
    return page.summary(family)
