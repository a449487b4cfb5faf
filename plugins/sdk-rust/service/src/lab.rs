//! What the lab lends to a service: citizens, state, parameters, a log, and a place for explanations.
//!
//! Each is asked for in the manifest and granted in the lab; what is not, comes back as [`Refused`], which says so. In tests, outside of
//! the lab, a [`Visitor`](crate::visitor::Visitor) says what there is.

use std::fmt;

use fieldlab_sdk::Step;
use fieldlab_sdk::rule::Citizen;
use fieldlab_sdk::value::Typed;

use crate::words::Text;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod pretend;
#[cfg(not(target_arch = "wasm32"))]
use pretend as host;
#[cfg(target_arch = "wasm32")]
mod host;

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
            Refused::NotGranted(what) => write!(out, "{what} was not granted"),
            Refused::Unknown(what) => out.write_str(what),
            Refused::TooMany(most) => write!(out, "a request may look at {most} citizens"),
            Refused::Unavailable => out.write_str("the lab can't look now"),
        }
    }
}

impl std::error::Error for Refused {}

/// How somebody is related to somebody in the same household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Husband, wife or partner.
    Partner,
    /// Children of any age.
    Children,
    /// Parents.
    Parents,
    /// All who live there, themselves included.
    Household,
}

/// A synthetic citizen, of this demo session. What is known of them is read with [`Person::read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person(pub(crate) u64);

impl Person {
    /// The citizen whom the visitor plays; nobody when they only look. Needs `uses = ["citizens"]` in the manifest.
    ///
    /// # Errors
    /// When it is not declared or granted.
    pub fn me() -> Result<Option<Person>, Refused> {
        host::me()
    }

    /// The fields of a struct that derives `Citizen`. Each look is written to the lab's processing log, with the purpose that the
    /// manifest gives.
    ///
    /// # Errors
    /// When a field is not declared or granted, or absent where the struct says that it is not.
    pub fn read<C: Citizen>(self) -> Result<C, Refused> {
        let fields: Vec<&str> = C::FIELDS.iter().map(|(name, _, _)| *name).collect();
        let values = host::look_up(self, &fields)?;
        C::from_values(&values).map_err(|failure| Refused::Unknown(failure.message))
    }

    /// Who is related to somebody. Needs a grant on `person.household_position`.
    ///
    /// # Errors
    /// When it is not declared or granted.
    pub fn related(self, relation: Relation) -> Result<Vec<Person>, Refused> {
        host::related(self, relation)
    }
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

/// Says what was decided and how, for whoever looks on: the lab shows it beside the page.
#[must_use = "call `tell` to say it"]
pub struct Decided {
    pub(crate) title: Text,
    pub(crate) outcome: Vec<Step>,
    pub(crate) steps: Vec<Step>,
}

impl Decided {
    /// A decision about something.
    pub fn about(title: Text) -> Decided {
        Decided { title, outcome: Vec::new(), steps: Vec::new() }
    }

    /// Adds what came out.
    pub fn outcome(mut self, nl: &str, en: &str, value: impl Typed) -> Decided {
        self.outcome.push(Step::new("outcome", nl, en).outcome(nl, en, value));
        self
    }

    /// Adds a step that led to it.
    pub fn step(mut self, step: Step) -> Decided {
        self.steps.push(step);
        self
    }

    /// Says it.
    pub fn tell(self) {
        host::decided(self);
    }
}
