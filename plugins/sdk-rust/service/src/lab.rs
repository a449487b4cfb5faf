//! What the lab lends to a service: citizens, other prototypes, state, parameters, a log, and a place for explanations.
//!
//! Each is asked for in the manifest and granted in the lab; what is not, comes back as [`Refused`] or [`Unanswered`], which say so. In
//! tests, outside of the lab, a [`Visitor`](crate::visitor::Visitor) says what there is.
//!
//! ```
//! use fieldlab_service::prelude::*;
//! use fieldlab_service::visitor::{Value, Visitor};
//!
//! #[derive(Citizen)]
//! struct Child {
//!     #[field("person.age")]
//!     age: Whole,
//! }
//!
//! #[service]
//! fn routes(router: Router) -> Router {
//!     router.get("/", start)
//! }
//!
//! /// How many young children somebody has, and what another prototype says about that.
//! fn start(request: &Request) -> Page {
//!     let page = Page::new(request, text("Opvang", "Child care"));
//!     let Ok(Some(me)) = Person::me() else { return page };
//!     let children: Vec<Child> = me.children().and_then(|children| Person::read_all(&children)).unwrap_or_default();
//!     let young = children.iter().filter(|child| child.age < 4).count();
//!     match lab::call("opvang").get(&format!("/plaatsen?kinderen={young}")).and_then(Answered::good) {
//!         Ok(answer) => page.paragraph(text(answer.text(), answer.text())),
//!         Err(error) => page.paragraph(error.words()),
//!     }
//! }
//!
//! # fn main() {
//! let mut visitor = Visitor::playing(routes, &[("person.age", Value::Whole(28))])
//!     .with_child(&[("person.age", Value::Whole(3))])
//!     .with_neighbour("opvang", |request| Response::text(200, format!("plaats voor {}", request.query)));
//! assert!(visitor.look("/").contains("plaats voor kinderen=1"));
//! # }
//! ```

mod call;
mod decided;
pub mod desks;
mod person;
pub mod vault;

use std::fmt;

use fieldlab_sdk::Date;

use crate::words::Language;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod pretend;
#[cfg(not(target_arch = "wasm32"))]
use pretend as host;
#[cfg(target_arch = "wasm32")]
mod host;

pub use call::{Answered, Call, Unanswered, call};
pub use decided::Decided;
pub use desks::{DeskAnswer, NotAsked, Silence, ask_all, talk};
pub use person::{Person, Relation, Search};
/// JSON to send to others and to read of them: `lab::serde_json::json!({ ... })`.
pub use serde_json;
pub use vault::{NotShared, Shared, shared};

/// Why the lab does not tell, or do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The manifest does not ask for it: the line that would.
    Undeclared(String),
    /// The lab did not grant it: what.
    NotGranted(String),
    /// There is no such thing: what is wrong.
    Unknown(String),
    /// A request may look at so many citizens.
    TooMany(u32),
    /// The lab can't look now, or can't write down that it did.
    Unavailable,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Undeclared(line) => write!(out, "the manifest does not ask for it; add: {line}"),
            Refused::NotGranted(what) => write!(out, "{what} was not granted; an owner grants it in the lab"),
            Refused::Unknown(what) => out.write_str(what),
            Refused::TooMany(most) => {
                write!(out, "a request may look at {most} citizens; ask for fewer, or raise `looks` under [limits]")
            }
            Refused::Unavailable => out.write_str("the lab can't look now; try again later"),
        }
    }
}

impl std::error::Error for Refused {}

/// On whose behalf the service answers. Every service may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The name of the persona whom the visitor plays, such as `sanne`; nobody when they only look.
    pub persona: Option<String>,
    /// The day of the demo.
    pub today: Date,
    /// The language that the visitor chose in the lab.
    pub language: Language,
}

/// On whose behalf the service answers.
pub fn visit() -> Visit {
    host::visit()
}

/// A value that was kept for this demo session; needs `uses = ["keyvalue"]`.
///
/// # Errors
/// When it is not declared or granted.
pub fn kept(key: &str) -> Result<Option<String>, Refused> {
    host::kept(key)
}

/// Keeps a value until the demo session begins anew.
///
/// # Errors
/// When it is not declared or granted, or too much is kept.
pub fn keep(key: &str, value: &str) -> Result<(), Refused> {
    host::keep(key, value)
}

/// Keeps a value no longer. One that is not there is gone already.
///
/// # Errors
/// When it is not declared or granted.
pub fn forget(key: &str) -> Result<(), Refused> {
    host::forget(key)
}

/// A parameter of the manifest, as its value is written there; needs `uses = ["config"]`.
///
/// # Errors
/// When it is not declared or granted.
pub fn parameter(name: &str) -> Result<Option<String>, Refused> {
    host::parameter(name)
}

/// Writes a line to the prototype's log, for its author; needs `uses = ["logging"]`. What is not granted goes nowhere.
pub fn log(words: &str) {
    host::log(words);
}
