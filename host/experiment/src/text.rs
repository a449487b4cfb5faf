//! Words and numbers as people read them, in Dutch and in English.

use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::parameter::Parameter;
use fieldlab_domain::text::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// Messages by key, in both languages.
pub struct Texts {
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Texts {
    /// Reads the messages of both languages, in the format of Project Fluent.
    ///
    /// # Panics
    /// When a file has a mistake. The files are built in, and a test reads each.
    pub fn new(nl: &str, en: &str) -> Texts {
        Texts { bundles: [bundle(Language::Nl, nl), bundle(Language::En, en)] }
    }

    /// The message with this key, with `arguments` filled in; the key itself when there is none.
    pub fn get(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        let bundle = &self.bundles[language as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().copied().collect();
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// Whether there is a message with this key in both languages.
    pub fn has(&self, key: &str) -> bool {
        self.bundles.iter().all(|bundle| bundle.has_message(key))
    }
}

fn bundle(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().expect("it is a code of BCP 47");
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Isolation marks are for mixed writing directions; neither language has one.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{errors:?}"));
    bundle
}

/// A number with `decimals` decimals and separators between thousands: `1.234,5` in Dutch, `1,234.5` in English.
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    let (thousands, point) = match language {
        Language::Nl => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut written = String::new();
    // Nothing but zeros has no sign.
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        written.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            written.push(thousands);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(point);
        written.push_str(fraction);
    }
    written
}

/// A number as people say it: `4,2 miljoen`, `12.300`.
pub fn large_number(language: Language, value: f64) -> String {
    let (divisor, word) = magnitude(language, value);
    match divisor {
        1.0 if value.abs() >= 1000.0 => number(language, (value / 100.0).round() * 100.0, 0),
        1.0 => number(language, value, 0),
        divisor => format!("{}\u{a0}{word}", number(language, value / divisor, decimals_of(value / divisor))),
    }
}

/// A round divisor for numbers of the size of `value`, and its word: a million, a thousand million or 1.
pub(crate) fn magnitude(language: Language, value: f64) -> (f64, &'static str) {
    let nl = language == Language::Nl;
    match value.abs() {
        size if size >= 999.5e6 => (1e9, if nl { "miljard" } else { "billion" }),
        size if size >= 999.5e3 => (1e6, if nl { "miljoen" } else { "million" }),
        _ => (1.0, ""),
    }
}

/// How many decimals give a number two or three digits that matter.
pub(crate) fn decimals_of(value: f64) -> usize {
    match value.abs() {
        size if size >= 99.5 => 0,
        size if size >= 9.95 => 1,
        _ => 2,
    }
}

/// Days since 1970-01-01 as a date: `1 januari 2026`.
pub fn date(language: Language, days: i32) -> String {
    const MONTHS: [[&str; 12]; 2] = [
        [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    ];
    let iso = Value::Date(days).plain();
    let mut parts = iso.rsplitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (day, month, year) = (part(), part(), part());
    match month.parse::<usize>().ok().and_then(|month| MONTHS[language as usize].get(month.wrapping_sub(1))) {
        Some(month) => format!("{} {month} {year}", day.trim_start_matches('0')),
        None => iso,
    }
}

/// A value of a citizen or a parameter; codes have words of their own.
pub fn value(language: Language, value: Value) -> String {
    let nl = language == Language::Nl;
    match value {
        Value::Absent => if nl { "onbekend of niet van toepassing" } else { "not known or not applicable" }.to_owned(),
        Value::Flag(true) => if nl { "ja" } else { "yes" }.to_owned(),
        Value::Flag(false) => if nl { "nee" } else { "no" }.to_owned(),
        Value::Whole(value) => number(language, f64::from(value), 0),
        Value::Amount(cents) => {
            let decimals = if cents % 100 == 0 { 0 } else { 2 };
            euro(number(language, cents as f64 / 100.0, decimals))
        }
        Value::Code(code) => code.to_string(),
        Value::Date(days) => date(language, days),
        Value::Share(millionths) => {
            let percent = f64::from(millionths) / 10_000.0;
            let decimals = (0..4).find(|&decimals| {
                let scaled = percent * 10f64.powi(decimals);
                (scaled - scaled.round()).abs() < 1e-6
            });
            format!("{}%", number(language, percent, decimals.unwrap_or(4) as usize))
        }
    }
}

/// A written number as euro: `€ 12`, `−€ 12`.
pub(crate) fn euro(number: String) -> String {
    match number.strip_prefix('−') {
        Some(rest) => format!("−€\u{a0}{rest}"),
        None => format!("€\u{a0}{number}"),
    }
}

/// A value of a parameter, with its unit when the value does not carry it: euro and percentages do.
pub fn setting(language: Language, parameter: &Parameter, setting: Value) -> String {
    let written = value(language, setting);
    match (&parameter.unit, parameter.kind) {
        (Some(unit), Kind::Whole) => format!("{written} {unit}"),
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let check = |written: String, expected: &str| assert_eq!(written.replace('\u{a0}', " "), expected);
        check(number(Language::Nl, 1_234_567.891, 2), "1.234.567,89");
        check(number(Language::En, -1234.5, 1), "−1,234.5");
        check(number(Language::Nl, -0.004, 2), "0,00");
        check(large_number(Language::Nl, 4_234_567.0), "4,23 miljoen");
        check(large_number(Language::En, 5.1e9), "5.10 billion");
        check(large_number(Language::Nl, 999_700.0), "1,00 miljoen");
        check(large_number(Language::Nl, 12_345.0), "12.300");
        check(large_number(Language::Nl, 321.0), "321");
        check(date(Language::Nl, 20_454), "1 januari 2026");
        check(value(Language::Nl, Value::Amount(-123_456)), "−€ 1.234,56");
        check(value(Language::En, Value::Amount(200_000)), "€ 2,000");
        check(value(Language::Nl, Value::Share(137_000)), "13,7%");
        check(value(Language::Nl, Value::Share(18_960)), "1,896%");
        check(value(Language::En, Value::Flag(true)), "yes");
    }

    #[test]
    fn messages_are_filled_in() {
        let texts = Texts::new("groet = Dag { $naam }", "groet = Hello { $naam }");
        assert_eq!(texts.get(Language::En, "groet", &[("naam", "Ada")]), "Hello Ada");
        assert_eq!(texts.get(Language::Nl, "weg", &[]), "weg");
        assert!(texts.has("groet") && !texts.has("weg"));
    }
}
