//! What a service decided, for who looks on.

use fieldlab_sdk::value::Typed;
use fieldlab_sdk::{Step, Steps};

use super::host;
use crate::words::Text;

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

    /// Adds the steps that a rule told.
    pub fn steps(mut self, steps: Steps) -> Decided {
        self.steps.extend(steps.0);
        self
    }

    /// Says it.
    pub fn tell(self) {
        host::decided(self);
    }
}
