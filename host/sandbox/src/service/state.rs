//! What the host keeps for one request: clock, random numbers, log and limits; and what a service may call.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use wasmtime::Result;
use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView, p2, p3};

use super::capability::{self, Asker, Outgoing, Undo};
use super::clock::Clock;
use super::limits::{MOST_HEADER_BYTES, MOST_RANDOM_BYTES};
use super::log::Log;
use crate::capability::random::Random;
use crate::engine::Tasks;
use crate::limits::{Limiter, MOST_HANDLES};

/// The host's side of one request. Nothing in it is shared with another request.
pub(crate) struct ServiceState {
    pub(crate) limiter: Limiter,
    pub(crate) table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outgoing: Outgoing,
    /// Who asks for more than WASI has.
    pub(crate) asker: Arc<Asker>,
    pub(crate) log: Log,
    pub(crate) undo: Undo,
}

impl ServiceState {
    /// The state of a fresh instance, for a visit. What it keeps stays when `ended_well` is set before it is dropped.
    pub(crate) fn new(asker: Asker, log: &Log, ended_well: Arc<AtomicBool>) -> ServiceState {
        let (today, seed) = (asker.visit().today.0, asker.visit().seed);
        if !asker.manifest().asks.is_empty() {
            // What it kept may hold what the person shared until now.
            asker.visit().state.forget_what_is_over(&asker.manifest().name, asker.visit().today);
        }
        let asker = Arc::new(asker);
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_HANDLES);
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(MOST_HEADER_BYTES);
        let clock = Clock::new(today);
        // Each kind of randomness has a row of its own, so that one does not tell the next number of another.
        let mut wasi = WasiCtx::builder();
        wasi.stdout(log.clone())
            .stderr(log.clone())
            .wall_clock(clock)
            .monotonic_clock(clock)
            .secure_random(Random::new(seed))
            .insecure_random(Random::new(!seed))
            .insecure_random_seed(u128::from(seed))
            .max_random_size(MOST_RANDOM_BYTES)
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false);
        ServiceState {
            limiter: Limiter::new(&asker.manifest().limits),
            table,
            wasi: wasi.build(),
            http,
            outgoing: Outgoing(Arc::clone(&asker)),
            undo: Undo::new(Arc::clone(&asker), ended_well),
            asker,
            log: log.clone(),
        }
    }
}

impl WasiView for ServiceState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for ServiceState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outgoing }
    }
}

/// Links what a service may call. Files and sockets are there for components whose language asks for them: there is no folder,
/// and no socket can be made.
pub(crate) fn link(linker: &mut Linker<ServiceState>, tasks: Tasks) -> Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    p2::add_only_http_to_linker_async(linker)?;
    if tasks == Tasks::Many {
        wasmtime_wasi::p3::add_to_linker(linker)?;
        p3::add_to_linker(linker)?;
    }
    capability::link(linker)
}
