//! Trying a prototype: its pages in a frame, beside who the visitor is and what it is.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::capability::Capability;
use fieldlab_domain::date::Date;
use fieldlab_domain::deployment::Blame;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{Persona, bundled};
use fieldlab_domain::service::Service;
use fieldlab_domain::text::Language;
use fieldlab_experiment::text;
use serde::Deserialize;

use super::trail::{self, Since};
use super::{Layout, OwnerView, respond, tours};
use crate::error::{PageError, Trouble};
use crate::label::Label;
use crate::language::Reader;
use crate::sessions::{Door, Session};
use crate::site::Here;
use crate::visitor::Visitor;
use crate::{Lab, guard, origin};

/// What is around the frame: what visitors see of the demo, and what they can set.
#[derive(Clone, Debug)]
struct DemoView {
    name: String,
    /// Where the demo's pages are.
    base: String,
    /// Whether it is a version at an address of its own.
    is_beside: bool,
    version: String,
    title: String,
    summary: String,
    owner: OwnerView,
    /// Whether the visitor may say what they think.
    may_react: bool,
    who: Option<PersonaView>,
    others: Vec<PersonaView>,
    today: String,
    /// The day as forms have it.
    day: String,
}

/// A persona, as pages show it.
#[derive(Clone, Debug)]
pub(super) struct PersonaView {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) question: String,
    pub(super) story: String,
}

impl PersonaView {
    pub(super) fn of(persona: &Persona, language: Language) -> PersonaView {
        PersonaView {
            name: persona.name.to_string(),
            title: persona.title.get(language).to_owned(),
            question: persona.question.get(language).to_owned(),
            story: persona.story.get(language).to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "try.html")]
struct TryPage {
    layout: Layout,
    demo: DemoView,
    /// Where the tour of the prototype is.
    tour: Option<String>,
}

#[derive(Template)]
#[template(path = "try_full.html")]
struct FullPage {
    layout: Layout,
    demo: DemoView,
}

/// The days that a demo can be on: as far as the lab has rules and figures for is up to the prototype.
pub(super) const DAYS: (Date, Date) = (Date(10_957), Date(29_220));

pub(crate) async fn show(asking: Asking) -> Result<Response, PageError> {
    let (layout, demo, visitor) = asking.prepare().await?;
    let tour = match asking.label.version {
        // A tour shows the version that is current.
        Some(_) => None,
        None => tours::card(&asking.lab, &asking.reader, &asking.label.name).await?.map(|card| card.at),
    };
    Ok(asking.framed(respond(&asking.reader, &TryPage { layout, demo, tour }), visitor))
}

pub(crate) async fn full(asking: Asking) -> Result<Response, PageError> {
    let (layout, demo, visitor) = asking.prepare().await?;
    Ok(asking.framed(respond(&asking.reader, &FullPage { layout, demo }), visitor))
}

/// What every page and form of a demo needs to know of its request.
pub(crate) struct Asking {
    lab: Lab,
    here: Here,
    reader: Reader,
    /// The prototype, and the version when one is named.
    label: Label,
    headers: HeaderMap,
}

/// What the address of a demo names.
#[derive(Deserialize)]
struct Named {
    name: String,
    version: Option<String>,
}

impl FromRequestParts<Lab> for Asking {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, lab: &Lab) -> Result<Asking, Response> {
        let extracted = <(Here, Reader, Path<Named>)>::from_request_parts(parts, lab).await;
        let (here, reader, Path(named)) = extracted.map_err(axum::response::IntoResponse::into_response)?;
        let name = Name::parse(&named.name).map_err(|_| PageError::not_found(&reader).into_response())?;
        let label = Label { name, version: named.version };
        Ok(Asking { lab: lab.clone(), here, reader, label, headers: parts.headers.clone() })
    }
}

impl Asking {
    async fn service(&self) -> Result<Arc<dyn Service>, PageError> {
        let not_found = || PageError::not_found(&self.reader);
        let Some(version) = &self.label.version else {
            return self.lab.services.get(self.label.name.as_str()).ok_or_else(not_found);
        };
        if !self.label.fits() {
            return Err(not_found());
        }
        match self.lab.deployer.version(&self.label.name, version).await {
            Ok(service) => service.ok_or_else(not_found),
            Err(failure) if failure.blame == Blame::NotFound => Err(PageError::new(Trouble::NoVersion, &self.reader)),
            Err(failure) => Err(PageError::broken(&self.reader, &failure)),
        }
    }

    fn visitor(&self) -> Visitor {
        Visitor::of(&self.lab, &self.here, &self.headers, &self.reader)
    }

    async fn prepare(&self) -> Result<(Layout, DemoView, Visitor), PageError> {
        let (service, visitor) = (self.service().await?, self.visitor());
        let session = visitor.session.at(&self.label);
        let (base, is_beside) = (self.label.path(), self.label.version.is_some());
        let demo = DemoView { base, is_beside, ..view(&self.lab, service.as_ref(), &session, &self.reader) };
        Ok((Layout::titled(&self.reader, &demo.title), demo, visitor))
    }

    /// Lets the page have the prototype in a frame.
    fn framed(&self, mut response: Response, visitor: Visitor) -> Response {
        let policy = guard::policy_with_frame(&framed_hosts(&self.lab, &self.here, &self.label));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        kept_by_nobody(response, visitor)
    }

    /// Changes the visitor's session, and leads back to the page that the form was on.
    async fn change(&self, view: View, change: impl FnOnce(&mut Session)) -> Result<Response, PageError> {
        self.service().await?;
        let visitor = self.visitor();
        self.lab.sessions.change(visitor.key, Instant::now(), change);
        let page = match view {
            View::Try => "try",
            View::Full => "full",
        };
        Ok(kept_by_nobody(lead(&format!("{}/{page}", self.label.path())), visitor))
    }
}

/// The hosts that the frame of a prototype may show: its own, and all others when it asks those who answer questions and leads to them.
pub(super) fn framed_hosts(lab: &Lab, here: &Here, label: &Label) -> String {
    let asks = |service: Arc<dyn Service>| {
        service.manifest().service.as_ref().is_some_and(|service| service.uses.contains(&Capability::Desks))
    };
    match lab.services.get(label.name.as_str()).is_some_and(asks) {
        true => here.prototypes(),
        false => here.prototype(label).trim_start_matches('/').to_owned(),
    }
}

/// A response for this visitor alone, which nobody keeps.
pub(super) fn kept_by_nobody(mut response: Response, visitor: Visitor) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(visitor.cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

fn view(lab: &Lab, service: &dyn Service, session: &Session, reader: &Reader) -> DemoView {
    let manifest = service.manifest();
    let (language, words) = (reader.language, crate::texts::Words(reader.language));
    let persona = |persona: &Persona| PersonaView::of(persona, language);
    let who = session.persona.as_ref().and_then(|who| lab.cast.get(who.as_str()));
    let is_chosen = |persona: &&Persona| session.persona.as_ref() == Some(&persona.name);
    DemoView {
        name: manifest.name.to_string(),
        base: String::new(),
        is_beside: false,
        version: manifest.version.clone(),
        title: manifest.title.get(language).to_owned(),
        summary: manifest.summary.get(language).to_owned(),
        owner: OwnerView::of(&manifest.owner, words),
        may_react: reader.who.may_react(),
        who: who.as_deref().map(persona),
        others: bundled().iter().filter(|persona| !is_chosen(persona)).map(persona).collect(),
        today: text::date(language, session.today.0),
        day: session.today.to_string(),
    }
}

/// What happened in the visitor's session, by itself: in a frame beside the prototype, where it can be looked at again.
pub(crate) async fn trail(asking: Asking) -> Result<Response, PageError> {
    asking.service().await?;
    let visitor = asking.visitor();
    Ok(trail::page(&asking.lab, &format!("{}/trail", asking.label.path()), &asking.label, &asking.reader, visitor))
}

/// Tells the page of what happened what happens from now on.
pub(crate) async fn trail_events(asking: Asking, since: Query<Since>) -> Result<Response, PageError> {
    asking.service().await?;
    let visitor = asking.visitor();
    let Asking { lab, label, reader, headers, .. } = asking;
    Ok(trail::events(lab, &label, reader.language, &visitor, &headers, since))
}

/// Leads to the prototype's own origin, with a ticket that is good once.
pub(crate) async fn enter(asking: Asking) -> Result<Response, PageError> {
    asking.service().await?;
    // The language of the page that led here is kept in its cookie, so the visitor's stays as it is.
    let visitor = asking.visitor();
    let ticket = asking.lab.sessions.ticket((visitor.key, &Door::Lab), &asking.label, None, Instant::now());
    let entrance = ticket.map(origin::entrance).unwrap_or_default();
    Ok(kept_by_nobody(lead(&format!("{}{entrance}", asking.here.prototype(&asking.label))), visitor))
}

/// Which page a form was on.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum View {
    #[default]
    Try,
    Full,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PersonaForm {
    /// Its name; empty for nobody.
    persona: String,
    #[serde(default)]
    view: View,
}

/// A persona that somebody chose; nobody when it is empty.
pub(super) fn chosen(lab: &Lab, whom: &str, reader: &Reader) -> Result<Option<Name>, PageError> {
    if whom.is_empty() {
        return Ok(None);
    }
    let persona = lab.cast.get(whom).ok_or_else(|| PageError::new(Trouble::BadInput, reader))?;
    Ok(Some(persona.name.clone()))
}

/// Makes the visitor somebody else, who has not been here before.
pub(crate) async fn choose(asking: Asking, Form(form): Form<PersonaForm>) -> Result<Response, PageError> {
    let whom = chosen(&asking.lab, &form.persona, &asking.reader)?;
    let change = |session: &mut Session| {
        session.reset();
        session.persona = whom;
    };
    asking.change(form.view, change).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct DayForm {
    today: String,
    #[serde(default)]
    view: View,
}

/// Moves the demo to another day. What was kept stays: time passes.
pub(crate) async fn set_day(asking: Asking, Form(form): Form<DayForm>) -> Result<Response, PageError> {
    let today = form.today.parse().ok().filter(|today| (DAYS.0..=DAYS.1).contains(today));
    let today = today.ok_or_else(|| PageError::new(Trouble::BadInput, &asking.reader))?;
    asking.change(form.view, |session| session.today = today).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct ResetForm {
    #[serde(default)]
    view: View,
}

/// Begins anew, as the same person.
pub(crate) async fn reset(asking: Asking, Form(form): Form<ResetForm>) -> Result<Response, PageError> {
    asking.change(form.view, Session::reset).await
}

/// Leads to another page.
pub(super) fn lead(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().extend(HeaderValue::try_from(to).ok().map(|to| (header::LOCATION, to)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_those_of_this_half_century() {
        assert_eq!(DAYS, (Date::new(2000, 1, 1), Date::new(2050, 1, 1)));
    }
}
