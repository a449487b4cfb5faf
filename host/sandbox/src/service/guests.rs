//! The threads that guests run on, apart from those that accept requests and keep time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Semaphore;
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};

use super::state::{ServiceState, link};

/// As many as the machine runs at the same time, and at least 2, so that one loop does not keep everybody waiting.
pub(crate) fn default_threads() -> usize {
    thread::available_parallelism().map_or(2, usize::from).max(2)
}

/// Where services run.
pub(crate) struct Guests {
    /// There until it is dropped.
    runtime: Option<Runtime>,
    pub(crate) linker: Linker<ServiceState>,
}

impl Guests {
    /// Starts `threads` threads.
    pub(crate) fn start(engine: &Engine, threads: usize) -> Result<Guests> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name("fieldlab-guests")
            // A guest that computes gives way once a tick. Timers and new requests are looked at each time that one does,
            // instead of once in 61 times, which with ticks of 10 ms would be more than half a second.
            .event_interval(1)
            .global_queue_interval(1)
            .enable_time()
            .build()?;
        let mut linker = Linker::new(engine);
        link(&mut linker)?;
        Ok(Guests { runtime: Some(runtime), linker })
    }

    /// The threads.
    pub(crate) fn threads(&self) -> &Handle {
        self.runtime.as_ref().expect("it is there until it is dropped").handle()
    }
}

impl Drop for Guests {
    /// Without waiting, since it may be dropped on one of its own threads or on one that may not block.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Who computes for long leaves a thread free for those who are quick.
///
/// Each tick has a few tokens, one less than there are threads; to compute on after its free ticks a guest takes one, for a
/// tick. Those who wait for one are served in turn.
#[derive(Debug)]
pub(crate) struct Pace {
    tokens: Semaphore,
    most: usize,
    /// Ticks so far.
    ticks: AtomicU64,
    /// The tick in which a request of a prototype that is quick last began or ended.
    quick: AtomicU64,
}

/// For how many ticks after a request of a quick prototype the others still wait for leave: whoever clicks, clicks again.
const QUICK_TICKS: u64 = 20;

impl Pace {
    /// The pace for a number of threads.
    pub(crate) fn new(threads: usize) -> Pace {
        let most = threads.saturating_sub(1).max(1);
        Pace { tokens: Semaphore::new(most), most, ticks: AtomicU64::new(QUICK_TICKS), quick: AtomicU64::new(0) }
    }

    /// New tokens for a new tick; what was not used is not saved.
    pub(crate) fn tick(&self) {
        self.ticks.fetch_add(1, Ordering::Relaxed);
        self.tokens.add_permits(self.most.saturating_sub(self.tokens.available_permits()));
    }

    /// A request of a prototype that is quick begins or ends.
    pub(crate) fn quick(&self) {
        self.quick.store(self.ticks.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Lets requests of quick prototypes go first, when there were some a moment ago.
    pub(crate) async fn give_way(&self) {
        let since = self.ticks.load(Ordering::Relaxed).saturating_sub(self.quick.load(Ordering::Relaxed));
        if since < QUICK_TICKS {
            self.leave().await;
        }
    }

    /// Waits for leave to compute for a tick.
    pub(crate) async fn leave(&self) {
        if let Ok(token) = self.tokens.acquire().await {
            token.forget();
        }
    }
}
