//! Years of age within five-year bands.
//!
//! The fit knows bands; which year of its band somebody is in follows the country's persons by year of age, and for the young also
//! who still lives with their parents at which age.

use fieldlab_domain::date::days_from_civil;

use crate::archetype::MAN;
use crate::model::{self, BANDS};
use crate::person::YEAR;
use crate::tables::{Choice, choice, choose};

/// Of the young, by year of age from 15 to 29, how many live with their parents: CBS, 2016 to 2018, at 18, 19, 20, 21, 24 and 27;
/// in between assumed.
const AT_HOME: [f64; 15] =
    [0.99, 0.985, 0.97, 0.88, 0.794, 0.714, 0.619, 0.53, 0.45, 0.368, 0.29, 0.225, 0.17, 0.14, 0.115];
/// Of the young, by year of age from 15 to 29, how many live with a partner: CBS 37620, 2018, at 20 and 21; the rest assumed.
const WITH_PARTNER: [f64; 15] =
    [0.0, 0.0, 0.0, 0.012, 0.030, 0.057, 0.093, 0.145, 0.205, 0.27, 0.34, 0.41, 0.47, 0.52, 0.56];
const LAST: usize = BANDS - 1;

/// With whom somebody lives, as far as it says how old they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    Parents,
    Partner,
    Others,
}

/// By sex and band, how years of age are shared out.
#[derive(Debug)]
pub(crate) struct Ages {
    children: [[Choice<4>; BANDS]; 2],
    partners: [[Choice<4>; BANDS]; 2],
    others: [[Choice<4>; BANDS]; 2],
    /// Of 95 and over: up to 104.
    eldest: [Choice<9>; 2],
    /// By age: the first day on which somebody was born, in days since 1970-01-01, and on how many days that may be.
    births: [(i32, u16); BANDS * 5 + 5],
}

impl Ages {
    pub(crate) fn new(ages: &model::Ages) -> Ages {
        let home = |age: usize| match age {
            0..15 => 1.0,
            15..30 => AT_HOME[age - 15],
            // From 30 on those who live with their parents are spread as all others are.
            _ => 0.5,
        };
        let partner = |age: usize| match age {
            0..15 => 0.0,
            15..30 => WITH_PARTNER[age - 15],
            _ => 0.25,
        };
        let children = |age: usize| home(age);
        // Who stands by themselves is 18 at least; children may live with others.
        let others = |age: usize| match age {
            0..15 => 1.0,
            15..18 => 0.0,
            _ => 1.0 - home(age) - partner(age),
        };
        let band = |sex: usize, band: usize, part: &dyn Fn(usize) -> f64| {
            let weights: [f64; 5] = std::array::from_fn(|year| ages[sex][band * 5 + year] * part(band * 5 + year));
            shares(&weights)
        };
        let bands = |part: &dyn Fn(usize) -> f64| {
            std::array::from_fn(|sex| std::array::from_fn(|at| choice(&band(sex, at, part))))
        };
        let eldest = |sex: usize| {
            let mut weights: [f64; 10] = std::array::from_fn(|year| ages[sex][LAST * 5 + year]);
            weights[9] += ages[sex][105];
            choice(&shares(&weights))
        };
        Ages {
            children: bands(&children),
            partners: bands(&partner),
            others: bands(&others),
            eldest: [0, 1].map(eldest),
            births: std::array::from_fn(|age| {
                let first = days_from_civil(YEAR - 1 - age as i32, 1, 1);
                (first, (days_from_civil(YEAR - age as i32, 1, 1) - first) as u16)
            }),
        }
    }

    /// The first day on which somebody of this age was born, in days since 1970-01-01, and on how many days that may be.
    #[inline]
    pub(crate) fn year_of_birth(&self, age: u8) -> (i32, u64) {
        let (first, days) = self.births[usize::from(age)];
        (first, u64::from(days))
    }

    /// The age in a band of somebody who lives with these; by 32 random bits.
    #[inline]
    pub(crate) fn age(&self, with: With, sex: u8, band: u8, draw: u32) -> u8 {
        let (sex, at) = (usize::from(sex - MAN), usize::from(band));
        let year = match (at, with) {
            (LAST, _) => choose(draw, &self.eldest[sex]),
            (_, With::Parents) => choose(draw, &self.children[sex][at]),
            (_, With::Partner) => choose(draw, &self.partners[sex][at]),
            (_, With::Others) => choose(draw, &self.others[sex][at]),
        };
        band * 5 + year as u8
    }
}

/// Shares of their sum; of the first when there is none.
fn shares<const N: usize>(weights: &[f64; N]) -> [f64; N] {
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 { weights.map(|weight| weight / sum) } else { std::array::from_fn(|at| f64::from(u8::from(at == 0))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_under_18_stands_by_themselves_and_ages_stay_in_their_band() {
        let model = model::read("nl-2025").expect("it is bundled");
        let ages = Ages::new(&model.ages);
        for draw in (0..=u32::MAX).step_by(65_537) {
            for sex in [1, 2] {
                for band in 0..BANDS as u8 {
                    for with in [With::Parents, With::Partner, With::Others] {
                        let age = ages.age(with, sex, band, draw);
                        let last = if usize::from(band) == LAST { 104 } else { band * 5 + 4 };
                        assert!((band * 5..=last).contains(&age), "{age} is not in band {band}");
                        assert!(with == With::Parents || band < 3 || age >= 18, "{age}");
                    }
                }
            }
        }
    }
}
