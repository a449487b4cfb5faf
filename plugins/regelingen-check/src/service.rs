//! The pages: three with questions, one with what fits, one about working more, and one with all figures.

use fieldlab_service::prelude::*;

use crate::forms::{Family, Home, Money};
use crate::outcome::Scheme;
use crate::{figures, more_work, outcome_page, words};

/// Which function answers which page. Answers are kept until the demo session begins anew.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .keep_answers()
        .get("/", start)
        .form::<Family>("/gezin", "/woning")
        .form::<Home>("/woning", "/geld")
        .form::<Money>("/geld", "/uitkomst")
        .get("/uitkomst", outcome_page::show)
        .get("/meer-werken", more_work::show)
        .get("/bedragen", figures::show)
        .post("/opnieuw", Request::begin_anew)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Welke regelingen passen bij u?", "Which schemes fit you?"))
        .persona()
        .paragraph(text(
            "U beantwoordt één keer een paar vragen. Daarna ziet u voor zes regelingen of u ze kunt krijgen, en hoeveel.",
            "You answer some questions once. Then you see for six schemes whether you can get them, and how much.",
        ))
        .list(Scheme::ALL.map(words::name))
        .paragraph(text(
            "Wat het register al weet, vullen wij voor u in. U kunt het veranderen. Het duurt ongeveer vijf minuten.",
            "What the register knows already we fill in for you. You can change it. It takes about five minutes.",
        ))
        .begin_or_go_on("/uitkomst", "/opnieuw")
        .heading(text("Geen besluit", "Not a decision"))
        .paragraph(text(
            "Wij rekenen met de regels van 2026. Sommige bedragen zijn niet bevestigd. Dat staat er dan bij.",
            "We use the rules of 2026. Some amounts are not confirmed. It says so where they are.",
        ))
        .link(text("Alle bedragen, met hun bron", "All figures, with their source"), "/bedragen")
}
