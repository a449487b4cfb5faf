//! Members, invitations, log-ins and the audit trail.

use std::fmt;

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::{
    AuditEntry, Credential, Invitation, Joining, Member, MemberBook, MemberFailure, Role, Roles,
};
use fieldlab_domain::owner::Sector;
use fieldlab_domain::store::StoreError;
use sqlx::{FromRow, Sqlite, query, query_as, query_scalar};

use crate::SqliteStore;

/// Who works with a lab.
#[derive(Clone)]
pub struct SqliteMembers {
    store: SqliteStore,
}

impl fmt::Debug for SqliteMembers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SqliteMembers").finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct MemberRow {
    id: i64,
    name: String,
    login: String,
    organisation: String,
    sector: String,
    roles: String,
    passphrase: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    joined_at: i64,
    removed_at: Option<i64>,
}

#[derive(FromRow)]
struct InvitationRow {
    id: i64,
    name: String,
    organisation: String,
    sector: String,
    roles: String,
    by: String,
    made_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
}

#[derive(FromRow)]
struct AuditRow {
    at: i64,
    who: String,
    what: String,
    about: String,
}

const MEMBER: &str = "SELECT id, name, login, organisation, sector, roles, passphrase, issuer, subject, joined_at, removed_at FROM members";
const INVITATION: &str =
    "SELECT id, name, organisation, sector, roles, by, made_at, expires_at, ended_at FROM invitations";

/// What a login is compared by: people write their address in capitals at times.
fn key(login: &str) -> String {
    login.trim().to_lowercase()
}

impl SqliteMembers {
    /// Those in a store.
    pub fn new(store: SqliteStore) -> SqliteMembers {
        SqliteMembers { store }
    }

    fn failed(&self, error: sqlx::Error) -> StoreError {
        self.store.failure.of(error)
    }

    fn sector(&self, word: &str) -> Result<Sector, StoreError> {
        Sector::parse(word).ok_or_else(|| self.store.failure.unreadable(format!("there is no sector `{word}`")))
    }

    fn roles(&self, words: &str) -> Result<Roles, StoreError> {
        Roles::parse(words).map_err(|error| self.store.failure.unreadable(error))
    }

    fn member(&self, row: MemberRow) -> Result<(Member, Credential), StoreError> {
        let credential = match (row.passphrase, row.issuer, row.subject) {
            (Some(hash), ..) => Credential::Passphrase(hash),
            (None, Some(issuer), Some(subject)) => Credential::Identity { issuer, subject },
            _ => return Err(self.store.failure.unreadable(format!("member {} has no credential", row.id))),
        };
        let member = Member {
            id: row.id,
            sector: self.sector(&row.sector)?,
            roles: self.roles(&row.roles)?,
            name: row.name,
            login: row.login,
            organisation: row.organisation,
            joined_at: row.joined_at,
            removed_at: row.removed_at,
        };
        Ok((member, credential))
    }

    fn open_invitation(&self, row: InvitationRow) -> Result<Invitation, StoreError> {
        Ok(Invitation {
            id: row.id,
            sector: self.sector(&row.sector)?,
            roles: self.roles(&row.roles)?,
            name: row.name,
            organisation: row.organisation,
            by: row.by,
            made_at: row.made_at,
            expires_at: row.expires_at,
            ended_at: row.ended_at,
        })
    }

    /// The members of a condition over numbered values, as text.
    async fn select<'c>(
        &self,
        from: impl sqlx::Executor<'c, Database = Sqlite>,
        condition: &'static str,
        values: &[&str],
    ) -> Result<Vec<(Member, Credential)>, StoreError> {
        let sql = format!("{MEMBER} WHERE {condition} ORDER BY id");
        let mut asking = query_as::<_, MemberRow>(sqlx::AssertSqlSafe(sql));
        for value in values {
            asking = asking.bind(*value);
        }
        let rows = asking.fetch_all(from).await.map_err(|error| self.failed(error))?;
        rows.into_iter().map(|row| self.member(row)).collect()
    }

    /// Changes a member who is there, unless nobody would be left to let others in.
    async fn change(&self, id: i64, roles: Option<&Roles>, removed_at: Option<i64>) -> Result<Member, MemberFailure> {
        let failed = |error| MemberFailure::Store(self.failed(error));
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let there = self.select(&mut *transaction, "removed_at IS NULL", &[]).await?;
        let (member, _) =
            there.iter().find(|(member, _)| member.id == id).cloned().ok_or(MemberFailure::NoMember(id))?;
        let is_admin = |member: &Member| member.roles.has(Role::Admin);
        let stays = removed_at.is_none() && roles.is_none_or(|roles| roles.has(Role::Admin));
        let others = there.iter().any(|(other, _)| other.id != id && is_admin(other));
        if is_admin(&member) && !stays && !others {
            return Err(MemberFailure::LastAdmin);
        }
        let changed = Member { roles: roles.unwrap_or(&member.roles).clone(), removed_at, ..member };
        query("UPDATE members SET roles = ?, removed_at = ? WHERE id = ?")
            .bind(changed.roles.to_string())
            .bind(removed_at)
            .bind(id)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        if removed_at.is_some() {
            query("DELETE FROM logins WHERE member = ?").bind(id).execute(&mut *transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(changed)
    }
}

#[async_trait]
impl MemberBook for SqliteMembers {
    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let found = self.select(&self.store.pool, "TRUE", &[]).await?;
        Ok(found.into_iter().map(|(member, _)| member).collect())
    }

    async fn by_login(&self, login: &str) -> Result<Option<(Member, Credential)>, StoreError> {
        let login = key(login);
        Ok(self.select(&self.store.pool, "login_key = ? AND removed_at IS NULL", &[&login]).await?.pop())
    }

    async fn by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Member>, StoreError> {
        let condition = "issuer = ? AND subject = ? AND removed_at IS NULL";
        let found = self.select(&self.store.pool, condition, &[issuer, subject]).await?.pop();
        Ok(found.map(|(member, _)| member))
    }

    async fn invite(&self, secret: &Digest, new: &Invitation) -> Result<Invitation, StoreError> {
        let done = query(
            "INSERT INTO invitations (hash, name, organisation, sector, roles, by, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(secret.as_str())
        .bind(&new.name)
        .bind(&new.organisation)
        .bind(new.sector.name())
        .bind(new.roles.to_string())
        .bind(&new.by)
        .bind(new.made_at)
        .bind(new.expires_at)
        .execute(&self.store.pool)
        .await
        .map_err(|error| self.failed(error))?;
        Ok(Invitation { id: done.last_insert_rowid(), ..new.clone() })
    }

    async fn invitation(&self, secret: &Digest) -> Result<Option<Invitation>, StoreError> {
        let row: Option<InvitationRow> = query_as(sqlx::AssertSqlSafe(format!("{INVITATION} WHERE hash = ?")))
            .bind(secret.as_str())
            .fetch_optional(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        row.map(|row| self.open_invitation(row)).transpose()
    }

    async fn invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        let rows: Vec<InvitationRow> = query_as(sqlx::AssertSqlSafe(format!("{INVITATION} ORDER BY id DESC")))
            .fetch_all(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        rows.into_iter().map(|row| self.open_invitation(row)).collect()
    }

    async fn withdraw(&self, invitation: i64, now: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE invitations SET ended_at = ? WHERE id = ? AND ended_at IS NULL")
            .bind(now)
            .bind(invitation)
            .execute(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(done.rows_affected() == 1)
    }

    async fn join(&self, secret: &Digest, who: &Joining, now: i64) -> Result<Member, MemberFailure> {
        let failed = |error| MemberFailure::Store(self.failed(error));
        // Two who join with one invitation come one after another.
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let row: Option<InvitationRow> = query_as(sqlx::AssertSqlSafe(format!("{INVITATION} WHERE hash = ?")))
            .bind(secret.as_str())
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed)?;
        let invitation = row.map(|row| self.open_invitation(row)).transpose()?;
        let invitation = invitation.filter(|one| one.is_open(now)).ok_or(MemberFailure::NoInvitation)?;
        let (hash, issuer, subject) = match &who.credential {
            Credential::Passphrase(hash) => (Some(hash), None, None),
            Credential::Identity { issuer, subject } => (None, Some(issuer), Some(subject)),
        };
        let taken: bool = query_scalar(
            "SELECT EXISTS (SELECT 1 FROM members WHERE removed_at IS NULL AND (login_key = ?1 OR (issuer = ?2 AND subject = ?3)))",
        )
        .bind(key(&who.login))
        .bind(issuer)
        .bind(subject)
        .fetch_one(&mut *transaction)
        .await
        .map_err(failed)?;
        if taken {
            return Err(MemberFailure::Taken);
        }
        let done = query(
            "INSERT INTO members (name, login, login_key, organisation, sector, roles, passphrase, issuer, subject, joined_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&who.name)
        .bind(&who.login)
        .bind(key(&who.login))
        .bind(&invitation.organisation)
        .bind(invitation.sector.name())
        .bind(invitation.roles.to_string())
        .bind(hash)
        .bind(issuer)
        .bind(subject)
        .bind(now)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        query("UPDATE invitations SET ended_at = ? WHERE id = ?")
            .bind(now)
            .bind(invitation.id)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(Member {
            id: done.last_insert_rowid(),
            name: who.name.clone(),
            login: who.login.clone(),
            organisation: invitation.organisation,
            sector: invitation.sector,
            roles: invitation.roles,
            joined_at: now,
            removed_at: None,
        })
    }

    async fn set_roles(&self, member: i64, roles: &Roles) -> Result<Member, MemberFailure> {
        self.change(member, Some(roles), None).await
    }

    async fn remove(&self, member: i64, now: i64) -> Result<Member, MemberFailure> {
        self.change(member, None, Some(now)).await
    }

    async fn begin_login(&self, key: &Digest, member: i64, now: i64, expires_at: i64) -> Result<(), StoreError> {
        // Those that are over open nothing; they are thrown away here, so that they do not pile up.
        let mut transaction =
            self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(|error| self.failed(error))?;
        query("DELETE FROM logins WHERE expires_at <= ?")
            .bind(now)
            .execute(&mut *transaction)
            .await
            .map_err(|error| self.failed(error))?;
        query("INSERT INTO logins (hash, member, began_at, expires_at) VALUES (?, ?, ?, ?)")
            .bind(key.as_str())
            .bind(member)
            .bind(now)
            .bind(expires_at)
            .execute(&mut *transaction)
            .await
            .map_err(|error| self.failed(error))?;
        transaction.commit().await.map_err(|error| self.failed(error))
    }

    async fn logged_in(&self, key: &Digest, now: i64) -> Result<Option<Member>, StoreError> {
        let now = now.to_string();
        let condition = "removed_at IS NULL AND id = (SELECT member FROM logins WHERE hash = ? AND expires_at > CAST(? AS INTEGER))";
        let found = self.select(&self.store.pool, condition, &[key.as_str(), &now]).await?.pop();
        Ok(found.map(|(member, _)| member))
    }

    async fn end_login(&self, key: &Digest) -> Result<(), StoreError> {
        let done = query("DELETE FROM logins WHERE hash = ?").bind(key.as_str()).execute(&self.store.pool).await;
        done.map(drop).map_err(|error| self.failed(error))
    }

    async fn note(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let done = query("INSERT INTO audit (at, who, what, about) VALUES (?, ?, ?, ?)")
            .bind(entry.at)
            .bind(&entry.who)
            .bind(&entry.what)
            .bind(&entry.about)
            .execute(&self.store.pool)
            .await;
        done.map(drop).map_err(|error| self.failed(error))
    }

    async fn audit(&self, most: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows: Vec<AuditRow> = query_as("SELECT at, who, what, about FROM audit ORDER BY id DESC LIMIT ?")
            .bind(most)
            .fetch_all(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        let entry = |row: AuditRow| AuditEntry { at: row.at, who: row.who, what: row.what, about: row.about };
        Ok(rows.into_iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests;
