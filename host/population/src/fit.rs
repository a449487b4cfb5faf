//! How many households of each archetype would live in each municipality: iterative proportional updating.
//!
//! Ye, Konduri, Pendyala, Sana and Waddell, "A methodology to match distributions of both household and person attributes in the
//! generation of synthetic populations" (2009). The country is fitted first; each municipality starts from it, so that a few
//! rounds are enough. `settle` makes whole households of what comes out.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind, MAN, Positions, archetypes};
use crate::city::City;
use crate::country::Country;
use crate::model::{BANDS, Figures, Model};

/// Rounds of fitting the country by itself.
const COUNTRY_ROUNDS: usize = 60;
/// Rounds of fitting municipalities and then the country.
const ROUNDS: usize = 10;

/// The bands in which nearly everybody is a child at home, and nobody stands by themselves; their sex is settled later.
pub(crate) const CHILD_BANDS: usize = 3;

/// Municipalities that are fitted side by side: as many as fill the processor's vectors.
const LANES: usize = 8;
/// One number for each municipality of a group.
type Group = [f64; LANES];

/// Archetypes and their number of households.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) archetypes: Vec<Archetype>,
    /// For each group of municipalities, for each archetype, the number of households.
    groups: Vec<Vec<Group>>,
}

impl Weights {
    /// The number of households of each archetype in a municipality.
    pub(crate) fn of(&self, municipality: usize) -> impl Iterator<Item = f64> {
        self.groups[municipality / LANES].iter().map(move |weights| weights[municipality % LANES])
    }
}

/// For a number of persons, the archetypes that have some of them, and how many each.
pub(crate) type Members = Vec<(u32, f64)>;

/// Persons by cell of sex and band: 20 bands of men, then 20 of women; the bands of children stand under men for both.
struct Cells {
    /// For each cell, who is in it.
    members: Vec<Members>,
}

impl Cells {
    fn new(archetypes: &[Archetype], positions: &Positions) -> Cells {
        let mut members: Vec<Members> = vec![Members::new(); 2 * BANDS];
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

    /// The persons of a municipality, by these cells: of the bands of children those who live with their parents.
    fn targets(persons: &[f64; 2 * BANDS], positions: &Positions) -> [f64; 2 * BANDS] {
        let mut targets = *persons;
        for band in 0..CHILD_BANDS {
            let both = targets[band] + std::mem::take(&mut targets[BANDS + band]);
            targets[band] = both * (1.0 - positions.elsewhere(band));
        }
        targets
    }

    /// One sweep over some municipalities side by side: for each cell, scales the archetypes that have somebody in it.
    fn fit<const N: usize>(&self, weights: &mut [[f64; N]], targets: &[[f64; N]]) {
        self.members.iter().zip(targets).for_each(|(members, target)| hold(weights, members, target));
    }
}

/// Scales the archetypes that have some of these persons, so that there are as many as wanted.
pub(crate) fn hold<const N: usize>(weights: &mut [[f64; N]], members: &Members, wanted: &[f64; N]) {
    let mut sums = [0.0; N];
    for (at, count) in members {
        let weights = &weights[*at as usize];
        (0..N).for_each(|lane| sums[lane] += weights[lane] * count);
    }
    let factors: [f64; N] = std::array::from_fn(|lane| if sums[lane] > 0.0 { wanted[lane] / sums[lane] } else { 1.0 });
    for (at, _) in members {
        let weights = &mut weights[*at as usize];
        (0..N).for_each(|lane| weights[lane] *= factors[lane]);
    }
}

/// Scales each archetype by its factor.
fn scale<const N: usize>(weights: &mut [[f64; N]], factors: &[f64]) {
    for (weights, factor) in weights.iter_mut().zip(factors) {
        weights.iter_mut().for_each(|weight| *weight *= factor);
    }
}

/// The households of each archetype.
fn sums<const N: usize>(weights: &[[f64; N]]) -> Vec<f64> {
    weights.iter().map(|lanes| lanes.iter().sum()).collect()
}

fn cell_of(sex: u8, band: u8) -> usize {
    usize::from(sex - MAN) * BANDS + usize::from(band)
}

/// Fits the archetypes to a model. The same on any number of threads: municipalities are fitted by themselves, and sums over
/// them are taken in their order.
pub(crate) fn fit(model: &Model) -> Weights {
    let (archetypes, priors): (Vec<Archetype>, Vec<f64>) = archetypes(&model.positions).into_iter().unzip();
    let cells = Cells::new(&archetypes, &model.positions);
    let city = City::new(model, &archetypes);
    let persons: Vec<[f64; 2 * BANDS]> =
        { model.municipalities.iter().map(|one| Cells::targets(&one.persons, &model.positions)).collect() };
    let everybody: [f64; 2 * BANDS] = std::array::from_fn(|cell| persons.iter().map(|one| one[cell]).sum());
    let country = Country::new(model, &archetypes);
    let sweep = |weights: &mut [[f64; 1]]| {
        cells.fit(weights, &everybody.map(|persons| [persons]));
        country.hold(weights);
    };
    let mut start: Vec<[f64; 1]> = priors.iter().map(|prior| [*prior]).collect();
    (0..COUNTRY_ROUNDS).for_each(|_| sweep(&mut start));

    let total: f64 = everybody.iter().sum();
    let group = |(nth, persons): (usize, &[[f64; 2 * BANDS]])| -> (Vec<Group>, [Group; 2 * BANDS]) {
        let of = |lane: usize| persons.get(lane);
        let parts: Group = std::array::from_fn(|lane| of(lane).map_or(0.0, |one| one.iter().sum::<f64>() / total));
        let sizes: [usize; LANES] =
            std::array::from_fn(|lane| model.municipalities.get(nth * LANES + lane).map_or(0, |one| one.size_class()));
        let likely =
            |at: usize, weight: f64| std::array::from_fn(|lane| weight * parts[lane] * city.factor(sizes[lane], at));
        let start = start.iter().enumerate().map(|(at, [weight])| likely(at, *weight)).collect();
        (start, std::array::from_fn(|cell| std::array::from_fn(|lane| of(lane).map_or(0.0, |one| one[cell]))))
    };
    let mut groups: Vec<(Vec<Group>, [Group; 2 * BANDS])> = persons.chunks(LANES).enumerate().map(group).collect();
    let mut factors = vec![1.0; archetypes.len()];
    for _ in 0..ROUNDS {
        let parts: Vec<Vec<f64>> = groups
            .par_iter_mut()
            .map(|(weights, persons)| {
                scale(weights, &factors);
                cells.fit(weights, persons);
                sums(weights)
            })
            .collect();
        let found = |at: usize| [parts.iter().map(|part| part[at]).sum::<f64>()];
        let mut held: Vec<[f64; 1]> = (0..archetypes.len()).map(found).collect();
        let before = held.clone();
        sweep(&mut held);
        let factor = |([held], [before]): (&[f64; 1], &[f64; 1])| if *before > 0.0 { held / before } else { 1.0 };
        factors = held.iter().zip(&before).map(factor).collect();
    }
    groups.par_iter_mut().for_each(|(weights, _)| scale(weights, &factors));
    Weights { archetypes, groups: groups.into_iter().map(|(weights, _)| weights).collect() }
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
