//! How a command fails: one clear message, and an exit code that says whose turn it is.

use std::process::ExitCode;

use fieldlab_build::BuildError;
use fieldlab_domain::assessment::{Blame, LoadError};
use fieldlab_domain::fault::Faults;
use fieldlab_domain::population::PopulationError;
use fieldlab_domain::store::StoreError;
use fieldlab_experiment::plan::PlanError;
use fieldlab_experiment::run::RunError;
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

/// Prints an error and returns its exit code: 2 for bad input, 1 for the rest.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
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
            || cause.downcast_ref::<PopulationError>().is_some_and(population)
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

/// Keeps Rust's own panic message away from users; it goes to the log.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let words = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
        tracing::error!(place, what = words.unwrap_or("unknown"), "fieldlab broke");
    }));
}

/// Says that the fault is in Fieldlab itself.
pub(crate) fn report_panic() -> ExitCode {
    eprintln!("error: fieldlab broke; this is its own fault, not yours (blame: host)");
    eprintln!("  hint: nothing half-done was kept; run it again with --verbose and report what it says");
    ExitCode::FAILURE
}
