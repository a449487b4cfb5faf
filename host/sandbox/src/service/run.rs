//! One request, one instance.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use fieldlab_domain::assessment::Blame;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::question::{self, Offer, Question};
use fieldlab_domain::service::{Body, Service, ServiceFailure, Talk, Visit};
use http::uri::{Authority, Scheme, Uri};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot::{self, Sender};
use wasmtime::{Engine, Result, Store, UpdateDeadline};
use wasmtime_wasi_http::handler::ProxyPre;
use wasmtime_wasi_http::p2::body::HostOutgoingBody;
use wasmtime_wasi_http::{WasiBody, WasiHttpView as _, p2, p3};

use super::asked::{self, AnswersPre};
use super::body::{Outgoing, incoming};
use super::capability::Asker;
use super::course::Course;
use super::health::Health;
use super::limits::{BUSY, MOST_CALL_BYTES, MOST_CONCURRENT, MOST_LOG_LINES, MOST_REQUEST_HEADER_BYTES, QUICK};
use super::log::Log;
use super::meter::Meter;
use super::places::Places;
use super::reply::{Gathered, Reply, Said};
use super::state::ServiceState;
use super::turns::Turns;
use super::watch::Deadline;
use super::weight::Weight;
use crate::failure::Fault;
use crate::limits::{MEBIBYTE, MOST_HANDLES, MOST_LINE, deadline};
use crate::sandbox::Host;
use crate::words::one_line;

/// The service of one version of a prototype.
pub(crate) struct WebService {
    pub(crate) shared: Arc<Shared>,
}

/// What all requests to a prototype share: nothing that its guests can write to.
pub(crate) struct Shared {
    pub(crate) host: Arc<Host>,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) digest: Digest,
    pub(crate) linked: ProxyPre<ServiceState>,
    pub(crate) places: Places,
    pub(crate) turns: Arc<Turns>,
    pub(crate) health: Health,
    pub(crate) weight: Weight,
    /// The latest lines of its log.
    pub(crate) lines: Mutex<VecDeque<String>>,
    /// Where it answers questions, when it does.
    pub(crate) answers: Option<AnswersPre>,
    /// Whether it was late when it was asked last.
    pub(crate) was_late: AtomicBool,
}

/// What is known of one request outside of its store.
pub(crate) struct Run {
    pub(crate) service: Arc<Shared>,
    pub(crate) deadline: Arc<Deadline>,
    pub(crate) meter: Meter,
    log: Log,
    /// Why the guest failed, when it did. It is known before the store is dropped, and so before its body ends.
    failed: OnceLock<ServiceFailure>,
    /// Whether it answered to the end.
    ended_well: Arc<AtomicBool>,
}

/// Ends the guest when nobody waits for it any more.
pub(crate) struct Guard(pub(super) Arc<Run>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.deadline.end();
    }
}

impl Run {
    pub(super) fn new(service: Arc<Shared>) -> Run {
        let time = deadline(&service.manifest.limits);
        Run::within(service, time)
    }

    /// A run that has this time.
    pub(super) fn within(service: Arc<Shared>, time: Duration) -> Run {
        let deadline = Arc::new(Deadline::new(time));
        Run {
            service,
            deadline,
            meter: Meter::default(),
            log: Log::default(),
            failed: OnceLock::new(),
            ended_well: Arc::default(),
        }
    }

    /// Why it failed, as far as that is known.
    pub(crate) fn failure(&self) -> Option<ServiceFailure> {
        let late = self.deadline.is_late().then(|| self.late(self.output()));
        self.failed.get().cloned().or(late)
    }

    /// It answered to the end: what it kept stays.
    pub(crate) fn ended_well(&self) {
        self.ended_well.store(true, Ordering::Release);
    }

    /// What the guest wrote.
    pub(crate) fn output(&self) -> String {
        self.log.text()
    }

    /// It ended by this.
    pub(super) fn fails(&self, failure: ServiceFailure) {
        // The first says why.
        let _ = self.failed.set(failure);
    }

    /// It took too long.
    pub(crate) fn late(&self, output: String) -> ServiceFailure {
        ServiceFailure::Late { time: self.deadline.time(), output }
    }

    /// The guest did something wrong.
    pub(crate) fn guest_failure(&self, what: String) -> ServiceFailure {
        ServiceFailure::Guest { what, output: self.output() }
    }

    /// Why there is no answer: what the sandbox knows of it, or else the guest's own words.
    pub(super) fn no_answer(&self, words: Option<String>) -> ServiceFailure {
        self.failure().unwrap_or_else(|| self.guest_failure(words.unwrap_or_else(|| "did not answer".to_owned())))
    }

    pub(super) fn fault(&self, error: &wasmtime::Error) -> ServiceFailure {
        let fault = Fault::of(error, self.log.text(), &self.service.manifest.limits);
        let output = fault.output();
        match fault.blame {
            _ if fault.over_time => self.late(output),
            Blame::Guest => ServiceFailure::Guest { what: fault.what, output },
            // All instances of the sandbox are in use; that passes.
            Blame::Host => ServiceFailure::Busy { after: BUSY },
        }
    }

    pub(super) fn store(self: &Arc<Run>, visit: Visit) -> Store<ServiceState> {
        let shared = &self.service;
        let state = ServiceState::new(Asker::new(Arc::clone(shared), visit), &self.log, Arc::clone(&self.ended_well));
        let mut store = Store::new(engine(&shared.linked), state);
        store.limiter(|state| &mut state.limiter);
        store.set_max_component_handles(MOST_HANDLES);
        store.set_hostcall_fuel(MOST_CALL_BYTES);
        if let Some(table) = store.concurrent_resource_table() {
            table.set_max_capacity(MOST_CONCURRENT);
        }
        // It is looked at each tick, which is also when it notices that it was ended from outside. One that computed for long
        // gives way to others.
        let run = Arc::clone(self);
        store.epoch_deadline_callback(move |_store| {
            Ok(match run.deadline.is_over() {
                true => UpdateDeadline::Interrupt,
                false if run.meter.used_on_the_way() < QUICK => UpdateDeadline::Continue(1),
                false => UpdateDeadline::Yield(1),
            })
        });
        store.set_epoch_deadline(1);
        store
    }
}

fn engine(linked: &ProxyPre<ServiceState>) -> &Engine {
    match linked {
        ProxyPre::P2(linked) => linked.engine(),
        ProxyPre::P3(linked) => linked.engine(),
    }
}

/// Sees to it that a run whose task panics has an outcome, which is known before its body ends.
pub(super) struct Ending<'a>(pub(super) &'a Run);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.0.failed.set(ServiceFailure::Host("running it panicked".to_owned()));
        }
    }
}

impl Shared {
    /// Counts and remembers a failure that is the prototype's own.
    pub(crate) fn failed(&self, failure: &ServiceFailure) {
        let name = &self.manifest.name;
        match failure {
            ServiceFailure::Guest { what, .. } => tracing::debug!(prototype = %name, what, "a service failed"),
            ServiceFailure::Late { .. } => tracing::debug!(prototype = %name, "a service was late"),
            ServiceFailure::Host(what) => return tracing::error!(prototype = %name, what, "a service could not run"),
            ServiceFailure::Busy { .. } | ServiceFailure::SetAside { .. } | ServiceFailure::TooLarge { .. } => return,
        }
        self.health.failed(failure, Instant::now());
    }

    /// Makes an instance and ends it, to see whether it can start.
    pub(crate) async fn start(self: Arc<Shared>, visit: Visit) -> std::result::Result<(), Box<Fault>> {
        let run = Arc::new(Run::new(Arc::clone(&self)));
        self.host.watch().over(&run.deadline);
        let mut store = run.store(visit);
        let started = self.linked.instantiate_async(&mut store).await;
        started.map(drop).map_err(|error| Box::new(Fault::of(&error, run.log.text(), &self.manifest.limits)))
    }

    /// Keeps a line of the prototype's log for its author.
    pub(crate) fn logged(&self, line: &str) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= MOST_LOG_LINES {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    /// Refuses what is larger than the manifest says, as far as it can be seen beforehand.
    fn check_size(&self, request: &Request<Body>) -> std::result::Result<(), ServiceFailure> {
        let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let line = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
        if headers + line > MOST_REQUEST_HEADER_BYTES {
            return Err(ServiceFailure::TooLarge { part: "headers", most: MOST_REQUEST_HEADER_BYTES as u64 });
        }
        let most = self.most_request() as u64;
        let length =
            request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: u64| length > most) {
            return Err(ServiceFailure::TooLarge { part: "contents", most });
        }
        Ok(())
    }

    fn most_request(&self) -> usize {
        self.manifest.limits.service.request_mb as usize * MEBIBYTE
    }
}

#[async_trait]
impl Service for WebService {
    fn manifest(&self) -> &Manifest {
        &self.shared.manifest
    }

    fn digest(&self) -> &Digest {
        &self.shared.digest
    }

    async fn answer(
        &self,
        request: Request<Body>,
        visit: &Visit,
    ) -> std::result::Result<Response<Body>, ServiceFailure> {
        let shared = &self.shared;
        shared.check_size(&request)?;
        shared.health.admit(Instant::now())?;
        let place = shared.places.enter().await?;
        let most = shared.most_request();
        let is_head = request.method() == Method::HEAD;
        let request = addressed(request).map(|body| incoming(body, most));

        let run = Arc::new(Run::new(Arc::clone(shared)));
        let guard = Guard(Arc::clone(&run));
        shared.host.watch().over(&run.deadline);
        let (reply, answer) = oneshot::channel();
        Course::begin(conduct(Arc::clone(&run), visit.clone(), request, reply, place), Arc::clone(&run));

        let answered = tokio::select! {
            biased;
            answer = answer => answer.unwrap_or_else(|_| Err(run.no_answer(None))),
            () = Arc::clone(&run.deadline).late() => Err(run.late(run.output())),
        };
        match answered {
            Ok(response) => {
                let seconds = shared.manifest.limits.service.response_seconds;
                run.deadline.extend(Duration::from_secs(u64::from(seconds)));
                let owed = if is_head { 0 } else { announced(&response) };
                Ok(response.map(|body| Outgoing::new(body, run, guard, owed).boxed_unsync()))
            }
            Err(failure) => {
                shared.failed(&failure);
                Err(failure)
            }
        }
    }

    async fn offers(&self, question: &Question, visit: &Visit) -> std::result::Result<Vec<Offer>, ServiceFailure> {
        asked::offers(&self.shared, question, visit).await
    }

    async fn respond(&self, talk: &Talk, visit: &Visit) -> std::result::Result<question::Reply, ServiceFailure> {
        asked::respond(&self.shared, talk, visit).await
    }

    fn itself(&self) -> &dyn std::any::Any {
        self
    }

    fn latest_failure(&self) -> Option<ServiceFailure> {
        self.shared.health.latest()
    }

    fn log(&self) -> Vec<String> {
        let lines = self.shared.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }

    fn bring_back(&self) {
        self.shared.health.answered();
    }
}

/// The bytes that a response announces; 0 for one that has no body whatever it says (RFC 9110, 8.6).
fn announced<B>(response: &Response<B>) -> u64 {
    if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        return 0;
    }
    let length = response.headers().get(header::CONTENT_LENGTH);
    length.and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// Runs one request in an instance of its own, and replies.
async fn conduct(
    run: Arc<Run>,
    visit: Visit,
    request: Request<WasiBody>,
    reply: Sender<Reply>,
    place: OwnedSemaphorePermit,
) {
    let _ending = Ending(&run);
    let (say, mut gathered) = Gathered::new(reply);
    let mut store = run.store(visit);
    // The future is kept out of this one, which moves between threads.
    let outcome = gathered.from(Box::pin(call(&mut store, &run.service.linked, request, say))).await;
    if let Err(error) = outcome {
        let _ = run.failed.set(run.fault(&error));
    } else if leaves_body(&mut store) {
        let _ = run.failed.set(run.guest_failure("did not finish its response's body".to_owned()));
    } else {
        run.ended_well();
    }
    // What comes of the answer comes before the store ends, or not at all.
    gathered.take();
    drop((store, place));
    run.deadline.done();
    gathered.finish(|words| run.no_answer(words));
}

/// The request with the address that the guest may ask for, from its `Host` when it is not in the request itself.
fn addressed(mut request: Request<Body>) -> Request<Body> {
    let mut parts = request.uri().clone().into_parts();
    if parts.authority.is_none() {
        let host = request.headers().get(header::HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
        parts.authority = Some(host.unwrap_or_else(|| Authority::from_static("localhost")));
    }
    parts.scheme.get_or_insert(Scheme::HTTP);
    parts.path_and_query.get_or_insert(http::uri::PathAndQuery::from_static("/"));
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}

/// Whether a guest of WASI 0.2 went away with a body that it did not finish, which is not whole then.
fn leaves_body(store: &mut Store<ServiceState>) -> bool {
    store.data_mut().table.iter_mut().any(|entry| entry.is::<HostOutgoingBody>())
}

async fn call(
    store: &mut Store<ServiceState>,
    linked: &ProxyPre<ServiceState>,
    request: Request<WasiBody>,
    said: Sender<Said>,
) -> Result<()> {
    match linked {
        ProxyPre::P2(linked) => call_p2(store, linked, request, said).await,
        ProxyPre::P3(linked) => call_p3(store, linked, request, said).await,
    }
}

/// A service of WASI 0.2, which says its answer in the middle of the call.
async fn call_p2(
    store: &mut Store<ServiceState>,
    linked: &p2::bindings::ProxyPre<ServiceState>,
    request: Request<WasiBody>,
    said: Sender<Said>,
) -> Result<()> {
    let proxy = linked.instantiate_async(&mut *store).await?;
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(p2::bindings::http::types::Scheme::Http, request)?;
    let out = http.new_response_outparam_from_callback(move |answer| {
        // Nobody may be waiting for it any more.
        let _ = said.send(answer.map_err(|error| error_words(&error)));
    })?;
    proxy.wasi_http_incoming_handler().call_handle(store, request, out).await
}

/// A service of WASI 0.3, which answers and goes on until its tasks have ended.
async fn call_p3(
    store: &mut Store<ServiceState>,
    linked: &p3::bindings::ServicePre<ServiceState>,
    request: Request<WasiBody>,
    said: Sender<Said>,
) -> Result<()> {
    let service = linked.instantiate_async(&mut *store).await?;
    let http = store.data_mut().http();
    let (request, sending) = p3::Request::from_http(http.hooks, request);
    let request = http.table.push(request)?;
    let run = async |accessor: &wasmtime::component::Accessor<ServiceState>| -> Result<()> {
        let answer = match service.wasi_http_handler().call_handle(accessor, request).await? {
            Ok(response) => accessor.with(|mut store| {
                let response = store.get().table.delete(response)?;
                response.into_http(&mut store, sending).map(Ok)
            })?,
            Err(error) => Err(error_words(&error)),
        };
        let _ = said.send(answer);
        std::future::poll_fn(|context| accessor.poll_no_interesting_tasks(context)).await;
        Ok(())
    };
    store.run_concurrent(run).await?
}

fn error_words(error: &impl std::fmt::Debug) -> String {
    one_line(&format!("answered with an error instead of a response: {error:?}"), MOST_LINE)
}
