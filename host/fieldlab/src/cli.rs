//! The command line. Commands that belong together have their arguments in a file of their own.

mod distribution;
mod experiment;
mod member;
mod population;
mod privacy;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::distribution::*;
pub(crate) use self::experiment::*;
pub(crate) use self::member::*;
pub(crate) use self::population::*;
pub(crate) use self::privacy::*;
use crate::command;
use crate::telemetry::LogFormat;

/// Beneath the options: what no option has.
const LOG_HELP: &str = "FIELDLAB_LOG in the environment chooses what is logged: a level (error, warn, info, debug, trace), or one for \
                        each part, such as info,fieldlab_sandbox=debug. Without it warnings are, and with --verbose what the lab does.";

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
    /// Invite, list and take off members of this lab.
    #[command(subcommand)]
    Member(MemberCommand),
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
    /// List what a prototype asks for and what was decided, or decide.
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
    /// The domain that leads here over https, by a proxy or by --tls-cert: the lab answers to it, and each prototype to NAME.DOMAIN. On this machine
    /// they are at localhost and NAME.localhost. A lab under a domain is for its members.
    #[arg(long, value_name = "DOMAIN", env = "FIELDLAB_BASE_DOMAIN")]
    pub(crate) base_domain: Option<String>,
    /// The certificate of the domain and of the names under it, in PEM, with those that lead to it: the lab speaks https itself, and needs
    /// no proxy. A renewed one is found by itself.
    #[arg(long, value_name = "FILE", env = "FIELDLAB_TLS_CERT", requires = "tls_key", requires = "base_domain")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM.
    #[arg(long, value_name = "FILE", env = "FIELDLAB_TLS_KEY", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Serve the lab to its members, who log in. Without it, it is for the user of this machine, who may do everything.
    #[arg(long, env = "FIELDLAB_MEMBERS")]
    pub(crate) members: bool,
    /// The OpenID provider where members log in too, such as https://login.example.nl: its address, as it says it itself. Whom it does not
    /// know logs in with a passphrase.
    #[arg(long, value_name = "URL", env = "FIELDLAB_OPENID_ISSUER", requires = "openid_client")]
    pub(crate) openid_issuer: Option<String>,
    /// What that provider knows the lab by. Its way back is ADDRESS/login/openid/back.
    #[arg(long, value_name = "ID", env = "FIELDLAB_OPENID_CLIENT", requires = "openid_issuer")]
    pub(crate) openid_client: Option<String>,
    /// A file with the secret that the provider gave the lab, when it gave one.
    #[arg(long, value_name = "FILE", env = "FIELDLAB_OPENID_SECRET", requires = "openid_issuer")]
    pub(crate) openid_secret: Option<PathBuf>,
    /// What people call the provider [default: the name of its machine].
    #[arg(long, value_name = "NAME", env = "FIELDLAB_OPENID_NAME", requires = "openid_issuer")]
    pub(crate) openid_name: Option<String>,
    /// How the lab looks: a TOML file with `name`, `logo`, `accent` and `band`, or some of them.
    #[arg(long, value_name = "FILE", env = "FIELDLAB_LOOK")]
    pub(crate) look: Option<PathBuf>,
    /// Take signed prototypes only: by one of the keys of --trust.
    #[arg(long, env = "FIELDLAB_REQUIRE_SIGNATURE", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) require_signature: bool,
    /// A public key, as `fieldlab key new` makes it beside the private one; may be repeated. In the environment with commas between.
    #[arg(long, value_name = "PUBFILE", env = "FIELDLAB_TRUST", value_delimiter = ',')]
    pub(crate) trust: Vec<PathBuf>,
    /// Send the processing log to this collector of OpenTelemetry, by OTLP over HTTP, such as http://127.0.0.1:4318 [default:
    /// OTEL_EXPORTER_OTLP_ENDPOINT in the environment].
    #[arg(long, value_name = "URL")]
    pub(crate) otlp: Option<String>,
    /// Delete entries of the processing log after so many days [default: never].
    #[arg(long, value_name = "N", env = "FIELDLAB_KEEP_LOG_DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) keep_log_days: Option<u32>,
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
    /// What to start from [default: assessment; service in another language than Rust].
    #[arg(long, value_enum)]
    pub(crate) template: Option<Template>,
    /// What to write it in: a rule in Rust, pages in each of them.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: ProgrammingLanguage,
    /// The folder to make it in [default: plugins/ of the workspace, or here].
    #[arg(long, value_name = "DIR")]
    pub(crate) path: Option<PathBuf>,
}

/// What a new prototype starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A rule over many citizens.
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

    /// Whether it has pages, which can be seen in a browser.
    pub(crate) fn has_pages(self) -> bool {
        self != Template::Assessment
    }
}

/// What a prototype is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgrammingLanguage {
    /// Rust, built by cargo.
    #[default]
    Rust,
    /// JavaScript, built with Node.js.
    Js,
    /// Python.
    Python,
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
            Command::Key(KeyCommand::Sign(arguments)) => command::sign::run(&arguments),
            Command::Deploy(arguments) => command::deploy::deploy(&places, arguments).await,
            Command::Rollback(arguments) => command::deploy::rollback(arguments).await,
            Command::Token(command) => command::token::run(&places, command).await,
            Command::Member(command) => command::member::run(&places, command).await,
            Command::Population(command) => command::population::run(command).await,
            Command::Fields(arguments) => command::fields::run(&arguments),
            Command::Experiment(command) => command::experiment::run(&places, command).await,
            Command::Log(arguments) => command::log::run(&places, arguments).await,
            Command::Grants(arguments) => command::grants::run(&places, arguments).await,
        }
    }
}
