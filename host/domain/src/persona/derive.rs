//! What follows from other values is worked out; what was declared otherwise is refused, and so is what is missing.

use super::draft::{Draft, HOUSEHOLD, PERSON, Row, fields, value_in};
use crate::column::{Kind, Value};
use crate::date::{civil_from_days, format_date};
use crate::field::{Field, catalogue};
use crate::reader::{Section, value_words};

/// The fields that are worked out.
const DERIVED: [&str; 6] = [
    "person.age",
    "household.type",
    "household.size",
    "household.children",
    "household.income_standardised",
    "household.income_assessment",
];

/// Gives each member its age on the reference date.
pub(super) fn ages(drafts: &mut [Draft<'_>], reference_date: i32) {
    for draft in drafts {
        let Value::Date(birth_date) = draft.value("person.birth_date") else { continue };
        if birth_date > reference_date {
            let what = format!("`{}` is born after the reference date, {}", draft.key, format_date(reference_date));
            draft.section.fault("birth_date", what, "write an earlier `birth_date`, or a later `reference_date`");
        } else {
            let age = Value::Whole(years_between(birth_date, reference_date));
            settle(&draft.section, &mut draft.values, "person.age", age);
        }
    }
}

/// Whole years from one day to a later one.
pub(super) fn years_between(from: i32, to: i32) -> i32 {
    let ((from_year, from_month, from_day), (year, month, day)) = (civil_from_days(from), civil_from_days(to));
    year - from_year - i32::from((month, day) < (from_month, from_day))
}

/// Works out what a household has by its members and their positions.
pub(super) fn household(section: &Section<'_>, values: &mut Row, drafts: &[Draft<'_>], positions: &[&str]) {
    let children = positions.iter().filter(|position| **position == "child").count();
    settle(section, values, "household.size", Value::Whole(drafts.len() as i32));
    settle(section, values, "household.children", Value::Whole(children as i32));
    if let Value::Amount(disposable) = value_in(values, "household.income_disposable") {
        let standardised = standardised_cents(disposable, positions.len() - children, children);
        settle(section, values, "household.income_standardised", Value::Amount(standardised));
    }
    let Some(kind) = household_type(positions) else {
        for (key, example) in [("type", "\"couple_with_children\""), ("income_assessment", "30000")] {
            if value_in(values, &format!("{HOUSEHOLD}{key}")) == Value::Absent {
                let what = format!("household has more than one family, so that `{key}` can't be worked out");
                section.fault(key, what, format!("add: {key} = {example}"));
            }
        }
        return;
    };
    let field = catalogue().get("household.type").expect("the catalogue has it");
    let code = field.find_code(kind).expect("its codes are the types of households");
    settle(section, values, "household.type", Value::Code(code.code));
    if let Some(income) = assessment_cents(drafts, positions) {
        settle(section, values, "household.income_assessment", Value::Amount(income));
    }
}

/// The type of a household by the positions of its members; `None` when there is more than one family in it.
fn household_type(positions: &[&str]) -> Option<&'static str> {
    let count = |wanted: &str| positions.iter().filter(|position| **position == wanted).count();
    match (count("institutional"), count("partner"), count("single_parent"), count("alone")) {
        (1.., _, _, _) => Some("institutional"),
        (0, 2, 0, 0) if count("child") > 0 => Some("couple_with_children"),
        (0, 2, 0, 0) => Some("couple"),
        (0, 0, 1, 0) => Some("single_parent"),
        (0, 0, 0, 1) => Some("alone"),
        (0, 0, 0, 0) => Some("other"),
        _ => None,
    }
}

/// The gross incomes of the head and the partner together. In other households the first member who is no child is the head, as
/// in populations.
fn assessment_cents(drafts: &[Draft<'_>], positions: &[&str]) -> Option<i64> {
    let at = |wanted: &[&str]| (0..positions.len()).filter(|&at| wanted.contains(&positions[at])).collect::<Vec<_>>();
    let mut heads = at(&["partner", "single_parent", "alone"]);
    if heads.is_empty() {
        heads = at(&["other", "institutional"]);
        heads.truncate(1);
    }
    heads.into_iter().map(|head| drafts[head].value("person.income_gross").number()).sum()
}

/// Disposable income over the household factor, in cents, down to a whole euro as in populations.
///
/// The factor in hundredths: one adult 100, each further adult 37, the first child 30, the second 21, further ones 18
/// ("Equivalentiefactoren", CBS).
fn standardised_cents(disposable: i64, adults: usize, children: usize) -> i64 {
    let of_children = [0, 30, 51].get(children).copied().unwrap_or(51 + 18 * children.saturating_sub(2));
    let factor = 100 + 37 * adults.saturating_sub(1) + of_children;
    let euro = disposable / factor as i64;
    euro * 100
}

/// Sets a field to what was worked out; says so when something else was declared.
fn settle(section: &Section<'_>, values: &mut Row, field: &str, worked_out: Value) {
    let field = catalogue().get(field).expect("the catalogue has what is worked out");
    let declared = value_in(values, field.name.as_str());
    if declared == Value::Absent {
        values.push((field.name.clone(), worked_out));
    } else if declared != worked_out {
        let key = field.name.as_str().trim_start_matches(HOUSEHOLD).trim_start_matches(PERSON);
        let (declared, right) = (written(field, declared), written(field, worked_out));
        let what = format!("`{key}` is {declared}, but {right} follows from the other values");
        section.fault(key, what, format!("write: {key} = {right}, or leave it out"));
    }
}

/// A value as a persona's file writes it.
fn written(field: &Field, value: Value) -> String {
    match value {
        Value::Code(code) => field.code(code).map_or(code.to_string(), |code| format!("\"{}\"", code.name)),
        other => other.plain(),
    }
}

/// Says which fields a member lacks.
pub(super) fn require_persons(drafts: &[Draft<'_>]) {
    for draft in drafts {
        require(&draft.section, &format!("member `{}`", draft.key), PERSON, &draft.values);
    }
}

/// Says which fields a household lacks.
pub(super) fn require_household(section: &Section<'_>, values: &Row) {
    require(section, "household", HOUSEHOLD, values);
}

fn require(section: &Section<'_>, what: &str, prefix: &'static str, values: &Row) {
    for (key, field) in fields(prefix) {
        let name = field.name.as_str();
        // A value that is there but could not be read has had its fault.
        let there = field.optional || value_in(values, name) != Value::Absent || section.has(key);
        if !there && !DERIVED.contains(&name) {
            section.fault(key, format!("{what} has no `{key}`"), format!("add: {key} = {}", example(field)));
        }
    }
}

/// What a value of a field may look like.
fn example(field: &Field) -> String {
    match (field.kind, field.codes.first()) {
        (Kind::Code, Some(code)) => format!("\"{}\"", code.name),
        (kind, _) => value_words(kind).1.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::parse_date;

    #[test]
    fn a_year_is_over_on_the_birthday() {
        let check = |from: &str, to: &str, years: i32| {
            let day = |text| parse_date(text).expect("a date");
            assert_eq!(years_between(day(from), day(to)), years, "{from} to {to}");
        };
        check("2008-01-01", "2026-01-01", 18);
        check("2008-01-02", "2026-01-01", 17);
        check("2008-02-29", "2026-02-28", 17);
        check("2008-02-29", "2026-03-01", 18);
        check("2026-01-01", "2026-01-01", 0);
    }

    #[test]
    fn income_is_standardised_as_cbs_does() {
        let check = |euro: i64, adults: usize, children: usize, expected: i64| {
            assert_eq!(standardised_cents(euro * 100, adults, children), expected * 100, "{euro} {adults} {children}");
        };
        check(30_000, 1, 0, 30_000);
        check(30_000, 2, 0, 21_897);
        check(30_000, 1, 2, 19_867);
        check(30_000, 2, 4, 13_392);
    }

    #[test]
    fn positions_make_a_type() {
        let check = |positions: &[&str], expected: Option<&str>| assert_eq!(household_type(positions), expected);
        check(&["alone"], Some("alone"));
        check(&["partner", "partner", "other"], Some("couple"));
        check(&["partner", "partner", "child"], Some("couple_with_children"));
        check(&["single_parent", "child"], Some("single_parent"));
        check(&["other", "other"], Some("other"));
        check(&["institutional"], Some("institutional"));
        check(&["partner", "partner", "single_parent", "child"], None);
    }
}
