//! Accounts: who has the lab open, what they may do, and how they show who they are.
//!
//! A lab on somebody's own machine has none: its user may do everything. Every other lab has members ([`Accounts::Members`]), and
//! shows nothing to others but the way in. What a route needs stands in the table of [`crate::routes`]; the [`gate`] keeps it.

pub(crate) mod gate;
pub(crate) mod guest;
mod key;
pub(crate) mod passphrase;
mod tries;
mod who;

pub(crate) use guest::Guest;
pub(crate) use key::LoginKey;
pub use tries::Tries;
pub(crate) use who::Who;

use fieldlab_domain::member::AuditEntry;

use crate::Lab;
use crate::own_cookie::OwnCookie;

/// What keeps the key of a log-in, until the browser closes or the log-in ends.
pub(crate) const LOGIN: OwnCookie = OwnCookie("login");

/// Whether a lab has members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accounts {
    /// It is for the user of its own machine, who may do everything.
    #[default]
    Single,
    /// It is for its members.
    Members,
}

/// Writes into the audit trail. What can't be written is told to the log: nobody is kept out because of it.
pub(crate) async fn note(lab: &Lab, who: &str, what: &str, about: &str) {
    let short = |text: &str| text.chars().take(200).collect::<String>();
    let entry = AuditEntry { at: (lab.now)(), who: short(who), what: what.to_owned(), about: short(about) };
    if let Err(error) = lab.members.note(&entry).await {
        tracing::error!(%error, ?entry, "the audit trail could not be written");
    }
}
