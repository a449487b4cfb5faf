//! Arguments of the commands about synthetic citizens.

use std::path::PathBuf;
use std::str::FromStr as _;

use clap::{Args, Subcommand};
use fieldlab_domain::date::Date;
use fieldlab_domain::place::Place;

use super::ReportLanguage;

#[derive(Debug, Subcommand)]
pub(crate) enum PopulationCommand {
    /// Make synthetic citizens and write them to files.
    Make(MakeArguments),
    /// Describe a population: how it compares to published figures.
    Describe(DescribeArguments),
    /// Play the lives of a population on, month by month, into a new file and a table of what happened.
    Advance(AdvanceArguments),
}

/// Which population.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Citizens {
    /// How many persons [default: everybody of the country or of the place].
    #[arg(long, value_name = "N")]
    pub(crate) persons: Option<u64>,
    /// The seed.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The population model.
    #[arg(long, default_value = "nl-2025")]
    pub(crate) model: String,
    /// Only who lives there: "household.municipality = 0363" (or a name, or `in (0363, 0394)`), or "household.province = 27".
    #[arg(long = "where", value_name = "PLACE", value_parser = Place::from_str)]
    pub(crate) place: Option<Place>,
    /// Play their lives on to this day, such as 2026-07-01 [default: the day of the model].
    #[arg(long, value_name = "DATE", value_parser = Date::from_str)]
    pub(crate) date: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct MakeArguments {
    #[command(flatten)]
    pub(crate) citizens: Citizens,
    /// The file of persons to write: .parquet, .arrow (Arrow IPC, to be mapped into memory) or .csv (at most a million persons); or
    /// a folder, for persons.parquet and households.parquet.
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(crate) out: PathBuf,
    /// Write the personas and who live with them too, as the last rows: they are in no count, and have the numbers 9999xxxxx.
    #[arg(long)]
    pub(crate) personas: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DescribeArguments {
    /// The Parquet or Arrow file [default: the population that `make` would make].
    #[arg(conflicts_with_all = ["persons", "seed", "model", "place", "date"])]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) citizens: Citizens,
    /// Write the quality report: one page that needs nothing else.
    #[arg(long, value_name = "OUT.html")]
    pub(crate) html: Option<PathBuf>,
    /// The language of the quality report.
    #[arg(long, value_enum, default_value = "nl", requires = "html")]
    pub(crate) lang: ReportLanguage,
    /// Print JSON: all that is in the quality report.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AdvanceArguments {
    /// The Parquet or Arrow file.
    pub(crate) file: PathBuf,
    /// The day to play to: the first of a month, such as 2026-07-01.
    #[arg(long, value_name = "DATE", value_parser = Date::from_str)]
    pub(crate) to: Date,
    /// The file of persons to write, as of `population make` [default: beside FILE, with the day in its name].
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// The Parquet file of what happened [default: beside the file of persons, with -events in its name].
    #[arg(long, value_name = "FILE.parquet")]
    pub(crate) events: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
