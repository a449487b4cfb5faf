//! Reading the processing log, a page at a time.
//!
//! Who asks about one citizen sends their number in a body, so that it stands in no address and no log of addresses.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::deployment::Role;
use fieldlab_domain::listed_log::ListedLog;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::bundled_persona;
use fieldlab_domain::processing::LogFilter;
use serde::Deserialize;

use super::{MOST_WORDS, Problem, holder, read};
use crate::Lab;

/// How many looks a page has when nothing is said, and at most.
const PAGE: (u32, u32) = (100, 1_000);

pub(super) fn routes() -> Router<Lab> {
    Router::new().route("/v1/processing-log", get(list).post(search))
}

/// Which entries are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    prototype: Option<String>,
    session: Option<String>,
    /// Looks before the one with this number: the `next` of the page before.
    before: Option<i64>,
    most: Option<u32>,
    /// A citizen service number, or a persona.
    citizen: Option<String>,
}

fn bad(what: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, what, hint)
}

impl Asked {
    fn filter(&self) -> Result<LogFilter, Problem> {
        let most = self.most.unwrap_or(PAGE.0);
        if !(1..=PAGE.1).contains(&most) {
            return Err(bad(format!("`most` is {most}"), format!("ask for 1 to {} looks at a time", PAGE.1)));
        }
        let prototype = self
            .prototype
            .as_deref()
            .map(|name| Name::parse(name).map_err(|what| bad(what, "name a prototype, such as prototype=zorgtoeslag")));
        let subject = self.citizen.as_deref().map(|words| {
            let persona = bundled_persona(words).and_then(|persona| persona.value(persona.main, "person.bsn").number());
            let number = persona.and_then(|number| u32::try_from(number).ok()).and_then(Bsn::new);
            let hint = "give a citizen service number of nine digits, or a persona";
            number.or_else(|| Bsn::parse(words)).ok_or_else(|| bad("that is no citizen", hint))
        });
        Ok(LogFilter {
            prototype: prototype.transpose()?,
            session: self.session.clone(),
            subject: subject.transpose()?,
            before: self.before,
            most,
        })
    }
}

async fn list(
    State(lab): State<Lab>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<ListedLog>, Problem> {
    holder(&lab, &headers, Role::Oversee).await?;
    let Query(asked) = asked.map_err(|error| bad(error.body_text(), "ask by prototype, session, before and most"))?;
    if asked.citizen.is_some() {
        let hint = r#"send it in a body: POST /v1/processing-log with {"citizen": "..."}"#;
        return Err(bad("a citizen's number does not go into an address", hint));
    }
    page(&lab, &asked.filter()?).await
}

async fn search(State(lab): State<Lab>, headers: HeaderMap, body: Body) -> Result<Json<ListedLog>, Problem> {
    holder(&lab, &headers, Role::Oversee).await?;
    let body = read(&headers, body, MOST_WORDS).await?;
    let asked: Asked = serde_json::from_slice(&body).map_err(|error| {
        bad(format!("the body asks for nothing that can be found: {error}"), r#"send: {"citizen": "999990019"}"#)
    })?;
    page(&lab, &asked.filter()?).await
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
