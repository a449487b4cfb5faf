//! How likely households are in a large city, beside the country: there fewer live with a partner or with their parents.

use crate::archetype::{Archetype, Kind, WOMAN};
use crate::model::{BANDS, Model};

/// Of women in The Hague, how many have a partner and how many are single parents, by band from 15 on; of men and women, how many
/// are children at home. CBS 71488ned, 1 January 2019.
const PARTNER: [f64; BANDS - 3] = [
    0.023, 0.211, 0.464, 0.607, 0.664, 0.659, 0.631, 0.606, 0.577, 0.557, 0.523, 0.491, 0.369, 0.262, 0.132, 0.053,
    0.012,
];
const SINGLE_PARENT: [f64; BANDS - 3] = [
    0.002, 0.024, 0.067, 0.110, 0.144, 0.168, 0.180, 0.164, 0.117, 0.070, 0.045, 0.026, 0.028, 0.030, 0.030, 0.034,
    0.021,
];
const CHILD: [f64; 3] = [0.866, 0.438, 0.165];
/// How much of a large city's difference there is by the size of the municipality: over 200,000 persons, 100,000, 50,000, and
/// smaller. Assumed.
const BY_SIZE: [f64; 4] = [1.0, 0.5, 0.0, 0.0];

/// Factors of archetypes, by the size of the municipality.
pub(crate) struct City {
    factors: [Vec<f64>; 4],
}

impl City {
    pub(crate) fn new(model: &Model, archetypes: &[Archetype]) -> City {
        let of = &model.positions;
        let tables = [&of.child, &of.alone, &of.partner, &of.single_parent, &of.other, &of.institutional];
        let women = |band: usize| tables.iter().map(|table| table[1][band]).sum::<f64>();
        let young = |band: usize| tables.iter().map(|table| table[0][band] + table[1][band]).sum::<f64>();
        let over = |city: f64, country: f64| if country > 0.0 && city > 0.0 { city / country } else { 1.0 };
        let factor = |one: &Archetype| {
            let mother = one.adults().filter(|adult| adult.sex == WOMAN).map(|adult| usize::from(adult.band)).last();
            let of_adults = match (one.kind, mother) {
                (Kind::Couple | Kind::CoupleWithChildren, Some(band)) => {
                    over(PARTNER[band - 3], of.partner[1][band] / women(band))
                }
                (Kind::SingleParent, Some(band)) => {
                    over(SINGLE_PARENT[band - 3], of.single_parent[1][band] / women(band))
                }
                _ => 1.0,
            };
            let grown = one.children().iter().map(|band| usize::from(*band)).filter(|band| (3..6).contains(band));
            let of_children =
                grown.map(|band| over(CHILD[band - 3], (of.child[0][band] + of.child[1][band]) / young(band)));
            of_adults * of_children.product::<f64>()
        };
        let factors: Vec<f64> = archetypes.iter().map(factor).collect();
        City { factors: BY_SIZE.map(|part| factors.iter().map(|factor| 1.0 + part * (factor - 1.0)).collect()) }
    }

    /// How many times as likely an archetype is in municipalities of a size.
    pub(crate) fn factor(&self, size: usize, archetype: usize) -> f64 {
        self.factors[size][archetype]
    }
}
