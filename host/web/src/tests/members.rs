//! Who may do what.

use std::collections::BTreeMap;

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::{
    Act, AuditEntry, Credential, Invitation, Joining, Member, MemberBook, MemberFailure, Role, Roles,
};
use fieldlab_domain::owner::Sector;
use fieldlab_domain::store::StoreError;
use std::sync::Arc;

use super::memory::Memory;
use super::{Answer, empty, guest, needs, send};
use crate::routes::{Needs, Row, table, uploads};
use crate::{Accounts, Lab};

/// Members who are logged in, by the digest of their key, and no others.
#[derive(Default)]
pub(super) struct People(BTreeMap<String, Member>);

/// The key that a member with this role is logged in with.
pub(super) fn key(role: Role) -> String {
    format!("{:064x}", role as u8)
}

impl People {
    /// One of each role.
    pub(super) fn of_each_role() -> People {
        let member = |role: Role| Member {
            id: 1 + role as i64,
            name: format!("The {}", role.name()),
            login: role.name().to_owned(),
            organisation: "Gemeente Proefstad".to_owned(),
            sector: Sector::Government,
            roles: Roles::new([role]).expect("one role"),
            joined_at: 0,
            removed_at: None,
        };
        let entry = |role: Role| (Digest::of(key(role).as_bytes()).as_str().to_owned(), member(role));
        People(Role::ALL.into_iter().map(entry).collect())
    }
}

#[async_trait]
impl MemberBook for People {
    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        Ok(self.0.values().cloned().collect())
    }
    async fn by_login(&self, _: &str) -> Result<Option<(Member, Credential)>, StoreError> {
        Ok(None)
    }
    async fn by_identity(&self, _: &str, _: &str) -> Result<Option<Member>, StoreError> {
        Ok(None)
    }
    async fn invite(&self, _: &Digest, invitation: &Invitation) -> Result<Invitation, StoreError> {
        Ok(invitation.clone())
    }
    async fn invitation(&self, _: &Digest) -> Result<Option<Invitation>, StoreError> {
        Ok(None)
    }
    async fn invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        Ok(Vec::new())
    }
    async fn withdraw(&self, _: i64, _: i64) -> Result<bool, StoreError> {
        Ok(false)
    }
    async fn join(&self, _: &Digest, _: &Joining, _: i64) -> Result<Member, MemberFailure> {
        Err(MemberFailure::NoInvitation)
    }
    async fn set_roles(&self, member: i64, _: &Roles) -> Result<Member, MemberFailure> {
        Err(MemberFailure::NoMember(member))
    }
    async fn remove(&self, member: i64, _: i64) -> Result<Member, MemberFailure> {
        Err(MemberFailure::NoMember(member))
    }
    async fn begin_login(&self, _: &Digest, _: i64, _: i64, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
    async fn logged_in(&self, key: &Digest, _: i64) -> Result<Option<Member>, StoreError> {
        Ok(self.0.get(key.as_str()).cloned())
    }
    async fn end_login(&self, _: &Digest) -> Result<(), StoreError> {
        Ok(())
    }
    async fn note(&self, _: &AuditEntry) -> Result<(), StoreError> {
        Ok(())
    }
    async fn audit(&self, _: u32) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(Vec::new())
    }
}

fn lab() -> Lab {
    Lab {
        accounts: Accounts::Members,
        members: Arc::new(People::of_each_role()),
        store: Arc::new(Memory::samples()),
        needs: Arc::new(needs::Book::of(&Memory::samples().needs)),
        services: guest::Guest::default().services(),
        tours: Arc::new(super::touring::Book::samples()),
        ..empty()
    }
}

async fn ask(lab: &Lab, method: &str, path: &str, who: Option<Role>, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    request = request.header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, "en");
    if let Some(role) = who {
        request = request.header(header::COOKIE, format!("a=b; fieldlab-login={}", key(role)));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(lab, request.body(Body::empty()).expect("a request")).await
}

const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn each_route_is_open_to_who_may_and_to_nobody_else() {
    let lab = lab();
    // So that pages that are told what happens are told that it is over.
    lab.sessions.end();
    for Row { method, path, needs } in table().rows.into_iter().chain(uploads().rows) {
        let path = path
            .replace("{name}", "zorgtoeslag")
            .replace("{id}", "1")
            .replace("{secret}", "none")
            .replace("{version}", "0.1.0")
            .replace("{scene}", "1")
            .replace("{kind}", "demo")
            .replace("{key}", "zorgtoeslag");
        for who in [None].into_iter().chain(Role::ALL.map(Some)) {
            let answer = ask(&lab, method, &path, who, &[OWN_PAGE]).await;
            let leads_to_login = answer
                .headers
                .get(header::LOCATION)
                .is_some_and(|to| to.to_str().is_ok_and(|to| to.starts_with("/login?next=")));
            let expected = needs.is_none_or(|act| who.is_some_and(|role| role.may(act)));
            let is_kept_out = leads_to_login
                || answer.status == StatusCode::FORBIDDEN
                || (answer.status == StatusCode::UNAUTHORIZED && path != "/login");
            assert_eq!(!is_kept_out, expected, "{method} {path} as {who:?}: {} {}", answer.status, answer.body);
            if is_kept_out && who.is_none() {
                let wanted = if method == "GET" { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
                assert_eq!(answer.status, wanted, "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn programs_are_told_in_json_and_need_a_token() {
    let lab = lab();
    let path = "/haalcentraal/api/brp/personen";
    for (headers, expected) in
        [(&[][..], 401), (&[("authorization", "Bearer wrong")], 401), (&[("authorization", "Bearer view")], 200)]
    {
        let mut headers = headers.to_vec();
        headers.push(("accept", "*/*"));
        let mut request =
            Request::builder().method("GET").uri("/runs/1/evidence.json").header(header::HOST, "localhost:8780");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = send(&lab, request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", answer.body);
        assert!(expected == 200 || answer.headers[header::CONTENT_TYPE] == "application/problem+json");
        assert_eq!(answer.headers.contains_key(header::WWW_AUTHENTICATE), expected == 401);
    }
    let request = Request::builder().method("POST").uri(path).header(header::HOST, "localhost:8780");
    let answer = send(&lab, request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "the register is not for everybody either");
}

#[tokio::test]
async fn a_log_in_is_used_by_pages_of_the_lab_alone() {
    let lab = lab();
    let path = "/members/invitations/1/withdraw";
    let own = ask(&lab, "POST", path, Some(Role::Admin), &[("origin", "http://localhost:8780")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
    for headers in [&[][..], &[("sec-fetch-site", "same-site")], &[("origin", "http://zorg.localhost:8780")]] {
        let answer = ask(&lab, "POST", path, Some(Role::Admin), headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
}

#[tokio::test]
async fn pages_say_who_reads_them_and_are_kept_by_nobody() {
    let lab = lab();
    let page = ask(&lab, "GET", "/lab", Some(Role::Viewer), &[]).await;
    assert!(page.body.contains("The viewer") && page.body.contains("action=\"/logout\""), "{}", page.body);
    assert!(!page.body.contains("href=\"/members\""), "viewers decide about nobody");
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    let admins = ask(&lab, "GET", "/lab", Some(Role::Admin), &[]).await;
    assert!(admins.body.contains("href=\"/members\""));
    let about = ask(&lab, "GET", "/about", None, &[]).await;
    assert!(about.body.contains("href=\"/login\""), "{}", about.body);
}

#[tokio::test]
async fn a_prototype_is_open_to_who_comes_through_the_lab() {
    let lab = lab();
    let request = Request::builder().uri("/").header(header::HOST, "zorgtoeslag.localhost:8780");
    let answer = send(&lab, request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("//localhost:8780/prototypes"), "{}", answer.body);
    let entered = ask(&lab, "GET", "/prototypes/zorgtoeslag/enter", Some(Role::Viewer), &[]).await;
    let to = entered.headers[header::LOCATION].to_str().expect("text").to_owned();
    let path = to.strip_prefix("//zorgtoeslag.localhost:8780").expect("its origin");
    let request =
        |path: &str| Request::builder().uri(path.to_owned()).header(header::HOST, "zorgtoeslag.localhost:8780");
    let led = send(&lab, request(path).body(Body::empty()).expect("a request")).await;
    let cookie = led.headers[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    let answer = send(&lab, request("/").header(header::COOKIE, cookie).body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

/// The page for people who want to know who may do what; written from the table, so that it can't be out of step.
fn table_in_words() -> String {
    let head = "| method | path | for everybody | viewer | reactor | owner | team | admin |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    let mark = |may: bool| if may { "yes" } else { "" };
    let line = |row: &Row| {
        let needs: Needs = row.needs;
        let roles = Role::ALL.map(|role| mark(needs.is_none_or(|act: Act| role.may(act)))).join(" | ");
        format!("| {} | `{}` | {} | {roles} |\n", row.method, row.path, mark(needs.is_none()))
    };
    head.to_owned() + &table().rows.iter().chain(&uploads().rows).map(line).collect::<String>()
}

#[test]
fn the_document_on_roles_has_each_route() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/roles.md");
    let document = std::fs::read_to_string(path).expect("docs/roles.md is there");
    let table = table_in_words();
    assert!(document.contains(&table), "docs/roles.md has another table than the routes; write:\n{table}");
}
