//! Names and places: tables from which they are drawn, a look-up a draw.

use crate::model::{Model, rows};

/// Decades of birth with counts of first names: 1920 to 2019.
const DECADES: usize = 10;
const FIRST_NAME_STEPS: usize = 1024;
const SURNAME_STEPS: usize = 8192;

/// The tables.
#[derive(Debug)]
pub(crate) struct Names {
    /// By sex and decade of birth.
    first_names: Vec<Vec<u16>>,
    surnames: Vec<u16>,
    /// For each municipality its postcodes, with the share up to and with each in 2^-32.
    postcodes: Vec<Vec<(u32, u16)>>,
}

impl Names {
    pub(crate) fn new(model: &Model) -> Names {
        let mut first: Vec<Vec<(u16, f64)>> = vec![Vec::new(); 2 * DECADES];
        for row in rows(model.files.first_names) {
            let at = (row[0] as usize - 1) * DECADES + (row[1] as usize - 1920) / 10;
            first[at].push((row[2] as u16, row[3]));
        }
        let surnames: Vec<(u16, f64)> = rows(model.files.surnames).map(|row| (row[0] as u16, row[1])).collect();
        Names {
            first_names: first.iter().map(|names| steps(names, FIRST_NAME_STEPS)).collect(),
            surnames: steps(&surnames, SURNAME_STEPS),
            postcodes: postcodes(model),
        }
    }

    /// A first name of a sex and year of birth.
    #[inline]
    pub(crate) fn first_name(&self, sex: u8, year: i32, draw: u32) -> u16 {
        let decade = ((year.clamp(1920, 2019) - 1920) / 10) as usize;
        self.first_names[usize::from(sex - 1) * DECADES + decade][draw as usize >> 22]
    }

    #[inline]
    pub(crate) fn surname(&self, draw: u32) -> u16 {
        self.surnames[draw as usize >> 19]
    }

    /// A four-digit postcode of a municipality.
    #[inline]
    pub(crate) fn postcode(&self, municipality: usize, draw: u32) -> u16 {
        let of = &self.postcodes[municipality];
        of[of.partition_point(|(until, _)| *until < draw).min(of.len() - 1)].1
    }
}

/// As many steps for each name as its share, by the largest remainders; each has one at least.
fn steps(names: &[(u16, f64)], count: usize) -> Vec<u16> {
    let all: f64 = names.iter().map(|(_, bearers)| bearers).sum();
    let shares: Vec<f64> = names.iter().map(|(_, bearers)| bearers / all * count as f64).collect();
    let steps = crate::settle::largest_remainder(&shares, count as i64);
    names.iter().zip(steps).flat_map(|((code, _), steps)| std::iter::repeat_n(*code, steps.max(0) as usize)).collect()
}

fn postcodes(model: &Model) -> Vec<Vec<(u32, u16)>> {
    let mut all: Vec<Vec<(f64, u16)>> = vec![Vec::new(); model.municipalities.len()];
    for row in rows(model.files.postcodes) {
        let at = model.municipalities.iter().position(|one| f64::from(one.code) == row[0]);
        all[at.expect("a test holds that bundled models are right")].push((row[2], row[1] as u16));
    }
    let until = |of: Vec<(f64, u16)>| {
        let (mut sum, total) = (0.0, of.iter().map(|(share, _)| share).sum::<f64>());
        let until = |(share, postcode): (f64, u16)| {
            sum += share;
            ((sum / total * f64::from(u32::MAX)) as u32, postcode)
        };
        of.into_iter().map(until).collect()
    };
    all.into_iter().map(until).collect()
}

/// A country of birth with its nationality and how many of its region were born there, in thousands. After CBS and Eurostat
/// 2022-2024 where published; the rest is assumed.
pub(crate) type Country = (u16, u16, f64);

/// The countries of each region of origin: the codes 2 to 8 of `person.origin`; BRP tables 34 and 32.
pub(crate) const COUNTRIES: [&[Country]; crate::levels::REGIONS] = [
    &[
        (7028, 72, 190.0),
        (9089, 55, 125.0),
        (6038, 34, 125.0),
        (5010, 52, 68.0),
        (7044, 64, 60.0),
        (6039, 60, 57.0),
        (7047, 74, 56.0),
        (6037, 77, 52.0),
        (7024, 53, 45.0),
        (5002, 57, 44.0),
        (7050, 73, 30.0),
        (6003, 59, 28.0),
        (5017, 63, 25.0),
    ],
    &[(6043, 339, 1.0)],
    &[(5022, 131, 1.0)],
    &[(5007, 263, 1.0)],
    &[(5107, 1, 75.0), (5095, 1, 22.0), (5110, 1, 8.0)],
    &[(6024, 313, 1.0)],
    &[
        (7009, 336, 145.0),
        (7046, 312, 82.0),
        (6022, 307, 66.0),
        (6023, 300, 50.0),
        (5012, 315, 50.0),
        (5043, 314, 50.0),
        (6014, 223, 43.0),
        (6008, 253, 40.0),
        (6013, 149, 29.0),
        (5014, 140, 29.0),
        (9003, 84, 28.0),
    ],
];

/// Countries whose people have an asylum title: Syria, Afghanistan, Iran, Iraq, Somalia, Eritrea.
pub(crate) const ASYLUM: [u16; 6] = [7009, 6023, 5012, 5043, 6013, 9003];
pub(crate) const UKRAINE: u16 = 6038;
/// The Netherlands, and being Dutch.
pub(crate) const NETHERLANDS: u16 = 6030;
pub(crate) const DUTCH: u16 = 1;
