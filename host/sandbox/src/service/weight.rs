//! Whether a prototype's requests compute for long: those of one that does begin on the slow threads.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::limits::{HEAVY_FOR, QUICK};

/// When a request of a prototype last computed for long.
#[derive(Debug, Default)]
pub(crate) struct Weight {
    /// In milliseconds after the start of the process, and 1; 0 for never.
    last_ms: AtomicU64,
}

impl Weight {
    /// Whether one of its requests computed for long a moment ago.
    pub(crate) fn is_heavy(&self) -> bool {
        self.is_heavy_at(now())
    }

    /// A request computed for this long.
    pub(crate) fn note(&self, used: Duration) {
        self.note_at(used, now());
    }

    fn is_heavy_at(&self, now: Duration) -> bool {
        let last = self.last_ms.load(Ordering::Relaxed);
        last > 0 && milliseconds(now).saturating_sub(last) < milliseconds(HEAVY_FOR)
    }

    fn note_at(&self, used: Duration, now: Duration) {
        if used >= QUICK {
            self.last_ms.store(milliseconds(now) + 1, Ordering::Relaxed);
        }
    }
}

fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_request_makes_a_prototype_heavy_for_a_while() {
        let weight = Weight::default();
        let start = Duration::from_secs(60);
        weight.note_at(QUICK / 2, start);
        assert!(!weight.is_heavy_at(start), "that is quick");
        weight.note_at(QUICK, start);
        assert!(weight.is_heavy_at(start) && weight.is_heavy_at(start + HEAVY_FOR / 2));
        weight.note_at(QUICK / 2, start + HEAVY_FOR / 2);
        assert!(!weight.is_heavy_at(start + HEAVY_FOR * 2));
    }
}
