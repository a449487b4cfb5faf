//! Counts people for the pages of the lab, among the citizens of its register.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use fieldlab_domain::condition::Condition;
use fieldlab_domain::population::PopulationSource as _;
use fieldlab_experiment::census::{Census, Headcount, count};
use fieldlab_experiment::runner::RunnerError;
use fieldlab_population::Source;

use crate::lab::registered;

/// How many counts are kept; then it begins anew.
const KEPT: usize = 10_000;

/// Counts among the citizens of the register, who are the same each time: what was counted once is known.
pub(crate) struct LabCensus {
    populations: Arc<Source>,
    known: Mutex<BTreeMap<String, Headcount>>,
}

impl LabCensus {
    /// Counts in populations of `populations`.
    pub(crate) fn new(populations: Arc<Source>) -> LabCensus {
        LabCensus { populations, known: Mutex::default() }
    }
}

#[async_trait]
impl Census for LabCensus {
    async fn count(&self, conditions: &[Condition]) -> Result<Vec<Headcount>, RunnerError> {
        let new: Vec<Condition> = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            conditions.iter().filter(|one| !known.contains_key(&one.to_string())).cloned().collect()
        };
        let mut counted: BTreeMap<String, Headcount> = BTreeMap::new();
        if !new.is_empty() {
            let populations = self.populations.clone();
            let work = move || {
                let population = populations.population(&registered())?;
                let counts = count(population.as_ref(), &new)?;
                Ok::<_, fieldlab_domain::population::PopulationError>((new, counts))
            };
            let done = tokio::task::spawn_blocking(work).await.map_err(|error| RunnerError::Lab(error.to_string()))?;
            let (new, counts) = done.map_err(|error| RunnerError::Bad(error.to_string()))?;
            counted = new.iter().map(ToString::to_string).zip(counts).collect();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = |one: &Condition| {
            let key = one.to_string();
            counted.get(&key).or_else(|| known.get(&key)).copied()
        };
        let all: Option<Vec<Headcount>> = conditions.iter().map(found).collect();
        if known.len() + counted.len() > KEPT {
            known.clear();
        }
        known.append(&mut counted);
        all.ok_or_else(|| RunnerError::Lab("a count was lost".to_owned()))
    }
}
