//! The patterns of parameters. Their texts are part of the messages, so the texts themselves are what is matched.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex_lite::Regex;

pub(super) const BSN: &str = "^[0-9]{9}$";
pub(super) const FIELD: &str = r"^[a-zA-Z0-9\._]{1,200}$";
pub(super) const MUNICIPALITY: &str = "^[0-9]{4}$";
/// A name, or the first three letters of one or more and `*`.
pub(super) const NAME: &str = r"^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$";
/// A given name that only narrows: one letter and `*` will do.
pub(super) const NARROWING_NAME: &str = r"^[a-zA-Z0-9À-ž \.\-\']{1,199}\*{0,1}$";
pub(super) const PREFIX: &str = r"^[a-zA-Z \']{1,10}$";
pub(super) const SEX: &str = "^([Mm]|[Vv]|[Oo])$";
pub(super) const POSTCODE: &str = "^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$";
pub(super) const HOUSE_LETTER: &str = "^[a-zA-Z]{1}$";
pub(super) const HOUSE_ADDITION: &str = r"^[a-zA-Z0-9 \-]{1,4}$";
/// A street, or seven letters of one or more and `*` after or before them.
pub(super) const STREET: &str =
    r"^[a-zA-Z0-9À-ž \-\'\.]{1,80}$|^[a-zA-Z0-9À-ž \-\'\.]{7,79}\*{1}$|^\*{1}[a-zA-Z0-9À-ž \-\'\.]{7,79}$";
/// 16 digits, not all zeros.
pub(super) const IDENTIFICATION: &str = "^(?!0{16})[0-9]{16}$";

/// What the engine of these patterns can't do: it does not look ahead.
const NOT_ALL_ZEROS: &str = "(?!0{16})";

const ALL: [&str; 12] = [
    BSN,
    FIELD,
    MUNICIPALITY,
    NAME,
    NARROWING_NAME,
    PREFIX,
    SEX,
    POSTCODE,
    HOUSE_LETTER,
    HOUSE_ADDITION,
    STREET,
    IDENTIFICATION,
];

static COMPILED: LazyLock<HashMap<&str, Regex>> = LazyLock::new(|| {
    let compile = |text: &str| Regex::new(&text.replace(NOT_ALL_ZEROS, "")).expect("a test compiles them all");
    ALL.into_iter().map(|text| (text, compile(text))).collect()
});

/// Whether `value` fits a pattern of this file.
pub(super) fn fits(pattern: &str, value: &str) -> bool {
    let refused = pattern.contains(NOT_ALL_ZEROS) && value.bytes().all(|byte| byte == b'0');
    !refused && COMPILED.get(pattern).is_some_and(|regex| regex.is_match(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_takes_what_it_should_and_nothing_else() {
        for (pattern, taken, refused) in [
            (BSN, &["999990019"][..], &["99999001", "99999001a", " 999990019"][..]),
            (FIELD, &["naam", "geboorte.datum.jaar", "a_1"], &["", "naam voornamen", "*"]),
            (MUNICIPALITY, &["0518"], &["518", "05180", "o518"]),
            (NAME, &["J", "'t Hart-de Boer", "Gündoğan", "Maa*", "Å"], &["", "Ma*", "*aas", "Ma*s", "Жанна", "a_b"]),
            (NARROWING_NAME, &["J", "J*", "Åke*"], &["", "*", "*J", "J**"]),
            (PREFIX, &["van den", "in 't"], &["", "van der den", "v1"]),
            (SEX, &["m", "V", "o"], &["", "mv", "x"]),
            (POSTCODE, &["2585SA", "2585 sa"], &["0585SA", "2585  SA", "2585"]),
            (HOUSE_LETTER, &["a"], &["", "ab", "1"]),
            (HOUSE_ADDITION, &["a-2", "III", "1 hg"], &["", "boven", "a*"]),
            (STREET, &["Plein", "Laan van*", "*van Nes", "1e Plein"], &["", "Plein*", "*Plein", "*aaaaaaa*"]),
            (IDENTIFICATION, &["0518200000219679"], &["0000000000000000", "518200000219679", "05182000002196790"]),
        ] {
            for value in taken {
                assert!(fits(pattern, value), "{pattern} takes {value}");
            }
            for value in refused {
                assert!(!fits(pattern, value), "{pattern} refuses {value}");
            }
        }
        assert_eq!(ALL.len(), COMPILED.len());
    }
}
