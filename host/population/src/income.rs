//! Income, wealth and housing: published totals, spread by assumptions of the model.
//!
//! Standardised household income is spread as published for the household's type and age ([`SHAPES`]); its level, the highest
//! incomes, the deciles and the shares of owners and tenants are solved on the whole country. Everything is tabulated when the model is fitted, so that making a citizen takes table
//! look-ups and multiplications only.

use crate::archetype::Archetype;
use crate::levels::Levels;
use crate::math::{exp, ln, normal_quantile};
use crate::model::Model;
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
}

/// The logarithms of a distribution's quantiles over its median, from the bounds of its tenths: straight lines over the quantiles of
/// the normal distribution, which go on as they are at the lower end; at the upper end `tail` times as steep.
fn logarithms(bounds: &[f64; 9], tail: f64, normal: &[f64]) -> Vec<f64> {
    let at: [f64; 9] = std::array::from_fn(|tenth| normal_quantile((tenth + 1) as f64 / 10.0));
    let logarithm = bounds.map(|bound| ln(bound / bounds[4]));
    let line = |z: f64| {
        let after = at.iter().position(|tenth| z < *tenth).unwrap_or(8).clamp(1, 8);
        let slope = (logarithm[after] - logarithm[after - 1]) / (at[after] - at[after - 1]);
        let beyond = if z > at[8] { tail } else { 1.0 };
        logarithm[after] + (z - at[after]) * slope * beyond
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
const OWNERS: [f64; 10] = [0.08, 0.20, 0.37, 0.56, 0.705, 0.79, 0.84, 0.875, 0.905, 0.925];
/// Of those who rent, the share that rents from a housing association, by income decile. Assumed, then solved.
const ASSOCIATION: [f64; 10] = [0.80, 0.79, 0.77, 0.73, 0.68, 0.60, 0.52, 0.44, 0.36, 0.25];

/// Median savings by age, and the factor by income decile, in euro. Assumed.
const SAVINGS: [f64; AGES] = [2_500.0, 12_000.0, 28_000.0, 36_000.0];
const SAVINGS_BY_DECILE: [f64; 10] = [0.25, 0.40, 0.55, 0.70, 0.85, 1.0, 1.25, 1.6, 2.2, 4.0];
/// Median value of the own home less its mortgage, by age, in euro. Assumed.
const HOMES: [f64; AGES] = [45_000.0, 140_000.0, 260_000.0, 360_000.0];

/// The highest share of owners in a decile, and of tenants of associations among tenants.
const MOST: f64 = 0.97;

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

impl Income {
    /// With the levels that were solved on the whole country.
    pub(crate) fn new(model: &Model, levels: &Levels) -> Income {
        let normal = normal_quantiles();
        let of = &levels.income;
        let spread = SHAPES.map(|bounds| Quantiles::new(1.0, &logarithms(&bounds, of.tail, &normal)));
        let medians = |kind: usize| -> [f64; AGES] {
            let of_type = |age: usize| match (kind, age) {
                (0 | 4 | 5, 0..3) => of.types[0],
                (0 | 4 | 5, _) => of.types[1],
                _ => of.types[kind + 1],
            };
            let median = |age: usize| SHAPES[SPREAD[kind][age].0][4] * SPREAD[kind][age].1;
            std::array::from_fn(|age| 1_000.0 * of.scale * of_type(age) * median(age))
        };
        let share = |share: f64| chance(share.min(MOST));
        Income {
            spread,
            medians: std::array::from_fn(medians),
            decile_bounds: of.decile_bounds,
            owner: OWNERS.map(|owner| share(owner * of.owner)),
            association: ASSOCIATION.map(|association| share(association * of.association)),
            insured: chance(model.figures.insured.share),
            savings: Quantiles::new(1.45, &normal),
            homes: Quantiles::new(0.6, &normal),
        }
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
        let level = HOMES[place.1] * (0.65 + 0.06 * f64::from(decile));
        (level * self.homes.at(draw)) as i32
    }
}
