//! How long a guest computes, by the processor's clock: its waiting does not count, nor what others take of the machine.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The time that one request computed.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    used_ns: AtomicU64,
    /// When its thread's clock began with it.
    began_ns: AtomicU64,
}

impl Meter {
    /// The calling thread begins to compute for it.
    pub(crate) fn begin(&self) {
        self.began_ns.store(thread_ns(), Ordering::Relaxed);
    }

    /// The calling thread, which began it, turns to something else.
    pub(crate) fn pause(&self) {
        self.used_ns.store(self.used_ns_on_the_way(), Ordering::Relaxed);
    }

    /// What it computed until it last paused.
    pub(crate) fn used(&self) -> Duration {
        Duration::from_nanos(self.used_ns.load(Ordering::Relaxed))
    }

    /// What it computed until now; to be asked on the thread that began.
    pub(crate) fn used_on_the_way(&self) -> Duration {
        Duration::from_nanos(self.used_ns_on_the_way())
    }

    fn used_ns_on_the_way(&self) -> u64 {
        let since = thread_ns().saturating_sub(self.began_ns.load(Ordering::Relaxed));
        self.used_ns.load(Ordering::Relaxed).saturating_add(since)
    }
}

/// What the calling thread computed since it began, in nanoseconds.
#[cfg(unix)]
fn thread_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec).unwrap_or(0), u64::try_from(time.tv_nsec).unwrap_or(0));
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

/// Where threads have no clock of their own: the time that passes.
#[cfg(not(unix))]
fn thread_ns() -> u64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computing_counts_and_waiting_does_not() {
        let meter = Meter::default();
        meter.begin();
        while meter.used_on_the_way() < Duration::from_millis(1) {
            std::hint::spin_loop();
        }
        meter.pause();
        let used = meter.used();
        assert!(used >= Duration::from_millis(1));
        assert_eq!(meter.used(), used, "it pauses");
        meter.begin();
        meter.pause();
        assert!(meter.used() >= used);
    }
}
