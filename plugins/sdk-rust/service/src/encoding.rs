//! Pairs of names and values, as forms, queries and cookies write them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The most pairs that are read.
const MOST_PAIRS: usize = 500;

/// What stands as itself in a form.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Names and values, in the order in which they came; a name may be there more than once.
pub(crate) type Pairs = Vec<(String, String)>;

/// Reads `a=1&b=twee+woorden`; `None` when it is not UTF-8 or has too many pairs.
pub(crate) fn read_pairs(text: &str) -> Option<Pairs> {
    let parts = || text.split('&').filter(|part| !part.is_empty());
    if parts().count() > MOST_PAIRS {
        return None;
    }
    parts()
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?))
        })
        .collect()
}

/// Writes pairs as a form does.
pub(crate) fn write_pairs<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let pairs = pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// What `%C3%A9` stands for; `None` when it is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

/// Text that can stand in an address, a form or a cookie.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let expected: Pairs = expected.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            assert_eq!(read_pairs(text), Some(expected), "{text}");
        };
        check("a=1&b=twee+woorden", &[("a", "1"), ("b", "twee woorden")]);
        check("naam=Ren%C3%A9e&naam=Bo", &[("naam", "Renée"), ("naam", "Bo")]);
        check("a&b=&=c&&", &[("a", ""), ("b", ""), ("", "c")]);
        check("a=1%2B1%3D2", &[("a", "1+1=2")]);
        check("a=100%&b=%zz", &[("a", "100%"), ("b", "%zz")]);
        check("", &[]);
        assert_eq!(read_pairs("a=%ff"), None, "it is not UTF-8");
        assert_eq!(read_pairs(&"a&".repeat(501)), None, "it has too many pairs");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let pairs = [("naam", "Renée & Bo; \"x\""), ("leeg", ""), ("som", "1+1=2\r\n")];
        let written = write_pairs(pairs);
        assert!(written.bytes().all(|byte| byte.is_ascii_graphic() && !b";\",\\".contains(&byte)), "{written}");
        let read = read_pairs(&written).expect("it is right");
        assert_eq!(read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(), pairs);
    }
}
