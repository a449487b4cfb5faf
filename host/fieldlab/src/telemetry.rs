//! Logs: for people or as JSON lines, on the error output.

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

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
pub(crate) fn start(format: LogFormat, verbose: bool) {
    let default = if verbose { "info,fieldlab=debug,sqlx=warn" } else { "warn" };
    let filter = EnvFilter::try_from_env("FIELDLAB_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_span_events(FmtSpan::CLOSE);
    match format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
}
