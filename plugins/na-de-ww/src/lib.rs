//! Pages for somebody whose unemployment benefit ends: four pages with questions, a page to check the answers, and one overview.
//!
//! What is asked is in this file, what the register knows in `known.rs`, which schemes there are in `schemes.rs`. It names what to look
//! at and works out no right. Answers are kept in the demo session, so that a visitor can stop and go on later.

mod answers;
mod known;
mod schemes;
#[cfg(test)]
mod tests;

use fieldlab_service::prelude::*;

use schemes::{Situation, schemes};

/// When the benefit ends.
#[derive(Form)]
#[ask(nl = "Uw uitkering", en = "Your benefit")]
struct Benefit {
    #[ask(
        nl = "Wanneer stopt uw WW?",
        en = "When does your unemployment benefit end?",
        hint_nl = "Dit staat in de brief van UWV. Bijvoorbeeld: 31 3 2026.",
        hint_en = "The letter from UWV says so. For example: 31 3 2026.",
        least = "2025-01-01",
        most = "2030-12-31"
    )]
    ends: Date,
    #[ask(nl = "Hebt u daarna ander werk?", en = "Do you have other work then?")]
    work: bool,
}

/// Who lives there.
#[derive(Form)]
#[ask(nl = "Uw gezin", en = "Your family")]
struct Family {
    #[ask(nl = "Woont u samen met een partner?", en = "Do you live with a partner?")]
    partner: bool,
    #[ask(
        nl = "Hoeveel kinderen wonen bij u?",
        en = "How many children live with you?",
        least = 0,
        most = 20,
        register = "household.children"
    )]
    children: Whole,
    #[ask(
        nl = "Hoe oud is uw jongste kind?",
        en = "How old is your youngest child?",
        hint_nl = "Hebt u geen kinderen? Laat dit dan leeg.",
        hint_en = "No children? Leave this open.",
        least = 0,
        most = 120
    )]
    youngest: Option<Whole>,
}

/// How they live.
#[derive(Form)]
#[ask(nl = "Uw woning", en = "Your home")]
struct Home {
    #[ask(nl = "Hoe woont u?", en = "How do you live?", register = "household.tenure")]
    tenure: Tenure,
    #[ask(
        nl = "Wat betaalt u per maand voor uw huur of hypotheek?",
        en = "What do you pay a month for rent or mortgage?",
        hint_nl = "Bijvoorbeeld: 690,40.",
        hint_en = "For example: 690,40.",
        least = 0,
        most = 10_000,
        register = "household.rent_month"
    )]
    cost: Amount,
}

/// Renting or owning. The register does not tell a room from a home with a front door of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Tenure {
    #[ask(nl = "Ik huur een woning met een eigen voordeur", en = "I rent a home with a front door of its own", codes = [2, 3])]
    Rent,
    #[ask(nl = "Ik huur een kamer", en = "I rent a room")]
    Room,
    #[ask(nl = "Ik heb een koopwoning", en = "I own my home", codes = [1])]
    Own,
    #[ask(nl = "Anders", en = "Otherwise")]
    Other,
}

/// What comes in.
#[derive(Form)]
#[ask(nl = "Uw geld", en = "Your money")]
struct Money {
    #[ask(
        nl = "Wat komt er per maand binnen als de WW stopt?",
        en = "What comes in a month when the benefit ends?",
        hint_nl = "Tel het inkomen van uw partner mee. Tel toeslagen niet mee.",
        hint_en = "Count your partner's income too. Do not count allowances.",
        least = 0,
        most = 100_000
    )]
    income: Amount,
}

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .keep_answers()
        .get("/", start)
        .form::<Benefit>("/uitkering", "/gezin")
        .form::<Family>("/gezin", "/woning")
        .form::<Home>("/woning", "/geld")
        .form::<Money>("/geld", "/controle")
        .get("/controle", check)
        .get("/overzicht", overview)
        .post("/opnieuw", Request::begin_anew)
}

fn start(request: &Request) -> Page {
    let page = Page::new(request, text("Uw WW stopt. Wat nu?", "Your unemployment benefit ends. What now?"))
        .persona()
        .paragraph(text(
            "Er zijn veel regelingen die u kunnen helpen. Wij zetten ze voor u bij elkaar.",
            "There are many schemes that may help you. We put them together for you.",
        ))
        .list([
            text("U beantwoordt 8 korte vragen.", "You answer 8 short questions."),
            text("Dit duurt ongeveer 5 minuten.", "This takes about 5 minutes."),
            text("U kunt stoppen en later verdergaan.", "You can stop and go on later."),
        ])
        .begin_or_go_on("/controle", "/opnieuw");
    known::show(page, request).heading(text("Liever met iemand praten?", "Rather talk to somebody?")).paragraph(text(
        "Loop binnen bij de sociaal raadslieden, van maandag tot en met vrijdag. Het is gratis.",
        "Walk in to the social counsellors, Monday to Friday. It is free.",
    ))
}

fn check(request: &Request) -> Result<Page, Response> {
    Ok(Page::new(request, text("Klopt dit?", "Is this right?"))
        .back("/geld")
        .summary(&request.answers::<Benefit>()?)
        .summary(&request.answers::<Family>()?)
        .summary(&request.answers::<Home>()?)
        .summary(&request.answers::<Money>()?)
        .start(text("Ja, laat zien wat er is", "Yes, show what there is"), "/overzicht"))
}

fn overview(request: &Request) -> Result<Page, Response> {
    let (benefit, family) = (request.answers::<Benefit>()?, request.answers::<Family>()?);
    let (home, money) = (request.answers::<Home>()?, request.answers::<Money>()?);
    let found = schemes(&Situation {
        // Whoever does not say how old the youngest is, is sent away from nothing.
        children: family.children > 0 && family.youngest.is_none_or(|age| age < 18),
        young_child: family.children > 0 && family.youngest.is_some_and(|age| age < 13),
        work: benefit.work,
        rents_home: home.tenure == Tenure::Rent,
        income: money.income,
    });
    let language = request.language();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|scheme| {
            [&scheme.name, &scheme.what_for, &scheme.desk].map(|words| words.get(language).to_owned()).to_vec()
        })
        .collect();
    let many = found.len();
    let about = Decided::about(text("Naar welke regelingen u kunt kijken", "Which schemes you can look at"));
    let decided = found.into_iter().fold(about, |decided, scheme| decided.step(scheme.why));
    decided.outcome("aantal regelingen", "number of schemes", many as Whole).tell();
    let title = text(format!("Kijk naar deze {many} regelingen"), format!("Look at these {many} schemes"));
    Ok(Page::new(request, text("Dit is er voor u", "This is what there is for you"))
        .back("/controle")
        .alert(
            Tone::Info,
            title,
            text(
                "Misschien hebt u er recht op. Dat hangt af van uw hele situatie.",
                "Perhaps you are entitled to them. That depends on your whole situation.",
            ),
        )
        .table(
            text("Regelingen", "Schemes"),
            &[
                text("Regeling", "Scheme"),
                text("Waarvoor", "What for"),
                text("Waar vraagt u het aan", "Where to apply"),
            ],
            &rows,
        )
        .heading(text("Zo regelt u het in één keer", "How to arrange it all at once"))
        .steps(
            &[
                text("Uw vragen beantwoorden", "Answer the questions"),
                text(
                    "Neem uw brief van UWV en uw huurcontract mee naar de sociaal raadslieden",
                    "Take the letter from UWV and your rental contract to the social counsellors",
                ),
                text(
                    "Zij vragen samen met u alles aan, voordat uw WW stopt",
                    "They apply for everything together with you, before your benefit ends",
                ),
            ],
            1,
        )
        .link(text("Antwoorden veranderen", "Change your answers"), "/controle")
        .link(text("Naar het begin, of opnieuw beginnen", "To the start, or begin anew"), "/"))
}
