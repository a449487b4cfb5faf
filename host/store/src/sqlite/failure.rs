//! What went wrong in the database, as the port tells it.

use fieldlab_domain::store::StoreError;

/// Turns errors of the database into those of the port, which name the file.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) path: String,
}

/// SQLite's primary result codes, <https://www.sqlite.org/rescode.html>.
const SQLITE_FULL: &str = "13";

impl Failure {
    pub(crate) fn of(&self, error: sqlx::Error) -> StoreError {
        let path = self.path.clone();
        match error.as_database_error() {
            Some(database) if database.code().as_deref() == Some(SQLITE_FULL) => StoreError::Full { path },
            Some(database) => StoreError::Broken { path, what: database.message().to_owned() },
            None => StoreError::Broken { path, what: error.to_string() },
        }
    }

    /// A value in the database that this version can't read.
    pub(crate) fn unreadable(&self, what: impl std::fmt::Display) -> StoreError {
        StoreError::Broken { path: self.path.clone(), what: what.to_string() }
    }
}
