//! What a person shares with a prototype: the lab asks them, on a page of its own that no prototype can touch or stand over.

use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::date::Date;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::holder::holder_of;
use fieldlab_domain::manifest::{Ask, Manifest};
use fieldlab_domain::persona::Persona;
use fieldlab_domain::trail::Event;
use fieldlab_domain::vault::Consent;
use fieldlab_experiment::text;

use super::try_it::lead;
use super::{Layout, OwnerView, respond};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::sessions::{Door, Key, Session, Sharing};
use crate::site::Here;
use crate::texts::Words;
use crate::{Lab, guard, origin};

#[derive(Template)]
#[template(path = "sharing_data.html")]
struct SharingPage {
    layout: Layout,
    /// What people call the prototype.
    title: String,
    owner: OwnerView,
    purpose: String,
    /// Who is played; nobody has nothing to share.
    who: Option<String>,
    fields: Vec<FieldView>,
    asks_words: bool,
    days: Vec<DayView>,
    /// What holds now, when something does.
    holds: Option<String>,
}

/// Something that can be shared.
struct FieldView {
    name: String,
    title: String,
    value: String,
    holder: String,
}

/// For how long.
struct DayView {
    days: u32,
    words: String,
    chosen: bool,
}

/// What a request is about, as far as everything is there.
struct Asked {
    /// Who reads it, in the language of their session.
    reader: Reader,
    session: Session,
    sharing: Sharing,
    manifest: Manifest,
    ask: Ask,
}

/// The days that a person can choose from, as far as the request allows.
const DAYS: [u32; 3] = [1, 7, 30];

async fn asked(lab: &Lab, reader: Reader, key: &str) -> Result<Asked, PageError> {
    let over = || PageError::new(Trouble::SharingOver, &reader);
    let (session, sharing) =
        Key::parse(key).and_then(|key| lab.sessions.shared_by(key, Instant::now())).ok_or_else(over)?;
    let service = match &sharing.prototype.version {
        None => lab.services.get(sharing.prototype.name.as_str()),
        Some(version) => lab.deployer.version(&sharing.prototype.name, version).await.ok().flatten(),
    };
    let manifest = service.ok_or_else(over)?.manifest().clone();
    let ask = manifest.ask(sharing.request.as_str()).cloned().ok_or_else(over)?;
    let reader = Reader { language: session.language, ..reader };
    Ok(Asked { reader, session, sharing, manifest, ask })
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let asked = asked(&lab, reader, &key).await?;
    let Asked { reader, session, manifest, ask, .. } = &asked;
    let words = Words(reader.language);
    let persona = session.persona.as_ref().and_then(|who| lab.cast.get(who.as_str()));
    let holds = session.state.with_consents(|consents| {
        let consent = consents.of(&manifest.name, ask, session.today);
        consent.map(|consent| text::date(reader.language, consent.until.0))
    });
    let most = DAYS.iter().copied().filter(|days| *days < ask.days).chain([ask.days]);
    let page = SharingPage {
        title: manifest.title.get(reader.language).to_owned(),
        owner: OwnerView::of(&manifest.owner, words),
        purpose: ask.purpose.get(reader.language).to_owned(),
        who: persona.as_ref().map(|persona| persona.display_name(persona.main)),
        fields: persona.as_ref().map(|persona| fields(persona, ask, reader)).unwrap_or_default(),
        asks_words: ask.words,
        days: most.map(|days| day(days, ask.days, words)).collect(),
        holds: holds.map(|until| words.with("sharing-holds", "until", &until)),
        layout: Layout::new(reader, "sharing-title"),
    };
    Ok(in_its_frame(respond(reader, &page), &here, &asked.sharing))
}

fn fields(persona: &Persona, ask: &Ask, reader: &Reader) -> Vec<FieldView> {
    let view = |name: &FieldName| {
        let field = catalogue().field(name);
        FieldView {
            name: name.to_string(),
            title: field.title.get(reader.language).to_owned(),
            value: field.words(persona.value(persona.main, name.as_str()), reader.language),
            holder: holder_of(name).get(reader.language).to_owned(),
        }
    };
    ask.fields.iter().map(view).collect()
}

fn day(days: u32, most: u32, words: Words) -> DayView {
    let words = match days {
        1 => words.get("sharing-one-day"),
        days => words.with("sharing-days", "days", &days.to_string()),
    };
    DayView { days, words, chosen: days == most.min(DAYS[1]) }
}

/// Keeps what the person chose, and leads back to the prototype.
pub(crate) async fn decide(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    Path(key): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let Asked { reader, session, sharing, manifest, ask } = asked(&lab, reader, &key).await?;
    let shares = given(&form, "share").next() == Some("yes");
    if shares {
        let played = session.persona.is_some();
        let days =
            given(&form, "days").next().and_then(|days| days.parse().ok()).filter(|days| (1..=ask.days).contains(days));
        let days = days.filter(|_| played).ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
        let chosen = |field: &&FieldName| given(&form, "field").any(|name| name == field.as_str());
        let consent = Consent {
            id: 0,
            prototype: manifest.name.clone(),
            fields: ask.fields.iter().filter(chosen).cloned().collect(),
            words: ask.words && given(&form, "words").next().is_some(),
            // The day itself counts.
            until: Date(session.today.0 + days as i32 - 1),
            taken_back: false,
            title: manifest.title.clone(),
            organisation: manifest.owner.organisation.clone(),
            ask,
        };
        if !consent.fields.is_empty() || consent.words {
            session.state.with_consents(|consents| consents.give(consent.clone()));
            session.state.happened(Event::Shared(consent));
        }
    }
    let door = Door::Sharing(Box::new(sharing.clone()));
    let key = Key::parse(&key).expect("it was read before");
    let ticket = lab.sessions.ticket((key, &door), &sharing.prototype, sharing.back.as_deref(), Instant::now());
    let entrance = ticket.map(origin::entrance).unwrap_or_default();
    let response = lead(&format!("{}{entrance}", here.prototype(&sharing.prototype)));
    Ok(in_its_frame(response, &here, &sharing))
}

/// What a form gives under a name.
fn given<'f>(form: &'f [(String, String)], name: &str) -> impl Iterator<Item = &'f str> {
    form.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// It may stand where the prototype stood: in a frame of the lab.
fn in_its_frame(response: Response, here: &Here, sharing: &Sharing) -> Response {
    let mut response = response;
    let policy =
        guard::policy_on_the_way_back(&here.labs(), here.prototype(&sharing.prototype).trim_start_matches('/'));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Leads from a prototype's origin to the page.
pub(crate) fn leads_to(here: &Here, key: Key) -> Response {
    let to = format!("{}/sharing/{key}", here.lab());
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
