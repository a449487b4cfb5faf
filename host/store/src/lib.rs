//! Keeps needs, prototypes, populations, experiments, runs, evidence, grants and the processing log in a database.
//!
//! [`SqliteStore`] implements the port `domain::store::Store`; a file under `sqlite/` has the queries of one noun. To add a noun:
//! a migration, its methods in the port, its file here. Another database is another folder beside `sqlite/`.

mod sqlite;

pub use sqlite::{
    Clock, Prunable, SqliteDeployments, SqliteGrants, SqliteLog, SqliteMembers, SqliteStore, SqliteSupport, Unsent,
    UnsentLook,
};
