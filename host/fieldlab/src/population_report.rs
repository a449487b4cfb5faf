//! The quality report of a population: one page that needs nothing else, for who has to trust the numbers.
//!
//! [`view`] works out all that is shown, in one language; `templates/population.html` lays it out. To add a part, add it to the view,
//! to the template and to both files in `texts/`.

mod again;
mod charts;
mod view;

use std::sync::LazyLock;

use askama::Template as _;
use fieldlab_domain::text::Language;
use fieldlab_experiment::text::{Texts, number};
use fieldlab_population::Summary;
use serde::Serialize;

pub(crate) use self::again::{Again, make_again};

/// How the report looks, on the theme and the style of the reports of experiments.
const STYLE: &str = include_str!("population_report/population.css");

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(include_str!("../texts/nl.ftl"), include_str!("../texts/en.ftl")));

/// All that is known of a population.
#[derive(Debug, Serialize)]
pub(crate) struct Described {
    /// What it is like.
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// Made again on 1 and on 2 threads; none when this version makes other citizens of its identity.
    pub(crate) made_again: Option<Vec<Again>>,
    /// The file that it was read from.
    pub(crate) file: Option<String>,
}

/// The report as a page.
pub(crate) fn html(described: &Described, language: Language) -> String {
    view::Page::of(described, Words(language)).render().expect("writing to a string does not fail")
}

/// The words of the report in one language.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    fn with(self, key: &str, arguments: &[(&str, &str)]) -> String {
        TEXTS.get(self.0, key, arguments)
    }

    fn number(self, value: f64, decimals: usize) -> String {
        number(self.0, value, decimals)
    }

    fn whole(self, value: f64) -> String {
        self.number(value, 0)
    }

    /// A fraction as a percentage.
    fn percent(self, share: f64, decimals: usize) -> String {
        format!("{}%", self.number(share * 100.0, decimals))
    }

    /// A relative difference with its sign.
    fn difference(self, error: f64) -> String {
        let decimals = if error.abs() < 0.1 { 2 } else { 1 };
        let written = self.percent(error, decimals);
        let is_zero = !written.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if error > 0.0 && !is_zero { format!("+{written}") } else { written }
    }
}

#[cfg(test)]
mod tests;
