//! Draws that decide together, spread evenly over the households of a stratum.
//!
//! Who gets a benefit hangs on four draws: the income of the household, its vulnerability, the age within its band, and a draw of
//! the person's own. Were each drawn by itself, the number of people with a benefit would waver as chance does. So the households
//! of a stratum (type of household, sex and age band of its head, and who the partner is) take these draws from one sequence of
//! points that fill the cube evenly: multiples of irrational numbers without their whole part (Niederreiter, "Random number
//! generation and quasi-Monte Carlo methods", 1992, chapter 3), moved by a random shift for each stratum and seed (Cranley and
//! Patterson, "Randomization of number theoretic methods for multiple integration", 1976), so that each household by itself is
//! still as likely to get any draw as any other. Children take theirs in strata of their ages. A household's point follows from its
//! place in its stratum of the whole country or of the sample, so that it can be made alone. Who owns their home hangs on income
//! and one more draw, and where adults are from on one: these are told in the same way. All other draws know nothing of these.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind, MAN};
use crate::model::BANDS;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream};

/// Of households: kinds, sexes and bands of the head, and who the partner is.
const STRATA: usize = 6 * 2 * BANDS * PARTNERS;
/// Nobody or somebody of the same sex, and by how many bands somebody of another is older or younger than the head.
const PARTNERS: usize = 6;
/// Of children: whether there is a second parent, and the bands of the first child and of the second, when there is one.
const STRATA_OF_CHILDREN: usize = 2 * (BANDS + 1) * (BANDS + 1);
const AXES: usize = 12;

/// Powers of the inverse of the root of x^6 = x + 1, in 2^-64: the first, second, fourth, fifth and third; and the square roots of two,
/// three, five, seven, eleven, thirteen and seventeen less their whole parts. Of the powers of such roots that were tried these fill the cubes of income, vulnerability and either adult's draw
/// most evenly.
const STEPS: [u64; AXES] = [
    0xe19b_01aa_9d42_c633,
    0xc6d1_d6c8_ed0c_9631,
    0x9a69_443f_36f7_10e6,
    0x8814_03b9_339b_d42d,
    0xaf36_d01e_f751_8dbb,
    0x6a09_e667_f3bc_c909,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
];

/// What the draws of one household are, each of 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) income: u64,
    pub(crate) vulnerability: u64,
    /// Their age in its band, of each of the two adults and of the first two children.
    pub(crate) age: [u64; 4],
    /// Where they are from, of each of the two adults, and what is left of it says when they came.
    pub(crate) origin: [u64; 2],
    /// Which benefit they get, of each of the two adults and of the first two children.
    pub(crate) benefit: [u64; 4],
    /// Whether they are in arrears on the health premium, of each of the two adults.
    pub(crate) arrears: [u64; 2],
    /// Whether they own their home, and whether those who rent do so from a housing association.
    pub(crate) tenure: [u64; 2],
}

/// The sequences of one population.
#[derive(Debug)]
pub(crate) struct Even {
    /// Where the sequence of each stratum starts.
    shifts: Vec<[u64; AXES]>,
    /// For each cell, its strata, and the place in each of the first household: of households, and of children.
    places: Vec<[(u16, u32); 2]>,
}

impl Even {
    /// For the cells of a population, in order. `all` are those that count for places, with whether they are in the population.
    pub(crate) fn new<'a>(stream: &Stream, all: impl Iterator<Item = (&'a Cell, bool)>) -> Even {
        let shift = |stratum: usize, axis: usize| stream.draw(Purpose::Even, stratum as u64, axis as u64);
        let all_shifts = (0..STRATA + STRATA_OF_CHILDREN).into_par_iter();
        let shifts = all_shifts.map(|stratum| std::array::from_fn(|axis| shift(stratum, axis))).collect();
        let mut taken = vec![0_u32; STRATA + STRATA_OF_CHILDREN];
        let places = all.filter_map(|(cell, inside)| {
            let strata = [stratum(&cell.archetype), STRATA + stratum_of_children(&cell.archetype)];
            let firsts = strata.map(|stratum| {
                let first = taken[stratum];
                taken[stratum] += cell.households;
                (stratum as u16, first)
            });
            inside.then_some(firsts)
        });
        Even { shifts, places: places.collect() }
    }

    /// The point of a household of a cell.
    #[inline]
    pub(crate) fn point(&self, cell: usize, within: u32) -> Point {
        let [own, children] = self.places[cell].map(|(stratum, first)| {
            let (shifts, place) = (&self.shifts[usize::from(stratum)], u64::from(first + within));
            move |axis: usize| place.wrapping_mul(STEPS[axis]).wrapping_add(shifts[axis])
        });
        Point {
            income: own(0),
            vulnerability: own(1),
            age: [own(8), own(9), children(8), children(9)],
            origin: [own(10), own(11)],
            benefit: [own(2), own(3), children(2), children(3)],
            arrears: [own(4), own(5)],
            tenure: [own(6), own(7)],
        }
    }
}

fn stratum(archetype: &Archetype) -> usize {
    let mut adults = archetype.adults();
    let (head, partner) = (adults.next(), adults.next());
    let (sex, band) = head.map_or((MAN, 0), |head| (head.sex, head.band));
    let partner = partner.filter(|partner| partner.sex != sex);
    let partner = partner.map_or(0, |partner| (partner.band + 3).saturating_sub(band).clamp(1, PARTNERS as u8 - 1));
    let kind = archetype.kind as usize - Kind::Alone as usize;
    ((kind * 2 + usize::from(sex - MAN)) * BANDS + usize::from(band)) * PARTNERS + usize::from(partner)
}

fn stratum_of_children(archetype: &Archetype) -> usize {
    let band = |nth: usize| archetype.children().get(nth).map_or(0, |band| usize::from(*band) + 1);
    let parents = archetype.adults().count().min(2) / 2;
    (parents * (BANDS + 1) + band(0)) * (BANDS + 1) + band(1)
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
