//! Those who answer questions, for the prototype that asks them all.

use super::{NotShared, Refused, host};
use crate::plaza::{Offered, Question, Reply, Sector, Turn};

/// Somebody who answers questions.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The name of the prototype.
    pub prototype: String,
    /// What people call it.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// The side that it is on.
    pub sector: Sector,
    /// When it is open, in words; empty when nothing is said of it.
    pub opening: String,
}

/// Why somebody said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// There was no answer in time.
    Late,
    /// It failed.
    Failed,
    /// It is busy, or set aside for a while.
    Resting,
}

/// What somebody answered.
#[derive(Clone, Debug)]
pub struct DeskAnswer {
    /// Who.
    pub desk: Desk,
    /// What they offer, which may be nothing; or why they said nothing.
    pub offers: Result<Vec<Offered>, Silence>,
}

/// Why nobody was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// It may not be done.
    Refused(Refused),
    /// The person did not agree to share their words: the path of the page where they can.
    NotShared(String),
}

impl From<NotShared> for NotAsked {
    fn from(not_shared: NotShared) -> NotAsked {
        match not_shared {
            NotShared::Refused(refused) => NotAsked::Refused(refused),
            NotShared::Ask(path) => NotAsked::NotShared(path),
            NotShared::Nobody => NotAsked::Refused(Refused::Unknown("nobody is played".to_owned())),
        }
    }
}

/// Asks all who answer on the topics of a question, at the same time. Those who are late or fail delay nobody. `share` is the request of
/// the manifest (`[[asks]]`) by which the person shared their words; without it no words are passed on. Needs `uses = ["desks"]`.
///
/// # Errors
/// When it is not declared or granted, or the words were not shared.
pub fn ask_all(question: &Question, share: Option<&str>) -> Result<Vec<DeskAnswer>, NotAsked> {
    host::ask_all(question, share)
}

/// Talks on with one of them about an offer. `said` is the conversation until now, the person's words last.
///
/// # Errors
/// As [`ask_all`], and when there is no such prototype that answers questions.
pub fn talk(
    prototype: &str,
    question: &Question,
    offer: &str,
    said: &[Turn],
    share: Option<&str>,
) -> Result<Result<Reply, Silence>, NotAsked> {
    host::talk(prototype, question, offer, said, share)
}
