//! A small service: a start page, one page with questions, and the outcome. All types of questions and parts of pages are in the README
//! of fieldlab-service.

use fieldlab_service::prelude::*;

/// The questions of a page. `register` fills in what is known of the persona; `prototype.toml` says why we look at that.
#[derive(Form)]
#[ask(nl = "Uw gezin", en = "Your family")]
struct Family {
    #[ask(nl = "Hoe heet uw kind?", en = "What is your child called?", most = 60)]
    name: String,
    #[ask(nl = "Hoe oud is uw kind?", en = "How old is your child?", least = 0, most = 120)]
    age: Whole,
    #[ask(nl = "Wat verdient u per jaar?", en = "What do you earn a year?", register = "person.income_gross")]
    income: Amount,
}

/// Which function answers which page. Answers are kept until the demo session begins anew.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .keep_answers()
        .get("/", start)
        .form::<Family>("/gezin", "/uitkomst")
        .get("/uitkomst", outcome)
        .post("/opnieuw", Request::begin_anew)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Bijdrage voor uw kind", "A contribution for your child"))
        .persona()
        .paragraph(text("Kijk of uw kind geld krijgt voor sport.", "See whether your child gets money for sports."))
        .begin_or_go_on("/uitkomst", "/opnieuw")
}

fn outcome(request: &Request) -> Result<Page, Response> {
    let family = request.answers::<Family>()?;
    let page = Page::new(request, text("De uitkomst", "The outcome"));
    let entitled = (4..=17).contains(&family.age) && family.income <= Amount::euro(25_000);
    let page = match entitled {
        true => page.alert(
            Tone::Good,
            text(format!("{} krijgt 300 euro", family.name), format!("{} gets 300 euros", family.name)),
            text("De gemeente betaalt dit ieder jaar.", "The municipality pays this every year."),
        ),
        false => page.alert(
            Tone::Info,
            text("U krijgt geen bijdrage", "You do not get a contribution"),
            text("Die is voor kinderen van 4 tot en met 17.", "It is for children of 4 to 17."),
        ),
    };
    Ok(page.summary(&family))
}
