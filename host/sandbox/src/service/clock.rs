//! The time that a service sees: it begins at the visit's day, and passes as it does outside.

use std::time::{Duration, Instant};

use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// Seconds in a day.
const DAY_SECONDS: u64 = 86_400;

/// The time of one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    start: Instant,
    midnight: Duration,
}

impl Clock {
    /// A clock that starts now, at the beginning of `today`, in days since 1970-01-01; days before that are that day.
    pub(crate) fn new(today: i32) -> Clock {
        let days = u64::try_from(today).unwrap_or(0);
        Clock { start: Instant::now(), midnight: Duration::from_secs(days * DAY_SECONDS) }
    }
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.midnight + self.start.elapsed()
    }
}

impl HostMonotonicClock for Clock {
    fn resolution(&self) -> u64 {
        1_000
    }

    /// It starts at 0, so that it says nothing of the machine or of other requests.
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}
