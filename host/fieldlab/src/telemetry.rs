//! Logs: for people or as JSON lines, on the error output.

use std::env::VarError;
use std::io::IsTerminal as _;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::failure::usage;

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// A JSON object a line.
    Json,
}

/// Starts logging. `FIELDLAB_LOG` chooses what is logged, as `fieldlab=debug,tower_http=info`; without it warnings are, and with
/// `verbose` what the lab does, each span with its duration.
///
/// # Errors
/// When `FIELDLAB_LOG` can't be read.
pub(crate) fn start(format: LogFormat, verbose: bool) -> anyhow::Result<()> {
    let default = if verbose { "info,fieldlab=debug,sqlx=warn" } else { "warn" };
    let asked = match std::env::var("FIELDLAB_LOG") {
        Err(VarError::NotPresent) => default.to_owned(),
        Err(error) => return Err(refused(&error)),
        Ok(asked) if asked.trim().is_empty() => default.to_owned(),
        Ok(asked) => asked,
    };
    let filter = EnvFilter::try_new(asked).map_err(|error| refused(&error))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_span_events(FmtSpan::CLOSE);
    match format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

fn refused(error: &dyn std::error::Error) -> anyhow::Error {
    let hint = "write a level, or one for each part: FIELDLAB_LOG=debug or FIELDLAB_LOG=info,fieldlab_sandbox=debug";
    usage(format!("FIELDLAB_LOG can't be read: {error}"), hint)
}
