//! Income, wealth and housing: published totals, spread by assumptions of the model.
//!
//! Standardised household income is lognormal around a level for the household's type and age; levels and spread are solved so
//! that the published means and Gini hold. Everything is tabulated when the model is fitted, so that making a citizen takes
//! table look-ups and multiplications only.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind};
use crate::math::{exp, normal_quantile};
use crate::model::{Income as Figures, Model};
use crate::settle::Cell;
use crate::stream::chance;

/// Steps of a table of quantiles.
const STEPS: usize = 4096;

/// A lognormal distribution with median 1, by its quantiles.
#[derive(Debug)]
pub(crate) struct Lognormal {
    quantiles: Vec<f64>,
}

impl Lognormal {
    /// From the quantiles of the standard normal distribution ([`normal_quantiles`]).
    fn new(sigma: f64, normal: &[f64]) -> Lognormal {
        Lognormal { quantiles: normal.iter().map(|quantile| exp(sigma * quantile)).collect() }
    }

    /// The quantile at `draw` of 2^64.
    #[inline]
    pub(crate) fn at(&self, draw: u64) -> f64 {
        let step = (draw >> 52) as usize;
        let within = (draw << 12 >> 32) as f64 / (1_u64 << 32) as f64;
        self.quantiles[step] + (self.quantiles[step + 1] - self.quantiles[step]) * within
    }

    fn mean(&self) -> f64 {
        let middles = self.quantiles.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
        middles.sum::<f64>() / STEPS as f64
    }
}

/// The quantiles of the standard normal distribution at [`STEPS`] steps; the outermost points stand for the middle of their tail.
fn normal_quantiles() -> Vec<f64> {
    let at = |step: usize| (step as f64).clamp(0.25, STEPS as f64 - 0.25) / STEPS as f64;
    (0..=STEPS).map(|step| normal_quantile(at(step))).collect()
}

const KINDS: usize = 6;
const AGES: usize = 4;

/// Level of standardised income by household type and age of the eldest adult (under 25, 25 to 44, 45 to 64, 65 and over),
/// before it is solved for the published means. Assumed, after the order that CBS 83739NED shows.
const LEVELS: [[f64; AGES]; KINDS] = [
    [0.52, 0.85, 0.86, 0.80],
    [0.75, 1.28, 1.28, 0.95],
    [0.65, 1.05, 1.18, 0.95],
    [0.50, 0.70, 0.86, 0.80],
    [0.55, 0.85, 0.90, 0.80],
    [0.45, 0.50, 0.50, 0.62],
];

/// The share of owners by income decile, before it is solved for the published share. Assumed.
const OWNERS: [f64; 10] = [0.20, 0.26, 0.36, 0.47, 0.57, 0.65, 0.72, 0.78, 0.83, 0.88];
/// Of those who rent, the share that rents from a housing association, by income decile. Assumed, then solved.
const ASSOCIATION: [f64; 10] = [0.80, 0.79, 0.77, 0.73, 0.68, 0.60, 0.52, 0.44, 0.36, 0.25];

/// Median savings by age, and the factor by income decile, in euro. Assumed.
const SAVINGS: [f64; AGES] = [2_500.0, 12_000.0, 28_000.0, 36_000.0];
const SAVINGS_BY_DECILE: [f64; 10] = [0.25, 0.40, 0.55, 0.70, 0.85, 1.0, 1.25, 1.6, 2.2, 4.0];
/// Median value of the own home less its mortgage, by age, in euro. Assumed.
const HOMES: [f64; AGES] = [45_000.0, 140_000.0, 260_000.0, 360_000.0];

/// What a model says of income, wealth and housing.
#[derive(Debug)]
pub(crate) struct Income {
    spread: Lognormal,
    /// Median standardised income by type and age, euro a year.
    medians: [[f64; AGES]; KINDS],
    /// Upper bounds of the deciles 1 to 9 of standardised income over persons, euro a year.
    pub(crate) decile_bounds: [i32; 9],
    /// Chances in 2^-32, by decile.
    owner: [u64; 10],
    association: [u64; 10],
    pub(crate) insured: u64,
    savings: Lognormal,
    homes: Lognormal,
    home_level: f64,
}

/// The household factor by which CBS standardises: one adult 1, each further adult 0.37, the first child 0.30, the second 0.21,
/// further ones 0.18 ("Equivalentiefactoren", CBS).
pub(crate) fn household_factor(adults: usize, children: usize) -> f64 {
    let further = 0.37 * (adults.max(1) - 1) as f64;
    let of_children = [0.0, 0.30, 0.51];
    let children = match children {
        0..=2 => of_children[children],
        more => 0.51 + 0.18 * (more - 2) as f64,
    };
    1.0 + further + children
}

/// Under 25, 25 to 44, 45 to 64, 65 and over, by five-year band.
fn age_group(band: u8) -> usize {
    match band {
        0..=4 => 0,
        5..=8 => 1,
        9..=12 => 2,
        _ => 3,
    }
}

/// The place in the tables of an archetype.
pub(crate) fn place(archetype: &Archetype) -> (usize, usize) {
    let eldest = archetype.adults().map(|adult| adult.band).max().unwrap_or(0);
    (archetype.kind as usize - 1, age_group(eldest))
}

/// Households and persons of the country at one place of the tables.
#[derive(Clone, Copy, Default)]
struct Mass {
    households: f64,
    persons: f64,
    /// Households times their factor.
    factored: f64,
}

impl Income {
    pub(crate) fn new(model: &Model, municipalities: &[Vec<Cell>]) -> Income {
        let figures = &model.figures;
        let masses = masses(municipalities);
        let normal = normal_quantiles();
        let mut sigma = 0.45;
        let (mut spread, mut medians) = solve_levels(Lognormal::new(sigma, &normal), &masses, &figures.income);
        // Bisection on the spread: the Gini rises with it.
        let (mut low, mut high) = (0.2, 0.8);
        for _ in 0..18 {
            if gini(&points_of(&spread, &medians, &masses, 64)) < figures.income.gini_standardised {
                low = sigma
            } else {
                high = sigma
            }
            sigma = (low + high) / 2.0;
            (spread, medians) = solve_levels(Lognormal::new(sigma, &normal), &masses, &figures.income);
        }
        let points = points_of(&spread, &medians, &masses, 1024);
        let decile_bounds = decile_bounds(&points);
        // Tenure is of households; residents of institutions have none.
        let mut private = masses;
        private[KINDS - 1] = [Mass::default(); AGES];
        let private = points_of(&spread, &medians, &private, 1024);
        let by_decile = households_by_decile(&private, &decile_bounds);
        // The published shares are rounded: together they are not quite 1.
        let tenures = figures.tenure.owner + figures.tenure.housing_association + figures.tenure.other_rent;
        let owner = solve_share(&OWNERS, &by_decile, figures.tenure.owner / tenures);
        let renters: Vec<f64> =
            by_decile.iter().zip(&owner).map(|(households, owner)| households * (1.0 - owner)).collect();
        let of_renters =
            figures.tenure.housing_association / (figures.tenure.housing_association + figures.tenure.other_rent);
        let association = solve_share(&ASSOCIATION, &renters, of_renters);
        let mut income = Income {
            spread,
            medians,
            decile_bounds,
            owner: owner.map(chance),
            association: association.map(chance),
            insured: chance(figures.insured.share),
            savings: Lognormal::new(1.45, &normal),
            homes: Lognormal::new(0.6, &normal),
            home_level: 1.0,
        };
        income.home_level = income.solve_homes(&masses, &owner, figures.wealth.median);
        income
    }

    /// Standardised income, euro a year.
    #[inline]
    pub(crate) fn standardised(&self, place: (usize, usize), draw: u64) -> i32 {
        (self.medians[place.0][place.1] * self.spread.at(draw)) as i32
    }

    /// The decile of a standardised income, 1 to 10.
    #[inline]
    pub(crate) fn decile(&self, standardised: i32) -> u8 {
        1 + self.decile_bounds.iter().filter(|bound| standardised >= **bound).count() as u8
    }

    /// Whether a household of this decile owns its home, by a draw of 32 bits.
    #[inline]
    pub(crate) fn owns(&self, decile: u8, draw: u64) -> bool {
        draw >> 32 < self.owner[usize::from(decile) - 1]
    }

    /// Whether a renting household of this decile rents from a housing association.
    #[inline]
    pub(crate) fn rents_social(&self, decile: u8, draw: u64) -> bool {
        draw >> 32 < self.association[usize::from(decile) - 1]
    }

    /// Savings and investments, euro.
    #[inline]
    pub(crate) fn savings(&self, place: (usize, usize), decile: u8, draw: u64) -> i32 {
        let median = SAVINGS[place.1] * SAVINGS_BY_DECILE[usize::from(decile) - 1];
        (median * self.savings.at(draw)) as i32
    }

    /// The value of the own home less its mortgage, euro.
    #[inline]
    pub(crate) fn home(&self, place: (usize, usize), decile: u8, draw: u64) -> i32 {
        let level = HOMES[place.1] * (0.65 + 0.06 * f64::from(decile)) * self.home_level;
        (level * self.homes.at(draw)) as i32
    }

    /// The level of home values at which the median wealth of households is the published one: bisection on a grid of quantiles.
    fn solve_homes(&self, masses: &[[Mass; AGES]; KINDS], owner: &[f64; 10], median: f64) -> f64 {
        const GRID: u64 = 24;
        let quantiles = (0..GRID).map(|step| (step * 2 + 1) * (u64::MAX / (2 * GRID)));
        // Households, their savings, and their homes' values by age and decile.
        let mut groups = Vec::new();
        for (age, by_decile) in self.households_by_age_and_decile(masses).iter().enumerate() {
            for (decile, households) in (1..).zip(by_decile) {
                let savings = quantiles.clone().map(|draw| f64::from(self.savings((0, age), decile, draw)));
                let homes = quantiles.clone().map(|draw| f64::from(self.home((0, age), decile, draw)));
                let owner = owner[usize::from(decile) - 1];
                groups.push((*households, owner, savings.collect::<Vec<_>>(), homes.collect::<Vec<_>>()));
            }
        }
        let all: f64 = groups.iter().map(|(households, ..)| households).sum();
        let below = |level: f64| -> f64 {
            let below = |(households, owner, savings, homes): &(f64, f64, Vec<f64>, Vec<f64>)| {
                let below = savings.iter().map(|savings| {
                    let renting = f64::from(u8::from(*savings < median));
                    let owning = homes.partition_point(|home| savings + level * home < median);
                    renting * (1.0 - owner) + owner * owning as f64 / GRID as f64
                });
                households * below.sum::<f64>() / GRID as f64
            };
            groups.iter().map(below).sum::<f64>() / all
        };
        let (mut low, mut high) = (0.1, 4.0);
        for _ in 0..12 {
            let middle = (low + high) / 2.0;
            if below(middle) > 0.5 { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    }

    /// Households outside institutions by age and income decile, on a grid of incomes.
    fn households_by_age_and_decile(&self, masses: &[[Mass; AGES]; KINDS]) -> [[f64; 10]; AGES] {
        let mut households = [[0.0; 10]; AGES];
        for (kind, ages) in masses.iter().enumerate().take(KINDS - 1) {
            for (age, mass) in ages.iter().enumerate() {
                for step in 0..32 {
                    let decile = self.decile(self.standardised((kind, age), (step * 2 + 1) << 58));
                    households[age][usize::from(decile) - 1] += mass.households / 32.0;
                }
            }
        }
        households
    }
}

/// Added up by municipality, so that the sums are the same on any number of threads.
fn masses(municipalities: &[Vec<Cell>]) -> [[Mass; AGES]; KINDS] {
    let parts: Vec<_> = municipalities.par_iter().map(|cells| masses_of(cells)).collect();
    parts.into_iter().fold([[Mass::default(); AGES]; KINDS], |mut sums, part| {
        sums.as_flattened_mut().iter_mut().zip(part.as_flattened()).for_each(|(sum, mass)| {
            sum.households += mass.households;
            sum.persons += mass.persons;
            sum.factored += mass.factored;
        });
        sums
    })
}

fn masses_of(cells: &[Cell]) -> [[Mass; AGES]; KINDS] {
    let mut masses = [[Mass::default(); AGES]; KINDS];
    for cell in cells {
        let (kind, age) = place(&cell.archetype);
        let (size, children) = (usize::from(cell.size), cell.archetype.children().len());
        let households = f64::from(cell.households);
        let mass = &mut masses[kind][age];
        mass.households += households;
        mass.persons += households * size as f64;
        mass.factored += households * household_factor(size - children, children);
    }
    masses
}

/// Levels at which the mean standardised and the mean disposable income of households hold, for a spread. Institutions are left
/// out, as in the published means.
fn solve_levels(
    spread: Lognormal,
    masses: &[[Mass; AGES]; KINDS],
    figures: &Figures,
) -> (Lognormal, [[f64; AGES]; KINDS]) {
    let (standardised, disposable) = (figures.mean_standardised, figures.mean_disposable);
    let mean = spread.mean();
    let mut households = 0.0;
    // Sums over households of one and of more: standardised, and times their factor.
    let (mut one, mut more, mut more_factored) = (0.0, 0.0, 0.0);
    for (kind, ages) in masses.iter().enumerate().take(KINDS - 1) {
        for (age, mass) in ages.iter().enumerate() {
            let level = LEVELS[kind][age] * mean;
            households += mass.households;
            if kind == Kind::Alone as usize - 1 {
                one += level * mass.households;
            } else {
                more += level * mass.households;
                more_factored += level * mass.factored;
            }
        }
    }
    // scale * (one + tilt * more) = households * standardised; scale * (one + tilt * more_factored) = households * disposable.
    let ratio = disposable / standardised;
    let tilt = ((ratio - 1.0) * one / (more_factored - ratio * more)).clamp(0.85, 1.35);
    let scale = households * standardised / (one + tilt * more);
    let mut medians = LEVELS;
    for (kind, ages) in medians.iter_mut().enumerate() {
        ages.iter_mut().for_each(|level| *level *= scale * if kind == 0 { 1.0 } else { tilt });
    }
    (spread, medians)
}

/// A point of the distribution of standardised income: income, persons, households.
type Point = (f64, f64, f64);

/// The distribution of standardised income over the country, rising.
fn points_of(
    spread: &Lognormal,
    medians: &[[f64; AGES]; KINDS],
    masses: &[[Mass; AGES]; KINDS],
    count: usize,
) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for (medians, masses) in medians.iter().zip(masses) {
        for (median, mass) in medians.iter().zip(masses) {
            points.extend((0..count as u64).map(|step| {
                let draw = (step * 2 + 1) * (u64::MAX / (2 * count as u64));
                (median * spread.at(draw), mass.persons / count as f64, mass.households / count as f64)
            }));
        }
    }
    points.sort_by(|left, right| left.0.total_cmp(&right.0));
    points
}

/// The Gini coefficient over persons: 1 less twice the area under the Lorenz curve.
fn gini(points: &[Point]) -> f64 {
    let (mut income, mut area, mut persons) = (0.0, 0.0, 0.0);
    for (value, count, _) in points {
        area += count * (2.0 * income + value * count);
        income += value * count;
        persons += count;
    }
    1.0 - area / (income * persons)
}

fn decile_bounds(points: &[Point]) -> [i32; 9] {
    let all: f64 = points.iter().map(|(_, persons, _)| persons).sum();
    std::array::from_fn(|at| {
        let mut left = all * (at + 1) as f64 / 10.0;
        let bound = points.iter().find(|(_, persons, _)| {
            left -= persons;
            left <= 0.0
        });
        bound.map_or(i32::MAX, |(income, _, _)| *income as i32)
    })
}

fn households_by_decile(points: &[Point], bounds: &[i32; 9]) -> [f64; 10] {
    let mut households = [0.0; 10];
    for (income, _, count) in points {
        households[bounds.iter().filter(|bound| *income as i32 >= **bound).count()] += count;
    }
    households
}

/// Shares by decile, scaled so that they hold `target` over all; none above 0.97.
fn solve_share(shares: &[f64; 10], weights: &[f64], target: f64) -> [f64; 10] {
    let all: f64 = weights.iter().sum();
    let mut solved = *shares;
    for _ in 0..50 {
        let found: f64 = solved.iter().zip(weights).map(|(share, weight)| share * weight).sum::<f64>() / all;
        solved.iter_mut().for_each(|share| *share = (*share * target / found).min(0.97));
    }
    solved
}

/// What somebody keeps of a gross income, euro a year: [`gross_of`] the other way round.
pub(crate) fn net_of(gross: i32) -> i32 {
    let gross = i64::from(gross);
    let net = match gross {
        ..=15_000 => gross * 92 / 100,
        15_001..=75_000 => 13_800 + (gross - 15_000) * 70 / 100,
        _ => 55_800 + (gross - 75_000) * 52 / 100,
    };
    net as i32
}

/// The gross income of somebody who keeps `net`, euro a year: the model's simple tax, which takes 8% up to 15,000, 30% of what
/// is above it, and 48% above 75,000.
#[inline]
pub(crate) fn gross_of(net: i32) -> i32 {
    const FIRST: i64 = 13_800;
    const SECOND: i64 = FIRST + 42_000;
    let net = i64::from(net);
    let gross = if net <= FIRST {
        net * 100 / 92
    } else if net <= SECOND {
        15_000 + (net - FIRST) * 100 / 70
    } else {
        75_000 + (net - SECOND) * 100 / 52
    };
    gross as i32
}
