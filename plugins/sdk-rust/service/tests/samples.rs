//! The pages that all SDKs make the same: `plugins/page/samples`. This SDK writes them; those of other languages are held against them.
//!
//! After a change of pages: `FIELDLAB_WRITE_SAMPLES=1 cargo test -p fieldlab-service --test samples`, and then the tests of the others.

use std::path::PathBuf;

use fieldlab_service::fieldlab_sdk::Explain as _;
use fieldlab_service::prelude::*;
use fieldlab_service::visitor::{Value, Visitor};

/// One question of each type.
#[derive(Form)]
#[ask(nl = "Uw woning", en = "Your home")]
struct Home {
    #[ask(
        nl = "Hoe heet u?",
        en = "What is your name?",
        hint_nl = "Uw voornaam.",
        hint_en = "Your given name.",
        most = 10,
        autocomplete = "given-name"
    )]
    name: String,
    #[ask(nl = "Hoeveel mensen wonen er?", en = "How many people live there?", least = 1, most = 20)]
    people: Option<Whole>,
    #[ask(
        nl = "Wat is uw huur?",
        en = "What is your rent?",
        least = 0,
        most = 5_000,
        register = "household.rent_month"
    )]
    rent: Amount,
    #[ask(nl = "Sinds wanneer?", en = "Since when?", least = "1950-01-01", most = "2026-12-31")]
    since: Date,
    #[ask(nl = "Hebt u een tuin?", en = "Do you have a garden?")]
    garden: bool,
    #[ask(nl = "Hoe woont u?", en = "How do you live?")]
    tenure: Option<Tenure>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Tenure {
    #[ask(nl = "Ik huur", en = "I rent")]
    Rent,
    #[ask(nl = "Ik heb een \"koopwoning\" <&>", en = "I own my \"home\" <&>")]
    Own,
}

/// A second page with questions.
#[derive(Form)]
#[ask(nl = "Uw geld", en = "Your money")]
struct Money {
    #[ask(nl = "Wat verdient u?", en = "What do you earn?")]
    income: Amount,
}

#[service]
fn routes(router: Router) -> Router {
    router
        .keep_answers()
        .get("/", start)
        .form::<Home>("/woning", "/geld")
        .form::<Money>("/geld", "/alles")
        .get("/alles", everything)
        .post("/opnieuw", Request::begin_anew)
}

fn start(request: &Request) -> Page {
    Page::new(request, text("Voorbeeld", "Example")).persona().begin_or_go_on("/alles", "/opnieuw")
}

/// One part of each kind.
fn everything(request: &Request) -> Result<Page, Response> {
    let home = request.answers::<Home>()?;
    let words = || text("Woorden <b> & \"meer\"", "Words <b> & \"more\"");
    let mut steps = Steps::default();
    steps.step(|| {
        Step::new("income", "Vergelijk", "Compare")
            .input("inkomen", "income", Amount::cents(2_000_050))
            .input("leeftijd", "age", 1_234 as Whole)
            .outcome("laag genoeg", "low enough", true)
            .article("artikel 1")
    });
    steps
        .step(|| Step::new("part", "Neem een deel", "Take a part").outcome("deel", "part", Share::millionths(137_300)));
    let page = Page::new(request, words())
        .back("/geld")
        .place(2, 3)
        .heading(words())
        .paragraph(words())
        .list([words(), text("Twee", "Two")])
        .link(words(), "/woning?a=b&c")
        .start(words(), "/woning")
        .button(words(), "/opnieuw")
        .summary(&home)
        .facts(words(), &[(words(), "een & \"twee\"".to_owned())])
        .steps(&[text("Een", "One"), text("Twee", "Two"), text("Drie", "Three")], 1)
        .table(
            words(),
            &[words(), text("Waarde", "Value")],
            &[vec!["a <".to_owned(), "b".to_owned()], vec!["c".to_owned()]],
        )
        .explanation(&steps);
    let tones = [Tone::Info, Tone::Good, Tone::Warning, Tone::Error];
    Ok(tones.into_iter().fold(page, |page, tone| page.alert(tone, words(), text("Let hierop.", "Mind this."))))
}

/// What is filled in right, in two languages; what is wrong; and what was taken from the register.
const RIGHT: [(&str, &str); 9] = [
    ("name", " Renée "),
    ("people", ""),
    ("rent", "690,40"),
    ("rent-register", "rent=690%2C40"),
    ("since-day", "2"),
    ("since-month", "sep"),
    ("since-year", "2019"),
    ("garden", "no"),
    ("tenure", "own"),
];
const WRONG: [(&str, &str); 8] = [
    ("name", "<script>alert(\"x\")</script>"),
    ("people", "21"),
    ("rent", "1,234"),
    ("rent-register", "rent=690%2C40"),
    ("since-day", "30"),
    ("since-month", "2"),
    ("since-year", "2019"),
    ("tenure", "boat"),
];
const OPEN: [(&str, &str); 3] = [("people", "0"), ("rent", "5.000,01"), ("since", "1949-12-31")];

#[test]
fn all_sdks_make_these_pages() {
    let known = [("household.rent_month", Value::Amount(69_040))];
    let mut visitor = Visitor::playing(routes, &known);
    check("start", &visitor.look("/"));
    check("form", &visitor.look("/woning?next=/alles"));
    check("wrong", &visitor.send("/woning", &WRONG));
    check("open", &visitor.send("/woning?lang=en", &OPEN));
    check("second", &visitor.send("/woning", &RIGHT));
    check("again", &visitor.look("/"));
    check("filled-in", &visitor.look("/woning?lang=nl"));
    visitor.send("/geld", &[("income", "1")]);
    check("everything", &visitor.look("/alles"));
    check("everything-en", &visitor.look("/alles?lang=en"));
    check("nowhere", &visitor.look("/nergens?lang=nl"));
    check("not-possible", &visitor.send("/alles", &[]));
}

fn check(name: &str, page: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../page/samples").join(format!("{name}.html"));
    // An element a line, so that a difference is found.
    let page = page.replace("><", ">\n<") + "\n";
    if std::env::var_os("FIELDLAB_WRITE_SAMPLES").is_some() {
        std::fs::write(&path, &page).expect("the folder can be written in");
    }
    let sample = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(page, sample, "{name} is another page than {}", path.display());
}
