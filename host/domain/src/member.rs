//! Who works with a lab: members, what they may do, how they are invited, and the port for keeping them.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use thiserror::Error;

use crate::digest::Digest;
use crate::owner::Sector;
use crate::store::StoreError;

/// What somebody is in a lab. A member can be several things at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees all pages.
    Viewer,
    /// Reacts to demos and evidence too.
    Reactor,
    /// Signs off evidence, for the sector of their organisation.
    Owner,
    /// Writes needs, deploys prototypes, grants, runs experiments, answers reactions.
    Team,
    /// Decides who is a member, and sees the audit trail.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] = [Role::Viewer, Role::Reactor, Role::Owner, Role::Team, Role::Admin];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Reactor => "reactor",
            Role::Owner => "owner",
            Role::Team => "team",
            Role::Admin => "admin",
        }
    }

    /// The role that this word is for.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == word)
    }

    /// Whether who has this role may do it. Signing is for owners alone: who runs the lab can't sign for a sector.
    pub fn may(self, act: Act) -> bool {
        match act {
            Act::See => true,
            Act::React => self != Role::Viewer,
            Act::Sign => self == Role::Owner,
            Act::Work => self == Role::Team,
            Act::Govern => self == Role::Admin,
        }
    }
}

/// A thing to do in a lab, as far as it matters who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Look at pages.
    See,
    /// Say what one thinks of a demo or of evidence.
    React,
    /// Sign off evidence for a sector.
    Sign,
    /// Change needs, prototypes, grants and experiments.
    Work,
    /// Change who is a member.
    Govern,
}

/// One or more roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

/// A list of roles that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no list of roles\n  hint: write one or more of viewer, reactor, owner, team, admin, with commas between them"
)]
pub struct BadRoles(String);

impl Roles {
    /// These roles.
    ///
    /// # Errors
    /// When there are none.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Result<Roles, BadRoles> {
        let roles: BTreeSet<Role> = roles.into_iter().collect();
        if roles.is_empty() { Err(BadRoles(String::new())) } else { Ok(Roles(roles)) }
    }

    /// Reads words with commas between them, such as `team,owner`.
    ///
    /// # Errors
    /// When there are none, or a word is for no role.
    pub fn parse(words: &str) -> Result<Roles, BadRoles> {
        let roles: Option<BTreeSet<Role>> = words.split(',').map(|word| Role::parse(word.trim())).collect();
        roles.map(Roles).ok_or_else(|| BadRoles(words.to_owned()))
    }

    /// The roles.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }

    /// Whether this is one of them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether one of them allows it.
    pub fn may(&self, act: Act) -> bool {
        self.0.iter().any(|role| role.may(act))
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|role| role.name()).collect();
        out.write_str(&words.join(","))
    }
}

/// Somebody who works with the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their number, counted from 1; it is never used again.
    pub id: i64,
    /// How they are called.
    pub name: String,
    /// What they log in with: an e-mail address, or another word that no other member has.
    pub login: String,
    /// The organisation that they speak for.
    pub organisation: String,
    /// Its sector.
    pub sector: Sector,
    /// What they are.
    pub roles: Roles,
    /// When they joined, in seconds since 1970-01-01T00:00Z.
    pub joined_at: i64,
    /// When they were taken off.
    pub removed_at: Option<i64>,
}

/// How a member shows who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// By a passphrase: its Argon2 hash in PHC format.
    Passphrase(String),
    /// By an OpenID provider.
    Identity {
        /// The provider's address.
        issuer: String,
        /// What it knows them by.
        subject: String,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::Passphrase(_) => out.write_str("Passphrase"),
            Credential::Identity { issuer, .. } => write!(out, "Identity at {issuer}"),
        }
    }
}

/// What is decided of somebody before they join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its number, counted from 1.
    pub id: i64,
    /// Whom it is for, in words.
    pub name: String,
    /// The organisation that they will speak for.
    pub organisation: String,
    /// Its sector.
    pub sector: Sector,
    /// What they will be.
    pub roles: Roles,
    /// Who invited them.
    pub by: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub made_at: i64,
    /// From when it is good no more.
    pub expires_at: i64,
    /// When it was used or withdrawn.
    pub ended_at: Option<i64>,
}

impl Invitation {
    /// Whether somebody can join with it at `now`.
    pub fn is_open(&self, now: i64) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// Who joins, as far as an invitation does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// How they are called.
    pub name: String,
    /// What they log in with.
    pub login: String,
    /// How they show who they are.
    pub credential: Credential,
}

/// Why the members stay as they are.
#[derive(Debug, Error)]
pub enum MemberFailure {
    /// The invitation is not known, used, withdrawn or too old.
    #[error("this invitation is good no more\n  hint: ask who runs the lab for another")]
    NoInvitation,
    /// Somebody else logs in with this.
    #[error("somebody logs in with this already\n  hint: choose another, or log in")]
    Taken,
    /// There is no such member.
    #[error("there is no member with number {0}")]
    NoMember(i64),
    /// Nobody would be left to let others in.
    #[error("this is the last member who may invite others\n  hint: make somebody else an admin first")]
    LastAdmin,
    /// The store can't do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Something that somebody did, or tried to, in the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// Who: a login, `local` for the user of the lab's machine, or what was tried as a login.
    pub who: String,
    /// What, as a word: `login`, `login-failed`, `logout`, `joined`, `invited`, ...
    pub what: String,
    /// Of or to whom or what.
    pub about: String,
}

/// Keeps members, invitations, log-ins and the audit trail. Of secrets it keeps the digests only.
#[async_trait]
pub trait MemberBook: Send + Sync {
    /// All members that are or were, the first first.
    async fn members(&self) -> Result<Vec<Member>, StoreError>;
    /// The member who logs in with this, with their credential; nobody who was taken off.
    async fn by_login(&self, login: &str) -> Result<Option<(Member, Credential)>, StoreError>;
    /// The member whom an OpenID provider knows by this; nobody who was taken off.
    async fn by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Member>, StoreError>;

    /// Keeps an invitation under the digest of its secret; its number is given by the book.
    async fn invite(&self, secret: &Digest, invitation: &Invitation) -> Result<Invitation, StoreError>;
    /// The invitation with this secret, open or not.
    async fn invitation(&self, secret: &Digest) -> Result<Option<Invitation>, StoreError>;
    /// All invitations, the newest first.
    async fn invitations(&self) -> Result<Vec<Invitation>, StoreError>;
    /// Ends an invitation; `false` when there is no open one with this number.
    async fn withdraw(&self, invitation: i64, now: i64) -> Result<bool, StoreError>;
    /// Makes a member of an invitation, which is used up: both or neither.
    async fn join(&self, secret: &Digest, who: &Joining, now: i64) -> Result<Member, MemberFailure>;

    /// Changes what a member is. Their log-ins stay, with the new roles.
    async fn set_roles(&self, member: i64, roles: &Roles) -> Result<Member, MemberFailure>;
    /// Takes a member off, and ends their log-ins. What they did keeps their name.
    async fn remove(&self, member: i64, now: i64) -> Result<Member, MemberFailure>;

    /// Keeps a log-in under the digest of its key.
    async fn begin_login(&self, key: &Digest, member: i64, now: i64, expires_at: i64) -> Result<(), StoreError>;
    /// Who is logged in with this key at `now`.
    async fn logged_in(&self, key: &Digest, now: i64) -> Result<Option<Member>, StoreError>;
    /// Ends a log-in.
    async fn end_login(&self, key: &Digest) -> Result<(), StoreError>;

    /// Writes into the audit trail.
    async fn note(&self, entry: &AuditEntry) -> Result<(), StoreError>;
    /// The newest entries of the audit trail, at most so many.
    async fn audit(&self, most: u32) -> Result<Vec<AuditEntry>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_it_is_for() {
        let who = |act: Act| Role::ALL.into_iter().filter(|role| role.may(act)).map(Role::name).collect::<Vec<_>>();
        assert_eq!(who(Act::See).len(), Role::ALL.len());
        assert_eq!(who(Act::React), ["reactor", "owner", "team", "admin"]);
        assert_eq!(who(Act::Sign), ["owner"]);
        assert_eq!(who(Act::Work), ["team"]);
        assert_eq!(who(Act::Govern), ["admin"]);
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        let roles = Roles::parse("team, owner").expect("roles");
        assert_eq!(roles.to_string(), "owner,team");
        assert!(roles.may(Act::Sign) && roles.may(Act::Work) && !roles.may(Act::Govern));
        for wrong in ["", "boss", "team,", "Team"] {
            assert!(Roles::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Roles::new([]).is_err());
    }
}
