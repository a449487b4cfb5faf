//! Makes one household: income, home and hardships, then its members.

use crate::archetype::{Archetype, Kind, MOST_CHILDREN};
use crate::block::{Block, hardship};
use crate::even::Point;
use crate::generate::Fitted;
use crate::income::{household_factor, place};
use crate::person::Members;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream, chance};
use crate::tables::{Factor, Tables, choose, hits, times};

/// Tenures; the numbers are those of the catalogue.
pub(crate) const OWNER: u8 = 1;
pub(crate) const ASSOCIATION: u8 = 2;
pub(crate) const PRIVATE_RENT: u8 = 3;
pub(crate) const INSTITUTION: u8 = 4;

/// The municipality whose share of problem debt is published.
const ROTTERDAM: u16 = 599;

/// Makes one household.
pub(crate) struct Maker<'a> {
    pub(crate) fitted: &'a Fitted,
    pub(crate) stream: &'a Stream,
    pub(crate) household: u64,
    pub(crate) point: Point,
}

/// Euro a month of so many persons with a label; `spread` is a percentage of what is usual.
pub(crate) fn energy_cost(tables: &Tables, label: u8, size: usize, spread: i32) -> u16 {
    let usual = 74 + 26 * size.min(6) as i32 + 17 * i32::from(label);
    (f64::from(usual * spread) / 100.0 * tables.levels.energy_cost) as u16
}

/// What the members of a household share.
pub(crate) struct Home {
    /// The place of the household in the block.
    pub(crate) place: u16,
    /// The place of its municipality in the model.
    pub(crate) municipality: usize,
    pub(crate) decile: u8,
    pub(crate) vulnerability: Factor,
    /// Gross income of the two adults.
    pub(crate) gross: [i32; 2],
}

impl Maker<'_> {
    /// 64 random bits of the household.
    fn draw(&self, purpose: Purpose, nth: u64) -> u64 {
        self.stream.draw(purpose, self.household, nth)
    }

    /// 32 random bits of the household.
    fn half(&self, purpose: Purpose) -> u32 {
        self.stream.half(purpose, self.household, 0)
    }

    pub(crate) fn make(&self, cell: &Cell, boys: [bool; MOST_CHILDREN], block: &mut Block) {
        let archetype = &cell.archetype;
        let income = &self.fitted.income;
        let standing = place(archetype);
        let (size, children) = (archetype.size(), archetype.children().len());
        // A child in an institution has no income.
        let standardised =
            if archetype.is_child_alone() { 0 } else { income.standardised(standing, self.point.income) };
        let disposable =
            (f64::from(standardised) * household_factor(size - archetype.minors(), archetype.minors())) as i32;
        let decile = income.decile(standardised);
        let gross = self.gross_incomes(archetype, disposable);
        let (tenure, rent) = self.housing(archetype, decile);
        let assets = income.savings(standing, decile, self.draw(Purpose::Savings, 0));
        let own_home = match tenure {
            OWNER => {
                f64::from(income.home(standing, decile, self.draw(Purpose::Home, 0))) * self.fitted.tables.levels.home
            }
            _ => 0.0,
        };
        let municipality = usize::from(cell.municipality);
        let of = &self.fitted.model.municipalities[municipality];
        let vulnerability = self.fitted.tables.vulnerability[(self.point.vulnerability >> 56) as usize];
        let (label, energy_cost) = self.energy(tenure, size);
        let households = &mut block.households;
        let home = Home { place: households.kind.len() as u16, municipality, decile, vulnerability, gross };
        households.kind.push(archetype.kind as u8);
        households.size.push(size as u8);
        households.children.push(children as u8);
        households.municipality.push(of.code);
        households.province.push(of.province);
        households.postcode.push(self.fitted.names.postcode(municipality, self.half(Purpose::Postcode)));
        households.disposable.push(disposable);
        households.standardised.push(standardised);
        // Other households have no head with a partner: the first member stands for it.
        let joint = if archetype.kind == Kind::Other { gross[0] } else { gross[0] + gross[1] };
        households.assessment.push(joint);
        households.decile.push(decile);
        households.wealth.push(assets.saturating_add(own_home as i32) - self.debt());
        households.assets.push(assets);
        households.tenure.push(tenure);
        households.rent.push(rent);
        households.label.push(label);
        households.energy_cost.push(energy_cost);
        households.hardships.push(self.hardships(archetype, of.code, tenure, label, &home));
        Members { maker: self, home: &home }.make(archetype, boys, block);
    }

    /// What the one or two adults earn, gross, euro a year.
    fn gross_incomes(&self, archetype: &Archetype, disposable: i32) -> [i32; 2] {
        let of_net = |net: i32| self.fitted.tables.gross.of_net(net);
        if archetype.adults().count() < 2 {
            return [of_net(disposable), 0];
        }
        // One of two partners brings in between half and nine tenths.
        let share = 500 + self.stream.below(Purpose::PartnerShare, self.household, 0, 401) as i64;
        let first = (i64::from(disposable) * share / 1000) as i32;
        let (first, second) = (of_net(first), of_net(disposable - first));
        let swap = self.stream.happens(Purpose::PartnerShare, self.household, 1, chance(0.3));
        if swap { [second, first] } else { [first, second] }
    }

    /// Tenure and rent a month.
    fn housing(&self, archetype: &Archetype, decile: u8) -> (u8, u16) {
        let income = &self.fitted.income;
        if archetype.kind == Kind::Institutional {
            return (INSTITUTION, 0);
        }
        if income.owns(decile, self.point.tenure[0]) {
            return (OWNER, 0);
        }
        // The sum of two even draws: rents in the middle are the most common.
        let between = |least: u64, most: u64| {
            let half = (most - least) / 2 + 1;
            let part = |nth| self.stream.below(Purpose::Rent, self.household, nth, half);
            (least + part(0) + part(1)) as u16
        };
        if income.rents_social(decile, self.point.tenure[1]) {
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

    /// Label and cost a month of energy; none in an institution. A worse label and more persons cost more.
    fn energy(&self, tenure: u8, size: usize) -> (u8, u16) {
        if tenure == INSTITUTION {
            return (0, 0);
        }
        let tables = &self.fitted.tables;
        let label = choose(self.half(Purpose::Label), &tables.labels[usize::from(tenure) - 1]) as u8 + 1;
        let spread = self.stream.below(Purpose::EnergyCost, self.household, 0, 81) as i32 + 60;
        (label, energy_cost(tables, label, size, spread))
    }

    /// Bits of [`hardship`]: each more likely the more vulnerable the household is.
    fn hardships(&self, archetype: &Archetype, municipality: u16, tenure: u8, label: u8, home: &Home) -> u8 {
        if tenure == INSTITUTION {
            return 0;
        }
        let tables = &self.fitted.tables;
        let decile = usize::from(home.decile) - 1;
        let mut found = 0;
        let mut when = |bit: u8, purpose: Purpose, chance: u64| {
            let happens = hits(self.half(purpose), times(chance, home.vulnerability));
            found |= if happens { bit } else { 0 };
            happens
        };
        when(hardship::ENERGY_POOR, Purpose::EnergyPoor, tables.energy_poor[decile][usize::from(label) - 1]);
        let mut debt = tables.problem_debt[decile][archetype.kind as usize - 1][usize::from(tenure) - 1];
        if municipality == ROTTERDAM {
            debt = times(debt, tables.problem_debt_rotterdam);
        }
        let in_debt = when(hardship::PROBLEM_DEBT, Purpose::ProblemDebt, debt);
        // Who has problem debts is in arrears much more often.
        let more = |chance: u64| if in_debt { chance * 5 } else { chance / 2 };
        if tenure != OWNER {
            when(hardship::ARREARS_RENT, Purpose::ArrearsRent, more(tables.arrears[0]));
        }
        when(hardship::ARREARS_ENERGY, Purpose::ArrearsEnergy, more(tables.arrears[1]));
        when(hardship::ARREARS_WATER, Purpose::ArrearsWater, more(tables.arrears[2]));
        found
    }
}
