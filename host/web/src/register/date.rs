//! Dates as tagged unions, and ages.

use fieldlab_domain::date::{civil_from_days, days_from_civil, format_date};
use fieldlab_domain::register::RegisterDate;
use fieldlab_domain::text::Language;
use fieldlab_experiment::text::date;
use serde_json::{Value, json};

/// A date, as much of it as is known.
pub(super) fn tagged(value: RegisterDate) -> Value {
    match value {
        RegisterDate::Day(days) => {
            json!({ "type": "Datum", "datum": format_date(days), "langFormaat": date(Language::Nl, days) })
        }
        RegisterDate::Month { year, month } => {
            // The month is what remains of its first day: `1 maart 1941`.
            let first = date(Language::Nl, days_from_civil(year, month, 1));
            let long = first.trim_start_matches("1 ");
            json!({ "type": "JaarMaandDatum", "jaar": year, "maand": month, "langFormaat": long })
        }
        RegisterDate::Year(year) => {
            json!({ "type": "JaarDatum", "jaar": year, "langFormaat": year.to_string() })
        }
        RegisterDate::Unknown => json!({ "type": "DatumOnbekend", "onbekend": true, "langFormaat": "onbekend" }),
    }
}

/// The age on `today` in whole years; nothing when the date does not tell.
///
/// Who is born on 29 February has a birthday on 1 March in other years. With only a month, the age is told outside that month.
pub(super) fn age(birth: RegisterDate, today: i32) -> Option<i32> {
    let (year, month, day) = civil_from_days(today);
    let (birth_year, birth_month, birth_day) = birth.parts();
    let is_told = match birth {
        RegisterDate::Day(_) => true,
        RegisterDate::Month { month: birth_month, .. } => birth_month != month,
        RegisterDate::Year(_) | RegisterDate::Unknown => false,
    };
    let age = year - birth_year - i32::from((month, day) < (birth_month, birth_day));
    (is_told && age >= 0).then_some(age)
}

/// Whether a date is past or today, as far as it is known; an unknown date is not.
pub(super) fn is_over(date: RegisterDate, today: i32) -> bool {
    let (this_year, this_month, _) = civil_from_days(today);
    match date {
        RegisterDate::Day(days) => days <= today,
        RegisterDate::Month { year, month } => (year, month) < (this_year, this_month),
        RegisterDate::Year(year) => year < this_year,
        RegisterDate::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: i32, day: i32) -> RegisterDate {
        RegisterDate::Day(days_from_civil(year, month, day))
    }

    #[test]
    fn an_age_is_told_when_the_date_tells_it() {
        let month = |month| RegisterDate::Month { year: 1980, month };
        for (birth, today, expected) in [
            (day(1983, 5, 26), (2026, 5, 25), Some(42)),
            (day(1983, 5, 26), (2026, 5, 26), Some(43)),
            (day(2004, 2, 29), (2026, 2, 28), Some(21)),
            (day(2004, 2, 29), (2026, 3, 1), Some(22)),
            (day(2026, 1, 1), (2026, 1, 1), Some(0)),
            (day(2026, 1, 2), (2026, 1, 1), None),
            (month(3), (2026, 3, 31), None),
            (month(4), (2026, 3, 31), Some(45)),
            (month(2), (2026, 3, 31), Some(46)),
            (RegisterDate::Year(1980), (2026, 3, 31), None),
            (RegisterDate::Unknown, (2026, 3, 31), None),
        ] {
            let (year, month, of_month) = today;
            assert_eq!(age(birth, days_from_civil(year, month, of_month)), expected, "{birth:?} on {today:?}");
        }
    }

    #[test]
    fn a_date_is_over_from_the_day_itself() {
        let today = days_from_civil(2026, 7, 1);
        for (date, over) in [
            (day(2026, 7, 1), true),
            (day(2026, 7, 2), false),
            (RegisterDate::Month { year: 2026, month: 6 }, true),
            (RegisterDate::Month { year: 2026, month: 7 }, false),
            (RegisterDate::Year(2025), true),
            (RegisterDate::Year(2026), false),
            (RegisterDate::Unknown, false),
        ] {
            assert_eq!(is_over(date, today), over, "{date:?}");
        }
    }

    #[test]
    fn a_date_says_how_much_of_it_is_known() {
        let dates = [
            day(1983, 5, 26),
            day(2023, 1, 1),
            RegisterDate::Month { year: 1941, month: 3 },
            RegisterDate::Year(1968),
            RegisterDate::Unknown,
        ];
        let written: Vec<_> = dates.into_iter().map(|date| tagged(date).to_string()).collect();
        insta::assert_snapshot!(written.join("\n"), @r#"
        {"datum":"1983-05-26","langFormaat":"26 mei 1983","type":"Datum"}
        {"datum":"2023-01-01","langFormaat":"1 januari 2023","type":"Datum"}
        {"jaar":1941,"langFormaat":"maart 1941","maand":3,"type":"JaarMaandDatum"}
        {"jaar":1968,"langFormaat":"1968","type":"JaarDatum"}
        {"langFormaat":"onbekend","onbekend":true,"type":"DatumOnbekend"}
        "#);
    }
}
