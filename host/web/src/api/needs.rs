//! Needs: looking for one, adding one, and changing what one says.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{Changed, KeptNeed, name_of};
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::census::Headcount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::problem::Fault;
use super::schemas::{ByName, Said, Words};
use super::{Problem, asker, holder, json, object, query};
use crate::need_form::{NeedFaults, NeedForm};
use crate::needs::{MOST_WANTED, Needs, Tried, add as add_need, change as change_need, headcounts};
use crate::{Lab, texts};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change))
}

/// A question that people in society have, in their words.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Need)]
pub(super) struct NeedItem {
    /// Its name.
    #[schema(value_type = String)]
    name: Name,
    /// The question.
    #[schema(value_type = Words)]
    question: Text,
    /// What it is like to have it; a few sentences.
    #[schema(value_type = Words)]
    story: Text,
    /// Who has it.
    #[schema(value_type = Words)]
    who: Text,
    /// Who has it as a condition over fields, by which people are counted.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    /// How often the team wrote it; 0 for a need of a file, which is changed in its file.
    #[schema(minimum = 0)]
    edition: i64,
    /// The need that it was merged with: who looks for this one finds that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    merged_into: Option<Name>,
    /// The names of the experiments that are done for it, or for needs that were merged with it.
    #[schema(value_type = Vec<String>)]
    experiments: Vec<Name>,
    /// How many people have it; absent in lists, and where that can't be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<People>,
}

/// How many people something holds for, counted among synthetic citizens.
#[derive(Debug, Serialize, ToSchema)]
struct People {
    /// How many persons of the country; absent when too few were found to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    persons: Option<f64>,
    /// How many persons the country has.
    of: f64,
    /// How many synthetic persons were looked at.
    counted: u64,
}

impl From<Headcount> for People {
    fn from(Headcount { persons, of, counted }: Headcount) -> People {
        People { persons, of, counted }
    }
}

impl NeedItem {
    fn of(kept: &KeptNeed, tried: &Tried<'_>) -> NeedItem {
        let KeptNeed { need, edition, merged_into } = kept;
        NeedItem {
            experiments: tried.of(&need.name).iter().map(|one| one.name.clone()).collect(),
            name: need.name.clone(),
            question: need.question.clone(),
            story: need.story.clone(),
            who: need.who.clone(),
            condition: need.who_where.clone(),
            edition: *edition,
            merged_into: merged_into.clone(),
            people: None,
        }
    }
}

paged!(NeedPage, NeedItem);

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Words that are looked for, in any order: in the question, the story, who has it, and the experiments for it.
    #[param(max_length = 200)]
    q: Option<String>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u32>,
    /// How many needs a page has.
    #[param(minimum = 1, maximum = 100, default = 20)]
    page_size: Option<u32>,
}

/// List needs
///
/// The needs that stand by themselves, as the front page has them; those that were merged with another are found by what they say.
#[utoipa::path(
    get, path = "/needs", tag = "Needs", operation_id = "listNeeds", params(Asked),
    responses((status = 200, description = "A page of needs.", body = NeedPage)),
    security(("token" = ["view"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<NeedPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let asked: Asked = query(&address)?;
    let wanted = asked.q.unwrap_or_default();
    if wanted.chars().count() > MOST_WANTED {
        return Err(Problem::bad("`q` is too long", format!("look for {MOST_WANTED} characters at most")));
    }
    let (needs, experiments) = (Needs::of(&lab).await?, lab.store.experiments().await?);
    let tried = needs.tried(&experiments);
    let found = needs.found(wanted.trim(), &tried);
    let found: Vec<NeedItem> = found.map(|kept| NeedItem::of(kept, &tried)).collect();
    let page = Wanted { page: asked.page, page_size: asked.page_size };
    Ok(Json(NeedPage::of(page.cut(found, &address)?)))
}

/// A need as it is now, with how many people have it.
pub(super) async fn told(lab: &Lab, name: &str) -> Result<NeedItem, Problem> {
    let (needs, experiments) = (Needs::of(lab).await?, lab.store.experiments().await?);
    let kept = needs.find(name).ok_or_else(|| unknown(name))?;
    let people = headcounts(lab, &[&kept.need]).await.pop().flatten().map(People::from);
    Ok(NeedItem { people, ..NeedItem::of(kept, &needs.tried(&experiments)) })
}

pub(super) fn unknown(name: &str) -> Problem {
    Problem::unknown(format!("there is no need `{name}`"), "see which there are: GET /v1/needs")
}

/// Read a need
///
/// With how many people have it. One that was merged says with which.
#[utoipa::path(
    get, path = "/needs/{name}", tag = "Needs", operation_id = "readNeed", params(ByName),
    responses(
        (status = 200, description = "The need.", body = NeedItem),
        (status = 404, description = "There is no such need."),
    ),
    security(("token" = ["view"])),
)]
async fn show(State(lab): State<Lab>, Path(name): Path<String>, headers: HeaderMap) -> Result<Json<NeedItem>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    Ok(Json(told(&lab, &name).await?))
}

/// What a need says: in Dutch, in English or in both, but each part in the same language at least.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNeed {
    /// The question, in people's words; at most 300 characters.
    #[serde(deserialize_with = "object")]
    question: Said,
    /// What it is like to have it; at most 4,000 characters.
    #[serde(deserialize_with = "object")]
    story: Said,
    /// Who has it; at most 200 characters.
    #[serde(deserialize_with = "object")]
    who: Said,
    /// Who has it as a condition over fields, by which people are counted: `person.age >= 18`.
    #[serde(default, rename = "where")]
    #[schema(max_length = 1_000)]
    condition: Option<String>,
}

/// What a need says from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedNeed {
    /// The question, in people's words; at most 300 characters.
    #[serde(deserialize_with = "object")]
    question: Said,
    /// What it is like to have it; at most 4,000 characters.
    #[serde(deserialize_with = "object")]
    story: Said,
    /// Who has it; at most 200 characters.
    #[serde(deserialize_with = "object")]
    who: Said,
    /// Who has it as a condition over fields.
    #[serde(default, rename = "where")]
    #[schema(max_length = 1_000)]
    condition: Option<String>,
    /// The edition that was read before: when somebody else wrote one since, nothing is changed.
    #[schema(minimum = 1)]
    edition: i64,
}

impl NewNeed {
    /// The form of the pages with this filled in, and in which language it is.
    fn form(self) -> (NeedForm, Language) {
        let own = if self.question.nl.is_some() { Language::Nl } else { Language::En };
        let split = |said: Said| {
            let Said { nl, en } = said;
            let (own, other) = if own == Language::Nl { (nl, en) } else { (en, nl) };
            (own.unwrap_or_default(), other.unwrap_or_default())
        };
        let ((question, other_question), (story, other_story)) = (split(self.question), split(self.story));
        let (who, other_who) = split(self.who);
        let condition = self.condition.unwrap_or_default();
        let form =
            NeedForm { question, story, who, condition, other_question, other_story, other_who, ..NeedForm::default() };
        (form, own)
    }

    /// The need that this makes; `name` says what it is called, by its question.
    fn read(self, name: impl FnOnce(&str) -> Name) -> Result<Need, Problem> {
        let (form, own) = self.form();
        form.read_in(own, name(&form.question), texts::Words(Language::En)).map_err(|faults| faulty(*faults))
    }
}

/// All that is wrong, part by part.
fn faulty(faults: NeedFaults) -> Problem {
    let NeedFaults { question, story, who, condition, other } = faults;
    let condition = condition.map(|fault| match fault.hint.is_empty() {
        true => fault.what,
        false => format!("{}; {}", fault.what, fault.hint),
    });
    let parts = [("question", question), ("story", story), ("who", who), ("where", condition), ("other", other)];
    let fault = |(part, what): (&str, Option<String>)| Some(Fault { part: part.to_owned(), what: what? });
    Problem::faulty(parts.into_iter().filter_map(fault).collect())
}

const SHAPE: &str = r#"send: {"question": {"nl": "..."}, "story": {"nl": "..."}, "who": {"nl": "..."}}"#;

/// Add a need
///
/// Its name is made of its question. When the team has the same need in the same words already, that is returned.
#[utoipa::path(
    post, path = "/needs", tag = "Needs", operation_id = "addNeed", request_body = NewNeed,
    responses(
        (status = 201, description = "The need as it is kept.", body = NeedItem,
         headers(("Location" = String, description = "The address of the need."))),
        (status = 422, description = "Something of it is not right; `faults` says what, part by part."),
    ),
    security(("token" = ["work"])),
)]
async fn add(State(lab): State<Lab>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let new: NewNeed = json(&headers, body, SHAPE).await?;
    let kept = add_need(&lab, &new.read(name_of)?, who.by()).await?;
    let place = [(header::LOCATION, format!("/v1/needs/{}", kept.name))];
    Ok((StatusCode::CREATED, place, Json(told(&lab, kept.name.as_str()).await?)).into_response())
}

/// Change a need
///
/// What it said before stays in its history. A need of a file is changed in its file.
#[utoipa::path(
    put, path = "/needs/{name}", tag = "Needs", operation_id = "changeNeed", params(ByName), request_body = ChangedNeed,
    responses(
        (status = 200, description = "The need as it is now.", body = NeedItem),
        (status = 404, description = "There is no such need."),
        (status = 409, description = "Somebody else wrote another edition since, or the need is one of a file."),
        (status = 422, description = "Something of it is not right; `faults` says what, part by part."),
    ),
    security(("token" = ["work"])),
)]
async fn change(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<NeedItem>, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let hint = r#"send the whole need, with the edition that was read: {"edition": 1, "question": ..., ...}"#;
    let ChangedNeed { question, story, who: has_it, condition, edition } = json(&headers, body, hint).await?;
    if edition < 1 {
        return Err(Problem::bad(format!("`edition` is {edition}, and the first is 1"), hint));
    }
    let needs = Needs::of(&lab).await?;
    let kept = needs.find(&name).ok_or_else(|| unknown(&name))?;
    let of_a_file =
        || Problem::conflict(format!("`{name}` comes from a file"), "change it there: it is read when the lab starts");
    if kept.edition == 0 {
        return Err(of_a_file());
    }
    let need = NewNeed { question, story, who: has_it, condition }.read(|_| kept.need.name.clone())?;
    match change_need(&lab, &need, edition, who.by()).await? {
        Changed::Kept(_) => Ok(Json(told(&lab, &name).await?)),
        Changed::NotTheirs => Err(of_a_file()),
        Changed::Meanwhile(now) => Err(Problem::conflict(
            format!("somebody else wrote edition {now} since edition {edition}; nothing was changed"),
            "read it again, and send what it should say with that edition",
        )),
    }
}
