//! Who is a member, and who is invited.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use fieldlab_domain::member::{Invitation, Member, MemberFailure, Role, Roles};
use fieldlab_domain::owner::Sector;
use serde::Deserialize;

use super::{Layout, login, respond, role_words, roles_words, sector_words, time};
use crate::Lab;
use crate::accounts::{LoginKey, note};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::site::Here;
use crate::speaker::line;
use crate::texts::Words;

/// How long an invitation is good.
const GOOD_FOR: i64 = 7 * 86_400;

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    layout: Layout,
    members: Vec<MemberView>,
    former: Vec<String>,
    invitations: Vec<InvitationView>,
    form: InviteForm,
    sectors: Vec<Choice>,
    roles: Vec<Choice>,
    fault: Option<String>,
    /// The address of an invitation that was just made, which is shown once, and whom it is for.
    made: Option<(String, String)>,
}

struct MemberView {
    id: i64,
    name: String,
    login: String,
    organisation: String,
    sector: &'static str,
    sector_words: String,
    roles_words: String,
    roles: Vec<Choice>,
    since: String,
}

struct InvitationView {
    id: i64,
    name: String,
    organisation: String,
    roles_words: String,
    until: String,
}

/// Something to choose.
struct Choice {
    name: &'static str,
    words: String,
    chosen: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct InviteForm {
    name: String,
    organisation: String,
    /// Absent when none is chosen.
    #[serde(default)]
    sector: String,
    /// Which roles are ticked: each box has its own name, so that a form without scripts sends them one by one.
    #[serde(flatten)]
    ticked: Ticked,
}

/// The boxes for roles, ticked or not.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Ticked {
    viewer: Option<String>,
    reactor: Option<String>,
    owner: Option<String>,
    team: Option<String>,
    admin: Option<String>,
}

impl Ticked {
    fn has(&self, role: Role) -> bool {
        let box_of = match role {
            Role::Viewer => &self.viewer,
            Role::Reactor => &self.reactor,
            Role::Owner => &self.owner,
            Role::Team => &self.team,
            Role::Admin => &self.admin,
        };
        box_of.is_some()
    }

    fn roles(&self) -> Option<Roles> {
        Roles::new(Role::ALL.into_iter().filter(|role| self.has(*role))).ok()
    }
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    page(&lab, &reader, InviteForm::default(), None, None).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    form: InviteForm,
    fault: Option<String>,
    made: Option<(String, String)>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let choices = |chosen: &dyn Fn(Role) -> bool| -> Vec<Choice> {
        let choice = |role: Role| Choice { name: role.name(), words: role_words(role, words), chosen: chosen(role) };
        Role::ALL.into_iter().map(choice).collect()
    };
    let member = |member: &Member| MemberView {
        id: member.id,
        name: member.name.clone(),
        login: member.login.clone(),
        organisation: member.organisation.clone(),
        sector: member.sector.name(),
        sector_words: sector_words(member.sector, words),
        roles_words: roles_words(&member.roles, words),
        roles: choices(&|role| member.roles.has(role)),
        since: time(member.joined_at, reader.language),
    };
    let invitation = |one: &Invitation| InvitationView {
        id: one.id,
        name: one.name.clone(),
        organisation: one.organisation.clone(),
        roles_words: roles_words(&one.roles, words),
        until: time(one.expires_at, reader.language),
    };
    let sector = |sector: Sector| Choice {
        name: sector.name(),
        words: sector_words(sector, words),
        chosen: form.sector == sector.name(),
    };
    let members = lab.members.members().await.map_err(PageError::store(reader))?;
    let invitations = lab.members.invitations().await.map_err(PageError::store(reader))?;
    let now = (lab.now)();
    let faulty = fault.is_some();
    let page = MembersPage {
        layout: Layout::new(reader, "members-title"),
        members: members.iter().filter(|one| one.removed_at.is_none()).map(member).collect(),
        former: members.iter().filter(|one| one.removed_at.is_some()).map(|one| one.name.clone()).collect(),
        invitations: invitations.iter().filter(|one| one.is_open(now)).map(invitation).collect(),
        sectors: Sector::ALL.into_iter().map(sector).collect(),
        roles: choices(&|role| form.ticked.has(role)),
        form,
        fault,
        made,
    };
    let mut response = respond(reader, &page);
    if faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Makes an invitation, whose address is shown once.
pub(crate) async fn invite(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Form(form): Form<InviteForm>,
) -> Result<Response, PageError> {
    let read = (line(&form.name), line(&form.organisation), Sector::parse(&form.sector), form.ticked.roles());
    let (Some(name), Some(organisation), Some(sector), Some(roles)) = read else {
        let fault = Words(reader.language).get("members-fault");
        return page(&lab, &reader, form, Some(fault), None).await;
    };
    let now = (lab.now)();
    let (by, expires_at) = (reader.who.by().to_owned(), now + GOOD_FOR);
    let new = Invitation { id: 0, name, organisation, sector, roles, by, made_at: now, expires_at, ended_at: None };
    let secret = LoginKey::random();
    let kept = lab.members.invite(&secret.digest(), &new).await.map_err(PageError::store(&reader))?;
    note(&lab, reader.who.by(), "invited", &format!("{} ({}, {})", kept.name, kept.organisation, kept.roles)).await;
    let address = format!("{}:{}/join/{secret}", here.scheme(), here.lab());
    page(&lab, &reader, InviteForm::default(), None, Some((kept.name, address))).await
}

pub(crate) async fn withdraw(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<i64>,
) -> Result<Response, PageError> {
    if lab.members.withdraw(id, (lab.now)()).await.map_err(PageError::store(&reader))? {
        note(&lab, reader.who.by(), "invitation-withdrawn", &id.to_string()).await;
    }
    Ok(login::lead("/members"))
}

pub(crate) async fn set_roles(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<i64>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, PageError> {
    let roles = ticked.roles().ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
    let changed = lab.members.set_roles(id, &roles).await;
    after(&lab, &reader, changed, "roles-changed").await
}

pub(crate) async fn remove(State(lab): State<Lab>, reader: Reader, Path(id): Path<i64>) -> Result<Response, PageError> {
    let removed = lab.members.remove(id, (lab.now)()).await;
    after(&lab, &reader, removed, "removed").await
}

async fn after(
    lab: &Lab,
    reader: &Reader,
    changed: Result<Member, MemberFailure>,
    what: &str,
) -> Result<Response, PageError> {
    match changed {
        Ok(member) => {
            note(lab, reader.who.by(), what, &format!("{} ({})", member.login, member.roles)).await;
            Ok(login::lead("/members"))
        }
        Err(MemberFailure::LastAdmin) => {
            let fault = Words(reader.language).get("members-last-admin");
            page(lab, reader, InviteForm::default(), Some(fault), None).await
        }
        Err(MemberFailure::Store(error)) => Err(PageError::store(reader)(error)),
        Err(_) => Err(PageError::not_found(reader)),
    }
}
