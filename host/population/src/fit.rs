//! How many households of each archetype would live in each municipality: iterative proportional updating.
//!
//! Ye, Konduri, Pendyala, Sana and Waddell, "A methodology to match distributions of both household and person attributes in the
//! generation of synthetic populations" (2009). What the country and its regions are held to multiplies archetypes by some
//! hundreds of numbers; these are solved with the levels, so that a few rounds are enough when a model is loaded. `settle` makes
//! whole households of what comes out.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind, MAN, Positions, archetypes};
use crate::city::City;
use crate::country;
use crate::model::{BANDS, Figures, Model};
use crate::regions::{REGIONS, Regions};
use crate::wide::wide;

/// For each round, how often municipalities are fitted, and then how often regions and the country are held to their figures.
type Rounds = &'static [(usize, usize)];
/// From multipliers that were solved.
const SOLVED: Rounds = &[(4, 2), (1, 2), (1, 2)];
/// Without any. The places' figures do not go together to the last person, so that many more rounds would make it worse.
const UNSOLVED: Rounds = &[(1, 60); 30];

/// The bands in which nearly everybody is a child at home, and nobody stands by themselves; their sex is settled later.
pub(crate) const CHILD_BANDS: usize = 3;

/// Municipalities that are fitted side by side: as many as fill the processor's vectors.
const LANES: usize = 8;
/// Archetypes whose households are added up at once.
const ARCHETYPES_AT_ONCE: usize = 256;
/// One number for each municipality of a group.
type Group = [f64; LANES];

/// Archetypes and their number of households.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) archetypes: Vec<Archetype>,
    /// For each group of municipalities, for each archetype, the number of households.
    groups: Vec<Vec<Group>>,
    /// What archetypes are multiplied by for each number that the country and its regions are held to.
    pub(crate) multipliers: Vec<f64>,
}

impl Weights {
    /// The number of households of an archetype in a municipality.
    pub(crate) fn of(&self, municipality: usize, archetype: usize) -> f64 {
        self.groups[municipality / LANES][archetype][municipality % LANES]
    }

    /// The number of households of each archetype in a municipality.
    pub(crate) fn all(&self, municipality: usize) -> impl Iterator<Item = (&Archetype, f64)> {
        let of = self.groups[municipality / LANES].iter().map(move |weights| weights[municipality % LANES]);
        self.archetypes.iter().zip(of)
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
    #[inline(always)]
    fn fit(&self, weights: &mut [Group], targets: &[Group]) {
        for (members, wanted) in self.members.iter().zip(targets) {
            let mut sums = [0.0; LANES];
            for (at, count) in members {
                let weights = &weights[*at as usize];
                (0..LANES).for_each(|lane| sums[lane] += weights[lane] * count);
            }
            let factors: Group =
                std::array::from_fn(|lane| if sums[lane] > 0.0 { wanted[lane] / sums[lane] } else { 1.0 });
            for (at, _) in members {
                let weights = &mut weights[*at as usize];
                (0..LANES).for_each(|lane| weights[lane] *= factors[lane]);
            }
        }
    }
}

/// Scales each archetype by its factor in the region of each municipality.
#[inline(always)]
fn scale(weights: &mut [Group], regions: &[usize; LANES], factors: &[[f64; REGIONS]]) {
    for (weights, factors) in weights.iter_mut().zip(factors) {
        weights.iter_mut().zip(regions).for_each(|(weight, region)| *weight *= factors[*region]);
    }
}

/// The households of each archetype, by region. On any number of threads in one order: those of a part first, then part by part.
fn by_region(parts: &[Part], archetypes: usize) -> Vec<[f64; REGIONS]> {
    let mut households = vec![[0.0; REGIONS]; archetypes];
    households.par_chunks_mut(ARCHETYPES_AT_ONCE).enumerate().for_each(|(nth, households)| {
        for part in parts {
            for (households, weights) in households.iter_mut().zip(&part.weights[nth * ARCHETYPES_AT_ONCE..]) {
                let mut sums = [0.0; REGIONS];
                weights.iter().zip(part.regions).for_each(|(weight, region)| sums[region] += weight);
                households.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
            }
        }
    });
    households
}

fn cell_of(sex: u8, band: u8) -> usize {
    usize::from(sex - MAN) * BANDS + usize::from(band)
}

/// Fits the archetypes to a model, from multipliers that were solved or from none. The same on any number of threads:
/// municipalities are fitted by themselves, and sums over them are taken in their order.
pub(crate) fn fit(model: &Model, solved: &[f64]) -> Weights {
    let (archetypes, priors): (Vec<Archetype>, Vec<f64>) = archetypes(&model.positions).into_iter().unzip();
    let ((cells, city), (regions, country)) = rayon::join(
        || (Cells::new(&archetypes, &model.positions), City::new(model, &archetypes)),
        || rayon::join(|| Regions::new(model, &archetypes), || country::held(model, &archetypes)),
    );
    let persons: Vec<[f64; 2 * BANDS]> =
        { model.municipalities.iter().map(|one| Cells::targets(&one.persons, &model.positions)).collect() };
    let everybody: [f64; 2 * BANDS] = std::array::from_fn(|cell| persons.iter().map(|one| one[cell]).sum());
    let country = cells.members.iter().cloned().zip(everybody).chain(country);
    let country = country.map(|(members, wanted)| Held { members, inside: [true; REGIONS], wanted });
    let held: Vec<Held> = regions.held.into_iter().chain(country).collect();

    let total: f64 = everybody.iter().sum();
    let group = |(nth, persons): (usize, &[[f64; 2 * BANDS]])| {
        let of = |lane: usize| persons.get(lane);
        let parts: Group = std::array::from_fn(|lane| of(lane).map_or(0.0, |one| one.iter().sum::<f64>() / total));
        let sizes: [usize; LANES] =
            std::array::from_fn(|lane| model.municipalities.get(nth * LANES + lane).map_or(0, |one| one.size_class()));
        let likely =
            |at: usize, weight: f64| std::array::from_fn(|lane| weight * parts[lane] * city.factor(sizes[lane], at));
        Part {
            weights: wide(|| priors.iter().enumerate().map(|(at, prior)| likely(at, *prior)).collect()),
            persons: std::array::from_fn(|cell| std::array::from_fn(|lane| of(lane).map_or(0.0, |one| one[cell]))),
            regions: std::array::from_fn(|lane| regions.of.get(nth * LANES + lane).copied().unwrap_or_default()),
        }
    };
    let mut parts: Vec<Part> = persons.par_chunks(LANES).enumerate().map(group).collect();
    let (mut multipliers, rounds) = match solved.len() == held.len() {
        true => (solved.to_vec(), SOLVED),
        false => (vec![1.0; held.len()], UNSOLVED),
    };
    let mut factors = vec![[1.0; REGIONS]; archetypes.len()];
    held.iter().zip(&multipliers).for_each(|(held, by)| held.multiply(&mut factors, *by));
    for (sweeps, holds) in rounds {
        parts.par_iter_mut().for_each(|part| {
            wide(|| {
                scale(&mut part.weights, &part.regions, &factors);
                (0..*sweeps).for_each(|_| cells.fit(&mut part.weights, &part.persons));
            });
        });
        let mut households = by_region(&parts, archetypes.len());
        factors.fill([1.0; REGIONS]);
        wide(|| {
            for _ in 0..*holds {
                for (held, multiplier) in held.iter().zip(&mut multipliers) {
                    let by = held.hold(&mut households);
                    held.multiply(&mut factors, by);
                    *multiplier *= by;
                }
            }
        });
    }
    parts.par_iter_mut().for_each(|part| wide(|| scale(&mut part.weights, &part.regions, &factors)));
    Weights { archetypes, groups: parts.into_iter().map(|part| part.weights).collect(), multipliers }
}

/// So many persons or households in some regions.
pub(crate) struct Held {
    pub(crate) members: Members,
    pub(crate) inside: [bool; REGIONS],
    pub(crate) wanted: f64,
}

impl Held {
    /// Scales the archetypes that have some of them, so that there are as many as wanted; returns by how much.
    #[inline(always)]
    fn hold(&self, weights: &mut [[f64; REGIONS]]) -> f64 {
        let mut sums = [0.0; REGIONS];
        for (at, count) in &self.members {
            let weights = &weights[*at as usize];
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * count);
        }
        let inside = sums.iter().zip(self.inside).filter(|(_, inside)| *inside);
        let sum: f64 = inside.map(|(sum, _)| sum).sum();
        let by = if sum > 0.0 { self.wanted / sum } else { 1.0 };
        self.multiply(weights, by);
        by
    }

    /// Multiplies the archetypes that have some of them.
    #[inline(always)]
    fn multiply(&self, weights: &mut [[f64; REGIONS]], by: f64) {
        let factors = self.inside.map(|inside| if inside { by } else { 1.0 });
        for (at, _) in &self.members {
            weights[*at as usize].iter_mut().zip(factors).for_each(|(weight, factor)| *weight *= factor);
        }
    }
}

/// Municipalities that are fitted side by side.
struct Part {
    /// For each archetype its households.
    weights: Vec<Group>,
    persons: [Group; 2 * BANDS],
    regions: [usize; LANES],
}

/// Classes that the country is held to: types, and those with children also by the number of children.
pub(crate) const CLASSES: usize = 11;
pub(crate) const OTHER: usize = 2;
pub(crate) const INSTITUTIONAL: usize = 3;
/// Single parents with one, two, three, four and more children; couples with one, two, three and more.
pub(crate) const SINGLE_PARENTS: usize = 4;
pub(crate) const COUPLES: usize = 8;

pub(crate) fn class_of(archetype: &Archetype) -> usize {
    let children = archetype.children().len();
    match archetype.kind {
        Kind::Alone => 0,
        Kind::Couple => 1,
        Kind::Other => OTHER,
        Kind::Institutional => INSTITUTIONAL,
        Kind::SingleParent => SINGLE_PARENTS + children.min(4) - 1,
        Kind::CoupleWithChildren => COUPLES + children.min(3) - 1,
    }
}

/// Households with an other member by class: who they live with. Assumed, so that families of couples by number of children are near
/// those of CBS 71487ned, 1 January 2023: they follow from the sizes of households less these.
pub(crate) const ATTACHED: [f64; CLASSES] = [0.0, 0.19, 0.0, 0.0, 0.15, 0.09, 0.05, 0.03, 0.18, 0.16, 0.15];
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
