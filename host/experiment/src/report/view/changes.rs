//! Who gains and who loses, by group and by amount.

use fieldlab_domain::evidence::{Change, ChangeBand, ChangeBreakdown, ChangeResult, Estimate, Evidence};
use fieldlab_domain::text::Text;

use super::links::Links;
use super::measured::{MOST_BARS, is_ranked};
use super::{Chart, ChartRow, Figure, Table, Words};
use crate::report::bars::{Axis, stacked};
use crate::report::format::{Format, percent};
use crate::text::large_number;

/// The changes under one variant.
pub(crate) struct ChangeSection {
    pub(crate) variant: String,
    pub(crate) charts: Vec<Chart>,
}

pub(super) fn of(evidence: &Evidence, links: Links, words: Words) -> Vec<ChangeSection> {
    let section = |change: &ChangeResult| {
        let variant = evidence.variants.iter().find(|variant| variant.name == change.variant);
        let by = change.by.iter().map(|breakdown| by_group(change, breakdown, links, words));
        ChangeSection {
            variant: variant.map_or_else(String::new, |variant| variant.title.get(words.0).to_owned()),
            charts: by.chain(histogram(change, words)).collect(),
        }
    };
    evidence.changes.iter().map(section).collect()
}

fn legend(words: Words) -> Vec<(String, String)> {
    ["lose", "same", "gain"].map(|class| (class.to_owned(), words.get(&format!("legend-word-{class}")))).into()
}

fn by_group(change: &ChangeResult, breakdown: &ChangeBreakdown, links: Links, words: Words) -> Chart {
    let mut groups: Vec<(String, Change, Option<i64>)> = breakdown
        .groups
        .iter()
        .map(|group| (group.group.title.get(words.0).to_owned(), group.change, group.group.key))
        .collect();
    let mean_or_none = |change: &Change| mean(change).unwrap_or(0.0);
    if is_ranked(&breakdown.field) {
        groups.sort_by(|(_, one, _), (_, other, _)| mean_or_none(other).total_cmp(&mean_or_none(one)));
    }
    let whole = mean_or_none(&change.overall).abs();
    let largest = groups.iter().map(|(_, change, _)| mean_or_none(change).abs()).fold(whole, f64::max);
    let format = Format::new(words.0, change.unit, largest);
    let share = |part: Option<f64>, change: &Change| match part {
        Some(part) => percent(words.0, part, change.persons),
        None => words.few(),
    };
    let row = |(title, change, _): &(String, Change, Option<i64>)| ChartRow {
        title: title.clone(),
        bars: stacked(&[
            ("lose", change.lose.unwrap_or(0.0)),
            ("same", change.same().unwrap_or(change.persons)),
            ("gain", change.gain.unwrap_or(0.0)),
        ]),
        stacked: true,
        words: words
            .with("lose-and-gain", &[("lose", &share(change.lose, change)), ("gain", &share(change.gain, change))]),
    };
    let figures = |of: &Change, key: Option<i64>, all: bool| {
        // Those of small groups that stand together have no key.
        let people = |who: &str, persons: Option<f64>| {
            let link = links.people(&change.variant, who, key.map(|key| (&breakdown.field, key)));
            link.filter(|_| (all || key.is_some()) && persons.is_some_and(|persons| persons > 0.0))
        };
        vec![
            Figure::plain(large_number(words.0, of.persons)),
            Figure::linked(share(of.lose, of), people("loses", of.lose)),
            Figure::linked(share(of.gain, of), people("gains", of.gain)),
            Figure::plain(mean(of).map_or_else(|| words.few(), |mean| format.difference(mean))),
        ]
    };
    let title = words.with("changes-by", &[("field", &lower(breakdown.title.get(words.0)))]);
    Chart {
        legend: legend(words),
        zero: 0,
        rows: groups.iter().take(MOST_BARS).map(row).collect(),
        note: note(&breakdown.left_out, groups.len(), words),
        table: Table {
            caption: title.clone(),
            columns: vec![
                breakdown.title.get(words.0).to_owned(),
                words.get("column-persons"),
                words.get("legend-word-lose"),
                words.get("legend-word-gain"),
                words.get("column-mean-change"),
            ],
            rows: groups.iter().map(|(title, change, key)| (title.clone(), figures(change, *key, false))).collect(),
            total: Some((words.get("total"), figures(&change.overall, None, true))),
        },
        title,
    }
}

/// What persons get more or less on average; those who do not change count.
fn mean(change: &Change) -> Option<f64> {
    let net = change.net()?;
    Some(if change.persons == 0.0 { 0.0 } else { net / change.persons })
}

/// Why a chart has no groups, or not all.
pub(super) fn note(left_out: &Option<Text>, groups: usize, words: Words) -> Option<String> {
    let only_first = || words.with("only-first", &[("count", &MOST_BARS.to_string())]);
    let why = left_out.as_ref().map(|why| why.get(words.0).to_owned());
    why.or_else(|| (groups > MOST_BARS).then(only_first))
}

fn histogram(change: &ChangeResult, words: Words) -> Option<Chart> {
    if change.histogram.is_empty() {
        return None;
    }
    let axis = Axis::up_to(change.histogram.iter().map(|band| band.persons).fold(0.0, f64::max));
    let row = |band: &ChangeBand| {
        let estimate = Estimate { value: band.persons, low: None, high: None };
        ChartRow {
            title: band_title(change, band, words),
            bars: vec![axis.bar(band_class(band), &estimate, String::new())],
            stacked: false,
            words: percent(words.0, band.persons, change.overall.persons),
        }
    };
    let figures = |persons: f64| {
        vec![
            Figure::plain(large_number(words.0, persons)),
            Figure::plain(percent(words.0, persons, change.overall.persons)),
        ]
    };
    let bands = || change.histogram.iter();
    let title = words.get("changes-by-amount");
    Some(Chart {
        legend: Vec::new(),
        zero: 0,
        rows: bands().map(row).collect(),
        note: None,
        table: Table {
            caption: title.clone(),
            columns: vec![words.get("column-change"), words.get("column-persons"), words.get("column-share")],
            rows: bands().map(|band| (band_title(change, band, words), figures(band.persons))).collect(),
            total: Some((words.get("total"), figures(change.overall.persons))),
        },
        title,
    })
}

fn band_class(band: &ChangeBand) -> &'static str {
    match (band.from, band.to) {
        (Some(from), Some(to)) if from == 0.0 && to == 0.0 => "same",
        (Some(from), _) if from >= 0.0 => "gain",
        _ => "lose",
    }
}

fn band_title(change: &ChangeResult, band: &ChangeBand, words: Words) -> String {
    let amount = |value: f64| {
        let format = Format::new(words.0, change.unit, if value.fract() == 0.0 { 1000.0 } else { value });
        format.show(value.abs())
    };
    match (band_class(band), band.from, band.to) {
        ("gain", Some(from), Some(to)) => words.with("band-more", &[("from", &amount(from)), ("to", &amount(to))]),
        ("gain", Some(from), None) => words.with("band-most", &[("from", &amount(from))]),
        ("lose", Some(from), Some(to)) => words.with("band-less", &[("from", &amount(to)), ("to", &amount(from))]),
        ("lose", None, Some(to)) => words.with("band-least", &[("from", &amount(to))]),
        _ => words.get("band-none"),
    }
}

/// A title inside a sentence.
pub(super) fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
