//! Plays the lives of a population on, month by month, with published hazards.
//!
//! Each month every municipality is played by itself ([`month`]); then pairs are made and who moves is brought over
//! ([`together`]), newcomers come ([`newcomers`]), and who is new gets a number. All draws are keyed by the person and the month, so
//! that the same population on the same day has the same lives, on any number of threads and in one go or in steps.

mod event;
mod family;
mod hazards;
mod month;
mod newcomers;
mod state;
mod together;
mod work;

use fieldlab_domain::date::Date;
use fieldlab_domain::population::{Population as _, PopulationError, PopulationIdentity};
use rayon::prelude::*;

pub use event::{Event, EventKind};
pub use hazards::{PublishedEvents, published_events};

use crate::archetype::{WOMAN, position};
use crate::block::{flag, hardship};
use crate::generate::{Fitted, bsn_key};
use crate::memory::Memory;
use crate::person::{PENSION_AGE, YEAR};
use crate::stream::Stream;
use crate::tables::{DEBT_BY_DECILE, chance};
use hazards::Hazards;
use month::{Ages, Month, Outcome};
use newcomers::{Donor, is_donor};
use state::{Person, Town};
use work::may_need_assistance;

/// The first day to which lives are not played on: the pension age changes, and hazards of 2022 to 2025 say little beyond it.
const HORIZON: Date = Date(21_184);
/// The months up to [`HORIZON`].
const MONTHS: u64 = 36;
/// Numbers for who is new come after those of the whole country, so many for each month.
const NUMBERS_A_MONTH: u64 = 53_700;

/// A population on a later day, and what happened on the way.
#[derive(Debug)]
pub struct Advanced {
    /// The citizens on that day.
    pub population: Memory,
    /// What happened, by day.
    pub events: Vec<Event>,
}

/// Plays a population on to the first day of a later month; `progress` is told after each month how many of how many are done.
///
/// # Errors
/// When the day is no first day of a month, is not after the population's day, or is beyond the horizon; or when the model is unknown
/// or has no such municipality.
pub fn advance(population: &Memory, to: Date, progress: &mut dyn FnMut(u64, u64)) -> Result<Advanced, PopulationError> {
    let identity = population.identity();
    let fitted = crate::source::fitted(&identity.model)?;
    let from = identity.date.unwrap_or_else(first_day);
    check_days(identity, from, to)?;
    let towns = state::towns(fitted.model, population.blocks_in_memory());
    let mut towns = towns.ok_or_else(|| PopulationError::Date {
        what: "the population has a municipality that its model has not".to_owned(),
        hint: "make a new one with: fieldlab population make".to_owned(),
    })?;
    let play = Play { fitted, hazards: &Hazards::new(fitted.model), stream: &Stream::new(identity.seed), identity };
    let (first, last) = (month_index(from), month_index(to));
    let mut events = Vec::new();
    for index in first..last {
        play.month(index, &mut towns, &mut events)?;
        progress(index - first + 1, last - first);
    }
    events.par_sort_unstable();
    let ages = Ages::on(to.0);
    let blocks = state::blocks(fitted.model, &towns, &|person| ages.of(person) as u8);
    let identity = PopulationIdentity { date: Some(to), ..identity.clone() };
    Ok(Advanced { population: Memory::of(identity, blocks), events })
}

fn check_days(identity: &PopulationIdentity, from: Date, to: Date) -> Result<(), PopulationError> {
    let wrong = |what: String, hint: String| Err(PopulationError::Date { what, hint });
    let (year, month, day) = to.civil();
    if day != 1 {
        let next = Date::new(year, month + 1, 1);
        let hint = format!("name the first day of a month, such as {} or {next}", Date::new(year, month, 1));
        return wrong(format!("lives are played month by month: {to} is not the first day of one"), hint);
    }
    if to <= from {
        let what = format!("the population of model `{}` is of {from} already", identity.model);
        return wrong(what, format!("name a later day than {from}"));
    }
    if to > HORIZON {
        let what =
            format!("lives can't be played on to {to}: the pension age changes, and what is known of chances ends");
        return wrong(what, format!("name a day up to {HORIZON}"));
    }
    Ok(())
}

/// The day of the models, to which populations are made.
pub fn first_day() -> Date {
    Date::new(YEAR, 1, 1)
}

/// Months since January of the model's year.
fn month_index(day: Date) -> u64 {
    let (year, month, _) = day.civil();
    u64::try_from((year - YEAR) * 12 + month - 1).unwrap_or(0)
}

struct Play<'a> {
    fitted: &'a Fitted,
    hazards: &'a Hazards,
    stream: &'a Stream,
    identity: &'a PopulationIdentity,
}

/// What is counted at the beginning of a month.
#[derive(Debug, Default)]
struct Counts {
    persons: u64,
    adults: u64,
    may_need_assistance: u64,
    households: u64,
    debt_weight: f64,
    donors: Vec<Donor>,
}

impl Play<'_> {
    fn month(&self, index: u64, towns: &mut [Town], events: &mut Vec<Event>) -> Result<(), PopulationError> {
        let first = Date::new(YEAR, 1 + index as i32, 1).0;
        let next = Date::new(YEAR, 2 + index as i32, 1).0;
        let counts: Vec<Counts> = towns.par_iter().enumerate().map(|(at, town)| count(at, town, first)).collect();
        let sum = |of: &dyn Fn(&Counts) -> u64| counts.iter().map(of).sum::<u64>() as f64;
        let households = sum(&|one| one.households);
        let weight: f64 = counts.iter().map(|one| one.debt_weight).sum();
        let share = |expected: f64, among: f64| if among > 0.0 { (expected / among).min(0.5) } else { 0.0 };
        let debt = share(self.hazards.debt_in * households, weight);
        let assistance =
            share(self.hazards.assistance_in * sum(&|one| one.adults), sum(&|one| one.may_need_assistance));
        let mut until = 0;
        let persons_until = counts.iter().map(|one| {
            until += one.persons;
            until
        });
        let month = Month {
            fitted: self.fitted,
            hazards: self.hazards,
            stream: self.stream,
            index,
            first,
            days: (next - first) as u32,
            before: Ages::on(first),
            after: Ages::on(next),
            assistance: chance(assistance),
            debt: DEBT_BY_DECILE.map(|weight| chance((weight * debt).min(0.5))),
            persons_until: persons_until.collect(),
        };
        // Newcomers are like who came lately, as they are before anything happens.
        let donors: Vec<Donor> = counts.iter().flat_map(|one| one.donors.iter().copied()).collect();
        let expected = self.hazards.immigration * sum(&|one| one.persons);
        let newcomers = newcomers::come(&month, towns, &donors, expected);
        let mut outcomes: Vec<Outcome> =
            towns.par_iter_mut().enumerate().map(|(at, town)| month.play(at, town)).collect();
        outcomes.iter_mut().for_each(|outcome| events.append(&mut outcome.events));
        let seekers: Vec<_> = outcomes.iter().flat_map(|outcome| outcome.seekers.iter().copied()).collect();
        for pair in together::pairs(self.fitted, &seekers) {
            together::join(&month, towns, pair, events);
        }
        self.bring_over(&month, towns, &mut outcomes, events);
        for (town, household) in newcomers {
            towns[town].households.push(household);
        }
        towns.par_iter_mut().for_each(|town| town.households.retain(|household| !household.members.is_empty()));
        self.give_numbers(&month, towns, events)
    }

    /// Brings who moves, and who founds a household, where they live now; and children without parents to a home.
    fn bring_over(&self, month: &Month<'_>, towns: &mut [Town], outcomes: &mut [Outcome], events: &mut Vec<Event>) {
        for (from, outcome) in outcomes.iter_mut().enumerate() {
            for (place, to) in outcome.movers.drain(..) {
                let household = towns[from].households[place].clone();
                towns[from].households[place].members.clear();
                let code = self.fitted.model.municipalities[to].code;
                let moved = |person: &Person| month.event(person.bsn, EventKind::MovedToOtherMunicipality, 0, code);
                events.extend(household.members.iter().map(moved));
                towns[to].households.push(household);
            }
            towns[from].households.append(&mut outcome.founded);
        }
        for (town, outcome) in outcomes.iter_mut().enumerate() {
            if !outcome.orphans.is_empty() {
                self.take_in(month, towns, town, std::mem::take(&mut outcome.orphans), events);
            }
        }
    }

    /// Lets a household with an adult take in children, one each; in the municipality, or in the next one that has one.
    fn take_in(
        &self,
        month: &Month<'_>,
        towns: &mut [Town],
        town: usize,
        children: Vec<Person>,
        events: &mut Vec<Event>,
    ) {
        for child in children {
            let found = (0..towns.len()).find_map(|step| {
                let at = (town + step) % towns.len();
                let fits = |household: &state::Household| {
                    !household.is_institution() && household.members.iter().any(|one| month.after.of(one) >= 25)
                };
                let of = &towns[at].households;
                let start = child.bsn as usize % of.len().max(1);
                let place = (start..of.len()).chain(0..start).find(|place| fits(&of[*place]))?;
                Some((at, place))
            });
            // In a population of a few persons there may be no home: then they are no part of it any more.
            let Some((at, place)) = found else {
                let code = self.fitted.model.municipalities[town].code;
                events.push(month.event(child.bsn, EventKind::Emigrated, 0, code));
                continue;
            };
            let home = &mut towns[at].households[place];
            if home.count(position::ALONE) == 1 {
                // Two who are nobody's partner or child make an other household.
                home.members.iter_mut().for_each(|person| person.set_position(position::OTHER));
            }
            home.members.push(child);
            home.put_right(&month.scale());
            let code = self.fitted.model.municipalities[at].code;
            events.push(month.event(child.bsn, EventKind::TakenIn, home.members[0].bsn, code));
        }
    }

    /// Numbers for who was born or came, by municipality; and what happened to them.
    fn give_numbers(
        &self,
        month: &Month<'_>,
        towns: &mut [Town],
        events: &mut Vec<Event>,
    ) -> Result<(), PopulationError> {
        debug_assert!(month.index < MONTHS);
        let total = self.fitted.model.figures.persons.total;
        let (mut next, end) = (total + month.index * NUMBERS_A_MONTH, total + (month.index + 1) * NUMBERS_A_MONTH);
        let key = bsn_key(self.identity.seed);
        for (town, of) in towns.iter_mut().zip(&self.fitted.model.municipalities) {
            for household in town.households.iter_mut() {
                if household.members.iter().all(|person| person.bsn != 0) {
                    continue;
                }
                let is_mother = |person: &&Person| {
                    person.role.sex() == WOMAN && person.position() != position::CHILD && person.bsn != 0
                };
                let mother = household.members.iter().find(is_mother).map_or(0, |mother| mother.bsn);
                for person in household.members.iter_mut().filter(|person| person.bsn == 0) {
                    if next == end {
                        return Err(PopulationError::Date {
                            what: "there are more newcomers in a month than there are numbers for".to_owned(),
                            hint: "play fewer months, or a sample".to_owned(),
                        });
                    }
                    person.bsn = crate::bsn::number(key, next);
                    next += 1;
                    let (day, kind, other) = match person.arrival {
                        0 => (person.born(), EventKind::Born, mother),
                        _ => {
                            let (day, kind) = newcomers::arrival(person);
                            (day, kind, 0)
                        }
                    };
                    events.push(Event { day, person: person.bsn, kind, other, municipality: of.code });
                }
            }
        }
        Ok(())
    }
}

fn count(at: usize, town: &Town, today: i32) -> Counts {
    let ages = Ages::on(today);
    let mut counts = Counts::default();
    for (place, household) in town.households.iter().enumerate() {
        counts.persons += household.members.len() as u64;
        counts.households += u64::from(!household.is_institution());
        if household.hardships & hardship::PROBLEM_DEBT == 0 && !household.is_institution() {
            counts.debt_weight += DEBT_BY_DECILE[usize::from(household.decile.clamp(1, 10)) - 1];
        }
        if is_donor(household, today) {
            counts.donors.push((at, place));
        }
        for person in &household.members {
            let adult = (18..i32::from(PENSION_AGE)).contains(&ages.of(person));
            counts.adults += u64::from(adult);
            counts.may_need_assistance +=
                u64::from(adult && !person.has(flag::BIJSTAND) && may_need_assistance(household, person));
        }
    }
    counts
}
