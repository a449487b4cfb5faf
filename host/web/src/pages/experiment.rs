//! An experiment: what it asks, who owns it, what it compares, and its runs.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_domain::store::{ExperimentRecord, RunState};
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::runner::RunnerError;
use fieldlab_experiment::text;

use super::comparing::{ChooseView, choices};
use super::{Layout, OwnerView, RunView, login, respond};
use crate::Lab;
use crate::error::PageError;
use crate::experiments::{self, Found};
use crate::language::Reader;
use crate::needs::Needs;
use crate::pages::run::evidence_of;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "experiment.html")]
struct ExperimentPage {
    layout: Layout,
    name: String,
    need: Option<(String, String)>,
    question: String,
    /// Absent when the declaration no longer fits the prototypes that the lab has.
    declared: Option<Declared>,
    runs: Vec<RunView>,
    /// Two runs to compare, when there are two.
    choose: Option<ChooseView>,
    /// Why it was not run just now.
    fault: Option<String>,
}

/// What a declaration says, in words.
#[derive(Clone, Debug)]
struct Declared {
    hypothesis: String,
    owners: Vec<OwnerView>,
    cohort: String,
    condition: Option<String>,
    variants: Vec<VariantView>,
    metrics: Vec<String>,
    guardrails: Vec<String>,
}

#[derive(Clone, Debug)]
struct VariantView {
    title: String,
    baseline: bool,
    prototype: String,
    set: Option<String>,
    /// Titles and values of the parameters that were changed.
    changes: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    page(&lab, &reader, found, None).await
}

async fn page(lab: &Lab, reader: &Reader, found: Found, fault: Option<String>) -> Result<Response, PageError> {
    let Found { record, known, experiment, need } = found;
    let layout = Layout::titled(reader, record.title.get(reader.language));
    let mut runs = Vec::new();
    for run in lab.store.runs(Some(&record.name)).await.map_err(PageError::store(reader))? {
        let evidence = evidence_of(lab, reader, &run).await?;
        runs.push(RunView::of(&run, &record, evidence.as_ref().map(|opened| &opened.evidence), layout.words));
    }
    let choose = if layout.visitor.sees_lab() { choose(lab, reader, &record).await? } else { None };
    let is_faulty = fault.is_some();
    let page = ExperimentPage {
        name: record.name.to_string(),
        need: need.map(|need| (need.name.to_string(), need.question.get(reader.language).to_owned())),
        question: record.question.get(reader.language).to_owned(),
        declared: experiment.map(|experiment| declared(&experiment, &known, reader.language)),
        layout,
        runs,
        choose,
        fault,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// The runs of this experiment and of others of the same need, the newest of this one beside the one before it.
async fn choose(lab: &Lab, reader: &Reader, record: &ExperimentRecord) -> Result<Option<ChooseView>, PageError> {
    let needs = Needs::of(lab).await.map_err(PageError::store(reader))?;
    let experiments = lab.store.experiments().await.map_err(PageError::store(reader))?;
    let choices = choices(lab, reader, &needs, &experiments, Some(needs.end(&record.need))).await?;
    let own = lab.store.runs(Some(&record.name)).await.map_err(PageError::store(reader))?;
    let own = own.iter().filter(|run| run.state == RunState::Done).map(|run| run.id);
    let mut ids = own.chain(choices.iter().map(|choice| choice.id));
    let Some(right) = ids.next() else { return Ok(None) };
    let left = ids.find(|id| *id != right);
    Ok(left.map(|left| ChooseView { left, right, choices }))
}

/// Starts a run as the experiment is declared, and leads to it.
pub(crate) async fn run(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    match experiments::start(&lab, &found.record.name, &reader.who).await {
        Ok(run) => Ok(login::lead(&format!("/runs/{}", run.id))),
        Err(RunnerError::Busy(run)) => {
            let fault = Words(reader.language).with("run-busy", "id", &run.to_string());
            page(&lab, &reader, found, Some(fault)).await
        }
        Err(RunnerError::NotFound(what) | RunnerError::Bad(what)) => {
            let fault = Words(reader.language).with("run-bad", "what", &what);
            page(&lab, &reader, found, Some(fault)).await
        }
        Err(error @ RunnerError::Lab(_)) => Err(PageError::broken(&reader, &error)),
    }
}

/// The experiment with this name.
pub(super) async fn find(lab: &Lab, reader: &Reader, name: &str) -> Result<Found, PageError> {
    let found = experiments::find(lab, name).await.map_err(PageError::store(reader))?;
    found.ok_or_else(|| PageError::not_found(reader))
}

fn declared(experiment: &Experiment, known: &Known, language: Language) -> Declared {
    let words = Words(language);
    let say = |text: &Text| text.get(language).to_owned();
    let cohort = &experiment.cohort;
    let persons = cohort.population.persons.map(|persons| text::number(language, persons as f64, 0));
    let arguments = [
        ("persons", persons.unwrap_or_else(|| words.get("whole-country"))),
        ("count", cohort.replicates.to_string()),
        ("model", cohort.population.model.clone()),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let variants = experiment.variants.iter().map(|variant| {
        let manifest = &known.manifests[&variant.prototype];
        let change = |(name, value): &(String, fieldlab_domain::column::Value)| {
            let parameter = manifest.parameter(name).expect("the declaration was checked against this manifest");
            (say(&parameter.title), text::setting(language, parameter, *value))
        };
        VariantView {
            title: say(&variant.title),
            baseline: variant.baseline,
            prototype: variant.prototype.to_string(),
            set: variant.set.as_ref().and_then(|set| manifest.set(set)).map(|set| say(&set.title)),
            changes: variant.changes.iter().map(change).collect(),
        }
    });
    Declared {
        hypothesis: say(&experiment.hypothesis),
        owners: experiment.owners.iter().map(|owner| OwnerView::of(owner, words)).collect(),
        cohort: crate::texts::texts().get(language, "cohort-words", &arguments),
        condition: cohort.condition.as_ref().map(ToString::to_string),
        variants: variants.collect(),
        metrics: experiment.metrics.iter().map(|metric| say(&metric.title)).collect(),
        guardrails: experiment.guardrails.iter().map(|guardrail| say(&guardrail.title)).collect(),
    }
}
