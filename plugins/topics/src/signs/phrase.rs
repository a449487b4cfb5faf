//! Phrases to look for in a text, with room for mistakes.
//!
//! A phrase is words in order. `a|b` is either, `slik*` any word that begins so, `..` up to three words whatever they are, and `$` the end
//! of the sentence. A word of seven letters or more may have one letter wrong, missing, too many or swapped with the next; one of eleven
//! or more may have two. Shorter ones must be right: "geweld" and "gemeld" differ by one letter.

use crate::words::Word;

/// From how many letters on one may be wrong.
const ONE_WRONG: usize = 7;
/// From how many letters on two may be wrong.
const TWO_WRONG: usize = 11;
/// The most words that `..` stands for.
const MOST_BETWEEN: usize = 3;

/// A word of a text, ready to be compared.
#[derive(Clone, Debug)]
pub struct Read<'text> {
    letters: &'text str,
    mask: u32,
    /// Whether it is the last of a sentence.
    last: bool,
}

/// The words of a text, ready to be compared.
pub fn read(words: &[Word]) -> Vec<Read<'_>> {
    let last = |at: usize| words.get(at + 1).is_none_or(|next| next.after_stop);
    let one = |(at, word)| one(word, last(at));
    words.iter().enumerate().map(one).collect()
}

fn one(word: &Word, last: bool) -> Read<'_> {
    Read { letters: &word.letters, mask: mask(&word.letters), last }
}

/// Which of the letters a to z a word has.
fn mask(letters: &str) -> u32 {
    letters.bytes().filter(u8::is_ascii_lowercase).fold(0, |mask, byte| mask | 1 << (byte - b'a'))
}

/// One of the words that may stand at a place of a phrase.
struct Choice<'phrase> {
    letters: &'phrase str,
    mask: u32,
    prefix: bool,
}

enum Part<'phrase> {
    Word(Vec<Choice<'phrase>>),
    Between,
    End,
}

/// A phrase, taken apart.
pub struct Phrase<'phrase>(Vec<Part<'phrase>>);

impl<'phrase> Phrase<'phrase> {
    /// Takes a phrase apart.
    pub fn new(text: &'phrase str) -> Phrase<'phrase> {
        Phrase(text.split(' ').filter(|part| !part.is_empty()).map(part).collect())
    }

    /// The places of the words that match from `start` on, without those between; none when it does not begin there.
    pub fn at(&self, text: &[Read], start: usize) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        matches(&self.0, text, start, &mut places).then_some(places)
    }
}

fn part(text: &str) -> Part<'_> {
    match text {
        ".." => Part::Between,
        "$" => Part::End,
        _ => Part::Word(text.split('|').map(choice).collect()),
    }
}

fn choice(text: &str) -> Choice<'_> {
    let (letters, prefix) = text.strip_suffix('*').map_or((text, false), |letters| (letters, true));
    Choice { letters, mask: mask(letters), prefix }
}

fn matches(parts: &[Part], text: &[Read], at: usize, places: &mut Vec<usize>) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    match first {
        Part::End => at.checked_sub(1).and_then(|before| text.get(before)).is_some_and(|before| before.last),
        Part::Between => (at..=at + MOST_BETWEEN).any(|next| matches(rest, text, next, places)),
        Part::Word(choices) => {
            let fits = text.get(at).is_some_and(|word| choices.iter().any(|choice| choice.fits(word)));
            if !fits {
                return false;
            }
            places.push(at);
            let goes_on = matches(rest, text, at + 1, places);
            if !goes_on {
                places.pop();
            }
            goes_on
        }
    }
}

impl Choice<'_> {
    fn fits(&self, word: &Read) -> bool {
        let (own, other) = (self.letters, word.letters);
        if other == own || (self.prefix && other.starts_with(own)) {
            return true;
        }
        let wrong = match own.len() {
            TWO_WRONG.. => 2,
            ONE_WRONG.. => 1,
            _ => return false,
        };
        // A wrong letter changes at most two bits of the mask. Letters after the beginning may add to it.
        let lacking = (self.mask & !word.mask).count_ones() as usize;
        let strange = (word.mask & !self.mask).count_ones() as usize;
        if lacking > wrong || (!self.prefix && strange > wrong) {
            return false;
        }
        if !self.prefix {
            return differs_by_at_most(own, other, wrong);
        }
        (own.len() - wrong..=own.len() + wrong)
            .filter_map(|length| other.get(..length))
            .any(|beginning| differs_by_at_most(own, beginning, wrong))
    }
}

/// Whether as many changes make one of the other: a letter wrong, missing, too many, or two swapped.
fn differs_by_at_most(left: &str, right: &str, most: usize) -> bool {
    if left.len().abs_diff(right.len()) > most {
        return false;
    }
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let width = right.len() + 1;
    let mut rows = [(0..width).collect::<Vec<_>>(), vec![0; width], vec![0; width]];
    for (down, letter) in left.iter().enumerate() {
        rows.rotate_right(1);
        let [current, above, before] = &mut rows;
        current[0] = down + 1;
        for (across, other) in right.iter().enumerate() {
            let wrong = above[across] + usize::from(letter != other);
            let mut least = wrong.min(above[across + 1] + 1).min(current[across] + 1);
            let swapped = down > 0 && across > 0 && left[down - 1] == *other && right[across - 1] == *letter;
            if swapped {
                least = least.min(before[across - 1] + 1);
            }
            current[across + 1] = least;
        }
    }
    rows[0][width - 1] <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn found(phrase: &str, text: &str) -> bool {
        let words = words(text);
        let read = read(&words);
        (0..words.len()).any(|start| Phrase::new(phrase).at(&read, start).is_some())
    }

    #[test]
    fn phrases_are_found() {
        assert!(found("wil .. dood", "Ik wil echt liever dood."));
        assert!(!found("wil .. dood", "Ik wil weten wat ik moet doen, hij is dood."));
        assert!(found("man|vriend slaat", "mijn vriend slaat mij"));
        assert!(found("slik*", "ik slikte ze"));
        assert!(found("to live $", "I do not want to live. Help"));
        assert!(!found("to live $", "I do not want to live there"));
    }

    #[test]
    fn a_letter_may_be_wrong() {
        for typed in ["mishandelen", "mishadelen", "mishandellen", "mihsandelen", "mishondelen"] {
            assert!(found("mishandelen", typed), "{typed}");
        }
        assert!(found("mishandel*", "mishadeling"));
        assert!(!found("mishandelen", "behandelen"));
        assert!(!found("geweld", "gemeld"));
        assert!(found("zelfmoordgedachten", "zelfmordgedachte"));
    }

    #[test]
    fn letters_are_counted_as_changes() {
        assert!(differs_by_at_most("abc", "acb", 1));
        assert!(differs_by_at_most("abc", "abcd", 1));
        assert!(differs_by_at_most("", "a", 1));
        assert!(!differs_by_at_most("abc", "cba", 1));
        assert!(differs_by_at_most("reactie", "raectie", 1));
    }
}
