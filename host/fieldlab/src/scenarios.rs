//! The scenarios beside a prototype, and walking them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlab_domain::assessment::Assessment;
use fieldlab_domain::capability::Capability;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::service::Service;
use fieldlab_sandbox::Sandbox;
use fieldlab_scenario::page::Page;
use fieldlab_scenario::{Failed, Scenario};
use fieldlab_web::Services;

use crate::failure::usage;
use crate::prototypes::Package;
use crate::trial;
use crate::workspace::read_text;

/// The folder of scenarios in that of a prototype.
const FOLDER: &str = "scenarios";

/// A prototype that is loaded to walk through.
pub(crate) struct Loaded {
    pub(crate) service: Option<Arc<dyn Service>>,
    pub(crate) rule: Option<Arc<dyn Assessment>>,
}

impl Loaded {
    /// Loads a prototype as its author has it: everything that it asks for is granted.
    pub(crate) fn new(sandbox: &Sandbox, package: &Package) -> anyhow::Result<Loaded> {
        let manifest = &package.manifest;
        let service = match manifest.service.is_some() {
            true => Some(sandbox.load_service(manifest.clone(), &package.component)?),
            false => None,
        };
        let rule = match manifest.has_assessment() {
            true => Some(sandbox.load(manifest.clone(), &package.component)?),
            false => None,
        };
        let services = service.iter().map(|service| (manifest.name.clone(), service.clone())).collect::<Services>();
        let uses = manifest.service.as_ref().map(|service| service.uses.as_slice()).unwrap_or_default();
        trial::lend(sandbox, &services, uses.contains(&Capability::Citizens))?;
        Ok(Loaded { service, rule })
    }
}

/// How a scenario ended: the pages that were seen, or what went wrong.
pub(crate) type Ended = Result<Vec<(String, Page)>, Box<Failed>>;

/// The scenarios in the folder of a prototype, by their file names.
///
/// # Errors
/// All faults of all files at once.
pub(crate) fn read(prototype: &Path) -> anyhow::Result<Vec<Scenario>> {
    let folder = prototype.join(FOLDER);
    let mut files: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            return Err(usage(format!("can't read {}: {error}", folder.display()), "see that it is a folder"));
        }
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let (mut scenarios, mut faults) = (Vec::new(), Faults::default());
    for file in files {
        match Scenario::parse(&file.display().to_string(), &read_text(&file)?) {
            Ok(scenario) => scenarios.push(scenario),
            Err(Faults(more)) => faults.0.extend(more),
        }
    }
    if faults.is_empty() { Ok(scenarios) } else { Err(faults.into()) }
}

/// Walks a scenario.
pub(crate) async fn walk(loaded: &Loaded, scenario: &Scenario) -> Ended {
    let missing = |what: &str, hint: &str| {
        Box::new(Failed {
            file: scenario.file.clone(),
            line: 1,
            what: what.to_owned(),
            hint: hint.to_owned(),
            shown: Vec::new(),
        })
    };
    if !scenario.decision.is_empty() {
        let rule = loaded.rule.as_deref();
        let rule = rule.ok_or_else(|| missing("the prototype decides nothing", "leave [decision] out"))?;
        fieldlab_scenario::decide(rule, scenario)?;
    }
    if scenario.steps.is_empty() {
        return Ok(Vec::new());
    }
    let service = loaded.service.as_deref();
    let service = service.ok_or_else(|| missing("the prototype has no pages", "leave [[steps]] out"))?;
    let visit = trial::visit(scenario.persona.clone(), scenario.today, scenario.language);
    // Each scenario stands by itself: what failed in one does not set the prototype aside for the next.
    service.bring_back();
    Ok(fieldlab_scenario::walk(service, scenario, &visit).await?.pages)
}
