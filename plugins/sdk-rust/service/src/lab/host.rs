//! The lab's side, through its interfaces.

use fieldlab_sdk::Step;
use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use super::{Decided, Person, Refused, Relation, Visit};
use crate::words::{Language, Text as Words};

mod send;
pub(super) use send::send;

#[allow(missing_docs, clippy::all, unsafe_op_in_unsafe_fn)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "capabilities",
        generate_all,
        with: { "fieldlab:lab/types@0.1.0": fieldlab_sdk::bindings::fieldlab::lab::types },
    });
}

use bindings::fieldlab::lab::{citizens, explanations, visit as visits};
use bindings::wasi::{config, keyvalue, logging};
use fieldlab_sdk::bindings::fieldlab::lab::types::Text;

/// The one bucket that the SDK keeps values in.
const BUCKET: &str = "kept";

impl From<citizens::Refusal> for Refused {
    fn from(refusal: citizens::Refusal) -> Refused {
        match refusal {
            citizens::Refusal::Undeclared(line) => Refused::Undeclared(line),
            citizens::Refusal::NotGranted(what) => Refused::NotGranted(what),
            citizens::Refusal::Unknown(what) => Refused::Unknown(what),
            citizens::Refusal::TooMany(most) => Refused::TooMany(most),
            citizens::Refusal::Unavailable => Refused::Unavailable,
        }
    }
}

impl From<keyvalue::store::Error> for Refused {
    fn from(error: keyvalue::store::Error) -> Refused {
        match error {
            keyvalue::store::Error::AccessDenied => Refused::NotGranted("`keyvalue`".to_owned()),
            keyvalue::store::Error::NoSuchStore => Refused::Unknown("there is no such store".to_owned()),
            keyvalue::store::Error::Other(what) => Refused::Unknown(what),
        }
    }
}

pub(super) fn visit() -> Visit {
    let visitor = visits::current();
    Visit {
        persona: visitor.persona,
        today: fieldlab_sdk::Date::days(visitor.today),
        language: Language::from_code(&visitor.language).unwrap_or_default(),
    }
}

pub(super) fn me() -> Result<Option<Person>, Refused> {
    Ok(citizens::me()?.map(Person))
}

pub(super) fn look_up(people: &[Person], fields: &[&str]) -> Result<Vec<Vec<Value>>, Refused> {
    let people: Vec<u64> = people.iter().map(|person| person.0).collect();
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    Ok(citizens::look_up(&people, &fields)?)
}

pub(super) fn search(conditions: &[(String, Value)], most: u32) -> Result<Vec<Person>, Refused> {
    let condition = |(field, equals): &(String, Value)| citizens::Condition { field: field.clone(), equals: *equals };
    let conditions: Vec<citizens::Condition> = conditions.iter().map(condition).collect();
    Ok(citizens::search(&conditions, most)?.into_iter().map(Person).collect())
}

pub(super) fn find(bsn: &str) -> Result<Option<Person>, Refused> {
    Ok(citizens::find(bsn)?.map(Person))
}

pub(super) fn related(person: Person, relation: Relation) -> Result<Vec<Person>, Refused> {
    let relation = match relation {
        Relation::Partner => citizens::Relation::Partner,
        Relation::Children => citizens::Relation::Children,
        Relation::Parents => citizens::Relation::Parents,
        Relation::Household => citizens::Relation::Household,
    };
    Ok(citizens::related(person.0, relation)?.into_iter().map(Person).collect())
}

pub(super) fn kept(key: &str) -> Result<Option<String>, Refused> {
    let value = keyvalue::store::open(BUCKET)?.get(key)?;
    Ok(value.and_then(|bytes| String::from_utf8(bytes).ok()))
}

pub(super) fn keep(key: &str, value: &str) -> Result<(), Refused> {
    Ok(keyvalue::store::open(BUCKET)?.set(key, value.as_bytes())?)
}

pub(super) fn forget(key: &str) -> Result<(), Refused> {
    Ok(keyvalue::store::open(BUCKET)?.delete(key)?)
}

pub(super) fn parameter(name: &str) -> Result<Option<String>, Refused> {
    config::store::get(name).map_err(|error| match error {
        config::store::Error::Upstream(what) | config::store::Error::Io(what) => Refused::NotGranted(what),
    })
}

pub(super) fn log(words: &str) {
    logging::logging::log(logging::logging::Level::Info, "", words);
}

pub(super) fn decided(decided: Decided) {
    let outcome: Vec<explanations::Fact> = decided.outcome.into_iter().map(|step| fact(step.0.outcome)).collect();
    let steps: Vec<explanations::Step> = decided.steps.into_iter().map(step).collect();
    explanations::decided(&text(&decided.title), &outcome, &steps);
}

fn step(step: Step) -> explanations::Step {
    let step = step.0;
    explanations::Step {
        rule: step.rule,
        title: step.title,
        inputs: step.inputs.into_iter().map(fact).collect(),
        outcome: fact(step.outcome),
        article: step.article,
    }
}

fn fact(fact: fieldlab_sdk::bindings::exports::fieldlab::lab::assessment::Fact) -> explanations::Fact {
    explanations::Fact { title: fact.title, value: fact.value }
}

fn text(words: &Words) -> Text {
    Text { nl: words.get(Language::Nl).to_owned(), en: words.get(Language::En).to_owned() }
}
