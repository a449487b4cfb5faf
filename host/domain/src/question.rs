//! Questions of people, and what prototypes offer for them, as the lab passes them on.

use crate::bsn::Bsn;
use crate::name::Name;

/// The most bytes of a question's words.
pub const MOST_WORDS: usize = 4_000;

/// The most offers of one prototype; more are left out.
pub const MOST_OFFERS: usize = 8;

/// The most bytes of each text of an offer.
pub const MOST_TEXT: usize = 1_000;

/// What stands where a number stood that could be somebody's.
const LEFT_OUT: &str = "[...]";

/// Something that was asked back, and what the person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// A short, lasting name of what was asked.
    pub about: String,
    /// What the person said.
    pub answer: String,
}

/// A question, as far as the person agreed to pass it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is about, the likeliest first.
    pub topics: Vec<Name>,
    /// The person's own words.
    pub words: Option<String>,
    /// The code of the language that they read.
    pub language: String,
    /// The code of the municipality that it is about.
    pub place: Option<u32>,
    /// Whether they ask for somebody whom they care for.
    pub for_other: bool,
    /// What they said when they were asked back.
    pub details: Vec<Detail>,
}

/// How far an offer fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It fits.
    Certain,
    /// It fits most people who ask this.
    Likely,
    /// It may fit.
    Possible,
}

/// What an offer needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// In words.
    pub what: String,
    /// What for.
    pub purpose: String,
}

/// What somebody can do for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// A short, lasting name.
    pub name: String,
    /// The language of the words.
    pub language: String,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// How far it fits.
    pub fit: Fit,
    /// Why, or what it depends on.
    pub why: String,
    /// What it needs to know.
    pub wants: Vec<Want>,
    /// What happens when the person chooses it.
    pub next: String,
    /// The page on which it goes on.
    pub page: Option<String>,
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person.
    Person,
    /// The prototype.
    Prototype,
}

/// Something that was said in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub by: Speaker,
    /// What.
    pub words: String,
}

/// What a prototype says in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it says.
    pub words: String,
    /// Answers to choose from.
    pub choices: Vec<String>,
    /// The page on which it goes on.
    pub page: Option<String>,
    /// Whether the conversation is over.
    pub done: bool,
}

impl Question {
    /// The question as others may have it: numbers that could be somebody's are left out, what is too long is cut, and the words are
    /// there only when they are shared.
    #[must_use]
    pub fn passed_on(mut self, shares_words: bool) -> Question {
        self.words = self.words.filter(|_| shares_words).map(|words| without_numbers(cut(&words, MOST_WORDS)));
        self.details.truncate(MOST_OFFERS);
        for detail in &mut self.details {
            detail.about = cut(&detail.about, MOST_TEXT).to_owned();
            detail.answer = without_numbers(cut(&detail.answer, MOST_TEXT));
        }
        self
    }
}

/// The beginning of a text, at most so many bytes, cut between characters.
pub fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// A text without the numbers that could be a citizen service number: eight or nine digits, also with spaces, dots or hyphens between
/// them, that pass the eleven-test.
pub fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = end_of_number(from);
        let (number, after) = from.split_at(end);
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let could_be = (8..=9).contains(&digits.len()) && digits.parse().is_ok_and(Bsn::passes);
        out.push_str(if could_be { LEFT_OUT } else { number });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where a number ends: digits with at most one space, dot or hyphen between two of them.
fn end_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 1;
    loop {
        if is_digit(end) {
            end += 1;
        } else if matches!(bytes.get(end), Some(b' ' | b'.' | b'-')) && is_digit(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_could_be_somebodys_is_left_out() {
        let check = |text: &str, expected: &str| assert_eq!(without_numbers(text), expected, "{text}");
        check("mijn bsn is 111222333, help", "mijn bsn is [...], help");
        check("bsn 1112.22.333", "bsn [...]");
        check("111 222 333", "[...]");
        check("10000008", "[...]");
        check("123456789 is geen bsn", "123456789 is geen bsn");
        check("ik krijg 1200 euro en heb 2 kinderen van 6 en 3", "ik krijg 1200 euro en heb 2 kinderen van 6 en 3");
        check("bel 0612345678", "bel 0612345678");
        check("é1112223331é", "é1112223331é");
        check("", "");
    }

    #[test]
    fn words_are_passed_on_only_when_they_are_shared() {
        let question = Question {
            topics: Vec::new(),
            words: Some("é".repeat(MOST_WORDS)),
            language: "nl".to_owned(),
            place: None,
            for_other: false,
            details: vec![Detail { about: "x".to_owned(), answer: "111222333".to_owned() }],
        };
        assert_eq!(question.clone().passed_on(false).words, None);
        let passed = question.passed_on(true);
        assert_eq!(passed.words.map(|words| words.len()), Some(MOST_WORDS));
        assert_eq!(passed.details[0].answer, LEFT_OUT);
    }
}
