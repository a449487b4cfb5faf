//! A small service: a start page, two pages with questions, a page to check the answers, and the outcome.

use fieldlab_service::prelude::*;

/// The first questions. The types say how the fields look and what is right: see the README of fieldlab-service.
#[derive(Form)]
#[ask(nl = "Uw kind", en = "Your child")]
struct Child {
    #[ask(nl = "Hoe heet uw kind?", en = "What is your child called?", most = 60)]
    name: String,
    #[ask(nl = "Hoe oud is uw kind?", en = "How old is your child?", least = 0, most = 120)]
    age: Whole,
}

#[derive(Form)]
#[ask(nl = "Uw inkomen", en = "Your income")]
struct Income {
    #[ask(
        nl = "Wat verdient u per jaar?",
        en = "What do you earn a year?",
        least = 0,
        most = 1_000_000,
        hint_nl = "Tel ook het inkomen van uw partner mee.",
        hint_en = "Count your partner's income too."
    )]
    income: Amount,
    #[ask(nl = "Krijgt u al een bijdrage?", en = "Do you get a contribution already?")]
    has_one: bool,
}

/// Which function answers which page. Answers are kept in the visitor's browser until it is closed.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .get("/", start)
        .form::<Child>("/kind", "/inkomen")
        .form::<Income>("/inkomen", "/controle")
        .get("/controle", check)
        .get("/uitkomst", outcome)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Bijdrage voor uw kind", "A contribution for your child"))
        .paragraph(text(
            "Kijk of uw kind geld krijgt voor sport en school.",
            "See whether your child gets money for sports and school.",
        ))
        .paragraph(text("Dit duurt 2 minuten.", "This takes 2 minutes."))
        .start(text("Begin", "Start"), "/kind")
}

fn check(request: &Request) -> Result<Page, Response> {
    let (child, income) = (request.answers::<Child>()?, request.answers::<Income>()?);
    Ok(Page::new(request, text("Klopt dit?", "Is this right?"))
        .summary(&child)
        .summary(&income)
        .start(text("Naar de uitkomst", "To the outcome"), "/uitkomst"))
}

fn outcome(request: &Request) -> Result<Page, Response> {
    let (child, income) = (request.answers::<Child>()?, request.answers::<Income>()?);
    let entitled = (4..=17).contains(&child.age) && income.income <= Amount::euro(25_000) && !income.has_one;
    let page = Page::new(request, text("De uitkomst", "The outcome"));
    Ok(match entitled {
        true => page.alert(
            Tone::Good,
            text(format!("{} krijgt 300 euro", child.name), format!("{} gets 300 euros", child.name)),
            text("De gemeente betaalt dit ieder jaar.", "The municipality pays this every year."),
        ),
        false => page.alert(
            Tone::Info,
            text("U krijgt geen bijdrage", "You do not get a contribution"),
            text(
                "Die is voor kinderen van 4 tot en met 17 met een laag inkomen thuis.",
                "It is for children of 4 to 17 with a low income at home.",
            ),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::routes;
    use fieldlab_service::visitor::Visitor;

    #[test]
    fn a_parent_walks_from_the_start_to_the_outcome() {
        let mut parent = Visitor::new(routes);
        assert!(parent.look("/").contains("href=\"/kind\""));
        assert!(parent.send("/kind", &[("name", ""), ("age", "9")]).contains("Vul een antwoord in"));
        assert!(parent.send("/kind", &[("name", "Mila"), ("age", "9")]).contains("Uw inkomen"));
        let check = parent.send("/inkomen", &[("income", "19.500,50"), ("has_one", "no")]);
        assert!(check.contains("Klopt dit?") && check.contains("19.500,50"), "{check}");
        assert!(parent.look("/uitkomst").contains("Mila krijgt 300 euro"));
    }

    #[test]
    fn whoever_skips_a_page_comes_there_first() {
        let mut parent = Visitor::new(routes);
        parent.look("/uitkomst");
        assert_eq!(parent.path, "/kind");
    }
}
