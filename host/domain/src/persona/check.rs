//! What must be right about the members of a household together. Each fault stands at the line that is best changed.

use super::derive::years_between;
use super::draft::{Draft, Row, code_name, value_in};
use crate::bsn::Bsn;
use crate::column::Value;
use crate::reader::Section;

/// The least years between a parent and a child.
const PARENT_YEARS: i32 = 12;
/// The age from which somebody can marry: Burgerlijk Wetboek, book 1, article 31.
const MARRIAGE_AGE: i32 = 18;

/// The position of the one member who is the persona.
pub(super) fn main_member(section: &Section<'_>, drafts: &[Draft<'_>]) -> Option<usize> {
    let mut personas = (0..drafts.len()).filter(|&member| drafts[member].persona);
    let first = personas.next();
    if first.is_none() && !drafts.is_empty() {
        section.fault("members", "no member is the persona", "add to one of them: persona = true");
    }
    for other in personas {
        let section = &drafts[other].section;
        section.fault("persona", "more than one member is the persona", "keep `persona = true` at one of them");
    }
    first
}

/// Citizen service numbers: of the official test range, right, and each of one person.
pub(super) fn numbers(drafts: &[Draft<'_>]) {
    let mut seen = Vec::new();
    for draft in drafts {
        let Value::Whole(written) = draft.value("person.bsn") else { continue };
        let number = u32::try_from(written).unwrap_or(0);
        let free = seen.iter().max().map_or(number, |last: &u32| number.max(last + 1));
        let hint = format!("write: bsn = {}, or another one of 9999xxxxx that passes", Bsn::official_test_from(free));
        let wrong = if !Bsn::is_official_test(number) {
            Some("is not of the official test range: it could be somebody's")
        } else if !Bsn::passes(number) {
            Some("fails the eleven-test")
        } else if seen.contains(&number) {
            Some("is there twice")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            draft.section.fault("bsn", format!("`bsn` {written} {wrong}"), hint);
        }
        seen.push(number);
    }
}

/// Partners and parents.
pub(super) fn relations(drafts: &[Draft<'_>]) {
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(partner) = draft.partner {
            partners(drafts, at, partner);
        }
        if draft.parents.len() > 2 {
            let what = format!("`{}` has {} parents", draft.key, draft.parents.len());
            draft.section.fault("parents", what, "name at most two");
        }
        for &parent in &draft.parents {
            ages_of(draft, &drafts[parent]);
        }
        civil_status(draft);
    }
}

fn partners(drafts: &[Draft<'_>], at: usize, partner: usize) {
    let (draft, other) = (&drafts[at], &drafts[partner]);
    if other.partner == Some(at) {
        return;
    }
    let has = other.partner.map_or("no partner".to_owned(), |third| format!("`{}`", drafts[third].key));
    let what = format!("`{}` has partner `{}`, who has {has}", draft.key, other.key);
    draft.section.fault("partner", what, format!("write at `{}`: partner = \"{}\"", other.key, draft.key));
}

fn ages_of(child: &Draft<'_>, parent: &Draft<'_>) {
    let dates = (child.value("person.birth_date"), parent.value("person.birth_date"));
    let (Value::Date(child_born), Value::Date(parent_born)) = dates else { return };
    if years_between(parent_born, child_born) < PARENT_YEARS {
        let what = format!("`{}` is not {PARENT_YEARS} years older than its child `{}`", parent.key, child.key);
        child.section.fault("parents", what, "look at both dates of birth");
    }
}

fn civil_status(draft: &Draft<'_>) {
    let Value::Whole(age) = draft.value("person.age") else { return };
    match code_name(&draft.values, "person.civil_status") {
        Some(status) if status != "never_married" && age < MARRIAGE_AGE => {
            let what = format!("`{}` is {age}, too young to be `{status}`", draft.key);
            draft.section.fault("civil_status", what, "write: civil_status = \"never_married\"");
        }
        _ => {}
    }
}

/// Whether each member's position is one that its relations allow.
pub(super) fn positions(drafts: &[Draft<'_>]) {
    for (at, draft) in drafts.iter().enumerate() {
        let Some(position) = draft.position() else { continue };
        let alone = drafts.len() == 1;
        let has_child = drafts.iter().any(|child| child.parents.contains(&at) && child.position() == Some("child"));
        let (fits, why) = match position {
            "child" => {
                (!draft.parents.is_empty() && draft.partner.is_none(), "lives with a parent, not with a partner")
            }
            "alone" => (alone, "is the only member"),
            "partner" => (draft.partner.is_some(), "lives with a partner"),
            "single_parent" => (draft.partner.is_none() && has_child, "lives with a child, not with a partner"),
            "institutional" => (alone, "has no other members with them: the institution is no household"),
            _ => (draft.partner.is_none() && !alone, "lives with others, of whom none is the partner"),
        };
        if !fits {
            let what = format!("`{}` can't be `{position}`: somebody who is, {why}", draft.key);
            let better = match (draft.partner, has_child, draft.parents.is_empty()) {
                (Some(_), _, _) => "partner",
                (None, true, _) => "single_parent",
                (None, false, false) => "child",
                (None, false, true) if alone => "alone",
                (None, false, true) => "other",
            };
            draft.section.fault("household_position", what, format!("write: household_position = \"{better}\""));
        }
    }
}

/// Whether rent goes with how the household lives.
pub(super) fn housing(section: &Section<'_>, values: &Row) {
    let rent = value_in(values, "household.rent_month");
    match code_name(values, "household.tenure") {
        Some("owner") if rent != Value::Absent => {
            section.fault("rent_month", "a household that owns its home has no `rent_month`", "leave it out");
        }
        Some(rented @ ("social_rent" | "private_rent")) if rent == Value::Absent && !section.has("rent_month") => {
            let what = format!("a household with tenure `{rented}` has no `rent_month`");
            section.fault("rent_month", what, "add: rent_month = 612.50");
        }
        _ => {}
    }
}
