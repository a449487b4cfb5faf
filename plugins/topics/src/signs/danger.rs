//! Whether somebody may be in danger.

use super::kinds::Danger;
use super::phrase::{Phrase, Read, read};
use super::{dutch, english};
use crate::words::words;

/// A sign of danger in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Of what danger.
    pub danger: Danger,
    /// The words that show it, as they were typed.
    pub words: String,
}

/// The signs of danger in `words`, in Dutch and in English: each kind at most once, in the order of [`Danger`].
///
/// This is meant to see too much rather than too little: whoever asks after an old stroke is told the number of an ambulance too.
/// It reads words, not minds: no sign does not mean that there is no danger.
pub fn signs(words: &str) -> Vec<Sign> {
    let split = self::words(words);
    let text = read(&split);
    let harmless = harmless(&text);
    let phrases = dutch::PHRASES.iter().chain(english::PHRASES);
    let mut found: Vec<Sign> = Vec::new();
    for (danger, phrases) in phrases {
        if found.iter().any(|sign| sign.danger == *danger) {
            continue;
        }
        let sign = phrases.iter().find_map(|phrase| first(&Phrase::new(phrase), &text, &harmless));
        if let Some((start, end)) = sign
            && let (Some(start), Some(end)) = (split.get(start), split.get(end))
        {
            let typed = words.get(start.start..end.end).unwrap_or_default().to_owned();
            found.push(Sign { danger: *danger, words: typed });
        }
    }
    found.sort_by_key(|sign| sign.danger);
    found
}

/// The first and last word of the first place where `phrase` stands, other than where it is harmless.
fn first(phrase: &Phrase, text: &[Read], harmless: &[bool]) -> Option<(usize, usize)> {
    (0..text.len()).find_map(|start| {
        let places = phrase.at(text, start)?;
        let meant = places.iter().all(|place| !harmless[*place]);
        meant.then_some((start, *places.last()?))
    })
}

/// Which words are part of a saying that means no harm.
fn harmless(text: &[Read]) -> Vec<bool> {
    let mut harmless = vec![false; text.len()];
    for phrase in dutch::HARMLESS.iter().chain(english::HARMLESS) {
        let phrase = Phrase::new(phrase);
        for place in (0..text.len()).filter_map(|start| phrase.at(text, start)).flatten() {
            harmless[place] = true;
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_who_does_not_want_to_live_is_heard_in_any_order_of_words() {
        for words in [
            "Ik wil niet meer leven.",
            "Ik denk elke dag dat ik niet meer wil leven",
            "mijn vriendin zegt dat ze nooit meer wilde leven",
        ] {
            let found: Vec<Danger> = signs(words).into_iter().map(|sign| sign.danger).collect();
            assert_eq!(found, [Danger::Suicide], "{words}");
        }
        assert_eq!(signs("Ik wil niet meer huren"), []);
    }
}
