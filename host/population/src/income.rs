//! Income, wealth and housing: published totals, spread by assumptions of the model.
//!
//! Standardised household income is spread as published for the household's type and age ([`SHAPES`]); levels and spread are solved
//! so that the published means and Gini hold. Everything is tabulated when the model is fitted, so that making a citizen takes table
//! look-ups and multiplications only.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind};
use crate::math::{exp, ln, normal_quantile};
use crate::model::{Income as Figures, Model};
use crate::settle::Cell;
use crate::stream::chance;

/// Steps of a table of quantiles.
const STEPS: usize = 2048;

/// A distribution with median 1, by its quantiles.
#[derive(Debug)]
pub(crate) struct Quantiles {
    quantiles: Vec<f64>,
}

impl Quantiles {
    /// From the logarithms of the quantiles, stretched.
    fn new(stretch: f64, logarithms: &[f64]) -> Quantiles {
        Quantiles { quantiles: logarithms.iter().map(|quantile| exp(stretch * quantile)).collect() }
    }

    /// The quantile at `draw` of 2^64.
    #[inline]
    pub(crate) fn at(&self, draw: u64) -> f64 {
        let step = (draw >> 53) as usize;
        let within = (draw << 11 >> 32) as f64 / (1_u64 << 32) as f64;
        self.quantiles[step] + (self.quantiles[step + 1] - self.quantiles[step]) * within
    }

    fn mean(&self) -> f64 {
        self.quantiles.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).sum::<f64>() / STEPS as f64
    }

    /// The quantiles in the middle of each fourth step.
    fn middles(&self) -> Vec<f64> {
        self.quantiles.iter().skip(2).step_by(4).copied().collect()
    }
}

/// The logarithms of a distribution's quantiles over its median, from the bounds of its tenths: straight lines over the quantiles of
/// the normal distribution, which go on as they are at the ends.
fn logarithms(bounds: &[f64; 9], normal: &[f64]) -> Vec<f64> {
    let at: [f64; 9] = std::array::from_fn(|tenth| normal_quantile((tenth + 1) as f64 / 10.0));
    let logarithm = bounds.map(|bound| ln(bound / bounds[4]));
    let line = |z: f64| {
        let after = at.iter().position(|tenth| z < *tenth).unwrap_or(8).clamp(1, 8);
        let slope = (logarithm[after] - logarithm[after - 1]) / (at[after] - at[after - 1]);
        logarithm[after] + (z - at[after]) * slope
    };
    normal.iter().map(|z| line(*z)).collect()
}

/// Median standardised income by type and age, euro a year.
type Medians = [[f64; AGES]; KINDS];

/// The quantiles of the standard normal distribution at [`STEPS`] steps; the outermost points stand for the middle of their tail.
fn normal_quantiles() -> Vec<f64> {
    let at = |step: usize| (step as f64).clamp(0.25, STEPS as f64 - 0.25) / STEPS as f64;
    (0..=STEPS).map(|step| normal_quantile(at(step))).collect()
}

const KINDS: usize = 6;
const AGES: usize = 4;

/// How standardised income is spread: its bounds of tenths in thousands of euro, of groups of households. CBS, income distribution
/// of households 2021, in classes of 2,000 euro, interpolated; of who lives alone below the pension age those under 25 are taken out.
const SHAPES: [[f64; 9]; 7] = [
    // The main earner is under 25.
    [1.1, 3.6, 6.3, 9.3, 12.8, 16.3, 20.6, 24.5, 30.5],
    // Living alone: from 25 up to the pension age, and from then on.
    [12.6, 16.3, 19.1, 22.3, 25.6, 29.1, 33.0, 37.9, 45.3],
    [16.7, 18.9, 20.5, 21.8, 23.3, 25.5, 28.5, 32.3, 38.3],
    // Couples without children below the pension age, and from then on.
    [20.7, 26.9, 31.5, 35.3, 38.8, 42.4, 46.6, 52.2, 62.4],
    [18.4, 20.7, 22.7, 25.0, 27.4, 30.3, 33.6, 37.8, 45.2],
    // Couples with children.
    [21.0, 26.4, 30.0, 33.0, 36.0, 39.3, 43.2, 48.6, 58.1],
    // Single parents.
    [14.9, 17.1, 19.5, 22.2, 24.8, 27.7, 31.0, 35.3, 42.0],
];

/// The shape of standardised income by household type and age of the eldest adult (under 25, 25 to 44, 45 to 64, 65 and over), and how
/// many times its median there is; other factors than 1 are assumed.
const SPREAD: [[(usize, f64); AGES]; KINDS] = [
    [(0, 1.0), (1, 0.98), (1, 1.02), (2, 1.0)],
    [(3, 0.62), (3, 1.0), (3, 1.0), (4, 1.0)],
    [(5, 0.65), (5, 0.96), (5, 1.06), (5, 0.95)],
    [(6, 0.65), (6, 0.93), (6, 1.08), (6, 1.05)],
    [(0, 1.1), (1, 0.95), (1, 1.0), (2, 1.0)],
    [(2, 0.62), (2, 0.7), (2, 0.7), (2, 0.85)],
];

/// The share of owners by income decile, before it is solved for the published share; after the income of owners and tenants in the
/// same source.
const OWNERS: [f64; 10] = [0.09, 0.22, 0.39, 0.57, 0.70, 0.78, 0.83, 0.86, 0.89, 0.91];
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
    /// Of each of [`SHAPES`].
    spread: [Quantiles; SHAPES.len()],
    /// Median standardised income by type and age, euro a year.
    medians: Medians,
    /// Upper bounds of the deciles 1 to 9 of standardised income over persons, euro a year.
    pub(crate) decile_bounds: [i32; 9],
    /// Chances in 2^-32, by decile.
    owner: [u64; 10],
    association: [u64; 10],
    pub(crate) insured: u64,
    savings: Quantiles,
    homes: Quantiles,
    home_level: f64,
}

/// The household factor by which CBS standardises: one adult 1, each further adult 0.37, the first child 0.30, the second 0.21,
/// further ones 0.18 ("Equivalentiefactoren", CBS). Children at home of 20 and over count as adults.
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
        let logarithms = SHAPES.map(|bounds| logarithms(&bounds, &normal));
        // Bisection on the spread, which is stretched: the Gini rises with it. A coarse grid is enough to find it.
        let coarse = logarithms.each_ref().map(|all| all.iter().skip(8).step_by(16).copied().collect::<Vec<f64>>());
        let (mut low, mut high) = (0.5, 1.6);
        for _ in 0..14 {
            let stretch = (low + high) / 2.0;
            let spread = coarse.each_ref().map(|logarithms| Quantiles::new(stretch, logarithms));
            let means = spread.each_ref().map(|one| one.quantiles.iter().sum::<f64>() / one.quantiles.len() as f64);
            let medians = solve_levels(&means, &masses, &figures.income);
            let grid: [&[f64]; SHAPES.len()] = spread.each_ref().map(|one| one.quantiles.as_slice());
            if gini(&points_of(&grid, &medians, &masses)) < figures.income.gini_standardised {
                low = stretch
            } else {
                high = stretch
            }
        }
        let spread = logarithms.each_ref().map(|logarithms| Quantiles::new((low + high) / 2.0, logarithms));
        let medians = solve_levels(&spread.each_ref().map(Quantiles::mean), &masses, &figures.income);
        let middles = spread.each_ref().map(Quantiles::middles);
        let middles: [&[f64]; SHAPES.len()] = middles.each_ref().map(Vec::as_slice);
        let points = points_of(&middles, &medians, &masses);
        let decile_bounds = decile_bounds(&points);
        // Tenure is of households; residents of institutions have none.
        let mut private = masses;
        private[KINDS - 1] = [Mass::default(); AGES];
        let private = points_of(&middles, &medians, &private);
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
            savings: Quantiles::new(1.45, &normal),
            homes: Quantiles::new(0.6, &normal),
            home_level: 1.0,
        };
        income.home_level = income.solve_homes(&masses, &owner, figures.wealth.median);
        income
    }

    /// Standardised income, euro a year.
    #[inline]
    pub(crate) fn standardised(&self, place: (usize, usize), draw: u64) -> i32 {
        (self.medians[place.0][place.1] * self.spread[SPREAD[place.0][place.1].0].at(draw)) as i32
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
        let (size, minors) = (usize::from(cell.size), cell.archetype.minors());
        let households = f64::from(cell.households);
        let mass = &mut masses[kind][age];
        mass.households += households;
        mass.persons += households * size as f64;
        mass.factored += households * household_factor(size - minors, minors);
    }
    masses
}

/// Medians at which the mean standardised and the mean disposable income of households hold, for shapes with these means over their
/// medians. Institutions are left out, as in the published means.
fn solve_levels(means: &[f64; SHAPES.len()], masses: &[[Mass; AGES]; KINDS], figures: &Figures) -> Medians {
    let (standardised, disposable) = (figures.mean_standardised, figures.mean_disposable);
    let published = SPREAD.map(|ages| ages.map(|(shape, times)| SHAPES[shape][4] * times));
    let mut households = 0.0;
    // Sums over households of one and of more: standardised, and times their factor.
    let (mut one, mut more, mut more_factored) = (0.0, 0.0, 0.0);
    for (kind, ages) in masses.iter().enumerate().take(KINDS - 1) {
        for (age, mass) in ages.iter().enumerate() {
            let level = published[kind][age] * means[SPREAD[kind][age].0];
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
    let tilt = ((ratio - 1.0) * one / (more_factored - ratio * more)).clamp(0.8, 1.5);
    let scale = households * standardised / (one + tilt * more);
    let mut medians = published;
    for (kind, ages) in medians.iter_mut().enumerate() {
        ages.iter_mut().for_each(|level| *level *= scale * if kind == 0 { 1.0 } else { tilt });
    }
    medians
}

/// A point of the distribution of standardised income: income, persons, households.
type Point = (f64, f64, f64);

/// The distribution of standardised income over the country, rising; each shape by quantiles over its median at equal distances.
fn points_of(quantiles: &[&[f64]; SHAPES.len()], medians: &Medians, masses: &[[Mass; AGES]; KINDS]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for ((medians, masses), spread) in medians.iter().zip(masses).zip(SPREAD) {
        for ((median, mass), (shape, _)) in medians.iter().zip(masses).zip(spread) {
            let of = quantiles[shape];
            let share = 1.0 / of.len() as f64;
            points.extend(of.iter().map(|over| (median * over, mass.persons * share, mass.households * share)));
        }
    }
    points.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
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
