use super::*;

const NOW: i64 = 1_000;

async fn book(folder: &tempfile::TempDir) -> SqliteMembers {
    SqliteMembers::new(SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn secret(word: &str) -> Digest {
    Digest::of(word.as_bytes())
}

fn invitation(roles: &str) -> Invitation {
    Invitation {
        id: 0,
        name: "Noor".into(),
        organisation: "Gemeente Proefstad".into(),
        sector: Sector::Government,
        roles: Roles::parse(roles).expect("roles"),
        by: "local".into(),
        made_at: NOW,
        expires_at: NOW + 100,
        ended_at: None,
    }
}

fn joining(login: &str) -> Joining {
    Joining { name: "Noor".into(), login: login.into(), credential: Credential::Passphrase("$argon2id$...".into()) }
}

async fn member(book: &SqliteMembers, login: &str, roles: &str) -> Member {
    book.invite(&secret(login), &invitation(roles)).await.expect("it is kept");
    book.join(&secret(login), &joining(login), NOW).await.expect("they join")
}

#[tokio::test]
async fn an_invitation_makes_one_member() {
    let folder = folder();
    let book = book(&folder).await;
    let kept = book.invite(&secret("a"), &invitation("team,owner")).await.expect("it is kept");
    assert_eq!(book.invitation(&secret("a")).await.expect("it can be read").as_ref(), Some(&kept));
    let (one, two, secret_a) = (joining("noor@example.nl"), joining("other@example.nl"), secret("a"));
    let (one, two) = tokio::join!(book.join(&secret_a, &one, NOW + 1), book.join(&secret_a, &two, NOW + 1));
    assert_eq!([&one, &two].into_iter().filter(|joined| joined.is_ok()).count(), 1, "{one:?} {two:?}");
    assert!([one, two].into_iter().any(|joined| matches!(joined, Err(MemberFailure::NoInvitation))));
    let found = book.members().await.expect("they can be read");
    assert_eq!((found.len(), found[0].roles.to_string().as_str()), (1, "owner,team"));
    assert!(!book.invitations().await.expect("they can be read")[0].is_open(NOW + 2));
}

#[tokio::test]
async fn an_invitation_that_is_old_withdrawn_or_made_up_opens_nothing() {
    let folder = folder();
    let book = book(&folder).await;
    let old = book.invite(&secret("old"), &invitation("viewer")).await.expect("it is kept");
    let late = book.join(&secret("old"), &joining("a"), old.expires_at).await;
    assert!(matches!(late, Err(MemberFailure::NoInvitation)), "{late:?}");
    assert!(book.withdraw(old.id, NOW).await.expect("it is written"));
    assert!(!book.withdraw(old.id, NOW).await.expect("it is written"), "it is withdrawn already");
    for word in ["old", "made-up"] {
        let joined = book.join(&secret(word), &joining("a"), NOW).await;
        assert!(matches!(joined, Err(MemberFailure::NoInvitation)), "{joined:?}");
    }
    assert_eq!(book.members().await.expect("they can be read"), []);
}

#[tokio::test]
async fn a_login_is_one_members_and_is_free_when_they_leave() {
    let folder = folder();
    let book = book(&folder).await;
    member(&book, "Noor@Example.nl", "admin").await;
    let team = member(&book, "team", "team").await;
    book.invite(&secret("b"), &invitation("viewer")).await.expect("it is kept");
    let again = book.join(&secret("b"), &joining(" noor@example.NL "), NOW).await;
    assert!(matches!(again, Err(MemberFailure::Taken)), "{again:?}");
    assert!(book.by_login("NOOR@example.nl").await.expect("it can be read").is_some());
    book.remove(team.id, NOW).await.expect("they are taken off");
    assert!(book.by_login("team").await.expect("it can be read").is_none());
    book.join(&secret("b"), &joining("team"), NOW).await.expect("the invitation is still good, the login is free");
    assert!(matches!(book.remove(team.id, NOW).await, Err(MemberFailure::NoMember(_))), "they are gone already");
}

#[tokio::test]
async fn an_identity_is_one_members() {
    let folder = folder();
    let book = book(&folder).await;
    let credential = Credential::Identity { issuer: "https://id.example".into(), subject: "42".into() };
    for (word, login) in [("a", "a"), ("b", "b")] {
        book.invite(&secret(word), &invitation("viewer")).await.expect("it is kept");
        let who = Joining { credential: credential.clone(), ..joining(login) };
        assert_eq!(book.join(&secret(word), &who, NOW).await.is_ok(), word == "a");
    }
    let found = book.by_identity("https://id.example", "42").await.expect("it can be read");
    assert_eq!(found.map(|member| member.login), Some("a".to_owned()));
    assert_eq!(book.by_identity("https://other.example", "42").await.expect("it can be read"), None);
}

#[tokio::test]
async fn somebody_who_can_invite_is_left() {
    let folder = folder();
    let book = book(&folder).await;
    let (admin, team) = (member(&book, "admin", "admin").await, member(&book, "team", "team").await);
    let viewer = Roles::parse("viewer").expect("roles");
    assert!(matches!(book.set_roles(admin.id, &viewer).await, Err(MemberFailure::LastAdmin)));
    assert!(matches!(book.remove(admin.id, NOW).await, Err(MemberFailure::LastAdmin)));
    book.set_roles(team.id, &Roles::parse("admin,team").expect("roles")).await.expect("they are changed");
    let changed = book.set_roles(admin.id, &viewer).await.expect("there is another");
    assert_eq!(changed.roles, viewer);
}

#[tokio::test]
async fn a_log_in_ends_by_time_by_hand_and_with_its_member() {
    let folder = folder();
    let book = book(&folder).await;
    member(&book, "admin", "admin").await;
    let team = member(&book, "team", "team").await;
    let who = async |word: &str, now: i64| {
        book.logged_in(&secret(word), now).await.expect("it can be read").map(|member| member.login)
    };
    for word in ["one", "two", "three"] {
        book.begin_login(&secret(word), team.id, NOW, NOW + 10).await.expect("it is kept");
    }
    assert_eq!(who("one", NOW + 9).await.as_deref(), Some("team"));
    assert_eq!(who("one", NOW + 10).await, None, "its time is over");
    assert_eq!(who("made up", NOW).await, None);
    book.end_login(&secret("two")).await.expect("it is ended");
    assert_eq!(who("two", NOW).await, None);
    book.remove(team.id, NOW).await.expect("they are taken off");
    assert_eq!(who("three", NOW).await, None);
}

#[tokio::test]
async fn the_audit_trail_is_only_added_to() {
    let folder = folder();
    let book = book(&folder).await;
    let entry = |what: &str| AuditEntry { at: NOW, who: "local".into(), what: what.into(), about: "Noor".into() };
    for what in ["invited", "joined"] {
        book.note(&entry(what)).await.expect("it is written");
    }
    assert_eq!(book.audit(1).await.expect("it can be read"), [entry("joined")]);
    for sql in
        ["UPDATE audit SET who = 'x'", "DELETE FROM audit", "INSERT OR REPLACE INTO audit VALUES (1, 1, '', '', '')"]
    {
        assert!(query(sql).execute(&book.store.pool).await.is_err(), "{sql}");
    }
}
