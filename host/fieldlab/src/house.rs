//! How the lab is set up and fares, and the quality reports of its populations.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use fieldlab_domain::population::{PopulationError, PopulationRequest};
use fieldlab_domain::text::Language;
use fieldlab_experiment::runner::RunnerError;
use fieldlab_population::Source;
use fieldlab_web::{House, Room, Setup};

use crate::lab::{Lab, registered};
use crate::population_report::{self, Described};

/// Those of one lab.
pub(crate) struct LabHouse {
    setup: Setup,
    data: PathBuf,
    populations: Arc<Source>,
    /// Reports that were made before, by model and language: citizens do not change.
    reports: Mutex<BTreeMap<(String, &'static str), String>>,
}

impl LabHouse {
    /// Those of a lab that is set up so.
    pub(crate) fn new(lab: &Lab, setup: Setup) -> LabHouse {
        LabHouse { setup, data: lab.data.clone(), populations: lab.populations.clone(), reports: Mutex::default() }
    }
}

fn report(populations: &Source, request: &PopulationRequest, language: Language) -> anyhow::Result<String> {
    let population = populations.make(request)?;
    let summary = fieldlab_population::describe(population.as_ref())?;
    let made_again = population_report::make_again(&summary.identity, &summary.content)?;
    Ok(population_report::html(&Described { summary, made_again, file: None }, language))
}

#[async_trait]
impl House for LabHouse {
    fn setup(&self) -> &Setup {
        &self.setup
    }

    fn room(&self) -> Room {
        // What was written last may be in the file beside it (SQLite's write-ahead log).
        let size = |name: &str| std::fs::metadata(self.data.join(name)).map_or(0, |file| file.len());
        Room { database: size("lab.db") + size("lab.db-wal"), free: free(&self.data) }
    }

    async fn quality(&self, model: &str, language: Language) -> Result<Option<String>, RunnerError> {
        if !fieldlab_population::models().contains(&model) {
            return Ok(None);
        }
        let key = (model.to_owned(), language.code());
        let known = self.reports.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let request = PopulationRequest { model: model.to_owned(), ..registered() };
        let populations = self.populations.clone();
        let made = tokio::task::spawn_blocking(move || report(&populations, &request, language)).await;
        let made = made.map_err(|error| RunnerError::Lab(error.to_string()))?;
        let html = made.map_err(|error| match error.downcast::<PopulationError>() {
            Ok(error) => RunnerError::Bad(error.to_string()),
            Err(error) => RunnerError::Lab(format!("{error:#}")),
        })?;
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).insert(key, html.clone());
        Ok(Some(html))
    }
}

/// What is free on a disk for who is no administrator of it, in bytes.
#[cfg(unix)]
fn free(folder: &std::path::Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_folder: &std::path::Path) -> Option<u64> {
    None
}
