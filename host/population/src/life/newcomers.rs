//! Who comes from abroad: households like those of people who came in the last two years (a donor for each).

use crate::archetype::position;
use crate::block::{FIRST_DAY, Schooling, Skills, days_since_first, flag};
use crate::life::event::EventKind;
use crate::life::month::Month;
use crate::life::state::{Household, Person, Town};
use crate::person::{PENSION_AGE, work};
use crate::stream::Purpose;

/// Days in which somebody came to be like who comes now.
const RECENT: i32 = 2 * 365;

/// A household that newcomers are like: its municipality and its place there.
pub(super) type Donor = (usize, usize);

/// Whether all who head a household came lately.
pub(super) fn is_donor(household: &Household, today: i32) -> bool {
    let recent = |person: &Person| {
        person.arrival > 0 && today - FIRST_DAY - i32::from(person.arrival) <= RECENT
            || person.position() == position::CHILD
    };
    household.members.iter().all(recent) && household.members.first().is_some_and(|head| head.arrival > 0)
}

/// The households that come in a month, with their municipalities; `persons` of them are expected.
pub(super) fn come(month: &Month<'_>, towns: &[Town], donors: &[Donor], persons: f64) -> Vec<(usize, Household)> {
    let of = |donor: &Donor| &towns[donor.0].households[donor.1];
    let members: usize = donors.iter().map(|donor| of(donor).members.len()).sum();
    if members == 0 {
        return Vec::new();
    }
    let expected = persons * donors.len() as f64 / members as f64;
    let draw = |nth: u64| month.stream.draw(Purpose::LifeNewcomer, month.index << 32 | nth, 0);
    // The part of a household is a chance of one more.
    let one_more = (draw(0) >> 11) as f64 / ((1_u64 << 53) as f64) < expected.fract();
    let count = expected as u64 + u64::from(one_more);
    let newcomer = |nth: u64| {
        let donor = donors[((u128::from(draw(nth)) * donors.len() as u128) >> 64) as usize];
        (donor.0, like(month, donor.0, of(&donor), nth))
    };
    (1..=count).map(newcomer).collect()
}

/// A household like a donor: the same ages on arrival, other names and another address.
fn like(month: &Month<'_>, town: usize, donor: &Household, nth: u64) -> Household {
    let draw = |what: u64| (month.stream.draw(Purpose::LifeNewcomer, month.index << 32 | nth, what) >> 32) as u32;
    let day = month.first + ((u64::from(draw(1)) * u64::from(month.days)) >> 32) as i32;
    let later = day - FIRST_DAY - i32::from(donor.members[0].arrival);
    let surname = month.fitted.names.surname(draw(2));
    let mut household = donor.clone();
    // Children who were born here after their parents came are not there yet.
    household.members.retain(|person| person.arrival > 0);
    for (at, person) in household.members.iter_mut().enumerate() {
        let year = fieldlab_domain::date::Date(person.born()).civil().0;
        person.bsn = 0;
        person.born = days_since_first(person.born() + later).min(days_since_first(day));
        person.arrival = days_since_first(day);
        // Nobody comes with a benefit; who is old enough gets a state pension.
        person.flags &= !(flag::WW | flag::BIJSTAND | flag::DISABILITY | flag::AOW | flag::PREMIUM_ARREARS);
        let age = month.after.of(person);
        if age >= i32::from(PENSION_AGE) {
            person.flags |= flag::AOW;
        }
        if age < 15 {
            let does = if age >= 4 { work::IN_EDUCATION } else { work::NOT_WORKING };
            person.schooling = Schooling::new(0, does);
            person.gross = 0;
        }
        if age < 12 {
            person.skills = Skills::new(person.skills.dutch(), 0);
        }
        person.first_name = month.fitted.names.first_name(person.role.sex(), year, draw(4 + at as u64 % 12));
        if person.surname == donor.members[0].surname {
            person.surname = surname;
        }
    }
    household.postcode = month.fitted.names.postcode(town, draw(3));
    household.put_right(&month.scale());
    household
}

/// The day on which a newcomer came, as an event of them.
pub(super) fn arrival(person: &Person) -> (i32, EventKind) {
    (FIRST_DAY + i32::from(person.arrival), EventKind::Arrived)
}
