//! How long it takes from a question at the plaza to what everybody offers.

use std::time::Instant;

use fieldlab_build::workspace_guests;

use crate::served::Served;
use crate::test_lab::TestLab;

/// How many people ask.
const TIMES: usize = 40;

const HOST: &str = "ontmoetingsplein.localhost";

/// From the last click to the page with the offers, for people who come new: with all bundled prototypes that answer, and with one more
/// that hangs.
pub(crate) fn ask_everybody() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let token = lab.ok(&["token", "new", "--name", "bench", "--organisation", "Voorbeeldgemeente"]).trim().to_owned();
    let served = Served::start(&lab, &[]);
    println!(
        "from a question to everybody's offers (milliseconds: the first, then the middle and the slowest of {})",
        TIMES - 1
    );
    ask(&served, "all");
    let address = format!("http://{}", served.address);
    lab.ok(&["deploy", &hanging(&lab), "--lab", &address, "--token", &token]);
    ask(&served, "one hangs");
    println!();
}

fn ask(served: &Served, what: &str) {
    let mut times: Vec<f64> = Vec::new();
    let mut asked = String::new();
    for _ in 0..TIMES {
        let cookie = cookie(served);
        let send = |what: &str, form: &str| {
            let kind = "Content-Type: application/x-www-form-urlencoded";
            let headers = format!("Host: {HOST}\r\nAccept-Language: nl\r\nCookie: {cookie}\r\n{kind}\r\n");
            served.send(what, &headers, form.as_bytes())
        };
        send("POST /vraag", "words=Mijn+ex+is+weg+en+mijn+WW+stopt.+Ik+heb+schulden.&who=me");
        send("POST /begrepen", "topic=divorce&topic=income&topic=debts");
        let start = Instant::now();
        send("POST /vragen", "urgent=weeks&children=4-11&partner=no");
        let page = send("GET /aanbod", "");
        times.push(start.elapsed().as_secs_f64() * 1e3);
        let (_, from) = page.split_once("Wij vroegen ").unwrap_or_else(|| panic!("{page}"));
        asked = from.chars().take_while(char::is_ascii_digit).collect();
    }
    let first = times.remove(0);
    times.sort_by(f64::total_cmp);
    let (middle, slowest) = (times[times.len() / 2], times[times.len() - 1]);
    println!("  {what:<12} {asked} asked {first:>8.1} {middle:>8.1} {slowest:>8.1}");
}

/// The cookie of somebody who comes new.
fn cookie(served: &Served) -> String {
    let page = served.get("/", HOST);
    let cookie = page.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
    cookie.unwrap_or_else(|| panic!("{page}")).to_owned()
}

/// A prototype that hangs when it is asked, beside its manifest.
fn hanging(lab: &TestLab) -> String {
    let manifest = r#"
        name = "hangt"
        version = "0.1.0"
        title = { nl = "Hangt", en = "Hangs" }
        summary = { nl = "Geeft nooit antwoord.", en = "Never answers." }
        needs = []
        owner = { organisation = "Voorbeeldgemeente", sector = "government" }

        [[parameters]]
        name = "behaviour"
        kind = "whole"
        default = 1
        minimum = 0
        maximum = 100
        title = { nl = "Gedrag", en = "Behaviour" }
        source = "made up"
        status = "assumed"

        [service]
        uses = ["citizens", "config", "keyvalue", "desks", "vault", "own-data"]

        [answers]
        topics = ["debts"]
        "#;
    let component = &workspace_guests()["guest-plaza"].component_path;
    std::fs::copy(component, lab.path("hangs.wasm")).expect("there is room");
    std::fs::write(lab.path("prototype.toml"), manifest).expect("there is room");
    lab.path("hangs.wasm").display().to_string()
}
