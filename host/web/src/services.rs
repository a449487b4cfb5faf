//! The web services of prototypes, by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use fieldlab_domain::name::Name;
use fieldlab_domain::service::Service;

type ByName = BTreeMap<Name, Arc<dyn Service>>;

/// The web services of prototypes, by name. Clones share them, so that a new version takes over while the lab is served.
#[derive(Clone, Default)]
pub struct Services(Arc<RwLock<ByName>>);

impl Services {
    /// Puts a service under a name; what was there before finishes what it is answering.
    pub fn put(&self, name: Name, service: Arc<dyn Service>) {
        // A map of pointers is whole whatever happened to those who held it.
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name, service);
    }

    /// Takes away the service under a name; it finishes what it is answering.
    pub fn remove(&self, name: &Name) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> Vec<Name> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// The service under this name.
    pub fn get(&self, name: &str) -> Option<Arc<dyn Service>> {
        let name = Name::parse(name).ok()?;
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&name).cloned()
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.0.read().unwrap_or_else(PoisonError::into_inner).keys()).finish()
    }
}

impl FromIterator<(Name, Arc<dyn Service>)> for Services {
    fn from_iter<I: IntoIterator<Item = (Name, Arc<dyn Service>)>>(services: I) -> Services {
        Services(Arc::new(RwLock::new(services.into_iter().collect())))
    }
}
