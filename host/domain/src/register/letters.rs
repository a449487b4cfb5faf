//! Letters without their marks, for searching.

/// Whether there is a letter with a mark in it: one of the range `À` to `ž`, as the register's patterns have it.
pub(super) fn has_marks(text: &str) -> bool {
    text.chars().any(|letter| ('À'..='ž').contains(&letter))
}

/// `text` in lower case, without marks: `Gündoğan` becomes `gundogan`.
pub(super) fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match base(letter) {
            Some(base) => plain.push_str(base),
            None => plain.push(letter),
        }
    }
    plain
}

/// The plain letters for a lower-case letter of Latin-1 or Latin Extended-A, and nothing for a loose accent.
fn base(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        '\u{133}' => "ij",
        'ĵ' => "j",
        'ķ' | 'ĸ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | '\u{149}' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_patterns_has_a_plain_form() {
        for letter in ('À'..='ž').filter(|letter| letter.is_alphabetic()) {
            let plain = without_marks(&letter.to_string());
            assert!(!plain.is_empty() && plain.is_ascii(), "{letter} becomes {plain}");
        }
    }

    #[test]
    fn other_letters_stay() {
        assert_eq!(without_marks("Jan-Åke \u{132}sbrand Weiß 3'"), "jan-ake ijsbrand weiss 3'");
        assert_eq!(without_marks("Жанна"), "жанна");
    }
}
