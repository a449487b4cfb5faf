//! Where somebody lives, or can be found elsewhere.

/// How names of streets end in Dutch.
const STREETS: [&str; 17] = [
    "straat",
    "laan",
    "weg",
    "plein",
    "gracht",
    "kade",
    "dijk",
    "singel",
    "hof",
    "pad",
    "steeg",
    "dreef",
    "plantsoen",
    "markt",
    "hoek",
    "park",
    "wal",
];

/// Names of streets in English.
const ENGLISH_STREETS: [&str; 4] = ["street", "road", "avenue", "lane"];

/// What is counted or measured: a number before it is not that of a house.
const UNITS: [&str; 32] = [
    "km",
    "kilometer",
    "meter",
    "uur",
    "minuten",
    "minuut",
    "keer",
    "dagen",
    "dag",
    "weken",
    "maanden",
    "jaar",
    "mensen",
    "personen",
    "kinderen",
    "honden",
    "katten",
    "graden",
    "procent",
    "uurtjes",
    "keren",
    "times",
    "hours",
    "hour",
    "days",
    "weeks",
    "months",
    "years",
    "people",
    "children",
    "miles",
    "minutes",
];

/// Whether there is an e-mail address, a link, or a way to write one in words.
pub(super) fn is_elsewhere(words: &str) -> bool {
    let words = words.to_lowercase();
    let at = words.match_indices('@').any(|(place, _)| {
        words[place + 1..].starts_with(char::is_alphanumeric) || words[..place].ends_with(char::is_alphanumeric)
    });
    let written = ["(at)", "[at]", "apenstaart", "http:", "https:", "www.", " punt nl", " dot com"];
    at || written.iter().any(|sign| words.contains(sign)) || words.split(' ').any(is_host)
}

/// Whether a word is the name of a site, such as `voorbeeld.nl`.
fn is_host(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let host = word.split('/').next().unwrap_or_default();
    let ending = host.rsplit_once('.');
    ending.is_some_and(|(name, ending)| {
        name.len() > 1 && ["nl", "com", "be", "org", "net", "eu", "info", "example"].contains(&ending)
    })
}

/// Whether there is a street with the number of a house, or a postcode.
pub(super) fn has_address(words: &str) -> bool {
    let all: Vec<&str> = words
        .split([' ', ','])
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    (0..all.len())
        .any(|at| is_street(&all[at..], at.checked_sub(1).map(|before| all[before])) || is_postcode(&all[at..]))
}

/// Whether words begin with a street and a number, in Dutch, or with a number and a street, in English.
fn is_street(words: &[&str], before: Option<&str>) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let lower = first.to_lowercase();
    let named = STREETS.iter().any(|street| match lower.strip_suffix(street) {
        // A word by itself, such as `weg`, is the name of a street only behind another name.
        Some("") => {
            before.is_some_and(|before| before.ends_with(['e', 'n', 'r', 's']) && before.len() > 3) && *street != "weg"
                || first.starts_with(char::is_uppercase)
                    && before.is_some_and(|before| before.starts_with(char::is_uppercase))
        }
        Some(name) => name != "onder" && name.chars().count() > 1,
        None => false,
    });
    if named && rest.first().is_some_and(|number| is_house(number)) && !rest.get(1).is_some_and(|unit| is_unit(unit)) {
        return true;
    }
    let street = |word: &&str| ENGLISH_STREETS.contains(&word.to_lowercase().as_str());
    is_house(first) && rest.iter().take(2).any(street) && !rest.first().is_some_and(|unit| is_unit(unit))
}

/// The number of a house: a few digits, and perhaps a letter.
fn is_house(word: &str) -> bool {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = word.len() - digits.len();
    (1..=4).contains(&digits.len()) && letters <= 1 && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(&word.to_lowercase().as_str())
}

/// A postcode: four digits and two letters. With a space between them only capitals count: `2026 is` is none.
fn is_postcode(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    let begins = |word: &str| {
        word.len() >= 4 && word.bytes().take(4).all(|digit| digit.is_ascii_digit()) && !word.starts_with('0')
    };
    let letters = |word: &str| word.len() == 2 && word.bytes().all(|letter| letter.is_ascii_alphabetic());
    let capitals = |word: &str| letters(word) && word.bytes().all(|letter| letter.is_ascii_uppercase());
    begins(first)
        && (first.get(4..).is_some_and(letters) || first.len() == 4 && words.get(1).is_some_and(|word| capitals(word)))
}
