//! A prototype on its author's own machine: everything that its manifest asks for is granted, and the log is kept nowhere.

use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use fieldlab_domain::capability::GrantAll;
use fieldlab_domain::date::Date;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::Cast;
use fieldlab_domain::population::PopulationRequest;
use fieldlab_domain::processing::{
    LogEntry, LogFailure, LogFilter, Look, ProcessingLog, ProcessingRecords, Pruning, RunEntry, RunLook, Trace,
};
use fieldlab_domain::service::Visit;
use fieldlab_domain::store::StoreError;
use fieldlab_domain::text::Language;
use fieldlab_population::{PopulationCitizens, PopulationRegister, Source};
use fieldlab_sandbox::{Lent, Sandbox};
use fieldlab_web::{Services, Street};

/// How many citizens there are besides the personas: enough to search among, and there at once.
const PERSONS: u64 = 10_000;

/// What is looked at is in the trail of each visit already.
struct Nowhere;

#[async_trait]
impl ProcessingLog for Nowhere {
    async fn write(&self, _looks: Vec<Look>) -> Result<(), LogFailure> {
        Ok(())
    }

    async fn write_run(&self, _look: RunLook) -> Result<(), LogFailure> {
        Ok(())
    }
}

#[async_trait]
impl ProcessingRecords for Nowhere {
    async fn looks(&self, _: &LogFilter) -> Result<Vec<LogEntry>, StoreError> {
        Ok(Vec::new())
    }

    async fn runs(&self, _: Option<&Name>, _: u32) -> Result<Vec<RunEntry>, StoreError> {
        Ok(Vec::new())
    }

    async fn prunings(&self) -> Result<Vec<Pruning>, StoreError> {
        Ok(Vec::new())
    }
}

/// Lends a sandbox's services what they ask for. When they look at citizens those are made first: a request has no time for it.
///
/// # Errors
/// When there are no citizens to lend.
pub(crate) fn lend(sandbox: &Sandbox, services: &Services, uses_citizens: bool) -> anyhow::Result<()> {
    let (source, request) = (Arc::new(Source::new()), PopulationRequest::new("nl-2025", Some(PERSONS), 1));
    let (log, cast) = (Arc::new(Nowhere), Cast::default());
    let register = PopulationRegister::new(source.clone(), request.clone(), cast.clone());
    let street = Street::new(services.clone(), Arc::new(register), log.clone());
    let citizens = PopulationCitizens::new(source, request, cast);
    if uses_citizens {
        citizens.prepare().context("can't make citizens to try it with")?;
    }
    sandbox.lend(Lent {
        grants: Arc::new(GrantAll),
        log: log.clone(),
        citizens: Arc::new(citizens),
        neighbours: Arc::new(street),
        records: log,
    });
    Ok(())
}

/// A visit of somebody, or of nobody, that is the same each time.
pub(crate) fn visit(persona: Option<Name>, today: Date, language: Language) -> Visit {
    let trace = Trace { trace_id: [1; 16], span_id: [1; 8], parent_id: None };
    Visit { session: "trial".to_owned(), persona, today, language, seed: 1, trace, depth: 0, state: Arc::default() }
}
