//! Bank account numbers.

use super::numbers::{Number, NumberKind};

/// How long an account number of a country is.
const LENGTHS: [(&str, usize); 41] = [
    ("AL", 28),
    ("AT", 20),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("TR", 26),
];

/// The bank account numbers in `words`.
pub fn accounts(words: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut within_word = false;
    for (start, character) in words.char_indices() {
        let begins = !within_word && character.is_ascii_alphabetic();
        within_word = character.is_alphanumeric();
        if begins
            && found.last().is_none_or(|last| last.end <= start)
            && let Some(length) = words.get(start..).and_then(account)
        {
            found.push(Number { kind: NumberKind::Account, start, end: start + length });
        }
    }
    found
}

/// How many bytes of the start of `text` are an account number.
fn account(text: &str) -> Option<usize> {
    let country = text.get(..2)?.to_ascii_uppercase();
    let (_, length) = LENGTHS.iter().find(|(name, _)| *name == country)?;
    let (characters, end) = take(text, *length)?;
    let followed = text.get(end..)?.chars().next().is_some_and(char::is_alphanumeric);
    let checked = characters.get(2..4)?.bytes().all(|byte| byte.is_ascii_digit());
    let digits = characters.bytes().filter(u8::is_ascii_digit).count();
    // A Dutch one is known by its shape, so that it is seen with a digit wrong as well.
    let is_account =
        if country == "NL" { is_dutch(&characters) } else { remainder(&characters) == 1 && digits * 2 >= *length };
    (checked && is_account && !followed).then_some(end)
}

/// The first `length` letters and digits of `text` as capitals, with a space, dot or dash between any two, and where they end.
fn take(text: &str, length: usize) -> Option<(String, usize)> {
    let mut taken = String::with_capacity(length);
    let mut gap = 0;
    for (at, character) in text.char_indices() {
        if character.is_ascii_alphanumeric() {
            taken.push(character.to_ascii_uppercase());
            gap = 0;
        } else if gap < 2 && (character == ' ' || character == '\u{a0}' || character == '.' || character == '-') {
            gap += 1;
        } else {
            return None;
        }
        if taken.len() == length {
            return Some((taken, at + 1));
        }
    }
    None
}

/// `NL`, two digits, four letters of a bank, ten digits.
fn is_dutch(characters: &str) -> bool {
    let bytes = characters.as_bytes();
    bytes.len() == 18 && bytes[4..8].iter().all(u8::is_ascii_uppercase) && bytes[8..].iter().all(u8::is_ascii_digit)
}

/// The remainder after division by 97 (ISO 13616): 1 for a number that is right.
fn remainder(characters: &str) -> u32 {
    let (head, body) = characters.split_at(4);
    body.chars().chain(head.chars()).filter_map(|character| character.to_digit(36)).fold(0, |rest, value| {
        let shifted = if value > 9 { rest * 100 } else { rest * 10 };
        (shifted + value) % 97
    })
}
