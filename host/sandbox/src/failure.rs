//! What went wrong in a call, in words for people.

use fieldlab_domain::assessment::Blame;
use fieldlab_domain::manifest::Limits;
use wasmtime::component::ResourceTableError;
use wasmtime::{Error, PoolConcurrencyLimitError, Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use crate::capability::environment::Exited;
use crate::limits::{MOST_LINE, MemoryExceeded};
use crate::words::one_line;

/// A call that did not end well.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Whose it is.
    pub(crate) blame: Blame,
    /// What happened, in one line.
    pub(crate) what: String,
    /// What the guest wrote.
    pub(crate) written: String,
    /// The guest's functions that were under way, the innermost first.
    pub(crate) functions: Vec<String>,
    /// The memory that it asked for in vain, in bytes.
    pub(crate) memory_asked: Option<usize>,
    /// Whether it was ended because its time was over.
    pub(crate) over_time: bool,
}

impl Fault {
    /// Understands an error of the engine. `written` is what the guest wrote.
    pub(crate) fn of(error: &Error, written: String, limits: &Limits) -> Fault {
        let (blame, what) = words(error, &written, limits);
        let memory_asked = error.downcast_ref::<MemoryExceeded>().map(|exceeded| exceeded.asked);
        let over_time = matches!(error.downcast_ref(), Some(Trap::Interrupt));
        Fault { blame, what: one_line(&what, MOST_LINE), written, functions: functions(error), memory_asked, over_time }
    }

    /// Something that did not happen in the guest's code.
    pub(crate) fn plain(blame: Blame, what: String, written: String) -> Fault {
        Fault { blame, what, written, functions: Vec::new(), memory_asked: None, over_time: false }
    }

    /// The same, with what was going on when it happened.
    pub(crate) fn during(self, what_was_going_on: &str) -> Fault {
        let subject = if self.blame == Blame::Guest { "it " } else { "" };
        Fault { what: format!("{what_was_going_on}: {subject}{}", self.what), ..self }
    }

    /// What the guest's author gets to see: what it wrote, and where it was.
    pub(crate) fn output(&self) -> String {
        let mut output = self.written.clone();
        if !output.is_empty() && !output.ends_with('\n') {
            output.push('\n');
        }
        for function in &self.functions {
            output.push_str("in function ");
            output.push_str(function);
            output.push('\n');
        }
        output
    }
}

/// Whose fault an error is, and what happened.
fn words(error: &Error, output: &str, limits: &Limits) -> (Blame, String) {
    if error.is::<PoolConcurrencyLimitError>() {
        return (Blame::Host, "too many prototypes run at the same time".to_owned());
    }
    if error.is::<MemoryExceeded>() {
        return (Blame::Guest, format!("used more than its {} MiB of memory", limits.memory_mb));
    }
    if let Some(Exited { status }) = error.downcast_ref() {
        return (Blame::Guest, format!("ended itself with status {status} instead of answering"));
    }
    // So does a web service, whose interfaces are the engine's own.
    if let Some(I32Exit(status)) = error.downcast_ref() {
        return (Blame::Guest, format!("ended itself with status {status} instead of answering"));
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return (Blame::Guest, trap_words(*trap, output, limits));
    }
    if let Some(ResourceTableError::Full) = error.downcast_ref() {
        return (Blame::Guest, "holds too many handles, such as streams, at the same time".to_owned());
    }
    // The engine has no types of its own for these.
    let cause = error.root_cause().to_string();
    if cause.contains("handle limit exceeded") {
        return (Blame::Guest, "holds too many handles, such as streams, at the same time".to_owned());
    }
    if cause.contains("total size of fields exceeds limit") {
        return (Blame::Guest, "made more headers than it may".to_owned());
    }
    if cause.contains("fuel allocated for hostcalls") {
        return (Blame::Guest, "gave the host more data than it may".to_owned());
    }
    (Blame::Guest, format!("does not keep to the contract: {cause}"))
}

fn trap_words(trap: Trap, output: &str, limits: &Limits) -> String {
    match trap {
        Trap::Interrupt => format!("ran longer than its deadline of {} ms", limits.deadline_ms),
        Trap::StackOverflow => "ran out of stack: a function calls itself too deep".to_owned(),
        Trap::UnreachableCodeReached => match panic_words(output) {
            Some(words) => format!("panicked: {words}"),
            None => "stopped itself, with a panic without words or an abort".to_owned(),
        },
        Trap::MemoryOutOfBounds => "read or wrote outside its memory".to_owned(),
        Trap::HeapMisaligned => "read or wrote at an odd address".to_owned(),
        Trap::TableOutOfBounds | Trap::IndirectCallToNull | Trap::BadSignature => {
            "called a function that is not there".to_owned()
        }
        Trap::IntegerDivisionByZero => "divided by zero".to_owned(),
        Trap::IntegerOverflow => "made a number that is too large".to_owned(),
        Trap::BadConversionToInteger => "made a whole number of something that is none".to_owned(),
        other => other.to_string(),
    }
}

/// The message and place of the last panic of a Rust guest, from its error output.
fn panic_words(output: &str) -> Option<String> {
    let (_, after) = output.rsplit_once("panicked at ")?;
    let (place, rest) = after.split_once(":\n").unwrap_or((after, ""));
    let message = rest.split("\nnote: run with").next().unwrap_or_default().trim();
    let place = place.trim();
    Some(if message.is_empty() { place.to_owned() } else { format!("{message} ({place})") })
}

/// The guest's functions that were under way. Only names: an address says nothing without the engine's own tools.
fn functions(error: &Error) -> Vec<String> {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    // The engine's text has a heading, and a line a function: `0: 0x1f - module!name`.
    let text = backtrace.to_string();
    let mut names: Vec<String> = text.lines().skip(1).filter_map(function_name).collect();
    names.dedup();
    names
}

/// The name in a line of the backtrace; `None` for what a Rust guest's own panic goes through, which says nothing.
fn function_name(line: &str) -> Option<String> {
    const MACHINERY: [&str; 4] = ["std[", "core[", "alloc[", "__rustc["];
    let (_, name) = line.split_once('!')?;
    if name == "abort" || MACHINERY.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    Some(one_line(without_hash(name), MOST_LINE))
}

/// A Rust name without the hash that ends it, as in `rule::decide::h013aeed6fba12d01`.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => path,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { deadline_ms: 250, ..Limits::DEFAULT };

    #[test]
    fn each_error_has_words_and_a_blame() {
        let check = |error: Error, output: &str, blame: Blame, what: &str| {
            let fault = Fault::of(&error, output.to_owned(), &LIMITS);
            assert_eq!((fault.blame, fault.what.as_str()), (blame, what));
        };
        let panic = "thread '<unnamed>' (1) panicked at src/lib.rs:12:9:\nno such household\nnote: run with `RUST_BACKTRACE=1`\n";
        check(Trap::Interrupt.into(), "", Blame::Guest, "ran longer than its deadline of 250 ms");
        check(
            Trap::UnreachableCodeReached.into(),
            panic,
            Blame::Guest,
            "panicked: no such household (src/lib.rs:12:9)",
        );
        let silent = "stopped itself, with a panic without words or an abort";
        check(Trap::UnreachableCodeReached.into(), "", Blame::Guest, silent);
        check(MemoryExceeded { asked: 1 << 30 }.into(), "", Blame::Guest, "used more than its 16 MiB of memory");
        check(Exited { status: 3 }.into(), "", Blame::Guest, "ended itself with status 3 instead of answering");
        check(Error::msg("invalid utf-8"), "", Blame::Guest, "does not keep to the contract: invalid utf-8");
    }

    #[test]
    fn only_functions_of_the_guest_are_named() {
        let check = |line: &str, expected: Option<&str>| assert_eq!(function_name(line).as_deref(), expected, "{line}");
        check("    0:   0x1f - rule.wasm!rule::decide::h013aeed6fba12d01", Some("rule::decide"));
        check("    1: rule.wasm!fieldlab:lab/assessment@0.1.0#assess", Some("fieldlab:lab/assessment@0.1.0#assess"));
        check("    2:   0x2f - rule.wasm!core[6d9e98711c484d2e]::panicking::panic_fmt", None);
        check("note: something else", None);
    }
}
