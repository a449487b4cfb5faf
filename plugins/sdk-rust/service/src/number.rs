//! Numbers and days as people write them.

use crate::words::Language;
use fieldlab_sdk::{Amount, Date};

/// A whole number: digits, perhaps with a minus sign, and points or spaces between thousands.
pub(crate) fn read_whole(text: &str) -> Option<i64> {
    let (minus, digits) = sign(text);
    let whole = thousands(digits, '.').or_else(|| thousands(digits, ' '))?;
    Some(if minus { -whole } else { whole })
}

/// An amount in euro as people in the Netherlands write it, such as `1.234,56`, `1234,5`, `€ 1.234` or `12.50`.
///
/// A comma stands before cents, and a point between thousands. A point before one or two last digits is taken for a comma. What
/// could mean two amounts, such as `1,234`, is refused.
pub(crate) fn read_amount(text: &str) -> Option<Amount> {
    let (minus, text) = sign(text.trim().trim_start_matches('€').trim());
    let text = text.strip_suffix(",-").unwrap_or(text);
    let (euro, cents) = match text.split_once(',') {
        Some((euro, cents)) => (euro, cents),
        None => match text.rsplit_once('.') {
            Some((euro, cents)) if cents.len() <= 2 && !euro.contains('.') => (euro, cents),
            _ => (text, "00"),
        },
    };
    let euro = thousands(euro, '.').or_else(|| thousands(euro, ' '))?;
    let cents = match cents.len() {
        1 | 2 if cents.bytes().all(|byte| byte.is_ascii_digit()) => format!("{cents:0<2}").parse::<i64>().ok()?,
        _ => return None,
    };
    let all = euro.checked_mul(100)?.checked_add(cents)?;
    Some(Amount::cents(if minus { -all } else { all }))
}

fn sign(text: &str) -> (bool, &str) {
    let text = text.trim();
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// Digits, either without `mark` or with one before each three digits; 15 digits at most.
fn thousands(text: &str, mark: char) -> Option<i64> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let fits = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let digits = first.to_owned() + &rest.concat();
    let is_number = !first.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits && is_number { digits.parse().ok() } else { None }
}

/// A whole number for people: `1.234` in Dutch, `1,234` in English.
pub(crate) fn show_whole(number: i64, language: Language) -> String {
    let mark = if language == Language::Nl { '.' } else { ',' };
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(mark);
        }
        shown.push(digit);
    }
    if number < 0 { format!("-{shown}") } else { shown }
}

/// An amount for people: `€ 1.234,56` in Dutch, `€1,234.56` in English; whole euros without cents.
pub(crate) fn show_amount(amount: Amount, language: Language) -> String {
    let cents = amount.in_cents();
    let minus = if cents < 0 { "-" } else { "" };
    // i64::MIN has no positive counterpart: unsigned numbers hold both.
    let (euro, rest) = ((cents.unsigned_abs() / 100) as i64, cents.unsigned_abs() % 100);
    let (space, mark) = if language == Language::Nl { ("\u{a0}", ',') } else { ("", '.') };
    let rest = if rest == 0 { String::new() } else { format!("{mark}{rest:02}") };
    format!("{minus}€{space}{}{rest}", show_whole(euro, language))
}

/// A share for people, as a percentage with at most two decimals.
pub(crate) fn show_share(millionths: i32, language: Language) -> String {
    let hundredths = (i64::from(millionths) + 50).div_euclid(100);
    let (whole, rest) = (hundredths / 100, (hundredths % 100).abs());
    let mark = if language == Language::Nl { ',' } else { '.' };
    let minus = if hundredths < 0 && whole == 0 { "-" } else { "" };
    match rest {
        0 => format!("{minus}{whole}%"),
        rest => format!("{minus}{whole}{mark}{rest:02}%"),
    }
}

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

/// A day for people, such as `2 september 2019`.
pub(crate) fn show_date(date: Date, language: Language) -> String {
    let (year, month, day) = civil(date);
    let months = &MONTHS[usize::from(language == Language::En)];
    format!("{day} {} {year}", months[month as usize - 1])
}

/// The month with this number or name, in full or by its first three letters.
pub(crate) fn read_month(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    if let Ok(number) = text.parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let is = |name: &str| {
        let name = name.to_lowercase();
        name == text || (text.len() == 3 && name.starts_with(&text)) || (text == "mrt" && name == "maart")
    };
    let place = MONTHS.iter().find_map(|months| months.iter().position(|name| is(name)))?;
    Some(place as u32 + 1)
}

/// The day of a year (four digits), a month and a day; `None` when it does not exist.
pub fn date(year: i32, month: u32, day: u32) -> Option<Date> {
    if !(1800..=2200).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    // Days from the civil calendar: years begin in March, so that a leap day is their last.
    let from_march = (month as i32 + 9) % 12;
    let year_from_march = year - i32::from(month <= 2);
    let day_of_year = (153 * from_march + 2) / 5 + day as i32 - 1;
    let days =
        year_from_march * 365 + year_from_march / 4 - year_from_march / 100 + year_from_march / 400 + day_of_year
            - 719_468;
    let found = Date::days(days);
    (civil(found) == (year, month, day)).then_some(found)
}

/// Year, month and day.
pub fn civil(date: Date) -> (i32, u32, u32) {
    let days = i64::from(date.in_days()) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * from_march + 2) / 5 + 1) as u32;
    let month = (from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_in_the_netherlands_write_them() {
        let check = |text: &str, cents: Option<i64>| {
            assert_eq!(read_amount(text).map(Amount::in_cents), cents, "{text}");
        };
        for (text, cents) in [
            ("1.234,56", 123_456),
            ("1234,56", 123_456),
            ("€ 1.234", 123_400),
            ("1 234,5", 123_450),
            ("12.50", 1_250),
            ("690,4", 69_040),
            ("0", 0),
            ("1.234.567,89", 123_456_789),
            ("12,-", 1_200),
            ("-5", -500),
        ] {
            check(text, Some(cents));
        }
        for text in [
            "",
            "veel",
            "1,234",
            "1.23.45",
            "1,2,3",
            "12.345.6",
            ",50",
            "1e5",
            "1,234.56",
            "€",
            "12,",
            "9999999999999999",
            "١٢",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn numbers_are_shown_as_the_language_writes_them() {
        assert_eq!(show_amount(Amount::cents(123_456), Language::Nl), "€\u{a0}1.234,56");
        assert_eq!(show_amount(Amount::cents(-123_405), Language::En), "-€1,234.05");
        assert_eq!(show_amount(Amount::euro(1_000_000), Language::Nl), "€\u{a0}1.000.000");
        assert_eq!(show_share(137_300, Language::Nl), "13,73%");
        assert_eq!(show_share(250_000, Language::En), "25%");
        assert_eq!((show_whole(-1_234, Language::En), show_whole(12, Language::Nl)), ("-1,234".into(), "12".into()));
        assert_eq!(
            (read_whole("1.234"), read_whole("-3"), read_whole("1,5"), read_whole("1.23")),
            (Some(1234), Some(-3), None, None)
        );
    }

    #[test]
    fn days_exist_or_not() {
        assert_eq!(date(1970, 1, 1), Some(Date::days(0)));
        assert_eq!(date(2026, 1, 1), Some(Date::days(20_454)));
        assert_eq!(date(2024, 3, 1), Some(Date::days(19_783)));
        for (year, month, day) in [(2023, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (24, 1, 1)]
        {
            assert_eq!(date(year, month, day), None, "{year}-{month}-{day}");
        }
        for days in -60_000..60_000 {
            let (year, month, day) = civil(Date::days(days));
            assert_eq!(date(year, month, day), Some(Date::days(days)), "{year}-{month}-{day}");
        }
        assert_eq!(show_date(Date::days(19_783), Language::Nl), "1 maart 2024");
        assert_eq!(
            (read_month("9"), read_month("Sep"), read_month("mrt"), read_month("march"), read_month("x")),
            (Some(9), Some(9), Some(3), Some(3), None)
        );
    }
}
