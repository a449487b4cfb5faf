//! How fast the lab serves prototypes, beside `wasmtime serve` and plain axum in the same run; and how long deploying and starting
//! take, what sessions weigh, and how long pages take.
//!
//! Run with `cargo bench --profile dev --workspace --bench serving`. `wrk` sends the requests; `WASMTIME` names the command line of
//! wasmtime 48. What is not there is named and left out. Names of parts (peers, deploy, restart, sessions, pages, what-if, crowd, plaza) after `--` run those
//! only. `docs/benchmarks.md` has the figures of one machine, and says what each line is.

mod crowd;
mod deployed;
mod pages;
mod peers;
mod plaza;
#[path = "../lab/served.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod served;
mod sessions;
#[path = "../lab/test_lab.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod test_lab;
mod what_if;

/// A part of the benchmark, by name.
type Part = (&'static str, fn());

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let parts: [Part; 8] = [
        ("peers", peers::compare),
        ("deploy", deployed::deploy_one),
        ("restart", deployed::restart_many),
        ("sessions", sessions::hold_open),
        ("pages", pages::time_pages),
        ("what-if", what_if::try_values),
        ("crowd", crowd::react_at_once),
        ("plaza", plaza::ask_everybody),
    ];
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            part();
        }
    }
}
