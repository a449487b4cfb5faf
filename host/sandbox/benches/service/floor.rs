//! What the machine and wasmtime take for a fresh instance and an answer, without Fieldlab: no limits, no threads, no log.
//!
//! The same components through `wasmtime-wasi-http` as it comes, one request after the other on one thread, with a pool whose
//! memory stays resident.

use std::fs;

use divan::Bencher;
use fieldlab_build::workspace_guests;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Empty};
use tokio::sync::oneshot;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::p2::bindings::{Proxy, ProxyPre, http::types::Scheme};
use wasmtime_wasi_http::p3::bindings::ServicePre;
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView, p2, p3,
};

use crate::visitors;

/// The host's side of a request, with nothing that WASI does not have of itself.
struct State {
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: NoCalls,
}

/// Guests call nobody.
struct NoCalls;

type Done = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(Response<WasiBody>, Done), Error>;

impl WasiHttpHooks for NoCalls {
    fn send_request(
        &mut self,
        _request: Request<WasiBody>,
        _options: Option<RequestOptions>,
        _sending: Done,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

impl State {
    fn store(engine: &Engine) -> Store<State> {
        let (table, wasi) = (ResourceTable::new(), WasiCtx::builder().build());
        Store::new(engine, State { table, wasi, http: WasiHttpCtx::new(), hooks: NoCalls })
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.hooks }
    }
}

/// How an engine is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setup {
    /// As `wasmtime serve` does with a pool whose memory stays resident.
    Usual,
    /// Without support for tasks beside each other in a component, which WASI 0.2 does not have.
    NoTasks,
    /// The same, and memories that are checked at each access instead of guarded by the system's memory protection.
    Checked,
}

fn engine(setup: Setup) -> Engine {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(16).total_memories(16).total_tables(64).total_stacks(16);
    pool.max_memory_size(64 << 20);
    pool.linear_memory_keep_resident(2 << 20).table_keep_resident(512 << 10);
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes);
    }
    let mut config = Config::new();
    config.concurrency_support(setup == Setup::Usual);
    if setup == Setup::Checked {
        config.memory_reservation(64 << 20).memory_guard_size(0).memory_init_cow(false);
    }
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config).expect("the machine has address space for it")
}

fn component(engine: &Engine, package: &str) -> Component {
    let bytes = fs::read(&workspace_guests()[package].component_path).expect("it was just built");
    Component::from_binary(engine, &bytes).expect("it is a component")
}

fn request() -> Request<WasiBody> {
    let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
    Request::get("http://localhost/").body(body).expect("a good request")
}

async fn is_hello(answer: Response<WasiBody>) {
    let body = answer.into_body().collect().await.expect("the guest ends its body");
    assert_eq!(body.to_bytes(), "hello\n");
}

#[divan::bench(args = [Setup::Usual, Setup::NoTasks, Setup::Checked], sample_size = 200, sample_count = 20)]
fn wasi_0_2(bencher: Bencher<'_, '_>, setup: Setup) {
    let engine = engine(setup);
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("nothing is there twice");
    p2::add_only_http_to_linker_async(&mut linker).expect("nothing is there twice");
    let linked = linker.instantiate_pre(&component(&engine, "guest-hello")).expect("it imports what is there");
    let linked = ProxyPre::new(linked).expect("it exports a handler");
    let visitors = visitors();
    bencher.bench_local(|| visitors.block_on(ask_p2(&engine, &linked)));
}

async fn ask_p2(engine: &Engine, linked: &ProxyPre<State>) {
    let mut store = State::store(engine);
    let (said, answer) = oneshot::channel();
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(Scheme::Http, request()).expect("it has an address");
    let out = http.new_response_outparam(said).expect("there is room");
    let proxy: Proxy = linked.instantiate_async(&mut store).await.expect("it starts");
    proxy.wasi_http_incoming_handler().call_handle(&mut store, request, out).await.expect("it does not trap");
    is_hello(answer.await.expect("it answers").expect("with a response")).await;
}

#[divan::bench(sample_size = 200, sample_count = 20)]
fn wasi_0_3(bencher: Bencher<'_, '_>) {
    let engine = engine(Setup::Usual);
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("nothing is there twice");
    p2::add_only_http_to_linker_async(&mut linker).expect("nothing is there twice");
    wasmtime_wasi::p3::add_to_linker(&mut linker).expect("nothing is there twice");
    p3::add_to_linker(&mut linker).expect("nothing is there twice");
    let linked = linker.instantiate_pre(&component(&engine, "guest-p3")).expect("it imports what is there");
    let linked = ServicePre::new(linked).expect("it exports a handler");
    let visitors = visitors();
    bencher.bench_local(|| visitors.block_on(ask_p3(&engine, &linked)));
}

async fn ask_p3(engine: &Engine, linked: &ServicePre<State>) {
    let mut store = State::store(engine);
    let service = linked.instantiate_async(&mut store).await.expect("it starts");
    let http = store.data_mut().http();
    let (request, sending) = p3::Request::from_http(http.hooks, request());
    let request = http.table.push(request).expect("there is room");
    let answered = store.run_concurrent(async |accessor| {
        let answer = service.wasi_http_handler().call_handle(accessor, request).await.expect("it does not trap");
        let answer = accessor.with(|mut store| {
            let answer = store.get().table.delete(answer.expect("a response")).expect("it was made");
            answer.into_http(&mut store, sending).expect("it is a good response")
        });
        is_hello(answer).await;
    });
    answered.await.expect("it ends");
}
