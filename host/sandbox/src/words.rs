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

/// `words` as at most `most` lines, each as [`one_line`] makes it, with their indentation.
pub(crate) fn lines(words: &str, most: usize, most_in_line: usize) -> String {
    let line = |line: &str| {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        format!("{}{}", &line[..indentation.min(most_in_line)], one_line(line, most_in_line))
    };
    let mut lines: Vec<String> = words.lines().take(most).map(line).collect();
    if words.lines().nth(most).is_some() {
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

/// What a guest wrote, without what would change how a terminal shows the rest.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_guest_stay_on_one_line() {
        assert_eq!(one_line("two\nlines\u{1b}[31m and  spaces ", 300), "two lines [31m and spaces");
        assert_eq!(one_line(&"é".repeat(5_000), 300).chars().count(), 301);
    }

    #[test]
    fn hints_keep_their_lines() {
        assert_eq!(lines("one\n  two\u{7} words\n\nfour", 3, 300), "one\n  two words\n\n…");
        assert_eq!(lines("", 3, 300), "");
        assert_eq!(lines(&format!("x{}", " x".repeat(900)), 3, 5), "x x x…");
    }

    #[test]
    fn output_keeps_its_lines_and_nothing_for_terminals() {
        assert_eq!(printable(b"one\n\ttwo\x1b[2J\r\n\xff"), "one\n\ttwo[2J\n\u{fffd}");
    }
}
