//! The processing log as programs read it: the same on the command line and from the lab's interface.

use serde::Serialize;

use crate::field::FieldName;
use crate::instant;
use crate::name::Name;
use crate::processing::{LogEntry, LookStatus, Pruning, RunEntry};
use crate::text::Text;

/// Looks, runs and prunings, the newest first.
#[derive(Clone, Debug, Serialize)]
pub struct ListedLog {
    /// Looks at one citizen.
    pub looks: Vec<ListedLook>,
    /// Whether there are older looks.
    pub more: bool,
    /// What to ask for to get them: looks before the one with this number.
    pub next: Option<i64>,
    /// Runs over many citizens.
    pub runs: Vec<ListedRun>,
    /// What was deleted.
    pub prunings: Vec<ListedPruning>,
}

/// A look.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "docs/privacy.md tells them in a table, and processing::Look where they come from")]
pub struct ListedLook {
    pub id: i64,
    pub at: String,
    pub trace_id: String,
    pub span_id: String,
    pub parent_id: Option<String>,
    pub prototype: Name,
    pub version: String,
    pub digest: String,
    pub session: String,
    pub persona: Option<Name>,
    pub activity: String,
    pub purpose: Text,
    pub legal_basis: String,
    pub fields: Vec<FieldName>,
    pub citizen: Option<String>,
    pub status: LookStatus,
}

/// A run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "docs/privacy.md tells them, and processing::RunLook where they come from")]
pub struct ListedRun {
    pub id: i64,
    pub at: String,
    pub run: i64,
    pub prototype: Name,
    pub version: String,
    pub digest: String,
    pub population: String,
    pub citizens: u64,
    pub fields: Vec<FieldName>,
}

/// That what is old was deleted.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "processing::Pruning tells them")]
pub struct ListedPruning {
    pub at: String,
    pub before: String,
    pub looks: u64,
    pub runs: u64,
    pub by: String,
}

impl ListedLog {
    /// At most so many looks; one more than that tells that there are older ones.
    pub fn new(mut looks: Vec<LogEntry>, runs: Vec<RunEntry>, prunings: Vec<Pruning>, most: u32) -> ListedLog {
        let more = looks.len() > most as usize;
        looks.truncate(most as usize);
        ListedLog {
            next: looks.last().filter(|_| more).map(|last| last.id),
            looks: looks.into_iter().map(ListedLook::from).collect(),
            more,
            runs: runs.into_iter().map(ListedRun::from).collect(),
            prunings: prunings.into_iter().map(ListedPruning::from).collect(),
        }
    }
}

/// Bytes as two hexadecimal digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<LogEntry> for ListedLook {
    fn from(LogEntry { id, at_ms, look }: LogEntry) -> ListedLook {
        ListedLook {
            id,
            at: instant::written_ms(at_ms),
            trace_id: hex(&look.trace.trace_id),
            span_id: hex(&look.trace.span_id),
            parent_id: look.trace.parent_id.as_ref().map(|parent| hex(parent)),
            prototype: look.prototype,
            version: look.version,
            digest: look.digest.to_string(),
            session: look.session,
            persona: look.persona,
            activity: look.activity,
            purpose: look.purpose,
            legal_basis: look.legal_basis,
            fields: look.fields,
            citizen: look.subject.map(|bsn| bsn.to_string()),
            status: look.status,
        }
    }
}

impl From<RunEntry> for ListedRun {
    fn from(RunEntry { id, at_ms, look }: RunEntry) -> ListedRun {
        ListedRun {
            id,
            at: instant::written_ms(at_ms),
            run: look.run,
            prototype: look.prototype,
            version: look.version,
            digest: look.digest.to_string(),
            population: look.population.to_string(),
            citizens: look.citizens,
            fields: look.fields,
        }
    }
}

impl From<Pruning> for ListedPruning {
    fn from(Pruning { at_ms, before_ms, looks, runs, by }: Pruning) -> ListedPruning {
        ListedPruning { at: instant::written_ms(at_ms), before: instant::written_ms(before_ms), looks, runs, by }
    }
}
