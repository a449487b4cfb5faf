//! What a prototype asks for, each with the latest decision about it.

use serde::{Deserialize, Serialize};

use crate::capability::{Asked, GrantDecision};
use crate::manifest::Manifest;
use crate::text::Text;

/// What was decided last about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Nobody decided yet, so the prototype does not get it.
    Open,
    /// It gets it.
    Granted,
    /// It does not get it.
    Refused,
}

impl Standing {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Granted => "granted",
            Standing::Refused => "refused",
        }
    }
}

/// One thing that a prototype asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// `field`, `use` or `call`.
    pub kind: String,
    /// The field, the capability or the prototype.
    pub what: String,
    /// What was decided last.
    pub state: Standing,
    /// Why a field is asked for.
    pub purpose: Option<Text>,
    /// The law or agreement that allows it.
    pub legal_basis: Option<String>,
    /// Who decided.
    pub by: Option<String>,
    /// When, in seconds since 1970-01-01T00:00Z; programs read `2026-01-31T14:05:09Z`.
    #[serde(with = "crate::instant::maybe_seconds")]
    pub at: Option<i64>,
    /// What the decision is kept under, as [`Asked::key`] has it.
    pub key: String,
}

impl Request {
    /// Everything that a manifest asks for, in its order, with the decisions about it, of which the oldest is the first.
    pub fn all_of(manifest: &Manifest, decisions: &[GrantDecision]) -> Vec<Request> {
        Asked::all_of(manifest).iter().map(|asked| Request::of(asked, manifest, decisions)).collect()
    }

    fn of(asked: &Asked, manifest: &Manifest, decisions: &[GrantDecision]) -> Request {
        let key = asked.key(manifest);
        let latest = decisions.iter().rev().find(|decision| decision.key == key);
        let (kind, what, grant) = match asked {
            Asked::Field(field, nth) => ("field", field.to_string(), manifest.grants.get(*nth)),
            Asked::Capability(capability) => ("use", capability.name().to_owned(), None),
            Asked::Call(name) => ("call", name.to_string(), None),
        };
        Request {
            kind: kind.to_owned(),
            what,
            state: match latest.map(|decision| decision.granted) {
                None => Standing::Open,
                Some(true) => Standing::Granted,
                Some(false) => Standing::Refused,
            },
            purpose: grant.map(|grant| grant.purpose.clone()),
            legal_basis: grant.map(|grant| grant.legal_basis.clone()),
            by: latest.map(|decision| decision.by.clone()),
            at: latest.map(|decision| decision.at),
            key,
        }
    }
}

/// What a prototype asks for, as the lab's interface tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// The prototype.
    pub prototype: String,
    /// The version whose manifest asks.
    pub version: String,
    /// What it asks for.
    pub requests: Vec<Request>,
}

/// Decisions, as they are sent to the lab's interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The version whose manifest asks: decisions about another one's are refused.
    pub version: String,
    /// What is decided.
    pub decisions: Vec<Decision>,
}

/// A decision about one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// [`Request::key`].
    pub key: String,
    /// Granted, or refused.
    pub granted: bool,
}
