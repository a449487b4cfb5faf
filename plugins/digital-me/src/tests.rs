//! A person who looks at what is known of them, takes back what they share, and sees who looked.

use fieldlab_sdk::Date;
use fieldlab_service::lab::serde_json::{self, Value as Json};
use fieldlab_service::lab::vault::{Consent, Look};
use fieldlab_service::visitor::{Value, Visitor};

use super::routes;

/// Some of what is known of Sanne of `fixtures/personas/sanne.toml`.
const KNOWN: [(&str, Value); 6] = [
    ("household.rent_month", Value::Amount(69_040)),
    ("household.postcode4", Value::Whole(7545)),
    ("person.arrival_date", Value::Absent),
    ("person.birth_date", Value::Date(9_995)),
    ("person.bsn", Value::Whole(999_903_305)),
    ("person.ww", Value::Flag(true)),
];

fn sanne() -> Visitor {
    Visitor::playing(routes, &KNOWN)
}

fn consent(id: u64, title: &str, ended: bool) -> Consent {
    Consent {
        id,
        prototype: title.to_lowercase(),
        title: title.to_owned(),
        organisation: "Buurthuis De Kring (verzonnen)".to_owned(),
        purpose: "Zien wie er bij u in de buurt woont.".to_owned(),
        attributes: vec!["Postcode (vier cijfers)".to_owned()],
        until: Date::days(20_483),
        ended,
    }
}

fn look(prototype: &str, at: &str, refused: bool) -> Look {
    Look {
        at: at.to_owned(),
        prototype: prototype.to_owned(),
        attributes: vec!["Huur per maand".to_owned(), "Postcode (vier cijfers)".to_owned()],
        purpose: "Laten zien of huurtoeslag kan.".to_owned(),
        legal_basis: "AVG, artikel 6, eerste lid, onder a (toestemming)".to_owned(),
        refused,
    }
}

#[test]
fn what_is_known_stands_under_who_holds_it_in_words() {
    let page = sanne().look("/");
    for part in [
        "Dit is er over u bekend",
        "<h2>proef</h2>",
        "€\u{a0}690,40",
        "14 mei 1997",
        "<dt>person.ww</dt><dd>Ja</dd>",
        "Hierover is niets van u bekend (1)",
        "<li>person.arrival_date</li>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("<h2>proef</h2>").count(), 1, "one list for each who holds something");
    assert!(!page.contains("999.903.305"), "the number is as it is written");
}

#[test]
fn in_english_all_words_are_english() {
    let mut sanne = sanne().with_consent(consent(1, "Buurthulp", false)).with_look(look("x", "soon", true));
    sanne.language = "en";
    for (path, words) in [
        ("/", "This is known about you"),
        ("/", "14 May 1997"),
        ("/delen", "up to and including 30 January 2026"),
        ("/delen/1", "You still share this"),
        ("/wie-keek", "Refused: nothing was told"),
    ] {
        let page = sanne.look(path);
        assert!(page.contains(words) && page.contains("<html lang=\"en\">"), "{words} in {page}");
    }
}

#[test]
fn who_shares_nothing_and_was_not_looked_at_reads_so() {
    let mut nobody_known = Visitor::playing(routes, &[]);
    assert!(nobody_known.look("/").contains("Er is niets over u bekend"));
    let sharing = nobody_known.look("/delen");
    assert!(sharing.contains("U deelt nu niets") && sharing.contains("Er is nog niets gestopt"), "{sharing}");
    assert!(nobody_known.look("/wie-keek").contains("Er keek nog niemand"));
}

#[test]
fn what_is_shared_is_taken_back_and_the_page_says_what_happened() {
    let mut sanne = sanne().with_consent(consent(7, "Buurthulp", false)).with_consent(consent(3, "Huurhulp", true));
    let page = sanne.look("/delen");
    for part in [
        "<h3>Buurthulp</h3>",
        "tot en met 30 januari 2026",
        "action=\"/delen/7/terug\"",
        "Neem terug<span class=\"hidden\"> van Buurthulp</span>",
        "Zien wie er bij u in de buurt woont.",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("/delen/3/terug"), "what has ended can't be taken back: {page}");
    let done = sanne.send("/delen/7/terug", &[]);
    assert_eq!((sanne.status, sanne.path.as_str()), (200, "/delen/7"));
    assert!(done.contains("U hebt het teruggenomen") && done.contains("is ook weg"), "{done}");
    let page = sanne.look("/delen");
    assert!(page.contains("U deelt nu niets") && !page.contains("<form"), "{page}");
}

#[test]
fn taking_back_twice_or_what_is_not_there_is_no_trouble() {
    let mut sanne = sanne().with_consent(consent(7, "Buurthulp", false));
    sanne.send("/delen/7/terug", &[]);
    let again = sanne.send("/delen/7/terug", &[]);
    assert_eq!(sanne.status, 200);
    assert!(again.contains("Dit deelt u al niet meer") && !again.contains("U hebt het teruggenomen"), "{again}");
    for path in ["/delen/8/terug", "/delen/zeven/terug", "/delen/-1/terug", "/delen/99999999999999999999/terug"] {
        let page = sanne.send(path, &[]);
        assert_eq!(sanne.status, 404, "{path}");
        assert!(page.contains("Dit kennen wij niet") && page.contains("Er is niets veranderd"), "{page}");
    }
    assert!(sanne.look("/delen/7?nu=ja").contains("U hebt het teruggenomen"));
}

#[test]
fn a_page_that_is_only_looked_at_takes_nothing_back() {
    let mut sanne = sanne().with_consent(consent(7, "Buurthulp", false));
    assert!(sanne.look("/delen/7?nu=ja").contains("Dit deelt u nog"));
    sanne.look("/delen/7/terug");
    assert_eq!(sanne.status, 405);
    assert!(sanne.look("/delen").contains("/delen/7/terug"));
}

#[test]
fn who_looked_is_told_the_latest_first_with_why_and_what_was_refused() {
    let many =
        Look { attributes: (1..=40).map(|at| format!("Gegeven {at}")).collect(), ..look("digital-me", "x", false) };
    let mut sanne = sanne()
        .with_look(look("na-de-ww", "2026-01-31T14:05:09.123Z", true))
        .with_look(look("buurthulp", "2026-01-31T13:00:00.000Z", false))
        .with_look(many)
        .with_consent(consent(7, "Buurthulp", true));
    let page = sanne.look("/wie-keek");
    for part in [
        "<h2>Geweigerd: na-de-ww</h2>",
        "31 januari 2026 om 14:05 uur (UTC)",
        "1 keer wilde iemand kijken en mocht dat niet",
        "AVG, artikel 6, eerste lid, onder a (toestemming)",
        "Laten zien of huurtoeslag kan.",
        "Huur per maand, Postcode (vier cijfers)",
        "Uzelf, bij Mijn gegevens",
        "<h2>Buurthulp</h2>",
        "<summary>40 gegevens</summary>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let at = |words: &str| page.find(words).unwrap_or_default();
    assert!(at("na-de-ww") < at("<h2>Buurthulp") && at("<h2>Buurthulp") < at("Uzelf"), "{page}");
}

#[test]
fn everything_comes_as_a_file_for_programs() {
    let mut sanne =
        sanne().with_consent(consent(7, "Buurthulp", false)).with_look(look("x", "2026-01-31T13:00:00.000Z", false));
    let response = sanne.within(|| routes().answer(fieldlab_service::Request::get("/download")));
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    assert_eq!(response.header("content-disposition"), Some("attachment; filename=\"mijn-gegevens.json\""));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let all: Json = serde_json::from_str(&response.into_text()).expect("it is JSON");
    assert_eq!((all["person"].as_str(), all["day"].as_str()), (Some("sanne"), Some("2026-01-01")));
    let known = |name: &str| {
        let facts = all["known"].as_array().expect("it is a list");
        facts.iter().find(|fact| fact["name"] == name).map(|fact| fact["value"].clone())
    };
    assert_eq!(known("household.rent_month"), Some(Json::from("690.40")));
    assert_eq!(known("person.birth_date"), Some(Json::from("1997-05-14")));
    assert_eq!(known("person.arrival_date"), Some(Json::Null));
    assert_eq!(known("person.ww"), Some(Json::from(true)));
    assert_eq!((&all["shared"][0]["until"], &all["shared"][0]["ended"]), (&"2026-01-30".into(), &false.into()));
    assert_eq!(all["looked"][0]["legal_basis"], "AVG, artikel 6, eerste lid, onder a (toestemming)");
}

#[test]
fn who_plays_nobody_is_asked_to_choose_somebody() {
    let mut visitor = Visitor::new(routes);
    for (path, status) in [("/", 200), ("/delen", 409), ("/wie-keek", 409), ("/download", 409), ("/delen/1", 409)] {
        let page = visitor.look(path);
        assert!(page.contains("Kies eerst iemand") && !page.contains("<dl>"), "{path}: {page}");
        assert_eq!(visitor.status, status, "{path}");
    }
    assert!(visitor.send("/delen/1/terug", &[]).contains("Kies eerst iemand"));
    assert!(visitor.log().is_empty(), "it is nothing for the author");
}

#[test]
fn a_lab_that_does_not_tell_is_named_in_the_log_and_kind_on_the_page() {
    let mut sanne = sanne().refused("own-data");
    for path in ["/", "/delen", "/wie-keek", "/download"] {
        let page = sanne.look(path);
        assert!(page.contains("Dit lukt nu niet") && !page.contains("own-data"), "{page}");
        assert_eq!(sanne.status, 503, "{path}");
    }
    assert!(sanne.log()[0].contains("`own-data` was not granted"), "{:?}", sanne.log());
}

#[test]
fn what_others_wrote_comes_as_words_and_not_as_html() {
    let evil = "<script>alert(1)</script>";
    let bad = Consent { purpose: evil.to_owned(), organisation: evil.to_owned(), ..consent(1, evil, false) };
    let mut sanne = sanne().with_consent(bad).with_look(Look { purpose: evil.to_owned(), ..look(evil, evil, true) });
    for path in ["/delen", "/delen/1", "/wie-keek"] {
        let page = sanne.look(path);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }
}
