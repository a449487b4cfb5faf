//! The lab on the web, served by the binary.

use crate::served::Served;
use crate::test_lab::TestLab;

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
    // Who loses can be seen, and how the rule came to it.
    let report = served.get("/runs/1", "localhost");
    let link = report.split("href=\"").find(|link| link.starts_with("/runs/1/people?") && link.contains("who=loses"));
    let link =
        link.and_then(|link| link.split('"').next()).expect("a number leads to the people").replace("&#38;", "&");
    let people = served.get(&link.replace("&amp;", "&"), "localhost");
    assert!(people.contains("Nagemaakte burger nummer") && people.contains("Stap voor stap"), "{people}");
    assert!(served.get("/runs/1/people?variant=none&who=loses", "localhost").starts_with("HTTP/1.1 400"));
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
    lab.ok(&["member", "invite", "--name", "N", "--organisation", "O", "--sector", "society", "--role", "admin"]);
    let served = Served::start(&lab, &["--base-domain", "lab.example"]);
    // Under a domain it is for its members.
    for (host, status) in [
        ("localhost:8780", "401"),
        ("lab.example", "401"),
        ("none.localhost:8780", "401"),
        ("none.lab.example", "401"),
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
    let need = served.get("/needs/rondkomen-na-de-ww", "localhost");
    assert!(need.contains("/prototypes/na-de-ww/try") && need.contains("/tours/na-de-ww"), "{need}");
    assert!(!need.contains("niets voor geprobeerd"), "a prototype is something that is tried: {need}");
    let start = served.get("/", "na-de-ww.localhost");
    assert!(start.starts_with("HTTP/1.1 200") && start.contains("Uw WW stopt"), "{start}");
    assert!(start.contains("frame-ancestors localhost"), "the lab's headers stand: {start}");
    let question = served.get("/uitkering", "na-de-ww.localhost");
    assert!(question.contains("Wanneer stopt uw WW?"), "{question}");
    assert!(served.get("/no-such-page", "na-de-ww.localhost").starts_with("HTTP/1.1 404"));
    assert!(served.get("/tours", "localhost").contains("href=\"/tours/na-de-ww\""), "its tour is there too");
    let scene = served.get("/tours/na-de-ww/3", "localhost");
    assert!(scene.contains("Wat al bekend is, vraagt niemand meer") && scene.contains("Sanne Willems"), "{scene}");
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
    assert!(said.err.contains("for the user of this machine") && said.err.contains("hint: "), "{}", said.err);
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
    // A page of one's own is there after one save.
    std::fs::write(&source, crate::prototypes::with_own_page(&text)).expect("it can be written");
    while !served.get("/hallo", host).contains("Mijn eigen pagina") {}
    save("fn start(", "fn strt(");
    assert!(until("It does not build").contains("src/lib.rs:"));
    save("Page::new(request, text(\"Bijdrage", "assert!(false, \"so be it\"); Page::new(request, text(\"Bijdrage");
    let page = until("so be it");
    assert!(page.contains("panicked at src/lib.rs:"), "{page}");
}
