//! What went wrong in the database, as the port tells it.

use fieldlab_domain::store::StoreError;

/// Turns errors of the database into those of the port, which name the file.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) path: String,
}

/// SQLite's primary result codes, <https://www.sqlite.org/rescode.html>: the low byte of the codes that it gives.
const SQLITE_BUSY: u32 = 5;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

impl Failure {
    pub(crate) fn of(&self, error: sqlx::Error) -> StoreError {
        let path = self.path.clone();
        let Some(database) = error.as_database_error() else {
            return StoreError::Broken { path, what: error.to_string() };
        };
        let what = database.message().to_owned();
        let code = database.code().and_then(|code| code.parse::<u32>().ok());
        match code.map(|code| code & 0xff) {
            Some(SQLITE_BUSY) => StoreError::Busy { path },
            Some(SQLITE_FULL) => StoreError::Full { path },
            Some(SQLITE_CORRUPT | SQLITE_NOTADB) => StoreError::Damaged { path, what },
            _ => StoreError::Broken { path, what },
        }
    }

    /// A value in the database that this version can't read.
    pub(crate) fn unreadable(&self, what: impl std::fmt::Display) -> StoreError {
        StoreError::Broken { path: self.path.clone(), what: what.to_string() }
    }
}
