//! Who has authority over a minor, as far as it follows from the register.
//!
//! Outline: Civil Code, book 1, title 14; the order of the steps is that of the register's own derivation. Court rulings,
//! adoption and guardianship by others are not in a synthetic register, so the steps for them are not here.

use super::{Bsn, Parent, Partner, RegisterDate, RegisteredPerson, Relative, Residence};
use crate::date::days_from_civil;

/// Who has authority over a minor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Both parents (gezamenlijk ouderlijk gezag).
    BothParents([Relative; 2]),
    /// One parent (eenhoofdig ouderlijk gezag).
    OneParent(Relative),
    /// A parent and somebody who is none (gezamenlijk gezag).
    ParentAndOther {
        /// The parent.
        parent: Relative,
        /// The other.
        other: Relative,
    },
    /// Somebody who is no parent (voogdij).
    Guardian(Relative),
    /// Nobody for the moment (tijdelijk geen gezag).
    Nobody(NobodyReason),
    /// It does not follow from the register, for the minor lives elsewhere (gezag niet te bepalen).
    LivesAbroad,
}

/// Why nobody has authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NobodyReason {
    /// No parent is known.
    ParentsUnknown,
    /// The parent who had it died.
    ParentDied,
    /// Both parents died.
    ParentsDied,
    /// The parent who would have it is a minor, or one is a minor and the other died.
    ParentIsMinor,
}

/// Whether somebody is alive and under 18 on `today`. Whose birth date is not known to the year counts as an adult.
pub fn is_minor(person: &RegisteredPerson, today: i32) -> bool {
    !person.is_deceased() && is_younger_than_18(person.birth.date, today)
}

fn is_younger_than_18(birth: Option<RegisterDate>, today: i32) -> bool {
    let Some(birth) = birth.filter(|birth| *birth != RegisterDate::Unknown) else { return false };
    let (year, month, day) = birth.parts();
    days_from_civil(year + 18, month.max(1), day.max(1)) > today
}

impl Authority {
    /// Who has authority over `minor` on `today`; `records` holds what the register has of parents and their partners.
    pub fn over(minor: &RegisteredPerson, records: &[RegisteredPerson], today: i32) -> Authority {
        if matches!(minor.residence, Some(Residence::Abroad(_) | Residence::Unknown { .. })) {
            return Authority::LivesAbroad;
        }
        let is_known = |parent: &&Parent| parent.relative.bsn.is_some() || parent.relative.name.surname.is_some();
        let mut parents: Vec<&Parent> = minor.parents.iter().filter(is_known).collect();
        parents.sort_by_key(|parent| !parent.is_first);
        let by_law = match parents[..] {
            [] => Authority::Nobody(NobodyReason::ParentsUnknown),
            [only] => of_one(minor, only, records),
            [first, second, ..] => of_two(minor, first, second, records),
        };
        by_law.without_the_unfit(&parents, records, today)
    }

    /// Those who have it.
    pub fn holders(&self) -> Vec<&Relative> {
        match self {
            Authority::BothParents(parents) => parents.iter().collect(),
            Authority::OneParent(holder) | Authority::Guardian(holder) => vec![holder],
            Authority::ParentAndOther { parent, other } => vec![parent, other],
            Authority::Nobody(_) | Authority::LivesAbroad => Vec::new(),
        }
    }

    /// The deceased and minors have no authority; what that leaves.
    fn without_the_unfit(self, parents: &[&Parent], records: &[RegisteredPerson], today: i32) -> Authority {
        let record = |relative: &Relative| relative.bsn.and_then(|bsn| find(records, bsn));
        let died = |relative: &Relative| record(relative).is_some_and(RegisteredPerson::is_deceased);
        let is_fit = |relative: &Relative| !died(relative) && !is_younger_than_18(relative.birth.date, today);
        let all_died = parents.iter().all(|parent| died(&parent.relative));
        let nobody = |holder: &Relative| {
            Authority::Nobody(match (all_died && parents.len() > 1, died(holder)) {
                (true, _) => NobodyReason::ParentsDied,
                (false, true) => NobodyReason::ParentDied,
                (false, false) => NobodyReason::ParentIsMinor,
            })
        };
        match self {
            Authority::BothParents([one, other]) => match (is_fit(&one), is_fit(&other)) {
                (true, true) => Authority::BothParents([one, other]),
                (true, false) => Authority::OneParent(one),
                (false, true) => Authority::OneParent(other),
                (false, false) => nobody(if died(&one) { &other } else { &one }),
            },
            Authority::OneParent(parent) if !is_fit(&parent) => nobody(&parent),
            Authority::ParentAndOther { parent, other } => match (is_fit(&parent), is_fit(&other)) {
                (true, true) => Authority::ParentAndOther { parent, other },
                (true, false) => Authority::OneParent(parent),
                (false, true) => Authority::Guardian(other),
                (false, false) => nobody(&parent),
            },
            fit => fit,
        }
    }
}

/// A parent whose husband, wife or registered partner at the birth is no parent has authority with that partner.
fn of_one(minor: &RegisteredPerson, parent: &Parent, records: &[RegisteredPerson]) -> Authority {
    let born = order(minor.birth.date);
    let at_birth = |partner: &&Partner| {
        order(partner.entered.date) <= born && partner.ended.is_none_or(|ended| ended.parts() >= born)
    };
    let record = parent.relative.bsn.and_then(|bsn| find(records, bsn));
    match record.and_then(|record| record.partners.iter().find(at_birth)) {
        Some(partner) => Authority::ParentAndOther { parent: parent.relative.clone(), other: partner.relative.clone() },
        None => Authority::OneParent(parent.relative.clone()),
    }
}

/// Parents who were married or registered partners at some time since the birth have it together. So do others since 2023, when
/// acknowledging a child came to include it; before, it was the mother's.
fn of_two(minor: &RegisteredPerson, first: &Parent, second: &Parent, records: &[RegisteredPerson]) -> Authority {
    let both = || Authority::BothParents([first.relative.clone(), second.relative.clone()]);
    let acknowledged = [first, second].into_iter().map(|parent| order(parent.since)).max();
    let acknowledged = acknowledged.filter(|date| date.0 > 0).unwrap_or(order(minor.birth.date));
    if acknowledged >= (2023, 1, 1) || were_partners(minor, first, second, records) {
        return both();
    }
    let mother = [first, second].into_iter().find(|parent| parent.relative.sex == Some(super::Sex::Woman));
    Authority::OneParent(mother.unwrap_or(first).relative.clone())
}

fn were_partners(minor: &RegisteredPerson, first: &Parent, second: &Parent, records: &[RegisteredPerson]) -> bool {
    let born = order(minor.birth.date);
    let names = |one: &Parent, other: &Parent| {
        let record = one.relative.bsn.and_then(|bsn| find(records, bsn));
        record.is_some_and(|record| {
            record.partners.iter().any(|partner| {
                partner.relative.bsn.is_some()
                    && partner.relative.bsn == other.relative.bsn
                    && partner.ended.is_none_or(|ended| ended.parts() >= born)
            })
        })
    };
    names(first, second) || names(second, first)
}

/// Dates in order; one that is missing comes first.
fn order(date: Option<RegisterDate>) -> (i32, i32, i32) {
    date.map_or((0, 0, 0), RegisterDate::parts)
}

fn find(records: &[RegisteredPerson], bsn: Bsn) -> Option<&RegisteredPerson> {
    records.iter().find(|record| record.bsn == bsn)
}

#[cfg(test)]
mod tests {
    use super::super::{Event, ForeignAddress, PersonName, Sex};
    use super::*;

    const CHILD: u32 = 999_990_032;
    const MOTHER: u32 = 999_990_019;
    const FATHER: u32 = 999_990_020;
    const FRIEND: u32 = 999_990_044;

    /// A family of which each case changes something.
    struct Family {
        child: RegisteredPerson,
        mother: RegisteredPerson,
        father: RegisteredPerson,
        friend: RegisteredPerson,
    }

    impl Family {
        /// Unmarried parents of a child that was born in `year`, acknowledged at birth.
        fn new(year: i32) -> Family {
            let mut family = Family {
                child: person(CHILD, Sex::Man, year),
                mother: person(MOTHER, Sex::Woman, 1990),
                father: person(FATHER, Sex::Man, 1990),
                friend: person(FRIEND, Sex::Woman, 1990),
            };
            family.child.parents = vec![parent(&family.father, false), parent(&family.mother, true)];
            family
        }

        fn marry(mut self, year: i32, ended: Option<i32>) -> Family {
            self.mother.partners.push(partner(&self.father, year, ended));
            self
        }

        fn with(mut self, change: impl FnOnce(&mut Family)) -> Family {
            change(&mut self);
            self
        }

        /// Who has authority on 1 July 2026: `mother`, `father` and `friend`, or why nobody.
        fn authority(self) -> String {
            let child = self.child.clone();
            let authority = Authority::over(&child, &[self.mother, self.father, self.friend], TODAY);
            let name = |relative: &&Relative| match relative.bsn.map(Bsn::number) {
                Some(MOTHER) => "mother",
                Some(FATHER) => "father",
                _ => "friend",
            };
            let holders: Vec<_> = authority.holders().iter().map(name).collect();
            if holders.is_empty() { format!("{authority:?}") } else { holders.join(" and ") }
        }
    }

    /// 1 July 2026.
    const TODAY: i32 = 20_635;

    fn person(number: u32, sex: Sex, born: i32) -> RegisteredPerson {
        let bsn = Bsn::new(number).expect("it has nine digits");
        let mut person = RegisteredPerson::new(bsn, PersonName::from_full_surname("Jo", "Jansen"), sex);
        person.birth.date = Some(day(born));
        person
    }

    fn day(year: i32) -> RegisterDate {
        RegisterDate::Day(days_from_civil(year, 6, 1))
    }

    fn relative(person: &RegisteredPerson) -> Relative {
        let (name, birth) = (person.name.clone(), person.birth.clone());
        Relative { bsn: Some(person.bsn), name, sex: Some(person.sex), birth }
    }

    fn parent(person: &RegisteredPerson, is_first: bool) -> Parent {
        Parent { is_first, relative: relative(person), since: None }
    }

    fn partner(person: &RegisteredPerson, entered: i32, ended: Option<i32>) -> Partner {
        let entered = Event { date: Some(day(entered)), ..Event::default() };
        Partner { relative: relative(person), kind: None, entered, ended: ended.map(day) }
    }

    #[test]
    fn authority_follows_from_the_family() {
        let alone = |family: Family| family.with(|family| drop(family.child.parents.remove(0)));
        let with_friend = |family: Family, since| {
            alone(family).with(|family| family.mother.partners.push(partner(&family.friend, since, None)))
        };
        let died = |person: &mut RegisteredPerson| person.death = Some(Event::default());
        let is_young = |family: &mut Family| {
            family.child.parents.iter_mut().for_each(|parent| parent.relative.birth.date = Some(day(2010)));
        };
        for (family, expected) in [
            (Family::new(2018).marry(2015, None), "mother and father"),
            (Family::new(2018).marry(2020, None), "mother and father"),
            (Family::new(2018).marry(2015, Some(2021)), "mother and father"),
            (Family::new(2018).marry(2015, Some(2017)), "mother"),
            (Family::new(2018), "mother"),
            (Family::new(2024), "mother and father"),
            (Family::new(2018).with(|family| family.child.parents[0].since = Some(day(2023))), "mother and father"),
            (alone(Family::new(2018)), "mother"),
            (with_friend(Family::new(2018), 2015), "mother and friend"),
            (with_friend(Family::new(2018), 2019), "mother"),
            (Family::new(2018).marry(2015, None).with(|family| died(&mut family.mother)), "father"),
            (Family::new(2018).with(|family| died(&mut family.mother)), "Nobody(ParentDied)"),
            (
                Family::new(2018).marry(2015, None).with(|family| {
                    died(&mut family.mother);
                    died(&mut family.father);
                }),
                "Nobody(ParentsDied)",
            ),
            (Family::new(2024).with(is_young), "Nobody(ParentIsMinor)"),
            (with_friend(Family::new(2018), 2015).with(|family| died(&mut family.mother)), "friend"),
            (with_friend(Family::new(2018), 2015).with(|family| died(&mut family.friend)), "mother"),
            (Family::new(2018).with(|family| family.child.parents.clear()), "Nobody(ParentsUnknown)"),
            (
                Family::new(2018)
                    .with(|family| family.child.residence = Some(Residence::Abroad(ForeignAddress::default()))),
                "LivesAbroad",
            ),
        ] {
            assert_eq!(family.authority(), expected);
        }
    }

    #[test]
    fn a_minor_is_alive_and_under_18() {
        let check = |date, expected| {
            let mut child = person(CHILD, Sex::Man, 2018);
            child.birth.date = date;
            assert_eq!(is_minor(&child, TODAY), expected, "{date:?}");
            child.death = Some(Event::default());
            assert!(!is_minor(&child, TODAY), "{date:?}");
        };
        check(Some(RegisterDate::Day(days_from_civil(2008, 7, 2))), true);
        check(Some(RegisterDate::Day(days_from_civil(2008, 7, 1))), false);
        check(Some(RegisterDate::Month { year: 2008, month: 8 }), true);
        check(Some(RegisterDate::Year(2009)), true);
        check(Some(RegisterDate::Unknown), false);
        check(None, false);
    }
}
