//! How long something takes.

use std::time::Instant;

use serde::Deserialize;

/// Seconds of the fastest and of the middle repetition; what peers print.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Times {
    pub(crate) fastest: f64,
    pub(crate) middle: f64,
}

impl Times {
    /// Of some repetitions.
    pub(crate) fn of(mut seconds: Vec<f64>) -> Times {
        seconds.sort_by(f64::total_cmp);
        Times { fastest: seconds[0], middle: seconds[seconds.len() / 2] }
    }
}

/// Times `work`; what it made is thrown away after the clock has stopped.
pub(crate) fn measure<T>(repetitions: usize, mut work: impl FnMut() -> T) -> Times {
    let seconds = |_| {
        let start = Instant::now();
        let made = work();
        let seconds = start.elapsed().as_secs_f64();
        drop(made);
        seconds
    };
    Times::of((0..repetitions).map(seconds).collect())
}
