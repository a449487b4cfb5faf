//! Sharing one demo, report or experiment by a link, with people who are no members.

use async_trait::async_trait;

use crate::digest::Digest;
use crate::name::Name;
use crate::store::StoreError;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The demo of a prototype.
    Demo(Name),
    /// The report of a run.
    Run(i64),
    /// An experiment, with the reports of its runs.
    Experiment(Name),
}

impl Shared {
    /// Reads what [`Shared::kind`] and [`Shared::key`] give.
    pub fn parse(kind: &str, key: &str) -> Option<Shared> {
        match kind {
            "demo" => Name::parse(key).ok().map(Shared::Demo),
            "run" => key.parse().ok().filter(|id| *id > 0).map(Shared::Run),
            "experiment" => Name::parse(key).ok().map(Shared::Experiment),
            _ => None,
        }
    }

    /// `demo`, `run` or `experiment`.
    pub fn kind(&self) -> &'static str {
        match self {
            Shared::Demo(_) => "demo",
            Shared::Run(_) => "run",
            Shared::Experiment(_) => "experiment",
        }
    }

    /// A name, or the number of a run.
    pub fn key(&self) -> String {
        match self {
            Shared::Demo(name) | Shared::Experiment(name) => name.to_string(),
            Shared::Run(id) => id.to_string(),
        }
    }
}

/// A link, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its number, counted from 1.
    pub id: i64,
    /// What it leads to.
    pub target: Shared,
    /// Whether who comes by it may react too.
    pub may_react: bool,
    /// For whom it is, in words.
    pub note: String,
    /// Who made it.
    pub by: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub made_at: i64,
    /// From when it opens nothing.
    pub expires_at: i64,
    /// How many people may come by it; absent for any number.
    pub most_visits: Option<u32>,
    /// How many came.
    pub visits: u32,
    /// When it was withdrawn.
    pub withdrawn_at: Option<i64>,
}

impl Share {
    /// Whether it opens anything at `now` to somebody who came before.
    pub fn is_open(&self, now: i64) -> bool {
        self.withdrawn_at.is_none() && now < self.expires_at
    }

    /// Whether somebody new can come by it at `now`.
    pub fn has_room(&self, now: i64) -> bool {
        self.is_open(now) && self.most_visits.is_none_or(|most| self.visits < most)
    }
}

/// Keeps links and who came by them. Of secrets it keeps the digests only.
#[async_trait]
pub trait ShareBook: Send + Sync {
    /// Keeps a link under the digest of its secret; its number is given by the book.
    async fn share(&self, secret: &Digest, new: &Share) -> Result<Share, StoreError>;
    /// All links, the newest first.
    async fn shares(&self) -> Result<Vec<Share>, StoreError>;
    /// The link with this secret, open or not.
    async fn shared(&self, secret: &Digest) -> Result<Option<Share>, StoreError>;
    /// Lets somebody in by the link with this secret, who is known by the digest of `key` from now on: `None` when it is not
    /// known, withdrawn, too old or used up.
    async fn visit(&self, secret: &Digest, key: &Digest, now: i64) -> Result<Option<Share>, StoreError>;
    /// The link by which somebody came, while it is open.
    async fn visitor(&self, key: &Digest, now: i64) -> Result<Option<Share>, StoreError>;
    /// Withdraws a link; `false` when there is no open one with this number.
    async fn withdraw(&self, share: i64, now: i64) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_open_until_it_is_old_or_withdrawn_and_has_room_until_it_is_full() {
        let share = Share {
            id: 1,
            target: Shared::Run(1),
            may_react: true,
            note: String::new(),
            by: "local".into(),
            made_at: 0,
            expires_at: 10,
            most_visits: Some(2),
            visits: 1,
            withdrawn_at: None,
        };
        assert!(share.is_open(9) && !share.is_open(10) && share.has_room(9));
        let full = Share { visits: 2, ..share.clone() };
        assert!(full.is_open(9) && !full.has_room(9));
        let gone = Share { withdrawn_at: Some(1), ..share };
        assert!(!gone.is_open(2) && !gone.has_room(2));
    }

    #[test]
    fn a_target_is_read_as_it_is_written() {
        let name = || Name::parse("proef").expect("a name");
        for target in [Shared::Demo(name()), Shared::Run(7), Shared::Experiment(name())] {
            assert_eq!(Shared::parse(target.kind(), &target.key()), Some(target));
        }
        for (kind, key) in [("run", "0"), ("run", "-1"), ("run", "x"), ("demo", ""), ("lab", "x")] {
            assert_eq!(Shared::parse(kind, key), None, "{kind} {key}");
        }
    }
}
