//! How hard a text is to read. An indication: what makes a text clear is more than the length of its words and sentences.
//!
//! Dutch goes by Flesch-Douma (W.H. Douma, De leesbaarheid van landbouwbladen, 1960): 206.835 - 0.93 x words per sentence - 77 x syllables
//! per word. English goes by Flesch (A new readability yardstick, 1948): 206.835 - 1.015 x words per sentence - 84.6 x syllables per word.
//! 60 and more is usually taken as plain; the lab takes that for level B1.

use fieldlab_domain::text::Language;

use crate::page::Page;

/// From here on a text is plain.
pub const PLAIN: f64 = 60.0;

/// Words in a sentence that is long.
const LONG: usize = 20;

/// Fewer words than this say nothing about a text.
const LEAST_WORDS: usize = 30;

/// How hard a text is.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The score: the higher, the easier; 60 and more is plain.
    pub score: f64,
    /// Sentences with more than 20 words.
    pub long: Vec<String>,
}

/// How hard the running text of pages is; nothing when there is too little of it.
pub fn reading<'p>(pages: impl Iterator<Item = &'p Page>, language: Language) -> Option<Reading> {
    let mut lines: Vec<&str> = pages.flat_map(|page| page.prose.iter().map(String::as_str)).collect();
    lines.sort_unstable();
    lines.dedup();
    let sentences: Vec<Vec<&str>> = lines.iter().flat_map(|line| sentences(line)).collect();
    let words = sentences.iter().map(Vec::len).sum::<usize>();
    if words < LEAST_WORDS {
        return None;
    }
    let count = |sentence: &Vec<&str>| sentence.iter().map(|word| syllables(word, language)).sum::<usize>();
    let in_words = sentences.iter().map(count).sum::<usize>() as f64 / words as f64;
    let in_sentences = words as f64 / sentences.len() as f64;
    let score = match language {
        Language::Nl => 206.835 - 0.93 * in_sentences - 77.0 * in_words,
        Language::En => 206.835 - 1.015 * in_sentences - 84.6 * in_words,
    };
    let long = sentences.iter().filter(|sentence| sentence.len() > LONG).map(|sentence| sentence.join(" "));
    Some(Reading { score, long: long.collect() })
}

/// The sentences of a line, as their words. Numbers and marks are no words.
fn sentences(line: &str) -> Vec<Vec<&str>> {
    let mut sentences = vec![Vec::new()];
    for word in line.split_whitespace() {
        let bare = word.trim_matches(|mark: char| !mark.is_alphanumeric());
        if bare.chars().any(char::is_alphabetic) {
            sentences.last_mut().expect("there is one").push(bare);
        }
        if word.ends_with(['.', '!', '?', ':']) {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Groups of vowels; an e at the end of an English word is not heard.
fn syllables(word: &str, language: Language) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| "aeiouyáàäéèëêíïóöôúü".contains(letter);
    let word = match language {
        Language::En if word.len() > 3 && word.ends_with('e') && !word.ends_with("le") => &word[..word.len() - 1],
        _ => &word,
    };
    let mut groups = 0;
    let mut was_vowel = false;
    for letter in word.chars() {
        let vowel = is_vowel(letter);
        // A diaeresis begins a syllable: re-unie, ge-int.
        if vowel && (!was_vowel || "ëïöü".contains(letter)) {
            groups += 1;
        }
        was_vowel = vowel;
    }
    groups.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted() {
        for (word, language, expected) in [
            ("huur", Language::Nl, 1),
            ("uitkering", Language::Nl, 3),
            ("geïnd", Language::Nl, 2),
            ("rent", Language::En, 1),
            ("home", Language::En, 1),
            ("table", Language::En, 2),
            ("allowance", Language::En, 3),
        ] {
            assert_eq!(syllables(word, language), expected, "{word}");
        }
    }

    #[test]
    fn plain_words_score_higher_than_those_of_a_lawyer() {
        let page = |text: &str| Page { prose: vec![text.repeat(4)], ..Page::default() };
        let score = |text: &str| reading([page(text)].iter(), Language::Nl).expect("it is long enough").score;
        let plain = score("U krijgt geld voor uw kind. U vraagt het aan bij de gemeente. Dat is gratis. ");
        let hard = score(
            "Belanghebbende wordt ingevolge voornoemde verordening overeenkomstig gehouden desbetreffende \
             inlichtingenverplichtingen onverwijld na te komen. ",
        );
        assert!(plain > 80.0 && hard < 20.0, "{plain} and {hard}");
        assert_eq!(reading([page("Hallo.")].iter(), Language::Nl), None);
    }
}
