//! The front page: needs, in people's words.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use fieldlab_domain::need::Need;
use fieldlab_domain::store::{ExperimentRecord, RunState};

use super::{Layout, RunView, respond};
use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;
use crate::pages::run::evidence_of;

/// A need on the front page.
#[derive(Clone, Debug)]
pub(crate) struct NeedCard {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) who: String,
    pub(crate) experiments: Vec<ExperimentLine>,
}

/// An experiment of a need, with what came out last.
#[derive(Clone, Debug)]
pub(crate) struct ExperimentLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) question: String,
    pub(crate) newest: Option<RunView>,
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage {
    layout: Layout,
    needs: Vec<NeedCard>,
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    let needs = lab.store.needs().await.map_err(PageError::store(&reader))?;
    let experiments = lab.store.experiments().await.map_err(PageError::store(&reader))?;
    let mut cards = Vec::new();
    for need in needs {
        let mut lines = Vec::new();
        for experiment in experiments.iter().filter(|experiment| experiment.need == need.name) {
            lines.push(line(&lab, &reader, experiment).await?);
        }
        cards.push(card(&need, lines, &reader));
    }
    Ok(respond(&reader, &FrontPage { layout: Layout::new(&reader, "front-title"), needs: cards }))
}

fn card(need: &Need, experiments: Vec<ExperimentLine>, reader: &Reader) -> NeedCard {
    NeedCard {
        name: need.name.to_string(),
        question: need.question.get(reader.language).to_owned(),
        who: need.who.get(reader.language).to_owned(),
        experiments,
    }
}

/// An experiment with its newest run that has evidence, a trial only when there is no other, else its newest run.
pub(crate) async fn line(
    lab: &Lab,
    reader: &Reader,
    experiment: &ExperimentRecord,
) -> Result<ExperimentLine, PageError> {
    let runs = lab.store.runs(Some(&experiment.name)).await.map_err(PageError::store(reader))?;
    let done = || runs.iter().filter(|run| run.state == RunState::Done);
    let newest = done().find(|run| !run.is_trial(experiment)).or_else(|| done().next()).or(runs.first());
    let newest = match newest {
        Some(run) => {
            let evidence = evidence_of(lab, reader, run).await?;
            let layout = Layout::titled(reader, "");
            Some(RunView::of(run, experiment, evidence.as_ref().map(|(_, evidence)| evidence), layout.words))
        }
        None => None,
    };
    Ok(ExperimentLine {
        name: experiment.name.to_string(),
        title: experiment.title.get(reader.language).to_owned(),
        question: experiment.question.get(reader.language).to_owned(),
        newest,
    })
}
