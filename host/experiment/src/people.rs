//! The citizens behind a number: some of those for whom a variant makes a difference, explained.

use fieldlab_domain::column::Column;
use fieldlab_domain::evidence::{ChosenFor, ExplainedCitizen};
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::name::Name;
use fieldlab_domain::population::Population;

use crate::explain::explain_citizen;
use crate::fold::{FoldPlan, difference};
use crate::group::Grouping;
use crate::plan::Plan;
use crate::run::{Lane, RunError, fold_plan};
use crate::sink::Sink;

/// Which citizens are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The variant that is held beside the baseline.
    pub variant: Name,
    /// What it means for them.
    pub change: ChosenFor,
    /// The group of a field that they are in, by its key as in [`fieldlab_domain::evidence::Group`]; anybody when there is none.
    pub group: Option<(FieldName, i64)>,
    /// The most that are found.
    pub most: usize,
    /// How often others were asked for: each time others are found, until all were shown.
    pub turn: u64,
}

/// Citizens who were found.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// The citizens, explained.
    pub citizens: Vec<ExplainedCitizen>,
    /// How many there are among the persons who were looked through.
    pub all: u64,
    /// How many persons were looked through.
    pub persons: u64,
}

/// The most blocks that are looked through: about a million persons.
const MOST_BLOCKS: usize = 64;

/// The golden section: its multiples, without their whole part, never come twice.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Finds citizens and explains them, under the baseline and under the first other variant of the plan. Neighbours in a population are
/// alike, so they are spread over it; of a large one a part is looked through, spread as well.
///
/// # Errors
/// When a prototype fails or the population lacks a field.
pub fn find(plan: &Plan, population: &dyn Population, wanted: &Wanted) -> Result<People, RunError> {
    let groupings = wanted.group.iter().map(|(field, _)| Grouping::of(catalogue().field(field)));
    let fold = FoldPlan { metrics: Vec::new(), groupings: groupings.collect(), ..fold_plan(plan) };
    let mut lane = Lane::open(plan, &fold, population)?;
    let group = |(_, key): &(FieldName, i64)| {
        let of = |at: &usize| fold.groupings[0].group(*at).key == Some(*key);
        // Nobody is in a group that there is not.
        (0..fold.groupings[0].len()).find(of).map_or(u16::MAX, |at| at as u16)
    };
    let mut finder = Finder {
        wanted,
        grouping: fold.groupings.first().zip(wanted.group.as_ref().map(group)),
        groups: Vec::new(),
        changes: Vec::new(),
        found: Vec::new(),
    };
    let (blocks, looked) = (population.blocks(), population.blocks().min(MOST_BLOCKS));
    let mut persons = 0;
    for nth in 0..looked {
        persons += lane.block(nth * blocks / looked, &mut finder)?;
    }
    let found = finder.found;
    let explain = |position: u64| explain_citizen(plan, population, wanted.change, position);
    let citizens = spread(&found, wanted.most, wanted.turn).into_iter().map(explain).collect::<Result<_, _>>()?;
    Ok(People { citizens, all: found.len() as u64, persons })
}

/// Some of the places, at equal distances; with each turn all a part of the distance further on.
fn spread(places: &[u64], most: usize, turn: u64) -> Vec<u64> {
    if places.len() <= most {
        return places.to_vec();
    }
    let distance = places.len() as f64 / most as f64;
    let first = (0.5 + turn as f64 * GOLDEN).fract() * distance;
    (0..most).map(|nth| places[((first + nth as f64 * distance) as usize).min(places.len() - 1)]).collect()
}

/// Looks through batches for who is wanted.
struct Finder<'a> {
    wanted: &'a Wanted,
    /// The field that decides, and the group that is wanted.
    grouping: Option<(&'a Grouping, u16)>,
    /// The group of each row of the batch.
    groups: Vec<u16>,
    changes: Vec<i64>,
    /// Places in the population, rising.
    found: Vec<u64>,
}

impl Sink for Finder<'_> {
    fn start(&mut self, _rows: usize, columns: &[&Column]) {
        if let (Some((grouping, _)), [column]) = (self.grouping, columns) {
            grouping.assign(column, &mut self.groups);
        }
    }

    fn metrics(&mut self, _variant: usize, _decisions: &[&Column]) {}

    fn change(&mut self, variant: usize, baseline: &Column, other: &Column, positions: &dyn Fn(usize) -> u64) {
        if variant != 1 {
            return;
        }
        difference(baseline, other, &mut self.changes);
        for (row, change) in self.changes.iter().enumerate() {
            let is_wanted = match self.wanted.change {
                ChosenFor::Gains => *change > 0,
                ChosenFor::Loses => *change < 0,
                ChosenFor::Same => *change == 0,
            };
            let is_inside = self.grouping.is_none_or(|(_, group)| self.groups[row] == group);
            if is_wanted && is_inside {
                self.found.push(positions(row));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_spread_and_others_come_each_turn() {
        let places: Vec<u64> = (100..200).collect();
        let all = |turn| spread(&places, 4, turn);
        assert_eq!(all(0), [112, 137, 162, 187]);
        assert_eq!(all(1), [102, 127, 152, 177]);
        assert!((0..20).all(|turn| all(turn).iter().all(|place| places.contains(place))));
        assert_eq!(spread(&places[..3], 4, 7), [100, 101, 102]);
        assert_eq!(spread(&[], 4, 0), [0; 0]);
    }
}
