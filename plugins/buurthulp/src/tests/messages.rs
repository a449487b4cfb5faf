//! Messages of the visitor: written, looked at by the community centre, answered, and taken away.

use super::{GOOD_WORDS, sanne, wish};

#[test]
fn a_request_waits_for_a_moderator_and_then_finds_a_neighbour() {
    let mut sanne = sanne();
    let page = sanne.send("/vraag", &wish(GOOD_WORDS));
    assert_eq!(sanne.path, "/bericht/1");
    assert!(page.contains("wacht op een blik van het buurthuis") && page.contains(GOOD_WORDS), "{page}");
    assert!(!page.contains("Marijke"), "nobody is found before it was seen: {page}");
    let board = sanne.look("/");
    assert!(board.contains("Uw berichten") && board.contains("wacht op een blik"), "{board}");
    let page = sanne.send("/bericht/1/gezien", &[]);
    assert!(page.contains("staat op het bord") && page.contains("href=\"/afspraak/marijke\""), "{page}");
    let board = sanne.look("/");
    assert!(board.contains("U vraagt: Een taalmaatje") && board.contains("staat op het bord"), "{board}");
}

#[test]
fn an_offer_finds_who_asks() {
    let mut sanne = sanne();
    let giving =
        [("help", "along"), ("when", "weekend"), ("words", "Ik ga graag mee met de bus."), ("speaks", "dutch")];
    assert!(sanne.send("/aanbod", &giving).contains("U biedt aan: Meelopen of meerijden"));
    let page = sanne.send("/bericht/1/gezien", &[]);
    assert!(page.contains("Maak kennis met Tineke") && !page.contains("Kees"), "{page}");
}

#[test]
fn a_message_is_taken_away_and_its_number_leads_nowhere_after() {
    let mut sanne = sanne();
    sanne.send("/vraag", &wish(GOOD_WORDS));
    let board = sanne.send("/bericht/1/weg", &[]);
    assert!(sanne.path == "/" && !board.contains("Uw berichten"), "{board}");
    sanne.send("/vraag", &wish(GOOD_WORDS));
    assert_eq!(sanne.path, "/bericht/2");
    for path in ["/bericht/1", "/bericht/9", "/bericht/een", "/bericht/-1"] {
        assert!(sanne.look(path).contains("Dit vinden wij niet"), "{path}");
        assert_eq!(sanne.status, 404, "{path}");
    }
    sanne.send("/bericht/1/gezien", &[]);
    assert_eq!(sanne.status, 404);
    sanne.send("/bericht/1/weg", &[]);
    assert_eq!((sanne.status, sanne.path.as_str()), (200, "/"));
}

#[test]
fn somebody_who_went_through_the_same_answers_and_it_says_that_it_is_made_up() {
    let mut sanne = sanne();
    let topics = sanne.look("/ervaring");
    assert!(topics.contains("href=\"/ervaring/divorce\"") && topics.contains("geen hulpverleners"), "{topics}");
    let people = sanne.look("/ervaring/divorce");
    assert!(people.contains("Esther") && people.contains("zijn verzonnen"), "{people}");
    let path = "/ervaring/divorce/esther";
    assert!(sanne.look(path).contains("Vraag iets aan Esther"));
    let question = [("words", "Hoe vertelde u het aan de kinderen?"), ("speaks", "dutch")];
    let waiting = sanne.send(path, &question);
    assert!(waiting.contains("Uw vraag aan Esther") && !waiting.contains("heeft geantwoord"), "{waiting}");
    let answered = sanne.send("/bericht/1/gezien", &[]);
    assert!(
        answered.contains("Esther heeft geantwoord") && answered.contains("Dit antwoord is verzonnen"),
        "{answered}"
    );
    for path in ["/ervaring/goud", "/ervaring/divorce/ans", "/ervaring/divorce/zahra"] {
        sanne.look(path);
        assert_eq!(sanne.status, 404, "{path}");
    }
}

#[test]
fn what_is_left_open_or_too_short_is_asked_again_with_what_was_filled_in() {
    let mut sanne = sanne();
    let page = sanne.send("/vraag", &[("help", "chore"), ("words", "lamp")]);
    assert_eq!((sanne.status, sanne.path.as_str()), (422, "/vraag"));
    for part in [
        "<title>Fout: Vraag hulp",
        "Gebruik 10 of meer tekens",
        "value=\"chore\" checked",
        "value=\"lamp\"",
        "Kies een van de antwoorden",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!sanne.look("/").contains("Uw berichten"));
}

#[test]
fn what_a_conversation_led_to_is_filled_in_and_nothing_else() {
    let mut sanne = sanne();
    let page = sanne.look("/vraag?hulp=coffee&wanneer=evening&zin=1");
    for part in [
        "value=\"coffee\" checked",
        "value=\"evening\" checked",
        "value=\"Samen een stukje wandelen\"",
        "value=\"dutch\" checked",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = sanne.look("/vraag?hulp=goud&wanneer=%22%3E%3Cscript%3E&zin=99&words=x");
    assert!(
        !page.contains("<script>") && !page.contains("value=\"x\"") && page.matches(" checked").count() == 1,
        "{page}"
    );
}

#[test]
fn so_many_messages_and_no_more() {
    let mut sanne = sanne();
    for _ in 0..crate::kept::MOST_MESSAGES {
        sanne.send("/vraag", &wish(GOOD_WORDS));
    }
    let page = sanne.send("/vraag", &wish(GOOD_WORDS));
    assert_eq!(sanne.status, 422);
    assert!(page.contains("U hebt al 10 berichten"), "{page}");
}

#[test]
fn what_can_not_be_kept_is_said() {
    let mut sanne = sanne().refused("keyvalue");
    let page = sanne.send("/vraag", &wish(GOOD_WORDS));
    assert_eq!(sanne.status, 503);
    assert!(page.contains("Er is niets verstuurd") && !page.contains("keyvalue"), "{page}");
    for path in ["/bericht/1", "/afspraak/ria"] {
        sanne.look(path);
        assert_eq!(sanne.status, 503, "{path}");
    }
}
