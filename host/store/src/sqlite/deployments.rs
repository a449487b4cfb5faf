//! Tokens, and what was deployed.

use std::fmt;

use async_trait::async_trait;
use fieldlab_domain::deployment::{DeployFailure, Deployment, DeploymentBook, Role, Token, check};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use sqlx::{FromRow, Sqlite, query, query_as};

use crate::SqliteStore;

/// The tokens and deployments of a lab.
#[derive(Clone)]
pub struct SqliteDeployments {
    store: SqliteStore,
}

impl fmt::Debug for SqliteDeployments {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SqliteDeployments").finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct TokenRow {
    name: String,
    organisation: String,
    role: String,
    made_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct DeploymentRow {
    prototype: String,
    version: String,
    digest: String,
    manifest: String,
    organisation: String,
    by: String,
    at: i64,
}

impl SqliteDeployments {
    /// Those in a store.
    pub fn new(store: SqliteStore) -> SqliteDeployments {
        SqliteDeployments { store }
    }

    fn failed(&self, error: sqlx::Error) -> StoreError {
        self.store.failure.of(error)
    }

    /// The tokens whose secret has this digest, or all.
    async fn select_tokens(&self, secret: Option<&Digest>) -> Result<Vec<Token>, StoreError> {
        let rows: Vec<TokenRow> = query_as(
            "SELECT name, organisation, role, made_at, expires_at, revoked_at FROM tokens \
             WHERE ?1 IS NULL OR hash = ?1 ORDER BY id",
        )
        .bind(secret.map(Digest::as_str))
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.failed(error))?;
        let token = |row: TokenRow| {
            let role = Role::ALL.into_iter().find(|role| role.name() == row.role);
            let role = role.ok_or_else(|| self.store.failure.unreadable(format!("there is no role `{}`", row.role)))?;
            let TokenRow { name, organisation, made_at, expires_at, revoked_at, .. } = row;
            Ok(Token { name, organisation, role, made_at, expires_at, revoked_at })
        };
        rows.into_iter().map(token).collect()
    }

    async fn select<'c>(
        &self,
        from: impl sqlx::Executor<'c, Database = Sqlite>,
        prototype: Option<&Name>,
    ) -> Result<Vec<Deployment>, StoreError> {
        let rows: Vec<DeploymentRow> = query_as(
            "SELECT prototype, version, digest, manifest, organisation, by, at FROM deployments \
             WHERE ?1 IS NULL OR prototype = ?1 ORDER BY id",
        )
        .bind(prototype.map(Name::as_str))
        .fetch_all(from)
        .await
        .map_err(|error| self.failed(error))?;
        let deployment = |row: DeploymentRow| {
            Ok(Deployment {
                prototype: self.store.name(&row.prototype)?,
                version: row.version,
                digest: self.store.digest(&row.digest)?,
                manifest: self.store.digest(&row.manifest)?,
                organisation: row.organisation,
                by: row.by,
                at: row.at,
            })
        };
        rows.into_iter().map(deployment).collect()
    }
}

#[async_trait]
impl DeploymentBook for SqliteDeployments {
    async fn put_token(&self, secret: &Digest, token: &Token) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO tokens (hash, name, organisation, role, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(secret.as_str())
        .bind(&token.name)
        .bind(&token.organisation)
        .bind(token.role.name())
        .bind(token.made_at)
        .bind(token.expires_at)
        .execute(&self.store.pool)
        .await
        .map_err(|error| self.failed(error))?;
        Ok(done.rows_affected() == 1)
    }

    async fn token(&self, secret: &Digest) -> Result<Option<Token>, StoreError> {
        Ok(self.select_tokens(Some(secret)).await?.pop())
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        self.select_tokens(None).await
    }

    async fn revoke_token(&self, name: &str, now: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE tokens SET revoked_at = coalesce(revoked_at, ?) WHERE name = ?")
            .bind(now)
            .bind(name)
            .execute(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(done.rows_affected() == 1)
    }

    async fn deployments(&self, prototype: Option<&Name>) -> Result<Vec<Deployment>, StoreError> {
        self.select(&self.store.pool, prototype).await
    }

    async fn deploy(&self, new: &Deployment, manifest: &Manifest) -> Result<(), DeployFailure> {
        let failed = |error| self.failed(error);
        // Nobody else writes between the check and the row.
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let earlier = self.select(&mut *transaction, Some(&new.prototype)).await?;
        check(&earlier, new)?;
        if earlier.last().is_some_and(|current| current.version == new.version) {
            return Ok(());
        }
        query(
            "INSERT INTO prototypes (name, version, digest, manifest) VALUES (?, ?, ?, ?) \
             ON CONFLICT (name, version) DO UPDATE SET digest = excluded.digest, manifest = excluded.manifest",
        )
        .bind(new.prototype.as_str())
        .bind(&new.version)
        .bind(new.digest.as_str())
        .bind(manifest.to_json())
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        query(
            "INSERT INTO deployments (prototype, version, digest, manifest, organisation, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(new.prototype.as_str())
        .bind(&new.version)
        .bind(new.digest.as_str())
        .bind(new.manifest.as_str())
        .bind(&new.organisation)
        .bind(&new.by)
        .bind(new.at)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        Ok(transaction.commit().await.map_err(failed)?)
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::deployment::Blame;
    use fieldlab_domain::store::{PrototypeRecord, Store as _};

    use super::*;

    async fn book(folder: &tempfile::TempDir) -> SqliteDeployments {
        SqliteDeployments::new(SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made"))
    }

    fn manifest(version: &str) -> Manifest {
        let text = format!(
            "name = \"proef\"\nversion = \"{version}\"\ntitle = {{ nl = \"Proef\", en = \"Trial\" }}\n\
             summary = {{ nl = \"Proef.\", en = \"Trial.\" }}\n[owner]\norganisation = \"A\"\nsector = \"society\"\n[service]\n"
        );
        Manifest::parse("prototype.toml", &text).unwrap_or_else(|faults| panic!("{faults}"))
    }

    async fn put(book: &SqliteDeployments, version: &str, bytes: &[u8], organisation: &str) -> Result<(), Blame> {
        let manifest = manifest(version);
        let new = Deployment {
            prototype: manifest.name.clone(),
            version: version.to_owned(),
            digest: Digest::of(bytes),
            manifest: manifest.digest(),
            organisation: organisation.to_owned(),
            by: "ci".to_owned(),
            at: 1,
        };
        book.deploy(&new, &manifest).await.map_err(|failure| failure.blame)
    }

    #[tokio::test]
    async fn the_latest_is_current_and_versions_do_not_change() {
        let folder = tempfile::tempdir().expect("there is room");
        let book = book(&folder).await;
        for (version, bytes, organisation, expected) in [
            ("0.1.0", b"one".as_slice(), "A", Ok(())),
            ("0.2.0", b"two", "A", Ok(())),
            ("0.2.0", b"two", "A", Ok(())),
            ("0.1.0", b"else", "A", Err(Blame::Conflict)),
            ("0.3.0", b"three", "B", Err(Blame::Conflict)),
            ("0.1.0", b"one", "A", Ok(())),
        ] {
            assert_eq!(put(&book, version, bytes, organisation).await, expected, "{version} of {organisation}");
        }
        let versions: Vec<String> =
            book.deployments(None).await.expect("it is read").into_iter().map(|one| one.version).collect();
        assert_eq!(versions, ["0.1.0", "0.2.0", "0.1.0"], "what is current already adds no row");
        for change in ["UPDATE deployments SET by = 'x'", "DELETE FROM deployments"] {
            assert!(query(change).execute(&book.store.pool).await.is_err(), "{change}");
        }
        let local = PrototypeRecord {
            name: Name::parse("proef").expect("a name"),
            version: "0.1.0".to_owned(),
            digest: Digest::of(b"local"),
            manifest: manifest("0.1.0").to_json(),
        };
        book.store.put_prototype(&local).await.expect("it is no error");
        let kept = book.store.prototypes().await.expect("it is read");
        assert_eq!(kept[0].digest, Digest::of(b"one"), "a local build does not replace a deployed version");
    }

    #[tokio::test]
    async fn tokens_are_found_by_the_digest_of_their_secret_until_they_are_taken_back() {
        let folder = tempfile::tempdir().expect("there is room");
        let book = book(&folder).await;
        let token = Token {
            name: "ci".to_owned(),
            organisation: "A".to_owned(),
            role: Role::Deploy,
            made_at: 1,
            expires_at: 100,
            revoked_at: None,
        };
        let secret = Digest::of(b"secret");
        assert!(book.put_token(&secret, &token).await.expect("it is written"));
        assert!(!book.put_token(&Digest::of(b"other"), &token).await.expect("it is no error"), "the name is used");
        let found = book.token(&secret).await.expect("it is read").expect("it is there");
        assert_eq!(found, token);
        assert!(found.is_valid(99) && !found.is_valid(100));
        assert_eq!(book.token(&Digest::of(b"guess")).await.expect("it is read"), None);
        assert!(book.revoke_token("ci", 5).await.expect("it is written"));
        assert!(!book.revoke_token("nobody", 5).await.expect("it is no error"));
        assert!(!book.token(&secret).await.expect("it is read").expect("it is there").is_valid(6));
        assert_eq!(book.tokens().await.expect("it is read").len(), 1);
    }
}
