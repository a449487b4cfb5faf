//! A run: its report, or how it stands; and the downloads.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use fieldlab_domain::store::{RunRecord, RunState};
use fieldlab_experiment::report;

use super::{Layout, respond, time};
use crate::Lab;
use crate::error::PageError;
use crate::guard;
use crate::language::Reader;
use crate::opened::Opened;

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage {
    layout: Layout,
    id: i64,
    experiment: String,
    experiment_title: String,
    started: String,
    /// The digest of the evidence.
    digest: String,
    may_react: bool,
    /// The report, as HTML that is safe to show.
    report: String,
}

#[derive(Template)]
#[template(path = "run_without_evidence.html")]
struct UnfinishedPage {
    layout: Layout,
    experiment: String,
    experiment_title: String,
    started: String,
    /// `running`, `failed` or `broken-off`.
    state: &'static str,
    heading: String,
    advice: String,
    failure: Option<String>,
    id: i64,
    script: String,
}

/// The evidence of a run; nothing when the run has none.
pub(crate) async fn evidence_of(lab: &Lab, reader: &Reader, run: &RunRecord) -> Result<Option<Arc<Opened>>, PageError> {
    let Some(digest) = &run.evidence else { return Ok(None) };
    if let Some(opened) = lab.opened.get(digest) {
        return Ok(Some(opened));
    }
    let sealed = lab.store.evidence(digest).await.map_err(PageError::store(reader))?;
    let evidence = sealed.open().map_err(|error| PageError::broken(reader, &error))?;
    Ok(Some(lab.opened.keep(Opened { sealed, evidence })))
}

async fn find(lab: &Lab, reader: &Reader, id: &str) -> Result<RunRecord, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found(reader))?;
    lab.store.run(id).await.map_err(PageError::store(reader))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let run = find(&lab, &reader, &id).await?;
    let experiment = lab.store.experiment(run.experiment.as_str()).await.map_err(PageError::store(&reader))?;
    let experiment_title =
        experiment.map_or_else(|| run.experiment.to_string(), |found| found.title.get(reader.language).to_owned());
    let (experiment, started) = (run.experiment.to_string(), time(run.started_at, reader.language));
    let Some(opened) = evidence_of(&lab, &reader, &run).await? else {
        let page = unfinished(&reader, &run, experiment, experiment_title, started);
        return Ok(guard::with_own_script(respond(&reader, &page)));
    };
    let at_home = report::Context { at_home: true, ..context(&reader, &run) };
    let Opened { sealed, evidence } = opened.as_ref();
    let report = report::fragment(evidence, &sealed.digest, &at_home);
    let page = RunPage {
        layout: Layout::titled(&reader, evidence.experiment.title.get(reader.language)),
        id: run.id,
        experiment,
        experiment_title,
        started,
        digest: sealed.digest.to_string(),
        may_react: reader.who.may_react(),
        report,
    };
    Ok(respond(&reader, &page))
}

/// How far a run is, as events: `progress` with a share of a hundred, and `done` when it has ended.
pub(crate) async fn progress(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, PageError> {
    let id = find(&lab, &reader, &id).await?.id;
    let next = move |state: (Lab, bool)| async move {
        let (lab, over) = state;
        if over {
            return None;
        }
        tokio::time::sleep(BEAT).await;
        let event = match lab.runner.progress(id) {
            Some(progress) => {
                let percent = (progress.done * 100).checked_div(progress.total).unwrap_or(0);
                (Event::default().event("progress").data(percent.to_string()), false)
            }
            // A run of another process has no progress here; the store says when it has ended.
            None => match lab.store.run(id).await {
                Ok(run) if run.state == RunState::Running => (Event::default().comment("waiting"), false),
                _ => (Event::default().event("done").data("100"), true),
            },
        };
        Some((Ok::<_, Infallible>(event.0), (lab, event.1)))
    };
    Ok(Sse::new(futures_util::stream::unfold((lab, false), next)))
}

/// How often a page is told how far a run is.
const BEAT: Duration = Duration::from_millis(400);

fn context(reader: &Reader, run: &RunRecord) -> report::Context {
    report::Context { language: reader.language, run: Some(run.id), at_home: false }
}

fn unfinished(
    reader: &Reader,
    run: &RunRecord,
    experiment: String,
    experiment_title: String,
    started: String,
) -> UnfinishedPage {
    let state = match run.state {
        RunState::Running => "running",
        RunState::Failed => "failed",
        // A run that is done has evidence.
        RunState::BrokenOff | RunState::Done => "broken-off",
    };
    let layout = Layout::new(reader, &format!("run-{state}-title"));
    UnfinishedPage {
        heading: layout.title.clone(),
        advice: layout.words.get(&format!("run-{state}-advice")),
        failure: run.failure.clone(),
        id: run.id,
        script: crate::assets::run_script(),
        layout,
        experiment,
        experiment_title,
        started,
        state,
    }
}

/// The evidence of a run, or "not found" when it has none.
pub(super) async fn opened(lab: &Lab, reader: &Reader, id: &str) -> Result<(RunRecord, Arc<Opened>), PageError> {
    let run = find(lab, reader, id).await?;
    let opened = evidence_of(lab, reader, &run).await?.ok_or_else(|| PageError::not_found(reader))?;
    Ok((run, opened))
}

fn download(run: &RunRecord, what: &str, kind: &'static str, body: String) -> Response {
    let name = format!("attachment; filename=\"{}-run-{}-{what}\"", run.experiment, run.id);
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

pub(crate) async fn report(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    let html = report::html(&opened.evidence, &opened.sealed.digest, &context(&reader, &run));
    Ok(download(&run, &format!("report-{}.html", reader.language.code()), "text/html; charset=utf-8", html))
}

pub(crate) async fn evidence(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    Ok(download(&run, "evidence.json", "application/json", report::json(&opened.sealed)))
}

pub(crate) async fn results(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    Ok(download(&run, "results.csv", "text/csv; charset=utf-8", report::csv(&opened.evidence)))
}
