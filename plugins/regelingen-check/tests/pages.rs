//! Visitors who walk through the pages, without a browser.

use fieldlab_service::visitor::{Value, Visitor};
use regelingen_check::routes;

/// Sanne of `fixtures/personas/sanne.toml`, as the register knows her.
const SANNE: [(&str, Value); 10] = [
    ("person.age", Value::Whole(28)),
    ("person.household_position", Value::Code(4)),
    ("person.work", Value::Code(3)),
    ("person.income_gross", Value::Amount(2_260_000)),
    ("person.bijstand", Value::Flag(false)),
    ("person.insured", Value::Flag(true)),
    ("household.children", Value::Whole(2)),
    ("household.tenure", Value::Code(2)),
    ("household.rent_month", Value::Amount(69_040)),
    ("household.assets", Value::Amount(190_000)),
];

const FAMILY: [(&str, &str); 3] = [("age", "28"), ("living", "alone"), ("children", "2")];
const HOME: [(&str, &str); 2] = [("tenure", "rent"), ("rent", "690,40")];
const MONEY: [(&str, &str); 5] =
    [("work", "not_working"), ("income", "0"), ("assisted", "no"), ("assets", "1.900"), ("insured", "yes")];

/// Somebody with the answers of Sanne after her benefit, but for some, and what fits them.
fn fits(
    language: &'static str,
    family: &[(&str, &str)],
    home: &[(&str, &str)],
    money: &[(&str, &str)],
) -> (Visitor, String) {
    let mut visitor = Visitor::new(routes);
    visitor.language = language;
    let with = |answers: &[(&'static str, &'static str)], other: &[(&str, &str)]| {
        let kept = answers.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
        kept.copied()
            .chain(other.iter().copied())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let mut page = String::new();
    for (path, answers) in
        [("/gezin", with(&FAMILY, family)), ("/woning", with(&HOME, home)), ("/geld", with(&MONEY, money))]
    {
        let answers: Vec<(&str, &str)> = answers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        page = visitor.send(path, &answers);
    }
    assert_eq!(visitor.path, "/uitkomst", "{page}");
    (visitor, page)
}

fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn what_the_register_knows_is_filled_in() {
    let mut sanne = Visitor::playing(routes, &SANNE);
    let start = sanne.look("/");
    has(&start, &["U speelt nu <strong>Sanne</strong>", "Huurtoeslag", "href=\"/gezin\""]);
    has(
        &sanne.look("/gezin"),
        &["name=\"age\" value=\"28\"", "value=\"alone\" checked", "Overgenomen uit het register"],
    );
    has(&sanne.look("/woning"), &["value=\"rent\" checked", "value=\"690,40\"", "Uitrekenen of er huurtoeslag is"]);
    has(&sanne.look("/geld"), &["value=\"not_working\" checked", "value=\"22.600\"", "value=\"1.900\""]);
}

#[test]
fn sanne_sees_all_that_fits_and_what_to_do() {
    let (mut sanne, page) = fits("nl", &[], &[], &[]);
    has(
        &page,
        &[
            "U kunt 5 regelingen krijgen",
            // 32424 a year: 16818 + 8576 + 5069 + 1550 + 411.
            "€\u{a0}2.702 per maand",
            "€\u{a0}129 per maand",
            "€\u{a0}422 per maand",
            "€\u{a0}714 per maand",
            "€\u{a0}1.401,50 per maand",
            "€\u{a0}411 per jaar minder belasting",
            "Niet bevestigd.",
            "Volgens de andere bron is het €\u{a0}707 per maand.",
            "Vraagt u dit niet aan, dan mist u €\u{a0}5.069 per jaar.",
            "Wie beslist:",
            "Verdient u bruto € 100 per maand meer? Dan krijgt u ongeveer €\u{a0}100 minder uit regelingen.",
            "<details><summary>Zo komen wij hieraan: Huurtoeslag</summary>",
            "Wet op de huurtoeslag, artikel 7, 17 en 21, tweede lid",
        ],
    );
    assert_eq!(sanne.decided(), ["Welke regelingen passen, voor het huishouden"]);
    has(&sanne.look("/"), &["U was al begonnen", "3 van de 3 stappen"]);
}

#[test]
fn what_does_not_fit_says_why() {
    let (_, page) = fits(
        "nl",
        &[("children", "0")],
        &[("tenure", "own"), ("rent", "0"), ("value", "90.000")],
        &[("income", "45.000"), ("work", "employee")],
    );
    has(
        &page,
        &[
            "Wij vinden nu geen regeling met een bedrag",
            "Dit past nu niet",
            "Uw inkomen is te hoog.",
            "U huurt geen woning met een eigen voordeur.",
            "Er wonen geen kinderen onder de 18 bij u.",
            "Uw koopwoning is te veel waard. Misschien kunt u bijstand krijgen als lening.",
        ],
    );
}

#[test]
fn a_couple_with_a_business_reads_english() {
    let (mut visitor, page) = fits(
        "en",
        &[("age", "44"), ("living", "partner"), ("children", "1"), ("from_12", "1")],
        &[("rent", "1.085")],
        &[("work", "self_employed"), ("income", "17.800"), ("partner_income", "21.600"), ("assets", "600")],
    );
    has(
        &page,
        &[
            "You can get 3 schemes",
            "For you and your partner together that is about",
            // 1636, 4716 and 2580 + 724 - 19.68 = 3284.32 a year.
            "€136 a month",
            "€393 a month",
            "€273 a month",
            "Bbz",
        ],
    );
    let work = visitor.look("/meer-werken");
    has(&work, &["gross a month you keep", "The income of your partner stays the same.", "Your rent is €1,085."]);
}

#[test]
fn more_work_shows_the_whole_curve_in_picture_words_and_table() {
    let (mut sanne, _) = fits("nl", &[], &[], &[]);
    let page = sanne.look("/meer-werken");
    has(
        &page,
        &[
            "<svg role=\"img\" aria-labelledby=\"chart-title chart-shows\"",
            "bruto per maand houdt u van iedere extra euro 0 cent over.",
            "<caption>Wat u te besteden hebt, per maand</caption>",
            "<caption>Hoeveel u overhoudt van een euro meer loon</caption>",
            "Meer dan €\u{a0}38.479 spaargeld: dan stopt de regeling huurtoeslag helemaal. Dat is nu €\u{a0}422 per maand.",
            "Wordt een kind 18, dan stopt het kindgebonden budget voor dat kind.",
        ],
    );
    assert_eq!(page.matches("<h1>").count(), 1);
    assert!(!page.contains("style="), "the page's policy forbids styles in it");
}

#[test]
fn who_is_a_lodger_a_student_or_a_pensioner_gets_their_own_words() {
    let (_, page) = fits(
        "nl",
        &[("age", "20"), ("living", "parents"), ("children", "0"), ("others", "2"), ("sharers", "2")],
        &[("tenure", "other"), ("rent", "0")],
        &[("work", "in_education")],
    );
    has(
        &page,
        &[
            "U kunt 1 regeling krijgen",
            "Iemand anders in huis huurt of heeft de woning.",
            "Kijk bij DUO naar studiefinanciering.",
        ],
    );
    let (_, page) = fits("nl", &[("age", "70"), ("children", "0")], &[], &[("work", "retired"), ("income", "16.000")]);
    has(&page, &["De Sociale Verzekeringsbank (SVB).", "AIO-aanvulling"]);
}

#[test]
fn wrong_answers_come_back_with_what_is_wrong() {
    let mut visitor = Visitor::new(routes);
    let page = visitor.send("/geld", &[("work", "employee"), ("income", "veel"), ("assets", "-1")]);
    assert_eq!((visitor.status, visitor.path.as_str()), (422, "/geld"));
    has(
        &page,
        &[
            "Vul een bedrag in, zoals 1.234,56",
            "Kies iets van €\u{a0}0 tot en met €\u{a0}10.000.000",
            "Kies ja of nee",
            "value=\"veel\"",
        ],
    );
    visitor.look("/uitkomst");
    assert_eq!(visitor.path, "/gezin", "the first page that is open");
    visitor.look("/meer-werken");
    assert_eq!(visitor.path, "/gezin");
}

#[test]
fn all_figures_stand_with_their_source_and_how_sure_they_are() {
    let page = Visitor::new(routes).look("/bedragen");
    has(
        &page,
        &[
            "Standaardpremie",
            "€\u{a0}2.119",
            "Vastgesteld",
            "Niet bevestigd",
            "Onze keuze",
            "BWBR0051841",
            "13,73%",
            "COELO",
        ],
    );
    // Each of the figures has a row.
    assert_eq!(page.matches("role=\"rowheader\"").count(), regelingen_check::Amounts::figures().len());
}
