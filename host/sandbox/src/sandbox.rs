//! The sandbox: where prototypes are loaded.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use fieldlab_domain::assessment::{Assessment, LoadError};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use thiserror::Error;
use wasmtime::Cache;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, InstancePre, Linker, ResourceType};

use crate::compile::{Compiler, Patience};
use crate::component::{Unfit, check_imports, find_assessment, has_pages, is_for_pages};
use crate::contract_v0_1::{ASSESSMENT, Functions, VERSION};
use crate::describe::compare;
use crate::engine::{Ticker, Ticking, cache};
use crate::failure::Fault;
use crate::instance::{Compiled, GuestInstance, Live};
use crate::limits::{MEBIBYTE, MOST_HINT_LINES, MOST_LINE, MOST_LOAD_ERROR};
use crate::machine::Machines;
use crate::prototype::Prototype;
use crate::service::{Guests, Lent, Watch, default_threads};
use crate::state::GuestState;
use crate::words::{lines, one_line};

/// Compiled components that stay in memory: 64. The one that was not used for longest goes first.
const MOST_COMPILED: usize = 64;

/// How a sandbox is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxConfig {
    /// The folder in which compiled components are kept; without one they are compiled again by each process.
    ///
    /// Whoever can write in it can have the lab run code of theirs: it must be as private as the program.
    pub cache: Option<PathBuf>,
    /// The day that prototypes see as today, in days since 1970-01-01.
    pub today: i32,
    /// Where the random numbers of prototypes start.
    pub seed: u64,
    /// How many instances may live at the same time. Address space is reserved for them: 4 GiB each.
    pub instances: u32,
    /// The threads that web services run on, besides those of the lab. With 1, a service that computes for long delays others.
    pub service_threads: usize,
}

impl SandboxConfig {
    /// Room for 256 instances, seed 0, no cache on disk, and a thread for services for each core, at least 2.
    pub fn new(today: i32) -> SandboxConfig {
        SandboxConfig { cache: None, today, seed: 0, instances: 256, service_threads: default_threads() }
    }
}

/// The sandbox could not be set up.
#[derive(Debug, Error)]
#[error("the sandbox can't start: {what}\n  hint: {hint}")]
pub struct SandboxError {
    /// What went wrong.
    pub what: String,
    /// What to do.
    pub hint: &'static str,
}

/// Where loaded components came from, to see whether caches work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadCounts {
    /// Found in this process.
    pub from_memory: usize,
    /// Found compiled on disk.
    pub from_disk: usize,
    /// Compiled.
    pub compiled: usize,
}

/// The engine and all that lives as long as it; prototypes hold on to it.
pub(crate) struct Host {
    machines: Machines,
    config: SandboxConfig,
    /// What web services run on, from the first of them on.
    guests: OnceLock<Guests>,
    watch: Arc<Watch>,
    lent: OnceLock<Lent>,
    // Dropped with the host: as long as a prototype can run, deadlines hold.
    _ticker: Ticker,
}

impl Host {
    pub(crate) fn machines(&self) -> &Machines {
        &self.machines
    }

    pub(crate) fn config(&self) -> &SandboxConfig {
        &self.config
    }

    /// Where services run, which is started by the first one.
    pub(crate) fn start_guests(&self) -> Result<&Guests, String> {
        if let Some(guests) = self.guests.get() {
            return Ok(guests);
        }
        let started = Guests::start(self.config.service_threads);
        let started = started.map_err(|error| one_line(&error.to_string(), MOST_LINE))?;
        // When another thread was first, this one's are not needed.
        Ok(self.guests.get_or_init(|| started))
    }

    /// Where services run.
    pub(crate) fn guests(&self) -> &Guests {
        self.guests.get().expect("loading a service starts them")
    }

    /// The wall clock of services.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// What the lab lends to services.
    pub(crate) fn lent(&self) -> &Lent {
        static NOTHING: LazyLock<Lent> = LazyLock::new(Lent::nothing);
        self.lent.get().unwrap_or(&NOTHING)
    }
}

/// Loads prototypes, and keeps them from harming anyone.
///
/// One a process is enough: it reserves address space for all instances, and has one thread that keeps time.
pub struct Sandbox {
    host: Arc<Host>,
    cache: Option<Cache>,
    compiler: Compiler,
    compiled: Mutex<VecDeque<(Digest, Arc<Compiled>)>>,
    from_memory: AtomicUsize,
    compilations: AtomicUsize,
}

impl Sandbox {
    /// Sets up a sandbox.
    ///
    /// # Errors
    /// When the cache's folder can't be used, or the system has too little address space or can't start a thread.
    pub fn new(config: SandboxConfig) -> Result<Sandbox, SandboxError> {
        let cache = match &config.cache {
            Some(folder) => Some(cache(folder).map_err(|error| SandboxError {
                what: format!(
                    "can't keep compiled prototypes in `{}`: {}",
                    folder.display(),
                    one_line(&format!("{error:#}"), MOST_LINE)
                ),
                hint: "use a folder that you can write in",
            })?),
            None => None,
        };
        let failed = |error: wasmtime::Error| SandboxError {
            what: one_line(&format!("{error:#}"), MOST_LINE),
            hint: "see that the process may use enough address space (ulimit -v), or let fewer instances run at the same time",
        };
        let ticking = Arc::new(Ticking::default());
        let machines = Machines::new(config.instances, cache.clone(), Arc::clone(&ticking)).map_err(failed)?;
        let watch = Arc::new(Watch::default());
        let watched = Arc::clone(&watch);
        let ticker = Ticker::start(ticking, move || watched.tick()).map_err(failed)?;
        let host =
            Arc::new(Host { machines, config, guests: OnceLock::new(), watch, lent: OnceLock::new(), _ticker: ticker });
        let compiler = Compiler::start(Patience::LAB).map_err(|error| SandboxError {
            what: format!("can't start the threads that compile: {error}"),
            hint: "see that the process may start threads (ulimit -u)",
        })?;
        Ok(Sandbox {
            host,
            cache,
            compiler,
            compiled: Mutex::default(),
            from_memory: AtomicUsize::new(0),
            compilations: AtomicUsize::new(0),
        })
    }

    /// Lends services what they may look at and whom they may call, within what is granted. Until then each of them is refused
    /// everything; a second time changes nothing.
    pub fn lend(&self, lent: Lent) {
        let _ = self.host.lent.set(lent);
    }

    /// Loads a prototype: compiles `component` unless that was done before, and checks it against its manifest.
    ///
    /// # Errors
    /// When it is not a component, is of another world or contract, imports what a rule can't have, does not say what its
    /// manifest says, or reads a field that is unknown, of another kind or not granted.
    pub fn load(&self, manifest: Manifest, component: &[u8]) -> Result<Arc<dyn Assessment>, LoadError> {
        let span = tracing::info_span!("load", prototype = %manifest.name, version = %manifest.version);
        let _entered = span.enter();
        let loaded = self.load_checked(manifest, component);
        match &loaded {
            Ok(prototype) => tracing::debug!(digest = prototype.digest().short(), "loaded a prototype"),
            Err(error) => tracing::debug!(blame = %error.blame, what = error.what, "could not load a prototype"),
        }
        loaded
    }

    /// Where the components loaded so far came from.
    pub fn load_counts(&self) -> LoadCounts {
        let compilations = self.compilations.load(Ordering::Relaxed);
        let from_disk = self.cache.as_ref().map_or(0, Cache::cache_hits);
        LoadCounts {
            from_memory: self.from_memory.load(Ordering::Relaxed),
            from_disk,
            compiled: compilations.saturating_sub(from_disk),
        }
    }

    /// How many instances of prototypes there are at the moment.
    pub fn live_instances(&self) -> u64 {
        self.host.machines.live_instances()
    }

    fn load_checked(&self, manifest: Manifest, component: &[u8]) -> Result<Arc<dyn Assessment>, LoadError> {
        let error = |unfit: Unfit| LoadError {
            blame: unfit.blame,
            prototype: manifest.name.to_string(),
            what: one_line(&unfit.what, MOST_LOAD_ERROR),
            hint: lines(&unfit.hint, MOST_HINT_LINES, MOST_LINE),
        };
        check_contract(&manifest).map_err(error)?;
        let digest = Digest::of(component);
        let compiled = self.compiled(&digest, component).map_err(error)?;
        let faulty = |fault: Fault| error(Unfit::from(fault));
        let live = Live::new(&self.host, &compiled, &manifest.limits);
        let mut live = live.map_err(|fault| faulty(fault.during("it can't start")))?;
        let mut instance = GuestInstance {
            host: &self.host,
            functions: &compiled.functions,
            limits: &manifest.limits,
            live: &mut live,
        };
        instance.check_types().map_err(|cause| error(other_types(&cause)))?;
        let description = instance.describe().map_err(|fault| faulty(fault.during("its `describe` fails")))?;
        let compared = compare(&description, &manifest);
        let fields = compared.map_err(|found| error(Unfit::new(found.what(), found.hint())))?;
        drop(live);
        Ok(Arc::new(Prototype::new(Arc::clone(&self.host), manifest, digest, fields, compiled)))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Digest, Arc<Compiled>)>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The compiled component with this digest. Two threads that ask for a new one at the same time both compile it.
    fn compiled(&self, digest: &Digest, component: &[u8]) -> Result<Arc<Compiled>, Unfit> {
        let mut kept = self.lock();
        if let Some(index) = kept.iter().position(|(known, _)| known == digest) {
            let found = kept.remove(index).expect("it was found there");
            let compiled = Arc::clone(&found.1);
            kept.push_back(found);
            self.from_memory.fetch_add(1, Ordering::Relaxed);
            return Ok(compiled);
        }
        drop(kept);
        let compiled = Arc::new(self.compile(component)?);
        let mut kept = self.lock();
        kept.push_back((digest.clone(), Arc::clone(&compiled)));
        if kept.len() > MOST_COMPILED {
            kept.pop_front();
        }
        Ok(compiled)
    }

    pub(crate) fn host(&self) -> &Arc<Host> {
        &self.host
    }

    /// Links a rule. What its pages import, when it has some, is there but stops it: a rule has no requests.
    fn link(&self, component: &Component, has_pages: bool) -> wasmtime::Result<InstancePre<GuestState>> {
        let linker = &self.host.machines.of(component).rules;
        if !has_pages {
            return linker.instantiate_pre(component);
        }
        let mut linker = linker.clone();
        stub_pages(&mut linker, component)?;
        linker.instantiate_pre(component)
    }

    /// Compiles a component, or finds it compiled on disk.
    pub(crate) fn compile_component(&self, bytes: &[u8]) -> Result<Component, Unfit> {
        let component = self.compiler.compile(&self.host, bytes)?;
        self.compilations.fetch_add(1, Ordering::Relaxed);
        Ok(component)
    }

    fn compile(&self, bytes: &[u8]) -> Result<Compiled, Unfit> {
        let component = self.compile_component(bytes)?;
        let engine = component.engine();
        let interface = find_assessment(engine, &component)?;
        let has_pages = has_pages(engine, &component);
        check_imports(engine, &component, has_pages)?;
        let functions = Functions::find(&component, &interface)
            .map_err(|missing| Unfit::new(format!("its `{interface}` has no function `{missing}`"), CONTRACT_HINT))?;
        let linked = self.link(&component, has_pages).map_err(|error| {
            let what = format!("it can't be linked: {}", one_line(&format!("{error:#}"), MOST_LINE));
            Unfit::new(what, "build it with a standard library for WASI 0.2")
        })?;
        Ok(Compiled { linked, functions })
    }
}

/// Defines what a component imports for its pages so that a call of it is a trap. The resources of other interfaces that it names
/// (streams, errors) are there already.
fn stub_pages(linker: &mut Linker<GuestState>, component: &Component) -> wasmtime::Result<()> {
    let engine = linker.engine().clone();
    for (interface, item) in component.component_type().imports(&engine) {
        let ComponentItem::ComponentInstance(instance) = item.ty else { continue };
        if !is_for_pages(interface) {
            continue;
        }
        let mut stubs = linker.instance(interface)?;
        for (name, export) in instance.exports(&engine) {
            match export.ty {
                ComponentItem::ComponentFunc(_) => {
                    stubs.func_new(name, |_, _, _, _| wasmtime::bail!("a rule has no requests to answer"))?;
                }
                ComponentItem::Resource(_) if !OF_WASI_IO.contains(&name) => {
                    stubs.resource(name, ResourceType::host::<()>(), |_, _| Ok(()))?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The resources that wasi:http takes from wasi:io.
const OF_WASI_IO: [&str; 4] = ["input-stream", "io-error", "output-stream", "pollable"];

const CONTRACT_HINT: &str = "build it with the lab's SDK, or with fieldlab-lab-0.1.wit as it was released";

/// Refuses a manifest that asks for another contract, before anything is compiled.
pub(crate) fn check_contract(manifest: &Manifest) -> Result<(), Unfit> {
    if manifest.contract == VERSION {
        return Ok(());
    }
    Err(Unfit::new(
        format!("its manifest asks for contract {}; this lab speaks {VERSION}", manifest.contract),
        format!("update the lab, or build the prototype for contract {VERSION} and write: contract = \"{VERSION}\""),
    ))
}

fn other_types(error: &wasmtime::Error) -> Unfit {
    let what = format!(
        "its `{ASSESSMENT}` has other types than contract {VERSION}: {}",
        one_line(&format!("{error:#}"), MOST_LINE)
    );
    Unfit::new(what, CONTRACT_HINT)
}

impl From<Fault> for Unfit {
    /// A component that fails while it is loaded.
    fn from(fault: Fault) -> Unfit {
        Unfit { blame: fault.blame, hint: start_hint(&fault), what: fault.what }
    }
}

/// What to do when a component fails while it is loaded.
fn start_hint(fault: &Fault) -> String {
    match fault.memory_asked {
        Some(bytes) => {
            let megabytes = bytes.div_ceil(MEBIBYTE);
            format!(
                "if it needs that much, write in prototype.toml, below its heading [limits] when it has one already:\n\
                 [limits]\nmemory_mb = {megabytes}"
            )
        }
        None if fault.written.is_empty() => String::new(),
        None => format!("it wrote:\n{}", fault.written.trim_end()),
    }
}
