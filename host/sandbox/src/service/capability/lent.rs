//! What the lab lends to services: where citizens, grants and the log are.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Granted, Grants};
use fieldlab_domain::citizens::{Citizen, Citizens, CitizensFailure, Relation};
use fieldlab_domain::column::Value;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::{
    LogEntry, LogFailure, LogFilter, Look, ProcessingLog, ProcessingRecords, Pruning, RunEntry, RunLook,
};
use fieldlab_domain::service::{LabService, Neighbours, Service};
use fieldlab_domain::store::StoreError;

/// What the lab lends to services.
#[derive(Clone)]
pub struct Lent {
    /// Says what was granted.
    pub grants: Arc<dyn Grants>,
    /// Where looks at citizens are written.
    pub log: Arc<dyn ProcessingLog>,
    /// Who can be looked at.
    pub citizens: Arc<dyn Citizens>,
    /// Who can be called.
    pub neighbours: Arc<dyn Neighbours>,
    /// Where people read who looked at them.
    pub records: Arc<dyn ProcessingRecords>,
}

impl Lent {
    /// Nothing: each request for something is refused.
    pub fn nothing() -> Lent {
        let nothing = Arc::new(Nothing);
        Lent {
            grants: nothing.clone(),
            log: nothing.clone(),
            citizens: nothing.clone(),
            neighbours: nothing.clone(),
            records: nothing,
        }
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Lent").finish_non_exhaustive()
    }
}

/// Grants nothing, knows nobody and writes nothing.
struct Nothing;

impl Grants for Nothing {
    fn granted(&self, _manifest: &Manifest) -> Arc<Granted> {
        Arc::default()
    }
}

#[async_trait]
impl ProcessingLog for Nothing {
    async fn write(&self, _looks: Vec<Look>) -> Result<(), LogFailure> {
        Err(LogFailure("there is none".to_owned()))
    }

    async fn write_run(&self, _look: RunLook) -> Result<(), LogFailure> {
        Err(LogFailure("there is none".to_owned()))
    }
}

#[async_trait]
impl ProcessingRecords for Nothing {
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

#[async_trait]
impl Citizens for Nothing {
    fn persona(&self, _persona: &Name) -> Option<Bsn> {
        None
    }

    async fn look_up(&self, _: &[Bsn], _: &[FieldName]) -> Result<Vec<Option<Citizen>>, CitizensFailure> {
        Err(CitizensFailure("there are none".to_owned()))
    }

    async fn related(&self, _: Bsn, _: Relation) -> Result<Vec<Bsn>, CitizensFailure> {
        Err(CitizensFailure("there are none".to_owned()))
    }

    async fn search(&self, _: &[(FieldName, Value)], _: usize) -> Result<Vec<Bsn>, CitizensFailure> {
        Err(CitizensFailure("there are none".to_owned()))
    }
}

impl Neighbours for Nothing {
    fn prototype(&self, _name: &Name) -> Option<Arc<dyn Service>> {
        None
    }

    fn register(&self) -> Option<Arc<dyn LabService>> {
        None
    }
}
