//! A day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar; written as `2026-07-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(
    /// Days since 1970-01-01.
    pub i32,
);

impl Date {
    /// The day of a year, month (1 to 12) and day of the month; months and days outside their range run on.
    pub fn new(year: i32, month: i32, day: i32) -> Date {
        let months = year * 12 + month - 1;
        Date(days_from_civil(months.div_euclid(12), months.rem_euclid(12) + 1, day))
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn civil(self) -> (i32, i32, i32) {
        civil_from_days(self.0)
    }

    /// How old somebody is on this day, in whole years; who was born on 29 February has their birthday on 1 March in other years.
    pub fn age_of(self, born: Date) -> i32 {
        let ((year, month, day), (birth_year, birth_month, birth_day)) = (self.civil(), born.civil());
        year - birth_year - i32::from((month, day) < (birth_month, birth_day))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&format_date(self.0))
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        parse_date(text).map(Date).ok_or_else(|| format!("`{text}` is not a date such as 2026-07-01"))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Reads `2026-01-01` as days since 1970-01-01 in the proleptic Gregorian calendar; `None` when there is no such day.
///
/// The arithmetic is that of Howard Hinnant, "chrono-compatible low-level date algorithms" (public domain).
pub fn parse_date(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (year, month, day): (i32, i32, i32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let days = days_from_civil(year, month, day);
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

/// Writes days since 1970-01-01 as `2026-01-01`.
pub fn format_date(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Days since 1970-01-01 of a day of the Gregorian calendar; days outside their range run on, months are 1 to 12.
pub fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month (1 to 12) and day of days since 1970-01-01.
pub fn civil_from_days(days: i32) -> (i32, i32, i32) {
    let days = i64::from(days) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as i32, day as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_go_up_on_birthdays() {
        let born = Date::new(2000, 2, 29);
        let check = |day: Date, age: i32| assert_eq!(day.age_of(born), age, "{day}");
        check(Date::new(2025, 2, 28), 24);
        check(Date::new(2025, 3, 1), 25);
        check(Date::new(2024, 2, 29), 24);
        check(Date::new(2000, 2, 29), 0);
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        assert_eq!("2026-07-01".parse(), Ok(Date::new(2026, 7, 1)));
        assert!("2026-02-30".parse::<Date>().is_err());
        assert_eq!(Date::new(2025, 18, 1), Date::new(2026, 6, 1));
        assert_eq!(Date::new(2025, 0, 31), Date::new(2024, 12, 31));
        assert_eq!(serde_json::to_string(&Date::new(2026, 7, 1)).expect("it is text"), "\"2026-07-01\"");
    }

    #[test]
    fn dates_go_there_and_back() {
        for days in [-719_468, -1, 0, 59, 60, 20_454, 2_000_000] {
            assert_eq!(parse_date(&format_date(days)), Some(days));
        }
        assert_eq!(parse_date("2026-01-01"), Some(20_454));
        for wrong in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "today"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
