//! The board: who is there, who lives near, and what is shown.

use fieldlab_service::visitor::{Value, Visitor};

use super::{routes, sanne};

/// The places on a page at which names stand, as they come.
fn order<'n>(page: &str, names: &[&'n str]) -> Vec<&'n str> {
    let at = |name: &str| page.find(&format!("<h3>{name} ")).unwrap_or(usize::MAX);
    let mut names = names.to_vec();
    names.sort_by_key(|name| at(name));
    names
}

#[test]
fn the_board_has_who_asks_and_who_offers_and_nothing_by_which_to_reach_them() {
    let page = Visitor::new(routes).look("/");
    for part in [
        "<h3>Zahra vraagt: Een taalmaatje om Nederlands te oefenen</h3>",
        "<h3>Kees biedt aan: Meelopen of meerijden</h3>",
        "Spreekt: Arabisch, Nederlands.",
        "href=\"/afspraak/zahra\"",
        "href=\"/meld?over=zahra\"",
        "Alle mensen op dit bord zijn verzonnen",
        "Zo blijft het veilig",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("<h3>").count(), 14);
    assert!(!page.contains("@dekring") && !page.contains("Esther"), "{page}");
}

#[test]
fn less_is_shown_by_side_and_kind() {
    let mut visitor = Visitor::new(routes);
    let page = visitor.look("/?soort=vraag");
    assert!(page.contains("Zahra vraagt") && !page.contains("biedt aan:"), "{page}");
    assert!(page.contains("href=\"/?soort=vraag\" aria-current=\"true\""), "{page}");
    let page = visitor.look("/?soort=aanbod&hulp=coffee&buurt=de+molenbuurt");
    assert_eq!(page.matches("<h3>").count(), 1);
    assert!(page.contains("Ria biedt aan"), "{page}");
    assert!(page.contains("href=\"/?soort=vraag&amp;hulp=coffee&amp;buurt=Molenbuurt\""), "{page}");
    let page = visitor.look("/?soort=niets&hulp=goud");
    assert_eq!(page.matches("<h3>").count(), 14, "what is not there leaves nothing out");
}

#[test]
fn who_types_a_neighbourhood_sees_first_who_lives_there() {
    let page = Visitor::new(routes).look("/?buurt=Parkzicht");
    assert_eq!(order(&page, &["Zahra", "Henk", "Joke"]), ["Joke", "Henk", "Zahra"]);
    assert!(page.contains("Parkzicht, in uw eigen buurt.") && page.contains("verder weg in de stad"), "{page}");
    let page = Visitor::new(routes).look("/?buurt=%3Cb%3ECentrum");
    assert!(page.contains("Deze buurt kennen wij niet"), "{page}");
    assert!(page.contains("Molenbuurt, Havenkwartier, Parkzicht en Stationsbuurt"), "{page}");
    assert_eq!(page.matches("<h3>").count(), 14);
}

#[test]
fn who_shares_a_postcode_sees_who_lives_near_and_until_when() {
    let mut sanne = sanne().sharing("near", &[("household.postcode4", Value::Whole(7545))]);
    let page = sanne.look("/");
    assert!(page.contains("hoort die bij Havenkwartier") && page.contains("20 februari 2052"), "{page}");
    assert_eq!(order(&page, &["Zahra", "Henk", "Oksana"]), ["Henk", "Zahra", "Oksana"]);
    assert!(!page.contains("7545"), "the postcode itself is not shown");
    let page = sanne.look("/?buurt=Stationsbuurt");
    assert_eq!(order(&page, &["Henk", "Oksana"]), ["Oksana", "Henk"], "what is typed counts first");
}

#[test]
fn who_shares_nothing_can_go_on_without_or_decide_to_share() {
    let page = sanne().look("/");
    assert!(page.contains("href=\"/.lab/share/near?back=%2F\""), "{page}");
    assert!(page.contains("U hoeft niet te zeggen waar u woont") && page.contains("<strong>Sanne</strong>"), "{page}");
    let page = Visitor::new(routes).look("/");
    assert!(!page.contains("/.lab/share"), "who plays nobody has nothing to share: {page}");
    let mut part = sanne().sharing("near", &[]);
    assert!(part.look("/").contains("maar niet uw postcode"));
}

#[test]
fn the_board_is_there_when_the_lab_grants_nothing() {
    let mut sanne = sanne().refused("vault").refused("keyvalue");
    let page = sanne.look("/");
    assert_eq!((sanne.status, page.matches("<h3>").count()), (200, 14));
    assert!(sanne.log().iter().any(|line| line.contains("`vault`")), "{:?}", sanne.log());
    assert!(sanne.log().iter().any(|line| line.contains("`keyvalue`")), "{:?}", sanne.log());
}

#[test]
fn the_board_speaks_english() {
    let mut visitor = Visitor::new(routes);
    visitor.language = "en";
    let page = visitor.look("/?buurt=molenbuurt");
    for part in
        ["Neighbours help neighbours", "Zahra asks: A language buddy", "in your own neighbourhood", "How it stays safe"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
}
