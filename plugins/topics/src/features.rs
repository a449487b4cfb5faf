//! What the model looks at: words, pairs of words, and parts of words, each as a number that stands for its letters.
//!
//! Built into the library and into its build script, so that a question is read as the labelled ones were.

use crate::words::Word;

/// Kinds of features. Each kind counts as a whole, so that the many parts of words do not drown the words.
pub const KINDS: usize = 2;
/// Words, and pairs of words written as one: "huur toeslag" is read as "huurtoeslag" too.
pub const WORDS: usize = 0;
/// Parts of three to five letters within a word as it sounds: these carry over to compounds and to misspelt words.
pub const PARTS: usize = 1;

/// How much each kind counts, found by cross-validation.
pub const SHARES: [f32; KINDS] = [1.0, 1.0];

/// Something in a question that the model may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// What it is, as a number.
    pub key: u32,
    /// Of which kind it is.
    pub kind: usize,
    /// Which word it is of (the first, for a pair).
    pub word: usize,
    /// How many words it spans.
    pub span: usize,
}

/// All features of `words`, in order.
pub fn features(words: &[Word]) -> Vec<Feature> {
    let mut found = Vec::with_capacity(words.len() * 16);
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        found.push(Feature { key: hash(WORDS, &word.letters), kind: WORDS, word: at, span: 1 });
        if let Some(next) = words.get(at + 1) {
            text.clear();
            text.push_str(&word.letters);
            text.push_str(&next.letters);
            found.push(Feature { key: hash(WORDS, &text), kind: WORDS, word: at, span: 2 });
        }
        parts(&word.letters, |part| {
            found.push(Feature { key: hash(PARTS, part), kind: PARTS, word: at, span: 1 });
        });
    }
    found
}

/// The parts of a word, with a mark for where the word begins and ends.
fn parts(letters: &str, mut take: impl FnMut(&str)) {
    let marked = format!("<{}>", as_it_sounds(letters));
    let starts: Vec<usize> = marked.char_indices().map(|(at, _)| at).chain([marked.len()]).collect();
    for length in 3..=5 {
        for window in starts.windows(length + 1) {
            take(&marked[window[0]..window[length]]);
        }
    }
}

/// A word as it sounds, for those who spell by ear: "toeslach" and "toeslag", "uitkeering" and "uitkering" come out alike.
fn as_it_sounds(letters: &str) -> String {
    let mut sound = String::with_capacity(letters.len());
    let mut rest = letters;
    while let Some(first) = rest.chars().next() {
        let (heard, taken) = heard(rest, first);
        rest = &rest[taken..];
        for letter in heard.chars() {
            if !sound.ends_with(letter) {
                sound.push(letter);
            }
        }
        if heard.is_empty() && !sound.ends_with(first) {
            sound.push(first);
        }
    }
    if sound.ends_with('d') {
        sound.pop();
        if !sound.ends_with('t') {
            sound.push('t');
        }
    }
    sound
}

/// What is heard at the start of `rest`, and how many bytes it takes; empty for the letter itself.
fn heard(rest: &str, first: char) -> (&'static str, usize) {
    const PAIRS: [(&str, &str); 7] =
        [("ij", "ei"), ("ou", "au"), ("ch", "g"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("dt", "t")];
    if let Some((letters, heard)) = PAIRS.iter().find(|(letters, _)| rest.starts_with(letters)) {
        return (heard, letters.len());
    }
    let single = match first {
        'c' | 'q' => "k",
        'z' => "s",
        'v' => "f",
        'y' => "i",
        'x' => "ks",
        _ => "",
    };
    (single, first.len_utf8())
}

/// FNV-1a over the kind and the letters: the same on every machine.
fn hash(kind: usize, letters: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32 ^ (kind as u32 + 1);
    for byte in letters.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn a_word_sounds_as_it_is_said() {
        for (left, right) in
            [("toeslag", "toeslach"), ("uitkering", "uitkeering"), ("geld", "gelt"), ("krijg", "kreig")]
        {
            assert_eq!(as_it_sounds(left), as_it_sounds(right));
        }
        assert_ne!(as_it_sounds("huur"), as_it_sounds("heer"));
    }

    #[test]
    fn a_pair_of_words_is_the_compound() {
        let keys = |text: &str| features(&words(text)).into_iter().map(|feature| feature.key).collect::<Vec<_>>();
        let compound = keys("huurtoeslag")[0];
        assert!(keys("huur toeslag").contains(&compound));
    }
}
