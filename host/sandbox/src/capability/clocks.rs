//! The time that a guest sees: a declared day, and a stopwatch of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock::{self, Instant};
use wasmtime_wasi::p2::bindings::clocks::wall_clock::{self, Datetime};
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};

use super::Lab;
use crate::state::GuestState;

/// By how much the stopwatch moves each time that it is read, in nanoseconds: 1 µs.
const STEP_NS: u64 = 1_000;

/// Seconds in a day.
const DAY_SECONDS: u64 = 86_400;

/// The time of one instance. It has nothing to do with the time outside.
#[derive(Debug)]
pub(crate) struct Clock {
    today: u64,
    /// Shared with what waits for it.
    elapsed_ns: Arc<AtomicU64>,
}

impl Clock {
    /// A clock that stands still at the start of `today`, in days since 1970-01-01; days before that are that day.
    pub(crate) fn new(today: i32) -> Clock {
        Clock { today: u64::try_from(today).unwrap_or(0), elapsed_ns: Arc::default() }
    }

    /// Puts the stopwatch at 0.
    pub(crate) fn reset(&mut self) {
        self.elapsed_ns.store(0, Ordering::Relaxed);
    }

    fn step(&mut self) -> u64 {
        self.elapsed_ns.fetch_add(STEP_NS, Ordering::Relaxed)
    }
}

/// Waiting takes no time outside: when somebody waits for it, the stopwatch jumps to the moment.
struct Moment {
    elapsed_ns: Arc<AtomicU64>,
    at: u64,
}

#[async_trait]
impl Pollable for Moment {
    async fn ready(&mut self) {
        self.elapsed_ns.fetch_max(self.at, Ordering::Relaxed);
    }
}

impl wall_clock::Host for GuestState {
    fn now(&mut self) -> Result<Datetime> {
        Ok(Datetime { seconds: self.clock.today * DAY_SECONDS, nanoseconds: 0 })
    }

    fn resolution(&mut self) -> Result<Datetime> {
        Ok(Datetime { seconds: DAY_SECONDS, nanoseconds: 0 })
    }
}

impl monotonic_clock::Host for GuestState {
    fn now(&mut self) -> Result<Instant> {
        Ok(self.clock.step())
    }

    fn resolution(&mut self) -> Result<Instant> {
        Ok(STEP_NS)
    }

    fn subscribe_instant(&mut self, at: Instant) -> Result<Resource<DynPollable>> {
        let moment = self.table.push(Moment { elapsed_ns: Arc::clone(&self.clock.elapsed_ns), at })?;
        subscribe(&mut self.table, moment)
    }

    fn subscribe_duration(&mut self, nanoseconds: Instant) -> Result<Resource<DynPollable>> {
        let at = self.clock.step().saturating_add(nanoseconds);
        self.subscribe_instant(at)
    }
}

/// Links the clocks.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    wall_clock::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    monotonic_clock::add_to_linker::<GuestState, Lab>(linker, |state| state)
}
