//! Taking back what a request kept when it fails.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Place, size};
use crate::service::capability::Asker;

/// What a request changed, to take it back when it fails: a visitor who sees that it went wrong finds everything as it was.
///
/// Others of the same session see changes at once; what they put in the same place in between goes too.
pub(crate) struct Undo {
    asker: Arc<Asker>,
    /// Whether the request ended well.
    ended_well: Arc<AtomicBool>,
    /// What was there before, for each place that was changed.
    before: Mutex<BTreeMap<Place, Option<Vec<u8>>>>,
}

impl Undo {
    pub(crate) fn new(asker: Arc<Asker>, ended_well: Arc<AtomicBool>) -> Undo {
        Undo { asker, ended_well, before: Mutex::default() }
    }

    /// Notes what was there; the first time counts.
    pub(super) fn note(&self, place: Place, old: Option<Vec<u8>>) {
        self.before.lock().unwrap_or_else(PoisonError::into_inner).entry(place).or_insert(old);
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        let before = std::mem::take(self.before.get_mut().unwrap_or_else(PoisonError::into_inner));
        if before.is_empty() || self.ended_well.load(Ordering::Acquire) {
            return;
        }
        self.asker.visit().state.with_values(&self.asker.manifest().name, |values| {
            for (place, old) in before {
                match old {
                    Some(old) => values.entries.insert(place, old),
                    None => values.entries.remove(&place),
                };
            }
            values.bytes = values.entries.iter().map(|(place, value)| size(place, value)).sum();
        });
    }
}
