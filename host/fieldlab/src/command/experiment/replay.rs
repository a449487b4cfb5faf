//! `fieldlab experiment replay`: run again what a run ran, and compare the bytes.

use std::path::Path;

use anyhow::Context as _;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{SealedEvidence, VariantSummary};
use fieldlab_experiment::report;
use serde::Serialize;

use super::evidence_of;
use crate::again::plan_again;
use crate::cli::{Places, ReplayArguments};
use crate::failure::{Told, usage};
use crate::lab::Lab;
use crate::prototypes::{self, Package};
use crate::workspace::{Workspace, read_text};
use crate::{output, runs};

#[derive(Serialize)]
struct Replayed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    identical: bool,
    sealed: String,
    replayed: String,
}

pub(super) async fn run(places: &Places, arguments: &ReplayArguments) -> anyhow::Result<()> {
    let named = arguments.evidence.as_str();
    let number: Option<i64> = named.parse().ok();
    let what = number.map_or_else(|| named.to_owned(), |run| format!("run {run}"));
    // A file is looked at before a data folder is made.
    let from_file = if number.is_none() { Some(read_evidence(named)?) } else { None };
    let lab = Lab::open(places).await?;
    let sealed = match (from_file, number) {
        (Some(sealed), _) => sealed,
        (None, number) => evidence_of(lab.store.as_ref(), number.unwrap_or_default()).await?.1,
    };
    let evidence = sealed.open()?;
    let missing = |variant: &VariantSummary, manifest: &Digest, component: &Digest| {
        build_again(places, variant, manifest, component)
    };
    let plan = plan_again(&lab, &evidence, &missing).with_context(|| format!("{what} can't be replayed here"))?;
    let again = runs::evidence_with_bar(&lab, plan, runs::threads(arguments.threads)).await?.seal();
    let identical = again.json == sealed.json;
    if arguments.json {
        let (file, digests) = (number.is_none().then_some(named), [&sealed, &again].map(|one| one.digest.to_string()));
        let [sealed, replayed] = digests;
        output::json(&Replayed { run: number, file, identical, sealed, replayed })?;
    } else if identical {
        println!("{what}: byte-identical, {}", sealed.digest);
    } else {
        println!("{what}: NOT the same: sealed {}, replayed {}", sealed.digest, again.digest);
        println!("{}", first_difference(&sealed.json, &again.json));
    }
    if identical { Ok(()) } else { Err(Told("the evidence differs").into()) }
}

/// The sealed evidence of a file that `report --format json` wrote, or the lab's JSON download.
fn read_evidence(file: &str) -> anyhow::Result<SealedEvidence> {
    let hint = "name the number of a run, or the JSON of a report as it was downloaded";
    if !Path::new(file).is_file() {
        return Err(usage(format!("there is no run and no file `{file}`"), hint));
    }
    let sealed = report::read_json(&read_text(Path::new(file))?);
    let sealed = sealed.ok_or_else(|| usage(format!("{file} is no evidence"), hint))?;
    sealed.open().map_err(|error| usage(format!("{file}: {error}"), hint))?;
    Ok(sealed)
}

fn build_again(
    places: &Places,
    variant: &VariantSummary,
    manifest: &Digest,
    component: &Digest,
) -> anyhow::Result<Package> {
    let (name, version) = (&variant.prototype, &variant.version);
    let workspace = Workspace::find(places, None)?;
    let found = workspace.declared()?.prototype(name.as_str())?.clone();
    let package = prototypes::build(&workspace.plugins(), [found])?.into_iter().next();
    let package = package.context("one manifest makes one package")?;
    let differs = |what: &str, run: &Digest, here: &Digest| {
        let what = format!(
            "prototype `{name}` is another one than that of the run: the {what} was {}, that of the workspace is {}",
            run.short(),
            here.short()
        );
        Err(usage(what, format!("go to the version of the prototype that made the evidence, {version}, or to its lab")))
    };
    let (manifest_here, component_here) = (package.manifest.digest(), Digest::of(&package.component));
    match (&manifest_here == manifest, &component_here == component) {
        (false, _) => differs("manifest", manifest, &manifest_here),
        (_, false) => differs("component", component, &component_here),
        (true, true) => Ok(package),
    }
}

fn first_difference(sealed: &str, replayed: &str) -> String {
    let at = sealed.bytes().zip(replayed.bytes()).position(|(left, right)| left != right);
    let at = at.unwrap_or(sealed.len().min(replayed.len()));
    let around = |text: &str| -> String { text.chars().skip(at.saturating_sub(80)).take(160).collect() };
    format!("first difference at byte {at}:\n  sealed    ...{}\n  replayed  ...{}", around(sealed), around(replayed))
}
