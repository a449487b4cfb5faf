//! Whom prototypes can call by name: each other, and the register.

use std::sync::Arc;

use fieldlab_domain::name::Name;
use fieldlab_domain::processing::ProcessingLog;
use fieldlab_domain::register::Register;
use fieldlab_domain::service::{LabService, Neighbours, Service};

use crate::Services;
use crate::register::LentRegister;

/// The prototypes of a lab and its register, for prototypes that call them.
pub struct Street {
    services: Services,
    register: Arc<LentRegister>,
}

impl std::fmt::Debug for Street {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Street").field("services", &self.services).finish_non_exhaustive()
    }
}

impl Street {
    /// These prototypes, and this register, whose looks are written to the log.
    pub fn new(services: Services, register: Arc<dyn Register>, log: Arc<dyn ProcessingLog>) -> Street {
        Street { services, register: Arc::new(LentRegister { register, log }) }
    }
}

impl Neighbours for Street {
    fn prototype(&self, name: &Name) -> Option<Arc<dyn Service>> {
        self.services.get(name.as_str())
    }

    fn answerers(&self) -> Vec<Arc<dyn Service>> {
        let all = self.services.names().into_iter().filter_map(|name| self.services.get(name.as_str()));
        all.filter(|service| service.manifest().answers.is_some()).collect()
    }

    fn register(&self) -> Option<Arc<dyn LabService>> {
        Some(self.register.clone())
    }
}
