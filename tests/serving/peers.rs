//! The same answer from the lab, from `wasmtime serve` and from plain axum, under the same load.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::routing::get;
use fieldlab_build::workspace_guests;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::deployed::Hosted;

/// Rounds, in each of which all take their turn.
const ROUNDS: usize = 3;

/// Somebody who answers, where, and the headers that a visitor sends.
struct Peer {
    name: &'static str,
    address: String,
    headers: Vec<String>,
    rates: Vec<f64>,
}

impl Peer {
    fn new(name: &'static str, address: String) -> Peer {
        Peer { name, address, headers: Vec::new(), rates: Vec::new() }
    }

    /// Requests a second, by 16 visitors who each wait for their answer before they ask again, for some seconds.
    fn load(&self, seconds: u32) -> f64 {
        let mut wrk = Command::new("wrk");
        wrk.args(["--threads", "1", "--connections", "16", "--duration", &format!("{seconds}s")]);
        for header in &self.headers {
            wrk.args(["--header", header]);
        }
        let output = wrk.arg(format!("http://{}/", self.address)).output().expect("wrk starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "{}: {said}", self.name);
        let rate = said.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:")?.trim().parse().ok());
        rate.unwrap_or_else(|| panic!("{}: {said}", self.name))
    }

    fn middle(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    }
}

/// All of them in turn, for some rounds.
pub(crate) fn compare() {
    if Command::new("wrk").arg("--version").output().is_err() {
        return println!("peers: left out, since there is no `wrk` here\n");
    }
    let hello = workspace_guests()["guest-hello"].component_path.clone();
    let lab = Hosted::serve();
    lab.deploy("hello", &std::fs::read(&hello).expect("it was just built"));
    let cookie = lab.cookie("hello");
    let mut peers = vec![Peer {
        headers: vec!["Host: hello.localhost".to_owned(), format!("Cookie: {cookie}")],
        ..Peer::new("fieldlab serve", lab.address().to_owned())
    }];
    let wasmtime = Wasmtime::serve(&hello);
    match &wasmtime {
        Some(wasmtime) => peers.push(Peer::new("wasmtime serve", wasmtime.address.clone())),
        None => println!("wasmtime serve: left out, since `WASMTIME` names no command line of wasmtime"),
    }
    let (_axum, address) = axum();
    peers.push(Peer::new("axum", address));

    for peer in &peers {
        peer.load(1);
    }
    for _ in 0..ROUNDS {
        for peer in &mut peers {
            let rate = peer.load(5);
            peer.rates.push(rate);
        }
    }
    println!("the same answer, 16 connections (requests a second, {ROUNDS} rounds of 5 s, the middle one last)");
    for peer in &peers {
        let rates: String = peer.rates.iter().map(|rate| format!("{rate:>8.0}")).collect();
        println!("  {:<16}{rates}{:>10.0}", peer.name, peer.middle());
    }
    for peer in &peers[1..] {
        println!("  {:.2} times {}", peers[0].middle() / peer.middle(), peer.name);
    }
    println!();
}

/// `wasmtime serve` with its own settings, until it is dropped.
struct Wasmtime {
    child: Child,
    address: String,
}

impl Wasmtime {
    fn serve(component: &PathBuf) -> Option<Wasmtime> {
        let program = std::env::var_os("WASMTIME")?;
        let mut serve = Command::new(program);
        serve.args(["serve", "-S", "cli", "--addr", "127.0.0.1:0"]).arg(component);
        let mut child = serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().ok()?;
        let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://")));
        let line = line.expect("wasmtime says where it serves");
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split("http://").nth(1).expect("it is there").trim().trim_end_matches('/').to_owned();
        Some(Wasmtime { child, address })
    }
}

impl Drop for Wasmtime {
    fn drop(&mut self) {
        // Whether it has ended already does not matter here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same answer without a guest.
fn axum() -> (Runtime, String) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("there is a free port");
    let address = listener.local_addr().expect("it listens").to_string();
    let app = Router::new().route("/", get(async || "hello\n"));
    runtime.spawn(async move { axum::serve(listener, app).await });
    (runtime, address)
}
