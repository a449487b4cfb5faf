//! The origin of a prototype, or of one version of it: what its visitors ask goes to its service, and what it answers to them, with
//! the lab's rules in between.
//!
//! Which headers pass is in [`headers`], which cookies in [`cookies`], what is told when there is no answer in [`failure`].

mod body;
pub(crate) mod cookies;
mod failure;
mod headers;

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::capability::Capability;
use fieldlab_domain::deployment::Blame;
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::{Service, ServiceFailure};
use fieldlab_domain::store::StoreError;
use fieldlab_domain::text::Language;
use fieldlab_domain::tour::is_path;

use crate::accounts::{Accounts, Who};
use crate::label::Label;
use crate::language::Reader;
use crate::pages::sharing_data;
use crate::sessions::{Door, Entered, Key, Session};
use crate::site::Here;
use crate::{Lab, assets, cross_site};
use failure::{Told, Trouble};

/// What the lab keeps for itself on the origin of a prototype.
const OWN: &str = "/.lab/";

/// Where a visitor comes in with a ticket.
const ENTER: &str = "enter";

/// Where a visitor goes to decide what to share: followed by the name of the manifest's request.
const SHARE: &str = "share/";

/// Where a visitor goes to another prototype, as the same person: followed by its name.
const TO: &str = "to/";

/// The most that the headers of a request may be, in bytes. It does not bound their number, which the server does, at 100.
const MOST_HEADERS: usize = 32 << 10;

/// The address by which a visitor comes in with a ticket, on the origin of the prototype.
pub(crate) fn entrance(ticket: Key) -> String {
    format!("{OWN}{ENTER}?ticket={ticket}")
}

/// Whether an address is a page of a prototype: on its own origin, and nothing of what the lab has there.
fn is_page(path: &str) -> bool {
    is_path(path) && !path.starts_with(OWN)
}

/// The address of the lab's stylesheet on the origin of a prototype.
fn stylesheet() -> String {
    format!("{OWN}{}", assets::stylesheet_file())
}

/// Answers a request to the origin of the prototype, or the version, with this label.
pub(crate) async fn answer(lab: &Lab, here: &Here, label: &str, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let language = Reader::preferred(&parts.headers);
    let refuse = |trouble| failure::respond(trouble, None, &told(here, language, &parts));
    let label = Label::parse(label);
    if let Some(rest) = parts.uri.path().strip_prefix(OWN) {
        return own(lab, here, label, rest, &parts).await.unwrap_or_else(|| refuse(Trouble::NotFound));
    }
    let Some(label) = label else { return refuse(Trouble::Nobody) };
    // Before anything is loaded: strangers do not learn which prototypes there are either.
    match is_let_in(lab, &label, &parts.headers).await {
        Ok(true) => {}
        Ok(false) => return refuse(Trouble::NotLedIn),
        Err(error) => {
            tracing::error!(%error, "who asks could not be looked up");
            return refuse(Trouble::Host);
        }
    }
    let service = match service(lab, &label).await {
        Ok(service) => service,
        Err(trouble) => return refuse(trouble),
    };
    if let Some(trouble) = refused(&parts, here) {
        return refuse(trouble);
    }
    let visitor = Visitor::of(lab, &label, &parts, language);
    let over = if visitor.anew { cookies::thrown_away(&parts.headers, parts.uri.path()) } else { Vec::new() };
    if visitor.anew {
        parts.headers.remove(header::COOKIE);
    }
    let mut response = ask(service, here, &visitor.session.at(&label), parts, body).await;
    let new_key = visitor.new_key.map(cookies::demo);
    set_first(response.headers_mut(), over.into_iter().chain(new_key));
    response
}

/// The service at an address.
async fn service(lab: &Lab, label: &Label) -> Result<Arc<dyn Service>, Trouble> {
    let Some(version) = &label.version else { return lab.services.get(label.name.as_str()).ok_or(Trouble::Nobody) };
    match lab.deployer.version(&label.name, version).await {
        Ok(service) => service.ok_or(Trouble::Nobody),
        Err(failure) if failure.blame == Blame::NotFound => match lab.services.get(label.name.as_str()) {
            Some(_) => Err(Trouble::NoVersion),
            None => Err(Trouble::Nobody),
        },
        Err(failure) => {
            tracing::error!(prototype = %label.name, version, %failure, "a version can't be loaded");
            Err(Trouble::Host)
        }
    }
}

/// Sets cookies before those that the prototype sets, which may have the same names.
fn set_first(headers: &mut HeaderMap, cookies: impl Iterator<Item = HeaderValue>) {
    let others: Vec<_> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies.chain(others) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

fn told<'a>(here: &'a Here, language: Language, parts: &'a Parts) -> Told<'a> {
    Told { here, language, path: parts.uri.path(), headers: &parts.headers }
}

/// Why a request is not handed to a prototype at all.
fn refused(parts: &Parts, here: &Here) -> Option<Trouble> {
    let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if parts.method == Method::CONNECT || asks_to_upgrade(parts) {
        Some(Trouble::Upgrade)
    } else if !parts.uri.path().starts_with('/') {
        Some(Trouble::NoAddress)
    } else if headers::size(&parts.headers) > MOST_HEADERS {
        Some(Trouble::HeadersTooLarge)
    } else if length.is_some_and(|length| length > body::MOST as u64) {
        Some(Trouble::BodyTooLarge)
    } else if cross_site::from_elsewhere(&parts.method, &parts.headers, &here.host) {
        Some(Trouble::Elsewhere)
    } else if parts.headers.contains_key("service-worker") {
        Some(Trouble::ServiceWorker)
    } else {
        None
    }
}

/// Whether another protocol is asked for. Some programs offer HTTP/2 with each request and go on without it, as the standard has
/// it (RFC 9110, 7.8); who asks for a web socket can't.
fn asks_to_upgrade(parts: &Parts) -> bool {
    let offered = parts.headers.get_all(header::UPGRADE).iter().filter_map(|value| value.to_str().ok());
    offered.flat_map(|value| value.split(',')).any(|protocol| !protocol.trim().eq_ignore_ascii_case("h2c"))
}

/// Who asks.
struct Visitor {
    session: Session,
    /// The key of a session that is new.
    new_key: Option<Key>,
    /// Whether the browser was here before in another session, of which it may have kept things.
    anew: bool,
}

impl Visitor {
    fn of(lab: &Lab, label: &Label, parts: &Parts, language: Language) -> Visitor {
        let (door, now) = (Door::Prototype(label.clone()), Instant::now());
        let seen = seen(lab, &door, &parts.headers);
        if let Some(session) = cookies::keys(&parts.headers).find_map(|key| lab.sessions.find(key, &door, now)) {
            let anew = !seen.contains(&session.id);
            return Visitor { session, new_key: None, anew };
        }
        let session = Session::new(lab.today, language);
        let key = lab.sessions.begin(session.clone(), door, now);
        Visitor { session, new_key: Some(key), anew: cookies::has_key(&parts.headers) }
    }
}

/// Whether who asks may be here: in a lab for its members, who was led here and is still logged in, or here by a link that is open.
async fn is_let_in(lab: &Lab, label: &Label, headers: &HeaderMap) -> Result<bool, StoreError> {
    if lab.accounts == Accounts::Single {
        return Ok(true);
    }
    let (door, now) = (Door::Prototype(label.clone()), Instant::now());
    let session = cookies::keys(headers).find_map(|key| lab.sessions.find(key, &door, now));
    match session.and_then(|session| session.admission) {
        Some(admission) => Who::is_still_in(lab, &admission).await,
        None => Ok(false),
    }
}

/// The sessions in which a browser was here last.
fn seen(lab: &Lab, door: &Door, headers: &HeaderMap) -> Vec<Key> {
    cookies::keys(headers).filter_map(|key| lab.sessions.seen(key, door)).collect()
}

/// Asks the prototype, and hands on what it answers.
async fn ask(service: Arc<dyn Service>, here: &Here, session: &Session, parts: Parts, body: Body) -> Response {
    let prototype = service.manifest().name.as_str();
    let told = told(here, session.language, &parts);
    let too_large = body::TooLarge::default();
    let body = body::to_the_prototype(body, body::MOST, &too_large);
    let visit = session.visit(headers::begin_trace());
    let answered = match request(here, &parts, body, &visit.trace) {
        Some(request) => service.answer(request, &visit).await.and_then(final_answer),
        None => return failure::respond(Trouble::NoAddress, None, &told),
    };
    match answered {
        Ok(response) => {
            let (mut head, body) = response.into_parts();
            head.headers = headers::to_the_visitor(&head.headers, here);
            head.extensions.clear();
            Response::from_parts(head, body::to_the_visitor(body, prototype.to_owned(), parts.uri.path().to_owned()))
        }
        Err(_) if too_large.happened() => failure::respond(Trouble::BodyTooLarge, None, &told),
        Err(failed) => {
            let number = failure::log(&failed, prototype, parts.uri.path());
            failure::respond(Trouble::from(&failed), number, &told)
        }
    }
}

/// The request as the prototype gets it: its address in full, in the name that the lab knows it by.
fn request(
    here: &Here,
    parts: &Parts,
    body: fieldlab_domain::service::Body,
    trace: &Trace,
) -> Option<axum::http::Request<fieldlab_domain::service::Body>> {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let uri =
        Uri::builder().scheme(here.scheme()).authority(here.host.to_string()).path_and_query(path).build().ok()?;
    let mut request = axum::http::Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = headers::to_the_prototype(&parts.headers, here, trace);
    Some(request)
}

/// Refuses an answer that only announces another, or another protocol: there is one answer to a request.
fn final_answer<B>(response: axum::http::Response<B>) -> Result<axum::http::Response<B>, ServiceFailure> {
    if response.status().is_informational() {
        let what = format!("it answered with status {}, which is no answer yet", response.status().as_u16());
        return Err(ServiceFailure::Guest { what, output: String::new() });
    }
    Ok(response)
}

/// What the lab itself has on the origin of a prototype.
async fn own(lab: &Lab, here: &Here, label: Option<Label>, path: &str, parts: &Parts) -> Option<Response> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return None;
    }
    if path == assets::stylesheet_file() {
        return Some(assets::respond());
    }
    let label = label?;
    if let Some(request) = path.strip_prefix(SHARE) {
        return to_sharing(lab, here, &label, request, parts);
    }
    if let Some(name) = path.strip_prefix(TO) {
        return to_another(lab, here, &label, name, parts);
    }
    let label = Some(label).filter(|_| path == ENTER)?;
    // Whoever comes with a ticket that is good no more goes on with the key that they have, or begins anew.
    let ticket = parts.uri.query().and_then(|query| query.strip_prefix("ticket=")).and_then(Key::parse);
    let entered = ticket.and_then(|ticket| lab.sessions.exchange(ticket, &label, Instant::now()));
    let (key, page) = entered.map_or((None, None), |Entered { key, page }| (Some(key), page));
    // A stranger is led to where they are told how to come in; nothing is loaded for them.
    let is_in = key.is_some() || is_let_in(lab, &label, &parts.headers).await.unwrap_or(false);
    let service = if is_in { Some(service(lab, &label).await.ok()?) } else { None };
    let start = service.as_ref().and_then(|service| service.manifest().service.as_ref());
    let start = start.map_or("/", |service| service.start.as_str());
    let start = page.as_deref().filter(|page| is_page(page)).unwrap_or(start);
    let mut response =
        (StatusCode::SEE_OTHER, [(header::LOCATION, start), (header::CACHE_CONTROL, "no-store")]).into_response();
    headers::add_the_labs(response.headers_mut(), here);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let Some(key) = key else { return Some(response) };
    let door = Door::Prototype(label);
    let session = lab.sessions.find(key, &door, Instant::now())?;
    let headers = response.headers_mut();
    if cookies::has_key(&parts.headers) && !seen(lab, &door, &parts.headers).contains(&session.id) {
        // What scripts kept goes too. (Not by the same header what is in cookies: under a domain that takes the lab's along.)
        headers.insert("clear-site-data", HeaderValue::from_static("\"storage\""));
        set_first(headers, cookies::thrown_away(&parts.headers, "/").into_iter());
    }
    headers.append(header::SET_COOKIE, cookies::demo(key));
    Some(response)
}

/// The key and the session of who has this prototype open.
fn known(lab: &Lab, label: &Label, headers: &HeaderMap) -> Option<(Key, Session)> {
    let (door, now) = (Door::Prototype(label.clone()), Instant::now());
    cookies::keys(headers).find_map(|key| Some((key, lab.sessions.find(key, &door, now)?)))
}

/// A value of an address's query.
fn queried(parts: &Parts, name: &str) -> Option<String> {
    let Query(pairs): Query<Vec<(String, String)>> = Query::try_from_uri(&parts.uri).ok()?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Leads to the lab's page on which the person decides about a request. Nothing is told of it here: whose scripts run on this origin can't
/// read where it leads.
fn to_sharing(lab: &Lab, here: &Here, label: &Label, request: &str, parts: &Parts) -> Option<Response> {
    let request = Name::parse(request).ok()?;
    let (key, _) = known(lab, label, &parts.headers)?;
    let back = queried(parts, "back").filter(|page| is_page(page));
    let sharing = lab.sessions.sharing((key, label), request, back, Instant::now())?;
    Some(led(sharing_data::leads_to(here, sharing), here))
}

/// Leads to another prototype: one that answers questions, when this one asks them, or one that this one calls.
fn to_another(lab: &Lab, here: &Here, label: &Label, name: &str, parts: &Parts) -> Option<Response> {
    let (key, _) = known(lab, label, &parts.headers)?;
    let from = lab.services.get(label.name.as_str())?;
    let declared = from.manifest().service.as_ref()?;
    let to = lab.services.get(name)?;
    let is_asked = declared.uses.contains(&Capability::Desks) && to.manifest().answers.is_some();
    let name = to.manifest().name.clone();
    if !is_asked && !declared.calls.contains(&name) {
        return None;
    }
    let page = queried(parts, "page").filter(|page| is_page(page));
    let (door, to) = (Door::Prototype(label.clone()), Label::from(name));
    let ticket = lab.sessions.ticket((key, &door), &to, page.as_deref(), Instant::now())?;
    let at = format!("{}{}", here.prototype(&to), entrance(ticket));
    Some(led((StatusCode::SEE_OTHER, [(header::LOCATION, at)]).into_response(), here))
}

/// With the headers of what the lab says on the origin of a prototype.
fn led(mut response: Response, here: &Here) -> Response {
    headers::add_the_labs(response.headers_mut(), here);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
