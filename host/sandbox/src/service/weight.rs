//! How long a prototype's requests compute: those of one that usually computes for long let those of others go first.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::limits::HEAVY;

/// The part of the average that one request is: an eighth, so that a handful of requests says how a prototype is.
const PART: u64 = 8;

/// The time that the latest requests of a prototype computed for, on average.
#[derive(Debug, Default)]
pub(crate) struct Weight {
    average_ns: AtomicU64,
}

impl Weight {
    /// Whether its requests usually compute for long.
    pub(crate) fn is_heavy(&self) -> bool {
        self.average_ns.load(Ordering::Relaxed) > HEAVY.as_nanos() as u64
    }

    fn note(&self, used: Duration) {
        let used = u64::try_from(used.as_nanos()).unwrap_or(u64::MAX) / PART;
        // Two that end at the same moment may lose one of them: it is an average.
        let average = self.average_ns.load(Ordering::Relaxed);
        self.average_ns.store(average - average / PART + used, Ordering::Relaxed);
    }
}

/// A future that measures how long it computes, and notes that when it is gone.
pub(crate) struct Metered<F> {
    future: Pin<Box<F>>,
    used: Duration,
    weight: Arc<Weight>,
}

impl<F: Future> Metered<F> {
    pub(crate) fn new(future: F, weight: Arc<Weight>) -> Metered<F> {
        Metered { future: Box::pin(future), used: Duration::ZERO, weight }
    }
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let began = Instant::now();
        let polled = self.future.as_mut().poll(context);
        self.used += began.elapsed();
        polled
    }
}

impl<F> Drop for Metered<F> {
    fn drop(&mut self) {
        self.weight.note(self.used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_long_requests_make_a_prototype_heavy_and_short_ones_light_again() {
        let weight = Weight::default();
        weight.note(HEAVY);
        assert!(!weight.is_heavy(), "one is not enough");
        for _ in 0..3 {
            weight.note(HEAVY * 10);
        }
        assert!(weight.is_heavy());
        for _ in 0..30 {
            weight.note(Duration::from_micros(100));
        }
        assert!(!weight.is_heavy());
    }
}
