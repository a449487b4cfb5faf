//! `fieldlab member`: who may work with the lab with this data folder.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::{AuditEntry, Invitation, Member, MemberBook, MemberFailure, Roles};
use fieldlab_store::{SqliteMembers, SqliteStore};
use serde_json::json;

use crate::cli::{InviteArguments, MemberCommand, Places};
use crate::failure::usage;
use crate::{lab, output, runs};

/// How the audit trail names who works on the lab's own machine.
const BY: &str = "local";

const SECONDS_A_DAY: i64 = 86_400;

pub(crate) async fn run(places: &Places, command: MemberCommand) -> anyhow::Result<()> {
    let data = lab::made_data_folder(places)?;
    let book = SqliteMembers::new(SqliteStore::open(&data.join("lab.db")).await?);
    match command {
        MemberCommand::Invite(arguments) => invite(&book, arguments).await,
        MemberCommand::List(arguments) => list(&book, arguments.json).await,
        MemberCommand::Roles(arguments) => {
            let member = find(&book, &arguments.login).await?;
            let roles =
                Roles::new(arguments.roles).map_err(|error| usage(error.to_string(), "name one with --role"))?;
            let member = book.set_roles(member.id, &roles).await.map_err(refused)?;
            note(&book, "roles-changed", &format!("{} ({})", member.login, member.roles)).await?;
            println!("{} is now: {}", member.login, member.roles);
            Ok(())
        }
        MemberCommand::Remove(arguments) => {
            let member = find(&book, &arguments.login).await?;
            book.remove(member.id, runs::now()).await.map_err(refused)?;
            note(&book, "removed", &format!("{} ({})", member.login, member.roles)).await?;
            println!("{} is no member any more", member.login);
            Ok(())
        }
    }
}

async fn find(book: &SqliteMembers, login: &str) -> anyhow::Result<Member> {
    let found = book.by_login(login).await?;
    let nobody = || usage(format!("nobody logs in with `{login}`"), "see: fieldlab member list");
    Ok(found.ok_or_else(nobody)?.0)
}

fn refused(failure: MemberFailure) -> anyhow::Error {
    match failure {
        MemberFailure::Store(error) => error.into(),
        MemberFailure::LastAdmin => {
            usage("this is the last member who may invite others", "make somebody else an admin first")
        }
        other => usage(other.to_string(), "see: fieldlab member list"),
    }
}

async fn note(book: &SqliteMembers, what: &str, about: &str) -> anyhow::Result<()> {
    let entry = AuditEntry { at: runs::now(), who: BY.to_owned(), what: what.to_owned(), about: about.to_owned() };
    Ok(book.note(&entry).await?)
}

async fn invite(book: &SqliteMembers, arguments: InviteArguments) -> anyhow::Result<()> {
    for (what, text) in [("name", &arguments.name), ("organisation", &arguments.organisation)] {
        if text.trim().is_empty() || text.chars().count() > 100 || text.chars().any(char::is_control) {
            return Err(usage(
                format!("an invitation has a {what} of one line, at most 100 characters"),
                format!("write: --{what} \"...\""),
            ));
        }
    }
    let lab = arguments.lab.trim_end_matches('/');
    if !lab.starts_with("http://") && !lab.starts_with("https://") {
        return Err(usage(format!("`{lab}` is no address of a lab"), "write: --lab https://lab.example"));
    }
    let roles = Roles::new(arguments.roles).map_err(|error| usage(error.to_string(), "name one with --role"))?;
    let secret = super::token::random()?;
    let now = runs::now();
    let invitation = Invitation {
        id: 0,
        name: arguments.name,
        organisation: arguments.organisation,
        sector: arguments.sector,
        roles,
        by: BY.to_owned(),
        made_at: now,
        expires_at: now + i64::from(arguments.days) * SECONDS_A_DAY,
        ended_at: None,
    };
    let kept = book.invite(&Digest::of(secret.as_bytes()), &invitation).await?;
    note(book, "invited", &format!("{} ({}, {})", kept.name, kept.organisation, kept.roles)).await?;
    eprintln!(
        "send this address to {} and to nobody else; it can be used once, until {} UTC",
        kept.name,
        output::time(kept.expires_at)
    );
    println!("{lab}/join/{secret}");
    Ok(())
}

async fn list(book: &SqliteMembers, as_json: bool) -> anyhow::Result<()> {
    let now = runs::now();
    let members: Vec<Member> = book.members().await?.into_iter().filter(|member| member.removed_at.is_none()).collect();
    let invitations: Vec<Invitation> = book.invitations().await?.into_iter().filter(|one| one.is_open(now)).collect();
    if as_json {
        let member = |one: &Member| {
            json!({
                "login": one.login, "name": one.name, "organisation": one.organisation, "sector": one.sector.name(),
                "roles": one.roles.iter().map(|role| role.name()).collect::<Vec<_>>(), "joinedAt": one.joined_at,
            })
        };
        let invitation = |one: &Invitation| {
            json!({
                "name": one.name, "organisation": one.organisation, "sector": one.sector.name(),
                "roles": one.roles.iter().map(|role| role.name()).collect::<Vec<_>>(), "expiresAt": one.expires_at,
            })
        };
        let all = json!({
            "members": members.iter().map(member).collect::<Vec<_>>(),
            "invitations": invitations.iter().map(invitation).collect::<Vec<_>>(),
        });
        println!("{all:#}");
        return Ok(());
    }
    let mut table = output::table(&["login", "name", "organisation", "sector", "roles", ""]);
    for one in &members {
        table.add_row([&*one.login, &one.name, &one.organisation, one.sector.name(), &one.roles.to_string(), ""]);
    }
    for one in &invitations {
        let until = format!("invited, until {}", output::time(one.expires_at));
        table.add_row(["", &*one.name, &one.organisation, one.sector.name(), &one.roles.to_string(), &until]);
    }
    println!("{table}");
    if members.is_empty() && invitations.is_empty() {
        eprintln!("there is nobody yet; begin with an admin: fieldlab member invite --help");
    }
    Ok(())
}
