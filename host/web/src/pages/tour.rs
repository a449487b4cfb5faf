//! A scene of a tour: what the team says, the prototype in its frame as the scene's persona, and the glass box beside it.
//!
//! A scene has an address of its own, and whoever opens it is who the scene says, on the day that it says. `?as=NAME` is for somebody
//! who chose to be another; the scenes after it go on as that one until one names a persona. As long as the person stays the same, so
//! does what they filled in.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::date::Date;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::bundled;
use fieldlab_domain::service::Service;
use fieldlab_domain::tour::{Scene, Tour};
use serde::Deserialize;

use super::trail::{self, Since};
use super::try_it::{DAYS, PersonaView, chosen, framed_hosts, kept_by_nobody, lead};
use super::{Layout, respond, tours};
use crate::error::{PageError, Trouble};
use crate::label::Label;
use crate::language::Reader;
use crate::sessions::{Door, Session};
use crate::site::Here;
use crate::texts::texts;
use crate::visitor::Visitor;
use crate::{Lab, assets, guard, origin};

/// What is around the prototype.
#[derive(Clone, Debug)]
struct SceneView {
    /// Where the tour is.
    tour: String,
    tour_title: String,
    /// Where the scene is.
    base: String,
    /// `Scene 2 of 5`.
    count: String,
    title: String,
    words: String,
    previous: Option<String>,
    next: Option<String>,
    /// Where all scenes are, with the words for each, and whether it is this one; none when there are many.
    all: Vec<(String, String, bool)>,
    who: Option<PersonaView>,
    others: Vec<PersonaView>,
    /// Whom the visitor chose to be, as forms have it.
    chosen: Option<String>,
    /// Back to whom the scene says, when they are another: the address and the words.
    by_the_scene: Option<(String, String)>,
    /// The title of the prototype; absent when the lab does not serve it.
    prototype: Option<String>,
    /// What can be said something of: the prototype that the tour is beside, for who may.
    reactions: Option<String>,
    /// Between the scenes and the whole screen: the address of the other.
    other_view: String,
    is_full: bool,
}

#[derive(Template)]
#[template(path = "scene.html")]
struct ScenePage {
    layout: Layout,
    scene: SceneView,
    script: String,
}

#[derive(Template)]
#[template(path = "scene_full.html")]
struct FullPage {
    layout: Layout,
    scene: SceneView,
    script: String,
}

/// The most scenes that are all shown to choose from.
const MOST_SHOWN: usize = 10;

/// Which page of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum View {
    #[default]
    Scene,
    Full,
}

/// Whom a visitor chose to be in a scene: empty for nobody, absent for whom the scene says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(rename = "as")]
    whom: Option<String>,
}

/// What every page and form of a scene needs to know of its request.
pub(crate) struct Asking {
    lab: Lab,
    here: Here,
    reader: Reader,
    headers: HeaderMap,
    /// The prototype that the tour is beside.
    name: Name,
    tour: Tour,
    /// Counted from 0.
    nth: usize,
    chosen: Option<String>,
}

impl FromRequestParts<Lab> for Asking {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, lab: &Lab) -> Result<Asking, Response> {
        type Extracted = (Here, Reader, Path<(String, String)>, Query<Chosen>);
        let extracted = Extracted::from_request_parts(parts, lab).await;
        let (here, reader, Path((name, number)), Query(chosen)) =
            extracted.map_err(axum::response::IntoResponse::into_response)?;
        let (name, tour) =
            tours::find(lab, &reader, &name).await.map_err(axum::response::IntoResponse::into_response)?;
        let nth = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let nth = nth.filter(|nth| *nth < tour.scenes.len() && (nth + 1).to_string() == number);
        let nth = nth.ok_or_else(|| PageError::new(Trouble::NoScene, &reader).into_response())?;
        let headers = parts.headers.clone();
        Ok(Asking { lab: lab.clone(), here, reader, headers, name, tour, nth, chosen: chosen.whom })
    }
}

impl Asking {
    fn scene(&self) -> &Scene {
        &self.tour.scenes[self.nth]
    }

    fn label(&self) -> Label {
        self.scene().prototype.clone().into()
    }

    fn service(&self) -> Option<Arc<dyn Service>> {
        self.lab.services.get(self.scene().prototype.as_str())
    }

    fn visitor(&self) -> Visitor {
        Visitor::of(&self.lab, &self.here, &self.headers, &self.reader)
    }

    /// Whom the scene says that the visitor is.
    fn cast(&self) -> Option<Name> {
        self.tour.scenes[..=self.nth].iter().rev().find_map(|scene| scene.persona.clone())
    }

    /// The day that the scene is on: the last that was named, else the one that demos begin on.
    fn day(&self) -> Date {
        let day = self.tour.scenes[..=self.nth].iter().rev().find_map(|scene| scene.day);
        day.unwrap_or(self.lab.today).clamp(DAYS.0, DAYS.1)
    }

    /// Whom the visitor is: whom they chose to be, else whom the scene says.
    fn who(&self) -> Result<Option<Name>, PageError> {
        match self.chosen.as_deref() {
            None => Ok(self.cast()),
            Some(whom) => chosen(&self.lab, whom, &self.reader),
        }
    }

    /// The address of a scene.
    fn at(&self, nth: usize, view: View, chosen: Option<&str>) -> String {
        let full = if view == View::Full { "/full" } else { "" };
        let chosen = chosen.map(|whom| format!("?as={whom}")).unwrap_or_default();
        format!("/tours/{}/{}{full}{chosen}", self.name, nth + 1)
    }

    /// The address of the scene after or before this one: the visitor stays whom they chose to be until a scene names somebody.
    fn on_from_here(&self, nth: usize, view: View) -> String {
        let stays = nth >= self.nth && self.tour.scenes[self.nth + 1..=nth].iter().all(|scene| scene.persona.is_none());
        self.at(nth, view, self.chosen.as_deref().filter(|_| stays))
    }

    /// Makes the visitor whom the scene is played by, on its day.
    fn play(&self) -> Result<(Visitor, Option<Name>), PageError> {
        let (who, day, visitor) = (self.who()?, self.day(), self.visitor());
        self.lab.sessions.change(visitor.key, Instant::now(), |session| {
            if session.persona != who {
                session.reset();
                session.persona.clone_from(&who);
            }
            session.today = day;
        });
        Ok((visitor, who))
    }

    fn view(&self, who: Option<&Name>, view: View) -> SceneView {
        let (scene, language) = (self.scene(), self.reader.language);
        let (many, number) = (self.tour.scenes.len(), (self.nth + 1).to_string());
        let other = if view == View::Full { View::Scene } else { View::Full };
        let is_who = |persona: &Name| Some(persona) == who;
        let line = |(nth, scene): (usize, &Scene)| {
            let (number, title) = ((nth + 1).to_string(), scene.title.get(language));
            let words = texts().get(language, "tour-to-scene", &[("number", &number), ("title", title)]);
            (self.on_from_here(nth, view), words, nth == self.nth)
        };
        let by_the_scene = self.cast().filter(|cast| !is_who(cast)).and_then(|cast| {
            let title = tours::title_of(&self.lab, &cast, &self.reader)?;
            let words = texts().get(language, "tour-by-the-scene", &[("who", &title)]);
            Some((self.at(self.nth, view, None), words))
        });
        let is_shown = many <= MOST_SHOWN;
        SceneView {
            tour: format!("/tours/{}", self.name),
            tour_title: self.tour.title.get(language).to_owned(),
            base: self.at(self.nth, View::Scene, None),
            count: texts().get(language, "tour-scene", &[("number", &number), ("many", &many.to_string())]),
            title: scene.title.get(language).to_owned(),
            words: scene.words.get(language).to_owned(),
            previous: self.nth.checked_sub(1).map(|nth| self.on_from_here(nth, view)),
            next: Some(self.nth + 1).filter(|nth| *nth < many).map(|nth| self.on_from_here(nth, view)),
            all: if is_shown { self.tour.scenes.iter().enumerate().map(line).collect() } else { Vec::new() },
            who: who.and_then(|who| self.lab.cast.get(who.as_str())).map(|one| PersonaView::of(&one, language)),
            others: bundled()
                .iter()
                .filter(|one| !is_who(&one.name))
                .map(|one| PersonaView::of(one, language))
                .collect(),
            chosen: self.chosen.clone(),
            by_the_scene,
            prototype: self.service().map(|service| service.manifest().title.get(language).to_owned()),
            reactions: self.reader.who.may_react().then(|| format!("/reactions/demo/{}", self.name)),
            other_view: self.at(self.nth, other, self.chosen.as_deref()),
            is_full: view == View::Full,
        }
    }

    /// The page in this view, made by `render`.
    fn page(&self, view: View, render: impl FnOnce(Layout, SceneView) -> Response) -> Result<Response, PageError> {
        let (visitor, who) = self.play()?;
        let mut layout = Layout::titled(&self.reader, self.scene().title.get(self.reader.language));
        if let Some(whom) = &self.chosen {
            layout.other.0.push_str(&format!("&as={whom}"));
        }
        let mut response = render(layout, self.view(who.as_ref(), view));
        // A script that fills the whole screen goes from scene to scene without leaving the page, so all prototypes may be in it.
        let of = |scene: &Scene| framed_hosts(&self.lab, &self.here, &scene.prototype.clone().into());
        let mut hosts: Vec<String> = self.tour.scenes.iter().map(of).collect();
        hosts.sort();
        hosts.dedup();
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, guard::policy_with_frames_and_script(&hosts));
        Ok(kept_by_nobody(response, visitor))
    }

    /// Changes the visitor's session, and leads back to the page that the form was on.
    fn change(&self, to: &str, change: impl FnOnce(&mut Session)) -> Response {
        let visitor = self.visitor();
        self.lab.sessions.change(visitor.key, Instant::now(), change);
        kept_by_nobody(lead(to), visitor)
    }
}

pub(crate) async fn show(asking: Asking) -> Result<Response, PageError> {
    asking.page(View::Scene, |layout, scene| {
        respond(&asking.reader, &ScenePage { layout, scene, script: assets::tour_script() })
    })
}

/// The scene alone, for a screen that a room looks at.
pub(crate) async fn full(asking: Asking) -> Result<Response, PageError> {
    asking.page(View::Full, |layout, scene| {
        respond(&asking.reader, &FullPage { layout, scene, script: assets::tour_script() })
    })
}

/// Leads to the page of the prototype that the scene shows. Which one that is stands in the tour, not in the address.
pub(crate) async fn enter(asking: Asking) -> Result<Response, PageError> {
    asking.service().ok_or_else(|| PageError::not_found(&asking.reader))?;
    let (visitor, label) = (asking.visitor(), asking.label());
    let ticket =
        asking.lab.sessions.ticket((visitor.key, &Door::Lab), &label, Some(&asking.scene().path), Instant::now());
    let entrance = ticket.map(origin::entrance).unwrap_or_default();
    let to = format!("{}{entrance}", asking.here.prototype(&label));
    Ok(kept_by_nobody(lead(&to), visitor))
}

#[derive(Debug, Deserialize)]
pub(crate) struct PersonaForm {
    /// Its name; empty for nobody.
    persona: String,
    #[serde(default)]
    view: View,
}

/// Makes the visitor somebody else, who has not been here before.
pub(crate) async fn choose(asking: Asking, Form(form): Form<PersonaForm>) -> Result<Response, PageError> {
    let whom = chosen(&asking.lab, &form.persona, &asking.reader)?;
    let other = Some(form.persona.as_str()).filter(|_| whom != asking.cast());
    let to = asking.at(asking.nth, form.view, other);
    Ok(asking.change(&to, |session| {
        session.reset();
        session.persona.clone_from(&whom);
    }))
}

#[derive(Debug, Deserialize)]
pub(crate) struct ResetForm {
    /// Whom they chose to be.
    #[serde(rename = "as")]
    whom: Option<String>,
    #[serde(default)]
    view: View,
}

/// Begins anew, as the same person.
pub(crate) async fn reset(asking: Asking, Form(form): Form<ResetForm>) -> Result<Response, PageError> {
    if let Some(whom) = &form.whom {
        chosen(&asking.lab, whom, &asking.reader)?;
    }
    let to = asking.at(asking.nth, form.view, form.whom.as_deref());
    Ok(asking.change(&to, Session::reset))
}

/// What happened in the visitor's session.
pub(crate) async fn glass(asking: Asking) -> Response {
    let at = format!("{}/glass", asking.at(asking.nth, View::Scene, None));
    trail::page(&asking.lab, &at, &asking.label(), &asking.reader, asking.visitor())
}

/// Tells the glass box what happens from now on.
pub(crate) async fn events(asking: Asking, since: Query<Since>) -> Response {
    let visitor = asking.visitor();
    let label = asking.label();
    trail::events(asking.lab, &label, asking.reader.language, &visitor, &asking.headers, since)
}
