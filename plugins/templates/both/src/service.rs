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
        least = 0,
        most = 1_000_000
    )]
    income: Amount,
}

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router.get("/", start).form::<Situation>("/situatie", "/besluit").get("/besluit", decision)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Bijdrage voor uw kind", "A contribution for your child"))
        .paragraph(text(
            "Kijk of uw kind geld krijgt voor sport en school.",
            "See whether your child gets money for sports and school.",
        ))
        .start(text("Begin", "Start"), "/situatie")
}

fn decision(request: &Request) -> Result<Page, Response> {
    let situation = request.answers::<Situation>()?;
    let mut steps = Steps::default();
    let resident = Resident { age: situation.age, income: situation.income };
    let decision = decide(&resident, &Settings::defaults(), &mut steps);
    let (tone, title) = match decision.reason {
        Reason::Entitled => (Tone::Good, text("Uw kind krijgt de bijdrage", "Your child gets the contribution")),
        Reason::NoChild => (
            Tone::Info,
            text("De bijdrage is voor kinderen van 4 tot en met 17", "The contribution is for children of 4 to 17"),
        ),
        Reason::IncomeTooHigh => (Tone::Info, text("Uw inkomen is te hoog", "Your income is too high")),
    };
    let euro = decision.amount_year.in_cents() / 100;
    Ok(Page::new(request, text("Het besluit", "The decision"))
        .alert(tone, title, text(format!("Bedrag per jaar: {euro} euro."), format!("Amount a year: {euro} euros.")))
        .heading(text("Zo komt dit besluit tot stand", "How this decision was made"))
        .explanation(&steps)
        .summary(&situation))
}

#[cfg(test)]
mod tests {
    use super::routes;
    use fieldlab_service::visitor::Visitor;

    #[test]
    fn the_pages_show_what_the_rule_decides() {
        let mut parent = Visitor::new(routes);
        let page = parent.send("/situatie", &[("age", "10"), ("income", "20.000")]);
        assert!(page.contains("Uw kind krijgt de bijdrage") && page.contains("300 euro"), "{page}");
        assert!(page.contains("Is het inkomen laag genoeg?"), "{page}");
        let page = parent.send("/situatie", &[("age", "10"), ("income", "30.000")]);
        assert!(page.contains("Uw inkomen is te hoog"), "{page}");
    }
}
