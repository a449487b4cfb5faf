//! The households on the worklist: found once in a session, and looked up again each time that somebody opens them.
//!
//! What is kept is who was found, by numbers that mean nothing in another session; nothing that is known of them. So each look stands in
//! the processing log, and opening one case looks at one household.

use fieldlab_service::prelude::*;

use crate::names::first_name;
use crate::{Position, Signals};

/// What the list is kept under.
const KEY: &str = "werklijst";

const KINDS: [&str; 4] =
    ["household.arrears_rent", "household.arrears_energy", "household.arrears_water", "person.premium_arrears"];

/// Who may be the one to whom a household's letter goes. Children at home are not looked for.
const POSITIONS: [Position; 3] = [Position::Partner, Position::Alone, Position::SingleParent];

/// How many are looked for with each two signals in each position, and with each one. Two come first: they weigh most.
const MOST_WITH_TWO: u32 = 3;
const MOST_WITH_ONE: u32 = 2;

/// How many households the list has at most. A request may look at 200 citizens, found or not: 18 searches for 3 and 12 for 2 are 78;
/// a third of those can be partners, of whom the other is looked for (26) and looked at (26); and 60 are looked at themselves. Together 190.
const MOST_HOUSEHOLDS: usize = 60;

/// A household: who stands for it, and their partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Household {
    head: Person,
    partner: Option<Person>,
}

/// What is looked up of who stands for a household.
#[derive(Clone, Copy, Debug, Citizen)]
struct Known {
    #[field("person.first_name")]
    first_name: u32,
    #[field("household.postcode4")]
    postcode4: Whole,
    #[field("household.arrears_rent")]
    rent: bool,
    #[field("household.arrears_energy")]
    energy: bool,
    #[field("household.arrears_water")]
    water: bool,
    #[field("person.premium_arrears")]
    premium: bool,
}

/// What is looked up of a partner: the rest is the same for the household.
#[derive(Clone, Copy, Debug, Citizen)]
struct Premium {
    #[field("person.premium_arrears")]
    premium: bool,
}

/// What the worker sees of a household, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    /// Its place on the list, from 1 on.
    pub(super) number: usize,
    pub(super) first_name: String,
    pub(super) postcode4: Whole,
    /// Of the household; the health premium of either partner.
    pub(super) signals: Signals,
}

/// All households of the list, in the order in which they were found.
pub(super) fn all() -> Result<Vec<Case>, Refused> {
    read(&list()?, 1)
}

/// One household of the list; none when there is no such place.
pub(super) fn one(number: &str) -> Result<Option<Case>, Refused> {
    let Some(place) = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) else { return Ok(None) };
    let list = list()?;
    let Some(household) = list.get(place) else { return Ok(None) };
    Ok(read(&[*household], place + 1)?.into_iter().next())
}

/// The list that was kept, or else a new one. Where nothing may be kept it is found anew each time: the same, as long as nobody moves.
fn list() -> Result<Vec<Household>, Refused> {
    if let Some(kept) = lab::kept(KEY).ok().flatten().and_then(|text| parse(&text)) {
        return Ok(kept);
    }
    let found = search()?;
    if let Err(refused) = lab::keep(KEY, &written(&found)) {
        lab::log(&format!("the worklist is found anew each time: {refused}"));
    }
    Ok(found)
}

/// Households with signals, those with two first.
fn search() -> Result<Vec<Household>, Refused> {
    let mut households: Vec<Household> = Vec::new();
    for (kinds, most) in wanted() {
        for position in POSITIONS {
            let search = Person::search().with("person.household_position", position).most(most);
            let search = kinds.iter().fold(search, |search, kind| search.with(kind, true));
            for head in search.found()? {
                let is_there = |one: &Household| one.head == head || one.partner == Some(head);
                if households.len() == MOST_HOUSEHOLDS || households.iter().any(is_there) {
                    continue;
                }
                let partner = if position == Position::Partner { head.partner()? } else { None };
                households.push(Household { head, partner });
            }
        }
    }
    Ok(households)
}

/// The kinds of signals to look for together, and how many households with them: each two, then each one.
fn wanted() -> Vec<(Vec<&'static str>, u32)> {
    let rest = |first: usize| KINDS.iter().skip(first + 1);
    let pairs = KINDS.iter().enumerate().flat_map(|(at, first)| rest(at).map(|second| vec![*first, *second]));
    let ones = KINDS.iter().map(|kind| (vec![*kind], MOST_WITH_ONE));
    pairs.map(|pair| (pair, MOST_WITH_TWO)).chain(ones).collect()
}

/// Looks households up; the first has the place `first` on the list.
fn read(households: &[Household], first: usize) -> Result<Vec<Case>, Refused> {
    let heads: Vec<Person> = households.iter().map(|household| household.head).collect();
    let partners: Vec<Person> = households.iter().filter_map(|household| household.partner).collect();
    let known: Vec<Known> = Person::read_all(&heads)?;
    let mut of_partners = Person::read_all::<Premium>(&partners)?.into_iter();
    let case = |(at, (household, known)): (usize, (&Household, &Known))| {
        let of_partner = household.partner.and_then(|_| of_partners.next()).is_some_and(|partner| partner.premium);
        let premium = known.premium || of_partner;
        Case {
            number: first + at,
            first_name: first_name(known.first_name).unwrap_or("?").to_owned(),
            postcode4: known.postcode4,
            signals: Signals { rent: known.rent, energy: known.energy, water: known.water, premium },
        }
    };
    Ok(households.iter().zip(&known).enumerate().map(case).collect())
}

/// The list as it is kept: `12:34 56`, heads and partners.
fn written(households: &[Household]) -> String {
    let one = |household: &Household| match household.partner {
        Some(partner) => format!("{}:{}", household.head.number(), partner.number()),
        None => household.head.number().to_string(),
    };
    households.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn parse(text: &str) -> Option<Vec<Household>> {
    let person = |number: &str| number.parse().ok().map(Person::numbered);
    let one = |text: &str| match text.split_once(':') {
        Some((head, partner)) => Some(Household { head: person(head)?, partner: Some(person(partner)?) }),
        None => Some(Household { head: person(text)?, partner: None }),
    };
    text.split_whitespace().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_visit_stays_within_what_a_request_may_look_at() {
        let searched: u32 = wanted().iter().map(|(_, most)| most * POSITIONS.len() as u32).sum();
        // Each look for a partner, and each look at one, can only be for who was found as a partner.
        let partners = searched / POSITIONS.len() as u32;
        assert_eq!((wanted().len(), searched, partners), (10, 78, 26));
        assert!(searched + 2 * partners + MOST_HOUSEHOLDS as u32 <= 200);
    }

    #[test]
    fn a_list_is_kept_as_numbers_and_read_back() {
        let person = Person::numbered;
        let households = [
            Household { head: person(12), partner: Some(person(u64::MAX)) },
            Household { head: person(56), partner: None },
        ];
        let text = written(&households);
        assert_eq!(text, "12:18446744073709551615 56");
        assert_eq!(parse(&text).as_deref(), Some(households.as_slice()));
        assert_eq!((parse("12:x"), parse("")), (None, Some(Vec::new())));
    }
}
