//! Who gains and who loses.

use fieldlab_domain::evidence::{Change, ChangeBand, ChangeBreakdown, ChangeGroup, ChangeResult};

use super::shown::{Cells, Shown, is_few};
use super::{Replicates, unit_of};
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
        let gainers = !is_few(&replicates.each(|replicate| cell(replicate).gain));
        let losers = !is_few(&replicates.each(|replicate| cell(replicate).lose));
        Change {
            persons: mean(&|replicate| persons(replicate) as f64),
            gain: gainers.then(|| mean(&|replicate| cell(replicate).gain as f64)),
            lose: losers.then(|| mean(&|replicate| cell(replicate).lose as f64)),
            gained: gainers.then(|| mean(&|replicate| cell(replicate).gained as f64 / scale)),
            lost: losers.then(|| mean(&|replicate| cell(replicate).lost as f64 / scale)),
        }
    };
    let persons = |replicate: usize| replicates.outcome.tallies[replicate].persons;
    let overall = change(&persons, &|replicate| tally(replicate).overall);
    let by = replicates.fold.groupings.iter().enumerate().map(|(at, grouping)| {
        let count = |replicate: usize, group: usize| replicates.outcome.tallies[replicate].group_persons[at][group];
        let cells = |group: usize| {
            let part = |number: fn(&ChangeCell) -> u64| replicates.each(|r| number(&tally(r).by[at][group]));
            Cells::of_parts(replicates.each(|r| count(r, group)), vec![part(|cell| cell.gain), part(|cell| cell.lose)])
        };
        let shown = Shown::decide(&(0..grouping.len()).map(cells).collect::<Vec<_>>());
        let row = |groups: &[usize]| ChangeGroup {
            group: shown.row_title(groups, |group| grouping.group(group)),
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
            left_out: shown.why_left_out(),
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
    // Too few who gain or lose can't be shown in bands; and then those who do not change would tell how many they are.
    let Some(same) = overall.same() else { return Vec::new() };
    let distributions: Vec<&Distribution> =
        replicates.outcome.tallies.iter().map(|tally| &tally.changes[variant - 1].distribution).collect();
    let mut all = Distribution::default();
    distributions.iter().for_each(|distribution| all.merge(distribution));
    let (Some(low), Some(high)) = (all.quantile(10_000), all.quantile(990_000)) else { return Vec::new() };
    let reach = low.abs().max(high.abs());
    let width = round_width(reach as f64 / scale / MOST_BANDS as f64);
    let width_units = ((width * scale).round() as i64).max(1);
    // Band 0 is (0, width], band -1 is [-width, 0); one more on either side holds what is beyond.
    let (first, last) = (band(low, width_units).min(0) - 1, band(high, width_units).max(-1) + 1);
    let bands = (last - first + 1) as usize;
    let mut counts = vec![vec![0_u64; distributions.len()]; bands];
    for (replicate, distribution) in distributions.iter().enumerate() {
        for (value, count) in distribution.values() {
            counts[(band(value, width_units).clamp(first, last) - first) as usize][replicate] += count;
        }
    }
    let bound = |at: i64| Some(at as f64 * width_units as f64 / scale);
    let bars = (first..=last).zip(counts).map(|(at, counts)| Bar {
        from: if at == first { None } else { bound(at) },
        to: if at == last { None } else { bound(at + 1) },
        counts,
    });
    let (falls, rises): (Vec<Bar>, Vec<Bar>) = bars.partition(|bar| bar.to.is_some_and(|to| to <= 0.0));
    let persons = |counts: &[u64]| {
        estimate(&replicates.each(|replicate| counts[replicate] as f64 * replicates.weights[replicate])).value
    };
    let show = |bar: Bar| ChangeBand { from: bar.from, to: bar.to, persons: persons(&bar.counts) };
    let none = ChangeBand { from: Some(0.0), to: Some(0.0), persons: same };
    let falls = join_small(falls.into_iter().rev().collect()).into_iter().rev().map(show);
    falls.chain([none]).chain(join_small(rises).into_iter().map(show)).collect()
}

/// A band of the histogram, with how many persons of each replicate are in it.
struct Bar {
    from: Option<f64>,
    to: Option<f64>,
    counts: Vec<u64>,
}

/// Joins bands on one side of "no change", the nearest first, so that none that is shown holds a few persons only: each of those
/// joins its neighbour nearer to no change. Empty bands at the outer end are left out.
fn join_small(bars: Vec<Bar>) -> Vec<Bar> {
    let mut joined: Vec<Bar> = Vec::new();
    for bar in bars {
        match joined.last_mut() {
            Some(inner) if is_few(&bar.counts) || is_few(&inner.counts) => {
                inner.counts.iter_mut().zip(&bar.counts).for_each(|(sum, count)| *sum += count);
                let outward = bar.to.is_none_or(|to| to > 0.0);
                if outward { inner.to = bar.to } else { inner.from = bar.from }
            }
            _ => joined.push(bar),
        }
    }
    while joined.last().is_some_and(|bar| bar.counts.iter().all(|count| *count == 0)) {
        joined.pop();
    }
    joined
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
    fn a_band_of_a_few_persons_joins_its_neighbour() {
        let bar = |from, to, count| Bar { from: Some(from), to, counts: vec![count, count + 1] };
        let joined = join_small(vec![
            bar(0.0, Some(5.0), 40),
            bar(5.0, Some(10.0), 3),
            bar(10.0, Some(15.0), 20),
            Bar { counts: vec![0, 0], ..bar(15.0, Some(20.0), 0) },
            Bar { counts: vec![0, 0], ..bar(20.0, None, 0) },
        ]);
        let shown: Vec<_> = joined.iter().map(|bar| (bar.from, bar.to, bar.counts[0])).collect();
        assert_eq!(shown, [(Some(0.0), Some(10.0), 43), (Some(10.0), Some(15.0), 20)]);
        let open = join_small(vec![bar(0.0, Some(5.0), 40), bar(5.0, None, 2)]);
        assert_eq!((open.len(), open[0].to), (1, None));
    }

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
