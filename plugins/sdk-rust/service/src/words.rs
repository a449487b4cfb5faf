//! Words in Dutch and in English.

use std::borrow::Cow;

/// The languages of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl Language {
    /// Its code, such as `nl`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Nl => "nl",
            Language::En => "en",
        }
    }

    /// The language with this code; what stands after a hyphen does not count.
    pub fn from_code(code: &str) -> Option<Language> {
        match code.trim().split('-').next()?.to_ascii_lowercase().as_str() {
            "nl" => Some(Language::Nl),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// The one that a browser prefers (the header `accept-language`); of equals the first.
    pub(crate) fn preferred(header: &str) -> Option<Language> {
        let mut best: Option<(f32, Language)> = None;
        for part in header.split(',') {
            let (code, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
            if let Some(language) = Language::from_code(code)
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// The same words in Dutch and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    nl: Cow<'static, str>,
    en: Cow<'static, str>,
}

/// The same words in Dutch and in English.
pub fn text(nl: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Text {
    Text { nl: nl.into(), en: en.into() }
}

impl Text {
    /// Words that do not change, for constants.
    pub const fn fixed(nl: &'static str, en: &'static str) -> Text {
        Text { nl: Cow::Borrowed(nl), en: Cow::Borrowed(en) }
    }

    /// The words in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.nl,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_a_browser_prefers_is_chosen() {
        let check = |header: &str, expected| assert_eq!(Language::preferred(header), expected, "{header}");
        check("nl-NL,nl;q=0.9,en;q=0.8", Some(Language::Nl));
        check("de, en-GB;q=0.7, nl;q=0.3", Some(Language::En));
        check("nl;q=0.2, en;q=0.9", Some(Language::En));
        check("fr", None);
        check("nl;q=0", None);
        check(";;;,=,q=", None);
    }
}
