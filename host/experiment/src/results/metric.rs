//! The values of metrics: overall, by group, and against the baseline.

use fieldlab_domain::evidence::{Breakdown, GroupResult, MetricResult, Unit, VariantValue};
use fieldlab_domain::metric::{Metric, MetricKind};

use super::shown::{Cells, Shown};
use super::{Replicates, unit_of};
use crate::fold::Cell;
use crate::plan::Plan;
use crate::statistics::estimate;

pub(super) fn results(plan: &Plan, replicates: &Replicates<'_>) -> Vec<MetricResult> {
    let metrics = plan.experiment.metrics.iter().enumerate();
    metrics.map(|(position, metric)| result(plan, replicates, position, metric)).collect()
}

fn result(plan: &Plan, replicates: &Replicates<'_>, position: usize, metric: &Metric) -> MetricResult {
    let (unit, scale) = match metric.kind {
        MetricKind::Share => (Unit::Share, 1.0),
        MetricKind::Count => (Unit::Persons, 1.0),
        MetricKind::Gini => (Unit::Number, 1.0),
        _ => unit_of(plan.experiment.decision(&metric.of).1),
    };
    let variants = plan.variants.len();
    let measure = |pick: &dyn Fn(usize, usize) -> Cell| {
        let values: Vec<Vec<f64>> = (0..variants)
            .map(|variant| {
                replicates.each(|replicate| {
                    value_of(metric, &pick(replicate, variant), replicates.weights[replicate]) / scale
                })
            })
            .collect();
        variant_values(&values)
    };
    let tally = |replicate: usize, variant: usize| &replicates.outcome.tallies[replicate].metrics[variant][position];
    let overall = measure(&|replicate, variant| tally(replicate, variant).overall.clone());
    let by = replicates.fold.metrics[position].by.iter().enumerate().map(|(nth, &grouping)| {
        let grouping = &replicates.fold.groupings[grouping];
        let cells = |replicate: usize, variant: usize| &tally(replicate, variant).by[nth];
        let of_group = |group: usize| {
            counted(metric, variants, &|variant| replicates.each(|replicate| &cells(replicate, variant)[group]))
        };
        let shown = Shown::decide(&(0..grouping.len()).map(of_group).collect::<Vec<_>>());
        let row = |groups: &[usize]| {
            let merged = |replicate: usize, variant: usize| merge(cells(replicate, variant), groups);
            let persons =
                replicates.each(|replicate| merged(replicate, 0).persons as f64 * replicates.weights[replicate]);
            GroupResult {
                group: shown.row_title(groups, |group| grouping.group(group)),
                persons: estimate(&persons).value,
                values: measure(&merged),
            }
        };
        Breakdown {
            field: grouping.field.clone(),
            title: grouping.title.clone(),
            groups: shown.rows().map(row).collect(),
            left_out: shown.why_left_out(),
        }
    });
    MetricResult {
        name: metric.name.clone(),
        title: metric.title.clone(),
        of: metric.of.clone(),
        kind: metric.kind,
        quantile: metric.quantile,
        unit,
        overall,
        by: by.collect(),
    }
}

/// The numbers of persons that a group shows under all variants: how many there are, and for flags how many have them and how
/// many do not.
fn counted<'a>(metric: &Metric, variants: usize, cells: &dyn Fn(usize) -> Vec<&'a Cell>) -> Cells {
    let persons = (0..variants).flat_map(|variant| cells(variant).into_iter().map(|cell| cell.persons));
    let mut counted = vec![persons.collect::<Vec<u64>>()];
    if metric.kind.is_of_flags() {
        for variant in 0..variants {
            let cells = cells(variant);
            let with = cells.iter().map(|cell| u64::try_from(cell.sum).unwrap_or(0)).collect();
            counted.extend(Cells::of_parts(cells.iter().map(|cell| cell.persons).collect(), vec![with]).0);
        }
    }
    Cells(counted)
}

fn merge(cells: &[Cell], groups: &[usize]) -> Cell {
    let mut merged = Cell::default();
    groups.iter().for_each(|&group| merged.merge(&cells[group]));
    merged
}

/// The value of a cell in the unit of its column: for the country where it is a count or a sum. Nobody is 0.
fn value_of(metric: &Metric, cell: &Cell, weight: f64) -> f64 {
    let mean = || if cell.persons == 0 { 0.0 } else { cell.sum as f64 / cell.persons as f64 };
    let distribution = cell.distribution.as_ref();
    match metric.kind {
        MetricKind::Count | MetricKind::Sum => cell.sum as f64 * weight,
        MetricKind::Share | MetricKind::Mean => mean(),
        MetricKind::Quantile => {
            let millionths = metric.quantile.and_then(|which| u32::try_from(which).ok()).unwrap_or(500_000);
            distribution.and_then(|values| values.quantile(millionths)).unwrap_or(0) as f64
        }
        MetricKind::Gini => distribution.and_then(|values| values.gini()).unwrap_or(0.0),
    }
}

/// For each variant, its value and its difference to the baseline, which are paired by replicate.
fn variant_values(values: &[Vec<f64>]) -> Vec<VariantValue> {
    let difference = |variant: &[f64]| -> Vec<f64> {
        variant.iter().zip(&values[0]).map(|(value, baseline)| value - baseline).collect()
    };
    let value = |(index, variant): (usize, &Vec<f64>)| VariantValue {
        value: estimate(variant),
        difference: (index > 0).then(|| estimate(&difference(variant))),
    };
    values.iter().enumerate().map(value).collect()
}
