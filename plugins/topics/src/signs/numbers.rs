//! Numbers that are nobody else's business: citizen service numbers, bank accounts, telephone numbers and e-mail addresses.

use super::digits::digits;
use super::iban::accounts;

/// A kind of number that should not be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A citizen service number (BSN): it passes the eleven-test.
    CitizenService,
    /// A bank account (IBAN).
    Account,
    /// A telephone number of a person; those of public services (112, 0800, 0900, 14 0..) are none.
    Telephone,
    /// An e-mail address.
    Email,
}

impl NumberKind {
    /// What is put in its place.
    pub fn mark(self) -> &'static str {
        match self {
            NumberKind::CitizenService => "[nummer weggelaten]",
            NumberKind::Account => "[rekeningnummer weggelaten]",
            NumberKind::Telephone => "[telefoonnummer weggelaten]",
            NumberKind::Email => "[e-mailadres weggelaten]",
        }
    }
}

/// A number in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// What it is.
    pub kind: NumberKind,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// The numbers in `words` that should not be passed on, in order.
///
/// One of eleven numbers of nine digits passes the eleven-test without being a citizen service number; that one is taken out too.
pub fn numbers(words: &str) -> Vec<Number> {
    let mut found = addresses(words);
    found.extend(accounts(words));
    found.sort_by_key(|number| number.start);
    found.dedup_by(|later, earlier| later.start < earlier.end);
    // Digits of an account or address are none of their own.
    let mut rest = 0;
    let mut between = Vec::new();
    for number in &found {
        between.push((rest, number.start));
        rest = number.end;
    }
    between.push((rest, words.len()));
    for (start, end) in between {
        let part = words.get(start..end).unwrap_or_default();
        found.extend(digits(part).into_iter().map(|number| Number {
            start: number.start + start,
            end: number.end + start,
            ..number
        }));
    }
    found.sort_by_key(|number| number.start);
    found
}

/// `words` with a mark in place of each number that should not be passed on, and whether there was any.
pub fn without_numbers(words: &str) -> (String, bool) {
    let found = numbers(words);
    let mut text = String::with_capacity(words.len());
    let mut rest = 0;
    for number in &found {
        text.push_str(words.get(rest..number.start).unwrap_or_default());
        text.push_str(number.kind.mark());
        rest = number.end;
    }
    text.push_str(words.get(rest..).unwrap_or_default());
    (text, !found.is_empty())
}

/// E-mail addresses.
fn addresses(words: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for (at, _) in words.match_indices('@') {
        // On a phone a space easily slips in: "jan @ voorbeeld.nl".
        let (before, after) = (&words[..at], &words[at + 1..]);
        let (before, after) = (before.strip_suffix(' ').unwrap_or(before), after.strip_prefix(' ').unwrap_or(after));
        let name = before.len() - before.trim_end_matches(is_of_address).len();
        let domain = after.len() - after.trim_start_matches(is_of_address).len();
        let domain = after[..domain].trim_end_matches(['.', '-', '_', '+', '%']);
        let has_country = domain.rsplit_once('.').is_some_and(|(site, country)| !site.is_empty() && country.len() >= 2);
        let (start, end) = (before.len() - name, words.len() - after.len() + domain.len());
        if name > 0 && has_country && found.last().is_none_or(|last| last.end <= start) {
            found.push(Number { kind: NumberKind::Email, start, end });
        }
    }
    found
}

fn is_of_address(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | '+' | '%')
}
