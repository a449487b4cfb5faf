//! A need: its story and what is tried for it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::front::{ExperimentLine, line};
use super::{Layout, respond};
use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;

#[derive(Template)]
#[template(path = "need.html")]
struct NeedPage {
    layout: Layout,
    story: String,
    who: String,
    experiments: Vec<ExperimentLine>,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let needs = lab.store.needs().await.map_err(PageError::store(&reader))?;
    let need =
        needs.into_iter().find(|need| need.name.as_str() == name).ok_or_else(|| PageError::not_found(&reader))?;
    let mut experiments = Vec::new();
    for experiment in lab.store.experiments().await.map_err(PageError::store(&reader))? {
        if experiment.need == need.name {
            experiments.push(line(&lab, &reader, &experiment).await?);
        }
    }
    let words = |text: &fieldlab_domain::text::Text| text.get(reader.language).to_owned();
    let layout = Layout::titled(&reader, &words(&need.question));
    Ok(respond(&reader, &NeedPage { layout, story: words(&need.story), who: words(&need.who), experiments }))
}
