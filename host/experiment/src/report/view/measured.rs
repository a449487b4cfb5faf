//! What was measured, and what must not get worse.

use fieldlab_domain::column::Kind;
use fieldlab_domain::evidence::{Breakdown, Estimate, Evidence, GroupResult, MetricResult, VariantValue};
use fieldlab_domain::field::{FieldName, catalogue};

use super::changes::{lower, note};
use super::{Chart, ChartRow, Figure, Table, Words, variant_class};
use crate::report::bars::Axis;
use crate::report::format::{Format, relative};
use crate::text::large_number;

/// The most groups that a chart shows; the table shows all.
pub(super) const MOST_BARS: usize = 20;

/// One metric.
pub(crate) struct MetricView {
    pub(crate) title: String,
    /// The values of the variants: class, title, value and difference.
    pub(crate) overall: Vec<OverallView>,
    pub(crate) charts: Vec<Chart>,
}

/// The value of one variant.
pub(crate) struct OverallView {
    pub(crate) class: String,
    pub(crate) title: String,
    pub(crate) value: Figure,
    pub(crate) difference: Option<Figure>,
}

/// One guardrail.
pub(crate) struct GuardrailView {
    pub(crate) title: String,
    pub(crate) variant: String,
    pub(crate) holds: bool,
    pub(crate) verdict: String,
    pub(crate) found: String,
    pub(crate) bound: String,
}

/// Whether the groups of a field have no order of their own, so that they are ranked: codes of places.
pub(super) fn is_ranked(field: &FieldName) -> bool {
    catalogue().get(field.as_str()).is_some_and(|field| field.kind == Kind::Code && field.codes.len() > 10)
}

pub(super) fn metrics(evidence: &Evidence, words: Words) -> Vec<MetricView> {
    evidence.metrics.iter().map(|metric| metric_view(evidence, metric, words)).collect()
}

fn metric_view(evidence: &Evidence, metric: &MetricResult, words: Words) -> MetricView {
    let format = Format::new(words.0, metric.unit, largest(metric.overall.iter()));
    let overall = metric.overall.iter().zip(&evidence.variants).enumerate().map(|(at, (value, variant))| OverallView {
        class: variant_class(at),
        title: variant.title.get(words.0).to_owned(),
        value: Figure::with_reach(format.show(value.value.value), format.reach(&value.value)),
        difference: value.difference.map(|difference| difference_figure(metric, &difference, words)),
    });
    MetricView {
        title: metric.title.get(words.0).to_owned(),
        overall: overall.collect(),
        charts: metric.by.iter().map(|breakdown| chart(evidence, metric, breakdown, words)).collect(),
    }
}

/// A difference of the whole is small beside the values, so it has a format of its own.
fn difference_figure(metric: &MetricResult, difference: &Estimate, words: Words) -> Figure {
    let format = Format::new(words.0, metric.unit, difference.value);
    Figure::with_reach(format.difference(difference.value), format.reach(difference))
}

fn largest<'a>(values: impl Iterator<Item = &'a VariantValue>) -> f64 {
    values.map(|value| value.value.value.abs()).fold(0.0, f64::max)
}

fn chart(evidence: &Evidence, metric: &MetricResult, breakdown: &Breakdown, words: Words) -> Chart {
    let mut groups: Vec<&GroupResult> = breakdown.groups.iter().collect();
    if is_ranked(&breakdown.field) {
        groups.sort_by(|one, other| {
            let value = |group: &GroupResult| group.values.last().map_or(0.0, |value| value.value.value);
            value(other).total_cmp(&value(one))
        });
    }
    let format = Format::new(words.0, metric.unit, largest(groups.iter().flat_map(|group| &group.values)));
    let shown = || groups.iter().take(MOST_BARS);
    let axis = Axis::of(shown().flat_map(|group| group.values.iter().map(|value| &value.value)));
    let row = |group: &&GroupResult| ChartRow {
        title: group.group.title.get(words.0).to_owned(),
        bars: group
            .values
            .iter()
            .enumerate()
            .map(|(at, value)| axis.bar(&variant_class(at), &value.value, format.show(value.value.value)))
            .collect(),
        stacked: false,
        words: String::new(),
    };
    let title = words
        .with("metric-by", &[("metric", metric.title.get(words.0)), ("field", &lower(breakdown.title.get(words.0)))]);
    let variants = || evidence.variants.iter().map(|variant| variant.title.get(words.0).to_owned());
    Chart {
        legend: variants().enumerate().map(|(at, title)| (variant_class(at), title)).collect(),
        zero: axis.zero(),
        rows: shown().map(row).collect(),
        note: note(&breakdown.left_out, groups.len(), words),
        table: table(&title, metric, breakdown, &groups, variants().collect(), format, words),
        title,
    }
}

fn table(
    title: &str,
    metric: &MetricResult,
    breakdown: &Breakdown,
    groups: &[&GroupResult],
    variants: Vec<String>,
    format: Format,
    words: Words,
) -> Table {
    let differences = || {
        let groups = groups.iter().flat_map(|group| &group.values).chain(&metric.overall);
        groups.filter_map(|value| value.difference.map(|difference| difference.value.abs()))
    };
    let difference_format = Format::new(words.0, metric.unit, differences().fold(0.0, f64::max));
    let figures = |persons: Option<f64>, values: &[VariantValue]| -> Vec<Figure> {
        let persons = persons.map_or_else(String::new, |persons| large_number(words.0, persons));
        let values = values.iter().flat_map(|value| {
            let shown = Figure::with_reach(format.show(value.value.value), format.reach(&value.value));
            let difference = value.difference.map(|difference| {
                Figure::with_reach(difference_format.difference(difference.value), difference_format.reach(&difference))
            });
            std::iter::once(shown).chain(difference)
        });
        std::iter::once(Figure::plain(persons)).chain(values).collect()
    };
    let columns = variants.into_iter().enumerate().flat_map(|(at, title)| {
        let difference = (at > 0).then(|| words.get("column-difference"));
        std::iter::once(title).chain(difference)
    });
    let field = breakdown.title.get(words.0).to_owned();
    // The whole is about the same persons only when nobody lacks a group; the sum of the groups is.
    let persons = groups.iter().map(|group| group.persons).sum();
    Table {
        caption: title.to_owned(),
        columns: [field, words.get("column-persons")].into_iter().chain(columns).collect(),
        rows: groups
            .iter()
            .map(|group| (group.group.title.get(words.0).to_owned(), figures(Some(group.persons), &group.values)))
            .collect(),
        total: Some((words.get("total"), figures(Some(persons), &metric.overall))),
    }
}

pub(super) fn guardrails(evidence: &Evidence, words: Words) -> Vec<GuardrailView> {
    let view = |guardrail: &fieldlab_domain::evidence::GuardrailResult| {
        let variant = evidence.variants.iter().find(|variant| variant.name == guardrail.variant);
        let metric = evidence.metrics.iter().find(|metric| metric.name == guardrail.metric);
        let metric = metric.map_or_else(|| guardrail.metric.clone(), |metric| metric.title.get(words.0).to_owned());
        let change =
            guardrail.change.map_or_else(|| words.get("change-from-nothing"), |change| relative(words.0, change));
        let group = guardrail.group.as_ref().map(|group| group.title.get(words.0));
        let found = match group {
            Some(group) => {
                words.with("guardrail-found-group", &[("metric", &metric), ("change", &change), ("group", group)])
            }
            None => words.with("guardrail-found", &[("metric", &metric), ("change", &change)]),
        };
        let increase = guardrail.largest_increase.map(|bound| relative(words.0, bound));
        let decrease = guardrail.largest_decrease.map(|bound| relative(words.0, -bound));
        let bound = match (increase, decrease) {
            (Some(increase), Some(decrease)) => {
                words.with("bound-both", &[("increase", &increase), ("decrease", &decrease)])
            }
            (Some(increase), None) => words.with("bound-increase", &[("increase", &increase)]),
            (None, Some(decrease)) => words.with("bound-decrease", &[("decrease", &decrease)]),
            (None, None) => String::new(),
        };
        GuardrailView {
            title: guardrail.title.get(words.0).to_owned(),
            variant: variant.map_or_else(String::new, |variant| variant.title.get(words.0).to_owned()),
            holds: guardrail.holds,
            verdict: words.get(if guardrail.holds { "guardrail-holds" } else { "guardrail-broken" }),
            found,
            bound,
        }
    };
    evidence.guardrails.iter().map(view).collect()
}
