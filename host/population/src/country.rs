//! What the households of the country are held to: their classes, and persons by position, sex and age band.

use crate::archetype::{Archetype, FIRST, Kind, MAN, OLDEST_CHILD};
use crate::fit::{CHILD_BANDS, CLASSES, INSTITUTIONAL, Members, OTHER, class_of, class_targets};
use crate::model::{BANDS, Model};

/// The numbers that the country is held to: positions, and then classes.
pub(crate) fn held(model: &Model, archetypes: &[Archetype]) -> Vec<(Members, f64)> {
    let class = |class: usize| -> Members {
        let of = archetypes.iter().enumerate().filter(|(_, one)| class_of(one) == class);
        of.map(|(at, _)| (at as u32, 1.0)).collect()
    };
    let mut targets = class_targets(&model.figures);
    // Children who live with others than their parents have no archetype: they are given a place later.
    let of = &model.positions;
    for band in 0..CHILD_BANDS {
        let elsewhere = of_band(model, band) * of.elsewhere(band);
        let [other, institutional] = [&of.other, &of.institutional].map(|table| table[0][band] + table[1][band]);
        targets[OTHER] -= elsewhere * other / (other + institutional);
        targets[INSTITUTIONAL] -= elsewhere * institutional / (other + institutional);
    }
    let mut held = positions(model, archetypes);
    held.extend((0..CLASSES).map(|nth| (class(nth), targets[nth])));
    held
}

/// The persons of a band.
fn of_band(model: &Model, band: usize) -> f64 {
    model.municipalities.iter().map(|one| one.persons[band] + one.persons[BANDS + band]).sum()
}

/// Partners and single parents by sex and band, and children at home by band. Everybody else of a sex and band lives alone, as
/// another member or in an institution: that is settled later.
fn positions(model: &Model, archetypes: &[Archetype]) -> Vec<(Members, f64)> {
    let (of, persons) = (&model.positions, &model.figures.persons);
    // The estimate is brought to the published totals.
    let scale = |table: &[[f64; BANDS]; 2], total: f64| total / table.iter().flatten().sum::<f64>();
    let mut held = Vec::new();
    let mut add = |count: &dyn Fn(&Archetype) -> usize, wanted: f64| {
        let counted = archetypes.iter().enumerate().map(|(at, one)| (at as u32, count(one) as f64));
        let members: Members = counted.filter(|(_, count)| *count > 0.0).collect();
        if wanted > 0.0 && !members.is_empty() {
            held.push((members, wanted));
        }
    };
    let adults = |one: &Archetype, kinds: &[Kind], sex: usize, band: usize| {
        let is =
            |adult: &crate::archetype::Adult| usize::from(adult.sex - MAN) == sex && usize::from(adult.band) == band;
        if kinds.contains(&one.kind) { one.adults().filter(is).count() } else { 0 }
    };
    let couples = [Kind::Couple, Kind::CoupleWithChildren];
    let (partners, parents) =
        (scale(&of.partner, persons.with_partner), scale(&of.single_parent, persons.single_parents));
    for sex in 0..2 {
        for band in usize::from(FIRST)..BANDS {
            add(&|one| adults(one, &couples, sex, band), of.partner[sex][band] * partners);
            add(&|one| adults(one, &[Kind::SingleParent], sex, band), of.single_parent[sex][band] * parents);
        }
    }
    // Those under 15 are held to by their persons: the others, as old as children at home are here, are the rest of the published
    // total.
    let young: f64 = (0..CHILD_BANDS).map(|band| of_band(model, band) * (1.0 - of.elsewhere(band))).sum();
    let grown: f64 = (CHILD_BANDS..=usize::from(OLDEST_CHILD)).map(|band| of.child[0][band] + of.child[1][band]).sum();
    let children = (persons.children_at_home - young) / grown;
    for band in CHILD_BANDS..BANDS {
        let at_home = |one: &Archetype| one.children().iter().filter(|child| usize::from(**child) == band).count();
        add(&at_home, (of.child[0][band] + of.child[1][band]) * children);
    }
    held
}
