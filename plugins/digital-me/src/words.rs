//! Values and moments in words that people read.

use fieldlab_sdk::bindings::fieldlab::lab::types::Value;
use fieldlab_service::answer::{Answer as _, Ask};
use fieldlab_service::lab::vault::Known;
use fieldlab_service::prelude::*;

/// A value in words; nothing when nothing is known.
///
/// The lab says codes in words, and the rest as programs write it. Whole numbers stay as they are: a citizen service number has no points
/// between its thousands.
pub(crate) fn value(known: &Known, language: Language) -> Option<String> {
    match known.value {
        Value::Absent => None,
        Value::Flag(yes) => Some(yes.show(language)),
        Value::Amount(cents) => Some(Amount::cents(cents).show(language)),
        Value::Date(days) => Some(Date::days(days).show(language)),
        Value::Share(millionths) => Some(percentage(millionths, language)),
        Value::Whole(_) | Value::Code(_) => Some(known.words.clone()),
    }
}

/// Millionths as a percentage with one decimal.
fn percentage(millionths: i32, language: Language) -> String {
    let thousandths = (i64::from(millionths) + 500).div_euclid(1_000);
    let mark = if language == Language::Nl { ',' } else { '.' };
    format!("{}{mark}{}%", thousandths.div_euclid(10), thousandths.rem_euclid(10))
}

/// A moment as the log writes it (`2026-01-31T14:05:09.123Z`) in words; anything else as it is.
///
/// The log goes by one clock for everybody; which hour that is here depends on the season, so it says so.
pub(crate) fn moment(at: &str, language: Language) -> String {
    let said = || {
        let (day, time) = at.strip_suffix('Z')?.split_once('T')?;
        let (day, time) = (read_day(day)?.show(language), time.get(..5)?);
        Some(match language {
            Language::Nl => format!("{day} om {time} uur (UTC)"),
            Language::En => format!("{day} at {time} (UTC)"),
        })
    };
    said().unwrap_or_else(|| at.to_owned())
}

/// A day written as `2026-01-31`.
fn read_day(day: &str) -> Option<Date> {
    let ask = Ask { name: "day", label: text("", ""), hint: None, least: None, most: None, autocomplete: None };
    Date::read(&vec![("day".to_owned(), day.to_owned())], &ask).ok()
}

/// A day as programs write it: `2026-01-31`.
pub(crate) fn iso_day(day: Date) -> String {
    let parts = Date::from_register(Value::Date(day.in_days()), "day").unwrap_or_default();
    let part = |name: &str| {
        let found = parts.iter().find(|(found, _)| found == name);
        found.and_then(|(_, value)| value.parse::<i32>().ok()).unwrap_or_default()
    };
    format!("{:04}-{:02}-{:02}", part("day-year"), part("day-month"), part("day-day"))
}
