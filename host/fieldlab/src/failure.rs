//! How a command fails: one clear message, and an exit code that says whose turn it is.

use std::any::Any;
use std::io;
use std::process::ExitCode;

use fieldlab_build::BuildError;
use fieldlab_domain::assessment::{Blame, Failure, LoadError};
use fieldlab_domain::fault::Faults;
use fieldlab_domain::population::PopulationError;
use fieldlab_domain::store::StoreError;
use fieldlab_experiment::plan::PlanError;
use fieldlab_experiment::run::RunError;
use fieldlab_population::WriteError;
use fieldlab_registry::RegistryError;
use fieldlab_web::ExposedAddress;

/// What the user gave can't be used; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("{what}\n  hint: {hint}")]
pub(crate) struct UsageError {
    what: String,
    hint: String,
}

/// An error of the user's: what is wrong, and what to do.
pub(crate) fn usage(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    UsageError { what: what.into(), hint: hint.into() }.into()
}

/// The command found what it looked for, and it is bad news that was printed already: exit with code 1 and say no more.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Told(pub(crate) &'static str);

/// A prototype failed, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{failure}\n  hint: {hint}")]
pub(crate) struct PrototypeFailed {
    pub(crate) failure: Failure,
    pub(crate) hint: &'static str,
}

/// Prints an error and returns its exit code: 2 for bad input, 1 for the rest.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    if error.downcast_ref::<Told>().is_none() {
        eprintln!("{}", message(error));
    }
    if is_bad_input(error) { ExitCode::from(2) } else { ExitCode::FAILURE }
}

fn message(error: &anyhow::Error) -> String {
    match error.downcast_ref::<Faults>() {
        Some(Faults(faults)) => {
            let count = match faults.len() {
                1 => "1 fault".to_owned(),
                count => format!("{count} faults"),
            };
            format!("error: {count}; nothing was changed\n{error}")
        }
        None => format!("error: {error:#}"),
    }
}

fn is_bad_input(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let load = |error: &LoadError| error.blame == Blame::Guest;
        let population = |error: &PopulationError| !matches!(error, PopulationError::MissingField { .. });
        cause.is::<UsageError>()
            || cause.is::<Faults>()
            || cause.is::<BuildError>()
            || cause.is::<ExposedAddress>()
            || cause.downcast_ref::<LoadError>().is_some_and(load)
            || cause.downcast_ref().is_some_and(RegistryError::is_bad_input)
            || cause.downcast_ref::<PopulationError>().is_some_and(population)
            || matches!(cause.downcast_ref(), Some(WriteError::Target(error)) if population(error))
            || cause.downcast_ref::<PlanError>().is_some_and(|error| match error {
                PlanError::Load(error) => load(error),
                PlanError::Population(error) => population(error),
            })
            || cause.downcast_ref().is_some_and(|error| {
                matches!(error, StoreError::NotFound { .. } | StoreError::Newer { .. } | StoreError::Damaged { .. })
            })
            || matches!(cause.downcast_ref(), Some(RunError::EmptyCohort { .. } | RunError::SmallCohort { .. }))
    })
}

/// Whether nobody reads the output any longer, as with `| head`: that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref().and_then(serde_json::Error::io_error_kind);
        kind.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

/// Whether it is the panic of `println!` when nobody reads the output any longer; it has no type of its own.
fn is_broken_pipe_panic(panic: &(dyn Any + Send)) -> bool {
    let words = panic_words(panic).unwrap_or_default();
    words.starts_with("failed printing to stdout") && words.to_ascii_lowercase().contains("broken pipe")
}

fn panic_words(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str))
}

/// Keeps Rust's own panic message away from users; it goes to the log.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if is_broken_pipe_panic(panic.payload()) {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, what = panic_words(panic.payload()).unwrap_or("unknown"), "fieldlab broke");
    }));
}

/// Says that the fault is in Fieldlab itself.
pub(crate) fn report_panic(panic: &(dyn Any + Send)) -> ExitCode {
    if is_broken_pipe_panic(panic) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: fieldlab broke; this is its own fault, not yours (blame: host)");
    eprintln!("  hint: nothing half-done was kept; run it again with --verbose and report what it says");
    ExitCode::FAILURE
}
