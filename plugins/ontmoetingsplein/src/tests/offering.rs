//! What others offer: three columns, in an order that is not for sale, and conversations.

use fieldlab_service::lab::Silence;
use fieldlab_service::plaza::{Fit, Sector, Want};
use fieldlab_service::visitor::Visitor;

use super::desks::{card, offer};
use super::{SANNE, ask, between, routes};

fn plaza() -> Visitor {
    let check = fieldlab_service::plaza::Offered {
        wants: vec![Want { what: "uw huur".to_owned(), purpose: "om het uit te rekenen".to_owned() }],
        ..offer("check", Fit::Certain)
    };
    Visitor::playing(routes, &[])
        .with_desk("regelingencheck", Sector::Government, Ok(vec![check]))
        .with_desk("traag", Sector::Government, Err(Silence::Late))
        .with_desk("buurthulp", Sector::Society, Ok(vec![offer("maatje", Fit::Likely)]))
        .with_desk("stil", Sector::Society, Ok(Vec::new()))
}

#[test]
fn everybody_stands_side_by_side_with_who_they_are() {
    let mut sanne = plaza();
    let page = ask(&mut sanne, SANNE, &["income"]);
    let government = between(&page, "<section class=\"column government\"", "</section>");
    for part in [
        "Aanbod check",
        "Zij zeggen: dit past bij u.",
        "uw huur (om het uit te rekenen)",
        "Als u dit kiest:",
        "Kies dit<span class=\"hidden\">: Aanbod check",
        "href=\"/.lab/to/regelingencheck?page=%2Fhulp%2Fcheck%3Fa%3Db%26c\"",
        "traag antwoordt nu niet op tijd. De anderen wel.",
    ] {
        assert!(government.contains(part), "{part} in {government}");
    }
    let society = between(&page, "<section class=\"column society\"", "</section>");
    assert!(society.contains("Ook gevraagd, en hier niets voor: stil."), "{society}");
    let market = between(&page, "<section class=\"column market\"", "</section>");
    assert!(market.contains("De markt biedt hier nu niets voor.") && !market.contains("class=\"card\""), "{market}");
    assert!(page.contains("Wij vroegen 4 organisaties") && page.contains("niet te koop"), "{page}");
}

#[test]
fn everybody_is_asked_once_until_they_are_asked_anew() {
    let mut sanne = plaza();
    ask(&mut sanne, SANNE, &["income"]);
    sanne.look("/aanbod");
    sanne.look("/aanbod");
    assert_eq!(sanne.asked().len(), 1);
    sanne.look("/aanbod?opnieuw=ja");
    assert_eq!(sanne.asked().len(), 2);
    sanne.look("/aanbod?lang=en");
    assert_eq!(sanne.asked().len(), 3, "in another language they say it anew");
    sanne.send("/begrepen", &[("topic", "debts")]);
    sanne.look("/aanbod");
    assert_eq!((sanne.path.as_str(), sanne.asked().len()), ("/vragen", 3), "other topics are agreed to anew");
}

#[test]
fn words_go_along_only_when_they_are_shared() {
    let mut sanne = plaza();
    ask(&mut sanne, SANNE, &["income"]);
    assert_eq!(sanne.asked()[0].words, None);
    let mut sanne = plaza().sharing("words", &[]);
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert_eq!(sanne.asked()[0].words.as_deref(), Some(SANNE));
    assert!(page.contains("Zij kregen ook uw eigen woorden"), "{page}");
    let back = sanne.look("/vragen");
    assert!(back.contains("Ook uw eigen woorden gaan mee"), "{back}");
}

#[test]
fn nobody_to_ask_is_said_and_so_is_a_lab_that_does_not_allow_it() {
    let mut sanne = Visitor::playing(routes, &[]);
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert!(page.contains("Er is nu nog geen aanbod") && page.contains("de balie van uw gemeente"), "{page}");
    let mut sanne = plaza().refused("desks");
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert!(sanne.status == 503 && page.contains("mag nu niemand iets vragen"), "{page}");
    assert!(sanne.log().iter().any(|line| line.contains("desks")), "{:?}", sanne.log());
}

#[test]
fn when_all_are_silent_nobody_says_that_others_answered() {
    let mut sanne = Visitor::playing(routes, &[]).with_desk("a", Sector::Market, Err(Silence::Failed));
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert!(page.contains("a kan nu geen antwoord geven.") && !page.contains("De anderen wel"), "{page}");
}

#[test]
fn somebody_talks_on_in_their_own_words_or_with_an_answer_to_choose() {
    let mut sanne = plaza();
    ask(&mut sanne, SANNE, &["income"]);
    let id = card().id;
    let page = sanne.look(&format!("/gesprek/{id}"));
    for part in ["In gesprek met buurthulp", "Past dit bij mij?", "Kies dit", "Naar de inhoud"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = sanne.send(&format!("/gesprek/{id}"), &[("choice", "Past dit bij mij?")]);
    assert!(page.contains("maatje: Past dit bij mij?") && page.contains("Dit gesprek is klaar."), "{page}");
    let page = sanne.look(&format!("/gesprek/{id}"));
    assert!(page.contains("maatje: Past dit bij mij?"), "it is still there: {page}");
    let page = sanne.send(&format!("/gesprek/{id}"), &[("do", "anew")]);
    assert!(!page.contains("maatje: Past dit bij mij?"), "{page}");
}

#[test]
fn what_is_said_in_a_conversation_is_looked_after_too() {
    let mut sanne = plaza();
    ask(&mut sanne, SANNE, &["income"]);
    let path = format!("/gesprek/{}", card().id);
    let page = sanne.send(&path, &[("words", "Bel mij op 0612345678")]);
    assert!(page.contains("een telefoonnummer") && !page.contains("0612345678"), "{page}");
    let page = sanne.send(&path, &[("words", "ik wil niet meer leven")]);
    assert!(page.contains("0800-0113"), "{page}");
    let page = sanne.send(&path, &[("words", "  ")]);
    assert!(sanne.status == 422 && page.contains("href=\"#words\""), "{page}");
}

#[test]
fn who_is_silent_in_a_conversation_costs_nobody_their_words() {
    let mut sanne = plaza();
    ask(&mut sanne, SANNE, &["income"]);
    let path = format!("/gesprek/{}", card().id);
    sanne.send(&format!("/kies/{}", card().id), &[]);
    let mut silent = sanne.refused("desks");
    let page = silent.send(&path, &[("words", "Bent u er?")]);
    assert!(page.contains("Wat u schreef staat er nog") && page.contains(">Bent u er?</textarea>"), "{page}");
    assert!(!page.contains("<li class=\"own\""), "it was not said: {page}");
}

#[test]
fn an_offer_that_is_not_there_is_a_page_that_leads_on() {
    let mut visitor = plaza();
    let page = visitor.look("/gesprek/0000");
    assert!(visitor.status == 404 && page.contains("Dit aanbod is er niet meer"), "{page}");
    visitor.send("/kies/0000", &[]);
    assert_eq!(visitor.path, "/", "without a question it leads to the start");
}
