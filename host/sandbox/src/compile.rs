//! Compiling components, which is no part of what the engine promises to bound: so many at once, for so long, and no functions
//! that are known to be slow.
//!
//! A compilation can't be interrupted. One that takes too long is not waited for; it goes on by itself, on threads that give way
//! to all others, and keeps its place until it ends. So what is bounded for certain is how many there are at once, and how long
//! anybody waits. It does not stop a component within all limits that compiles slowly from keeping one place for its time.

use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};
use wasmparser::{Parser, Payload};
use wasmtime::component::Component;

use crate::component::{Unfit, check_bytes, is_version, split_version, uncompilable};
use crate::engine::Tasks;
use crate::limits::{
    MOST_CODE_BYTES, MOST_COMPILATIONS, MOST_COMPILE_TIME, MOST_COMPILE_WAIT, MOST_FUNCTION_BYTES, MOST_FUNCTIONS,
};
use crate::machine::Machines;
use crate::priority::give_way;
use crate::sandbox::Host;

/// Compiles, a few at a time.
#[derive(Debug)]
pub(crate) struct Compiler {
    places: Arc<Places>,
    patience: Patience,
}

/// How long somebody waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For a place.
    pub(crate) for_place: Duration,
    /// For the compilation itself.
    pub(crate) for_code: Duration,
}

impl Patience {
    /// That of the lab.
    pub(crate) const LAB: Patience = Patience { for_place: MOST_COMPILE_WAIT, for_code: MOST_COMPILE_TIME };
}

/// The threads that compile, as many sets as may compile at once; a set is taken while it does.
#[derive(Debug)]
struct Places {
    free: Mutex<Vec<ThreadPool>>,
    freed: Condvar,
}

impl Places {
    /// Takes a place, waiting for one when there is none.
    fn take(&self, patience: Duration) -> Option<ThreadPool> {
        let until = Instant::now() + patience;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(place) = free.pop() {
                return Some(place);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            free = self.freed.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self, place: ThreadPool) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        self.freed.notify_one();
    }
}

impl Compiler {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(crate) fn start(patience: Patience) -> Result<Compiler, rayon::ThreadPoolBuildError> {
        let threads = |number: usize| {
            ThreadPoolBuilder::new()
                .thread_name(move |thread| format!("fieldlab-compiler-{number}-{thread}"))
                .start_handler(|_| give_way())
                .build()
        };
        let free = (0..MOST_COMPILATIONS).map(threads).collect::<Result<Vec<_>, _>>()?;
        Ok(Compiler { places: Arc::new(Places { free: Mutex::new(free), freed: Condvar::new() }), patience })
    }

    /// Compiles a component, or finds it compiled on disk.
    ///
    /// # Errors
    /// When it is no component, is too large to compile, takes too long, or others compile and do not get ready.
    pub(crate) fn compile(&self, host: &Arc<Host>, bytes: &[u8]) -> Result<Component, Unfit> {
        check_bytes(bytes)?;
        let seen = look(bytes)?;
        let (host, bytes) = (Arc::clone(host), bytes.to_owned());
        let compiled = self.run(move || compile_on(host.machines(), &bytes, seen.tasks))?;
        compiled.map_err(|error| uncompilable(&error))
    }

    /// Runs `work` on a set of threads of its own and waits for it, but not for ever.
    fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unfit> {
        let Some(place) = self.places.take(self.patience.for_place) else {
            let what = format!("the lab compiles {MOST_COMPILATIONS} other prototypes, which take long");
            return Err(Unfit::of_host(what, "try again in a minute"));
        };
        let (tell, told) = mpsc::channel();
        let places = Arc::clone(&self.places);
        let start = std::thread::Builder::new().name("fieldlab-compiler".to_owned()).spawn(move || {
            // Whatever the compiler does, its place comes back.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| place.install(work)));
            places.give_back(place);
            // Nobody waits any more when it took too long.
            let _ = tell.send(done);
        });
        if let Err(error) = start {
            return Err(Unfit::of_host(
                format!("the lab can't compile: {error}"),
                "see that it may start threads (ulimit -u)",
            ));
        }
        match told.recv_timeout(self.patience.for_code) {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(Unfit::of_host("the compiler fails on it", "tell who runs the lab, with the component"))
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let seconds = self.patience.for_code.as_secs();
                Err(Unfit::new(format!("it takes longer than {seconds} s to compile"), SMALLER))
            }
        }
    }
}

/// Compiles for the machine that fits. What can't be compiled without tasks may name none of the interfaces that have them, and
/// use them all the same.
fn compile_on(machines: &Machines, bytes: &[u8], tasks: Tasks) -> wasmtime::Result<Component> {
    let with_tasks = || Component::from_binary(&machines.with_tasks()?.engine, bytes);
    match tasks {
        Tasks::Many => with_tasks(),
        Tasks::None => Component::from_binary(&machines.plain().engine, bytes).or_else(|_| with_tasks()),
    }
}

const SMALLER: &str = "build it for release, optimised for size, and leave out what it does not use";

/// What can be seen of a component without compiling it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    tasks: Tasks,
}

/// Looks over a component, and refuses code that is known to compile slowly: the time for a function grows faster than the function.
fn look(bytes: &[u8]) -> Result<Seen, Unfit> {
    let mut seen = Seen { tasks: Tasks::None };
    let (mut functions, mut code) = (0, 0);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload {
            Ok(Payload::CodeSectionEntry(body)) => {
                let size = body.as_bytes().len();
                (functions, code) = (functions + 1, code + size);
                if size > MOST_FUNCTION_BYTES {
                    return Err(too_much(
                        "one of its functions has",
                        size.div_ceil(1024),
                        MOST_FUNCTION_BYTES / 1024,
                        "KiB",
                    ));
                }
            }
            Ok(Payload::ComponentImportSection(imports)) => {
                if imports.into_iter().flatten().any(|import| has_tasks(import.name.name)) {
                    seen.tasks = Tasks::Many;
                }
            }
            Ok(Payload::ComponentExportSection(exports)) => {
                if exports.into_iter().flatten().any(|export| has_tasks(export.name.name)) {
                    seen.tasks = Tasks::Many;
                }
            }
            Ok(_) => {}
            // What is wrong with it is for the compiler to say.
            Err(_) => return Ok(seen),
        }
    }
    if functions > MOST_FUNCTIONS {
        return Err(too_much("it has", functions, MOST_FUNCTIONS, "functions"));
    }
    if code > MOST_CODE_BYTES {
        return Err(too_much("its functions have", code / 1024, MOST_CODE_BYTES / 1024, "KiB together"));
    }
    Ok(seen)
}

/// Whether an interface is one of WASI 0.3.
fn has_tasks(name: &str) -> bool {
    let (interface, version) = split_version(name);
    interface.starts_with("wasi:") && is_version(version, "0.3")
}

fn too_much(who: &str, has: usize, most: usize, of: &str) -> Unfit {
    Unfit::new(format!("{who} {has} {of}, and may have {most}"), SMALLER)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Patience = Patience { for_place: Duration::from_millis(20), for_code: Duration::from_millis(20) };

    /// Compilations that go on until they are told to end.
    fn keep_busy(compiler: &Compiler) -> Vec<mpsc::Sender<()>> {
        let start = |_| {
            let (end, ended) = mpsc::channel::<()>();
            let refused = compiler.run(move || ended.recv()).expect_err("it does not end in time");
            assert_eq!(refused.what, "it takes longer than 0 s to compile");
            end
        };
        (0..MOST_COMPILATIONS).map(start).collect()
    }

    #[test]
    fn nobody_waits_for_ever_and_no_more_than_a_few_compile_at_once() {
        let compiler = Compiler::start(SHORT).expect("there are threads");
        let busy = keep_busy(&compiler);
        let refused = compiler.run(|| ()).expect_err("all places are taken");
        assert_eq!(refused.what, "the lab compiles 2 other prototypes, which take long");
        drop(busy);
        let patient = Compiler { places: Arc::clone(&compiler.places), patience: Patience::LAB };
        assert_eq!(patient.run(|| 7), Ok(7), "they ended, and their places came back");
    }

    #[test]
    fn a_compiler_that_panics_keeps_no_place() {
        let compiler = Compiler::start(Patience::LAB).expect("there are threads");
        for _ in 0..=MOST_COMPILATIONS {
            let refused = compiler.run(|| panic!("as it should")).expect_err("it panics");
            assert_eq!(refused.what, "the compiler fails on it");
        }
    }

    #[test]
    fn interfaces_with_tasks_are_seen_before_anything_is_compiled() {
        let check = |interface: &str, expected: Tasks| {
            let text = format!("(component (import \"{interface}\" (instance)))");
            assert_eq!(look(&wat::parse_str(text).expect("it is WAT")), Ok(Seen { tasks: expected }), "{interface}");
        };
        check("wasi:http/types@0.2.12", Tasks::None);
        check("wasi:http/types@0.3.0", Tasks::Many);
        check("fieldlab:lab/citizens@0.3.0", Tasks::None);
        assert_eq!(look(b"no component"), Ok(Seen { tasks: Tasks::None }));
    }

    /// A component with so many functions of so many instructions each.
    fn component(functions: usize, instructions: usize) -> Vec<u8> {
        let function = format!("(func {})", "nop ".repeat(instructions));
        let text = format!("(component (core module {}))", function.repeat(functions));
        wat::parse_str(text).expect("it is WAT")
    }

    #[test]
    fn code_that_compiles_slowly_is_refused_before_it_is_compiled() {
        let check = |functions: usize, instructions: usize, expected: Option<&str>| {
            let refused = look(&component(functions, instructions)).err().map(|unfit| unfit.what);
            assert_eq!(refused.as_deref(), expected);
        };
        check(3, 100, None);
        check(MOST_FUNCTIONS, 0, None);
        check(MOST_FUNCTIONS + 1, 0, Some("it has 100001 functions, and may have 100000"));
        check(1, MOST_FUNCTION_BYTES - 100, None);
        check(1, MOST_FUNCTION_BYTES, Some("one of its functions has 513 KiB, and may have 512"));
    }
}
