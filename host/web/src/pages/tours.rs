//! The tours of the lab, and what each shows.

use std::time::Instant;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use fieldlab_domain::name::Name;
use fieldlab_domain::tour::Tour;

use super::try_it::{kept_by_nobody, lead};
use super::{Layout, OwnerView, respond};
use crate::Lab;
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::sessions::Session;
use crate::site::Here;
use crate::texts::Words;
use crate::visitor::Visitor;

/// A tour in a list.
#[derive(Clone, Debug)]
pub(crate) struct TourCard {
    pub(crate) at: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) many: String,
    pub(crate) prototype: String,
    pub(crate) owner: OwnerView,
}

/// A scene in a table of contents.
#[derive(Clone, Debug)]
struct SceneLine {
    at: String,
    title: String,
    /// Whom the visitor plays from here on, when that changes.
    who: Option<String>,
}

#[derive(Template)]
#[template(path = "tours.html")]
struct ToursPage {
    layout: Layout,
    tours: Vec<TourCard>,
}

#[derive(Template)]
#[template(path = "tour.html")]
struct TourPage {
    layout: Layout,
    name: String,
    card: TourCard,
    scenes: Vec<SceneLine>,
    may_react: bool,
}

/// The tour beside the prototype with this name, as somebody wrote it in an address.
pub(super) async fn find(lab: &Lab, reader: &Reader, name: &str) -> Result<(Name, Tour), PageError> {
    let no_tour = || PageError::new(Trouble::NoTour, reader);
    let name = Name::parse(name).map_err(|_| no_tour())?;
    let tour = lab.tours.tour(&name).await.map_err(PageError::store(reader))?.ok_or_else(no_tour)?;
    Ok((name, tour))
}

/// The tour of a prototype, when the lab serves both.
pub(crate) async fn card(lab: &Lab, reader: &Reader, name: &Name) -> Result<Option<TourCard>, PageError> {
    let tour = lab.tours.tour(name).await.map_err(PageError::store(reader))?;
    Ok(tour.and_then(|tour| view(lab, reader, name, &tour)))
}

fn view(lab: &Lab, reader: &Reader, name: &Name, tour: &Tour) -> Option<TourCard> {
    let service = lab.services.get(name.as_str())?;
    let (language, words) = (reader.language, Words(reader.language));
    let many = match tour.scenes.len() {
        1 => words.get("tour-one-scene"),
        many => words.with("tour-scenes", "many", &many.to_string()),
    };
    Some(TourCard {
        at: format!("/tours/{name}"),
        title: tour.title.get(language).to_owned(),
        lead: tour.lead.get(language).to_owned(),
        many,
        prototype: service.manifest().title.get(language).to_owned(),
        owner: OwnerView::of(&service.manifest().owner, words),
    })
}

pub(crate) async fn list(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    let mut tours = Vec::new();
    for name in lab.services.names() {
        tours.extend(card(&lab, &reader, &name).await?);
    }
    Ok(respond(&reader, &ToursPage { layout: Layout::new(&reader, "tours-title"), tours }))
}

/// What a tour shows, before it begins.
pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let (name, tour) = find(&lab, &reader, &name).await?;
    let card = view(&lab, &reader, &name, &tour).ok_or_else(|| PageError::new(Trouble::NoTour, &reader))?;
    let scenes = tour.scenes.iter().enumerate().map(|(at, scene)| SceneLine {
        at: format!("/tours/{name}/{}", at + 1),
        title: scene.title.get(reader.language).to_owned(),
        who: scene.persona.as_ref().and_then(|who| title_of(&lab, who, &reader)),
    });
    let page = TourPage {
        layout: Layout::titled(&reader, &card.title),
        name: name.to_string(),
        scenes: scenes.collect(),
        may_react: reader.who.may_react(),
        card,
    };
    Ok(respond(&reader, &page))
}

/// What people call a persona.
pub(super) fn title_of(lab: &Lab, persona: &Name, reader: &Reader) -> Option<String> {
    lab.cast.get(persona.as_str()).map(|persona| persona.title.get(reader.language).to_owned())
}

/// Begins a tour with a clean slate: nobody sees what the one before filled in.
pub(crate) async fn begin(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let (name, _) = find(&lab, &reader, &name).await?;
    let visitor = Visitor::of(&lab, &here, &headers, &reader);
    lab.sessions.change(visitor.key, Instant::now(), Session::reset);
    let to = format!("/tours/{name}/1");
    Ok(kept_by_nobody(lead(&to), visitor))
}
