//! What the host keeps for one instance of a guest.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::filesystem::WasiFilesystemCtx;

use crate::SandboxConfig;
use crate::capability::clocks::Clock;
use crate::capability::output::Output;
use crate::capability::random::Random;
use crate::limits::{Limiter, MOST_HANDLES};
use fieldlab_domain::manifest::Limits;

/// The host's side of one instance. Nothing in it is shared with another instance.
pub(crate) struct GuestState {
    pub(crate) limiter: Limiter,
    pub(crate) table: ResourceTable,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) output: Output,
    pub(crate) files: WasiFilesystemCtx,
}

impl GuestState {
    /// The state of a fresh instance.
    pub(crate) fn new(config: &SandboxConfig, limits: &Limits) -> GuestState {
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_HANDLES);
        GuestState {
            limiter: Limiter::new(limits),
            table,
            clock: Clock::new(config.today),
            random: Random::new(config.seed),
            output: Output::default(),
            files: WasiFilesystemCtx::default(),
        }
    }

    /// Begins a call: clock, randomness and output are as in a fresh instance, so that a call does not depend on those before it.
    pub(crate) fn begin_call(&mut self, config: &SandboxConfig) {
        self.clock.reset();
        self.random = Random::new(config.seed);
        self.output.clear();
    }
}
