//! How many households of each archetype would live in each municipality: iterative proportional updating.
//!
//! Ye, Konduri, Pendyala, Sana and Waddell, "A methodology to match distributions of both household and person attributes in the
//! generation of synthetic populations" (2009). The country is fitted first; each municipality starts from it, so that a few
//! rounds are enough. `settle` makes whole households of what comes out.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind, MAN, Positions, archetypes};
use crate::model::{BANDS, Figures, Model};

/// Rounds of fitting the country by itself.
const COUNTRY_ROUNDS: usize = 150;
/// Rounds of fitting municipalities and then the country.
const ROUNDS: usize = 14;

/// The bands in which everybody is a child at home or lives in an institution; their sex is settled later.
pub(crate) const CHILD_BANDS: usize = 3;

/// Archetypes and their number of households.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) archetypes: Vec<Archetype>,
    /// For each municipality, for each archetype, the number of households.
    pub(crate) households: Vec<Vec<f64>>,
}

/// Persons by cell of sex and band: 20 bands of men, then 20 of women; the bands of children stand under men for both.
struct Cells {
    /// For each cell, the archetypes that have persons in it, and how many.
    members: Vec<Vec<(u32, f64)>>,
}

impl Cells {
    fn new(archetypes: &[Archetype], positions: &Positions) -> Cells {
        let mut members: Vec<Vec<(u32, f64)>> = vec![Vec::new(); 2 * BANDS];
        let mut add = |cell: usize, at: usize, count: f64| match members[cell].last_mut() {
            Some((last, known)) if *last == at as u32 => *known += count,
            _ => members[cell].push((at as u32, count)),
        };
        for (at, archetype) in archetypes.iter().enumerate() {
            archetype.adults().for_each(|adult| add(cell_of(adult.sex, adult.band), at, 1.0));
            for band in archetype.children().iter().map(|band| usize::from(*band)) {
                if band < CHILD_BANDS {
                    add(band, at, 1.0);
                } else {
                    let boys = positions.boys(band);
                    add(band, at, boys);
                    add(BANDS + band, at, 1.0 - boys);
                }
            }
        }
        Cells { members }
    }

    /// The persons of a municipality, by these cells.
    fn targets(persons: &[f64; 2 * BANDS]) -> [f64; 2 * BANDS] {
        let mut targets = *persons;
        for band in 0..CHILD_BANDS {
            targets[band] += std::mem::take(&mut targets[BANDS + band]);
        }
        targets
    }

    /// One sweep: for each cell, scales the archetypes that have somebody in it.
    fn fit(&self, weights: &mut [f64], targets: &[f64; 2 * BANDS]) {
        for (members, target) in self.members.iter().zip(targets) {
            let sum: f64 = members.iter().map(|(at, count)| weights[*at as usize] * count).sum();
            if sum > 0.0 {
                let factor = target / sum;
                members.iter().for_each(|(at, _)| weights[*at as usize] *= factor);
            }
        }
    }
}

fn cell_of(sex: u8, band: u8) -> usize {
    usize::from(sex - MAN) * BANDS + usize::from(band)
}

/// Fits the archetypes to a model. The same on any number of threads: municipalities are fitted by themselves, and sums over
/// them are taken in their order.
pub(crate) fn fit(model: &Model) -> Weights {
    let (archetypes, priors): (Vec<Archetype>, Vec<f64>) = archetypes(&model.positions).into_iter().unzip();
    let cells = Cells::new(&archetypes, &model.positions);
    let classes: Vec<usize> = archetypes.iter().map(class_of).collect();
    let targets = class_targets(&model.figures);
    let mut country = [priors];
    let mut everybody = [0.0; 2 * BANDS];
    for municipality in &model.municipalities {
        everybody.iter_mut().zip(&municipality.persons).for_each(|(sum, persons)| *sum += persons);
    }
    for _ in 0..COUNTRY_ROUNDS {
        cells.fit(&mut country[0], &Cells::targets(&everybody));
        fit_classes(&mut country, &classes, &targets);
    }
    let total: f64 = everybody.iter().sum();
    let part = |persons: &[f64; 2 * BANDS]| persons.iter().sum::<f64>() / total;
    let start = |persons| country[0].iter().map(|weight| weight * part(persons)).collect();
    let mut households: Vec<Vec<f64>> = model.municipalities.iter().map(|one| start(&one.persons)).collect();
    for _ in 0..ROUNDS {
        households.par_iter_mut().zip(&model.municipalities).for_each(|(weights, municipality)| {
            cells.fit(weights, &Cells::targets(&municipality.persons));
        });
        fit_classes(&mut households, &classes, &targets);
    }
    Weights { archetypes, households }
}

/// Classes that the country is held to: types, and those with children also by the number of children.
pub(crate) const CLASSES: usize = 11;
/// Single parents with one, two, three, four and more children; couples with one, two, three and more.
pub(crate) const SINGLE_PARENTS: usize = 4;
pub(crate) const COUPLES: usize = 8;

pub(crate) fn class_of(archetype: &Archetype) -> usize {
    let children = archetype.children().len();
    match archetype.kind {
        Kind::Alone => 0,
        Kind::Couple => 1,
        Kind::Other => 2,
        Kind::Institutional => 3,
        Kind::SingleParent => SINGLE_PARENTS + children.min(4) - 1,
        Kind::CoupleWithChildren => COUPLES + children.min(3) - 1,
    }
}

/// Households with an other member by class: who they live with. Assumed.
pub(crate) const ATTACHED: [f64; CLASSES] = [0.0, 0.15, 0.0, 0.0, 0.15, 0.09, 0.03, 0.01, 0.23, 0.23, 0.11];
/// Single parents with one, two, three, four and more children: CBS 71487ned, 1 January 2023; the last two are split by the model.
const OF_SINGLE_PARENTS: [f64; 4] = [0.6153, 0.2895, 0.0752, 0.02];

/// The number of households in each class: an institution's resident is one by itself here, and so is an other member.
///
/// Couples follow from the sizes of households, when those who have an other member are taken out of them.
pub(crate) fn class_targets(figures: &Figures) -> [f64; CLASSES] {
    let (persons, households) = (&figures.persons, &figures.households);
    let attached = persons.other_members - 2.0 * households.other_households;
    let with_other = ATTACHED.map(|share| share * attached);
    let single = OF_SINGLE_PARENTS.map(|share| share * persons.single_parents);
    let couples = persons.with_partner / 2.0;
    let sizes = figures.sizes();
    let one = sizes[2] - single[1] + with_other[5] - with_other[1] - with_other[4] + with_other[8];
    let two = sizes[3] - single[2] + with_other[6] - with_other[5] - with_other[8] + with_other[9];
    let more = sizes[4] - single[3] - with_other[6] - with_other[9];
    [
        persons.alone,
        couples - one - two - more,
        persons.other_members,
        persons.institutional,
        single[0],
        single[1],
        single[2],
        single[3],
        one,
        two,
        more,
    ]
}

/// Scales each class to its number of households in the country.
fn fit_classes(weights: &mut [Vec<f64>], classes: &[usize], targets: &[f64; CLASSES]) {
    let mut sums = [0.0; CLASSES];
    for weights in weights.iter() {
        weights.iter().zip(classes).for_each(|(weight, class)| sums[*class] += weight);
    }
    let factors: [f64; CLASSES] = std::array::from_fn(|class| targets[class] / sums[class]);
    for weights in weights.iter_mut() {
        weights.iter_mut().zip(classes).for_each(|(weight, class)| *weight *= factors[*class]);
    }
}
