//! Runs of experiments: starting one, how far it is, and the evidence that it found.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::instant;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{ExperimentRecord, RunRecord, RunState, RunsPage, StoreError, WantedRuns};
use fieldlab_experiment::report;
use fieldlab_experiment::run::Progress;
use fieldlab_experiment::runner::RunnerError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::experiments::unknown;
use super::paging::{Wanted, paged};
use super::schemas::{ByDigest, ByName, ByNumber};
use super::{Problem, asker, digested, holder, numbered, query, wanted_name};
use crate::{Lab, experiments};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(start)).routes(routes!(show)).routes(routes!(evidence))
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = RunState)]
enum StateWord {
    Running,
    Done,
    Failed,
    BrokenOff,
}

impl From<RunState> for StateWord {
    fn from(state: RunState) -> StateWord {
        match state {
            RunState::Running => StateWord::Running,
            RunState::Done => StateWord::Done,
            RunState::Failed => StateWord::Failed,
            RunState::BrokenOff => StateWord::BrokenOff,
        }
    }
}

impl From<StateWord> for RunState {
    fn from(state: StateWord) -> RunState {
        match state {
            StateWord::Running => RunState::Running,
            StateWord::Done => RunState::Done,
            StateWord::Failed => RunState::Failed,
            StateWord::BrokenOff => RunState::BrokenOff,
        }
    }
}

/// How far a run is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
struct ProgressItem {
    /// How many persons went through all variants, over all replicates.
    done: u64,
    /// How many there are; 0 until that is known.
    total: u64,
}

impl From<Progress> for ProgressItem {
    fn from(Progress { done, total }: Progress) -> ProgressItem {
        ProgressItem { done, total }
    }
}

/// One execution of an experiment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Run)]
struct RunItem {
    /// Its number, counted from 1.
    #[schema(minimum = 1)]
    id: i64,
    /// The name of the experiment.
    #[schema(value_type = String)]
    experiment: Name,
    /// How it stands.
    state: StateWord,
    /// How far it is; absent when it has ended, and when another process runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<ProgressItem>,
    /// When it started, in UTC.
    #[schema(format = DateTime)]
    started_at: String,
    /// When it ended, in UTC; absent while it is going on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// Whether it is a trial: a run of another declaration than the experiment has now, or with other sizes or seeds than declared.
    is_trial: bool,
    /// The digest of what it runs: the same plan gives the same evidence.
    #[schema(value_type = String, pattern = "^sha256:[0-9a-f]{64}$")]
    plan: Digest,
    /// The digest of its evidence, when it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^sha256:[0-9a-f]{64}$")]
    evidence: Option<Digest>,
    /// Why it failed, in words for its makers.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

impl RunItem {
    fn of(lab: &Lab, run: &RunRecord, experiments: &[ExperimentRecord]) -> RunItem {
        let progress = lab.runner.progress(run.id).filter(|_| run.state == RunState::Running);
        let experiment = experiments.iter().find(|one| one.name == run.experiment);
        RunItem {
            id: run.id,
            experiment: run.experiment.clone(),
            state: run.state.into(),
            progress: progress.map(ProgressItem::from),
            started_at: instant::written(run.started_at),
            ended_at: run.ended_at.map(instant::written),
            is_trial: experiment.is_none_or(|experiment| run.is_trial(experiment)),
            plan: run.plan.clone(),
            evidence: run.evidence.clone(),
            failure: run.failure.clone(),
        }
    }
}

paged!(RunPage, RunItem);

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Those of the experiment with this name.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    experiment: Option<String>,
    /// Those that stand so; those that are `done` have evidence.
    #[param(inline)]
    state: Option<StateWord>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u32>,
    /// How many runs a page has.
    #[param(minimum = 1, maximum = 100, default = 20)]
    page_size: Option<u32>,
}

/// List runs
#[utoipa::path(
    get, path = "/runs", tag = "Runs and evidence", operation_id = "listRuns", params(Asked),
    responses((status = 200, description = "A page of runs, the newest first.", body = RunPage)),
    security(("token" = ["view"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<RunPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let asked: Asked = query(&address)?;
    let experiment = wanted_name(asked.experiment.as_deref(), "an experiment, such as experiment=zorgtoeslag-2026")?;
    let window = Wanted { page: asked.page, page_size: asked.page_size }.window()?;
    let state = asked.state.map(RunState::from);
    let wanted = WantedRuns { experiment: experiment.as_ref(), state, skip: window.skip, most: window.size };
    let RunsPage { runs, total } = lab.store.runs_page(&wanted).await?;
    let experiments = experiments_of(&lab, &runs).await?;
    let place = window.place(runs.len(), total, &address);
    Ok(Json(RunPage::of((runs.iter().map(|run| RunItem::of(&lab, run, &experiments)).collect(), place))))
}

/// The experiments of these runs.
async fn experiments_of(lab: &Lab, runs: &[RunRecord]) -> Result<Vec<ExperimentRecord>, StoreError> {
    let names: BTreeSet<&Name> = runs.iter().map(|run| &run.experiment).collect();
    let mut found = Vec::new();
    for name in names {
        found.extend(lab.store.experiment(name.as_str()).await?);
    }
    Ok(found)
}

/// Start a run
///
/// It runs the experiment as it is declared and goes on by itself; read it to see how far it is. One run goes on at a time.
#[utoipa::path(
    post, path = "/experiments/{name}/runs", tag = "Runs and evidence", operation_id = "startRun", params(ByName),
    responses(
        (status = 202, description = "The run, which goes on.", body = RunItem,
         headers(("Location" = String, description = "The address of the run."))),
        (status = 404, description = "There is no such experiment."),
        (status = 409, description = "Another run goes on, or the experiment can't be run as it is; nothing was started."),
    ),
    security(("token" = ["work"])),
)]
async fn start(State(lab): State<Lab>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let experiment = lab.store.experiment(&name).await?.ok_or_else(|| unknown(&name))?;
    let run = experiments::start(&lab, &experiment.name, &who).await.map_err(not_started)?;
    let place = [(header::LOCATION, format!("/v1/runs/{}", run.id))];
    Ok((StatusCode::ACCEPTED, place, Json(RunItem::of(&lab, &run, &[experiment]))).into_response())
}

fn not_started(error: RunnerError) -> Problem {
    let hint = "mend that, and start it again; nothing was started";
    match error {
        RunnerError::Busy(run) => {
            let hint = format!("wait until it is done: GET /v1/runs/{run}");
            Problem::conflict(format!("run {run} is going on; nothing was started"), hint)
        }
        RunnerError::NotFound(what) => Problem::conflict(format!("there is no {what}"), hint),
        RunnerError::Bad(what) => match what.split_once("\n  hint: ") {
            // What has more faults than one has a hint with each.
            Some((what, hint)) if !hint.contains('\n') => Problem::conflict(what, hint),
            _ => Problem::conflict(what, hint),
        },
        RunnerError::Lab(what) => {
            tracing::error!(what, "a run could not be started");
            Problem::broken()
        }
    }
}

/// Read a run
///
/// While it goes on, `progress` says how far it is.
#[utoipa::path(
    get, path = "/runs/{id}", tag = "Runs and evidence", operation_id = "readRun", params(ByNumber),
    responses(
        (status = 200, description = "The run.", body = RunItem),
        (status = 404, description = "There is no such run."),
    ),
    security(("token" = ["view"])),
)]
async fn show(State(lab): State<Lab>, Path(id): Path<String>, headers: HeaderMap) -> Result<Json<RunItem>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let run = lab.store.run(numbered(&id)?).await?;
    let experiments = experiments_of(&lab, std::slice::from_ref(&run)).await?;
    Ok(Json(RunItem::of(&lab, &run, &experiments)))
}

/// Evidence, with the digest that it is sealed with.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is `fieldlab_domain::evidence::SealedEvidence`, told to who reads the document")]
struct SealedEvidence {
    /// The SHA-256 of the text of `evidence`, byte for byte as it stands here.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
    /// What the run found.
    evidence: Evidence,
}

/// What a run found. Persons and amounts are estimates for the country; shares are fractions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is `fieldlab_domain::evidence::Evidence`, told to who reads the document")]
struct Evidence {
    /// The version of its form, such as `fieldlab-evidence/2`.
    schema: String,
    /// What was asked, and by whom.
    #[schema(value_type = Object)]
    experiment: (),
    /// Who it is about.
    #[schema(value_type = Object)]
    cohort: (),
    /// What was compared, the baseline first.
    #[schema(value_type = Vec<Object>)]
    variants: (),
    /// What was measured: for each variant a value with the bounds of its 95% interval, and by group. Amounts are in euro.
    #[schema(value_type = Vec<Object>)]
    metrics: (),
    /// Who gains and who loses under each variant that is not the baseline, in persons.
    #[schema(value_type = Vec<Object>)]
    changes: (),
    /// Whether the guardrails hold.
    #[schema(value_type = Vec<Object>)]
    guardrails: (),
    /// Some synthetic citizens, explained.
    #[schema(value_type = Vec<Object>)]
    citizens: (),
    /// What is assumed, in words.
    #[schema(value_type = Vec<Object>)]
    assumptions: (),
    /// What the result can't tell, in words.
    #[schema(value_type = Vec<Object>)]
    limits: (),
    /// From which anyone can replay it: digests, seeds, versions and parameters.
    #[schema(value_type = Object)]
    receipt: (),
}

/// Read evidence
///
/// It is sealed: what is found under a digest never changes.
#[utoipa::path(
    get, path = "/evidence/{digest}", tag = "Runs and evidence", operation_id = "readEvidence", params(ByDigest),
    responses(
        (status = 200, description = "The evidence.", body = SealedEvidence),
        (status = 404, description = "There is no evidence with this digest."),
    ),
    security(("token" = ["view"])),
)]
async fn evidence(State(lab): State<Lab>, Path(digest): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let sealed = lab.store.evidence(&digested(&digest)?).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], report::json(&sealed)).into_response())
}
