//! The rules that keep it safe, each as somebody would try to get past it.

use super::{GOOD_WORDS, sanne, wish};

/// What stands on a page only when both said yes.
const CONTACT: &str = "@dekring.example";

#[test]
fn a_message_with_a_phone_number_is_refused_with_why() {
    let mut sanne = sanne();
    let page = sanne.send("/vraag", &wish("Bel mij op 06-12345678, dan spreken we af."));
    assert_eq!((sanne.status, sanne.path.as_str()), (422, "/vraag"));
    for part in [
        "<a href=\"#words\">Wat zoekt u: Er lijkt een telefoonnummer",
        "als u allebei ja zegt",
        "value=\"language\" checked",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!sanne.look("/").contains("Uw berichten"), "nothing was kept");
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_in_every_form() {
    let mut sanne = sanne();
    let words = "Kom naar Molenstraat 12, mail a@b.example of leen mij 50 euro";
    let offer = [("help", "coffee"), ("when", "any"), ("words", words), ("speaks", "dutch")];
    for path in ["/vraag", "/aanbod", "/ervaring/carer/gijs"] {
        let page = sanne.send(path, &offer);
        assert_eq!(sanne.status, 422, "{path}");
        for part in ["een adres", "een mailadres", "over geld"] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}

#[test]
fn what_can_not_wait_leads_to_who_can_help_and_is_kept_nowhere() {
    let mut sanne = sanne();
    let page = sanne.send("/vraag", &wish("Mijn man slaat mij en ik durf niet weg"));
    assert_eq!(sanne.status, 422);
    for part in ["112", "113", "0800-2000", "Wij hebben niets bewaard", "href=\"/vraag\""] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("slaat mij"), "{page}");
    assert!(!sanne.look("/").contains("Uw berichten"));
}

#[test]
fn nothing_of_an_address_is_told_before_both_said_yes() {
    let mut sanne = sanne();
    let page = sanne.look("/afspraak/ria");
    assert!(page.contains("Ja, ik wil kennismaken") && !page.contains(CONTACT), "{page}");
    let page = sanne.send("/afspraak/ria/ander-ja", &[]);
    assert!(!page.contains(CONTACT), "the other can't be said to agree first: {page}");
    let page = sanne.send("/afspraak/ria/ja", &[]);
    assert!(
        page.contains("Wij vragen het aan Ria") && page.contains("Dit is een proef") && !page.contains(CONTACT),
        "{page}"
    );
    let page = sanne.send("/afspraak/ria/ander-ja", &[]);
    assert!(page.contains("U zegt allebei ja") && page.contains(&format!("ria{CONTACT}")), "{page}");
    let page = sanne.send("/afspraak/ria/stop", &[]);
    assert!(page.contains("Ja, ik wil kennismaken") && !page.contains(CONTACT), "{page}");
    assert!(!sanne.look("/afspraak/tom").contains(CONTACT), "yes to one is not yes to another");
}

#[test]
fn the_other_may_say_no_and_owes_no_reason() {
    let mut sanne = sanne();
    sanne.send("/afspraak/ria/ja", &[]);
    let page = sanne.send("/afspraak/ria/ander-nee", &[]);
    assert!(page.contains("Dit keer niet") && page.contains("Dat ligt niet aan u"), "{page}");
    for again in ["ja", "ander-ja", "stop"] {
        let page = sanne.send(&format!("/afspraak/ria/{again}"), &[]);
        assert!(page.contains("Dit keer niet") && !page.contains(CONTACT), "no is no: {page}");
    }
    sanne.send("/afspraak/niemand/ja", &[]);
    assert_eq!(sanne.status, 404);
}

#[test]
fn who_is_reported_is_gone_from_the_board_and_out_of_reach() {
    let mut sanne = sanne();
    sanne.send("/afspraak/marijke/ja", &[]);
    sanne.send("/afspraak/marijke/ander-ja", &[]);
    assert!(sanne.look("/meld?over=marijke").contains("value=\"Marijke\""));
    let page = sanne.send("/meld", &[("kind", "money"), ("about", " marijke "), ("words", "")]);
    assert_eq!((sanne.status, sanne.path.as_str()), (200, "/gemeld/money"));
    assert!(page.contains("binnen een dag") && page.contains("laat uw pas blokkeren"), "{page}");
    let board = sanne.look("/");
    assert!(!board.contains("Marijke") && board.contains("Wat u hebt gemeld"), "{board}");
    for page in [sanne.look("/afspraak/marijke"), sanne.send("/afspraak/marijke/ander-ja", &[])] {
        assert!(page.contains("Dit contact staat stil") && !page.contains(CONTACT), "{page}");
    }
    sanne.send("/vraag", &wish(GOOD_WORDS));
    let page = sanne.send("/bericht/1/gezien", &[]);
    assert!(page.contains("Er is nog niemand die past") && !page.contains("Marijke"), "{page}");
}

#[test]
fn a_report_asks_little_and_says_whom_to_call() {
    let mut sanne = sanne();
    let page = sanne.look("/meld?over=%3Cscript%3E");
    assert!(page.contains("112") && !page.contains("<script"), "{page}");
    let page = sanne.send("/meld", &[]);
    assert_eq!(sanne.status, 422);
    assert!(page.contains("Kies een van de antwoorden"), "{page}");
    let page = sanne.send("/meld", &[("kind", "unsafe")]);
    assert!(page.contains("Wat er nu gebeurt") && page.contains("112"), "{page}");
    sanne.look("/gemeld/goud");
    assert_eq!(sanne.status, 404);
}

#[test]
fn what_is_written_comes_back_as_words_and_not_as_html() {
    let mut sanne = sanne();
    let page = sanne.send("/vraag", &wish("<script>alert(1)</script> \"hallo\""));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
}

#[test]
fn in_english_the_rules_are_told_in_english() {
    let mut sanne = sanne();
    sanne.language = "en";
    let page = sanne.send("/vraag", &wish("Call me: 06 12345678"));
    assert!(page.contains("There seems to be a phone number") && page.contains("Error: "), "{page}");
    let page = sanne.send("/vraag", &wish("I want to die, nobody cares"));
    assert!(page.contains("Perhaps this can not wait"), "{page}");
    sanne.send("/afspraak/ria/ja", &[]);
    assert!(sanne.send("/afspraak/ria/ander-ja", &[]).contains("You both say yes"));
}
