//! Charts: bars beside published ones, and the pyramid of ages. Places are in thousandths of the width of a chart.

use fieldlab_population::{AgeBand, Group};

use super::Words;

/// A chart of horizontal bars with its table.
pub(super) struct BarChart {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) source: String,
    pub(super) rows: Vec<BarRow>,
}

/// One group of a chart.
pub(super) struct BarRow {
    pub(super) title: String,
    pub(super) here: u32,
    /// None when nobody published it.
    pub(super) published: Option<u32>,
    /// The share of all, or the value where there is no whole.
    pub(super) words: String,
    pub(super) here_words: String,
    pub(super) published_words: String,
    pub(super) error_words: String,
    /// For who can't see the bars, and beneath the pointer.
    pub(super) alt: String,
}

/// A chart of groups that are parts of a whole, highest first when `ranked`.
pub(super) fn parts(
    words: Words,
    id: &'static str,
    title: &str,
    groups: &[Group],
    ranked: bool,
    source: &str,
) -> BarChart {
    let mut groups: Vec<&Group> = groups.iter().collect();
    if ranked {
        groups.sort_by(|one, other| other.found.total_cmp(&one.found));
    }
    let all: f64 = groups.iter().map(|group| group.found).sum::<f64>().max(1.0);
    let largest = largest(groups.iter().flat_map(|group| [Some(group.found), group.published]).flatten());
    let row = |group: &&Group| {
        let share = words.percent(group.found / all, 1);
        let title = group.title.get(words.0).to_owned();
        bar_row(words, title, group.found, group.published, largest, share, 0)
    };
    let (title, source) = (words.get(title), source.to_owned());
    BarChart { id, title, note: String::new(), source, rows: groups.iter().map(row).collect() }
}

/// One bar beside the published one.
pub(super) fn bar_row(
    words: Words,
    title: String,
    here: f64,
    published: Option<f64>,
    largest: f64,
    label: String,
    decimals: usize,
) -> BarRow {
    let place = |value: f64| (value / largest * 1000.0).round().clamp(0.0, 1000.0) as u32;
    let here_words = words.number(here, decimals);
    let published_words = published.map(|value| words.number(value, decimals)).unwrap_or_default();
    let legend = (words.get("legend-here"), words.get("legend-published"));
    let mut alt = format!("{title}. {}: {here_words}", legend.0);
    if published.is_some() {
        alt.push_str(&format!(", {}: {published_words}", legend.1.to_lowercase()));
    }
    BarRow {
        here: place(here),
        published: published.map(place),
        words: label,
        error_words: published.map(|value| words.difference(relative(here, value))).unwrap_or_default(),
        alt,
        title,
        here_words,
        published_words,
    }
}

/// The difference as a share; 0 when there is nothing to compare with.
pub(super) fn relative(here: f64, published: f64) -> f64 {
    if published > 0.0 { here / published - 1.0 } else { 0.0 }
}

pub(super) fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max).max(1e-9)
}

/// The pyramid of ages: men to the left, women to the right, the eldest on top; each side a drawing of 1000 by ten a band.
pub(super) struct Pyramid {
    /// The bands from the top.
    pub(super) rows: Vec<PyramidRow>,
    /// The height of a drawing.
    pub(super) height: usize,
    /// The published line of men and of women, as the points of a path.
    pub(super) line_men: String,
    pub(super) line_women: String,
    /// The ends of the scale.
    pub(super) ticks: Vec<String>,
    pub(super) alt_men: String,
    pub(super) alt_women: String,
    pub(super) source: String,
}

/// One band.
pub(super) struct PyramidRow {
    pub(super) band: String,
    /// The top in the drawing.
    pub(super) y: usize,
    pub(super) men: u32,
    pub(super) women: u32,
    /// Men here and published, women here and published, in words.
    pub(super) words: [String; 4],
}

const BAND: usize = 10;

impl Pyramid {
    pub(super) fn of(words: Words, ages: &[AgeBand], source: &str) -> Pyramid {
        let each = |age: &AgeBand| [age.men, age.women, age.published_men, age.published_women];
        let step = 100_000.0;
        let end = (largest(ages.iter().flat_map(each)) / step).ceil() * step;
        let place = |value: f64| (value / end * 1000.0).round() as u32;
        let from_top = || ages.iter().rev().enumerate();
        let rows = from_top().map(|(at, age)| PyramidRow {
            band: age.band.clone(),
            y: at * BAND,
            men: place(age.men),
            women: place(age.women),
            words: [age.men, age.published_men, age.women, age.published_women].map(|value| words.whole(value)),
        });
        let line = |of: &dyn Fn(&AgeBand) -> f64, mirrored: bool| {
            let mut path = String::new();
            for (at, age) in from_top() {
                let x = place(of(age));
                let x = if mirrored { 1000 - x } else { x };
                let start = if at == 0 { 'M' } else { 'L' };
                path.push_str(&format!("{start}{x} {}V{}", at * BAND, (at + 1) * BAND));
            }
            path
        };
        let ticks = [end, end / 2.0, 0.0].map(|value| words.whole(value / 1000.0));
        let alt = |sex: &str| format!("{}: {}", words.get("chart-pyramid"), words.get(sex));
        Pyramid {
            rows: rows.collect(),
            height: ages.len() * BAND,
            line_men: line(&|age| age.published_men, true),
            line_women: line(&|age| age.published_women, false),
            ticks: ticks.to_vec(),
            alt_men: alt("men"),
            alt_women: alt("women"),
            source: source.to_owned(),
        }
    }
}
