//! Whether a prototype's requests compute for long: those of one that does begin on the slow threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::{HEAVY_FOR, HEAVY_PART, QUICK};

/// When a request of a prototype last computed for long, as far as such requests weigh among all of it.
#[derive(Debug, Default)]
pub(crate) struct Weight {
    /// In milliseconds after the start of the process, and 1; 0 for never.
    last_ms: AtomicU64,
    lately: Mutex<Lately>,
}

/// What its requests computed in the last while: each [`HEAVY_FOR`] what was before counts half.
#[derive(Debug, Default)]
struct Lately {
    since: Duration,
    all: Duration,
    /// That of requests that computed for long.
    long: Duration,
}

impl Lately {
    /// Whether a request that computed for this long makes its prototype heavy. A single one among many does not: a busy machine
    /// makes a quick guest look slow once in some hundred times.
    fn tips(&mut self, used: Duration, now: Duration) -> bool {
        let halves = now.saturating_sub(self.since).as_millis() / HEAVY_FOR.as_millis();
        if halves > 0 {
            let part = 1 << halves.min(31);
            (self.since, self.all, self.long) = (now, self.all / part, self.long / part);
        }
        self.all += used;
        if used < QUICK {
            return false;
        }
        self.long += used;
        self.long * HEAVY_PART >= self.all
    }
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
        if self.lately.lock().unwrap_or_else(PoisonError::into_inner).tips(used, now) {
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

    #[test]
    fn one_long_request_among_many_quick_ones_does_not() {
        let weight = Weight::default();
        let start = Duration::from_secs(60);
        (0..1_000).for_each(|_| weight.note_at(QUICK / 20, start));
        weight.note_at(QUICK * 2, start);
        assert!(!weight.is_heavy_at(start));
        (0..10).for_each(|_| weight.note_at(QUICK * 2, start));
        assert!(weight.is_heavy_at(start), "now they weigh");
    }
}
