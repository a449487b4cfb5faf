//! A day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::reader::{civil_from_days, days_from_civil, format_date, parse_date};

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
}
