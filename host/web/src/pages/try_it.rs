//! Trying a prototype: its pages in a frame, beside who the visitor is and what it is.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::assessment::{Fact, Step};
use fieldlab_domain::date::Date;
use fieldlab_domain::persona::{Persona, bundled, bundled_persona};
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::service::Service;
use fieldlab_domain::text::Language;
use fieldlab_domain::trail::Event;
use fieldlab_experiment::text;
use serde::Deserialize;

use super::{Layout, OwnerView, respond};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::sessions::Session;
use crate::site::Here;
use crate::visitor::Visitor;
use crate::{Lab, guard, origin};

/// What is around the frame: what visitors see of the demo, and what they can set.
#[derive(Clone, Debug)]
struct DemoView {
    name: String,
    version: String,
    title: String,
    summary: String,
    owner: OwnerView,
    who: Option<PersonaView>,
    others: Vec<PersonaView>,
    today: String,
    /// The day as forms have it.
    day: String,
    /// What happened, the latest first.
    trail: Vec<TrailView>,
    /// The session, as the processing log has it.
    session: String,
}

/// Something that happened in the session.
#[derive(Clone, Debug)]
pub(super) struct TrailView {
    title: String,
    words: String,
    /// `granted`, `refused` or `open`: the mark's class.
    mark: &'static str,
    steps: Vec<String>,
}

#[derive(Clone, Debug)]
struct PersonaView {
    name: String,
    title: String,
    question: String,
    story: String,
}

#[derive(Template)]
#[template(path = "try.html")]
struct TryPage {
    layout: Layout,
    demo: DemoView,
}

#[derive(Template)]
#[template(path = "try_full.html")]
struct FullPage {
    layout: Layout,
    demo: DemoView,
}

/// The days that a demo can be on: as far as the lab has rules and figures for is up to the prototype.
const DAYS: (Date, Date) = (Date(10_957), Date(29_220));

fn service(lab: &Lab, reader: &Reader, name: &str) -> Result<Arc<dyn Service>, PageError> {
    lab.services.get(name).ok_or_else(|| PageError::not_found(reader))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (layout, demo, visitor) = prepare(&lab, &here, &reader, &name, &headers)?;
    Ok(framed(respond(&reader, &TryPage { layout, demo }), &here, &name, visitor))
}

pub(crate) async fn full(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (layout, demo, visitor) = prepare(&lab, &here, &reader, &name, &headers)?;
    Ok(framed(respond(&reader, &FullPage { layout, demo }), &here, &name, visitor))
}

fn prepare(
    lab: &Lab,
    here: &Here,
    reader: &Reader,
    name: &str,
    headers: &HeaderMap,
) -> Result<(Layout, DemoView, Visitor), PageError> {
    let service = service(lab, reader, name)?;
    let visitor = Visitor::of(lab, here, headers, reader.language);
    let demo = view(service.as_ref(), &visitor.session, reader);
    Ok((Layout::titled(reader, &demo.title), demo, visitor))
}

/// Lets the page have the prototype in a frame, and nobody keep the page.
fn framed(mut response: Response, here: &Here, name: &str, visitor: Visitor) -> Response {
    let headers = response.headers_mut();
    let policy = guard::policy_with_frame(here.prototype(name).trim_start_matches('/'));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(visitor.cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

fn view(service: &dyn Service, session: &Session, reader: &Reader) -> DemoView {
    let manifest = service.manifest();
    let (language, words) = (reader.language, crate::texts::Words(reader.language));
    let persona = |persona: &Persona| PersonaView {
        name: persona.name.to_string(),
        title: persona.title.get(language).to_owned(),
        question: persona.question.get(language).to_owned(),
        story: persona.story.get(language).to_owned(),
    };
    let is_chosen = |persona: &&Persona| session.persona.as_ref() == Some(&persona.name);
    DemoView {
        name: manifest.name.to_string(),
        version: manifest.version.clone(),
        title: manifest.title.get(language).to_owned(),
        summary: manifest.summary.get(language).to_owned(),
        owner: OwnerView::of(&manifest.owner, words),
        who: bundled().iter().find(is_chosen).map(persona),
        others: bundled().iter().filter(|persona| !is_chosen(persona)).map(persona).collect(),
        today: text::date(language, session.today.0),
        day: session.today.to_string(),
        trail: trail_of(session, language),
        session: session.id.to_string(),
    }
}

/// The latest events of a session that a page shows.
const SHOWN: usize = 30;

fn trail_of(session: &Session, language: Language) -> Vec<TrailView> {
    let events = session.state.trail(0);
    events.iter().rev().take(SHOWN).map(|(_, event)| happened(event, language)).collect()
}

fn happened(event: &Event, language: Language) -> TrailView {
    let words = crate::texts::Words(language);
    let none = Vec::new;
    match event {
        Event::Looked(look) => {
            let fields = super::log::titles(look.fields.iter(), language);
            let refused = look.status == LookStatus::Refused;
            let whom = look.subject.and_then(super::log::whom).map(|whom| words.with("log-of", "whom", &whom));
            let title = match refused {
                true => format!("{}: {fields}", words.get("trail-refused")),
                false => words.with("trail-looked", "fields", &fields),
            };
            let said = [whom.unwrap_or_default(), look.purpose.get(language).to_owned()].join(" ");
            TrailView {
                title,
                words: said.trim().to_owned(),
                mark: if refused { "refused" } else { "granted" },
                steps: none(),
            }
        }
        Event::Decided(decision) => {
            let fact = |fact: &Fact| format!("{}: {}", fact.title.get(language), text::value(language, fact.value));
            let step = |step: &Step| {
                let article = if step.article.is_empty() { String::new() } else { format!(" ({})", step.article) };
                format!("{}: {}{article}", step.title.get(language), fact(&step.outcome))
            };
            TrailView {
                title: format!("{}: {}", words.get("trail-decided"), decision.title.get(language)),
                words: decision.outcome.iter().map(fact).collect::<Vec<_>>().join(", "),
                mark: "granted",
                steps: decision.steps.iter().map(step).collect(),
            }
        }
        Event::Called { to, path, .. } => TrailView {
            title: words.with("trail-called", "name", to.as_str()),
            words: path.clone(),
            mark: "open",
            steps: none(),
        },
        Event::Refused { what, .. } => {
            TrailView { title: words.get("trail-refused"), words: what.clone(), mark: "refused", steps: none() }
        }
    }
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    layout: Layout,
    demo: DemoView,
}

/// What happened in the visitor's session, by itself: in a frame beside the prototype, where it can be looked at again.
pub(crate) async fn trail(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (_, demo, visitor) = prepare(&lab, &here, &reader, &name, &headers)?;
    let layout = Layout::new(&reader, "trail-title");
    let mut response = respond(&reader, &TrailPage { layout, demo });
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, guard::policy_in_own_frame());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(visitor.cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// Leads to the prototype's own origin, with a ticket that is good once.
pub(crate) async fn enter(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let service = service(&lab, &reader, &name)?;
    // The language of the page that led here is kept in its cookie, so the visitor's stays as it is.
    let visitor = Visitor::of(&lab, &here, &headers, reader.language);
    let ticket = lab.sessions.ticket(visitor.key, &service.manifest().name, Instant::now());
    let entrance = ticket.map(origin::entrance).unwrap_or_default();
    Ok(lead(&format!("{}{entrance}", here.prototype(&name)), visitor))
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

/// Makes the visitor somebody else, who has not been here before.
pub(crate) async fn choose(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
    Form(form): Form<PersonaForm>,
) -> Result<Response, PageError> {
    let persona = match form.persona.as_str() {
        "" => None,
        persona => Some(bundled_persona(persona).ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?),
    };
    change(&lab, &here, &reader, &name, &headers, form.view, |session| {
        session.reset();
        session.persona = persona.map(|persona| persona.name.clone());
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct DayForm {
    today: String,
    #[serde(default)]
    view: View,
}

/// Moves the demo to another day. What was kept stays: time passes.
pub(crate) async fn set_day(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
    Form(form): Form<DayForm>,
) -> Result<Response, PageError> {
    let today = form.today.parse().ok().filter(|today| (DAYS.0..=DAYS.1).contains(today));
    let today = today.ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
    change(&lab, &here, &reader, &name, &headers, form.view, |session| session.today = today)
}

#[derive(Debug, Deserialize)]
pub(crate) struct ResetForm {
    #[serde(default)]
    view: View,
}

/// Begins anew, as the same person.
pub(crate) async fn reset(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(name): Path<String>,
    headers: HeaderMap,
    Form(form): Form<ResetForm>,
) -> Result<Response, PageError> {
    change(&lab, &here, &reader, &name, &headers, form.view, Session::reset)
}

/// Changes the visitor's session, and leads back to the page that the form was on.
fn change(
    lab: &Lab,
    here: &Here,
    reader: &Reader,
    name: &str,
    headers: &HeaderMap,
    view: View,
    change: impl FnOnce(&mut Session),
) -> Result<Response, PageError> {
    service(lab, reader, name)?;
    let visitor = Visitor::of(lab, here, headers, reader.language);
    lab.sessions.change(visitor.key, Instant::now(), change);
    let page = match view {
        View::Try => "try",
        View::Full => "full",
    };
    Ok(lead(&format!("/prototypes/{name}/{page}"), visitor))
}

fn lead(to: &str, visitor: Visitor) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.extend(HeaderValue::try_from(to).ok().map(|to| (header::LOCATION, to)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(visitor.cookie.map(|cookie| (header::SET_COOKIE, cookie)));
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
