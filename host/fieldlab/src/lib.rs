//! The `fieldlab` command: command line, configuration, wiring.
//!
//! [`main`] parses and dispatches; each subcommand is a file under `command/`; [`lab::Lab::open`] is the one place where the
//! floors meet. To add a subcommand, add its file, its variant in `cli.rs` and its line in `cli::Cli::run`.

mod again;
mod census;
mod citizens;
mod cli;
mod command;
mod deployer;
mod docker;
mod experiments;
mod exports;
mod failure;
mod house;
mod lab;
mod look;
mod openid;
mod otlp;
mod output;
mod population_report;
mod populations;
mod progress;
mod prototypes;
mod remote;
mod retention;
mod runner;
mod runs;
mod scenarios;
mod served;
mod signal;
mod telemetry;
mod tls;
mod tours;
mod trial;
mod trust;
mod versions;
mod workspace;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;

/// The version of the host, which receipts name.
pub const VERSION: &str = env!("FIELDLAB_VERSION");

/// How long is waited at the end for work that can't be broken off.
const ENDING: Duration = Duration::from_secs(2);

/// Runs the command line of this process; prints errors and returns the exit code: 0 is done, 1 failed, 2 is bad input.
pub fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    if let Err(error) = telemetry::start(cli.log, cli.verbose) {
        return failure::report(&error);
    }
    match std::panic::catch_unwind(|| run(cli)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => failure::report(&error),
        Err(panic) => failure::report_panic(panic.as_ref()),
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<()> {
    failure::quiet_panics();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().on_thread_start(fieldlab_sandbox::go_first).build()?;
    let done = runtime.block_on(cli.run());
    // Nobody who stops a lab waits for what it still does beside, such as a collector that does not answer.
    runtime.shutdown_timeout(ENDING);
    done
}
