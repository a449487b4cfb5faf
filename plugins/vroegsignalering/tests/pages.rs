//! A worker of the municipality, and a resident, who walk through the pages without a browser.

use fieldlab_service::visitor::{Value, Visitor};
use vroegsignalering::routes;

/// Positions in the household, as in the catalogue.
const CHILD: u32 = 1;
const ALONE: u32 = 2;
const PARTNER: u32 = 3;

/// Codes of first names, as in the catalogue.
const AALTJE: u32 = 1;
const ADRIAAN: u32 = 2;
const ADRIANA: u32 = 3;
const DENNIS: u32 = 51;

/// What is known of somebody; `signals` are letters: rent, energy, water, premium.
fn person(first_name: u32, position: u32, signals: &str) -> Vec<(&'static str, Value)> {
    let has = |letter: char| Value::Flag(signals.contains(letter));
    vec![
        ("person.first_name", Value::Code(first_name)),
        ("person.household_position", Value::Code(position)),
        ("household.postcode4", Value::Whole(5038)),
        ("household.arrears_rent", has('r')),
        ("household.arrears_energy", has('e')),
        ("household.arrears_water", has('w')),
        ("person.premium_arrears", has('p')),
        // It is there, and nothing of it may come out.
        ("household.problem_debt", Value::Flag(true)),
    ]
}

/// A worker. Dennis (rent, energy) has a partner who is behind with the premium; Aaltje is behind with water, Adriana with nothing.
fn worker() -> Visitor {
    Visitor::new(routes)
        .with_citizen(&person(DENNIS, PARTNER, "re"))
        .with_partner(&person(ADRIAAN, PARTNER, "rep"))
        .with_citizen(&person(AALTJE, ALONE, "w"))
        .with_citizen(&person(ADRIANA, ALONE, ""))
        .with_citizen(&person(ADRIANA, CHILD, "re"))
}

#[test]
fn the_worklist_has_each_household_once_with_the_heaviest_first() {
    let page = worker().look("/");
    assert!(page.contains("Nog te doen: 2"), "{page}");
    // 3 + 2 of the household and 2 of the partner: 7.
    let dennis = page.find("Dennis (huishouden 1)").expect("Dennis is there");
    let aaltje = page.find("Aaltje (huishouden 2)").expect("Aaltje is there");
    assert!(dennis < aaltje);
    assert!(
        page[dennis..aaltje].contains("huur, energie, zorgpremie") && page[dennis..aaltje].contains(">7<"),
        "{page}"
    );
    assert!(page[dennis..aaltje].contains("Brief en langsgaan") && page[aaltje..].contains(">Brief<"), "{page}");
    // The partner counts with Dennis; children at home and who has no signal are not there.
    assert!(!page.contains("Adriaan") && !page.contains("Adriana"), "{page}");
}

#[test]
fn nothing_more_is_shown_than_is_needed() {
    let mut worker = worker();
    let pages = ["/", "/huishouden/1", "/huishouden/1/brief", "/drempel"].map(|path| worker.look(path)).concat();
    assert!(pages.contains("5038"));
    assert!(!pages.contains("problematische schulden"), "who has problem debt is on no page");
}

#[test]
fn a_case_says_why_it_is_there_and_what_to_do() {
    let mut worker = worker();
    let page = worker.look("/huishouden/1");
    for part in [
        "<h1>Huishouden 1: Dennis</h1>",
        "Sinds wanneer en hoeveel",
        "Advies: Brief en langsgaan.",
        "spreek ik met Dennis?",
        "Welke bedrijven melden een achterstand?",
        "Wet gemeentelijke schuldhulpverlening, artikel 3, eerste lid, onder b",
        "een aanname van dit prototype",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(worker.decided(), ["Hoe de gemeente dit huishouden benadert"]);
    let page = worker.look("/huishouden/2");
    assert!(page.contains("Advies: Brief.") && !page.contains("spreek ik met"), "{page}");
}

#[test]
fn what_happened_is_noted_and_taken_back() {
    let mut worker = worker();
    let page = worker.look("/huishouden/1");
    assert!(page.contains("Nog niets.") && page.contains("Ik heb contact gezocht"), "{page}");
    assert!(!page.contains("Wil graag hulp") && !page.contains("ongedaan"), "{page}");
    // Nobody can accept before they were asked.
    assert!(worker.send("/huishouden/1/noteer/aangenomen", &[]).contains("Nog niets."));
    let page = worker.send("/huishouden/1/noteer/benaderd", &[]);
    assert_eq!(worker.path, "/huishouden/1");
    assert!(page.contains("1 januari 2026: Benaderd") && page.contains("Geen antwoord"), "{page}");
    let page = worker.send("/huishouden/1/noteer/aangenomen", &[]);
    assert!(page.contains("binnen vier weken") && !page.contains("Ik heb contact gezocht"), "{page}");
    let list = worker.look("/");
    assert!(list.contains("Nog te doen: 1") && list.contains("Afgerond: 1") && list.contains("Wil hulp"), "{list}");
    let page = worker.send("/huishouden/1/ongedaan", &[]);
    assert!(page.contains("Benaderd") && page.contains("Wil graag hulp"), "{page}");
    assert!(worker.send("/huishouden/1/ongedaan", &[]).contains("Nog niets."));
    assert!(worker.look("/").contains("Nog te doen: 2"));
}

#[test]
fn a_no_is_a_no_and_no_answer_may_be_tried_again() {
    let mut worker = worker();
    worker.send("/huishouden/2/noteer/benaderd", &[]);
    let page = worker.send("/huishouden/2/noteer/geen-antwoord", &[]);
    assert!(page.contains("Ik heb contact gezocht"), "{page}");
    let page = worker.send("/huishouden/2/noteer/afgewezen", &[]);
    assert!(page.contains("Hulp is vrijwillig: nee is nee"), "{page}");
    assert!(!page.contains("/noteer/"), "there is nothing more to do: {page}");
    assert!(
        !worker.send("/huishouden/2/noteer/benaderd", &[]).contains("/noteer/"),
        "a form that was sent late changes nothing"
    );
}

#[test]
fn a_household_that_is_not_there_is_said_so() {
    let mut worker = worker();
    for path in ["/huishouden/4", "/huishouden/0", "/huishouden/x", "/huishouden/99999999999999999999/brief"] {
        let page = worker.look(path);
        assert_eq!(worker.status, 404, "{path}");
        assert!(page.contains("Dit huishouden is er niet") && page.contains("href=\"/werklijst\""), "{page}");
    }
    worker.send("/huishouden/4/noteer/benaderd", &[]);
    assert_eq!(worker.status, 404);
}

#[test]
fn without_citizens_there_is_no_list_and_the_rest_goes_on() {
    let mut worker = worker().refused("citizens");
    let page = worker.look("/");
    assert!(page.contains("Er is nu geen werklijst") && page.contains("href=\"/brief\""), "{page}");
    assert!(worker.log()[0].contains("`citizens` was not granted"), "{:?}", worker.log());
    assert!(worker.look("/huishouden/1").contains("niet bekijken"));
    assert_eq!(worker.status, 404);
    assert!(worker.look("/drempel").contains("Er valt nu niets te tellen"));
}

#[test]
fn without_a_place_to_keep_things_the_list_is_found_anew_and_nothing_is_noted() {
    let mut worker = worker().refused("keyvalue");
    assert!(worker.look("/").contains("Nog te doen: 2"));
    assert!(worker.look("/huishouden/1").contains("dit prototype mag niets bewaren"));
    let page = worker.send("/huishouden/1/noteer/benaderd", &[]);
    assert!(page.contains("Huishouden 1: Dennis") && !page.contains("Benaderd"), "{page}");
}

#[test]
fn the_weights_of_the_lab_count() {
    let mut worker = worker().with_parameter("weight_water", "4").with_parameter("home_visit", "9");
    let page = worker.look("/");
    // Water weighs 4: from the threshold of 3 on somebody calls; 7 is below 9, so nobody visits.
    assert_eq!((page.matches("Brief en bellen").count(), page.matches("langsgaan").count()), (2, 0), "{page}");
    // What is no number is not taken.
    let mut worker =
        Visitor::new(routes).with_citizen(&person(AALTJE, ALONE, "w")).with_parameter("weight_water", "veel");
    assert!(worker.look("/").contains(">1<"));
}

#[test]
fn thresholds_are_counted_over_the_list() {
    let page = worker().look("/drempel");
    assert!(page.contains("De 2 huishoudens van de werklijst"), "{page}");
    // Dennis weighs 7, Aaltje 1: in person are both at 1, Dennis from 2 to 7, nobody at 8.
    let row = |threshold: &str, approached: &str| {
        let start = page.find(&format!("role=\"rowheader\">{threshold}<")).expect("the row is there");
        let end = page[start..].find("</tr>").expect("a row ends");
        assert!(page[start..start + end].contains(&format!(">{approached}<")), "{threshold}: {page}");
    };
    for (threshold, approached) in [("1", "2"), ("2", "1"), ("7", "1"), ("8", "0")] {
        row(threshold, approached);
    }
    row("Twee signalen", "1");
    row("Eén signaal", "2");
    assert!(page.contains("niet de hele gemeente") && page.contains("vroegsignalering-drempel"), "{page}");
}

#[test]
fn the_letter_is_kind_voluntary_and_says_nothing_of_the_bill() {
    let mut worker = worker();
    let letter = worker.look("/brief");
    for part in ["Beste bewoner,", "U beslist", "gratis", "Het heeft geen gevolgen voor u", "Hoe weten wij dit?"] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    let letter = worker.look("/huishouden/1/brief");
    assert!(letter.contains("Beste Dennis,") && !letter.contains("huurachterstand"), "{letter}");
    worker.language = "en";
    assert!(worker.look("/brief").contains("Dear resident,"));
}

/// Somebody who plays a resident.
fn resident() -> Visitor {
    Visitor::playing(routes, &person(DENNIS, PARTNER, "rep"))
}

#[test]
fn a_resident_begins_at_a_page_of_their_own() {
    let page = resident().look("/");
    assert!(page.contains("Loopt u achter met rekeningen?") && !page.contains("Nog te doen"), "{page}");
}

#[test]
fn a_talk_is_sooner_when_a_home_is_at_risk() {
    let mut resident = resident();
    let page = resident.send("/gesprek", &[("how", "desk"), ("threatened", "no")]);
    assert!(page.contains("U praat binnen vier weken met iemand") && page.contains("er is niets verstuurd"), "{page}");
    let page = resident.send("/gesprek", &[("how", "home"), ("threatened", "yes")]);
    assert!(page.contains("U praat binnen drie werkdagen met iemand"), "{page}");
    resident.send("/opnieuw", &[]);
    resident.look("/gesprek/klaar");
    assert_eq!(resident.path, "/gesprek");
    assert!(resident.send("/gesprek", &[("how", "home")]).contains("Kies ja of nee"));
    assert_eq!(resident.status, 422);
}

#[test]
fn with_nothing_shared_an_arrangement_is_filled_in_or_goes_on_without() {
    let mut resident = resident();
    let page = resident.look("/regeling");
    assert!(page.contains("?back=%2Fregeling") && page.contains("href=\"/regeling/invullen\""), "{page}");
    assert!(!page.contains("zorgverzekeraar"), "nothing is known before it is shared: {page}");
    let page =
        resident.send("/regeling/invullen", &[("rent", "no"), ("energy", "yes"), ("water", "no"), ("premium", "no")]);
    assert!(page.contains("Uw energiebedrijf") && !page.contains("Uw verhuurder"), "{page}");
    assert!(!page.contains("Begin met een gesprek"), "{page}");
    let page =
        resident.send("/regeling/invullen", &[("rent", "no"), ("energy", "no"), ("water", "no"), ("premium", "no")]);
    assert!(page.contains("U loopt met geen van deze vier rekeningen achter"), "{page}");
}

#[test]
fn what_is_shared_is_used_and_two_bills_begin_with_a_talk() {
    let shared = [("household.arrears_rent", Value::Flag(true)), ("person.premium_arrears", Value::Flag(true))];
    let page = resident().sharing("achterstanden", &shared).look("/regeling");
    for part in ["U deelt dit met ons", "Begin met een gesprek", "Uw verhuurder", "Uw zorgverzekeraar"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Energy was left out of what was shared.
    assert!(!page.contains("Uw energiebedrijf"), "{page}");
    let page = resident().refused("vault").look("/regeling");
    assert!(page.contains("href=\"/regeling/invullen\"") && !page.contains("?back="), "{page}");
}

#[test]
fn the_pages_speak_english_to_whoever_reads_that() {
    let mut worker = worker();
    worker.language = "en";
    assert!(worker.look("/").contains("To do: 2"));
    assert!(worker.look("/huishouden/1").contains("Why is this household on the list?"));
    assert!(worker.look("/drempel").contains("Whom do you approach at which threshold?"));
    let mut resident = resident();
    resident.language = "en";
    assert!(resident.look("/regeling").contains("Agree on a payment arrangement"));
}
