use std::collections::BTreeSet;

use fieldlab_domain::population::PopulationRequest;
use fieldlab_population::{Known, Source, Theme, describe};

use super::*;

fn described(persons: u64) -> Described {
    let request = PopulationRequest::new("nl-2025", Some(persons), 6);
    let summary = describe(&Source::new().make(&request).expect("it can be made")).expect("its model is known");
    let made_again = make_again(&summary.identity, &summary.content).expect("its model is known");
    Described { summary, made_again, file: None }
}

/// The tags of a page in order: name, attributes, and whether it closes.
fn tags(page: &str) -> impl Iterator<Item = (&str, &str, bool)> {
    page.match_indices('<').filter_map(|(at, _)| {
        let inside = page[at + 1..].split_once('>')?.0.trim_end_matches('/');
        let (inside, closes) = (inside.trim_start_matches('/'), inside.starts_with('/'));
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        (!name.starts_with('!')).then_some((name, attributes, closes))
    })
}

/// The value of an attribute.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let parts = attributes.split('"').collect::<Vec<&'a str>>();
    let named = |pair: &&[&'a str]| pair.len() == 2 && pair[0].trim() == format!("{name}=");
    parts.chunks(2).find(named).map(|pair| pair[1])
}

/// Whether elements close in the order in which they open, each id is there once, links lead somewhere, and drawings have titles.
fn check_structure(page: &str) {
    const EMPTY: [&str; 5] = ["meta", "rect", "path", "ellipse", "br"];
    let mut open = Vec::new();
    let (mut ids, mut links) = (BTreeSet::new(), Vec::new());
    let (mut drawings, mut headings) = (0, Vec::new());
    let mut last = "";
    for (name, attributes, closes) in tags(page) {
        if closes {
            assert_eq!(open.pop(), Some(name), "elements close in order");
            continue;
        }
        if last == "svg" {
            assert_eq!(name, "title", "a drawing begins with its title");
            drawings += 1;
        }
        last = name;
        if let Some(id) = attribute(attributes, "id") {
            assert!(ids.insert(id), "id `{id}` is there twice");
        }
        for name in ["href", "aria-labelledby"] {
            links.extend(attribute(attributes, name).map(|link| link.trim_start_matches('#')));
        }
        assert!(!["script", "link", "img", "iframe"].contains(&name), "it needs nothing else, and has <{name}>");
        headings.extend(name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()));
        if !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    assert!(drawings > 100, "{drawings} drawings");
    for link in links {
        assert!(ids.contains(link), "there is no `{link}`");
    }
    assert_eq!(headings[0], 1);
    assert!(headings.windows(2).all(|two| two[1] <= two[0] + 1 && two[1] > 1), "headings skip no level: {headings:?}");
}

/// The keys of the messages.
fn keys() -> impl Iterator<Item = &'static str> {
    include_str!("../../texts/nl.ftl").lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key)
}

#[test]
fn the_report_has_all_parts_in_both_languages() {
    let described = described(20_000);
    for language in Language::ALL {
        let page = html(&described, language);
        check_structure(&page);
        for id in ["proofs", "people", "households", "income", "figures", "tables", "card", "receipt", "chart-pyramid"]
        {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id} is there");
        }
        for wrong in ["NaN", "inf", "http://", "https://", "url("] {
            let shown = page.replace("Vingerafdruk", "").replace("info", "");
            assert!(
                !shown.contains(wrong),
                "it has {wrong}: {:?}",
                shown.split(wrong).next().map(|before| before.len())
            );
        }
        assert!(!page.contains("{ $") && !page.contains("{$"), "all places in the words are filled");
        // A message that is not there is its key; keys of one word may be words.
        for key in keys().filter(|key| key.contains('-')) {
            assert!(!page.contains(&format!(">{key}<")), "`{key}` has words");
        }
        for one in &described.summary.comparisons {
            assert!(page.contains(&escaped(one.title.get(language))), "{} is there", one.key);
        }
        for table in &described.summary.tables {
            assert!(page.contains(&escaped(table.title.get(language))), "{} is there", table.key);
        }
        for theme in Theme::ALL {
            assert!(page.contains(theme.title().get(language)), "{theme:?} is there");
        }
    }
}

/// As askama writes it.
fn escaped(words: &str) -> String {
    words.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

#[test]
fn each_message_is_in_both_languages() {
    for key in keys() {
        assert!(TEXTS.has(key), "{key}");
    }
    let count = |source: &str| source.lines().filter(|line| line.contains(" = ")).count();
    assert_eq!(count(include_str!("../../texts/nl.ftl")), count(include_str!("../../texts/en.ftl")));
}

#[test]
fn the_proofs_are_of_this_population() {
    let described = described(20_000);
    let times = described.made_again.as_deref().expect("this version made it");
    assert_eq!(times.iter().map(|time| time.threads).collect::<Vec<_>>(), [1, 2]);
    assert!(times.iter().all(|time| time.same && time.content == described.summary.content));
    let numbers = described.summary.numbers;
    assert_eq!((numbers.looked_at, numbers.passing, numbers.test_range, numbers.twice), (20_000, 0, 0, 0));
    // There is no table any more that the model has never seen.
    for known in [Known::Held, Known::Used] {
        assert!(described.summary.tables.iter().any(|table| table.known == known), "{known:?}");
    }
}

#[test]
fn a_population_that_can_not_be_made_again_says_so() {
    let mut described = described(1_000);
    described.summary.identity.model_digest = fieldlab_domain::digest::Digest::of(b"of another version");
    let made_again = make_again(&described.summary.identity, &described.summary.content).expect("its model is known");
    assert!(made_again.is_none());
    described.made_again = made_again;
    let page = html(&described, Language::En);
    assert!(page.contains("This version of Fieldlab makes other citizens from this seed"), "it says so");
    described.made_again =
        Some(vec![Again { threads: 1, persons_per_second: 1.0, content: "another".to_owned(), same: false }]);
    assert!(html(&described, Language::En).contains("Made again, something else came out."));
}
