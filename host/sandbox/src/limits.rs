//! What a guest may use, and who counts it.
//!
//! Memory and time of a call are in the prototype's manifest; the rest is the same for all. Each constant says what it does and
//! what it does not stop.

use std::fmt;
use std::time::Duration;

use fieldlab_domain::manifest::Limits;
use wasmtime::{ResourceLimiter, Result};

/// One mebibyte.
pub(crate) const MEBIBYTE: usize = 1 << 20;

/// The largest component that is compiled, in bytes: 32 MiB.
///
/// Compiling takes time in proportion to this (about a second a MiB and core). It does not stop a small component that is slow
/// to compile: the limits below do, as far as that can be seen beforehand.
pub(crate) const MOST_COMPONENT_BYTES: usize = 32 * MEBIBYTE;

/// The largest function that is compiled, in bytes: 512 KiB. The time and memory for a function grow faster than the function.
///
/// The largest functions seen are the main loops of interpreters of other languages, of up to about 200 KiB.
pub(crate) const MOST_FUNCTION_BYTES: usize = 512 << 10;

/// Functions in one component, all its modules together: 100,000.
pub(crate) const MOST_FUNCTIONS: usize = 100_000;

/// All functions of a component together, in bytes: 24 MiB. The rest of its 32 MiB is for data.
pub(crate) const MOST_CODE_BYTES: usize = 24 * MEBIBYTE;

/// Components that are compiled at the same time: 2, so that one that takes long does not keep all others waiting.
///
/// It bounds the memory that compiling takes: that of so many of the largest components.
pub(crate) const MOST_COMPILATIONS: usize = 2;

/// How long somebody waits for others to be compiled: 30 s.
pub(crate) const MOST_COMPILE_WAIT: Duration = Duration::from_secs(30);

/// How long somebody waits for one component to be compiled: 60 s. Then it is refused.
///
/// A compilation can't be interrupted: it goes on on threads that give way to all others, and no other takes its place meanwhile.
pub(crate) const MOST_COMPILE_TIME: Duration = Duration::from_secs(60);

/// How often the deadline's clock ticks: 1 ms. A call ends at most this much after its deadline, and never before it.
///
/// A tick does not stop a host function, so none of ours waits for anything.
pub(crate) const TICK: Duration = Duration::from_millis(1);

/// Ticks between two looks at the wall clock of all requests that are under way: 8.
pub(crate) const TICKS_A_LOOK: u128 = 8;

/// Stack of the guest's own calls, in bytes: 512 KiB. A recursion without end traps.
///
/// Most languages keep a second stack in the guest's memory, which counts as memory and is their own to guard.
pub(crate) const STACK_BYTES: usize = 512 << 10;

/// Core instances in one component, adapters included: 32. A component that Rust makes has about 4.
pub(crate) const MOST_CORE_INSTANCES: u32 = 32;

/// Linear memories in one component: 4. Each may grow to the manifest's limit, so they count together.
pub(crate) const MOST_MEMORIES: u32 = 4;

/// Tables in one component: 16.
pub(crate) const MOST_TABLES: u32 = 16;

/// Elements in one table: 20,000 functions, for which the engine reserves address space beforehand.
pub(crate) const MOST_TABLE_ELEMENTS: usize = 20_000;

/// Handles, such as streams, that a guest may hold at the same time: 256, on its side as well as on the host's.
pub(crate) const MOST_HANDLES: usize = 256;

/// What the host keeps of what a guest writes to its output in one call, in bytes: 16 KiB. The rest is thrown away.
pub(crate) const MOST_OUTPUT_BYTES: usize = 16 << 10;

/// Data that a guest may hand to the host in one call, in bytes, besides the columns that it must answer with: 1 MiB.
///
/// It bounds the host's memory when an answer names the same piece of the guest's memory many times over. For each host call
/// of the guest (such as writing to its output) the same limit counts anew.
pub(crate) const MOST_ANSWER_BYTES: usize = MEBIBYTE;

/// The size of an amount that is still possible, in euro cents: ten million million euro, more than the wealth of the country.
pub(crate) const MOST_CENTS: i64 = 1_000_000_000_000_000;

/// The steps in one explanation: 200.
pub(crate) const MOST_STEPS: usize = 200;

/// The inputs of one step of an explanation: 50.
pub(crate) const MOST_INPUTS: usize = 50;

/// The length of each text in an explanation, in characters: 1,000.
pub(crate) const MOST_CHARACTERS: usize = 1_000;

/// The length of one line about a failure, in characters: 300.
pub(crate) const MOST_LINE: usize = 300;

/// The length of what is wrong with a component that is not loaded, in characters: 2,000. It can be many things at once.
pub(crate) const MOST_LOAD_ERROR: usize = 2_000;

/// The lines of the hint with it: 40.
pub(crate) const MOST_HINT_LINES: usize = 40;

/// Fields that a rule may read, columns that it may decide, and parameters that it may take: 200 of each.
pub(crate) const MOST_NAMES: usize = 200;

/// A deadline as a number of ticks: rounded up, and one more for the tick that is under way.
pub(crate) fn ticks(deadline: Duration) -> u64 {
    u64::try_from(deadline.as_millis().div_ceil(TICK.as_millis())).unwrap_or(u64::MAX - 1) + 1
}

/// The deadline of one call.
pub(crate) fn deadline(limits: &Limits) -> Duration {
    Duration::from_millis(u64::from(limits.deadline_ms))
}

/// The guest asked for more memory than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MemoryExceeded {
    /// What it would have had then, in bytes, all its memories together.
    pub(crate) asked: usize,
}

impl fmt::Display for MemoryExceeded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "asked for {} bytes of memory", self.asked)
    }
}

impl std::error::Error for MemoryExceeded {}

/// Counts the memory and tables of one instance.
#[derive(Debug)]
pub(crate) struct Limiter {
    most_bytes: usize,
    bytes: usize,
}

impl Limiter {
    /// Nothing used yet, of what the manifest allows.
    pub(crate) fn new(limits: &Limits) -> Limiter {
        Limiter { most_bytes: limits.memory_mb as usize * MEBIBYTE, bytes: 0 }
    }
}

impl ResourceLimiter for Limiter {
    /// Traps at once when it is too much: most programs can only give up then, and less clearly.
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let asked = self.bytes.saturating_add(desired.saturating_sub(current));
        if asked > self.most_bytes {
            return Err(MemoryExceeded { asked }.into());
        }
        self.bytes = asked;
        Ok(true)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        Ok(desired <= MOST_TABLE_ELEMENTS)
    }

    fn instances(&self) -> usize {
        MOST_CORE_INSTANCES as usize
    }

    fn tables(&self) -> usize {
        MOST_TABLES as usize
    }

    fn memories(&self) -> usize {
        MOST_MEMORIES as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_never_comes_early() {
        let check = |milliseconds: u64, expected: u64| {
            assert_eq!(ticks(Duration::from_millis(milliseconds)), expected, "{milliseconds} ms");
        };
        check(0, 1);
        check(1, 2);
        check(10, 11);
        check(1_000, 1_001);
    }

    #[test]
    fn memories_count_together() {
        let mut limiter = Limiter::new(&Limits { memory_mb: 2, ..Limits::DEFAULT });
        assert!(limiter.memory_growing(0, MEBIBYTE, None).expect("half of it"));
        assert!(limiter.memory_growing(0, MEBIBYTE, None).expect("all of it"));
        let error = limiter.memory_growing(MEBIBYTE, MEBIBYTE + 65_536, None).expect_err("a page too many");
        let asked = error.downcast_ref::<MemoryExceeded>().map(|exceeded| exceeded.asked);
        assert_eq!(asked, Some(2 * MEBIBYTE + 65_536));
    }
}
