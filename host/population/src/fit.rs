//! How many households of each archetype live in each municipality: iterative proportional updating.
//!
//! Ye, Konduri, Pendyala, Sana and Waddell, "A methodology to match distributions of both household and person attributes in the
//! generation of synthetic populations" (2009). Persons by age and sex are held to in each municipality; persons by household
//! type, and households by size, in the whole country.

use rayon::prelude::*;

use crate::archetype::{Archetype, Kind, archetypes};
use crate::model::{BANDS, Model};

/// Rounds of fitting municipalities and then the country.
const ROUNDS: usize = 80;
/// Sweeps over the cells of age and sex in a round.
const SWEEPS: usize = 2;

/// Archetypes and their number of households.
#[derive(Debug)]
pub(crate) struct Fit {
    pub(crate) archetypes: Vec<Archetype>,
    /// For each municipality, for each archetype, the number of households.
    pub(crate) weights: Vec<Vec<f64>>,
}

/// Fits the archetypes to a model. The same on any number of threads: municipalities are fitted by themselves, and sums over
/// them are taken in their order.
pub(crate) fn fit(model: &Model) -> Fit {
    let archetypes = archetypes();
    let members: Vec<Vec<(usize, f64)>> = archetypes.iter().map(Archetype::persons).collect();
    let mut by_cell: Vec<Vec<(usize, f64)>> = vec![Vec::new(); 2 * BANDS];
    for (archetype, persons) in members.iter().enumerate() {
        persons.iter().for_each(|(cell, count)| by_cell[*cell].push((archetype, *count)));
    }
    let classes: Vec<usize> = archetypes.iter().map(class_of).collect();
    let targets = class_targets(model);
    let mut weights: Vec<Vec<f64>> =
        model.municipalities.iter().map(|_| archetypes.iter().map(|archetype| archetype.prior).collect()).collect();
    for _ in 0..ROUNDS {
        weights.par_iter_mut().zip(&model.municipalities).for_each(|(weights, municipality)| {
            for _ in 0..SWEEPS {
                fit_persons(weights, &by_cell, &municipality.persons);
            }
        });
        fit_classes(&mut weights, &archetypes, &classes, &targets);
    }
    // The persons of each municipality come last, so that they hold best.
    weights.par_iter_mut().zip(&model.municipalities).for_each(|(weights, municipality)| {
        fit_persons(weights, &by_cell, &municipality.persons);
    });
    Fit { archetypes, weights }
}

/// One sweep: for each cell of age and sex, scales the archetypes that have somebody in it.
fn fit_persons(weights: &mut [f64], by_cell: &[Vec<(usize, f64)>], targets: &[f64]) {
    for (members, target) in by_cell.iter().zip(targets) {
        let sum: f64 = members.iter().map(|(archetype, count)| weights[*archetype] * count).sum();
        if sum > 0.0 {
            let factor = target / sum;
            members.iter().for_each(|(archetype, _)| weights[*archetype] *= factor);
        }
    }
}

/// Classes that the country is held to: types, and those with children also by size.
const CLASSES: usize = 11;

fn class_of(archetype: &Archetype) -> usize {
    let size = archetype.size().min(5);
    match archetype.kind {
        Kind::Alone => 0,
        Kind::Couple => 1,
        Kind::Other => 2,
        Kind::Institutional => 3,
        Kind::SingleParent => 4 + (size - 2),
        Kind::CoupleWithChildren => 8 + (size - 3),
    }
}

/// The number of persons in each class.
fn class_targets(model: &Model) -> [f64; CLASSES] {
    let persons = &model.figures.persons;
    let households = &model.figures.households;
    let couples_with_children = persons.with_partner * households.partners_with_children / 2.0;
    let couples = persons.with_partner / 2.0 - couples_with_children;
    let single_parents = persons.single_parents;
    // Published by size are all households; those of three and more are nearly all with children. Single parents with one, two,
    // three and more children: the model's shares. Couples with children then have what is left of the sizes.
    let sizes = [households.size_3, households.size_4, households.size_5_plus];
    let of_single = [0.58, 0.30, 0.09, 0.03];
    let large: f64 = sizes.iter().sum();
    let with_children = couples_with_children + single_parents * (of_single[1] + of_single[2] + of_single[3]);
    let of_size: Vec<f64> = sizes.iter().map(|size| size / large * with_children).collect();
    let couples_of_size: Vec<f64> =
        of_size.iter().zip(&of_single[1..]).map(|(all, single)| all - single * single_parents).collect();
    let mut targets = [0.0; CLASSES];
    targets[0] = persons.alone;
    targets[1] = 2.0 * couples;
    targets[2] = persons.other_members;
    targets[3] = persons.institutional;
    for (at, share) in of_single.iter().enumerate() {
        targets[4 + at] = single_parents * share;
    }
    for (at, couples) in couples_of_size.iter().enumerate() {
        targets[8 + at] = *couples;
    }
    targets
}

/// Scales each class to its total in the country: persons for the first four, households for those with children.
fn fit_classes(weights: &mut [Vec<f64>], archetypes: &[Archetype], classes: &[usize], targets: &[f64; CLASSES]) {
    let mut sums = [0.0; CLASSES];
    for weights in weights.iter() {
        for ((weight, class), archetype) in weights.iter().zip(classes).zip(archetypes) {
            sums[*class] += weight * if *class < 4 { archetype.size() as f64 } else { 1.0 };
        }
    }
    for weights in weights.iter_mut() {
        for (weight, class) in weights.iter_mut().zip(classes) {
            *weight *= targets[*class] / sums[*class];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    #[test]
    fn the_fit_holds_what_it_is_held_to() {
        let model = model::read("nl-2025").expect("it is bundled");
        let fit = fit(&model);
        let (mut worst, mut off, mut all) = (0.0_f64, 0.0, 0.0);
        for (weights, municipality) in fit.weights.iter().zip(&model.municipalities) {
            let mut persons = [0.0; 2 * BANDS];
            for (weight, archetype) in weights.iter().zip(&fit.archetypes) {
                archetype.persons().iter().for_each(|(cell, count)| persons[*cell] += weight * count);
            }
            let total: f64 = municipality.persons.iter().sum();
            let error: f64 =
                persons.iter().zip(&municipality.persons).map(|(found, wanted)| (found - wanted).abs()).sum();
            worst = worst.max(error / total);
            off += error;
            all += total;
        }
        assert!(worst < 0.05, "the worst municipality is off by {worst}");
        assert!(off / all < 0.01, "municipalities are off by {}", off / all);
        let mut sums = [0.0; CLASSES];
        for weights in &fit.weights {
            for (weight, archetype) in weights.iter().zip(&fit.archetypes) {
                let class = class_of(archetype);
                sums[class] += weight * if class < 4 { archetype.size() as f64 } else { 1.0 };
            }
        }
        for (class, (found, wanted)) in sums.iter().zip(class_targets(&model)).enumerate() {
            assert!((found / wanted - 1.0).abs() < 0.05, "class {class}: {found} is not {wanted}");
        }
    }
}
