//! Experiments: what is tried for a need, and how.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::experiment::{Experiment, Variant};
use fieldlab_domain::name::Name;
use fieldlab_domain::store::ExperimentRecord;
use fieldlab_domain::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::schemas::{ByName, OwnerItem, Words};
use super::{Problem, holder, query, wanted_name};
use crate::Lab;
use crate::experiments::{Found, find};
use crate::needs::Needs;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// An experiment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Experiment)]
pub(super) struct ExperimentItem {
    /// Its name.
    #[schema(value_type = String)]
    name: Name,
    /// The name of the need that it is done for.
    #[schema(value_type = String)]
    need: Name,
    /// What people call it.
    #[schema(value_type = Words)]
    title: Text,
    /// What it asks.
    #[schema(value_type = Words)]
    question: Text,
    /// The digest of its declaration's text.
    #[schema(value_type = String, pattern = "^sha256:[0-9a-f]{64}$")]
    digest: Digest,
    /// What it declares; absent in lists, and when it no longer fits the prototypes that the lab has.
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<Declared>,
    /// The text of its declaration, `experiment.toml`; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration: Option<String>,
}

/// What an experiment declares.
#[derive(Debug, Serialize, ToSchema)]
struct Declared {
    /// What its makers expect.
    #[schema(value_type = Words)]
    hypothesis: Text,
    /// Who owns it.
    owners: Vec<OwnerItem>,
    /// Who of the population it is about, as a condition over fields; absent when it is about all.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    /// What is compared.
    variants: Vec<VariantItem>,
    /// What is measured, in words; the first is the main one.
    #[schema(value_type = Vec<Words>)]
    metrics: Vec<Text>,
    /// What must not get worse, in words.
    #[schema(value_type = Vec<Words>)]
    guardrails: Vec<Text>,
}

/// A prototype with values of its parameters.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Variant)]
struct VariantItem {
    /// Its name.
    #[schema(value_type = String)]
    name: Name,
    /// What people read.
    #[schema(value_type = Words)]
    title: Text,
    /// Whether the others are compared to it.
    baseline: bool,
    /// The name of the prototype.
    #[schema(value_type = String)]
    prototype: Name,
}

impl From<&Variant> for VariantItem {
    fn from(variant: &Variant) -> VariantItem {
        VariantItem {
            name: variant.name.clone(),
            title: variant.title.clone(),
            baseline: variant.baseline,
            prototype: variant.prototype.clone(),
        }
    }
}

impl From<&Experiment> for Declared {
    fn from(experiment: &Experiment) -> Declared {
        Declared {
            hypothesis: experiment.hypothesis.clone(),
            owners: experiment.owners.iter().map(OwnerItem::from).collect(),
            condition: experiment.cohort.condition.as_ref().map(ToString::to_string),
            variants: experiment.variants.iter().map(VariantItem::from).collect(),
            metrics: experiment.metrics.iter().map(|metric| metric.title.clone()).collect(),
            guardrails: experiment.guardrails.iter().map(|guardrail| guardrail.title.clone()).collect(),
        }
    }
}

impl From<&ExperimentRecord> for ExperimentItem {
    fn from(record: &ExperimentRecord) -> ExperimentItem {
        ExperimentItem {
            name: record.name.clone(),
            need: record.need.clone(),
            title: record.title.clone(),
            question: record.question.clone(),
            digest: record.digest.clone(),
            declared: None,
            declaration: None,
        }
    }
}

paged!(ExperimentPage, ExperimentItem);

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Those for this need, and for needs that were merged with it.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    need: Option<String>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u32>,
    /// How many experiments a page has.
    #[param(minimum = 1, maximum = 100, default = 20)]
    page_size: Option<u32>,
}

/// List experiments
#[utoipa::path(
    get, path = "/experiments", tag = "Experiments", operation_id = "listExperiments", params(Asked),
    responses((status = 200, description = "A page of experiments, by name.", body = ExperimentPage)),
    security(("token" = ["view"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<ExperimentPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let asked: Asked = query(&address)?;
    let need = wanted_name(asked.need.as_deref(), "a need, such as need=zorgkosten-betalen")?;
    let (needs, records) = (Needs::of(&lab).await?, lab.store.experiments().await?);
    let is_for = |record: &&ExperimentRecord| {
        need.as_ref().is_none_or(|need| needs.end(&record.need) == need || record.need == *need)
    };
    let found: Vec<ExperimentItem> = records.iter().filter(is_for).map(ExperimentItem::from).collect();
    let page = Wanted { page: asked.page, page_size: asked.page_size };
    Ok(Json(ExperimentPage::of(page.cut(found, &address)?)))
}

/// Read an experiment
///
/// With what it declares, and the text of its declaration.
#[utoipa::path(
    get, path = "/experiments/{name}", tag = "Experiments", operation_id = "readExperiment", params(ByName),
    responses(
        (status = 200, description = "The experiment.", body = ExperimentItem),
        (status = 404, description = "There is no such experiment."),
    ),
    security(("token" = ["view"])),
)]
async fn show(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Json<ExperimentItem>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    Ok(Json(told(&lab, &name).await?))
}

/// An experiment with all that is told of it.
pub(super) async fn told(lab: &Lab, name: &str) -> Result<ExperimentItem, Problem> {
    let Found { record, experiment, .. } = find(lab, name).await?.ok_or_else(|| unknown(name))?;
    let item = ExperimentItem::from(&record);
    let declared = experiment.as_ref().map(Declared::from);
    Ok(ExperimentItem { declared, declaration: Some(record.declaration), ..item })
}

pub(super) fn unknown(name: &str) -> Problem {
    Problem::unknown(format!("there is no experiment `{name}`"), "see which there are: GET /v1/experiments")
}
