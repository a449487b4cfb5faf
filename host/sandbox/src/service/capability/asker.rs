//! Who asks: a prototype, in one request, on behalf of a visit. Here is checked what it may, and written what it looked at.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Capability, Granted};
use fieldlab_domain::field::FieldName;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::processing::{LogFailure, LookStatus, Trace, looks};
use fieldlab_domain::service::{Caller, Visit};
use fieldlab_domain::trail::Event;

use super::handles::Handles;
use super::lent::Lent;
use crate::capability::random::Random;
use crate::limits::MOST_LINE;
use crate::service::run::Shared;
use crate::words::one_line;

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The manifest does not ask for it: the line that would.
    Undeclared(String),
    /// The lab did not grant it: what.
    NotGranted(String),
}

/// A prototype in one request.
pub(crate) struct Asker {
    service: Arc<Shared>,
    visit: Visit,
    /// What was granted when it first asked for something in this request.
    granted: OnceLock<Arc<Granted>>,
    steps: AtomicU64,
    looks: AtomicU32,
}

impl Asker {
    pub(crate) fn new(service: Arc<Shared>, visit: Visit) -> Asker {
        Asker { service, visit, granted: OnceLock::new(), steps: AtomicU64::new(0), looks: AtomicU32::new(0) }
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.service.manifest
    }

    pub(crate) fn service(&self) -> &Shared {
        &self.service
    }

    pub(crate) fn visit(&self) -> &Visit {
        &self.visit
    }

    pub(crate) fn lent(&self) -> &Lent {
        self.service.host.lent()
    }

    pub(crate) fn handles(&self) -> Handles {
        Handles::new(self.visit.seed)
    }

    /// Refuses what the manifest does not ask for, or the lab did not grant.
    pub(crate) fn may(&self, capability: Capability) -> Result<(), Refused> {
        let name = capability.name();
        let uses = self.manifest().service.as_ref().map(|service| service.uses.as_slice()).unwrap_or_default();
        let refused = if !uses.contains(&capability) {
            Refused::Undeclared(format!("[service] uses = [\"{name}\"]"))
        } else if !self.granted().capabilities.contains(&capability) {
            Refused::NotGranted(format!("`{name}`"))
        } else {
            return Ok(());
        };
        self.refuse(format!("{name}: {}", words(&refused)));
        Err(refused)
    }

    /// Refuses the first field that the manifest does not ask for, or the lab did not grant.
    pub(crate) fn may_see(&self, fields: &[FieldName]) -> Result<(), Refused> {
        let refused = fields.iter().find_map(|field| {
            if !self.manifest().grants_field(field.as_str()) {
                return Some(Refused::Undeclared(format!("[[grants]] fields = [\"{field}\"]")));
            }
            let granted = self.granted().fields.contains(field);
            (!granted).then(|| Refused::NotGranted(format!("`{field}`")))
        });
        refused.map_or(Ok(()), Err)
    }

    pub(crate) fn granted(&self) -> &Arc<Granted> {
        self.granted.get_or_init(|| self.lent().grants.granted(self.manifest()))
    }

    /// Leaves in the trail that something was refused.
    pub(crate) fn refuse(&self, what: String) {
        let what = one_line(&what, MOST_LINE);
        self.visit.state.happened(Event::Refused { prototype: self.manifest().name.clone(), what });
    }

    /// Takes so many citizens from what this request may look at; the most that it may when that is too many.
    pub(crate) fn count_looks(&self, citizens: usize) -> Result<(), u32> {
        let most = self.manifest().limits.service.looks;
        let more = u32::try_from(citizens).unwrap_or(u32::MAX);
        // However often it asks, the number does not begin again at 0.
        let add = |before: u32| Some(before.saturating_add(more));
        let before = self.looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).unwrap_or(u32::MAX);
        if before.saturating_add(more) > most { Err(most) } else { Ok(()) }
    }

    /// A step of this click.
    pub(crate) fn step(&self) -> Trace {
        let parent = u64::from_be_bytes(self.visit.trace.span_id);
        let number = self.steps.fetch_add(1, Ordering::Relaxed);
        self.visit.trace.child(Random::new(parent ^ number.rotate_left(48)).next())
    }

    /// This asker, as a service of the lab or another prototype gets to know it.
    pub(crate) fn caller(&self, trace: Trace) -> Caller {
        let visit = Visit { trace, depth: self.visit.depth + 1, ..self.visit.clone() };
        let (manifest, digest) = (Arc::clone(&self.service.manifest), self.service.digest.clone());
        Caller { manifest, digest, granted: Arc::clone(self.granted()), visit }
    }

    /// Writes that citizens were looked at, or that looking was refused, and leaves it in the trail. Nothing may be told before.
    pub(crate) async fn looked(
        &self,
        subjects: &[(Option<Bsn>, LookStatus)],
        fields: &[FieldName],
    ) -> Result<(), LogFailure> {
        let (manifest, digest) = (self.manifest(), &self.service.digest);
        let looks = looks(manifest, digest, &self.visit, subjects, fields, || self.step());
        if looks.is_empty() {
            return Ok(());
        }
        self.lent().log.write(looks.clone()).await?;
        looks.into_iter().for_each(|look| self.visit.state.happened(Event::Looked(look)));
        Ok(())
    }
}

/// A refusal in words, for the trail and for logs.
pub(crate) fn words(refused: &Refused) -> String {
    match refused {
        Refused::Undeclared(line) => format!("the manifest does not ask for it; add: {line}"),
        Refused::NotGranted(what) => format!("{what} was not granted"),
    }
}
