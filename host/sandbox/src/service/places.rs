//! How many requests a prototype answers at the same time, and a short row of those that wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fieldlab_domain::service::ServiceFailure;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::{BUSY, MOST_WAIT, MOST_WAITING};

/// The places of one prototype.
#[derive(Debug)]
pub(crate) struct Places {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// One more waits, until this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Places {
    /// So many places.
    pub(crate) fn new(requests: u32) -> Places {
        Places { places: Arc::new(Semaphore::new(requests as usize)), waiting: AtomicUsize::new(0) }
    }

    /// Takes a place, waiting a little when all are taken.
    ///
    /// # Errors
    /// When too many wait already, or none came free.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, ServiceFailure> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let busy = ServiceFailure::Busy { after: BUSY };
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= MOST_WAITING {
            return Err(busy);
        }
        let waited = tokio::time::timeout(MOST_WAIT, Arc::clone(&self.places).acquire_owned()).await;
        waited.ok().and_then(Result::ok).ok_or(busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_few_wait_and_the_rest_is_told_that_it_is_busy() {
        let places = Arc::new(Places::new(1));
        let first = places.enter().await.expect("it is free");
        let waiting: Vec<_> = (0..MOST_WAITING)
            .map(|_| {
                let places = Arc::clone(&places);
                tokio::spawn(async move { places.enter().await.map(drop) })
            })
            .collect();
        while places.waiting.load(Ordering::Relaxed) < MOST_WAITING {
            tokio::task::yield_now().await;
        }
        assert_eq!(places.enter().await.map(drop), Err(ServiceFailure::Busy { after: BUSY }));
        drop(first);
        for waiter in waiting {
            assert_eq!(waiter.await.expect("it does not panic"), Ok(()));
        }
        let _taken = places.enter().await.expect("it is free again");
        assert_eq!(places.enter().await.map(drop), Err(ServiceFailure::Busy { after: BUSY }), "nobody leaves in time");
        assert_eq!(places.waiting.load(Ordering::Relaxed), 0);
    }
}
