//! Those who live in no family: who of them lives alone, as another member or in an institution.

use rayon::prelude::*;

use super::{Families, at, largest_remainder};
use crate::archetype::{Archetype, Kind};
use crate::fit::{CHILD_BANDS, Weights};
use crate::model::{BANDS, Model};

/// Those who live in no family: alone, as other members, in institutions.
#[derive(Clone, Default)]
pub(super) struct Singles {
    pub(super) alone: Persons2,
    pub(super) other: Persons2,
    pub(super) institutional: Persons2,
}

/// As [`Persons`], with a default.
#[derive(Clone, Copy, Default)]
pub(super) struct Persons2(pub(super) [[i64; BANDS]; 2]);

/// For each sex and band, the shares of those who live alone, as other members and in institutions.
type Shares = [[[f64; 3]; BANDS]; 2];

/// Splits those without a family, in the shares of their sex and band, so that the country's totals hold.
pub(super) fn singles(model: &Model, weights: &Weights, families: &[Families]) -> Vec<Singles> {
    let shares = shares(model, weights, families);
    let mut carry = [0.0; 3];
    let mut split = Vec::new();
    let cells: Vec<(usize, usize)> = (0..2).flat_map(|sex| (0..BANDS).map(move |band| (sex, band))).collect();
    for (family, shares) in families.iter().zip(&shares) {
        let mut singles = Singles::default();
        for &(sex, band) in &cells {
            let persons = family.left[sex][band].max(0);
            // A child does not live alone.
            let from = usize::from(band < CHILD_BANDS);
            let wanted: [f64; 3] = std::array::from_fn(|what| persons as f64 * shares[sex][band][what] + carry[what]);
            let mut rounded = [0; 3];
            rounded[from..].copy_from_slice(&largest_remainder(&wanted.map(|number| number.max(0.0))[from..], persons));
            (from..3).for_each(|what| carry[what] = wanted[what] - rounded[what] as f64);
            singles.alone.0[sex][band] = rounded[0];
            singles.other.0[sex][band] = rounded[1];
            singles.institutional.0[sex][band] = rounded[2];
        }
        split.push(singles);
    }
    split
}

/// The shares of those without a family in each municipality: as they were fitted, and of children as in the country; then
/// scaled to the published totals.
fn shares(model: &Model, weights: &Weights, families: &[Families]) -> Vec<Shares> {
    let persons = &model.figures.persons;
    let targets = [persons.alone, persons.other_members, persons.institutional];
    let of_singles: Vec<usize> =
        (0..weights.archetypes.len()).filter(|at| single(&weights.archetypes[*at]).is_some()).collect();
    let fitted = |municipality: usize| likely(model, weights, &of_singles, municipality);
    let mut shares: Vec<Shares> = (0..families.len()).into_par_iter().map(fitted).collect();
    for _ in 0..12 {
        let mut found = [0.0; 3];
        for (family, shares) in families.iter().zip(&mut shares) {
            for (sex, band) in (0..2).flat_map(|sex| (0..BANDS).map(move |band| (sex, band))) {
                let (shares, persons) = (&mut shares[sex][band], family.left[sex][band].max(0) as f64);
                let sum: f64 = shares.iter().sum();
                shares.iter_mut().zip(&mut found).for_each(|(share, found)| {
                    *share /= sum;
                    *found += *share * persons;
                });
            }
        }
        let factors: [f64; 3] = std::array::from_fn(|what| targets[what] / found[what]);
        let each = shares.iter_mut().flatten().flatten();
        each.for_each(|shares| shares.iter_mut().zip(factors).for_each(|(share, factor)| *share *= factor));
    }
    let each = shares.iter_mut().flatten().flatten();
    each.for_each(|shares| {
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
    });
    shares
}

/// How many live alone, as other members and in institutions, as they were fitted.
fn likely(model: &Model, weights: &Weights, of_singles: &[usize], municipality: usize) -> Shares {
    let of = &model.positions;
    let national = |sex: usize, band: usize| {
        let alone = if band < CHILD_BANDS { 0.0 } else { of.alone[sex][band].max(1e-9) };
        [alone, of.other[sex][band].max(1e-9), of.institutional[sex][band].max(1e-9)]
    };
    let mut shares: Shares = std::array::from_fn(|sex| std::array::from_fn(|band| national(sex, band)));
    for (archetype, weight) in of_singles.iter().map(|at| (&weights.archetypes[*at], weights.of(municipality, *at))) {
        let Some(what) = single(archetype) else { continue };
        for adult in archetype.adults() {
            shares[at(adult)][usize::from(adult.band)][what] = weight.max(1e-9);
        }
    }
    shares
}

/// The place among the shares of those who live in no family.
fn single(archetype: &Archetype) -> Option<usize> {
    match archetype.kind {
        Kind::Alone => Some(0),
        Kind::Other => Some(1),
        Kind::Institutional => Some(2),
        _ => None,
    }
}
