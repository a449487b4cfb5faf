//! A prototype's rule as an experiment meets it, and what happens when it fails.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::column::{Batch, Column, Kind, Value};
use crate::digest::Digest;
use crate::field::FieldName;
use crate::manifest::Manifest;
use crate::name::Name;
use crate::text::Text;

/// The largest magnitude of a decision: 10^14, a million million euro in cents. Anything larger is an impossible value, and
/// the sums of a batch fit 64 bits.
pub const LARGEST_DECISION: i64 = 100_000_000_000_000;

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The prototype's.
    Guest,
    /// The lab's.
    Host,
}

impl fmt::Display for Blame {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Blame::Guest => "guest",
            Blame::Host => "host",
        })
    }
}

/// A prototype failed while it decided.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("prototype `{prototype}` failed{}: {what} (blame: {blame})", row_words(*row))]
pub struct Failure {
    /// Whose fault it is.
    pub blame: Blame,
    /// The prototype.
    pub prototype: Name,
    /// The row in the batch, counted from 0, when it is about one citizen.
    pub row: Option<u32>,
    /// What happened, in one line, without internals of the host.
    pub what: String,
    /// What the guest wrote to its error output, for its author; cut at a limit.
    pub output: String,
}

fn row_words(row: Option<u32>) -> String {
    row.map(|row| format!(" at row {row}")).unwrap_or_default()
}

/// A prototype could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("prototype `{prototype}` can't be loaded: {what}{}", hint_words(hint))]
pub struct LoadError {
    /// Whose fault it is.
    pub blame: Blame,
    /// The prototype, or the file when its name is not known.
    pub prototype: String,
    /// What is wrong.
    pub what: String,
    /// What to do, with the lines to add when there are some; may be empty.
    pub hint: String,
}

fn hint_words(hint: &str) -> String {
    hint.lines().map(|line| format!("\n  hint: {line}")).collect()
}

/// One value in an explanation, with the words for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub title: Text,
    /// The value.
    pub value: Value,
}

/// One step on the way to a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// A short, lasting name of the rule.
    pub rule: String,
    /// What the step does.
    pub title: Text,
    /// What goes in.
    pub inputs: Vec<Fact>,
    /// What comes out.
    pub outcome: Fact,
    /// The article of law that says so; empty when there is none.
    pub article: String,
}

/// The decision about one citizen and the steps that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The decisions, in the order of the manifest.
    pub decisions: Vec<Value>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// What the component itself says of a field that it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldUse {
    /// The field; granted by the manifest, and of the catalogue's kind.
    pub name: FieldName,
    /// The kind.
    pub kind: Kind,
    /// Whether the rule takes a citizen for whom it is absent.
    pub optional: bool,
}

/// A loaded prototype that decides: checked against its manifest, ready to run.
pub trait Assessment: Send + Sync {
    /// The manifest.
    fn manifest(&self) -> &Manifest;

    /// The digest of the component.
    fn digest(&self) -> &Digest;

    /// The fields that the rule reads, in the order in which batches and citizens carry them; all are granted.
    fn fields(&self) -> &[FieldUse];

    /// A worker with a fresh instance; `parameters` are in the order of the manifest.
    ///
    /// # Errors
    /// When the instance can't be made.
    fn worker(&self, parameters: &[Value]) -> Result<Box<dyn AssessmentWorker>, Failure>;

    /// Decides about one citizen, in a fresh instance, and tells how; `citizen` is in the order of [`Assessment::fields`].
    ///
    /// # Errors
    /// When the prototype fails, or says something else than it may.
    fn explain(&self, citizen: &[Value], parameters: &[Value]) -> Result<Explanation, Failure>;
}

/// One instance of a prototype, for one thread.
pub trait AssessmentWorker: Send {
    /// Decides about a batch, whose columns are in the order of [`Assessment::fields`].
    ///
    /// Returns one column for each decision of the manifest, each of `batch.rows` checked values. After a failure the worker
    /// goes on with a fresh instance.
    ///
    /// # Errors
    /// When the prototype fails, or answers something else than it may; with the row, when it can be found.
    fn assess(&mut self, batch: &Batch) -> Result<Vec<Column>, Failure>;
}

/// Loads prototypes by name. Implemented where prototypes are kept.
pub trait PrototypeSource: Send + Sync {
    /// The prototype with this name, loaded.
    ///
    /// # Errors
    /// When there is none or it can't be loaded.
    fn assessment(&self, name: &Name) -> Result<Arc<dyn Assessment>, LoadError>;
}
