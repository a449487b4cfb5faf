//! What the households of the country are held to: their classes, and persons by position, sex and age band.

use crate::archetype::{Archetype, FIRST, Kind, MAN};
use crate::fit::{CHILD_BANDS, CLASSES, Members, class_of, class_targets, hold};
use crate::model::{BANDS, Model};

/// The numbers that the country is held to.
pub(crate) struct Country {
    /// Persons in a position, of a sex and band.
    positions: Vec<(Members, f64)>,
    /// Households of a class.
    classes: Vec<(Members, f64)>,
}

impl Country {
    pub(crate) fn new(model: &Model, archetypes: &[Archetype]) -> Country {
        let targets = class_targets(&model.figures);
        let all = || archetypes.iter().enumerate().map(|(at, one)| (at as u32, one));
        let class = |class: usize| all().filter(|(_, one)| class_of(one) == class).map(|(at, _)| (at, 1.0)).collect();
        Country {
            positions: positions(model, archetypes),
            classes: (0..CLASSES).map(|nth| (class(nth), targets[nth])).collect(),
        }
    }

    /// Scales archetypes so that positions hold, and then classes.
    pub(crate) fn hold(&self, weights: &mut [[f64; 1]]) {
        self.positions.iter().chain(&self.classes).for_each(|(members, wanted)| hold(weights, members, &[*wanted]));
    }
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
    let children = scale(&of.child, persons.children_at_home);
    // Those under 15 are held to by their persons.
    for band in CHILD_BANDS..BANDS {
        let at_home = |one: &Archetype| one.children().iter().filter(|child| usize::from(**child) == band).count();
        add(&at_home, (of.child[0][band] + of.child[1][band]) * children);
    }
    held
}
