//! The threads that guests run on, apart from those that accept requests and keep time: quick ones for those that answer at
//! once, and slow ones, which give way to all others, for those that compute for long.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use super::turns::Turns;
use crate::priority::{give_way, go_first};

/// As many as the machine runs at the same time, and at least 2, so that one loop does not keep everybody waiting.
pub(crate) fn default_threads() -> usize {
    thread::available_parallelism().map_or(2, usize::from).max(2)
}

/// Where services run.
pub(crate) struct Guests {
    /// There until they are dropped.
    quick: Option<Runtime>,
    slow: Option<Runtime>,
    threads: usize,
}

impl Guests {
    /// Starts `threads` threads of each kind.
    pub(crate) fn start(threads: usize) -> io::Result<Guests> {
        // A prototype that comes new goes before the next steps of those that are there: see `turns.rs`.
        let quick = threads_of("fieldlab-quick", threads).global_queue_interval(1).on_thread_start(go_first).build()?;
        let slow = threads_of("fieldlab-slow", threads)
            // A guest that computes gives way once a tick. Timers and new requests are looked at each time that one does,
            // instead of once in 61 times.
            .event_interval(1)
            .global_queue_interval(1)
            .on_thread_start(give_way)
            .build()?;
        Ok(Guests { quick: Some(quick), slow: Some(slow), threads })
    }

    /// The turns of one prototype on the threads for guests that answer at once.
    pub(crate) fn turns(&self) -> Turns {
        Turns::new(self.quick.as_ref().expect("it is there until it is dropped").handle().clone(), self.threads)
    }

    /// The threads for guests that compute for long.
    pub(crate) fn slow(&self) -> &Handle {
        self.slow.as_ref().expect("it is there until it is dropped").handle()
    }
}

fn threads_of(name: &'static str, threads: usize) -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads.max(1)).thread_name(name).enable_time();
    builder
}

impl Drop for Guests {
    /// Without waiting, since it may be dropped on one of its own threads or on one that may not block.
    fn drop(&mut self) {
        for runtime in [self.quick.take(), self.slow.take()].into_iter().flatten() {
            runtime.shutdown_background();
        }
    }
}
