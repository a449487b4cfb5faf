//! Words that others wrote, made fit for a page: what can't be seen is taken out, what is too long is cut.

use fieldlab_service::Language;

/// The beginning of a text, at most so many bytes, cut between characters.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// A text of several lines as somebody typed it, without what can't be seen.
pub(crate) fn plain(text: &str) -> String {
    let mut lines = Vec::new();
    let mut was_empty = true;
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        let line = one_line(line);
        // Many empty lines after each other are one.
        if !line.is_empty() || !was_empty {
            was_empty = line.is_empty();
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// A text on one line, of at most so many characters; what was cut ends with three dots.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = one_line(text);
    match text.char_indices().nth(most) {
        None => text,
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// The most marks that may stand on one letter. Languages need two; piles of them run over what stands above.
const MOST_MARKS: usize = 2;

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for character in text.chars() {
        marks = if is_mark(character) { marks + 1 } else { 0 };
        if is_unseen(character) || marks > MOST_MARKS {
            continue;
        }
        if character.is_whitespace() || character.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(character);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Characters that nobody sees, and that turn the direction of what follows or hide a text in another. Those that join letters, which
/// some languages need, stay.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Marks that stand on the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The one of two that the visitor reads.
pub(crate) fn say<'t>(language: Language, nl: &'t str, en: &'t str) -> &'t str {
    if language == Language::Nl { nl } else { en }
}

/// Things after each other, with "and" before the last.
pub(crate) fn listed(things: &[String], language: Language) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), say(language, "en", "and")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        let check = |text: &str, expected: &str| assert_eq!(short(text, 20), expected, "{text:?}");
        check("  een \t twee\r\n drie ", "een twee drie");
        check("\u{202e}sdrawkcab\u{202c}", "sdrawkcab");
        check("a\u{200b}\u{feff}b\0c", "ab c");
        check("e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}");
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check("twintig tekens en nog wat meer", "twintig tekens en no…");
        check("\u{200b}", "");
    }

    #[test]
    fn lines_stay_apart() {
        assert_eq!(plain("een\r\n\r\n\r\n\r\n twee \rdrie\n"), "een\n\ntwee\ndrie");
        assert_eq!(cut("aé", 2), "a");
    }

    #[test]
    fn things_are_listed() {
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&things, Language::Nl), "a, b en c");
        assert_eq!(listed(&things[..1], Language::En), "a");
    }
}
