//! What is measured, and what must not get worse.

use serde::{Deserialize, Serialize};

use crate::column::Kind;
use crate::field::{Field, FieldName, catalogue};
use crate::manifest::DecisionColumn;
use crate::name::nearest_hint;
use crate::reader::Section;
use crate::text::Text;

/// How a decision column becomes one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// The share of persons for whom a flag holds.
    Share,
    /// The number of persons for whom a flag holds.
    Count,
    /// The sum over persons.
    Sum,
    /// The mean over persons.
    Mean,
    /// A quantile over persons.
    Quantile,
    /// The Gini coefficient over persons: 0 is all the same, 1 is all to one.
    Gini,
}

impl MetricKind {
    const NAMES: [&'static str; 6] = ["share", "count", "sum", "mean", "quantile", "gini"];

    fn from_name(name: &str) -> Option<MetricKind> {
        match name {
            "share" => Some(MetricKind::Share),
            "count" => Some(MetricKind::Count),
            "sum" => Some(MetricKind::Sum),
            "mean" => Some(MetricKind::Mean),
            "quantile" => Some(MetricKind::Quantile),
            "gini" => Some(MetricKind::Gini),
            _ => None,
        }
    }

    /// Whether it counts persons for whom a flag holds.
    pub fn is_of_flags(self) -> bool {
        matches!(self, MetricKind::Share | MetricKind::Count)
    }

    /// Whether the values of the groups add up to the overall value.
    pub fn is_additive(self) -> bool {
        matches!(self, MetricKind::Count | MetricKind::Sum)
    }
}

/// One thing that is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// Its name: lower-case letters, digits and underscores.
    pub name: String,
    /// What people read.
    pub title: Text,
    /// The decision column that it is about.
    pub of: String,
    /// How the column becomes a number.
    pub kind: MetricKind,
    /// For a quantile: which, in millionths.
    pub quantile: Option<i32>,
    /// A flag column: only persons for whom it holds count.
    pub among: Option<String>,
    /// The fields by whose values persons are grouped.
    pub by: Vec<FieldName>,
}

/// What must not get worse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardrail {
    /// What people read.
    pub title: Text,
    /// The metric's name.
    pub metric: String,
    /// The most that it may rise against the baseline, in millionths of the baseline's value.
    pub largest_increase: Option<i32>,
    /// The most that it may fall against the baseline, in millionths of the baseline's value.
    pub largest_decrease: Option<i32>,
    /// When given: it must hold in each group of this field, not for all together.
    pub each: Option<FieldName>,
}

/// Whether results can be grouped by a field: by its codes, its bands or yes and no.
pub fn can_group_by(field: &Field) -> bool {
    matches!(field.kind, Kind::Flag | Kind::Code) || !field.bands.is_empty()
}

/// Reads a metric of decision columns `decisions`, which all variants share.
pub(crate) fn read_metric(section: &Section<'_>, decisions: &[DecisionColumn]) -> Option<Metric> {
    let name = section.string("name", "\"cost\"");
    let title = section.text("title");
    let of = section.string("of", "\"amount_year\"");
    let kind = section.string("kind", "\"mean\"").and_then(|name| {
        let kind = MetricKind::from_name(name);
        if kind.is_none() {
            section.fault("kind", format!("unknown kind of metric `{name}`"), nearest_hint(name, MetricKind::NAMES));
        }
        kind
    });
    if let (Some(of), Some(kind)) = (of, kind) {
        check_column(section, "of", of, decisions, |column| match kind.is_of_flags() {
            true => column.kind == Kind::Flag,
            false => matches!(column.kind, Kind::Whole | Kind::Amount | Kind::Share),
        });
    }
    let among = section.optional_string("among", "\"entitled\"");
    if let Some(among) = among {
        check_column(section, "among", among, decisions, |column| column.kind == Kind::Flag);
    }
    let quantile = section.optional_decimal("quantile", 6);
    match (kind, quantile) {
        (Some(MetricKind::Quantile), None) if !section.has("quantile") => {
            section.fault("kind", "a quantile needs to say which", "add: quantile = 0.5");
        }
        (_, Some(which)) if which <= 0 || which >= 1_000_000 => {
            section.fault("quantile", "`quantile` is out of range", "use a fraction between 0 and 1, such as 0.5");
        }
        (Some(kind), Some(_)) if kind != MetricKind::Quantile => {
            section.fault("quantile", "only a metric of kind quantile has a `quantile`", "write: kind = \"quantile\"");
        }
        _ => {}
    }
    let by: Vec<FieldName> =
        section.strings("by").into_iter().filter_map(|name| read_group(section, "by", name)).collect();
    if let Some(twice) = (1..by.len()).map(|at| &by[at]).zip(1..).find(|(field, at)| by[..*at].contains(field)) {
        section.fault("by", format!("`{}` is in `by` twice", twice.0), "name each field once");
    }
    section.finish();
    Some(Metric {
        name: name?.to_owned(),
        title: title?,
        of: of?.to_owned(),
        kind: kind?,
        quantile: quantile.map(|which| which as i32),
        among: among.map(str::to_owned),
        by,
    })
}

/// Adds a fault when `key` names no decision column, or one that does not fit there.
pub(crate) fn check_column(
    section: &Section<'_>,
    key: &'static str,
    name: &str,
    decisions: &[DecisionColumn],
    fits: impl Fn(&DecisionColumn) -> bool,
) {
    if decisions.is_empty() {
        // The prototypes are not known: that is a fault of its own.
        return;
    }
    let fitting = || decisions.iter().filter(|column| fits(column)).map(|column| column.name.as_str());
    match decisions.iter().find(|column| column.name == name) {
        None => section.fault(key, format!("no decision is called `{name}`"), nearest_hint(name, fitting())),
        Some(column) if !fits(column) => {
            let hint = format!("use one of: {}", fitting().collect::<Vec<_>>().join(", "));
            section.fault(
                key,
                format!("decision `{name}` is of kind {}, which does not fit here", column.kind.name()),
                hint,
            );
        }
        Some(_) => {}
    }
}

fn read_group(section: &Section<'_>, key: &'static str, name: &str) -> Option<FieldName> {
    match catalogue().find(name) {
        Ok(field) if can_group_by(field) => Some(field.name.clone()),
        Ok(_) => {
            let groupable = catalogue().fields().iter().filter(|field| can_group_by(field));
            let names = groupable.map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
            section.fault(key, format!("results can't be grouped by `{name}`"), format!("use one of: {names}"));
            None
        }
        Err((what, hint)) => {
            section.fault(key, what, hint);
            None
        }
    }
}

/// Reads a guardrail over `metrics`.
///
/// `names` are those of all declared metrics, of broken ones too: a guardrail on one of those has no fault of its own.
pub(crate) fn read_guardrail(section: &Section<'_>, metrics: &[Metric], names: &[&str]) -> Option<Guardrail> {
    let title = section.text("title");
    let metric = section.string("metric", "\"cost\"");
    let found = metric.and_then(|name| metrics.iter().find(|metric| metric.name == name));
    if let Some(name) = metric.filter(|name| !names.contains(name)) {
        section.fault("metric", format!("there is no metric `{name}`"), nearest_hint(name, names.iter().copied()));
    }
    let bound = |key| {
        let bound = section.optional_decimal(key, 6);
        if bound.is_some_and(|bound| !(0..=1_000_000_000).contains(&bound)) {
            section.fault(
                key,
                format!("`{key}` is out of range"),
                "use a share of the baseline's value, such as 0.005",
            );
        }
        bound.map(|bound| bound.clamp(0, 1_000_000_000) as i32)
    };
    let (largest_increase, largest_decrease) = (bound("largest_increase"), bound("largest_decrease"));
    if !section.has("largest_increase") && !section.has("largest_decrease") {
        section.fault("metric", "guardrail sets no bound", "add: largest_increase = 0.005, or largest_decrease");
    }
    let each = section.optional_string("each", "\"household.type\"").and_then(|name| read_group(section, "each", name));
    if let (Some(each), Some(metric)) = (&each, found)
        && !metric.by.contains(each)
    {
        let hint = format!("add \"{each}\" to `by` of metric `{}`", metric.name);
        section.fault("each", format!("metric `{}` is not grouped by `{each}`", metric.name), hint);
    }
    section.finish();
    Some(Guardrail { title: title?, metric: metric?.to_owned(), largest_increase, largest_decrease, each })
}
