//! Nothing that others say breaks a page.

use fieldlab_service::lab::{Silence, desks};
use fieldlab_service::plaza::{Fit, Offered, Sector, Want};
use fieldlab_service::visitor::Visitor;

use super::desks::{answer, offer};
use super::{SANNE, ask, routes};
use crate::cards::{Card, Desk, is_path};

const EVIL: &str = "<script>alert(1)</script>\" onmouseover=\"x' <img src=x>\u{202e}\0";

/// An offer of which everything is this.
fn everything(words: &str, page: Option<&str>) -> Offered {
    let words = || words.to_owned();
    Offered {
        name: words(),
        language: words(),
        title: words(),
        summary: words(),
        fit: Fit::Certain,
        why: words(),
        wants: (0..50).map(|_| Want { what: words(), purpose: words() }).collect(),
        next: words(),
        page: page.map(str::to_owned),
    }
}

fn cards(offers: Vec<Offered>) -> Vec<Card> {
    Desk::of(answer("x", Sector::Market, Ok(offers))).cards.unwrap_or_default()
}

#[test]
fn html_stays_words_on_all_pages() {
    let offers = vec![everything(EVIL, Some("javascript:alert(1)")), offer("goed", Fit::Possible)];
    let mut sanne = Visitor::playing(routes, &[]).with_desk(EVIL, Sector::Market, Ok(offers)).with_desk(
        "<b>stil</b>",
        Sector::Society,
        Err(Silence::Failed),
    );
    let page = ask(&mut sanne, SANNE, &["income"]);
    let addresses: Vec<String> =
        page.split("action=\"/kies/").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    assert_eq!(addresses.len(), 2, "{page}");
    let mut pages = vec![page];
    for id in &addresses {
        pages.push(sanne.send(&format!("/kies/{id}"), &[]));
        pages.push(sanne.look(&format!("/gesprek/{id}")));
        pages.push(sanne.send(&format!("/gesprek/{id}"), &[("words", EVIL)]));
    }
    pages.push(sanne.look("/plan"));
    pages.push(sanne.look("/"));
    for page in pages {
        for part in ["<script", "<img", "<b>", "javascript:", "\" onmouseover", "\u{202e}", "\0"] {
            assert!(!page.contains(part), "{part} in {page}");
        }
    }
}

#[test]
fn absurd_lengths_are_cut() {
    let card = &cards(vec![everything(&"lang ".repeat(20_000), Some("/a"))])[0];
    assert!(card.title.chars().count() <= 121 && card.summary.chars().count() <= 601, "{}", card.title);
    assert_eq!(card.wants.len(), 6);
    let many = (0..500).map(|nth| offer(&nth.to_string(), Fit::Certain)).collect::<Vec<_>>();
    let mut sanne = Visitor::playing(routes, &[]).with_desk("veel", Sector::Market, Ok(many));
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert!(page.contains("Voor nog 460 was er geen plaats.") && page.len() < 100_000, "{}", page.len());
}

#[test]
fn what_is_empty_is_left_out_or_gets_a_name() {
    assert!(cards(vec![everything("", None), everything(" \u{200b}\n", None)]).is_empty());
    let nameless = Offered { title: "  ".to_owned(), name: String::new(), ..offer("a", Fit::Certain) };
    let cards = cards(vec![nameless.clone(), nameless]);
    assert_eq!((cards.len(), cards[0].title.as_str()), (1, "x"), "the same twice is there once");
    let desk = desks::Desk {
        prototype: String::new(),
        title: "\u{202e}".to_owned(),
        organisation: String::new(),
        sector: Sector::Market,
        opening: String::new(),
    };
    assert_eq!(Desk::of(fieldlab_service::lab::DeskAnswer { desk, offers: Ok(Vec::new()) }).title, "?");
}

#[test]
fn only_paths_of_their_own_become_links() {
    for path in ["/", "/a/b?c=d&e#f", "/%C3%A9"] {
        assert!(is_path(path), "{path}");
    }
    let long = format!("/{}", "a".repeat(5_000));
    for path in [
        "",
        "a",
        "//elders.nl",
        "https://elders.nl",
        "/\\elders.nl",
        "/a b",
        "/a\r\nb",
        "/é",
        "/\"><script>",
        "/.lab/share/x",
        &long,
    ] {
        assert!(!is_path(path), "{path}");
        let card = &cards(vec![Offered { page: Some(path.to_owned()), ..offer("a", Fit::Certain) }])[0];
        assert_eq!((card.page.as_deref(), card.link(Some(path))), (None, None), "{path}");
    }
}

#[test]
fn a_language_is_said_only_when_it_is_one() {
    let language = |code: &str| {
        let card = &cards(vec![Offered { language: code.to_owned(), ..offer("a", Fit::Certain) }])[0];
        card.other_language(fieldlab_service::Language::Nl).map(str::to_owned)
    };
    assert_eq!(language("ar").as_deref(), Some("ar"));
    assert_eq!(language("en-GB").as_deref(), Some("en"));
    for code in ["nl", "", "x", "\"><b>", "EN", "nederlands"] {
        assert_eq!(language(code), None, "{code}");
    }
}
