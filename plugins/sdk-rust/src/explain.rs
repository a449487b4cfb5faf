//! How a rule tells the steps that led to its decision.

use crate::bindings::exports::fieldlab::lab::assessment as contract;
use crate::bindings::fieldlab::lab::types::{Text, Value};
use crate::value::Typed;

/// Takes the steps of a rule. The lab decides whether anybody listens: over many citizens nobody does, and the closures that
/// make the steps are not even compiled in.
pub trait Explain {
    /// Takes the next step; `step` is called only when somebody listens.
    fn step(&mut self, step: impl FnOnce() -> Step);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Explain for Silent {
    #[inline(always)]
    fn step(&mut self, _step: impl FnOnce() -> Step) {}
}

/// Keeps the steps.
#[derive(Debug, Default)]
pub struct Steps(pub Vec<Step>);

impl Explain for Steps {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0.push(step());
    }
}

/// One step: a rule, what goes in and what comes out, in Dutch and English.
#[derive(Debug)]
pub struct Step(#[doc(hidden)] pub contract::Step);

fn text(nl: &str, en: &str) -> Text {
    Text { nl: nl.to_owned(), en: en.to_owned() }
}

impl Step {
    /// A step with a short, lasting name, and what it does in Dutch and in English.
    pub fn new(rule: &str, nl: &str, en: &str) -> Step {
        let outcome = contract::Fact { title: text("", ""), value: Value::Absent };
        Step(contract::Step {
            rule: rule.to_owned(),
            title: text(nl, en),
            inputs: Vec::new(),
            outcome,
            article: String::new(),
        })
    }

    /// Adds something that goes in.
    pub fn input(mut self, nl: &str, en: &str, value: impl Typed) -> Step {
        self.0.inputs.push(contract::Fact { title: text(nl, en), value: value.into_value() });
        self
    }

    /// What comes out.
    pub fn outcome(mut self, nl: &str, en: &str, value: impl Typed) -> Step {
        self.0.outcome = contract::Fact { title: text(nl, en), value: value.into_value() };
        self
    }

    /// The article of law that says so.
    pub fn article(mut self, article: &str) -> Step {
        self.0.article = article.to_owned();
        self
    }

    /// The step's name.
    pub fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The article of law that says so; empty when there is none.
    pub fn article_cited(&self) -> &str {
        &self.0.article
    }
}
