//! Arguments of the commands about experiments.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use fieldlab_domain::text::Language;

#[derive(Debug, Subcommand)]
pub(crate) enum ExperimentCommand {
    /// Check a declaration: all its faults at once.
    Check(ExperimentCheckArguments),
    /// Run an experiment and seal its evidence.
    Run(RunArguments),
    /// List experiments and their runs.
    List(ListArguments),
    /// Write the report of a run.
    Report(ReportArguments),
    /// Run again what a run ran, and compare the bytes.
    Replay(ReplayArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ExperimentCheckArguments {
    /// The experiment: its folder or its name in the workspace.
    pub(crate) experiment: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// The experiment: its folder or its name in the workspace.
    pub(crate) experiment: String,
    /// Take this many persons in place of the declared number.
    #[arg(long, value_name = "N")]
    pub(crate) persons: Option<u64>,
    /// Take this seed in place of the declared one.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Draw this many populations in place of the declared number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) replicates: Option<u32>,
    /// Take citizens from a file of `population make` in place of making them, when it is a population that the experiment asks
    /// for; may be repeated. The result is the same.
    #[arg(long, value_name = "FILE")]
    pub(crate) population: Vec<PathBuf>,
    /// Use this many threads [default: all cores]; the result is the same on any number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) threads: Option<u32>,
    /// Print the evidence as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One self-contained page.
    Html,
    /// The sealed evidence.
    Json,
    /// One line a number.
    Csv,
}

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportLanguage {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl ReportLanguage {
    pub(crate) fn language(self) -> Language {
        match self {
            ReportLanguage::Nl => Language::Nl,
            ReportLanguage::En => Language::En,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// The number of the run.
    pub(crate) run: i64,
    /// How it is written.
    #[arg(long, value_enum, default_value = "html")]
    pub(crate) format: ReportFormat,
    /// The language of an HTML report.
    #[arg(long, value_enum, default_value = "nl")]
    pub(crate) lang: ReportLanguage,
    /// The file to write; - is the standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    /// The number of a run of this lab, or a file with evidence: a report as JSON.
    pub(crate) evidence: String,
    /// Use this many threads [default: all cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) threads: Option<u32>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
