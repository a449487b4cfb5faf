//! The lab on the web, served by the binary.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::test_lab::TestLab;

/// A lab that is served, until it is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(lab: &TestLab, arguments: &[&str]) -> Served {
        Served::start_with(lab, arguments, &[])
    }

    /// The same, with these variables in the environment.
    pub(crate) fn start_with(lab: &TestLab, arguments: &[&str], environment: &[(&str, &str)]) -> Served {
        let mut command = lab.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        command.envs(environment.iter().copied());
        Served::with(command, "the lab is at")
    }

    /// Serves by any command that says, on the line that begins with these words, where it is.
    fn with(mut command: Command, words: &str) -> Served {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with(words)));
        let line = line.expect("it says where it is");
        // What it says later is read as well, so that it can go on saying it.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(['/', ' ']).next());
        let port = address.and_then(|address| address.rsplit(':').next());
        let address = format!("127.0.0.1:{}", port.unwrap_or_else(|| panic!("{line}")));
        Served { child, address }
    }

    /// The status line, the headers and the body of a page.
    pub(crate) fn get(&self, path: &str, host: &str) -> String {
        self.send(&format!("GET {path}"), &format!("Host: {host}\r\nAccept-Language: nl\r\n"), b"")
    }

    /// Sends a request to the lab or a prototype: method and path, lines of headers, and a body.
    pub(crate) fn send(&self, what: &str, headers: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("{what} HTTP/1.1\r\n{headers}{length}Connection: close\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Whether it has ended already does not matter here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_front_page_leads_to_the_need_the_experiment_and_the_report() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zorgtoeslag-2026", "--persons", "20000", "--replicates", "2"]);
    let served = Served::start(&lab, &[]);
    let front = served.get("/", "localhost");
    assert!(front.starts_with("HTTP/1.1 200"), "{front}");
    assert!(front.contains("Kan ik mijn zorgverzekering nog betalen"), "{front}");
    assert!(front.contains("Prototype, synthetische data"), "{front}");
    for (path, expected) in [
        ("/needs/zorgkosten-betalen", "/experiments/zorgtoeslag-2026"),
        ("/experiments/zorgtoeslag-2026", "/runs/1"),
        ("/runs/1", "fieldlab experiment replay 1"),
        ("/runs/1/report.html", "<style>"),
        ("/runs/1/evidence.json", "\"digest\":\"sha256:"),
        ("/runs/1/results.csv", "metric,unit,field"),
        ("/prototypes/zorgtoeslag", "household.income_assessment"),
    ] {
        let page = served.get(path, "localhost");
        assert!(page.starts_with("HTTP/1.1 200"), "{path}: {page}");
        assert!(page.contains(expected), "{path}: {page}");
    }
    assert!(served.get("/runs/99", "localhost").starts_with("HTTP/1.1 404"));
    assert!(served.get("/", "evil.example").starts_with("HTTP/1.1 421"), "names of others are not answered");
}

#[test]
fn an_empty_lab_says_what_to_do() {
    let lab = TestLab::new();
    let served = Served::start(&lab, &[]);
    let front = served.get("/", "localhost");
    assert!(front.starts_with("HTTP/1.1 200") && front.contains("cargo demo"), "{front}");
}

#[test]
fn each_host_is_answered_by_whom_it_belongs_to() {
    let lab = TestLab::new();
    let served = Served::start(&lab, &["--base-domain", "lab.example"]);
    for (host, status) in [
        ("localhost:8780", "200"),
        ("lab.example", "200"),
        ("none.localhost:8780", "404"),
        ("none.lab.example", "404"),
        ("evil.example", "421"),
    ] {
        let answer = served.get("/", host);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {answer}");
    }
}

#[test]
fn the_pages_of_a_prototype_come_out_of_its_sandbox() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    let page = served.get("/prototypes/na-de-ww", "localhost");
    assert!(page.contains("/prototypes/na-de-ww/try"), "{page}");
    let start = served.get("/", "na-de-ww.localhost");
    assert!(start.starts_with("HTTP/1.1 200") && start.contains("Uw WW stopt"), "{start}");
    assert!(start.contains("frame-ancestors localhost"), "the lab's headers stand: {start}");
    let question = served.get("/uitkering", "na-de-ww.localhost");
    assert!(question.contains("Wanneer stopt uw WW?"), "{question}");
    assert!(served.get("/no-such-page", "na-de-ww.localhost").starts_with("HTTP/1.1 404"));
    assert!(served.get("/", "zorgtoeslag.localhost").starts_with("HTTP/1.1 404"), "a rule has no pages");
}

#[test]
fn a_data_folder_is_served_by_one_process() {
    let lab = TestLab::new();
    let served = Served::start(&lab, &[]);
    let pid = served.child.id().to_string();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["demo", "--no-serve"]] {
        let said = lab.refused(arguments);
        assert!(said.contains("is served already") && said.contains(&served.address) && said.contains(&pid), "{said}");
        assert!(said.contains("hint: "), "{said}");
    }
    assert!(served.get("/health", "localhost").starts_with("HTTP/1.1 200"), "the one that was there goes on");
    // What reads, and what a lab that is served asks the database for each time, goes on beside it.
    lab.ok(&["log"]);
    lab.ok(&["token", "new", "--name", "ci", "--organisation", "A"]);
    drop(served);
    drop(Served::start(&lab, &[]));
}

#[test]
fn a_base_domain_that_is_none_is_refused() {
    let lab = TestLab::new();
    let said = lab.run(&["serve", "--base-domain", "127.0.0.1"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("`127.0.0.1` is not a domain") && said.err.contains("hint: "), "{}", said.err);
}

#[test]
fn the_lab_is_not_shown_to_the_network() {
    let lab = TestLab::new();
    let said = lab.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("no accounts yet") && said.err.contains("hint: "), "{}", said.err);
}

#[test]
fn a_prototype_that_is_written_is_shown_after_each_save_with_its_mistakes() {
    let lab = TestLab::new();
    lab.ok(&["new", "my-page", "--template", "service", "--path", "."]);
    let served = Served::with(lab.command(&["dev", "my-page", "--listen", "127.0.0.1:0"]), "as a persona");
    let host = "my-page.localhost";
    let until = |wanted: &str| loop {
        let page = served.get("/", host);
        if page.contains(wanted) {
            return page;
        }
    };
    assert!(until("Bijdrage voor uw kind").contains("/.dev/reload.js"));
    let source = lab.path("my-page/src/lib.rs");
    let text = std::fs::read_to_string(&source).expect("it is there");
    let save = |from: &str, to: &str| {
        assert!(text.contains(from));
        std::fs::write(&source, text.replacen(from, to, 1)).expect("it can be written");
    };
    save("Bijdrage voor uw kind", "Geld voor uw kind");
    until("Geld voor uw kind");
    save("fn start(", "fn strt(");
    assert!(until("It does not build").contains("src/lib.rs:"));
    save("Page::new(request, text(\"Bijdrage", "assert!(false, \"so be it\"); Page::new(request, text(\"Bijdrage");
    let page = until("so be it");
    assert!(page.contains("panicked at src/lib.rs:"), "{page}");
}
