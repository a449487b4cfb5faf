//! Arguments of the commands about grants and the processing log.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use fieldlab_domain::date::Date;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct LogArguments {
    #[command(subcommand)]
    pub(crate) command: Option<LogCommand>,
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

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Delete old entries: first it tells what there is, and with --yes it does it. The log keeps that it was done.
    Prune(PruneArguments),
}

#[derive(Debug, Args)]
pub(crate) struct PruneArguments {
    /// Delete entries of before this day (UTC), such as 2026-01-31.
    #[arg(long, value_name = "DATE")]
    pub(crate) before: Date,
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Also delete what a collector does not have yet.
    #[arg(long)]
    pub(crate) unsent: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GrantsArguments {
    /// The prototype's name.
    pub(crate) prototype: String,
    /// Allow this: a field, a capability or a prototype that it calls, or all; may be repeated.
    #[arg(long, value_name = "WHAT|all", requires = "lab")]
    pub(crate) grant: Vec<String>,
    /// Refuse this; may be repeated.
    #[arg(long, value_name = "WHAT|all", requires = "lab")]
    pub(crate) refuse: Vec<String>,
    /// The address of a lab that is served [default: the lab in the data folder, of which grants can be read].
    #[arg(long, value_name = "URL", env = "FIELDLAB_LAB")]
    pub(crate) lab: Option<String>,
    /// A token of that lab: to read with the role view, to decide with the role oversee.
    #[arg(long, value_name = "TOKEN", env = "FIELDLAB_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Trust the authorities in this PEM file, and not those of Mozilla that are built in.
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
