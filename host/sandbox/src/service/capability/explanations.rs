//! `fieldlab:lab/explanations`: what the service says that it decided, for who looks on. Every service may say so.

use fieldlab_domain::assessment::{Fact, Step};
use fieldlab_domain::column::Value;
use fieldlab_domain::text::Text;
use fieldlab_domain::trail::{Decision, Event};
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::bindings::fieldlab::lab::{explanations, types};
use crate::limits::MOST_LINE;
use crate::service::limits::{MOST_DECISION_FACTS, MOST_DECISION_STEPS};
use crate::service::state::ServiceState;
use crate::words::one_line;

impl explanations::Host for ServiceState {
    fn decided(
        &mut self,
        title: types::Text,
        outcome: Vec<explanations::Fact>,
        steps: Vec<explanations::Step>,
    ) -> Result<()> {
        let decision = Decision {
            prototype: self.asker.manifest().name.clone(),
            title: text(title),
            outcome: facts(outcome),
            steps: steps.into_iter().take(MOST_DECISION_STEPS).map(step).collect(),
        };
        self.asker.visit().state.happened(Event::Decided(decision));
        Ok(())
    }
}

fn step(step: explanations::Step) -> Step {
    Step {
        rule: line(&step.rule),
        title: text(step.title),
        inputs: facts(step.inputs),
        outcome: fact(step.outcome),
        article: line(&step.article),
    }
}

fn facts(facts: Vec<explanations::Fact>) -> Vec<Fact> {
    facts.into_iter().take(MOST_DECISION_FACTS).map(fact).collect()
}

fn fact(fact: explanations::Fact) -> Fact {
    Fact { title: text(fact.title), value: value(fact.value) }
}

fn text(text: types::Text) -> Text {
    Text { nl: line(&text.nl), en: line(&text.en) }
}

fn line(words: &str) -> String {
    one_line(words, MOST_LINE)
}

/// A value as the domain has it.
pub(super) fn value(value: types::Value) -> Value {
    match value {
        types::Value::Absent => Value::Absent,
        types::Value::Flag(flag) => Value::Flag(flag),
        types::Value::Whole(whole) => Value::Whole(whole),
        types::Value::Amount(cents) => Value::Amount(cents),
        types::Value::Code(code) => Value::Code(code),
        types::Value::Date(day) => Value::Date(day),
        types::Value::Share(millionths) => Value::Share(millionths),
    }
}

/// A value as a guest has it.
pub(super) fn lower(value: Value) -> types::Value {
    match value {
        Value::Absent => types::Value::Absent,
        Value::Flag(flag) => types::Value::Flag(flag),
        Value::Whole(whole) => types::Value::Whole(whole),
        Value::Amount(cents) => types::Value::Amount(cents),
        Value::Code(code) => types::Value::Code(code),
        Value::Date(day) => types::Value::Date(day),
        Value::Share(millionths) => types::Value::Share(millionths),
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    explanations::add_to_linker::<_, Lab>(linker, |state| state)
}
