//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr as _;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fieldlab_domain::date::Date;
use fieldlab_domain::deployment::Role;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_domain::place::Place;
use fieldlab_domain::text::Language;
use fieldlab_registry::Reference;

use crate::command;
use crate::telemetry::LogFormat;

/// Beneath the options: what no option has.
const LOG_HELP: &str = "FIELDLAB_LOG in the environment chooses what is logged: a level (error, warn, info, debug, trace), or one for \
                        each part, such as info,fieldlab_sandbox=trace. Without it warnings are, and with --verbose what the lab does.";

/// A laboratory for public services: try a prototype on synthetic citizens, and show what came out.
#[derive(Debug, Parser)]
#[command(name = "fieldlab", version = crate::VERSION, max_term_width = 100, arg_required_else_help = true, after_help = LOG_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    places: Places,
    /// How the log is written.
    #[arg(long, global = true, value_enum, default_value_t, env = "FIELDLAB_LOG_FORMAT")]
    pub(crate) log: LogFormat,
    /// Log what the lab does, each step with how long it took.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// Where the lab keeps its data and finds prototypes and experiments.
#[derive(Clone, Debug, Args)]
pub(crate) struct Places {
    /// The data folder [default: fieldlab in the user's data home].
    #[arg(long, global = true, value_name = "DIR", env = "FIELDLAB_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// The folder with plugins/ and experiments/ [default: the nearest one upward from here].
    #[arg(long, global = true, value_name = "DIR", env = "FIELDLAB_WORKSPACE")]
    pub(crate) workspace: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the bundled prototypes, run the bundled experiments and serve the lab.
    Demo(DemoArguments),
    /// Serve the lab with what it has.
    Serve(ServeArguments),
    /// Serve a prototype with pages while it is written: each save is built, swapped in and shown.
    Dev(DevArguments),
    /// Make a new prototype that builds, passes its tests and runs.
    New(NewArguments),
    /// Build prototypes into WebAssembly components.
    Build(BuildArguments),
    /// Check a prototype: manifest, component, and whether they fit.
    Check(CheckArguments),
    /// Walk the scenarios beside a prototype: go somewhere, fill in, press, and see what is expected.
    Test(TestArguments),
    /// Try a prototype on citizens from a CSV file: one line of JSON a citizen.
    Try(TryArguments),
    /// Bring a prototype to an OCI registry.
    Publish(PublishArguments),
    /// Fetch a prototype from an OCI registry into a folder.
    Pull(PullArguments),
    /// Make keys to sign prototypes with.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Send a prototype to a lab that is served, which serves it from then on.
    Deploy(DeployArguments),
    /// Have a lab serve a version that was deployed before.
    Rollback(RollbackArguments),
    /// Make, list and take back tokens for deploying into this lab.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Make and describe synthetic citizens.
    #[command(subcommand)]
    Population(PopulationCommand),
    /// List the fields of a citizen, or tell all about one.
    Fields(FieldsArguments),
    /// Check, run and report experiments.
    #[command(subcommand)]
    Experiment(ExperimentCommand),
    /// Read the processing log: who looked at whom, at what and why.
    Log(LogArguments),
    /// List what a prototype asks for and what was decided.
    Grants(GrantsArguments),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    #[command(flatten)]
    pub(crate) serve: ServeArguments,
    /// Open the lab in a browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Prepare everything, then stop instead of serving.
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The address to listen on [default: 127.0.0.1:8780, or a free port when that one is taken].
    #[arg(long, value_name = "ADDRESS", env = "FIELDLAB_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// The domain that a proxy with https leads here: the lab answers to it, and each prototype to NAME.DOMAIN. On this machine
    /// they are at localhost and NAME.localhost.
    #[arg(long, value_name = "DOMAIN", env = "FIELDLAB_BASE_DOMAIN")]
    pub(crate) base_domain: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DevArguments {
    /// The prototype's folder.
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) serve: ServeArguments,
    /// Open the prototype in a browser.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    /// The prototype's name: lower-case letters, digits and hyphens.
    pub(crate) name: String,
    /// What to start from.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) template: Template,
    /// The folder to make it in [default: plugins/ of the workspace, or here].
    #[arg(long, value_name = "DIR")]
    pub(crate) path: Option<PathBuf>,
}

/// What a new prototype starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A rule over many citizens.
    #[default]
    Assessment,
    /// Pages that people click through.
    Service,
    /// A rule, and pages that show what it decides.
    Both,
}

impl Template {
    /// Whether it has a rule, which can be tried on citizens.
    pub(crate) fn has_rule(self) -> bool {
        self != Template::Service
    }
}

#[derive(Debug, Args)]
pub(crate) struct BuildArguments {
    /// The prototype's folder, or a folder of prototypes [default: here].
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The prototype's folder, or a component (a .wasm file).
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// The manifest of a component [default: prototype.toml beside it].
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// The prototype's folder.
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Only scenarios with this in their title or file name.
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TryArguments {
    /// The prototype: its name in the workspace, or its folder.
    pub(crate) prototype: String,
    /// The citizens: a CSV file whose columns are field names. Amounts are in euro, codes are numbers or names.
    #[arg(long, value_name = "FILE")]
    pub(crate) citizens: PathBuf,
    /// Take this set of parameter values, such as 2025.
    #[arg(long, value_name = "SET")]
    pub(crate) from: Option<String>,
    /// Give a parameter another value; may be repeated.
    #[arg(long, value_name = "PARAMETER=VALUE")]
    pub(crate) set: Vec<String>,
    /// Tell the steps that led to each decision.
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PublishArguments {
    /// The prototype's folder, or a component (a .wasm file) with prototype.toml beside it.
    pub(crate) path: PathBuf,
    /// Where to: REGISTRY/REPOSITORY[:TAG] [default tag: the prototype's version].
    #[arg(value_name = "PLACE")]
    pub(crate) place: Reference,
    /// Sign it with this private key, as `fieldlab key new` makes it.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) sign: Option<PathBuf>,
    /// The user at the registry; the password stands in FIELDLAB_REGISTRY_PASSWORD.
    #[arg(long, value_name = "NAME", env = "FIELDLAB_REGISTRY_USER")]
    pub(crate) user: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PullArguments {
    /// Where from: REGISTRY/REPOSITORY:TAG, or REGISTRY/REPOSITORY@DIGEST.
    #[arg(value_name = "PLACE")]
    pub(crate) place: Reference,
    /// The folder to make [default: the prototype's name, here].
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// Refuse it unless it is signed with the key.
    #[arg(long, requires = "key")]
    pub(crate) require_signature: bool,
    /// The public key of the publisher; when it is given, the signature is asked for.
    #[arg(long, value_name = "PUBFILE")]
    pub(crate) key: Option<PathBuf>,
    /// The user at the registry; the password stands in FIELDLAB_REGISTRY_PASSWORD.
    #[arg(long, value_name = "NAME", env = "FIELDLAB_REGISTRY_USER")]
    pub(crate) user: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a private key, and beside it the public key with .pub at the end of its name.
    New(KeyNewArguments),
}

#[derive(Debug, Args)]
pub(crate) struct KeyNewArguments {
    /// The file of the private key.
    pub(crate) file: PathBuf,
}

/// Which lab, and the right to change what it serves.
#[derive(Debug, Args)]
pub(crate) struct LabArguments {
    /// The address of the lab, as `fieldlab serve` says it.
    #[arg(long, value_name = "URL", env = "FIELDLAB_LAB")]
    pub(crate) lab: String,
    /// The token that `fieldlab token new` printed. In the environment others on this machine can't see it.
    #[arg(long, value_name = "TOKEN", env = "FIELDLAB_TOKEN", hide_env_values = true)]
    pub(crate) token: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeployArguments {
    /// The prototype's folder, or a component (a .wasm file).
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// The manifest of a component [default: prototype.toml beside it].
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) lab: LabArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RollbackArguments {
    /// The prototype.
    #[arg(value_parser = Name::parse)]
    pub(crate) name: Name,
    /// The version, such as 0.1.0.
    pub(crate) version: String,
    #[command(flatten)]
    pub(crate) lab: LabArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; its secret is printed once.
    New(NewTokenArguments),
    /// List tokens, without their secrets.
    List,
    /// Take back a token.
    Revoke(RevokeArguments),
}

#[derive(Debug, Args)]
pub(crate) struct NewTokenArguments {
    /// Whose it is, a person or a pipeline: it tells who deployed.
    #[arg(long)]
    pub(crate) name: String,
    /// The organisation that its holder deploys for: the owner in prototype.toml.
    #[arg(long)]
    pub(crate) organisation: String,
    /// What it allows: deploy, or view.
    #[arg(long, default_value = "deploy", value_parser = role)]
    pub(crate) role: Role,
    /// For how many days.
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) days: u32,
}

fn role(text: &str) -> Result<Role, String> {
    let found = Role::ALL.into_iter().find(|role| role.name() == text);
    found.ok_or_else(|| nearest_hint(text, Role::ALL.map(Role::name)))
}

#[derive(Debug, Args)]
pub(crate) struct RevokeArguments {
    /// The name of the token.
    pub(crate) name: String,
}

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

#[derive(Debug, Args)]
pub(crate) struct FieldsArguments {
    /// The field, such as person.education [default: all].
    pub(crate) name: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the reference page.
    #[arg(long, conflicts_with_all = ["json", "name"])]
    pub(crate) markdown: bool,
}

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

#[derive(Debug, Args)]
pub(crate) struct LogArguments {
    /// Only what this prototype looked at.
    #[arg(long, value_name = "NAME")]
    pub(crate) prototype: Option<String>,
    /// Only looks at this citizen: a citizen service number or a persona.
    #[arg(long, value_name = "BSN|PERSONA")]
    pub(crate) citizen: Option<String>,
    /// Only looks in this demo session.
    #[arg(long, value_name = "SESSION")]
    pub(crate) session: Option<String>,
    /// The newest so many looks, and runs.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) most: u32,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GrantsArguments {
    /// The prototype's name.
    pub(crate) prototype: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Cli {
    /// Does what the command line says.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let places = self.places;
        match self.command {
            Command::Demo(arguments) => command::demo::run(&places, arguments).await,
            Command::Serve(arguments) => command::serve::run(&places, arguments).await,
            Command::Dev(arguments) => command::dev::run(&places, arguments).await,
            Command::New(arguments) => command::new::run(&places, &arguments),
            Command::Build(arguments) => command::build::run(&arguments),
            Command::Check(arguments) => command::check::run(&places, &arguments).await,
            Command::Test(arguments) => command::test::run(&places, &arguments).await,
            Command::Try(arguments) => command::try_prototype::run(&places, &arguments),
            Command::Publish(arguments) => command::publish::run(&places, &arguments),
            Command::Pull(arguments) => command::pull::run(&arguments),
            Command::Key(KeyCommand::New(arguments)) => command::key::run(&arguments),
            Command::Deploy(arguments) => command::deploy::deploy(&places, arguments).await,
            Command::Rollback(arguments) => command::deploy::rollback(arguments).await,
            Command::Token(command) => command::token::run(&places, command).await,
            Command::Population(command) => command::population::run(command).await,
            Command::Fields(arguments) => command::fields::run(&arguments),
            Command::Experiment(command) => command::experiment::run(&places, command).await,
            Command::Log(arguments) => command::log::run(&places, arguments).await,
            Command::Grants(arguments) => command::grants::run(&places, arguments).await,
        }
    }
}
