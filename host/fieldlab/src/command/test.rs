//! `fieldlab test`: walks the scenarios beside a prototype.

use std::path::Path;
use std::time::Instant;

use fieldlab_scenario::{Failed, Scenario};
use serde::Serialize;

use crate::cli::{Places, TestArguments};
use crate::command::check::read_manifest;
use crate::failure::{Told, usage};
use crate::scenarios::{self, Loaded};
use crate::{lab, output, prototypes};

#[derive(Serialize)]
struct Outcome<'a> {
    scenario: &'a str,
    file: &'a str,
    passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Box<Failed>>,
}

pub(crate) async fn run(places: &Places, arguments: &TestArguments) -> anyhow::Result<()> {
    let path = &arguments.path;
    let manifest_path = path.join("prototype.toml");
    if !manifest_path.is_file() {
        return Err(usage(format!("there is no prototype in {}", path.display()), "name a prototype's folder"));
    }
    let manifest = read_manifest(&manifest_path)?;
    let scenarios = chosen(scenarios::read(path)?, arguments, path)?;
    let package = prototypes::build(path, [(path.clone(), manifest)])?.remove(0);
    let sandbox = lab::sandbox(Some(&lab::data_folder(places)?))?;
    let loaded = Loaded::new(&sandbox, &package)?;
    let started = Instant::now();
    let mut outcomes = Vec::new();
    for scenario in &scenarios {
        let ended = scenarios::walk(&loaded, scenario).await;
        if !arguments.json {
            tell(scenario, ended.as_ref().err().map(AsRef::as_ref));
        }
        let (title, file) = (scenario.title.as_str(), scenario.file.as_str());
        outcomes.push(Outcome { scenario: title, file, passed: ended.is_ok(), failure: ended.err() });
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
    if arguments.json {
        output::json(&outcomes)?;
    } else {
        let passed = outcomes.len() - failed;
        println!("\n{passed} passed, {failed} failed, in {:.2} s", started.elapsed().as_secs_f64());
    }
    if failed > 0 { Err(Told("a scenario failed").into()) } else { Ok(()) }
}

fn chosen(scenarios: Vec<Scenario>, arguments: &TestArguments, path: &Path) -> anyhow::Result<Vec<Scenario>> {
    if scenarios.is_empty() {
        let what = format!("there are no scenarios in {}", path.join("scenarios").display());
        let hint = "write one: scenarios/first.toml with title, and [[steps]] with go = \"/\" and see = [\"...\"]";
        return Err(usage(what, hint));
    }
    let Some(filter) = &arguments.filter else { return Ok(scenarios) };
    let titles: Vec<String> = scenarios.iter().map(|scenario| scenario.title.clone()).collect();
    let fits = |scenario: &Scenario| scenario.title.contains(filter) || scenario.file.contains(filter);
    let chosen: Vec<Scenario> = scenarios.into_iter().filter(fits).collect();
    if chosen.is_empty() {
        return Err(usage(
            format!("no scenario has `{filter}` in its title or file"),
            format!("there is: {}", titles.join(", ")),
        ));
    }
    Ok(chosen)
}

fn tell(scenario: &Scenario, failed: Option<&Failed>) {
    let Some(failed) = failed else { return println!("ok      {}", scenario.title) };
    println!("FAILED  {}", scenario.title);
    println!("        {}:{}: {}", failed.file, failed.line, failed.what);
    for line in &failed.shown {
        println!("          {line}");
    }
    if !failed.hint.is_empty() {
        println!("        hint: {}", failed.hint);
    }
}
