//! How a text is searched for.

use super::letters::{has_marks, without_marks};

/// A text to search for: the whole value in any case, or a part of it with `*` at the start or the end.
///
/// With a marked letter in it, it finds only values that are marked the same; without, marks do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPattern {
    text: String,
    open_start: bool,
    open_end: bool,
    marked: bool,
}

impl TextPattern {
    /// Reads a text in which a `*` at the start or the end stands for anything.
    pub fn new(text: &str) -> TextPattern {
        let (open_start, text) = text.strip_prefix('*').map_or((false, text), |rest| (true, rest));
        let (open_end, text) = text.strip_suffix('*').map_or((false, text), |rest| (true, rest));
        let marked = has_marks(text);
        let text = if marked { text.to_lowercase() } else { without_marks(text) };
        TextPattern { text, open_start, open_end, marked }
    }

    /// Whether `value` is one that is searched for.
    pub fn fits(&self, value: &str) -> bool {
        let value = if self.marked { value.to_lowercase() } else { without_marks(value) };
        match (self.open_start, self.open_end) {
            (false, false) => value == self.text,
            (false, true) => value.starts_with(&self.text),
            (true, false) => value.ends_with(&self.text),
            (true, true) => value.contains(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_whole_in_any_case_and_with_marks_when_asked() {
        for (pattern, value, fits) in [
            ("Maas", "maas", true),
            ("Maas", "Maassen", false),
            ("maas*", "Maassen", true),
            ("*plein", "Dr. Kuyperplein", true),
            ("*plein", "Pleinweg", false),
            ("Gundogan", "Gündoğan", true),
            ("Gundogan", "Gundogan", true),
            ("Gündoğan", "Gündoğan", true),
            ("Gündoğan", "Gundogan", false),
            ("gündoğ*", "GÜNDOĞAN", true),
            ("Strasse", "Straße", true),
            ("", "", true),
        ] {
            assert_eq!(TextPattern::new(pattern).fits(value), fits, "{pattern} and {value}");
        }
    }
}
