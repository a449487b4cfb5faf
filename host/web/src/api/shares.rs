//! Links that share a demo, a report or an experiment with people who are no members.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::instant;
use fieldlab_domain::share::{Share, Shared};
use fieldlab_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::problem::Fault;
use super::schemas::ByNumber;
use super::{Problem, asker, holder, json, numbered, query};
use crate::Lab;
use crate::sharing::{MOST_DAYS, MOST_VISITS, Titles, Wish, make, withdraw};
use crate::site::Here;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, take_away))
}

/// What kind of thing a link leads to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SharedKind {
    Demo,
    Run,
    Experiment,
}

impl SharedKind {
    fn word(self) -> &'static str {
        match self {
            SharedKind::Demo => "demo",
            SharedKind::Run => "run",
            SharedKind::Experiment => "experiment",
        }
    }
}

impl From<&Shared> for SharedKind {
    fn from(shared: &Shared) -> SharedKind {
        match shared {
            Shared::Demo(_) => SharedKind::Demo,
            Shared::Run(_) => SharedKind::Run,
            Shared::Experiment(_) => SharedKind::Experiment,
        }
    }
}

/// A link, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Share)]
struct ShareItem {
    /// Its number, counted from 1.
    #[schema(minimum = 1)]
    id: i64,
    /// What kind of thing it leads to.
    kind: SharedKind,
    /// The name of the prototype or the experiment, or the number of the run.
    key: String,
    /// Whether who comes by it may react too.
    may_react: bool,
    /// For whom it is.
    note: String,
    /// Who made it.
    by: String,
    /// When it was made, in UTC.
    #[schema(format = DateTime)]
    made_at: String,
    /// From when it opens nothing, in UTC.
    #[schema(format = DateTime)]
    expires_at: String,
    /// How many people may come by it; absent for any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    most_visits: Option<u32>,
    /// How many came.
    visits: u32,
    /// When it was withdrawn, in UTC; absent when it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    withdrawn_at: Option<String>,
    /// The address to send, told once: in the answer that says that it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

impl ShareItem {
    fn of(share: &Share, address: Option<String>) -> ShareItem {
        ShareItem {
            id: share.id,
            kind: SharedKind::from(&share.target),
            key: share.target.key(),
            may_react: share.may_react,
            note: share.note.clone(),
            by: share.by.clone(),
            made_at: instant::written(share.made_at),
            expires_at: instant::written(share.expires_at),
            most_visits: share.most_visits,
            visits: share.visits,
            withdrawn_at: share.withdrawn_at.map(instant::written),
            address,
        }
    }
}

paged!(SharePage, ShareItem);

/// List links
#[utoipa::path(
    get, path = "/shares", tag = "Shares", operation_id = "listShares", params(Wanted),
    responses((status = 200, description = "A page of links, the newest first.", body = SharePage)),
    security(("token" = ["work"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<SharePage>, Problem> {
    holder(&lab, &headers, Role::Work).await?;
    let wanted: Wanted = query(&address)?;
    let items: Vec<ShareItem> = lab.shares.shares().await?.iter().map(|share| ShareItem::of(share, None)).collect();
    Ok(Json(SharePage::of(wanted.cut(items, &address)?)))
}

/// A link to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewShare {
    /// What kind of thing it leads to.
    kind: SharedKind,
    /// The name of the prototype or the experiment, or the number of the run.
    #[schema(min_length = 1, max_length = 64)]
    key: String,
    /// Whether who comes by it may react too.
    #[serde(default)]
    may_react: bool,
    /// For whom it is, in one line.
    #[serde(default)]
    #[schema(max_length = 100)]
    note: String,
    /// For how many days it is good.
    #[schema(minimum = 1, maximum = 365)]
    days: u32,
    /// How many people may come by it; left out, any number.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100_000)]
    most_visits: Option<u32>,
}

/// Make a link
///
/// Its address is in the answer, and nowhere later.
#[utoipa::path(
    post, path = "/shares", tag = "Shares", operation_id = "addShare", request_body = NewShare,
    responses(
        (status = 201, description = "The link, with its address.", body = ShareItem,
         headers(("Location" = String, description = "Where the link is told about, without its secret."))),
        (status = 404, description = "The lab does not have what is to be shared."),
        (status = 422, description = "Something of it is not right; `faults` says what."),
    ),
    security(("token" = ["work"])),
)]
async fn add(State(lab): State<Lab>, here: Here, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let hint = r#"send: {"kind": "demo", "key": "na-de-ww", "days": 14}"#;
    let NewShare { kind, key, may_react, note, days, most_visits } = json(&headers, body, hint).await?;
    let unknown = || Problem::unknown(format!("the lab has no {} `{key}` to share", kind.word()), hint);
    let target = Shared::parse(kind.word(), &key).ok_or_else(unknown)?;
    Titles::of(&lab, Language::En).await?.get(&target).await?.ok_or_else(unknown)?;
    let wish = Wish::read(target, may_react, &note, days, most_visits).ok_or_else(|| {
        let what = format!(
            "it is good for 1 to {MOST_DAYS} days and for 1 to {MOST_VISITS} people, and `note` is a line of at most 100 characters"
        );
        Problem::faulty(vec![Fault { part: "days".to_owned(), what }])
    })?;
    let (secret, share) = make(&lab, wish, &who).await?;
    let address = format!("{}:{}/s/{secret}", here.scheme(), here.lab());
    let place = [(header::LOCATION, format!("/v1/shares/{}", share.id))];
    Ok((StatusCode::CREATED, place, Json(ShareItem::of(&share, Some(address)))).into_response())
}

fn unknown(id: i64) -> Problem {
    Problem::unknown(format!("there is no link {id}"), "see which there are: GET /v1/shares")
}

/// Read a link
#[utoipa::path(
    get, path = "/shares/{id}", tag = "Shares", operation_id = "readShare", params(ByNumber),
    responses(
        (status = 200, description = "The link, without its secret.", body = ShareItem),
        (status = 404, description = "There is no such link."),
    ),
    security(("token" = ["work"])),
)]
async fn show(State(lab): State<Lab>, Path(id): Path<String>, headers: HeaderMap) -> Result<Json<ShareItem>, Problem> {
    holder(&lab, &headers, Role::Work).await?;
    let id = numbered(&id)?;
    let shares = lab.shares.shares().await?;
    let share = shares.iter().find(|share| share.id == id).ok_or_else(|| unknown(id))?;
    if share.withdrawn_at.is_some() {
        let what = format!("link {id} was withdrawn");
        return Err(Problem::unknown(what, "see when it was: GET /v1/shares"));
    }
    Ok(Json(ShareItem::of(share, None)))
}

/// Withdraw a link
///
/// Who came by it is out at their next click. It stays in the list, with when it was withdrawn.
#[utoipa::path(
    delete, path = "/shares/{id}", tag = "Shares", operation_id = "withdrawShare", params(ByNumber),
    responses(
        (status = 204, description = "The link opens nothing any more."),
        (status = 404, description = "There is no open link with this number."),
    ),
    security(("token" = ["work"])),
)]
async fn take_away(State(lab): State<Lab>, Path(id): Path<String>, headers: HeaderMap) -> Result<StatusCode, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let id = numbered(&id)?;
    match withdraw(&lab, id, &who).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(unknown(id)),
    }
}
