//! Everything that is counted in a population, in one pass over its blocks.

use rayon::prelude::*;

use super::cells::{self, Cells};
use crate::archetype::Kind;
use crate::block::Block;
use crate::impossible::{self, RULES};
use crate::margins::{self, Count, Counter};
use crate::memory::Memory;
use crate::model::{BANDS, Model};

/// What to count besides the usual.
pub(super) struct Wanted<'a> {
    pub(super) counters: &'a [Counter],
    pub(super) cells: &'a [Cells],
}

/// The income of a household, whole euros a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Income {
    pub(super) standardised: i32,
    pub(super) persons: u8,
    pub(super) private: bool,
}

/// How many there are in the population, not yet multiplied by what one stands for.
#[derive(Default)]
pub(super) struct Counts {
    /// One a counter.
    pub(super) margins: Vec<Count>,
    /// One a table with cells.
    pub(super) tables: Vec<cells::Counted>,
    pub(super) persons: u64,
    pub(super) households: u64,
    pub(super) private_households: u64,
    pub(super) private_persons: u64,
    /// By code of the catalogue.
    pub(super) positions: [u64; 8],
    pub(super) ages: [[u64; 2]; BANDS],
    /// By place in the model, men by band and then women.
    pub(super) municipalities: Vec<[u64; 2 * BANDS]>,
    /// By the number of the postcode.
    pub(super) postcodes: Vec<u64>,
    pub(super) provinces: [u64; 32],
    pub(super) types: [u64; 7],
    /// Households of one to five and more persons, from 1.
    pub(super) sizes: [u64; 6],
    pub(super) tenures: [u64; 5],
    pub(super) deciles: [u64; 10],
    pub(super) disposable: i64,
    pub(super) standardised: i64,
    pub(super) energy_cost: i64,
    pub(super) gross: i64,
    pub(super) with_gross: u64,
    /// Of each household, lowest first.
    pub(super) incomes: Vec<Income>,
    /// Wealth of private households, lowest first.
    pub(super) wealth: Vec<i32>,
    pub(super) impossible: [u64; RULES.len()],
}

impl Counts {
    pub(super) fn of(population: &Memory, model: &Model, wanted: &Wanted<'_>) -> Counts {
        let codes: Vec<u16> = model.municipalities.iter().map(|one| one.code).collect();
        let empty = || Counts {
            margins: vec![Count::default(); wanted.counters.len()],
            tables: wanted.cells.iter().map(Cells::empty).collect(),
            municipalities: vec![[0; 2 * BANDS]; codes.len()],
            postcodes: vec![0; 10_000],
            ..Counts::default()
        };
        let place = |code: u16| codes.binary_search(&code).unwrap_or(0);
        let parts = population.blocks_in_memory().par_iter().fold(empty, |mut counts, block| {
            counts.add_households(block);
            counts.add_persons(block, &place);
            counts.add_cells(block, wanted.cells);
            let found = margins::count(block, wanted.counters);
            counts.margins.iter_mut().zip(found).for_each(|(sum, one)| sum.add(one));
            counts.impossible.iter_mut().zip(impossible::count(block)).for_each(|(sum, broken)| *sum += broken);
            counts
        });
        // All but the incomes are sums, and those are sorted: the order of the parts does not matter.
        let mut counts = parts.reduce(empty, Counts::add);
        counts.incomes.sort_unstable();
        counts.wealth.sort_unstable();
        counts
    }

    fn add_households(&mut self, block: &Block) {
        let households = &block.households;
        for (home, kind) in households.kind.iter().enumerate() {
            self.households += 1;
            self.types[usize::from(*kind).min(6)] += 1;
            let size = u64::from(households.size[home]);
            let private = *kind != Kind::Institutional as u8;
            self.incomes.push(Income { standardised: households.standardised[home], persons: size as u8, private });
            if !private {
                continue;
            }
            self.private_households += 1;
            self.private_persons += size;
            self.sizes[(size as usize).min(5)] += 1;
            self.tenures[usize::from(households.tenure[home]).min(4)] += 1;
            self.disposable += i64::from(households.disposable[home]);
            self.standardised += i64::from(households.standardised[home]);
            self.energy_cost += i64::from(households.energy_cost[home]);
            self.wealth.push(households.wealth[home]);
        }
    }

    fn add_persons(&mut self, block: &Block, place: &impl Fn(u16) -> usize) {
        let persons = &block.persons;
        for (row, home) in persons.home.iter().enumerate() {
            let home = usize::from(*home);
            let role = persons.role[row];
            let (band, woman) = (usize::from(persons.age[row] / 5).min(BANDS - 1), usize::from(role.sex() == 2));
            self.persons += 1;
            self.positions[usize::from(role.position())] += 1;
            self.ages[band][woman] += 1;
            self.municipalities[place(block.households.municipality[home])][woman * BANDS + band] += 1;
            self.postcodes[usize::from(block.households.postcode[home]).min(9_999)] += 1;
            self.provinces[usize::from(block.households.province[home] & 31)] += 1;
            self.deciles[usize::from(block.households.decile[home].clamp(1, 10)) - 1] += 1;
            self.gross += i64::from(persons.gross[row]);
            self.with_gross += u64::from(persons.gross[row] > 0);
        }
    }

    fn add_cells(&mut self, block: &Block, tables: &[Cells]) {
        for (table, counted) in tables.iter().zip(&mut self.tables) {
            margins::each_person(block, |view, first| {
                if (first || !table.of_households)
                    && let Some(cell) = (table.cell)(view)
                {
                    counted.add(cell);
                }
            });
        }
    }

    /// Over persons: 1 less twice the area under the Lorenz curve.
    pub(super) fn gini(&self) -> f64 {
        let (mut income, mut area, mut persons) = (0.0, 0.0, 0.0);
        for of in &self.incomes {
            let (value, count) = (f64::from(of.standardised), f64::from(of.persons));
            area += count * (2.0 * income + value * count);
            income += value * count;
            persons += count;
        }
        if income > 0.0 { 1.0 - area / (income * persons) } else { 0.0 }
    }

    pub(super) fn median_wealth(&self) -> f64 {
        self.wealth.get(self.wealth.len() / 2).copied().map_or(0.0, f64::from)
    }

    fn add(mut self, other: Counts) -> Counts {
        let add = |sums: &mut [u64], counts: &[u64]| sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        self.margins.iter_mut().zip(other.margins).for_each(|(sum, one)| sum.add(one));
        self.tables.iter_mut().zip(&other.tables).for_each(|(sum, one)| sum.merge(one));
        self.persons += other.persons;
        self.households += other.households;
        self.private_households += other.private_households;
        self.private_persons += other.private_persons;
        add(&mut self.positions, &other.positions);
        add(self.ages.as_flattened_mut(), other.ages.as_flattened());
        add(self.municipalities.as_flattened_mut(), other.municipalities.as_flattened());
        add(&mut self.postcodes, &other.postcodes);
        add(&mut self.provinces, &other.provinces);
        add(&mut self.types, &other.types);
        add(&mut self.sizes, &other.sizes);
        add(&mut self.tenures, &other.tenures);
        add(&mut self.deciles, &other.deciles);
        add(&mut self.impossible, &other.impossible);
        self.disposable += other.disposable;
        self.standardised += other.standardised;
        self.energy_cost += other.energy_cost;
        self.gross += other.gross;
        self.with_gross += other.with_gross;
        self.incomes.extend(other.incomes);
        self.wealth.extend(other.wealth);
        self
    }
}
