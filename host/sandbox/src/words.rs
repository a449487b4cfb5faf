//! Words that several messages use.

use fieldlab_domain::column::{Kind, Value};

/// A kind with its article.
pub(crate) fn a_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "a flag",
        Kind::Whole => "a whole number",
        Kind::Amount => "an amount",
        Kind::Code => "a code",
        Kind::Date => "a date",
        Kind::Share => "a share",
    }
}

/// A value as a declaration writes it, or that there is none.
pub(crate) fn a_value(value: Value) -> String {
    if value == Value::Absent { "absent".to_owned() } else { value.plain() }
}

/// `words` as one line of at most `most` characters, without control characters.
pub(crate) fn one_line(words: &str, most: usize) -> String {
    let separates = |letter: char| letter.is_whitespace() || letter.is_control();
    let words: Vec<&str> = words.split(separates).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_guest_stay_on_one_line() {
        assert_eq!(one_line("two\nlines\u{1b}[31m and  spaces ", 300), "two lines [31m and spaces");
        assert_eq!(one_line(&"é".repeat(5_000), 300).chars().count(), 301);
    }
}
