//! What the host keeps for one request: clock, random numbers, log and limits; and what a service may call.

use std::sync::Arc;

use fieldlab_domain::manifest::Limits;
use wasmtime::Result;
use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    DEFAULT_FORBIDDEN_HEADERS, Error, ForbiddenHeaderFilter, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView,
    WasiHttpHooks, WasiHttpView, p2, p3,
};

use super::clock::Clock;
use super::limits::{CHUNK_BYTES, MOST_HEADER_BYTES, MOST_RANDOM_BYTES};
use super::log::Log;
use crate::capability::random::Random;
use crate::limits::{Limiter, MOST_HANDLES};

/// The host's side of one request. Nothing in it is shared with another request.
pub(crate) struct ServiceState {
    pub(crate) limiter: Limiter,
    pub(crate) table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outgoing: NoOutgoing,
}

impl ServiceState {
    /// The state of a fresh instance, on a day (in days since 1970-01-01), with random numbers from `seed`.
    pub(crate) fn new(limits: &Limits, log: &Log, today: i32, seed: u64) -> ServiceState {
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
        ServiceState { limiter: Limiter::new(limits), table, wasi: wasi.build(), http, outgoing: NoOutgoing }
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

/// Refuses each request to the outside, whatever its address, before its name is looked up.
struct NoOutgoing;

/// What becomes of a request: a response, and how its sending ended.
type Sent = (http::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>);

impl WasiHttpHooks for NoOutgoing {
    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(|name| DEFAULT_FORBIDDEN_HEADERS.contains(name))
    }

    fn send_request(
        &mut self,
        _request: http::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _sending: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }

    fn p3_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }
}

/// Links what a service may call. Files and sockets are there for components whose language asks for them: there is no folder,
/// and no socket can be made.
pub(crate) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    wasmtime_wasi::p3::add_to_linker(linker)?;
    p2::add_only_http_to_linker_async(linker)?;
    p3::add_to_linker(linker)
}
