//! Everything that the report shows, in words: the template only lays it out.

mod changes;
mod citizens;
mod links;
mod measured;
mod origin;
mod overview;

use std::sync::LazyLock;

use askama::Template;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, ExplainedCitizen, SMALLEST_GROUP};
use fieldlab_domain::owner::Sector;
use fieldlab_domain::text::Language;

use self::changes::ChangeSection;
use self::citizens::CitizenView;
use self::links::Links;
use self::measured::{GuardrailView, MetricView};
use self::origin::{Origin, ParameterTable};
use self::overview::Overview;
use super::Context;
use super::bars::Bar;
use crate::text::Texts;

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(include_str!("../../texts/nl.ftl"), include_str!("../../texts/en.ftl")));

/// The report in one language.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Report {
    words: Words,
    language: &'static str,
    title: String,
    need: String,
    question: String,
    hypothesis: String,
    owners: Vec<OwnerView>,
    overviews: Vec<Overview>,
    changes: Vec<ChangeSection>,
    metrics: Vec<MetricView>,
    guardrails: Vec<GuardrailView>,
    citizens: Vec<CitizenView>,
    citizens_title: String,
    /// Whether the numbers have intervals.
    intervals: bool,
    parameters: Vec<ParameterTable>,
    assumptions: Vec<String>,
    limits: Vec<String>,
    /// Who it is about, and how uncertain it is.
    cohort: Vec<String>,
    origin: Origin,
}

/// What came out, without who asked and how it can be replayed.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(super) struct Outcome {
    pub(super) report: Report,
}

/// Citizens of a run.
#[derive(Template)]
#[template(path = "people.html")]
pub(super) struct People {
    words: Words,
    citizens: Vec<CitizenView>,
}

impl People {
    pub(super) fn of(evidence: &Evidence, citizens: &[ExplainedCitizen], language: Language) -> People {
        let words = Words(language);
        let view = |citizen: &ExplainedCitizen| citizens::found(evidence, citizen, words);
        People { words, citizens: citizens.iter().map(view).collect() }
    }
}

/// An owner and its sector.
struct OwnerView {
    organisation: String,
    sector: &'static str,
    sector_words: String,
}

/// A chart of horizontal bars, and the table under it.
pub(super) struct Chart {
    title: String,
    /// The classes and titles of the bars.
    legend: Vec<(String, String)>,
    /// Where 0 is, in thousandths of the width.
    zero: u32,
    rows: Vec<ChartRow>,
    table: Table,
    note: Option<String>,
}

/// One group of a chart.
struct ChartRow {
    title: String,
    bars: Vec<Bar>,
    /// Whether the bars stand end to end in one line.
    stacked: bool,
    /// The words at the end of the row; bars that have words of their own leave it empty.
    words: String,
}

/// A table: the first column names the row.
struct Table {
    caption: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<Figure>)>,
    /// The row of the whole.
    total: Option<(String, Vec<Figure>)>,
}

/// A number in a table with how far its interval reaches.
pub(super) struct Figure {
    number: String,
    reach: String,
    /// Where the citizens behind it are.
    link: Option<String>,
}

impl Figure {
    fn plain(number: String) -> Figure {
        Figure { number, reach: String::new(), link: None }
    }

    fn with_reach(number: String, reach: String) -> Figure {
        Figure { reach, ..Figure::plain(number) }
    }

    fn linked(number: String, link: Option<String>) -> Figure {
        Figure { link, ..Figure::plain(number) }
    }
}

/// The words of the report in one language.
#[derive(Clone, Copy)]
pub(super) struct Words(Language);

impl Words {
    fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// In place of a number about too few persons.
    fn few(self) -> String {
        self.with("few", &[("least", &SMALLEST_GROUP.to_string())])
    }

    fn with(self, key: &str, arguments: &[(&str, &str)]) -> String {
        TEXTS.get(self.0, key, arguments)
    }
}

/// The class of a variant in charts, by its place: the baseline is grey.
fn variant_class(at: usize) -> String {
    format!("v{}", at.min(4))
}

impl Report {
    /// Works out what is shown.
    pub(super) fn of(evidence: &Evidence, digest: &Digest, context: &Context) -> Report {
        let words = Words(context.language);
        let language = context.language;
        let experiment = &evidence.experiment;
        let links = Links(context.run.filter(|_| context.at_home));
        let texts = |texts: &[fieldlab_domain::text::Text]| -> Vec<String> {
            texts.iter().map(|text| text.get(language).to_owned()).collect()
        };
        Report {
            words,
            language: language.code(),
            title: experiment.title.get(language).to_owned(),
            need: experiment.need_question.get(language).to_owned(),
            question: experiment.question.get(language).to_owned(),
            hypothesis: experiment.hypothesis.get(language).to_owned(),
            owners: experiment.owners.iter().map(|owner| owner_view(owner, words)).collect(),
            overviews: overview::of(evidence, links, words),
            changes: changes::of(evidence, links, words),
            metrics: measured::metrics(evidence, words),
            guardrails: measured::guardrails(evidence, words),
            citizens: citizens::of(evidence, words),
            citizens_title: citizens::title(evidence, words),
            intervals: evidence.cohort.replicates > 1,
            parameters: origin::parameters(evidence, words),
            assumptions: texts(&evidence.assumptions),
            limits: texts(&evidence.limits),
            cohort: origin::cohort(evidence, words),
            origin: origin::of(evidence, digest, context),
        }
    }
}

fn owner_view(owner: &fieldlab_domain::owner::Owner, words: Words) -> OwnerView {
    let sector = match owner.sector {
        Sector::Government => "government",
        Sector::Society => "society",
        Sector::Market => "market",
    };
    OwnerView { organisation: owner.organisation.clone(), sector, sector_words: words.get(&format!("sector-{sector}")) }
}

#[cfg(test)]
mod tests;
