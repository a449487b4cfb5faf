//! How a lab is set up and how it fares, for who keeps it.

use async_trait::async_trait;
use fieldlab_domain::text::Language;
use fieldlab_experiment::runner::RunnerError;

/// How a lab is set up: what was chosen when it was started.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The version of Fieldlab.
    pub version: String,
    /// When it was started, in seconds since 1970-01-01T00:00Z.
    pub started_at: i64,
    /// Whether it speaks https itself.
    pub https: bool,
    /// Where the processing log is sent.
    pub collector: Option<String>,
    /// For how many days the processing log is kept; for ever when nobody said.
    pub keep_log_days: Option<u32>,
}

/// How much room the lab takes, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// What the database takes.
    pub database: u64,
    /// What is free on the disk that it is on; absent when the system does not say.
    pub free: Option<u64>,
}

/// Who knows how the lab is set up and fares.
#[async_trait]
pub trait House: Send + Sync {
    /// How it is set up.
    fn setup(&self) -> &Setup;
    /// How much room it takes.
    fn room(&self) -> Room;
    /// The quality report of the population of this model that the lab's register has, as a page that needs nothing else; `None` when there is
    /// no such model. It takes a second when it is asked for first.
    ///
    /// # Errors
    /// When the population can't be made.
    async fn quality(&self, model: &str, language: Language) -> Result<Option<String>, RunnerError>;
}
