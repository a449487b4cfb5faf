//! Runs of experiments, and the evidence that they found.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::instant;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{ExperimentRecord, RunRecord, RunState};
use fieldlab_experiment::report;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::schemas::{ByDigest, ByNumber};
use super::{Problem, digested, holder, numbered, query, wanted_name};
use crate::Lab;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(evidence))
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
    fn of(run: &RunRecord, experiments: &[ExperimentRecord]) -> RunItem {
        let experiment = experiments.iter().find(|one| one.name == run.experiment);
        RunItem {
            id: run.id,
            experiment: run.experiment.clone(),
            state: run.state.into(),
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
    let (runs, experiments) = (lab.store.runs(experiment.as_ref()).await?, lab.store.experiments().await?);
    let is_asked = |run: &RunRecord| asked.state.is_none_or(|state| StateWord::from(run.state) == state);
    let found: Vec<RunRecord> = runs.into_iter().filter(is_asked).collect();
    let page = Wanted { page: asked.page, page_size: asked.page_size };
    let (shown, place) = page.cut(found, &address)?;
    Ok(Json(RunPage::of((shown.iter().map(|run| RunItem::of(run, &experiments)).collect(), place))))
}

/// Read a run
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
    Ok(Json(RunItem::of(&run, &lab.store.experiments().await?)))
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
