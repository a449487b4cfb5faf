//! Gives other members a home.

use std::sync::LazyLock;

use super::singles::Persons2;
use crate::archetype::{Adult, Archetype, FIRST, Kind, MAN};
use crate::fit::{ATTACHED, CLASSES, class_of};
use crate::model::BANDS;

/// Of the other members, the share that forms households of two: the rest lives with a family.
const PAIRED: f64 = 0.3215;

/// Gives other members a home: in households of two of them, or with a family.
pub(super) fn attach(all: &mut Vec<(Archetype, u32)>, others: &Persons2) {
    let cells = (0..BANDS).flat_map(|band| (0..2).map(move |sex| (sex, band)));
    let each = cells.flat_map(|(sex, band)| {
        let adult = Adult { sex: MAN + sex as u8, band: band as u8 };
        std::iter::repeat_n(adult, others.0[sex][band].max(0) as usize)
    });
    let others: Vec<Adult> = each.collect();
    let mut pairs = (others.len() as f64 * PAIRED / 2.0).round() as usize;
    let children = others.iter().filter(|other| other.band < FIRST).count();
    // Of the adults every so many two neighbours in age share a home.
    let every = (others.len() - children).checked_div(pairs.max(1)).unwrap_or(0).max(2);
    let families = all.len();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); CLASSES];
    (0..families).for_each(|place| places[class_of(&all[place].0)].push(place));
    let mut from = [0; CLASSES];
    let mut classes = attached_classes();
    let mut at = 0;
    while at < others.len() {
        if pairs > 0 && at >= children && (at - children) % every < 2 && at + 1 < others.len() {
            all.push((Archetype::new(Kind::Other, &others[at..at + 2], &[]), 1));
            pairs -= 1;
            at += 2;
            continue;
        }
        let class = classes.next().expect("it goes on");
        let place = next_home(all, &places, &mut from, class);
        match place {
            Some(place) => {
                all[place].1 -= 1;
                let home = all[place].0;
                all.push((home.with_other(others[at]), 1));
            }
            None => all.push((Archetype::new(Kind::Alone, &[others[at]], &[]), 1)),
        }
        at += 1;
    }
}

/// The classes of the families that other members live with, one after the other, in the shares of [`ATTACHED`].
fn attached_classes() -> impl Iterator<Item = usize> {
    static CLASSES_OF_100: LazyLock<[usize; 100]> = LazyLock::new(|| {
        let mut sum = [0.0; CLASSES];
        std::array::from_fn(|_| {
            sum.iter_mut().zip(ATTACHED).for_each(|(sum, share)| *sum += share);
            let most = |left: &usize, right: &usize| sum[*left].total_cmp(&sum[*right]);
            let class = (0..CLASSES).max_by(most).expect("there are classes");
            sum[class] -= 1.0;
            class
        })
    });
    CLASSES_OF_100.iter().copied().cycle()
}

/// A family of this class, or of another when it has none; a next one each time.
fn next_home(
    all: &[(Archetype, u32)],
    places: &[Vec<usize>],
    from: &mut [usize; CLASSES],
    class: usize,
) -> Option<usize> {
    let classes = std::iter::once(class).chain((0..CLASSES).filter(|other| ATTACHED[*other] > 0.0));
    for class in classes {
        let of = &places[class];
        let mut around = (from[class]..of.len()).chain(0..from[class]);
        if let Some(at) = around.find(|at| all[of[*at]].1 > 0) {
            from[class] = (at + of.len() / 5 + 1) % of.len();
            return Some(of[at]);
        }
    }
    None
}
