//! In a real browser: every page with axe-core, and a demo from the link that is sent to the decision that is signed.
//!
//! Debian's Chromium is driven by scripts beside this file, with playwright-core and axe-core from npm. Where there is no browser or
//! no modules the tests say that they are left out, unless FIELDLAB_TEST_BROWSER says that there must be.

#[path = "../lab/served.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod served;
#[path = "../lab/test_lab.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod test_lab;

use std::path::PathBuf;
use std::process::Command;

use served::Served;
use test_lab::{TestLab, repository};

/// What the scripts need of this machine.
struct Browser {
    chromium: PathBuf,
    modules: PathBuf,
}

impl Browser {
    /// The browser and the modules, when they are there.
    fn find() -> Option<Browser> {
        let chromium = std::env::var_os("PATH").and_then(|path| {
            let places = std::env::split_paths(&path)
                .flat_map(|folder| [folder.join("chromium"), folder.join("chromium-browser")]);
            places.into_iter().find(|file| file.is_file())
        });
        let given = std::env::var_os("FIELDLAB_NODE").map(PathBuf::from);
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/fieldlab-node"));
        let modules = given
            .or(home)
            .map(|folder| folder.join("node_modules"))
            .filter(|folder| folder.join("playwright-core").is_dir());
        if let (Some(chromium), Some(modules)) = (chromium, modules) {
            return Some(Browser { chromium, modules });
        }
        let hint =
            "apt-get install chromium nodejs; npm install --prefix ~/.cache/fieldlab-node playwright-core axe-core";
        let must = std::env::var_os("FIELDLAB_TEST_BROWSER").is_some();
        assert!(!must, "there is no browser to test with\n  hint: {hint}");
        eprintln!("left out: there is no browser on this machine (install it with: {hint})");
        None
    }

    /// Runs a script against a lab; it prints what it found.
    fn run(&self, script: &str, served: &Served, more: &[(&str, &str)]) {
        let pictures = std::env::var_os("FIELDLAB_PICTURES").unwrap_or_default();
        let said = Command::new("node")
            .arg(repository().join("tests/browser").join(script))
            .env("FIELDLAB_CHROMIUM", &self.chromium)
            .env("FIELDLAB_NODE_MODULES", &self.modules)
            .env("FIELDLAB_PICTURES", pictures)
            .env("FIELDLAB_ADDRESS", format!("http://localhost:{}", served.address.rsplit(':').next().expect("a port")))
            .envs(more.iter().copied())
            .output()
            .expect("node starts");
        let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.status.success(), "{script}:\n{out}{err}");
        println!("{script}: {out}");
    }
}

/// Each kind of page, by a name for its picture.
fn pages(run: i64, digest: &str) -> String {
    let pages = [
        ("front", "/".to_owned()),
        ("need", "/needs/zorgkosten-betalen".to_owned()),
        ("search", "/?q=zorg".to_owned()),
        ("search-none", "/?q=xyzzy".to_owned()),
        // The script adds it.
        ("need-of-team", "/needs/hoe-betaal-ik-mijn-energierekening".to_owned()),
        ("need-edit", "/needs/hoe-betaal-ik-mijn-energierekening/edit".to_owned()),
        ("need-in-file", "/needs/zorgkosten-betalen/edit".to_owned()),
        ("experiment", "/experiments/zorgtoeslag-2026".to_owned()),
        ("copy", "/experiments/zorgtoeslag-2026/copy".to_owned()),
        ("compare", "/compare?left=1&right=2".to_owned()),
        ("what-if", "/experiments/zachtere-afbouw/what-if".to_owned()),
        ("evidence", format!("/runs/{run}")),
        ("people", format!("/runs/{run}/people?variant=bedragen-2026&who=loses")),
        ("decision", format!("/runs/{run}/decision")),
        ("reactions", format!("/reactions/evidence/{digest}")),
        ("prototypes", "/prototypes".to_owned()),
        ("prototype", "/prototypes/zorgtoeslag".to_owned()),
        ("service", "/prototypes/na-de-ww".to_owned()),
        ("demo", "/prototypes/na-de-ww/try".to_owned()),
        ("demo-full", "/prototypes/na-de-ww/full".to_owned()),
        ("trail", "/prototypes/na-de-ww/trail".to_owned()),
        ("tours", "/tours".to_owned()),
        ("tour", "/tours/na-de-ww".to_owned()),
        ("tour-edit", "/tours/na-de-ww/edit".to_owned()),
        ("scene", "/tours/na-de-ww/1".to_owned()),
        ("scene-last", "/tours/na-de-ww/5".to_owned()),
        ("scene-full", "/tours/na-de-ww/3/full".to_owned()),
        ("glass", "/tours/na-de-ww/3/glass".to_owned()),
        ("no-scene", "/tours/na-de-ww/9".to_owned()),
        ("grants", "/prototypes/na-de-ww/grants".to_owned()),
        ("log", "/processing-log".to_owned()),
        ("shares", "/shares?kind=demo&key=na-de-ww".to_owned()),
        ("members", "/members".to_owned()),
        ("audit", "/audit".to_owned()),
        ("lab", "/lab".to_owned()),
        ("tokens", "/tokens".to_owned()),
        ("population", "/populations/nl-2025".to_owned()),
        ("about", "/about".to_owned()),
        ("accessibility", "/accessibility".to_owned()),
        ("interface", "/v1".to_owned()),
        ("not-found", "/nowhere".to_owned()),
        ("shared-over", "/s/none".to_owned()),
        ("sharing-over", "/sharing/none".to_owned()),
        // The first pages of prototypes, on their own origins.
        ("plaza", "/prototypes/ontmoetingsplein/enter".to_owned()),
        ("schemes", "/prototypes/regelingen-check/enter".to_owned()),
        ("early", "/prototypes/vroegsignalering/enter".to_owned()),
        ("neighbours", "/prototypes/buurthulp/enter".to_owned()),
        ("my-data", "/prototypes/digital-me/enter".to_owned()),
        ("join-over", "/join/none".to_owned()),
    ];
    serde_json::to_string(pages.map(|(name, path)| [name.to_owned(), path]).as_slice()).expect("it is plain")
}

/// The number of the run of an experiment, and the digest of its evidence.
fn evidence(lab: &TestLab, experiment: &str) -> (i64, String) {
    let listed: serde_json::Value = serde_json::from_str(&lab.ok(&["experiment", "list", "--json"])).expect("JSON");
    let found =
        listed.as_array().and_then(|all| all.iter().find(|one| one["name"] == experiment)).expect("it is there");
    let run = &found["runs"][0];
    (run["id"].as_i64().expect("a number"), run["evidence"].as_str().expect("a digest").to_owned())
}

#[test]
fn every_page_can_be_used_by_everybody() {
    let Some(browser) = Browser::find() else { return };
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let (run, digest) = evidence(&lab, "zorgtoeslag-2026");
    let served = Served::start(&lab, &[]);
    let statement = include_str!("../../host/web/src/accessibility.json");
    let given = [("FIELDLAB_PAGES", &*pages(run, &digest)), ("FIELDLAB_STATEMENT", statement)];
    browser.run("accessible.mjs", &served, &given);
}

#[test]
fn the_keyboard_alone_is_enough() {
    let Some(browser) = Browser::find() else { return };
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    browser.run("keyboard.mjs", &served, &[]);
}

#[test]
fn a_question_leads_to_a_plan_with_answers_of_all_three_sectors() {
    let Some(browser) = Browser::find() else { return };
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    browser.run("plaza.mjs", &served, &[]);
}

#[test]
fn a_link_leads_to_a_reaction_an_answer_and_a_decision() {
    let Some(browser) = Browser::find() else { return };
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let (run, _) = evidence(&lab, "zorgtoeslag-2026");
    let declared = std::fs::read_to_string(repository().join("experiments/zorgtoeslag-2026/experiment.toml"));
    let declared: toml::Table = declared.expect("it is there").parse().expect("TOML");
    let owners = serde_json::to_string(&declared["owners"]).expect("it is plain");
    let address = lab.ok(&[
        "member",
        "invite",
        "--name",
        "Noor",
        "--organisation",
        "Voorbeeldgemeente",
        "--sector",
        "government",
        "--role",
        "admin",
    ]);
    let prototype = lab.path("proefstuk");
    std::fs::create_dir(&prototype).expect("there is room");
    let component = &fieldlab_build::workspace_guests()["na-de-ww"].component_path;
    std::fs::copy(component, prototype.join("component.wasm")).expect("there is room");
    let manifest = std::fs::read_to_string(repository().join("plugins/na-de-ww/prototype.toml")).expect("it is there");
    let manifest = manifest.replacen("name = \"na-de-ww\"", "name = \"proefstuk\"", 1);
    // Of the organisation that the team speaks for.
    let manifest = manifest.replace("Sociaal raadslieden Voorbeeldstad", "Voorbeeldgemeente");
    std::fs::write(prototype.join("prototype.toml"), manifest).expect("there is room");
    let served = Served::start(&lab, &["--members"]);
    let port = served.address.rsplit(':').next().expect("a port");
    let invitation = address.trim().replace(":8780", &format!(":{port}"));
    let run = run.to_string();
    let given = [
        ("FIELDLAB_INVITATION", &*invitation),
        ("FIELDLAB_RUN", &run),
        ("FIELDLAB_OWNERS", &owners),
        ("FIELDLAB_PROTOTYPE", &prototype.display().to_string()),
    ];
    browser.run("story.mjs", &served, &given);
}
