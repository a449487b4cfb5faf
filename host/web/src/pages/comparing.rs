//! Two runs side by side: what went in differently, what came out, and what was decided.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{ExperimentRecord, RunRecord, RunState};
use serde::Deserialize;

use super::run::evidence_of;
use super::{Layout, decision, respond, time};
use crate::Lab;
use crate::compare::{Both, Row};
use crate::error::PageError;
use crate::language::Reader;
use crate::needs::Needs;
use crate::opened::Opened;
use crate::texts::{Words, texts};

/// A run that can be compared.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) id: i64,
    pub(super) title: String,
}

/// The form to choose two runs.
#[derive(Clone, Debug)]
pub(super) struct ChooseView {
    pub(super) choices: Vec<Choice>,
    pub(super) left: i64,
    pub(super) right: i64,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    layout: Layout,
    choose: ChooseView,
    /// Why there is nothing to see yet.
    fault: Option<String>,
    compared: Option<Compared>,
}

struct Compared {
    sides: [Side; 2],
    inputs: Vec<Row>,
    inputs_words: String,
    changes: Vec<(String, Vec<Row>)>,
    metrics: Vec<(String, Vec<Row>)>,
    guardrails: Vec<Row>,
}

/// One of the two runs.
struct Side {
    id: i64,
    title: String,
    started: String,
    /// What came out, in a sentence.
    answer: String,
    /// How the decision stands: the mark's class, and in words.
    state: &'static str,
    state_words: String,
}

/// Which runs; text, so that what is no number is said in words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    left: String,
    right: String,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let left = find(&lab, &reader, &wanted.left).await?;
    let right = find(&lab, &reader, &wanted.right).await?;
    let experiments = lab.store.experiments().await.map_err(PageError::store(&reader))?;
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let need = |one: &Found| needs.end(&one.opened.evidence.experiment.need).clone();
    let of_need = left.as_ref().or(right.as_ref()).map(need);
    let fault = match (&left, &right) {
        (Some(left), Some(right)) if left.run.id == right.run.id => Some("compare-same"),
        (Some(left), Some(right)) if need(left) != need(right) => Some("compare-unfit"),
        (Some(_), Some(_)) => None,
        _ => Some("compare-same"),
    };
    let choices = choices(&lab, &reader, &needs, &experiments, of_need.as_ref()).await?;
    let fault = if choices.len() < 2 { Some("compare-none") } else { fault };
    let id = |one: &Option<Found>| one.as_ref().map_or(0, |one| one.run.id);
    let choose = ChooseView { left: id(&left), right: id(&right), choices };
    let compared = match (left, right) {
        (Some(left), Some(right)) if fault.is_none() => Some(compare(&lab, &reader, left, right).await?),
        _ => None,
    };
    let is_unfit = fault == Some("compare-unfit");
    let page = ComparePage {
        layout: Layout::new(&reader, "compare-title"),
        choose,
        fault: fault.map(|key| words.get(key)),
        compared,
    };
    let mut response = respond(&reader, &page);
    if is_unfit {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A run with what it found.
struct Found {
    run: RunRecord,
    opened: Arc<Opened>,
}

/// The run with this number, when there is one with evidence.
async fn find(lab: &Lab, reader: &Reader, id: &str) -> Result<Option<Found>, PageError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let Ok(run) = lab.store.run(id).await else { return Ok(None) };
    let found = evidence_of(lab, reader, &run).await?;
    Ok(found.map(|opened| Found { run, opened }))
}

/// The most runs that one can choose from, the newest.
const MOST: usize = 200;

/// The runs with evidence of the experiments of a need; of all when none is named.
pub(super) async fn choices(
    lab: &Lab,
    reader: &Reader,
    needs: &Needs,
    experiments: &[ExperimentRecord],
    need: Option<&Name>,
) -> Result<Vec<Choice>, PageError> {
    let is_of_need = |one: &&ExperimentRecord| need.is_none_or(|need| needs.end(&one.need) == need);
    let mut runs: Vec<(RunRecord, &ExperimentRecord)> = Vec::new();
    for experiment in experiments.iter().filter(is_of_need) {
        let all = lab.store.runs(Some(&experiment.name)).await.map_err(PageError::store(reader))?;
        runs.extend(all.into_iter().filter(|run| run.state == RunState::Done).map(|run| (run, experiment)));
    }
    runs.sort_by_key(|(run, _)| std::cmp::Reverse(run.id));
    let choice = |(run, experiment): &(RunRecord, &ExperimentRecord)| {
        let (id, started) = (run.id.to_string(), time(run.started_at, reader.language));
        let title = experiment.title.get(reader.language);
        let filled = [("id", id.as_str()), ("title", title), ("started", started.as_str())];
        Choice { id: run.id, title: texts().get(reader.language, "compare-run", &filled) }
    };
    Ok(runs.iter().take(MOST).map(choice).collect())
}

async fn compare(lab: &Lab, reader: &Reader, left: Found, right: Found) -> Result<Compared, PageError> {
    let words = Words(reader.language);
    let both = Both { left: &left.opened.evidence, right: &right.opened.evidence, words };
    let inputs = both.inputs();
    let inputs_words = match inputs.len() {
        0 => words.get("compare-inputs-none"),
        many => words.with("compare-inputs-many", "many", &many.to_string()),
    };
    let (changes, metrics, guardrails) = (both.changes(), both.metrics(), both.guardrails());
    Ok(Compared {
        sides: [side(lab, reader, &left).await?, side(lab, reader, &right).await?],
        inputs,
        inputs_words,
        changes,
        metrics,
        guardrails,
    })
}

async fn side(lab: &Lab, reader: &Reader, found: &Found) -> Result<Side, PageError> {
    let words = Words(reader.language);
    let signed = lab.sign_offs.signed(&found.opened.sealed.digest).await.map_err(PageError::store(reader))?;
    let (state, state_words) = decision::state(&found.opened.evidence.experiment.owners, &signed, words);
    Ok(Side {
        id: found.run.id,
        title: found.opened.evidence.experiment.title.get(reader.language).to_owned(),
        started: time(found.run.started_at, reader.language),
        answer: super::answer(&found.opened.evidence, words),
        state,
        state_words,
    })
}
