//! Signs in a question that matter whatever it is about: somebody is in danger, or a number that is nobody else's business.
//!
//! A danger more: a kind in `signs/kinds.rs` with whom to call, and its phrases in `signs/dutch.rs` and `signs/english.rs`.

mod danger;
mod digits;
mod dutch;
mod english;
mod iban;
mod kinds;
mod numbers;
mod phrase;

pub use danger::{Sign, signs};
pub use kinds::{Contact, Danger};
pub use numbers::{Number, NumberKind, numbers, without_numbers};
