//! The levels at which the model's shares give the published totals.
//!
//! A share by age, income or household says who has something more often than others; its level is solved on the whole country,
//! so that the total is the published one. `examples/solve.rs` solves them and prints
//! `fixtures/populations/<model>/solved.toml`.

use serde::{Deserialize, Serialize};

use crate::model::BANDS;
use crate::regions::PARTS;

/// Regions of origin outside the Netherlands: the codes 2 to 8 of `person.origin`.
pub(crate) const REGIONS: usize = 7;

/// One factor for each share that is solved; 1 leaves it as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Levels {
    /// What archetypes of households are multiplied by in the fit, for each number that it is held to; none when not solved.
    pub(crate) fit: Vec<f64>,
    pub(crate) born_abroad: [f64; REGIONS],
    pub(crate) parent_abroad: [f64; REGIONS],
    /// Couples without children, and with one, two and more.
    pub(crate) married: [f64; 4],
    /// Couples with children, by part of the country: north, east, west and south.
    pub(crate) married_parts: [f64; PARTS],
    /// By five-year band from 15 on: of who is not married, never married, divorced and widowed; and of couples, married.
    pub(crate) civil_status: [[f64; 4]; BANDS - 3],
    pub(crate) ww: f64,
    /// Men, women; those under 27, and those of 45 and over.
    pub(crate) bijstand: [f64; 4],
    pub(crate) disability: f64,
    /// Living alone, single parents, married without children, others; and the factor for bijstand.
    pub(crate) premium_arrears: [f64; 5],
    pub(crate) wmo: f64,
    pub(crate) youth_care: f64,
    /// 16 to 65, 66 to 75, and over 75.
    pub(crate) low_literacy: [f64; 3],
    /// Basic at least; above basic with a low, a middle and a high education.
    pub(crate) digital: [f64; 4],
    pub(crate) asylum_recent: f64,
    /// Of those born abroad: without Dutch nationality.
    pub(crate) foreign: f64,
    /// With paid work: 15 to 24, and by ten years up to 74.
    pub(crate) employed: [f64; 6],
    pub(crate) self_employed: f64,
    /// Where the classes of gross income begin, and how far the last one goes.
    pub(crate) gross: [f64; 8],
    pub(crate) income: IncomeLevels,
    pub(crate) energy_cost: f64,
    /// The value of the own home, for the median wealth.
    pub(crate) home: f64,
    pub(crate) energy_poor: f64,
    pub(crate) problem_debt: f64,
    pub(crate) problem_debt_rotterdam: f64,
    /// Rent, energy, water.
    pub(crate) arrears: [f64; 3],
}

/// Levels of income and tenure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IncomeLevels {
    /// Standardised incomes over those of the published spread, and of each type of household: living alone below the pension age
    /// and from then on, couples without and with children, single parents.
    pub(crate) scale: f64,
    pub(crate) types: [f64; 5],
    /// How much steeper than up to it incomes rise above the highest tenth of a type of household.
    pub(crate) tail: f64,
    pub(crate) owner: f64,
    pub(crate) association: f64,
    /// Upper bounds of the deciles 1 to 9 of standardised income over persons, euro a year.
    pub(crate) decile_bounds: [i32; 9],
}

impl Default for IncomeLevels {
    fn default() -> IncomeLevels {
        IncomeLevels {
            scale: 1.0,
            types: [1.0; 5],
            tail: 1.0,
            owner: 1.0,
            association: 1.0,
            decile_bounds: [16_000, 20_100, 23_700, 27_200, 31_000, 35_300, 40_600, 47_900, 60_000],
        }
    }
}

impl Default for Levels {
    fn default() -> Levels {
        Levels {
            fit: Vec::new(),
            born_abroad: [1.0; REGIONS],
            parent_abroad: [1.0; REGIONS],
            married: [1.0; 4],
            married_parts: [1.0; PARTS],
            civil_status: [[1.0; 4]; BANDS - 3],
            ww: 1.0,
            bijstand: [1.0; 4],
            disability: 1.0,
            premium_arrears: [1.0; 5],
            wmo: 1.0,
            youth_care: 1.0,
            low_literacy: [1.0; 3],
            digital: [1.0; 4],
            asylum_recent: 1.0,
            foreign: 1.0,
            employed: [1.0; 6],
            self_employed: 1.0,
            gross: [1.0; 8],
            income: IncomeLevels::default(),
            energy_cost: 1.0,
            home: 1.0,
            energy_poor: 1.0,
            problem_debt: 1.0,
            problem_debt_rotterdam: 1.0,
            arrears: [1.0; 3],
        }
    }
}
