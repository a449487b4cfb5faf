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
        if draft.parents.iter().enumerate().any(|(nth, parent)| draft.parents[..nth].contains(parent)) {
            draft.section.fault("parents", format!("`{}` has one parent twice", draft.key), "name each parent once");
        }
        for &parent in &draft.parents {
            ages_of(draft, &drafts[parent]);
        }
        civil_status(draft);
    }
}

fn partners(drafts: &[Draft<'_>], at: usize, partner: usize) {
    let (draft, other) = (&drafts[at], &drafts[partner]);
    if other.partner == Some(at) || !other.relations_known {
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

/// The positions of all members, when each is one that its relations allow.
pub(super) fn positions(drafts: &[Draft<'_>]) -> Option<Vec<&'static str>> {
    let mutual = |(at, draft): (usize, &Draft<'_>)| draft.partner.is_none_or(|other| drafts[other].partner == Some(at));
    // Relations that are wrong have their faults; what would follow from them says nothing.
    if !drafts.iter().all(|draft| draft.relations_known) || !drafts.iter().enumerate().all(mutual) {
        return None;
    }
    let positions: Option<Vec<&str>> = drafts.iter().map(Draft::position).collect();
    // Counted, not `all`, so that each member that does not fit is named.
    let fits = (0..drafts.len()).filter(|&member| position_fits(drafts, member)).count();
    positions.filter(|_| fits == drafts.len())
}

fn position_fits(drafts: &[Draft<'_>], member: usize) -> bool {
    let draft = &drafts[member];
    let Some(position) = draft.position() else { return false };
    let alone = drafts.len() == 1;
    let is_child = |child: &Draft<'_>| child.parents.contains(&member) && child.position() == Some("child");
    let (has_partner, has_parent) = (draft.partner.is_some(), !draft.parents.is_empty());
    let has_child = drafts.iter().any(is_child);
    let (fits, who) = match position {
        "child" => (has_parent && !has_partner, "lives with a parent and without a partner"),
        "alone" => (alone, "is the only member"),
        "partner" => (has_partner, "lives with a partner"),
        "single_parent" => (has_child && !has_partner, "lives with a child and without a partner"),
        // Each resident of an institution is a household of one, as in populations.
        "institutional" => (alone, "is the only member, since an institution is no household"),
        _ => (!alone && !has_partner, "lives with others and without a partner"),
    };
    if !fits {
        let better = match (has_partner, has_child, has_parent) {
            (true, _, _) => "partner",
            (_, true, _) => "single_parent",
            (_, _, true) => "child",
            _ if alone => "alone",
            _ => "other",
        };
        let what = format!("`{}` can't be `{position}`: that is somebody who {who}", draft.key);
        draft.section.fault("household_position", what, format!("write: household_position = \"{better}\""));
    }
    fits
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
