//! Who gains and who loses.

use fieldlab_domain::evidence::{Change, ChangeBand, ChangeBreakdown, ChangeGroup, ChangeResult};

use super::metric::small_groups;
use super::{Replicates, Shown, unit_of};
use crate::distribution::Distribution;
use crate::fold::ChangeCell;
use crate::plan::Plan;
use crate::statistics::estimate;

pub(super) fn results(plan: &Plan, replicates: &Replicates<'_>) -> Vec<ChangeResult> {
    (1..plan.variants.len()).map(|variant| result(plan, replicates, variant)).collect()
}

fn result(plan: &Plan, replicates: &Replicates<'_>, variant: usize) -> ChangeResult {
    let experiment = &plan.experiment;
    let (unit, scale) = unit_of(experiment.decision(&experiment.outcome).1);
    let tally = |replicate: usize| &replicates.outcome.tallies[replicate].changes[variant - 1];
    let change = |persons: &dyn Fn(usize) -> u64, cell: &dyn Fn(usize) -> ChangeCell| {
        let mean = |number: &dyn Fn(usize) -> f64| {
            estimate(&replicates.each(|replicate| number(replicate) * replicates.weights[replicate])).value
        };
        Change {
            persons: mean(&|replicate| persons(replicate) as f64),
            gain: mean(&|replicate| cell(replicate).gain as f64),
            lose: mean(&|replicate| cell(replicate).lose as f64),
            gained: mean(&|replicate| cell(replicate).gained as f64 / scale),
            lost: mean(&|replicate| cell(replicate).lost as f64 / scale),
        }
    };
    let persons = |replicate: usize| replicates.outcome.tallies[replicate].persons;
    let overall = change(&persons, &|replicate| tally(replicate).overall);
    let by = replicates.fold.groupings.iter().enumerate().map(|(at, grouping)| {
        let count = |replicate: usize, group: usize| replicates.outcome.tallies[replicate].group_persons[at][group];
        let smallest: Vec<u64> = (0..grouping.len())
            .map(|group| replicates.each(|r| count(r, group)).into_iter().min().unwrap_or(0))
            .collect();
        let present: Vec<bool> =
            (0..grouping.len()).map(|group| replicates.each(|r| count(r, group)).into_iter().any(|n| n > 0)).collect();
        let shown = Shown::decide(&smallest, &present);
        let row = |groups: &[usize]| ChangeGroup {
            group: match groups {
                [group] if shown.alone.contains(group) => grouping.group(*group),
                _ => small_groups(),
            },
            change: change(&|replicate| groups.iter().map(|&group| count(replicate, group)).sum(), &|replicate| {
                let mut merged = ChangeCell::default();
                groups.iter().for_each(|&group| merged.merge(&tally(replicate).by[at][group]));
                merged
            }),
        };
        ChangeBreakdown {
            field: grouping.field.clone(),
            title: grouping.title.clone(),
            groups: shown.rows().map(row).collect(),
        }
    });
    ChangeResult {
        variant: plan.variants[variant].variant.name.clone(),
        outcome: experiment.outcome.clone(),
        unit,
        overall,
        by: by.collect(),
        histogram: histogram(replicates, variant, scale, &overall),
    }
}

/// The most bands on either side of "no change".
const MOST_BANDS: i64 = 8;

/// Bands of a round width that show nearly all changes, the outer ones open; those who do not change have a band of their own.
fn histogram(replicates: &Replicates<'_>, variant: usize, scale: f64, overall: &Change) -> Vec<ChangeBand> {
    let distributions: Vec<&Distribution> =
        replicates.outcome.tallies.iter().map(|tally| &tally.changes[variant - 1].distribution).collect();
    let mut all = Distribution::default();
    distributions.iter().for_each(|distribution| all.merge(distribution));
    let (Some(low), Some(high)) = (all.quantile(0.01), all.quantile(0.99)) else { return Vec::new() };
    let reach = low.abs().max(high.abs());
    let width = round_width(reach as f64 / scale / MOST_BANDS as f64);
    let width_units = ((width * scale).round() as i64).max(1);
    // Band 0 is (0, width], band -1 is [-width, 0); the bands beyond the outermost fall into it.
    let (first, last) = (band(low, width_units), band(high, width_units));
    let mut persons = vec![0.0_f64; (last - first + 1) as usize];
    for (distribution, weight) in distributions.iter().zip(replicates.weights) {
        // Whole numbers first: the values come in no order, and fractions added up in another order differ.
        let mut counts = vec![0_u64; persons.len()];
        for (value, count) in distribution.values() {
            counts[(band(value, width_units).clamp(first, last) - first) as usize] += count;
        }
        for (persons, count) in persons.iter_mut().zip(counts) {
            *persons += count as f64 * weight / distributions.len() as f64;
        }
    }
    let none = ChangeBand { from: Some(0.0), to: Some(0.0), persons: overall.persons - overall.gain - overall.lose };
    let mut bands = Vec::new();
    for (at, persons) in (first..=last).zip(persons) {
        if at == 0 {
            bands.push(none);
        }
        let bound = |at: i64| at as f64 * width_units as f64 / scale;
        bands.push(ChangeBand {
            from: (at > first || first >= 0).then(|| bound(at)),
            to: (at < last || last < 0).then(|| bound(at + 1)),
            persons,
        });
    }
    if last < 0 {
        bands.push(none);
    } else if first > 0 {
        bands.insert(0, none);
    }
    bands
}

/// The band of a change that is not 0: zero-based above, -1 and down below.
fn band(change: i64, width: i64) -> i64 {
    if change > 0 { (change - 1) / width } else { -1 - (-change - 1) / width }
}

/// The smallest of 1, 2, 2.5 or 5 times a power of ten that is not below `least`.
fn round_width(least: f64) -> f64 {
    let mut power = 0.01;
    loop {
        for step in [1.0, 2.0, 2.5, 5.0] {
            if step * power >= least {
                return step * power;
            }
        }
        power *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_have_round_widths() {
        for (least, expected) in [(0.0, 0.01), (3.0, 5.0), (21.0, 25.0), (26.0, 50.0), (900.0, 1000.0)] {
            assert!((round_width(least) - expected).abs() < 1e-9, "{least}: {}", round_width(least));
        }
        for (change, expected) in [(1, 0), (100, 0), (101, 1), (-1, -1), (-100, -1), (-101, -2)] {
            assert_eq!(band(change, 100), expected, "{change}");
        }
    }
}
