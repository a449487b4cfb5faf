//! Single figures of a population beside the published ones.

use fieldlab_domain::text::Text;
use serde::Serialize;

use super::counts::Counts;
use crate::margins::{Count, Margin, MarginKind, Theme};

/// One figure of the population beside the published one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Its key in the model's `margins.toml`.
    pub key: String,
    /// What it is about.
    pub theme: Theme,
    /// What it is.
    pub title: Text,
    /// What kind of number it is.
    pub kind: MarginKind,
    /// In the population, for the whole country.
    pub found: f64,
    /// As published.
    pub published: f64,
    /// The difference as a share of the published figure.
    pub error: f64,
    /// Whether the model is solved for it; the others come out by themselves.
    pub held: bool,
    /// Whether it is the model's own assumption, which nobody published.
    pub assumed: bool,
    /// The year of the figure, when its source names one.
    pub year: Option<u16>,
    /// Where it was published.
    pub source: String,
}

impl Comparison {
    /// Compares a figure; `count` is there for those that are counted, the others are worked out by their key.
    pub(super) fn of(margin: &Margin, count: Option<Count>, counts: &Counts, weight: f64) -> Comparison {
        let private = counts.private_households.max(1) as f64;
        let found = match (count, margin.key.as_str(), margin.kind) {
            (Some(count), _, MarginKind::Persons) => count.found as f64 * weight,
            (Some(count), ..) => count.found as f64 / count.all.max(1) as f64,
            (_, "mean_size", _) => counts.private_persons as f64 / private,
            (_, "disposable", _) => counts.disposable as f64 / private,
            (_, "standardised", _) => counts.standardised as f64 / private,
            (_, "gini", _) => counts.gini(),
            (_, "gross", _) => counts.gross as f64 / counts.with_gross.max(1) as f64,
            (_, "wealth", _) => counts.median_wealth(),
            (_, "energy_cost", _) => counts.energy_cost as f64 / private,
            _ => unreachable!("a test holds that each figure can be counted"),
        };
        Comparison {
            key: margin.key.clone(),
            theme: margin.theme,
            title: margin.title.clone(),
            kind: margin.kind,
            found,
            published: margin.value,
            error: found / margin.value - 1.0,
            held: margin.held,
            assumed: margin.assumed,
            year: margin.year,
            source: margin.source.clone(),
        }
    }
}

/// All figures in a few numbers; what the model assumes itself is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// How many published figures there are.
    pub figures: usize,
    /// Of them, how many are within 1%.
    pub within: usize,
    /// How many the model is held to.
    pub held: usize,
    /// Of them, how many are within 1%.
    pub held_within: usize,
    /// How many figures are the model's own, which nobody published.
    pub assumed: usize,
    /// The key of the figure that is furthest off.
    pub largest: String,
}

impl Overview {
    pub(super) fn of(comparisons: &[Comparison]) -> Overview {
        let published = || comparisons.iter().filter(|one| !one.assumed);
        let within = |one: &&Comparison| one.error.abs() <= 0.01;
        let largest = published().max_by(|one, other| one.error.abs().total_cmp(&other.error.abs()));
        Overview {
            figures: published().count(),
            within: published().filter(within).count(),
            held: published().filter(|one| one.held).count(),
            held_within: published().filter(|one| one.held).filter(within).count(),
            assumed: comparisons.len() - published().count(),
            largest: largest.map(|one| one.key.clone()).unwrap_or_default(),
        }
    }
}
