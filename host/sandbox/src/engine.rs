//! The engines that compile and run all prototypes, and the clock of their deadlines.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use fieldlab_domain::manifest::Limits;
use wasmtime::{
    Cache, CacheConfig, Config, Enabled, Engine, EngineWeak, InstanceAllocationStrategy, OptLevel,
    PoolingAllocationConfig, Result, WasmBacktraceDetails,
};

use crate::limits::{
    MEBIBYTE, MOST_CORE_INSTANCES, MOST_MEMORIES, MOST_TABLE_ELEMENTS, MOST_TABLES, STACK_BYTES, TICK, TICKS_A_LOOK,
};

/// Address space kept for each memory: 4 GiB, all that a 32-bit guest can name, so that no access needs a check.
///
/// It is address space, not memory: with 256 instances 1 TiB of the 128 TiB that a process has.
const RESERVED_BYTES: u64 = 4 << 30;

/// Memory of an instance that stays with the process after use, to be wiped instead of given back: 2 MiB.
///
/// It stays in each place of the pool that was ever used, not only in those that are kept warm: 512 MiB with 256 places.
/// Where the system can tell which pages were used (Linux from 6.7) only those are wiped. Elsewhere it is set to 0, since
/// wiping all of it takes longer than asking the system for fresh pages.
const RESIDENT_BYTES: usize = 2 * MEBIBYTE;

/// Places in the pool that keep what they were last used for, unused, to start that prototype faster: 32.
const MOST_WARM: u32 = 32;

/// The size on disk at which the oldest compiled components are thrown away: 512 MiB.
const CACHE_BYTES: u64 = 512 << 20;

/// The names of functions in what a guest's author sees of a trap: 20.
const FRAMES: usize = 20;

/// Whether components have tasks beside each other, as those of WASI 0.3 do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tasks {
    /// One call at a time, which goes faster.
    None,
    Many,
}

/// Makes an engine. `instances` is how many may run at the same time, `cache` keeps compiled components.
///
/// It serves synchronous rules and the asynchronous calls of web services: what is set here holds for both,
/// and what differs (deadlines that yield, more memory) is set a store or a linker.
pub(crate) fn engine(tasks: Tasks, instances: u32, cache: Option<&Cache>) -> Result<Engine> {
    let mut config = Config::new();
    config.concurrency_support(tasks == Tasks::Many);
    safe(&mut config);
    deterministic(&mut config);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(instances)));
    // A fresh instance maps the initial memory from a file, and copies only the pages that it writes.
    config.memory_init_cow(true);
    config.memory_reservation(RESERVED_BYTES);
    config.cranelift_opt_level(OptLevel::Speed);
    // It checks the compiler itself, and makes compiling slower by half.
    config.cranelift_debug_verifier(false);
    config.cache(cache.cloned());
    Engine::new(&config)
}

/// What keeps a guest in its place. It does not stop a flaw in the engine itself: keep that up to date.
fn safe(config: &mut Config) {
    config.epoch_interruption(true);
    config.max_wasm_stack(STACK_BYTES);
    // Memories over 4 GiB have no use here, and would need checked accesses.
    config.wasm_memory64(false);
    // A trap names the guest's functions; files and lines of a guest are in its own panic message.
    config.wasm_backtrace_details(WasmBacktraceDetails::Disable);
    config.wasm_backtrace_max_frames(NonZeroUsize::new(FRAMES));
}

/// What makes the same call give the same answer on every machine. Threads are left out of the engine as it is built.
///
/// Vector instructions are on: they are exact. It does not stop a guest that remembers an earlier call of the same worker.
fn deterministic(config: &mut Config) {
    config.cranelift_nan_canonicalization(true);
    config.wasm_simd(true);
    config.wasm_relaxed_simd(true);
    config.relaxed_simd_deterministic(true);
}

/// Room for `instances` instances, reserved beforehand, so that a fresh one costs microseconds.
///
/// One more fails with the host's blame. It does not stop all instances together from using more memory than the machine has.
fn pool(instances: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances);
    // Each may hold on to the resident bytes of what ran there last.
    pool.max_unused_warm_slots(MOST_WARM);
    pool.total_core_instances(instances.saturating_mul(8));
    pool.total_memories(instances);
    pool.total_tables(instances.saturating_mul(2));
    pool.total_stacks(instances);
    pool.max_core_instances_per_component(MOST_CORE_INSTANCES);
    pool.max_memories_per_component(MOST_MEMORIES);
    pool.max_tables_per_component(MOST_TABLES);
    pool.max_tables_per_module(MOST_TABLES);
    pool.table_elements(MOST_TABLE_ELEMENTS);
    pool.max_memory_size(Limits::MOST.memory_mb as usize * MEBIBYTE);
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes);
        pool.linear_memory_keep_resident(RESIDENT_BYTES);
        pool.table_keep_resident(MOST_TABLE_ELEMENTS * size_of::<usize>());
    }
    pool
}

/// Where compiled components are kept: `folder`, by the digest of the component and of the engine's settings.
///
/// An entry that can't be read is compiled again. It does not stop someone who can write in the folder from having the host
/// run code of theirs: keep it as private as the program itself.
pub(crate) fn cache(folder: &Path) -> Result<Cache> {
    let mut config = CacheConfig::new();
    config.with_directory(std::path::absolute(folder)?);
    config.with_files_total_size_soft_limit(CACHE_BYTES);
    Cache::new(config)
}

/// The engines whose clocks are moved on.
#[derive(Default)]
pub(crate) struct Ticking(Mutex<Vec<EngineWeak>>);

impl Ticking {
    /// Moves this one's clock on too, as long as it is there.
    pub(crate) fn add(&self, engine: &Engine) {
        self.lock().push(engine.weak());
    }

    fn lock(&self) -> MutexGuard<'_, Vec<EngineWeak>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tick(&self, times: u128) {
        for engine in self.lock().iter().filter_map(EngineWeak::upgrade) {
            (0..times).for_each(|_| engine.increment_epoch());
        }
    }
}

/// A thread that moves the engines' clocks on, until it is dropped.
#[derive(Debug)]
pub(crate) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts ticking; `look` is called once in [`TICKS_A_LOOK`] ticks, and must not wait for anything.
    pub(crate) fn start(ticking: Arc<Ticking>, look: impl Fn() + Send + 'static) -> Result<Ticker> {
        let (stop, stopped) = mpsc::channel();
        let tick = move || {
            let started = Instant::now();
            let mut ticked = 0;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                // On a busy machine this thread wakes late: it catches up, so that deadlines hold there too.
                let due = started.elapsed().as_millis() / TICK.as_millis();
                ticking.tick(due - ticked);
                if due / TICKS_A_LOOK > ticked / TICKS_A_LOOK {
                    look();
                }
                ticked = due;
            }
        };
        let thread = thread::Builder::new().name("fieldlab-deadlines".to_owned()).spawn(tick)?;
        Ok(Ticker { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A tick does not panic, and there is nobody to tell.
            let _ = thread.join();
        }
    }
}
