//! Makes the households of a block, each by itself.

use fieldlab_domain::population::BLOCK_ROWS;
use fieldlab_domain::reader::days_from_civil;

use crate::archetype::{Archetype, BOYS, Kind, MAN, WOMAN, position};
use crate::block::Block;
use crate::fit::Fit;
use crate::income::{Income, gross_of, household_factor, place};
use crate::model::Model;
use crate::sample::{Cell, sample};
use crate::stream::{Purpose, Stream, chance};

/// The year at whose first day ages are.
const YEAR: i32 = 2025;

/// A model, fitted: all that is needed to make citizens.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) model: Model,
    pub(crate) fit: Fit,
    pub(crate) income: Income,
}

/// Where a block begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    cell: usize,
    /// The household within the cell.
    within: u32,
    /// The household in the population.
    household: u64,
    person: u64,
}

/// Which households a population has, and where its blocks begin.
#[derive(Debug)]
pub(crate) struct Layout {
    stream: Stream,
    cells: Vec<Cell>,
    starts: Vec<Start>,
}

impl Layout {
    pub(crate) fn new(fitted: &Fitted, persons: u64, seed: u64) -> Layout {
        let stream = Stream::new(seed);
        let cells = sample(&fitted.fit, persons, stream);
        let mut starts = Vec::new();
        let mut at = Start { cell: 0, within: 0, household: 0, person: 0 };
        let mut room = 0;
        for (index, cell) in cells.iter().enumerate() {
            let size = fitted.fit.archetypes[usize::from(cell.archetype)].size();
            let mut left = cell.households;
            while left > 0 {
                if room < size {
                    starts.push(Start { cell: index, within: cell.households - left, ..at });
                    room = BLOCK_ROWS;
                }
                let fitting = left.min((room / size) as u32);
                left -= fitting;
                room -= fitting as usize * size;
                at.household += u64::from(fitting);
                at.person += fitting as u64 * size as u64;
            }
        }
        starts.push(Start { cell: cells.len(), within: 0, ..at });
        Layout { stream, cells, starts }
    }

    pub(crate) fn blocks(&self) -> usize {
        self.starts.len() - 1
    }

    /// The place of the first person of a block.
    pub(crate) fn person(&self, block: usize) -> u64 {
        self.starts[block].person
    }

    /// Makes a block.
    pub(crate) fn block(&self, fitted: &Fitted, block: usize) -> Block {
        let (start, end) = (self.starts[block], self.starts[block + 1]);
        let mut made = Block::default();
        let (mut cell, mut within) = (start.cell, start.within);
        for household in start.household..end.household {
            while within >= self.cells[cell].households {
                cell += 1;
                within = 0;
            }
            let archetype = &fitted.fit.archetypes[usize::from(self.cells[cell].archetype)];
            let municipality = usize::from(self.cells[cell].municipality);
            Maker { fitted, stream: self.stream, household }.make(archetype, municipality, &mut made);
            within += 1;
        }
        made
    }
}

/// Makes one household.
struct Maker<'a> {
    fitted: &'a Fitted,
    stream: Stream,
    household: u64,
}

impl Maker<'_> {
    fn draw(&self, purpose: Purpose, member: u64) -> u64 {
        self.stream.draw(purpose, self.household, member)
    }

    fn make(&self, archetype: &Archetype, municipality: usize, block: &mut Block) {
        let municipality = &self.fitted.model.municipalities[municipality];
        let income = &self.fitted.income;
        let place = place(archetype);
        let standardised = income.standardised(place, self.draw(Purpose::Income, 0));
        let factor = household_factor(archetype.adults.len(), archetype.children.len());
        let disposable = (f64::from(standardised) * factor) as i32;
        let decile = income.decile(standardised);
        let gross = self.gross_incomes(archetype, disposable);
        let (tenure, rent) = self.housing(archetype, decile);
        let assets = income.savings(place, decile, self.draw(Purpose::Savings, 0));
        let home = if tenure == OWNER { income.home(place, decile, self.draw(Purpose::Home, 0)) } else { 0 };
        let households = &mut block.households;
        let home_place = households.kind.len() as u16;
        households.kind.push(archetype.kind as u8);
        households.size.push(archetype.size() as u8);
        households.children.push(archetype.children.len() as u8);
        households.municipality.push(municipality.code);
        households.province.push(municipality.province);
        households.disposable.push(disposable);
        households.standardised.push(standardised);
        // Other households have no head with a partner: the first member stands for it.
        let joint = if archetype.kind == Kind::Other { gross[0] } else { gross[0] + gross[1] };
        households.assessment.push(joint);
        households.decile.push(decile);
        households.wealth.push(assets.saturating_add(home) - self.debt());
        households.assets.push(assets);
        households.tenure.push(tenure);
        households.rent.push(rent);
        self.members(archetype, home_place, &gross, block);
    }

    /// What the one or two adults earn, gross, euro a year.
    fn gross_incomes(&self, archetype: &Archetype, disposable: i32) -> [i32; 2] {
        if archetype.adults.len() < 2 {
            return [gross_of(disposable), 0];
        }
        // One of two partners brings in between half and nine tenths.
        let share = 500 + self.stream.below(Purpose::PartnerShare, self.household, 0, 401) as i64;
        let first = (i64::from(disposable) * share / 1000) as i32;
        let (first, second) = (gross_of(first), gross_of(disposable - first));
        let swap = self.stream.happens(Purpose::PartnerShare, self.household, 1, chance(0.3));
        if swap { [second, first] } else { [first, second] }
    }

    /// Tenure and rent a month.
    fn housing(&self, archetype: &Archetype, decile: u8) -> (u8, u16) {
        let income = &self.fitted.income;
        if archetype.kind == Kind::Institutional {
            return (INSTITUTION, 0);
        }
        if income.owns(decile, self.draw(Purpose::Tenure, 0)) {
            return (OWNER, 0);
        }
        // The sum of two even draws: rents in the middle are the most common.
        let between = |least: u64, most: u64| {
            let half = (most - least) / 2 + 1;
            let part = |member| self.stream.below(Purpose::Rent, self.household, member, half);
            (least + part(0) + part(1)) as u16
        };
        if income.rents_social(decile, self.draw(Purpose::Tenure, 1)) {
            (ASSOCIATION, between(420, 890))
        } else {
            (PRIVATE_RENT, between(650, 1_750))
        }
    }

    /// A fifth of households have a debt besides the mortgage, of 500 to 30,000 euro.
    fn debt(&self) -> i32 {
        match self.stream.happens(Purpose::Debt, self.household, 0, chance(0.2)) {
            true => 500 + self.stream.below(Purpose::Debt, self.household, 1, 29_500) as i32,
            false => 0,
        }
    }

    fn members(&self, archetype: &Archetype, home: u16, gross: &[i32; 2], block: &mut Block) {
        for (member, (sex, band)) in archetype.adults.iter().enumerate() {
            let position = match archetype.kind {
                Kind::Alone => position::ALONE,
                Kind::Couple | Kind::CoupleWithChildren => position::PARTNER,
                Kind::SingleParent => position::SINGLE_PARENT,
                Kind::Other => position::OTHER,
                Kind::Institutional => position::INSTITUTIONAL,
            };
            let age = self.age(*band, member as u64, 18);
            self.person(block, home, member as u64, (age, *sex, position, gross[member]));
        }
        for (nth, band) in archetype.children.iter().enumerate() {
            let member = (archetype.adults.len() + nth) as u64;
            let age = self.age(*band, member, 0);
            let boy = self.stream.happens(Purpose::Sex, self.household, member, chance(BOYS));
            let own = self.child_income(age, member);
            self.person(block, home, member, (age, if boy { MAN } else { WOMAN }, position::CHILD, own));
        }
    }

    /// An age in a five-year band, `least` at least; the last band runs to 104, fewer at each age.
    fn age(&self, band: u8, member: u64, least: u8) -> u8 {
        let first = (band * 5).max(least);
        if band == 19 {
            let first_of_two = |member| self.stream.below(Purpose::Age, self.household, member, 10);
            return first + first_of_two(member).min(first_of_two(member + 8)) as u8;
        }
        let years = u64::from(band * 5 + 5 - first);
        first + self.stream.below(Purpose::Age, self.household, member, years) as u8
    }

    /// What a child at home earns: nothing under 15, then a job beside school, then more.
    fn child_income(&self, age: u8, member: u64) -> i32 {
        let most = match age {
            0..=14 => return 0,
            15..=17 => 4_000,
            18..=22 => 16_000,
            _ => 42_000,
        };
        self.stream.below(Purpose::OwnIncome, self.household, member, most) as i32
    }

    fn person(&self, block: &mut Block, home: u16, member: u64, made: (u8, u8, u8, i32)) {
        let (age, sex, position, gross) = made;
        let year = YEAR - 1 - i32::from(age);
        let first = days_from_civil(year, 1, 1);
        let days = days_from_civil(year + 1, 1, 1) - first;
        let day = self.stream.below(Purpose::BirthDay, self.household, member, days as u64);
        let persons = &mut block.persons;
        persons.home.push(home);
        persons.age.push(age);
        persons.birth_date.push(first + day as i32);
        persons.sex.push(sex);
        persons.position.push(position);
        persons.gross.push(gross);
        persons.insured.push(u8::from(self.stream.happens(
            Purpose::Insured,
            self.household,
            member,
            self.fitted.income.insured,
        )));
    }
}

/// Tenures; the numbers are those of the catalogue.
pub(crate) const OWNER: u8 = 1;
pub(crate) const ASSOCIATION: u8 = 2;
pub(crate) const PRIVATE_RENT: u8 = 3;
pub(crate) const INSTITUTION: u8 = 4;
