//! Sharing a demo, a report or an experiment by a link, and coming by one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use fieldlab_domain::share::{Share, Shared};
use fieldlab_domain::text::Language;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use super::{Layout, login, respond, time};
use crate::Lab;
use crate::accounts::{Accounts, LoginKey, guest};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::sharing::{self, Titles, Wish};
use crate::site::Here;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "shares.html")]
struct SharesPage {
    layout: Layout,
    shares: Vec<ShareView>,
    /// What is to be shared, when a page led here: its kind, its key and its title.
    wanted: Option<(&'static str, String, String)>,
    form: ShareForm,
    fault: Option<String>,
    made: Option<MadeView>,
    /// Whether nobody else can reach this lab.
    is_single: bool,
}

struct ShareView {
    id: i64,
    title: String,
    address: String,
    note: String,
    may: String,
    by: String,
    until: String,
    visits: String,
    /// `open` or `over`: the chip's class.
    state: &'static str,
    state_words: String,
    is_open: bool,
}

struct MadeView {
    address: String,
    /// The address as a QR code: an SVG picture in base64.
    picture: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    key: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ShareForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    may: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    most: String,
}

#[derive(Template)]
#[template(path = "shared.html")]
struct SharedPage {
    layout: Layout,
    /// Absent when the link opens nothing any more.
    share: Option<SharedView>,
}

struct SharedView {
    title: String,
    /// What it is, in a sentence or two.
    summary: Option<String>,
    by: String,
    until: String,
    may_react: bool,
    kind: &'static str,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let form = ShareForm { kind: wanted.kind, key: wanted.key, days: "14".to_owned(), ..ShareForm::default() };
    page(&lab, &reader, form, None, None).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    form: ShareForm,
    fault: Option<String>,
    made: Option<MadeView>,
) -> Result<Response, PageError> {
    let now = (lab.now)();
    let titles = Titles::of(lab, reader.language).await.map_err(PageError::store(reader))?;
    let mut shares = Vec::new();
    for share in lab.shares.shares().await.map_err(PageError::store(reader))? {
        let title = titles.get(&share.target).await.map_err(PageError::store(reader))?;
        shares.push(view(&share, title, now, reader));
    }
    let target = Shared::parse(&form.kind, &form.key);
    let wanted = match &target {
        Some(target) => titles
            .get(target)
            .await
            .map_err(PageError::store(reader))?
            .map(|title| (target.kind(), target.key(), title)),
        None => None,
    };
    let is_faulty = fault.is_some();
    let is_single = lab.accounts == Accounts::Single;
    let layout = Layout::new(reader, "shares-title");
    let mut response = respond(reader, &SharesPage { layout, shares, wanted, form, fault, made, is_single });
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What is shared is called; `None` when the lab does not have it.
async fn title(lab: &Lab, reader: &Reader, target: &Shared) -> Result<Option<String>, PageError> {
    let titles = Titles::of(lab, reader.language).await.map_err(PageError::store(reader))?;
    titles.get(target).await.map_err(PageError::store(reader))
}

fn view(share: &Share, title: Option<String>, now: i64, reader: &Reader) -> ShareView {
    let words = Words(reader.language);
    let state = if share.withdrawn_at.is_some() {
        "share-withdrawn"
    } else if !share.is_open(now) {
        "share-expired"
    } else if !share.has_room(now) {
        "share-full"
    } else {
        "share-open"
    };
    let visits = match share.most_visits {
        Some(most) => format!("{} / {most}", share.visits),
        None => share.visits.to_string(),
    };
    ShareView {
        id: share.id,
        title: title.unwrap_or_else(|| share.target.key()),
        address: guest::address(&share.target),
        note: share.note.clone(),
        may: words.get(if share.may_react { "share-may-react" } else { "share-may-see" }),
        by: share.by.clone(),
        until: time(share.expires_at, reader.language),
        visits,
        state: if state == "share-open" { "granted" } else { "broken-off" },
        state_words: words.get(state),
        is_open: share.is_open(now),
    }
}

/// Makes a link, whose address is shown once.
pub(crate) async fn share(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Form(form): Form<ShareForm>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let target = Shared::parse(&form.kind, &form.key).ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
    title(&lab, &reader, &target).await?.ok_or_else(|| PageError::not_found(&reader))?;
    let most_visits = match form.most.trim() {
        "" => Some(None),
        most => most.parse().ok().map(Some),
    };
    let may_react = match form.may.as_str() {
        "see" => Some(false),
        "react" => Some(true),
        _ => None,
    };
    let wish = match (form.days.trim().parse().ok(), most_visits, may_react) {
        (Some(days), Some(most_visits), Some(may_react)) => {
            Wish::read(target, may_react, &form.note, days, most_visits)
        }
        _ => None,
    };
    let Some(wish) = wish else {
        return page(&lab, &reader, form, Some(words.get("share-fault")), None).await;
    };
    let (secret, _) = sharing::make(&lab, wish, &reader.who).await.map_err(PageError::store(&reader))?;
    let address = format!("{}:{}/s/{secret}", here.scheme(), here.lab());
    let picture = picture(&address).map_err(|error| PageError::broken(&reader, &error))?;
    page(
        &lab,
        &reader,
        ShareForm { days: "14".to_owned(), ..ShareForm::default() },
        None,
        Some(MadeView { address, picture }),
    )
    .await
}

/// A QR code of an address, as a picture that a page can hold.
fn picture(address: &str) -> Result<String, qrcode::types::QrError> {
    use base64::Engine as _;
    let svg = QrCode::new(address)?.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(base64::engine::general_purpose::STANDARD.encode(svg))
}

pub(crate) async fn withdraw(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<i64>,
) -> Result<Response, PageError> {
    sharing::withdraw(&lab, id, &reader.who).await.map_err(PageError::store(&reader))?;
    Ok(login::lead("/shares"))
}

async fn open(lab: &Lab, reader: &Reader, secret: &str) -> Result<Option<(LoginKey, Share)>, PageError> {
    let Some(secret) = LoginKey::parse(secret) else { return Ok(None) };
    let found = lab.shares.shared(&secret.digest()).await.map_err(PageError::store(reader))?;
    Ok(found.filter(|share| share.has_room((lab.now)())).map(|share| (secret, share)))
}

/// What a link leads to, before somebody comes by it: programs that only look at an address, such as those that make a preview of it in
/// a chat, use up no place.
pub(crate) async fn shared(
    State(lab): State<Lab>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    let found = open(&lab, &reader, &secret).await?;
    let view = match found {
        Some((_, share)) => title(&lab, &reader, &share.target).await?.map(|title| SharedView {
            title,
            summary: summary(&lab, &share.target, reader.language),
            by: share.by,
            until: time(share.expires_at, reader.language),
            may_react: share.may_react,
            kind: share.target.kind(),
        }),
        None => None,
    };
    Ok(landing(&reader, view))
}

fn summary(lab: &Lab, target: &Shared, language: Language) -> Option<String> {
    let Shared::Demo(name) = target else { return None };
    lab.services.get(name.as_str()).map(|service| service.manifest().summary.get(language).to_owned())
}

fn landing(reader: &Reader, share: Option<SharedView>) -> Response {
    let is_over = share.is_none();
    let layout = Layout::new(reader, if is_over { "shared-over-title" } else { "shared-title" });
    let mut response = respond(reader, &SharedPage { layout, share });
    if is_over {
        *response.status_mut() = StatusCode::GONE;
    }
    // The address is a secret.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Lets somebody in by a link.
pub(crate) async fn come_in(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    let Some((secret, _)) = open(&lab, &reader, &secret).await? else { return Ok(landing(&reader, None)) };
    let key = LoginKey::random();
    let visit =
        lab.shares.visit(&secret.digest(), &key.digest(), (lab.now)()).await.map_err(PageError::store(&reader))?;
    let Some(share) = visit else { return Ok(landing(&reader, None)) };
    let mut response = login::lead(&guest::address(&share.target));
    response.headers_mut().insert(header::SET_COOKIE, guest::COOKIE.set(&here, &key));
    Ok(response)
}
