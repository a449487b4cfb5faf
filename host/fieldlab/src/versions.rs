//! The web services of versions that are not current, each loaded when somebody first asks for it.

use std::sync::{Arc, Mutex as Lock, PoisonError};

use fieldlab_domain::deployment::DeployFailure;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::Service;
use tokio::sync::Mutex;

/// How many are kept; then the one that was asked for longest ago goes, and is loaded anew when somebody comes back.
const MOST: usize = 32;

/// What there is of a version: a web service, or none.
type Loaded = Option<Arc<dyn Service>>;

/// The versions that were asked for. A version never changes, so what was loaded stays right.
#[derive(Default)]
pub(crate) struct Versions {
    /// The one that was asked for last is the last.
    loaded: Lock<Vec<(Name, String, Loaded)>>,
    /// One at a time: compiling takes all cores.
    turn: Mutex<()>,
}

impl Versions {
    /// A version, by way of `load` when it is not here.
    pub(crate) async fn get(
        &self,
        name: &Name,
        version: &str,
        load: impl Future<Output = Result<Loaded, DeployFailure>>,
    ) -> Result<Loaded, DeployFailure> {
        if let Some(found) = self.find(name, version) {
            return Ok(found);
        }
        let _turn = self.turn.lock().await;
        if let Some(found) = self.find(name, version) {
            return Ok(found);
        }
        let loaded = load.await?;
        let mut all = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push((name.clone(), version.to_owned(), loaded.clone()));
        Ok(loaded)
    }

    fn find(&self, name: &Name, version: &str) -> Option<Loaded> {
        // A list of pointers is whole whatever happened to those who held it.
        let mut all = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().position(|(one, number, _)| one == name && number == version)?;
        let found = all.remove(found);
        all.push(found.clone());
        Some(found.2)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_version_is_loaded_once_until_too_many_others_were_asked_for() {
        let (versions, loads) = (Versions::default(), AtomicU32::new(0));
        let name = Name::parse("proef").expect("a name");
        let get = async |version: &str| {
            let load = async {
                loads.fetch_add(1, Ordering::Relaxed);
                Ok(None)
            };
            versions.get(&name, version, load).await.expect("it is loaded");
            loads.load(Ordering::Relaxed)
        };
        assert_eq!((get("0.1.0").await, get("0.1.0").await), (1, 1));
        for other in 1..MOST {
            get(&format!("1.0.{other}")).await;
        }
        assert_eq!(get("0.1.0").await, MOST as u32, "it is still here");
        get("2.0.0").await;
        assert_eq!(get("0.1.0").await, MOST as u32 + 1, "another one had to go");
        assert_eq!(get("1.0.1").await, MOST as u32 + 2, "the one that was asked for longest ago");
    }
}
