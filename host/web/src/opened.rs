//! Evidence that was read and checked before. It never changes once it is sealed, so the last of it is kept.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, SealedEvidence};

/// How much is kept: a run's takes some hundreds of kilobytes.
const MOST: usize = 128;

/// Sealed evidence and what it says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opened {
    pub(crate) sealed: SealedEvidence,
    pub(crate) evidence: Evidence,
}

/// The evidence that was opened last. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct OpenedEvidence(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    by_digest: HashMap<Digest, Arc<Opened>>,
    /// In the order in which they came.
    order: VecDeque<Digest>,
}

impl OpenedEvidence {
    pub(crate) fn get(&self, digest: &Digest) -> Option<Arc<Opened>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_digest.get(digest).cloned()
    }

    /// Keeps it, and lets go of what came first when there is too much.
    pub(crate) fn keep(&self, opened: Opened) -> Arc<Opened> {
        let (digest, opened) = (opened.sealed.digest.clone(), Arc::new(opened));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.by_digest.insert(digest.clone(), opened.clone()).is_none() {
            kept.order.push_back(digest);
        }
        while kept.order.len() > MOST
            && let Some(first) = kept.order.pop_front()
        {
            kept.by_digest.remove(&first);
        }
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_experiment::report;

    #[test]
    fn the_last_is_kept_and_no_more_than_fits() {
        let all = OpenedEvidence::default();
        let nth = |nth: usize| {
            let mut evidence = report::sample();
            evidence.cohort.persons = nth as u64;
            Opened { sealed: evidence.seal(), evidence }
        };
        for number in 0..=MOST {
            all.keep(nth(number));
            all.keep(nth(number));
        }
        assert_eq!(all.get(&nth(0).sealed.digest), None);
        for number in [1, MOST] {
            assert_eq!(
                all.get(&nth(number).sealed.digest).map(|found| found.evidence.cohort.persons),
                Some(number as u64)
            );
        }
    }
}
