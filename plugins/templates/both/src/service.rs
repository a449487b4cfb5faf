//! Pages that ask for what the rule reads, and show what it decides and why.

use fieldlab_sdk::prelude::Steps;
use fieldlab_service::prelude::*;

use crate::{Reason, Resident, Settings, decide};

#[derive(Form)]
#[ask(nl = "Uw situatie", en = "Your situation")]
struct Situation {
    #[ask(nl = "Hoe oud is uw kind?", en = "How old is your child?", least = 0, most = 120)]
    age: Whole,
    #[ask(
        nl = "Wat is het inkomen van uw huishouden per jaar?",
        en = "What is the income of your household a year?",
        register = "household.income_standardised"
    )]
    income: Amount,
}

/// Which function answers which page. Answers are kept until the demo session begins anew.
#[service]
pub fn routes(router: Router) -> Router {
    let router = router.keep_answers().get("/", start).form::<Situation>("/situatie", "/besluit");
    router.get("/besluit", decision).post("/opnieuw", Request::begin_anew)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Bijdrage voor uw kind", "A contribution for your child"))
        .persona()
        .paragraph(text("Kijk of uw kind geld krijgt voor sport.", "See whether your child gets money for sports."))
        .begin_or_go_on("/besluit", "/opnieuw")
}

fn decision(request: &Request) -> Result<Page, Response> {
    let situation = request.answers::<Situation>()?;
    let mut steps = Steps::default();
    let resident = Resident { age: situation.age, income: situation.income };
    let decision = decide(&resident, &Settings::defaults(), &mut steps);
    let (tone, title) = match decision.reason {
        Reason::Entitled => (Tone::Good, text("Uw kind krijgt de bijdrage", "Your child gets the contribution")),
        Reason::NoChild => (Tone::Info, text("Dit is voor kinderen van 4 tot en met 17", "This is for children of 4 to 17")),
        Reason::IncomeTooHigh => (Tone::Info, text("Uw inkomen is te hoog", "Your income is too high")),
    };
    let euro = decision.amount_year.in_cents() / 100;
    let page = Page::new(request, text("Het besluit", "The decision"))
        .alert(tone, title, text(format!("Bedrag per jaar: {euro} euro."), format!("Amount a year: {euro} euros.")))
        .heading(text("Zo komt dit besluit tot stand", "How this decision was made"))
        .explanation(&steps)
        .summary(&situation);
    // Whoever looks on in the lab sees it too.
    Decided::about(text("De bijdrage", "The contribution"))
        .outcome("recht", "entitled", decision.entitled)
        .steps(steps)
        .tell();
    Ok(page)
}
