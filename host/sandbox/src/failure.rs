//! What went wrong in a call, in words for people.

use fieldlab_domain::assessment::Blame;
use fieldlab_domain::manifest::Limits;
use wasmtime::{Error, PoolConcurrencyLimitError, Trap, WasmBacktrace};

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
    /// What the guest wrote, and where in its code it was.
    pub(crate) output: String,
    /// The memory that it asked for in vain, in bytes.
    pub(crate) memory_asked: Option<usize>,
}

impl Fault {
    /// Understands an error of the engine. `output` is what the guest wrote.
    pub(crate) fn of(error: &Error, output: String, limits: &Limits) -> Fault {
        let (blame, what) = words(error, &output, limits);
        let output = with_functions(output, error);
        let memory_asked = error.downcast_ref::<MemoryExceeded>().map(|exceeded| exceeded.asked);
        Fault { blame, what: one_line(&what, MOST_LINE), output, memory_asked }
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
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return (Blame::Guest, trap_words(*trap, output, limits));
    }
    // The engine has no type of its own for this one.
    let cause = error.root_cause().to_string();
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

/// `output` with the guest's functions that were under way, the innermost first.
fn with_functions(mut output: String, error: &Error) -> String {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return output };
    if backtrace.frames().is_empty() {
        return output;
    }
    if !output.is_empty() && !output.ends_with('\n') {
        output.push('\n');
    }
    output.push_str("in these functions, the innermost first:\n");
    for line in backtrace.to_string().lines().skip(1) {
        output.push_str(line);
        output.push('\n');
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { memory_mb: 16, deadline_ms: 250 };

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
}
