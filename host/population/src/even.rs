//! Draws that decide together, spread evenly over the households of a stratum.
//!
//! Who gets a benefit hangs on three draws: the income of the household, its vulnerability, and a draw of the person's own. Were
//! each drawn by itself, the number of people with a benefit would waver as chance does. So the households of a stratum (type of
//! household, sex and age band of its head) take these draws from one sequence of points that fill the cube evenly: multiples of
//! irrational numbers without their whole part (Niederreiter, "Random number generation and quasi-Monte Carlo methods", 1992,
//! chapter 3), moved by a random shift for each stratum and seed (Cranley and Patterson, "Randomization of number theoretic methods
//! for multiple integration", 1976), so that each household by itself is still as likely to get any draw as any other. A
//! household's point follows from its place in its stratum of the whole country or of the sample, so that it can be made alone. All
//! other draws are as they were, and know nothing of these.

use crate::archetype::{Archetype, Kind, MAN};
use crate::model::BANDS;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream};

/// Kinds, sexes and bands.
const STRATA: usize = 6 * 2 * BANDS;
const AXES: usize = 6;

/// Powers of the inverse of the root of x^6 = x + 1, in 2^-64: the first, second, fourth, fifth and third; and the square root of two
/// less one. Of the powers of such roots that were tried these fill the cubes of income, vulnerability and either adult's draw
/// most evenly.
const STEPS: [u64; AXES] = [
    0xe19b_01aa_9d42_c633,
    0xc6d1_d6c8_ed0c_9631,
    0x9a69_443f_36f7_10e6,
    0x8814_03b9_339b_d42d,
    0xaf36_d01e_f751_8dbb,
    0x6a09_e667_f3bc_c909,
];

/// What the draws of one household are, each of 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) income: u64,
    pub(crate) vulnerability: u64,
    /// Of each of the two adults: which benefit they get, and whether they are in arrears on the health premium.
    pub(crate) benefit: [u64; 2],
    pub(crate) arrears: [u64; 2],
}

/// The sequences of one population.
#[derive(Debug)]
pub(crate) struct Even {
    /// Where the sequence of each stratum starts.
    shifts: Vec<[u64; AXES]>,
    /// For each cell, its stratum and the place in it of the first household.
    places: Vec<(u16, u32)>,
}

impl Even {
    /// For the cells of a population, in order. `all` are those that count for places, with whether they are in the population.
    pub(crate) fn new<'a>(stream: &Stream, all: impl Iterator<Item = (&'a Cell, bool)>) -> Even {
        let shift = |stratum: usize, axis: usize| stream.draw(Purpose::Even, stratum as u64, axis as u64);
        let shifts = (0..STRATA).map(|stratum| std::array::from_fn(|axis| shift(stratum, axis))).collect();
        let mut taken = [0_u32; STRATA];
        let places = all.filter_map(|(cell, inside)| {
            let stratum = stratum(&cell.archetype);
            let first = taken[stratum];
            taken[stratum] += cell.households;
            inside.then_some((stratum as u16, first))
        });
        Even { shifts, places: places.collect() }
    }

    /// The point of a household of a cell.
    #[inline]
    pub(crate) fn point(&self, cell: usize, within: u32) -> Point {
        let (stratum, first) = self.places[cell];
        let (shifts, place) = (&self.shifts[usize::from(stratum)], u64::from(first + within));
        let on = |axis: usize| place.wrapping_mul(STEPS[axis]).wrapping_add(shifts[axis]);
        Point { income: on(0), vulnerability: on(1), benefit: [on(2), on(3)], arrears: [on(4), on(5)] }
    }
}

fn stratum(archetype: &Archetype) -> usize {
    let head = archetype.adults().next();
    let (sex, band) = head.map_or((MAN, 0), |head| (head.sex, head.band));
    ((archetype.kind as usize - Kind::Alone as usize) * 2 + usize::from(sex - MAN)) * BANDS + usize::from(band)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archetype::Adult;

    fn cell(municipality: u16, households: u32) -> Cell {
        let archetype = Archetype::new(Kind::Alone, &[Adult { sex: MAN, band: 8 }], &[]);
        Cell { municipality, archetype, size: 1, households }
    }

    /// How many of the first `households` are in a curved part of the cube that has a 20th of it.
    fn found(seed: u64, households: u32) -> f64 {
        let even = Even::new(&Stream::new(seed), [(&cell(0, households), true)].into_iter());
        let inside = |point: Point| {
            let [income, vulnerability, own] = [point.income, point.vulnerability, point.benefit[0]]
                .map(|draw| (draw >> 11) as f64 / (1_u64 << 53) as f64);
            income < 0.2 && own < vulnerability * 0.5
        };
        (0..households).filter(|within| inside(even.point(0, *within))).count() as f64
    }

    #[test]
    fn numbers_waver_less_than_by_chance_and_around_what_they_should_be() {
        let (households, seeds) = (20_000, 60);
        let wanted = f64::from(households) * 0.05;
        let off: Vec<f64> = (0..seeds).map(|seed| found(seed, households) - wanted).collect();
        let squared = off.iter().map(|off| off * off).sum::<f64>() / off.len() as f64;
        let of_chance = wanted * 0.95;
        assert!(squared < of_chance / 9.0, "{} beside {} by chance", squared.sqrt(), of_chance.sqrt());
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        assert!(mean.abs() < 5.0, "{mean}");
    }

    #[test]
    fn a_place_has_the_points_that_it_has_in_the_country() {
        let (stream, cells) = (Stream::new(3), [cell(0, 40), cell(1, 25), cell(2, 9)]);
        let country = Even::new(&stream, cells.iter().map(|cell| (cell, true)));
        let place = Even::new(&stream, cells.iter().map(|cell| (cell, cell.municipality == 1)));
        for within in 0..25 {
            let (one, other) = (country.point(1, within), place.point(0, within));
            assert_eq!(
                (one.income, one.vulnerability, one.benefit),
                (other.income, other.vulnerability, other.benefit)
            );
        }
    }
}
