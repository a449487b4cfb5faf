//! A need: its story, what is tried for it, and what the team may do with it: change it, merge it, undo that.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::name::Name;
use fieldlab_domain::need_book::{Changed, KeptNeed, Merged, NeedEdition};
use fieldlab_domain::text::Text;
use serde::Deserialize;

use super::front::{DemoLine, Demos, ExperimentLine, counted, line};
use super::{Layout, by_words, login, respond, time};
use crate::Lab;
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::need_form::{NeedFaults, NeedForm, NeedFormView};
use crate::needs::{Needs, change as change_need, counts, merge as merge_needs, part as part_need};
use crate::texts::Words;

#[derive(Template)]
#[template(path = "need.html")]
struct NeedPage {
    layout: Layout,
    name: String,
    story: String,
    who: String,
    count: Option<String>,
    /// The condition by which they are counted.
    condition: Option<String>,
    demos: Vec<DemoLine>,
    experiments: Vec<ExperimentLine>,
    /// The question that led here, when it was merged with this one.
    came_from: Option<String>,
    /// The questions that lead here: name, question, story.
    merged: Vec<(String, String, String)>,
    /// The questions with which it can be merged; none for who may not.
    others: Vec<(String, String)>,
    /// Whether the team can change it: it comes from no file.
    is_theirs: bool,
    editions: Vec<EditionView>,
    fault: Option<String>,
}

/// What it said before.
struct EditionView {
    question: String,
    story: String,
    who: String,
    by: String,
    when: String,
}

impl EditionView {
    fn of(one: NeedEdition, words: Words) -> EditionView {
        let say = |text: &Text| text.get(words.0).to_owned();
        EditionView {
            question: say(&one.need.question),
            story: say(&one.need.story),
            who: say(&one.need.who),
            by: by_words(&one.by, words),
            when: time(one.at, words.0),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Arriving {
    /// The name of a need that was merged with this one.
    #[serde(default)]
    from: Option<String>,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Query(arriving): Query<Arriving>,
) -> Result<Response, PageError> {
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let kept = needs.find(&name).ok_or_else(|| PageError::not_found(&reader))?;
    if kept.merged_into.is_some() {
        return Ok(login::lead(&format!("/needs/{}?from={}", needs.end(&kept.need.name), kept.need.name)));
    }
    page(&lab, &reader, &needs, kept, arriving.from.as_deref(), None).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    needs: &Needs,
    kept: &KeptNeed,
    from: Option<&str>,
    fault: Option<String>,
) -> Result<Response, PageError> {
    let (need, language) = (&kept.need, reader.language);
    let say = |text: &Text| text.get(language).to_owned();
    let mut experiments = Vec::new();
    let records = lab.store.experiments().await.map_err(PageError::store(reader))?;
    for experiment in needs.tried(&records).of(&need.name) {
        experiments.push(line(lab, reader, experiment).await?);
    }
    let layout = Layout::titled(reader, &say(&need.question));
    let works = layout.visitor.works;
    let editions = lab.needs.editions(&need.name).await.map_err(PageError::store(reader))?;
    let came_from = from.and_then(|from| needs.under(&need.name).find(|one| one.need.name.as_str() == from));
    let others = needs.standing().filter(|one| works && one.need.name != need.name);
    let is_faulty = fault.is_some();
    let page = NeedPage {
        name: need.name.to_string(),
        story: say(&need.story),
        who: say(&need.who),
        count: counts(lab, &[need], layout.words).await.pop().flatten(),
        condition: need.who_where.clone(),
        demos: Demos::of(lab, reader).await?.serving(&need.name, needs),
        experiments,
        came_from: came_from.map(|one| say(&one.need.question)),
        merged: needs
            .under(&need.name)
            .map(|one| (one.need.name.to_string(), say(&one.need.question), say(&one.need.story)))
            .collect(),
        others: others.map(|one| (one.need.name.to_string(), say(&one.need.question))).collect(),
        is_theirs: works && kept.edition > 0,
        // What it says now stands above.
        editions: editions
            .into_iter()
            .skip(usize::from(kept.edition > 0))
            .map(|one| EditionView::of(one, layout.words))
            .collect(),
        fault,
        layout,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "need_edit.html")]
struct EditPage {
    layout: Layout,
    name: String,
    /// What it says now, for the way back.
    question: String,
    form: NeedFormView,
    /// What somebody else made of it meanwhile.
    meanwhile: Option<EditionView>,
}

pub(crate) async fn edit(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let kept = theirs(&needs, &reader, &name)?;
    let words = Words(reader.language);
    let given = NeedForm::of(&kept.need, kept.edition, reader.language);
    edit_page(&reader, kept, NeedFormView::new(given, NeedFaults::default(), words), None, StatusCode::OK)
}

/// A need that the team may change.
fn theirs<'a>(needs: &'a Needs, reader: &Reader, name: &str) -> Result<&'a KeptNeed, PageError> {
    let kept = needs.find(name).ok_or_else(|| PageError::not_found(reader))?;
    // One of a file is changed in its file.
    if kept.edition > 0 { Ok(kept) } else { Err(PageError::new(Trouble::NotTheirs, reader)) }
}

fn edit_page(
    reader: &Reader,
    kept: &KeptNeed,
    form: NeedFormView,
    meanwhile: Option<EditionView>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let page = EditPage {
        layout: Layout::new(reader, "need-edit-title"),
        name: kept.need.name.to_string(),
        question: kept.need.question.get(reader.language).to_owned(),
        form,
        meanwhile,
    };
    let mut response = respond(reader, &page);
    *response.status_mut() = status;
    Ok(response)
}

/// Keeps what a need says now. Who writes second is told what the first wrote, beside their own text.
pub(crate) async fn change(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(mut given): Form<NeedForm>,
) -> Result<Response, PageError> {
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let kept = theirs(&needs, &reader, &name)?;
    let words = Words(reader.language);
    if given.act == "count" {
        return edit_page(&reader, kept, counted(&lab, given, words).await, None, StatusCode::OK);
    }
    let need = match given.read(kept.need.name.clone(), words) {
        Ok(need) => need,
        Err(faults) => {
            let form = NeedFormView::new(given, *faults, words);
            return edit_page(&reader, kept, form, None, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let edition = given.edition.parse().unwrap_or(0);
    let changed = change_need(&lab, &need, edition, reader.who.by()).await;
    match changed.map_err(PageError::store(&reader))? {
        Changed::Kept(_) => Ok(login::lead(&format!("/needs/{}", need.name))),
        Changed::NotTheirs => Err(PageError::new(Trouble::NotTheirs, &reader)),
        Changed::Meanwhile(now) => {
            let editions = lab.needs.editions(&need.name).await.map_err(PageError::store(&reader))?;
            let meanwhile = editions.into_iter().find(|one| one.edition == now).map(|one| EditionView::of(one, words));
            // Who sends it once more has read it.
            given.edition = now.to_string();
            let form = NeedFormView::new(given, NeedFaults::default(), words);
            edit_page(&reader, kept, form, meanwhile, StatusCode::CONFLICT)
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct MergeForm {
    #[serde(default)]
    into: String,
}

/// Has a need lead to another from now on.
pub(crate) async fn merge(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(form): Form<MergeForm>,
) -> Result<Response, PageError> {
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let kept = needs.find(&name).ok_or_else(|| PageError::not_found(&reader))?;
    let words = Words(reader.language);
    let Some(into) = Name::parse(&form.into).ok().filter(|into| needs.find(into.as_str()).is_some()) else {
        let fault = words.get("need-merge-fault");
        return page(&lab, &reader, &needs, kept, None, Some(fault)).await;
    };
    let merged = merge_needs(&lab, &kept.need.name, &into, reader.who.by()).await;
    match merged.map_err(PageError::store(&reader))? {
        Merged::Done => Ok(login::lead(&format!("/needs/{}", kept.need.name))),
        Merged::InCircles => {
            let fault = words.get("need-merge-circles");
            page(&lab, &reader, &needs, kept, None, Some(fault)).await
        }
        Merged::NotFound => Err(PageError::not_found(&reader)),
    }
}

/// Undoes the merge of a need, which stands by itself again.
pub(crate) async fn part(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?;
    let kept = needs.find(&name).ok_or_else(|| PageError::not_found(&reader))?;
    part_need(&lab, &kept.need.name, reader.who.by()).await.map_err(PageError::store(&reader))?;
    Ok(login::lead(&format!("/needs/{}", kept.need.name)))
}
