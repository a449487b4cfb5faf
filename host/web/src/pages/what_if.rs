//! What if: other values of the parameters, the population assessed again, and what came out against the baseline.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::experiment::{Experiment, Variant};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::parameter::Parameter;
use fieldlab_domain::text::Language;
use fieldlab_experiment::report;
use fieldlab_experiment::runner::{Change, RunnerError};
use fieldlab_experiment::text;

use super::experiment::find;
use super::{Layout, answer, login, respond, status_words};
use crate::accounts::note;
use crate::copying::{free_name, parts, record, turn};
use crate::error::{PageError, Trouble};
use crate::experiments::Found;
use crate::language::Reader;
use crate::texts::Words;
use crate::{Lab, assets, guard};

/// The numbers of persons that can be asked for; the first is taken when nobody says.
const SIZES: [u64; 3] = [100_000, 1_000_000, 18_000_000];

/// What stands before the name of a parameter in an address.
const MARK: &str = "p.";

#[derive(Template)]
#[template(path = "what_if.html")]
struct WhatIfPage {
    layout: Layout,
    name: String,
    title: String,
    /// The variants to begin from, and which is chosen.
    variants: Vec<(String, String, bool)>,
    baseline: String,
    sizes: Vec<(u64, String, bool)>,
    /// The sign before the decimals in the reader's language.
    decimal: &'static str,
    /// The size that an estimate is made from.
    sample: u64,
    fields: Vec<FieldView>,
    /// What came out, in a sentence or two: on a phone it stays in sight above the sliders.
    now: Option<String>,
    /// What came out, as HTML that is safe to show; else why nothing did.
    outcome: Result<String, String>,
    script: String,
    /// Values that differ from the variant's, as the form to keep them has them.
    kept: Vec<(String, String)>,
    variant: String,
}

/// A parameter that can be set.
struct FieldView {
    name: String,
    title: String,
    value: String,
    /// What the variant has.
    declared: String,
    /// The least and the most, and a step, when both are known.
    range: Option<(String, String, String)>,
    /// The least and the most, for people.
    bounds: Option<(String, String)>,
    source: String,
    status: String,
    is_flag: bool,
    differs: bool,
    fault: Option<String>,
}

/// What an address says.
struct Wanted<'a> {
    experiment: &'a Experiment,
    variant: &'a Variant,
    manifest: &'a Manifest,
    persons: u64,
}

type Given = BTreeMap<String, String>;

fn wanted<'a>(found: &'a Found, given: &Given, reader: &Reader) -> Result<Wanted<'a>, PageError> {
    let bad = || PageError::new(Trouble::BadInput, reader);
    let experiment = found.experiment.as_ref().ok_or_else(bad)?;
    let mut others = experiment.variants.iter().filter(|variant| !variant.baseline);
    let variant = match given.get("variant") {
        Some(name) => others.find(|variant| variant.name.as_str() == name),
        None => others.next(),
    };
    let variant = variant.ok_or_else(bad)?;
    let persons = match given.get("persons") {
        Some(persons) => persons.parse().ok().filter(|persons| SIZES.contains(persons)).ok_or_else(bad)?,
        None => SIZES[0],
    };
    Ok(Wanted { experiment, variant, manifest: &found.known.manifests[&variant.prototype], persons })
}

/// The changes that an address asks for, and what is wrong with the others.
fn changes(wanted: &Wanted<'_>, given: &Given) -> (Vec<Change>, BTreeMap<String, String>) {
    let (mut changes, mut faults) = (Vec::new(), BTreeMap::new());
    for (parameter, declared) in wanted.manifest.parameters.iter().zip(&wanted.variant.parameters) {
        let Some(text) = given.get(&format!("{MARK}{}", parameter.name)) else { continue };
        match read(parameter, text) {
            Ok(value) if value == *declared => {}
            Ok(value) => changes.push((parameter.name.clone(), value)),
            Err((what, hint)) => {
                faults.insert(parameter.name.clone(), format!("{what}; {hint}"));
            }
        }
    }
    (changes, faults)
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Query(given): Query<Given>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    let wanted = wanted(&found, &given, &reader)?;
    let (changes, faults) = changes(&wanted, &given);
    let words = Words(reader.language);
    let mut now = None;
    let outcome = if faults.is_empty() {
        let asked = lab.runner.what_if(&found.record.name, &wanted.variant.name, &changes, wanted.persons).await;
        match asked {
            Ok(evidence) => {
                now = Some(answer(&evidence, words));
                Ok(report::outcome(&evidence, reader.language))
            }
            Err(RunnerError::Bad(what) | RunnerError::NotFound(what)) => Err(words.with("run-bad", "what", &what)),
            Err(error) => return Err(PageError::broken(&reader, &error)),
        }
    } else {
        Err(words.get("what-if-fault"))
    };
    let say = |text: &fieldlab_domain::text::Text| text.get(reader.language).to_owned();
    let fields = wanted.manifest.parameters.iter().zip(&wanted.variant.parameters);
    let variant = |one: &Variant| (one.name.to_string(), say(&one.title), one.name == wanted.variant.name);
    let size = |size: u64| {
        let written = text::large_number(reader.language, size as f64);
        (size, written, size == wanted.persons)
    };
    let baseline = wanted.experiment.variants.iter().find(|one| one.baseline);
    let is_faulty = outcome.is_err();
    let page = WhatIfPage {
        layout: Layout::new(&reader, "what-if-title"),
        name: found.record.name.to_string(),
        title: say(&found.record.title),
        variants: wanted.experiment.variants.iter().filter(|one| !one.baseline).map(variant).collect(),
        baseline: baseline.map(|one| say(&one.title)).unwrap_or_default(),
        sizes: SIZES.map(size).into(),
        decimal: decimal(reader.language),
        sample: SIZES[0],
        fields: fields.map(|(parameter, declared)| field(parameter, *declared, &given, &faults, &reader)).collect(),
        kept: changes.iter().map(|(name, value)| (format!("{MARK}{name}"), value.plain())).collect(),
        variant: wanted.variant.name.to_string(),
        now,
        outcome,
        script: assets::what_if_script(),
    };
    let mut response = guard::with_own_script(respond(&reader, &page));
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What somebody wrote, with a comma or a point before the decimals.
fn read(parameter: &Parameter, text: &str) -> Result<Value, (String, String)> {
    parameter.parse(text.trim().replace(',', ".").as_str())
}

fn decimal(language: Language) -> &'static str {
    if language == Language::Nl { "," } else { "." }
}

fn field(
    parameter: &Parameter,
    declared: Value,
    given: &Given,
    faults: &BTreeMap<String, String>,
    reader: &Reader,
) -> FieldView {
    let language = reader.language;
    let value = given.get(&format!("{MARK}{}", parameter.name)).cloned();
    let value = value.unwrap_or_else(|| declared.plain().replace('.', decimal(language)));
    let step = if parameter.kind == Kind::Share { "0.0001" } else { "1" };
    let written = |value| text::setting(language, parameter, value);
    let range = parameter.minimum.zip(parameter.maximum).filter(|_| parameter.kind != Kind::Flag);
    FieldView {
        name: format!("{MARK}{}", parameter.name),
        title: parameter.title.get(language).to_owned(),
        declared: written(declared),
        bounds: range.map(|(least, most)| (written(least), written(most))),
        range: range.map(|(least, most)| (least.plain(), most.plain(), step.to_owned())),
        source: parameter.source.clone(),
        status: status_words(parameter.status, Words(language)),
        is_flag: parameter.kind == Kind::Flag,
        differs: read(parameter, &value).is_ok_and(|given| given != declared),
        fault: faults.get(&parameter.name).cloned(),
        value,
    }
}

/// Keeps what was tried as an experiment of its own: a copy with one variant more.
pub(crate) async fn keep(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    let wanted = wanted(&found, &given, &reader)?;
    let (changes, faults) = changes(&wanted, &given);
    let bad = || PageError::new(Trouble::BadInput, &reader);
    if changes.is_empty() || !faults.is_empty() {
        return Err(bad());
    }
    let _turn = turn().await;
    let experiments = lab.store.experiments().await.map_err(PageError::store(&reader))?;
    let copy = free_name(&found.record.name, &experiments).ok_or_else(bad)?;
    let declaration = with_variant(&found.record.declaration, &copy, &wanted, &changes).ok_or_else(bad)?;
    let experiment = Experiment::parse("experiment.toml", &declaration, &found.known).map_err(|_| bad())?;
    let record = record(&experiment, declaration);
    lab.store.put_experiment(&record).await.map_err(PageError::store(&reader))?;
    note(&lab, reader.who.by(), "made-experiment", record.name.as_str()).await;
    Ok(login::lead(&format!("/experiments/{}", record.name)))
}

/// The declaration of a copy, which begins with another name and has a variant more.
fn with_variant(declaration: &str, copy: &Name, wanted: &Wanted<'_>, changes: &[Change]) -> Option<String> {
    let (head, tables) = parts(declaration);
    let line = head.lines().find(|line| line.trim_start().starts_with("name"))?;
    let head = head.replacen(line, &format!("name = \"{copy}\""), 1);
    let mut parameters: Vec<(String, Value)> = wanted.variant.changes.clone();
    for (name, value) in changes {
        parameters.retain(|(known, _)| known != name);
        parameters.push((name.clone(), *value));
    }
    let parameters: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name} = {}", value.plain())).collect();
    let taken = |name: &str| wanted.experiment.variants.iter().any(|one| one.name.as_str() == name);
    let name = (1..).map(|number| format!("wat-als-{number}")).find(|name| !taken(name))?;
    let set = wanted.variant.set.as_ref().map(|set| format!("set = \"{set}\"\n")).unwrap_or_default();
    let number = name.trim_start_matches("wat-als-");
    Some(format!(
        "{head}{}\n[[variants]]\nname = \"{name}\"\ntitle = {{ nl = \"Wat als {number}\", en = \"What if {number}\" }}\n\
         prototype = \"{}\"\n{set}parameters = {{ {} }}\n",
        tables.trim_end_matches('\n').to_owned() + "\n",
        wanted.variant.prototype,
        parameters.join(", ")
    ))
}
