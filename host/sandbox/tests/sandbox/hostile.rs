//! Guests that harm whom they can, a check each: what their visitor gets, and that the next visitor of the same prototype is well.
//!
//! Those written in Rust are in `fixtures/guests`, by the name of their path; the others are WebAssembly text here.

use fieldlab_domain::assessment::Blame;
use fieldlab_domain::service::Service;
use http::Request;

use crate::service::{Outcome, P2, P3, SILENT, Text, full, get, outcome};

/// The next visitor is answered.
async fn assert_well(service: &dyn Service) {
    assert_eq!(outcome(service, get("/")).await.text(), "hello\n");
}

/// The guest fails before it answers, for this reason.
async fn fails(service: &dyn Service, path: &str, what: &str) -> String {
    let (found, output) = outcome(service, get(path)).await.failed();
    assert!(found.contains(what), "{path}: {found}");
    assert_well(service).await;
    output
}

/// The guest's answer breaks off in the middle.
async fn breaks(service: &dyn Service, path: &str, words: &str) {
    assert_eq!(outcome(service, get(path)).await.broken(), words, "{path}");
    assert!(service.latest_failure().is_some(), "{path}");
    assert_well(service).await;
}

/// The guest gets no harm done and answers this.
async fn answers(service: &dyn Service, path: &str, text: &str) {
    assert_eq!(outcome(service, get(path)).await.text(), text, "{path}");
    assert_well(service).await;
}

const TOO_LONG: &str = "the prototype took too long";
const FAILED: &str = "the prototype failed";

#[tokio::test]
async fn loops_end_at_the_deadline() {
    fails(&**P2, "/loop", "late").await;
    fails(&**P2, "/loop-in-destructor", "late").await;
    fails(&**P3, "/loop", "late").await;
    breaks(&**P2, "/loop-while-streaming", TOO_LONG).await;
    breaks(&**P3, "/loop-while-streaming", TOO_LONG).await;
}

#[tokio::test]
async fn a_loop_after_a_whole_answer_ends_with_it() {
    answers(&**P2, "/loop-after-answer", "done\n").await;
}

#[tokio::test]
async fn waiting_ends_at_the_deadline() {
    fails(&**P2, "/sleep", "late").await;
    fails(&**P3, "/sleep", "late").await;
    breaks(&**P2, "/slow-body", TOO_LONG).await;
    breaks(&**P3, "/never-ending-body", FAILED).await;
}

#[tokio::test]
async fn memory_and_stack_have_an_end() {
    fails(&**P2, "/memory", "used more than its 8 MiB of memory").await;
    fails(&**P2, "/strings", "used more than its 8 MiB of memory").await;
    fails(&**P3, "/memory", "used more than its 8 MiB of memory").await;
    // A Rust guest keeps its stack in its memory, and runs out of whichever is the smaller.
    let (what, _) = outcome(&**P2, get("/recursion")).await.failed();
    assert!(what.contains("stack") || what.contains("memory"), "{what}");
    assert_well(&**P2).await;
}

#[tokio::test]
async fn bodies_have_an_end() {
    breaks(&**P2, "/endless-body", FAILED).await;
    breaks(&**P3, "/endless-body", FAILED).await;
}

#[tokio::test]
async fn an_answer_that_is_none_is_a_failure() {
    fails(&**P2, "/silence", "did not answer").await;
    fails(&**P2, "/error", "answered with an error instead of a response").await;
    fails(&**P3, "/error", "answered with an error instead of a response").await;
    fails(&**P2, "/exit", "ended itself with status 1").await;
    fails(&**P2, "/answer-twice", "does not keep to the contract").await;
}

#[tokio::test]
async fn a_part_of_an_answer_is_not_taken_for_the_whole() {
    breaks(&**P2, "/half-a-body", FAILED).await;
    breaks(&**P2, "/unfinished-body", FAILED).await;
    breaks(&**P2, "/panic-while-streaming", FAILED).await;
    breaks(&**P3, "/panic-while-streaming", FAILED).await;
    breaks(&**P2, "/too-short", FAILED).await;
    breaks(&**P3, "/too-short", FAILED).await;
    breaks(&**P3, "/too-long", FAILED).await;
}

#[tokio::test]
async fn more_than_the_announced_length_does_not_get_out() {
    match outcome(&**P2, get("/too-long")).await {
        Outcome::Broken(_) | Outcome::Failed(_) => {}
        Outcome::Whole(_, text, _) => panic!("{text}"),
    }
    assert_well(&**P2).await;
}

#[tokio::test]
async fn a_panic_is_told_to_its_author() {
    let output = fails(&**P2, "/panic", "panicked: on purpose").await;
    assert!(output.contains("panicked at p2/src/bad.rs:"), "{output}");
    fails(&**P3, "/panic", "panicked: on purpose").await;
}

#[tokio::test]
async fn headers_are_checked_and_counted() {
    answers(&**P2, "/headers", "could set []\n").await;
    answers(&**P2, "/status", "all refused: true\n").await;
    fails(&**P2, "/header-flood", "made more headers than it may").await;
    fails(&**P2, "/many-headers", "holds too many handles").await;
}

#[tokio::test]
async fn of_a_flood_of_words_the_beginning_is_kept() {
    let (what, output) = outcome(&**P2, get("/log-flood")).await.log();
    assert!(what == "logged\n" || what == "late", "{what}");
    assert!(output.len() <= 17 << 10, "{}", output.len());
    assert_well(&**P2).await;
}

#[tokio::test]
async fn a_request_that_is_not_read_is_no_trouble() {
    let request = Request::post("/unread-body").body(full(vec![b'x'; 1 << 20])).expect("a good request");
    assert_eq!(outcome(&**P2, request).await.text(), "I did not read it\n");
    answers(&**P2, "/bodies-twice", "twice: false\n").await;
}

#[tokio::test]
async fn handles_and_tasks_are_counted() {
    fails(&**P2, "/resources", "holds too many handles").await;
    fails(&**P2, "/pollables", "holds too many handles").await;
    fails(&**P3, "/streams", "").await;
    fails(&**P3, "/tasks", "").await;
}

#[tokio::test]
async fn randomness_is_not_made_by_the_gigabyte() {
    fails(&**P2, "/random-flood", "does not keep to the contract").await;
}

#[tokio::test]
async fn nobody_outside_is_called() {
    for path in ["/call", "/call-ip", "/call-lab", "/call-metadata"] {
        answers(&**P2, path, "ErrorCode::HttpRequestDenied\n").await;
    }
    answers(&**P2, "/call-flood", "{\"ErrorCode::HttpRequestDenied\": 1000}\n").await;
    let text = outcome(&**P2, get("/call-nobody")).await.text();
    assert!(text.contains("ErrorCode::"), "{text}");
    answers(&**P3, "/call", "ErrorCode::HttpRequestDenied\n").await;
}

/// A service in text that can't be loaded, for this reason.
fn refused(text: Text<'_>, what: &str) {
    match text.load() {
        Ok(_) => panic!("it was loaded"),
        Err(error) => {
            assert!(error.what.contains(what), "{error}");
            assert_eq!(error.blame, Blame::Guest);
        }
    }
}

/// A service in text that fails at a request, for this reason.
async fn text_fails(text: Text<'_>, what: &str) {
    let service = text.load().unwrap_or_else(|error| panic!("{error}"));
    let (found, _) = outcome(&*service, get("/")).await.failed();
    assert!(found.contains(what), "{found}");
    assert_well(&**P2).await;
}

/// Does `deed` when it starts.
fn at_start(deed: &str) -> String {
    format!("(func $start {deed}) (start $start)")
}

#[tokio::test]
async fn a_loop_at_the_start_is_found_when_it_is_loaded_or_later() {
    refused(
        Text { module: &at_start("(loop $again (br $again))"), ..SILENT },
        "can't start: it ran longer than its deadline",
    );
    // It tells loading from serving by the seed of the random numbers, which is 0 when it is loaded.
    let later = "(if (i64.ne (call $random) (i64.const -2152535657050944081)) (then (loop $again (br $again))))";
    text_fails(Text { module: &at_start(later), ..SILENT }, "late").await;
}

#[tokio::test]
async fn a_trap_at_the_start_is_found_when_it_is_loaded() {
    refused(Text { module: &at_start("unreachable"), ..SILENT }, "can't start: it stopped itself");
}

#[tokio::test]
async fn traps_are_told_apart() {
    text_fails(Text { handle: "unreachable", ..SILENT }, "stopped itself").await;
    text_fails(Text { handle: "(drop (i32.div_u (i32.const 1) (i32.const 0)))", ..SILENT }, "divided by zero").await;
    text_fails(Text { handle: "(drop (i32.load (i32.const -8)))", ..SILENT }, "outside its memory").await;
    let module = "(func $deep (call $deep) (call $deep))";
    text_fails(Text { module, handle: "(call $deep)", ..SILENT }, "ran out of stack").await;
}

#[tokio::test]
async fn tables_have_an_end() {
    let grow = "(if (i32.eq (table.grow $table (ref.null func) (i32.const 10)) (i32.const -1)) (then unreachable))";
    let handle = &format!("(loop $again {grow} (br $again))");
    text_fails(Text { module: "(table $table 1 funcref)", handle, ..SILENT }, "stopped itself").await;
}

#[tokio::test]
async fn what_starts_too_large_is_not_loaded() {
    refused(Text { pages: "65536", ..SILENT }, "memory has a minimum byte size of 4294967296");
    refused(Text { pages: "200", ..SILENT }, "can't start: it used more than its 8 MiB of memory");
    let data = format!("(data (i32.const 0) \"{}\")", "x".repeat(65_536));
    assert!(Text { module: &data, ..SILENT }.load().is_ok(), "a page of data is fine");
    let data = format!("(data (i32.const 60000) \"{}\")", "x".repeat(65_536));
    refused(Text { module: &data, ..SILENT }, "can't start: it read or wrote outside its memory");
    let data = format!("(data \"{}\")", "x".repeat(33 << 20));
    refused(Text { module: &data, ..SILENT }, "a component may be 32 MiB");
    let tables = "(table 1 funcref)".repeat(30);
    refused(Text { module: &tables, ..SILENT }, "");
    refused(Text { module: "(table 30000 funcref)", ..SILENT }, "");
}

#[tokio::test]
async fn lying_lengths_and_letters_that_are_none_are_stopped() {
    let has = |pointer: &str, length: &str| {
        format!("(drop (call $has (call $fields) (i32.const {pointer}) (i32.const {length})))")
    };
    let contract = "does not keep to the contract";
    text_fails(Text { handle: &has("8", "0x7fffffff"), ..SILENT }, contract).await;
    text_fails(Text { handle: &has("-1", "2"), ..SILENT }, contract).await;
    text_fails(Text { pages: "100", handle: &has("0", "6000000"), ..SILENT }, "gave the host more data than it may")
        .await;
    let module = "(func $letters (i32.store (i32.const 8) (i32.const 0xfffefdfc)))";
    let handle = &format!("(call $letters) {}", has("8", "4"));
    text_fails(Text { module, handle, ..SILENT }, contract).await;
    let handle = "(drop (call $has (i32.const 1234) (i32.const 0) (i32.const 0)))";
    text_fails(Text { handle, ..SILENT }, contract).await;
    let handle = "(drop (call $has (local.get $out) (i32.const 0) (i32.const 0)))";
    text_fails(Text { handle, ..SILENT }, contract).await;
}
