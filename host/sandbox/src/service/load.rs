//! Loading web services.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, mpsc};

use fieldlab_domain::assessment::{Blame, LoadError};
use fieldlab_domain::date::Date;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::{Service, Visit};
use fieldlab_domain::text::Language;
use wasmtime::component::InstancePre;
use wasmtime_wasi_http::handler::ProxyPre;
use wasmtime_wasi_http::{p2, p3};

use super::asked::{self, AnswersPre};
use super::component::{Version, check_imports, find_handler};
use super::health::Health;
use super::limits::GRACE;
use super::linked;
use super::places::Places;
use super::run::{Shared, WebService};
use super::state::ServiceState;
use super::weight::Weight;
use crate::component::Unfit;
use crate::failure::Fault;
use crate::limits::{MOST_HINT_LINES, MOST_LINE, MOST_LOAD_ERROR, deadline};
use crate::sandbox::{Sandbox, check_contract};
use crate::words::{lines, one_line};

impl Sandbox {
    /// Loads the web service of a prototype: compiles `component` unless that was done before, checks what it exports and
    /// imports, and starts one instance of it to see that it can.
    ///
    /// It blocks while it compiles. The first service starts the guests' threads.
    ///
    /// # Errors
    /// When it is not a component, exports no handler of wasi:http 0.2 or 0.3, imports what a service can't have, can't start
    /// within its manifest's limits, or the manifest is of another contract.
    pub fn load_service(&self, manifest: Manifest, component: &[u8]) -> Result<Arc<dyn Service>, LoadError> {
        let span = tracing::info_span!("load_service", prototype = %manifest.name, version = %manifest.version);
        let _entered = span.enter();
        let name = manifest.name.to_string();
        let loaded = self.load_service_checked(manifest, component).map_err(|unfit| LoadError {
            blame: unfit.blame,
            prototype: name,
            what: one_line(&unfit.what, MOST_LOAD_ERROR),
            hint: lines(&unfit.hint, MOST_HINT_LINES, MOST_LINE),
        });
        if let Err(error) = &loaded {
            tracing::debug!(blame = %error.blame, what = error.what, "could not load a web service");
        }
        loaded
    }

    fn load_service_checked(&self, manifest: Manifest, bytes: &[u8]) -> Result<Arc<dyn Service>, Unfit> {
        check_contract(&manifest)?;
        let (linked, answers) = self.link_service(&manifest, bytes)?;
        let shared = Arc::new(Shared {
            host: Arc::clone(self.host()),
            turns: Arc::new(self.host().guests().turns()),
            places: Places::new(manifest.limits.service.requests),
            digest: Digest::of(bytes),
            health: Health::new(),
            weight: Weight::default(),
            manifest: Arc::new(manifest),
            linked,
            lines: Mutex::default(),
            answers,
            was_late: AtomicBool::new(false),
        });
        self.start_once(&shared).map_err(|fault| Unfit::from(fault.during("it can't start")))?;
        Ok(Arc::new(WebService { shared }))
    }

    fn link_service(
        &self,
        manifest: &Manifest,
        bytes: &[u8],
    ) -> Result<(ProxyPre<ServiceState>, Option<AnswersPre>), Unfit> {
        let component = self.compile_component(bytes)?;
        let engine = component.engine();
        let version = find_handler(engine, &component)?;
        check_imports(engine, &component, manifest)?;
        self.host().start_guests().map_err(|what| {
            let hint = "see that the process may start threads (ulimit -u)";
            Unfit::of_host(format!("the lab can't run services: {what}"), hint)
        })?;
        let mut linker = Cow::Borrowed(&self.host().machines().of(&component).services);
        let links = manifest.service.as_ref().map(|service| service.links.as_slice()).unwrap_or_default();
        if !links.is_empty() {
            linked::link(linker.to_mut(), &component, links)?;
        }
        let linked = linker.instantiate_pre(&component).map_err(|error| unlinkable(&error))?;
        let answers = asked::find(&component, manifest.answers.is_some(), &linked)?;
        let proxy = proxy(version, linked).map_err(|error| unlinkable(&error))?;
        Ok((proxy, answers))
    }

    /// Starts an instance on the guests' threads and waits for it, at most as long as its deadline.
    fn start_once(&self, shared: &Arc<Shared>) -> Result<(), Box<Fault>> {
        let (tell, told) = mpsc::channel();
        let config = self.host().config();
        let start = Arc::clone(shared).start(nobody(Date(config.today), config.seed));
        let task = self.host().guests().slow().spawn(async move {
            // Nobody waits for it any more when it was too late.
            let _ = tell.send(start.await);
        });
        let time = deadline(&shared.manifest.limits);
        told.recv_timeout(time + 5 * GRACE).unwrap_or_else(|_| {
            task.abort();
            let what = format!("ran longer than its deadline of {} ms", time.as_millis());
            Err(Box::new(Fault::plain(Blame::Guest, what, String::new())))
        })
    }
}

/// A visit of nobody, to see whether a service starts.
fn nobody(today: Date, seed: u64) -> Visit {
    let trace = Trace { trace_id: [1; 16], span_id: [1; 8], parent_id: None };
    let (session, language) = (String::new(), Language::Nl);
    Visit { session, persona: None, today, language, seed, trace, depth: 0, state: Arc::default() }
}

fn proxy(version: Version, linked: InstancePre<ServiceState>) -> wasmtime::Result<ProxyPre<ServiceState>> {
    Ok(match version {
        Version::P2 => ProxyPre::P2(p2::bindings::ProxyPre::new(linked)?),
        Version::P3 => ProxyPre::P3(p3::bindings::ServicePre::new(linked)?),
    })
}

fn unlinkable(error: &wasmtime::Error) -> Unfit {
    Unfit::new(
        format!("it does not fit the interfaces that it names: {}", one_line(&format!("{error:#}"), MOST_LINE)),
        "build it with interfaces of WASI 0.2 or 0.3 as they were released",
    )
}
