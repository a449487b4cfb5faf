//! Reading the processing log, a page at a time.
//!
//! Who asks about one citizen sends their number in a body, so that it stands in no address and no log of addresses.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::deployment::Role;
use fieldlab_domain::listed_log::ListedLog;
use fieldlab_domain::persona::Cast;
use fieldlab_domain::processing::LogFilter;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::schemas::Words;
use super::{Problem, holder, json, query, wanted_name};
use crate::Lab;

/// How many looks a page has when nothing is said, and at most.
const PAGE: (u32, u32) = (100, 1_000);

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list, search))
}

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Those of the prototype with this name.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    prototype: Option<String>,
    /// Those of this demo session.
    session: Option<String>,
    /// Looks before the one with this number: the `next` of the page before.
    before: Option<i64>,
    /// How many looks at most.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    most: Option<u32>,
    /// Not here: a citizen's number does not go into an address.
    #[param(ignore)]
    citizen: Option<String>,
}

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct LogQuestion {
    /// Those of the prototype with this name.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    prototype: Option<String>,
    /// Those of this demo session.
    session: Option<String>,
    /// Looks before the one with this number: the `next` of the page before.
    before: Option<i64>,
    /// How many looks at most; 100 when it is left out.
    #[schema(minimum = 1, maximum = 1_000)]
    most: Option<u32>,
    /// A citizen service number of nine digits, or the name of a persona.
    #[schema(example = "999990019")]
    citizen: Option<String>,
}

impl From<LogQuestion> for Asked {
    fn from(LogQuestion { prototype, session, before, most, citizen }: LogQuestion) -> Asked {
        Asked { prototype, session, before, most, citizen }
    }
}

/// Looks, runs and prunings, the newest first.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is `fieldlab_domain::listed_log::ListedLog`, told to who reads the document")]
struct ProcessingLog {
    /// Looks at one citizen.
    looks: Vec<Look>,
    /// Whether there are older looks.
    more: bool,
    /// What to ask for to get them, as `before`.
    #[schema(required)]
    next: Option<i64>,
    /// Runs over many citizens; on the first page.
    runs: Vec<RunLook>,
    /// What was deleted.
    prunings: Vec<PruningItem>,
}

/// A look at one citizen, after Logboek Dataverwerkingen.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is `fieldlab_domain::listed_log::ListedLook`, told to who reads the document")]
struct Look {
    /// Its number.
    id: i64,
    /// When, to the millisecond, in UTC.
    #[schema(format = DateTime)]
    at: String,
    /// The trace of the click that led to it (W3C Trace Context).
    trace_id: String,
    /// This look as a step of it.
    span_id: String,
    /// The step before.
    #[schema(required)]
    parent_id: Option<String>,
    /// The name of the prototype.
    prototype: String,
    /// Its version.
    version: String,
    /// The digest of its component.
    digest: String,
    /// The demo session.
    session: String,
    /// Whom its visitor plays.
    #[schema(required)]
    persona: Option<String>,
    /// The processing activity.
    activity: String,
    /// What for.
    purpose: Words,
    /// The law or agreement that allows it.
    legal_basis: String,
    /// The names of the fields, never their values.
    fields: Vec<String>,
    /// Whom it is about; nobody when a search was refused or found nobody.
    #[schema(required)]
    citizen: Option<String>,
    /// What came of it.
    status: LookWord,
}

/// What came of a look: the fields were given, there was no such citizen, or it was refused.
#[derive(ToSchema)]
#[schema(as = LookStatus, rename_all = "kebab-case")]
#[expect(dead_code, reason = "it is `fieldlab_domain::processing::LookStatus`, told to who reads the document")]
enum LookWord {
    Given,
    NotFound,
    Refused,
}

/// A run over many citizens.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is `fieldlab_domain::listed_log::ListedRun`, told to who reads the document")]
struct RunLook {
    /// Its number.
    id: i64,
    /// When, to the millisecond, in UTC.
    #[schema(format = DateTime)]
    at: String,
    /// The number of the run.
    run: i64,
    /// The name of the prototype.
    prototype: String,
    /// Its version.
    version: String,
    /// The digest of its component.
    digest: String,
    /// The digest of the population.
    population: String,
    /// How many citizens it has.
    citizens: u64,
    /// The names of the fields that were read.
    fields: Vec<String>,
}

/// That what is old was deleted.
#[derive(ToSchema)]
#[schema(as = Pruning)]
#[expect(dead_code, reason = "it is `fieldlab_domain::listed_log::ListedPruning`, told to who reads the document")]
struct PruningItem {
    /// When, to the millisecond, in UTC.
    #[schema(format = DateTime)]
    at: String,
    /// What is from before this moment is gone.
    #[schema(format = DateTime)]
    before: String,
    /// How many looks.
    looks: u64,
    /// How many runs.
    runs: u64,
    /// Who did it.
    by: String,
}

fn bad(what: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::bad(what, hint)
}

impl Asked {
    fn filter(&self, cast: &Cast) -> Result<LogFilter, Problem> {
        let most = self.most.unwrap_or(PAGE.0);
        if !(1..=PAGE.1).contains(&most) {
            return Err(bad(format!("`most` is {most}"), format!("ask for 1 to {} looks at a time", PAGE.1)));
        }
        let prototype = wanted_name(self.prototype.as_deref(), "a prototype, such as prototype=zorgtoeslag")?;
        let subject = self.citizen.as_deref().map(|words| {
            let number = cast.get(words).and_then(|persona| persona.number(persona.main));
            let hint = "give a citizen service number of nine digits, or a persona";
            let unknown = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "that is no citizen", hint);
            number.or_else(|| Bsn::parse(words)).ok_or_else(unknown)
        });
        Ok(LogFilter {
            prototype,
            session: self.session.clone(),
            subject: subject.transpose()?,
            before: self.before,
            most,
        })
    }
}

/// Read the processing log
///
/// Looks at citizens, runs over many, and what was deleted; the newest first.
#[utoipa::path(
    get, path = "/processing-log", tag = "Grants and log", operation_id = "readLog", params(Asked),
    responses((status = 200, description = "A page of the log.", body = ProcessingLog)),
    security(("token" = ["oversee"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<ListedLog>, Problem> {
    holder(&lab, &headers, Role::Oversee).await?;
    let asked: Asked = query(&address)?;
    if asked.citizen.is_some() {
        let hint = r#"send it in a body: POST /v1/processing-log with {"citizen": "..."}"#;
        return Err(bad("a citizen's number does not go into an address", hint));
    }
    page(&lab, &asked.filter(&lab.cast)?).await
}

/// Search the processing log
///
/// By a body, which may name a citizen too: a citizen's number does not go into an address.
#[utoipa::path(
    post, path = "/processing-log", tag = "Grants and log", operation_id = "searchLog", request_body = LogQuestion,
    responses(
        (status = 200, description = "A page of the log.", body = ProcessingLog),
        (status = 422, description = "There can be no such citizen."),
    ),
    security(("token" = ["oversee"])),
)]
async fn search(State(lab): State<Lab>, headers: HeaderMap, body: Body) -> Result<Json<ListedLog>, Problem> {
    holder(&lab, &headers, Role::Oversee).await?;
    let asked: LogQuestion = json(&headers, body, r#"send: {"citizen": "999990019"}"#).await?;
    page(&lab, &Asked::from(asked).filter(&lab.cast)?).await
}

async fn page(lab: &Lab, filter: &LogFilter) -> Result<Json<ListedLog>, Problem> {
    // One more than is shown tells whether there are older ones.
    let looks = lab.log.looks(&LogFilter { most: filter.most + 1, ..filter.clone() }).await?;
    // Runs are about many citizens, in no session; they stand on the first page.
    let runs = match filter.subject.is_none() && filter.session.is_none() && filter.before.is_none() {
        true => lab.log.runs(filter.prototype.as_ref(), filter.most).await?,
        false => Vec::new(),
    };
    Ok(Json(ListedLog::new(looks, runs, lab.log.prunings().await?, filter.most)))
}
