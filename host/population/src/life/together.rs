//! Who moves in with whom.

use crate::archetype::{MAN, position};
use crate::generate::Fitted;
use crate::household::OWNER;
use crate::life::event::{Event, EventKind};
use crate::life::month::{Month, Seeker};
use crate::life::state::{Household, Person, Town};

/// How many days two partners of opposite sex differ at most from the usual gap, when they are of one municipality, of one
/// province, and of the country.
const WINDOWS: [i32; 3] = [3 * 365, 5 * 365, 10 * 365];
/// Men are two and a half years older on average; CBS, marriages in 2017.
const OLDER_MAN: i32 = 912;
/// The most persons that a household grows to.
const MOST_MEMBERS: usize = 14;
/// A parent is so many years older than a child of either of them at least.
const PARENT_GAP: i32 = 12;

/// Pairs seekers: first within municipalities, then within provinces, then within the country; those nearest in age.
pub(super) fn pairs(fitted: &Fitted, seekers: &[Seeker]) -> Vec<[Seeker; 2]> {
    let province = |seeker: &Seeker| usize::from(fitted.model.municipalities[seeker.town].province);
    let (mut pairs, mut left) = (Vec::new(), seekers.to_vec());
    let mut round = |left: &mut Vec<Seeker>, area: &dyn Fn(&Seeker) -> usize, window: i32| {
        left.sort_by_key(|seeker| (area(seeker), seeker.same_sex, adjusted(seeker), seeker.bsn));
        let mut alone = Vec::new();
        for area in left.chunk_by(|one, other| (area(one), one.same_sex) == (area(other), other.same_sex)) {
            pair_up(area, window, &mut pairs, &mut alone);
        }
        *left = alone;
    };
    round(&mut left, &|seeker| seeker.town, WINDOWS[0]);
    round(&mut left, &province, WINDOWS[1]);
    round(&mut left, &|_| 0, WINDOWS[2]);
    pairs
}

/// The day of birth, less the usual gap for men who look for a woman.
fn adjusted(seeker: &Seeker) -> i32 {
    seeker.born + if seeker.sex == MAN && !seeker.same_sex { OLDER_MAN } else { 0 }
}

/// Pairs those of one area, who stand by age, with the last one before them who fits.
fn pair_up(area: &[Seeker], window: i32, pairs: &mut Vec<[Seeker; 2]>, alone: &mut Vec<Seeker>) {
    let mut waiting: Vec<Seeker> = Vec::new();
    for seeker in area {
        let fits = |other: &Seeker| {
            (other.sex == seeker.sex) == seeker.same_sex
                && (other.town, other.household) != (seeker.town, seeker.household)
                && adjusted(seeker) - adjusted(other) <= window
        };
        match waiting.iter().rposition(fits) {
            Some(at) => pairs.push([waiting.remove(at), *seeker]),
            None => waiting.push(*seeker),
        }
        // Who has waited too long fits nobody that comes.
        let gone = waiting.iter().take_while(|other| adjusted(seeker) - adjusted(other) > window).count();
        alone.extend(waiting.drain(..gone));
    }
    alone.append(&mut waiting);
}

/// Lets two move in with each other, when their ages and their children's allow it.
pub(super) fn join(month: &Month<'_>, towns: &mut [Town], pair: [Seeker; 2], events: &mut Vec<Event>) {
    // Who was part of another pair of the same household this month may have moved on.
    let still = pair.iter().all(|seeker| {
        let members = &towns[seeker.town].households[seeker.household].members;
        members.iter().any(|person| person.bsn == seeker.bsn && person.position() != position::PARTNER)
    });
    if !still || !fit_together(month, towns, pair) {
        return;
    }
    let [host, guest] = by_home(month, towns, pair);
    let guests = leave(month, towns, guest);
    let hosts = leave(month, towns, host);
    let home = &mut towns[host.town].households[host.household];
    let mut members = [hosts, guests].concat();
    for person in &mut members {
        if pair.iter().any(|seeker| seeker.bsn == person.bsn) {
            person.set_position(position::PARTNER);
        }
    }
    if home.members.is_empty() {
        home.members = members;
        home.put_right(&month.scale());
    } else {
        // Both lived with others: they rent a home, in which a household is founded.
        let first = members.iter().position(|person| person.bsn == host.bsn).expect("they are one of them");
        let mut founded = month.found(host.town, members[first], 2_000);
        founded.members = members;
        founded.put_right(&month.scale());
        towns[host.town].households.push(founded);
    }
    let code = month.fitted.model.municipalities[host.town].code;
    events.push(month.event(host.bsn, EventKind::MovedInTogether, guest.bsn, code));
    events.push(month.event(guest.bsn, EventKind::MovedInTogether, host.bsn, code));
}

/// The seeker in whose home they live first: with a home of their own, with children, who owns it.
fn by_home(month: &Month<'_>, towns: &[Town], pair: [Seeker; 2]) -> [Seeker; 2] {
    let rank = |seeker: &Seeker| {
        let household = &towns[seeker.town].households[seeker.household];
        let whole = goes(month, household, seeker.bsn).len() == household.members.len();
        (whole, household.count(position::CHILD), household.tenure == OWNER)
    };
    let [one, other] = pair;
    if rank(&other) > rank(&one) { [other, one] } else { [one, other] }
}

fn fit_together(month: &Month<'_>, towns: &[Town], pair: [Seeker; 2]) -> bool {
    let groups = pair.map(|seeker| goes(month, &towns[seeker.town].households[seeker.household], seeker.bsn));
    let everybody = || groups.iter().flatten();
    let is_seeker = |person: &Person| pair.iter().any(|seeker| seeker.bsn == person.bsn);
    let eldest = everybody().filter(|person| !is_seeker(person)).map(|child| month.after.of(child)).max();
    let youngest = everybody().filter(|person| is_seeker(person)).map(|parent| month.after.of(parent)).min();
    let ages = eldest.zip(youngest).is_none_or(|(child, parent)| parent >= child + PARENT_GAP);
    ages && everybody().count() <= MOST_MEMBERS
}

/// Who goes along with somebody: a single parent's children; and everybody, where no adult would be left.
fn goes(month: &Month<'_>, household: &Household, bsn: u32) -> Vec<Person> {
    let seeker = household.members.iter().find(|person| person.bsn == bsn);
    let Some(seeker) = seeker else { return Vec::new() };
    let parent = seeker.position() == position::SINGLE_PARENT;
    let along = |person: &&Person| person.bsn == bsn || parent && person.position() == position::CHILD;
    let stays_an_adult = household.members.iter().any(|person| !along(&person) && month.after.of(person) >= 18);
    household.members.iter().filter(|person| along(person) || !stays_an_adult).copied().collect()
}

/// Takes somebody, and who goes along, out of their household.
fn leave(month: &Month<'_>, towns: &mut [Town], seeker: Seeker) -> Vec<Person> {
    let household = &mut towns[seeker.town].households[seeker.household];
    let group = goes(month, household, seeker.bsn);
    household.members.retain(|person| group.iter().all(|one| one.bsn != person.bsn));
    household.put_right(&month.scale());
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeker(bsn: u32, sex: u8, year: i32) -> Seeker {
        Seeker { town: 0, household: bsn as usize, bsn, sex, born: year * 365, same_sex: false }
    }

    #[test]
    fn the_nearest_in_age_are_paired() {
        let (mut pairs, mut alone) = (Vec::new(), Vec::new());
        let mut area = [
            seeker(1, 1, 10),
            seeker(2, 2, 13),
            seeker(3, 1, 25),
            seeker(4, 2, 40),
            seeker(5, 2, 26),
            seeker(6, 2, 12),
        ];
        area.sort_by_key(adjusted);
        pair_up(&area, WINDOWS[0], &mut pairs, &mut alone);
        let mut found: Vec<[u32; 2]> = pairs.iter().map(|pair| pair.map(|one| one.bsn)).collect();
        found.iter_mut().for_each(|pair| pair.sort_unstable());
        found.sort_unstable();
        assert_eq!(found, [[1, 6], [3, 5]]);
        assert_eq!(alone.iter().map(|one| one.bsn).collect::<Vec<_>>(), [2, 4]);
    }
}
