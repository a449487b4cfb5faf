//! Shows evidence to people: as a page, as a part of a page, as JSON and as CSV.
//!
//! [`view`] works out everything that is shown, in one language; the templates only lay it out. To add a part to the report, add
//! it to the view, to `templates/report.html` and to both files in `texts/`.

mod bars;
mod export;
mod format;
mod sample;
mod totals;
mod view;

use askama::Template;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, ExplainedCitizen};
use fieldlab_domain::text::Language;

pub use export::{csv, json, read_json};
pub use format::Format;
pub use sample::sample;
pub use totals::check_totals;

/// Colours, type and spacing, for the report and the lab.
pub const THEME: &str = include_str!("report/theme.css");

/// How the report looks, on [`THEME`].
pub const STYLE: &str = include_str!("report/report.css");

/// In which language, and of which run.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The language.
    pub language: Language,
    /// The run's number in the lab, when it has one: for the replay command.
    pub run: Option<i64>,
    /// Whether it stands among the lab's own pages, where numbers lead to the citizens behind them.
    pub at_home: bool,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    language: &'static str,
    title: String,
    /// Safe: it is made by [`fragment`].
    report: String,
}

/// The report as a file that needs nothing else.
pub fn html(evidence: &Evidence, digest: &Digest, context: &Context) -> String {
    let page = Page {
        language: context.language.code(),
        title: evidence.experiment.title.get(context.language).to_owned(),
        report: fragment(evidence, digest, context),
    };
    page.render().expect("writing to a string does not fail")
}

/// What came out, as a part of a page: who gains and who loses, what was measured and whether the guardrails hold. For something that
/// was only tried, and of which nothing is kept.
pub fn outcome(evidence: &Evidence, language: Language) -> String {
    let digest = Digest::of(&[]);
    let report = view::Report::of(evidence, &digest, &Context { language, run: None, at_home: false });
    view::Outcome { report }.render().expect("writing to a string does not fail")
}

/// Citizens of a run, explained, as a part of a page.
pub fn people(evidence: &Evidence, citizens: &[ExplainedCitizen], language: Language) -> String {
    view::People::of(evidence, citizens, language).render().expect("writing to a string does not fail")
}

/// The report as a part of a page that has [`THEME`] and [`STYLE`]; without scripts and inline styles.
pub fn fragment(evidence: &Evidence, digest: &Digest, context: &Context) -> String {
    view::Report::of(evidence, digest, context).render().expect("writing to a string does not fail")
}
