//! The front page: needs, in people's words; looking for one, and adding one.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::name_of;
use fieldlab_domain::store::{ExperimentRecord, RunState};
use serde::Deserialize;

use super::{Layout, RunView, login, respond};
use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;
use crate::need_form::{ConditionFault, NeedFaults, NeedForm, NeedFormView};
use crate::needs::{MOST_WANTED, Needs, add as add_need, counts_soon};
use crate::pages::run::evidence_of;
use crate::texts::Words;

/// A need on the front page.
#[derive(Clone, Debug)]
pub(crate) struct NeedCard {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) who: String,
    /// How many people have it, in a sentence.
    pub(crate) count: Option<String>,
    pub(crate) demos: Vec<DemoLine>,
    pub(crate) experiments: Vec<ExperimentLine>,
    /// How many more experiments there are.
    pub(crate) more: usize,
}

/// A prototype for a need that people can click through.
#[derive(Clone, Debug)]
pub(crate) struct DemoLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// Whether it has a tour.
    pub(crate) has_tour: bool,
}

/// The demos of all prototypes, with the needs that they serve.
pub(crate) struct Demos(Vec<(Vec<Name>, DemoLine)>);

impl Demos {
    pub(crate) async fn of(lab: &Lab, reader: &Reader) -> Result<Demos, PageError> {
        let mut demos = Vec::new();
        for name in lab.services.names() {
            let Some(service) = lab.services.get(name.as_str()) else { continue };
            let manifest = service.manifest();
            let line = DemoLine {
                has_tour: lab.tours.tour(&name).await.map_err(PageError::store(reader))?.is_some(),
                name: name.to_string(),
                title: manifest.title.get(reader.language).to_owned(),
                summary: manifest.summary.get(reader.language).to_owned(),
            };
            demos.push((manifest.needs.clone(), line));
        }
        Ok(Demos(demos))
    }

    /// Those for a need, or for one that leads to it.
    pub(crate) fn serving(&self, need: &Name, needs: &Needs) -> Vec<DemoLine> {
        let serves = |of: &[Name]| of.iter().any(|one| needs.end(one) == need);
        self.0.iter().filter(|(of, _)| serves(of)).map(|(_, line)| line.clone()).collect()
    }
}

/// An experiment of a need, with what came out last.
#[derive(Clone, Debug)]
pub(crate) struct ExperimentLine {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) question: String,
    pub(crate) newest: Option<RunView>,
}

/// Needs on a page; of each, as many experiments.
const NEEDS_SHOWN: usize = 20;
const EXPERIMENTS_SHOWN: usize = 3;

/// Which part of the needs is shown.
#[derive(Clone, Debug)]
struct PartView {
    words: String,
    /// The numbers of the pages beside it.
    before: Option<usize>,
    after: Option<usize>,
}

impl PartView {
    /// Nothing when all of them fit on one page. Pages are counted from 1.
    fn of(page: usize, all: usize, words: Words) -> Option<PartView> {
        let pages = all.div_ceil(NEEDS_SHOWN);
        let (from, to) = ((page - 1) * NEEDS_SHOWN + 1, (page * NEEDS_SHOWN).min(all));
        let numbers = [("from", from), ("to", to), ("all", all)].map(|(name, number)| (name, number.to_string()));
        let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
        (pages > 1).then(|| PartView {
            words: crate::texts::texts().get(words.0, "front-part", &numbers),
            before: (page > 1).then(|| page - 1),
            after: (page < pages).then(|| page + 1),
        })
    }
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage {
    layout: Layout,
    /// What is looked for.
    wanted: String,
    /// How many were found, when something is looked for.
    found: Option<String>,
    /// Which of them are shown, when they are not all on one page.
    part: Option<PartView>,
    /// Whether there is anything to look for.
    is_empty: bool,
    needs: Vec<NeedCard>,
    /// The form of a new need; absent for who may not add one.
    form: Option<NeedFormView>,
    /// Whether the form is open.
    is_adding: bool,
}

/// What somebody looks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: String,
    /// Text, so that what is no number leads to the first page.
    #[serde(default)]
    page: String,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    page(&lab, &reader, wanted, None).await
}

async fn page(lab: &Lab, reader: &Reader, wanted: Wanted, form: Option<NeedFormView>) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let asked: usize = wanted.page.parse().unwrap_or(1);
    let wanted: String = wanted.q.trim().chars().take(MOST_WANTED).collect();
    let needs = Needs::of(lab).await.map_err(PageError::store(reader))?;
    let experiments = lab.store.experiments().await.map_err(PageError::store(reader))?;
    let tried = needs.tried(&experiments);
    let found: Vec<&Need> = needs.found(&wanted, &tried).map(|one| &one.need).collect();
    let all = found.len();
    let number = asked.clamp(1, all.div_ceil(NEEDS_SHOWN).max(1));
    let shown: Vec<&Need> = found.into_iter().skip((number - 1) * NEEDS_SHOWN).take(NEEDS_SHOWN).collect();
    let counts = counts_soon(lab, &shown, words).await;
    let demos = Demos::of(lab, reader).await?;
    let mut cards = Vec::new();
    for (need, count) in shown.into_iter().zip(counts) {
        let mut lines = Vec::new();
        let tried = tried.of(&need.name);
        for experiment in tried.iter().take(EXPERIMENTS_SHOWN) {
            lines.push(line(lab, reader, experiment).await?);
        }
        let more = tried.len() - lines.len();
        let demos = demos.serving(&need.name, &needs);
        cards.push(NeedCard { more, demos, ..card(need, count, lines, reader) });
    }
    let found = (!wanted.is_empty()).then(|| {
        let many = all.to_string();
        crate::texts::texts().get(reader.language, "front-found", &[("many", &many), ("wanted", &wanted)])
    });
    let layout = Layout::new(reader, "front-title");
    let is_adding = form.is_some();
    let is_faulty = form.as_ref().is_some_and(|form| form.faults.any());
    let empty = || NeedFormView::new(NeedForm::default(), NeedFaults::default(), words);
    let form = layout.visitor.works.then(|| form.unwrap_or_else(empty));
    let page = FrontPage {
        part: PartView::of(number, all, words),
        wanted,
        found,
        is_empty: needs.standing().next().is_none(),
        needs: cards,
        form,
        is_adding,
        layout,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Adds a need, or says how many people have it.
pub(crate) async fn add(
    State(lab): State<Lab>,
    reader: Reader,
    Form(given): Form<NeedForm>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let read = given.read(name_of(&given.question), words);
    if given.act == "count" {
        let form = counted(&lab, given, words).await;
        return page(&lab, &reader, Wanted::default(), Some(form)).await;
    }
    let need = match read {
        Ok(need) => need,
        Err(faults) => {
            let form = NeedFormView::new(given, *faults, words);
            return page(&lab, &reader, Wanted::default(), Some(form)).await;
        }
    };
    let kept = add_need(&lab, &need, reader.who.by()).await.map_err(PageError::store(&reader))?;
    Ok(login::lead(&format!("/needs/{}", kept.name)))
}

/// The form as it was filled in, with how many people its condition holds for.
pub(super) async fn counted(lab: &Lab, given: NeedForm, words: Words) -> NeedFormView {
    let mut faults = NeedFaults::default();
    let mut said = None;
    match given.read(name_of(&given.question), words).err().and_then(|faults| faults.condition) {
        Some(fault) => faults.condition = Some(fault),
        None => {
            let condition = given.condition().ok().flatten();
            let asked = match &condition {
                Some(condition) => lab.census.count(std::slice::from_ref(condition)).await,
                None => Ok(Vec::new()),
            };
            match asked {
                Ok(all) => {
                    let nothing = || words.get("need-count-nothing");
                    said = Some(all.first().map_or_else(nothing, |one| crate::needs::in_words(*one, words)));
                }
                Err(error) => {
                    let what = error.to_string().replace("\n  hint:", "; hint:");
                    faults.condition = Some(ConditionFault { what, hint: String::new(), before: String::new() });
                }
            }
        }
    }
    NeedFormView { counted: said, ..NeedFormView::new(given, faults, words) }
}

fn card(need: &Need, count: Option<String>, experiments: Vec<ExperimentLine>, reader: &Reader) -> NeedCard {
    NeedCard {
        name: need.name.to_string(),
        question: need.question.get(reader.language).to_owned(),
        who: need.who.get(reader.language).to_owned(),
        count,
        demos: Vec::new(),
        experiments,
        more: 0,
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
            Some(RunView::of(run, experiment, evidence.as_ref().map(|opened| &opened.evidence), layout.words))
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
