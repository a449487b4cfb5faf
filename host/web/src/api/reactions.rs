//! Reactions to demos and to evidence, and how support stands.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::instant;
use fieldlab_domain::owner::Sector;
use fieldlab_domain::reaction::{Balance, Count, Reaction, Reply, Stance, Subject, balance};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::problem::Fault;
use super::schemas::{ByDigest, ByName, SectorWord};
use super::{Problem, asker, digested, holder, json, named, query};
use crate::Lab;
use crate::accounts::Who;
use crate::reacting::{ReactionFault, find, read};
use crate::speaker::SaidOfOneself;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list_demo, add_demo)).routes(routes!(list_evidence, add_evidence))
}

/// What somebody thinks: they support it, support it if something is done, object, or ask something.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Stance)]
enum StanceWord {
    Support,
    SupportIf,
    Object,
    Question,
}

impl From<Stance> for StanceWord {
    fn from(stance: Stance) -> StanceWord {
        match stance {
            Stance::Support => StanceWord::Support,
            Stance::SupportIf => StanceWord::SupportIf,
            Stance::Object => StanceWord::Object,
            Stance::Question => StanceWord::Question,
        }
    }
}

impl StanceWord {
    fn stance(self) -> Stance {
        match self {
            StanceWord::Support => Stance::Support,
            StanceWord::SupportIf => Stance::SupportIf,
            StanceWord::Object => Stance::Object,
            StanceWord::Question => Stance::Question,
        }
    }
}

/// What somebody said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reaction)]
struct ReactionItem {
    /// Its number, counted from 1 over all demos and evidence.
    #[schema(minimum = 1)]
    id: i64,
    /// What they think.
    stance: StanceWord,
    /// In their words; may be empty when they support it.
    words: String,
    /// Who said it.
    name: String,
    /// The organisation that they speak for.
    organisation: String,
    /// Its sector.
    sector: SectorWord,
    /// When, in UTC.
    #[schema(format = DateTime)]
    at: String,
    /// Whether it is the latest stance of who said it, which is the one that counts.
    stands: bool,
    /// What the team answered.
    replies: Vec<ReplyItem>,
}

/// What the team answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reply)]
pub(super) struct ReplyItem {
    /// Who answered.
    by: String,
    /// In their words.
    words: String,
    /// Whether a condition is met by it.
    settles: bool,
    /// When, in UTC.
    #[schema(format = DateTime)]
    at: String,
}

impl From<&Reply> for ReplyItem {
    fn from(reply: &Reply) -> ReplyItem {
        ReplyItem {
            by: reply.by.clone(),
            words: reply.words.clone(),
            settles: reply.settles,
            at: instant::written(reply.at),
        }
    }
}

/// How support stands: of each speaker the latest stance counts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Support)]
struct SupportItem {
    /// How many support it.
    support: u32,
    /// How many support it if something is done.
    support_if: u32,
    /// How many object.
    object: u32,
    /// The numbers of the conditions that are not met.
    open_conditions: Vec<i64>,
    /// The numbers of the questions that nobody answered.
    open_questions: Vec<i64>,
}

impl From<&Balance> for SupportItem {
    fn from(balance: &Balance) -> SupportItem {
        let Count { support, support_if, object } = balance.overall;
        SupportItem {
            support,
            support_if,
            object,
            open_conditions: balance.open_conditions.clone(),
            open_questions: balance.open_questions.clone(),
        }
    }
}

impl ReactionItem {
    fn of(reaction: &Reaction, replies: &[Reply], stands: &Balance) -> ReactionItem {
        ReactionItem {
            id: reaction.id,
            stance: reaction.stance.into(),
            words: reaction.words.clone(),
            name: reaction.speaker.name.clone(),
            organisation: reaction.speaker.organisation.clone(),
            sector: reaction.speaker.sector.into(),
            at: instant::written(reaction.at),
            stands: stands.standing.binary_search(&reaction.id).is_ok(),
            replies: replies.iter().filter(|one| one.reaction == reaction.id).map(ReplyItem::from).collect(),
        }
    }
}

paged!(
    ReactionPage,
    ReactionItem,
    /// How support stands, over the whole list.
    support: SupportItem
);

/// A reaction to add. It is of the organisation of the token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReaction {
    /// What they think.
    stance: StanceWord,
    /// In their words; needed for every stance but `support`.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    words: Option<String>,
    /// Who says it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// The sector of the organisation.
    sector: SectorWord,
}

const SHAPE: &str = r#"send: {"stance": "object", "words": "...", "name": "...", "sector": "society"}"#;

/// A demo of a prototype that the lab has.
fn demo(name: &str) -> Result<Subject, Problem> {
    Ok(Subject::Demo(named(name)?))
}

/// Evidence.
fn evidence(digest: &str) -> Result<Subject, Problem> {
    Ok(Subject::Evidence(digested(digest)?))
}

/// What people react to, when the lab has it.
pub(super) async fn known(lab: &Lab, subject: Subject) -> Result<Subject, Problem> {
    let what = format!("the lab has no {} `{}` to react to", subject.kind(), subject.key());
    let found = find(lab, subject).await?;
    found.map(|found| found.subject).ok_or_else(|| Problem::unknown(what, "a demo is one of a prototype with pages"))
}

async fn list(lab: &Lab, subject: Subject, address: &Uri) -> Result<Json<ReactionPage>, Problem> {
    let wanted: Wanted = query(address)?;
    let subject = known(lab, subject).await?;
    let reactions = lab.reactions.reactions(Some(&subject)).await?;
    let replies = lab.reactions.replies(Some(&subject)).await?;
    let stands = balance(&reactions, &replies);
    let newest_first = reactions.iter().rev();
    let items: Vec<ReactionItem> = newest_first.map(|one| ReactionItem::of(one, &replies, &stands)).collect();
    let page = wanted.cut(items, address)?;
    Ok(Json(ReactionPage::of(page, SupportItem::from(&stands))))
}

async fn add(lab: &Lab, who: &Who, subject: Subject, headers: &HeaderMap, body: Body) -> Result<Response, Problem> {
    let new: NewReaction = json(headers, body, SHAPE).await?;
    let subject = known(lab, subject).await?;
    let sector = Sector::from(new.sector).name().to_owned();
    let said = SaidOfOneself { name: new.name, organisation: String::new(), sector };
    let words = new.words.unwrap_or_default();
    let reaction = read(&subject, new.stance.stance().name(), &words, &said, who, (lab.now)()).map_err(faulty)?;
    let kept = lab.reactions.react(&reaction).await?;
    let reactions = lab.reactions.reactions(Some(&subject)).await?;
    let item = ReactionItem::of(&kept, &[], &balance(&reactions, &[]));
    Ok((StatusCode::CREATED, Json(item)).into_response())
}

fn faulty(fault: ReactionFault) -> Problem {
    let (part, what) = match fault {
        ReactionFault::Stance => ("stance", "there is no such stance"),
        ReactionFault::Long => ("words", "they are text of at most 2,000 characters"),
        ReactionFault::Words => ("words", "this stance says nothing without words"),
        ReactionFault::Who => ("name", "it is one line of at most 100 characters"),
    };
    Problem::faulty(vec![Fault { part: part.to_owned(), what: what.to_owned() }])
}

/// List reactions to a demo
#[utoipa::path(
    get, path = "/prototypes/{name}/reactions", tag = "Support", operation_id = "listReactionsToDemo",
    params(ByName, Wanted),
    responses(
        (status = 200, description = "A page of reactions, the newest first.", body = ReactionPage),
        (status = 404, description = "There is no such demo."),
    ),
    security(("token" = ["view"])),
)]
async fn list_demo(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    address: Uri,
) -> Result<Json<ReactionPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    list(&lab, demo(&name)?, &address).await
}

/// React to a demo
///
/// The same words of the same speaker again are kept once.
#[utoipa::path(
    post, path = "/prototypes/{name}/reactions", tag = "Support", operation_id = "reactToDemo",
    params(ByName), request_body = NewReaction,
    responses(
        (status = 201, description = "The reaction as it is kept.", body = ReactionItem),
        (status = 404, description = "There is no such demo."),
        (status = 422, description = "Something of it is not right; `faults` says what."),
    ),
    security(("token" = ["work"])),
)]
async fn add_demo(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    add(&lab, &who, demo(&name)?, &headers, body).await
}

/// List reactions to evidence
#[utoipa::path(
    get, path = "/evidence/{digest}/reactions", tag = "Support", operation_id = "listReactionsToEvidence",
    params(ByDigest, Wanted),
    responses(
        (status = 200, description = "A page of reactions, the newest first.", body = ReactionPage),
        (status = 404, description = "There is no such evidence."),
    ),
    security(("token" = ["view"])),
)]
async fn list_evidence(
    State(lab): State<Lab>,
    Path(digest): Path<String>,
    headers: HeaderMap,
    address: Uri,
) -> Result<Json<ReactionPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    list(&lab, evidence(&digest)?, &address).await
}

/// React to evidence
///
/// The same words of the same speaker again are kept once.
#[utoipa::path(
    post, path = "/evidence/{digest}/reactions", tag = "Support", operation_id = "reactToEvidence",
    params(ByDigest), request_body = NewReaction,
    responses(
        (status = 201, description = "The reaction as it is kept.", body = ReactionItem),
        (status = 404, description = "There is no such evidence."),
        (status = 422, description = "Something of it is not right; `faults` says what."),
    ),
    security(("token" = ["work"])),
)]
async fn add_evidence(
    State(lab): State<Lab>,
    Path(digest): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    add(&lab, &who, evidence(&digest)?, &headers, body).await
}
