//! In which language somebody writes.

use crate::features::features;
use crate::number::shares;
use crate::table::Table;
use crate::words::{Word, words};

static MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/languages.bin"));

/// A language, or no more than the script where that is all there is to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// In Arabic script: Arabic, Farsi, Dari, Pashto, Urdu, Sorani.
    Arabic,
    /// In Ge'ez script: Tigrinya, Amharic.
    Tigrinya,
    /// In Cyrillic script: Ukrainian, Russian, Bulgarian.
    Cyrillic,
    /// Another language.
    Other,
}

impl Language {
    /// Its code, such as `nl`; for a script the language that most newcomers write in it, and `und` where there is none to name.
    pub fn code(self) -> &'static str {
        match self {
            Language::Dutch => "nl",
            Language::English => "en",
            Language::Arabic => "ar",
            Language::Tigrinya => "ti",
            Language::Cyrillic => "uk",
            Language::Other => "und",
        }
    }
}

/// A language less likely than this is not named.
const LEAST_SCORE: f32 = 0.5;
/// With fewer familiar parts of words than this, it is none that the model knows.
const LEAST_FAMILIAR: f32 = 0.3;

/// The language of `words`, or none when there is too little to tell.
pub fn language(words: &str) -> Option<Language> {
    if let Some(language) = script(words) {
        return Some(language);
    }
    let split: Vec<Word> = self::words(words).into_iter().filter(|word| !is_number(word)).collect();
    if split.is_empty() {
        return None;
    }
    let table = Table::read(MODEL)?;
    let weighed = table.weigh(&features(&split));
    if weighed.familiar < LEAST_FAMILIAR {
        // One strange word may be a name or a slip of the hand.
        return (split.len() > 2).then_some(Language::Other);
    }
    let mut scores = table.scores(&weighed);
    shares(&mut scores);
    let named = [Language::Dutch, Language::English, Language::Other].into_iter().zip(scores);
    named.max_by(|left, right| left.1.total_cmp(&right.1)).filter(|best| best.1 >= LEAST_SCORE).map(|best| best.0)
}

fn is_number(word: &Word) -> bool {
    word.letters.bytes().all(|byte| byte.is_ascii_digit())
}

/// What most letters tell by their script alone; none when they are Latin.
fn script(words: &str) -> Option<Language> {
    const SCRIPTS: [Language; 4] = [Language::Arabic, Language::Tigrinya, Language::Cyrillic, Language::Other];
    let (mut latin, mut counts) = (0_usize, [0_usize; 4]);
    for letter in words.chars().filter(|character| character.is_alphabetic()) {
        match letter {
            '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{08a0}'..='\u{08ff}' => counts[0] += 1,
            '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => counts[0] += 1,
            '\u{1200}'..='\u{139f}' | '\u{2d80}'..='\u{2ddf}' => counts[1] += 1,
            '\u{0400}'..='\u{052f}' => counts[2] += 1,
            '\0'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}' => latin += 1,
            _ => counts[3] += 1,
        }
    }
    let (most, language) = counts.into_iter().zip(SCRIPTS).max_by_key(|(count, _)| *count)?;
    // Dutch words such as "DigiD" stand within a question in another script; a script is seen before they outweigh it.
    (most > 0 && most * 2 >= latin).then_some(language)
}

/// Words that are in any question, in Dutch or English; they never say what it is about.
pub(crate) fn is_plain(letters: &str) -> bool {
    const DUTCH: &str = " ik je jij u we wij ze zij hij het de een en of maar dat die dit deze er is ben bent zijn was waren heb hebt heeft \
        hebben had ga gaat gaan kan kun kunt kunnen kon moet moeten mag mogen wil wilt willen wordt worden word zou zal te van voor met \
        op in aan bij uit om naar tot door over als dan wat wie waar hoe wanneer waarom welke niet geen wel ook nog al nu mijn me mij \
        mn jouw uw hun haar hem ons onze iets iemand dus want omdat zo heel erg veel meer doen doe krijg krijgen weet na ";
    const ENGLISH: &str = " i you he she it we they the a an and or but that this these there is am are was were be been have has had do \
        does did can cannot cant could must may will would should to of for with on in at by from about if than what who where how \
        when why which not no also still now my me your his her their our us some any something so very much more get got im ive \
        dont as out up just really ";
    let within = |list: &str| list.split_ascii_whitespace().any(|plain| plain == letters);
    within(DUTCH) || within(ENGLISH)
}
