//! Sign-offs on evidence: what its owners decided, together. Signing is for people, on the pages.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::instant;
use fieldlab_domain::sign_off::{Decision, SignOff, Verdict, decision};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::schemas::{ByDigest, OwnerItem, SectorWord};
use super::{Problem, digested, holder, query};
use crate::Lab;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What an owner decides: go on with it, change it, or stop it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Verdict)]
enum VerdictWord {
    GoOn,
    Adapt,
    Stop,
}

impl From<Verdict> for VerdictWord {
    fn from(verdict: Verdict) -> VerdictWord {
        match verdict {
            Verdict::GoOn => VerdictWord::GoOn,
            Verdict::Adapt => VerdictWord::Adapt,
            Verdict::Stop => VerdictWord::Stop,
        }
    }
}

/// The decision of an owner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignOff)]
struct SignOffItem {
    /// Its number, counted from 1 over all evidence.
    #[schema(minimum = 1)]
    id: i64,
    /// The owner that it is for.
    owner: OwnerItem,
    /// Who signed.
    name: String,
    /// What was decided.
    verdict: VerdictWord,
    /// Why.
    reasons: String,
    /// When, in UTC.
    #[schema(format = DateTime)]
    at: String,
}

impl From<&SignOff> for SignOffItem {
    fn from(one: &SignOff) -> SignOffItem {
        SignOffItem {
            id: one.id,
            owner: OwnerItem::from(&one.owner),
            name: one.name.clone(),
            verdict: one.verdict.into(),
            reasons: one.reasons.clone(),
            at: instant::written(one.at),
        }
    }
}

/// How the decision stands that the owners take together: of each sector the latest sign-off counts, and the most careful decides.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
struct DecisionItem {
    /// What was decided; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<VerdictWord>,
    /// The sectors that have not signed.
    missing: Vec<SectorWord>,
}

impl From<Decision> for DecisionItem {
    fn from(decision: Decision) -> DecisionItem {
        match decision {
            Decision::Open(missing) => {
                DecisionItem { verdict: None, missing: missing.into_iter().map(SectorWord::from).collect() }
            }
            Decision::Taken(verdict) => DecisionItem { verdict: Some(verdict.into()), missing: Vec::new() },
        }
    }
}

paged!(
    SignOffPage,
    SignOffItem,
    /// How the decision stands.
    decision: DecisionItem
);

/// List sign-offs on evidence
///
/// With how the decision stands that the owners take together. Signing is for people, on the page of the run.
#[utoipa::path(
    get, path = "/evidence/{digest}/sign-offs", tag = "Support", operation_id = "listSignOffs",
    params(ByDigest, Wanted),
    responses(
        (status = 200, description = "A page of sign-offs, the newest first.", body = SignOffPage),
        (status = 404, description = "There is no such evidence."),
    ),
    security(("token" = ["view"])),
)]
async fn list(
    State(lab): State<Lab>,
    Path(digest): Path<String>,
    headers: HeaderMap,
    address: Uri,
) -> Result<Json<SignOffPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let wanted: Wanted = query(&address)?;
    let sealed = lab.store.evidence(&digested(&digest)?).await?;
    let evidence = sealed.open().map_err(|error| {
        tracing::error!(%error, "evidence can't be opened");
        Problem::broken()
    })?;
    let signed = lab.sign_offs.signed(&sealed.digest).await?;
    let stands = decision(&evidence.experiment.owners, &signed);
    let items: Vec<SignOffItem> = signed.iter().rev().map(SignOffItem::from).collect();
    let page = wanted.cut(items, &address)?;
    Ok(Json(SignOffPage::of(page, stands.into())))
}
