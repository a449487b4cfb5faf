//! The processing log and grants on the command line.

use std::sync::Arc;

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Asked, GrantBook as _, GrantDecision};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::bundled;
use fieldlab_domain::processing::{Look, LookStatus, ProcessingLog as _, RunLook, Trace};
use fieldlab_domain::store::{PrototypeRecord, Store as _};
use fieldlab_domain::text::Text;
use fieldlab_store::{SqliteGrants, SqliteLog, SqliteStore};
use serde_json::Value;

use crate::served::Served;
use crate::test_lab::{TestLab, repository};

fn name(name: &str) -> Name {
    Name::parse(name).expect("it is a name")
}

fn persona() -> (&'static str, u32) {
    let persona = &bundled()[0];
    let number = persona.value(persona.main, "person.bsn").number().expect("everybody has a number");
    (persona.name.as_str(), u32::try_from(number).expect("it has nine digits"))
}

fn look(number: u32, status: LookStatus) -> Look {
    Look {
        trace: Trace { trace_id: [0xab; 16], span_id: [2; 8], parent_id: None },
        prototype: name("na-de-ww"),
        version: "0.1.0".to_owned(),
        digest: Digest::of(b"component"),
        session: format!("session-{number}"),
        persona: None,
        activity: "na-de-ww/1".to_owned(),
        purpose: Text { nl: "Waarom.".to_owned(), en: "To know what there is.".to_owned() },
        legal_basis: "Participatiewet".to_owned(),
        fields: vec![catalogue().get("person.age").expect("it is a field").name.clone()],
        subject: Bsn::new(number),
        status,
    }
}

/// A lab with three looks and a run in its log.
pub(crate) fn lab_with_looks() -> TestLab {
    let lab = TestLab::new();
    std::fs::create_dir(lab.data()).expect("there is room");
    let run = RunLook {
        run: 3,
        prototype: name("zorgtoeslag"),
        version: "0.1.0".to_owned(),
        digest: Digest::of(b"component"),
        population: Digest::of(b"population"),
        citizens: 18_000_000,
        fields: look(1, LookStatus::Given).fields,
    };
    tokio::runtime::Runtime::new().expect("it starts").block_on(async {
        let log = log(&lab).await;
        let looks =
            [(persona().1, LookStatus::Given), (123_456_782, LookStatus::Refused), (persona().1, LookStatus::Given)];
        for (number, status) in looks {
            log.write(vec![look(number, status)]).await.expect("it is written");
        }
        log.write_run(run).await.expect("it is written");
    });
    lab
}

async fn log(lab: &TestLab) -> SqliteLog {
    let store = SqliteStore::open(&lab.data().join("lab.db")).await.expect("it is made");
    let key = lab.data().join("processing.key");
    SqliteLog::open(store, &key, Arc::new(|| 1_767_225_600_000)).await.expect("a key is made")
}

/// Adds a look, in the session `session-later`.
pub(crate) fn add_a_look(lab: &TestLab) {
    tokio::runtime::Runtime::new().expect("it starts").block_on(async {
        let look = Look { session: "session-later".to_owned(), ..look(persona().1, LookStatus::Given) };
        log(lab).await.write(vec![look]).await.expect("it is written");
    });
}

#[test]
fn the_log_is_read_by_citizen_prototype_and_session() {
    let lab = lab_with_looks();
    let listed = |arguments: &[&str]| -> Value {
        let printed = lab.ok(&[&["log", "--json"], arguments].concat());
        serde_json::from_str(&printed).expect("it is JSON")
    };
    let count = |arguments: &[&str]| {
        let listed = listed(arguments);
        let length = |what: &str| listed[what].as_array().expect("a list").len();
        (length("looks"), length("runs"), listed["more"].as_bool().expect("yes or no"))
    };
    let (persona, number) = persona();
    assert_eq!(count(&[]), (3, 1, false));
    assert_eq!(count(&["--most", "2"]), (2, 1, true));
    assert_eq!(count(&["--citizen", persona]), (2, 0, false));
    assert_eq!(count(&["--citizen", "123456782"]), (1, 0, false));
    assert_eq!(count(&["--prototype", "zorgtoeslag"]), (0, 1, false));
    assert_eq!(count(&["--session", "session-123456782"]), (1, 0, false));
    let look = &listed(&["--most", "1"])["looks"][0];
    assert_eq!((look["citizen"].as_str(), look["status"].as_str()), (Some(number.to_string().as_str()), Some("given")));
    assert_eq!(look["traceId"].as_str(), Some("ab".repeat(16).as_str()));
    assert_eq!(look["fields"][0].as_str(), Some("person.age"));
    let printed = lab.ok(&["log", "--most", "2"]);
    for part in ["2026-01-01 00:00", "123456782", "refused", "Participatiewet", "18000000", "there are older looks"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let refused = lab.refused(&["log", "--citizen", "nobody"]);
    assert!(refused.contains("`nobody` is no citizen") && refused.contains(persona), "{refused}");
}

#[test]
fn a_log_without_its_key_is_not_read() {
    let lab = lab_with_looks();
    std::fs::remove_file(lab.data().join("processing.key")).expect("it is there");
    let said = lab.run(&["log"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("the key of the processing log is gone\n  hint: put a copy"), "{}", said.err);
    assert!(!lab.data().join("processing.key").exists(), "none is made");
}

/// A lab that knows `na-de-ww`, of which something was granted and something refused; and how much that asks for.
fn lab_with_grants() -> (TestLab, usize) {
    let lab = TestLab::new();
    std::fs::create_dir(lab.data()).expect("there is room");
    let text = std::fs::read_to_string(repository().join("plugins/na-de-ww/prototype.toml")).expect("it is bundled");
    let manifest = Manifest::parse("prototype.toml", &text).unwrap_or_else(|faults| panic!("{faults}"));
    let asked = Asked::all_of(&manifest);
    assert!(asked.len() > 2, "it asks for some things");
    let decision = |asked: &Asked, granted| GrantDecision {
        prototype: manifest.name.clone(),
        key: asked.key(&manifest),
        granted,
        by: "lab".to_owned(),
        at: 1_767_225_600,
    };
    let record = PrototypeRecord {
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        digest: Digest::of(b"component"),
        manifest: manifest.to_json(),
    };
    tokio::runtime::Runtime::new().expect("it starts").block_on(async {
        let store = SqliteStore::open(&lab.data().join("lab.db")).await.expect("it is made");
        store.put_prototype(&record).await.expect("it is written");
        let grants = SqliteGrants::open(store).await.expect("it is read");
        let decisions = [decision(&asked[0], true), decision(&asked[1], false)];
        grants.decide(&decisions).await.expect("it is written");
    });
    (lab, asked.len())
}

#[test]
fn grants_are_listed_with_what_was_decided() {
    let (lab, asked) = lab_with_grants();
    let listed: Value = serde_json::from_str(&lab.ok(&["grants", "na-de-ww", "--json"])).expect("it is JSON");
    let states: Vec<&str> = listed.as_array().expect("a list").iter().filter_map(|one| one["state"].as_str()).collect();
    assert_eq!(states.len(), asked);
    assert_eq!(states[..3], ["granted", "refused", "open"]);
    let printed = lab.ok(&["grants", "na-de-ww"]);
    assert!(printed.contains("2026-01-01 00:00") && printed.contains("/prototypes/na-de-ww/grants"), "{printed}");
    assert!(lab.refused(&["grants", "na-de-w"]).contains("did you mean `na-de-ww`?"));
}

#[test]
fn who_oversees_decides_from_the_command_line_and_the_lab_that_runs_hears_it() {
    let (lab, asked) = lab_with_grants();
    let token = |role: &str| {
        let made = lab.ok(&["token", "new", "--name", role, "--organisation", "Lab", "--role", role]);
        made.trim().to_owned()
    };
    let (overseer, viewer) = (token("oversee"), token("view"));
    let served = Served::start(&lab, &[]);
    let address = format!("http://{}", served.address);
    let grants = |arguments: &[&str], token: &str| {
        lab.run(&[&["grants", "na-de-ww", "--lab", &address, "--token", token, "--json"], arguments].concat())
    };
    let states = |arguments: &[&str], token: &str| -> Vec<String> {
        let said = grants(arguments, token);
        assert_eq!(said.code, 0, "{said:?}");
        let listed: Value = serde_json::from_str(&said.out).expect("it is JSON");
        let states =
            listed.as_array().expect("a list").iter().map(|one| one["state"].as_str().expect("a word").to_owned());
        states.collect()
    };
    assert_eq!(states(&[], &viewer)[..3], ["granted", "refused", "open"]);
    let refused = |arguments: &[&str], token: &str, words: &str| {
        let said = grants(arguments, token);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(words) && said.err.contains("hint: "), "{}", said.err);
    };
    refused(&["--grant", "all"], &viewer, "may view, not oversee");
    refused(&["--grant", "all"], "fieldlab_guess", "not known here");
    refused(&["--grant", "person.agee"], &overseer, "does not ask for `person.agee`");
    assert_eq!(states(&["--grant", "all"], &overseer), vec!["granted"; asked]);
    let open = |page: String| page.matches("chip-granted").count();
    assert_eq!(open(served.get("/prototypes/na-de-ww/grants", "localhost")), asked, "the lab that runs shows it");
    let after = states(&["--refuse", "citizens"], &overseer);
    assert_eq!(after.iter().filter(|state| *state == "refused").count(), 1);
    assert!(lab.run(&["grants", "na-de-ww", "--grant", "all"]).err.contains("--lab"), "it is told where to decide");

    let log = |query: &str, token: &str| {
        served.send(
            &format!("GET /v1/processing-log{query}"),
            &format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n"),
            b"",
        )
    };
    assert!(log("", &viewer).starts_with("HTTP/1.1 403"));
    let read = log("?most=10&prototype=na-de-ww", &overseer);
    assert!(read.starts_with("HTTP/1.1 200") && read.contains("\"looks\":[]"), "{read}");
    assert!(log("?citizen=123456782", &overseer).contains("does not go into an address"));
}
