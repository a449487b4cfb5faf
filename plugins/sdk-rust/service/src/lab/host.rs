//! The lab's side, through its interfaces.

use fieldlab_sdk::Step;
use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use super::desks::{Desk, DeskAnswer, NotAsked, Silence};
use super::vault::{Attribute, Consent, Known, Look, NotShared, Shared};
use super::{Decided, Person, Refused, Relation, Visit};
use crate::plaza::{Question, Reply, Turn};
use crate::words::{Language, Text as Words};

mod send;
pub(super) use send::send;

#[allow(missing_docs, clippy::all, unsafe_op_in_unsafe_fn)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "capabilities",
        generate_all,
        with: {
            "fieldlab:lab/types@0.1.0": fieldlab_sdk::bindings::fieldlab::lab::types,
            "fieldlab:lab/questions@0.1.0": crate::plaza::bindings::fieldlab::lab::questions,
        },
    });
}

use bindings::fieldlab::lab::{citizens, desks, explanations, own_data, vault, visit as visits};
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

impl From<desks::Refusal> for NotAsked {
    fn from(refusal: desks::Refusal) -> NotAsked {
        NotAsked::Refused(match refusal {
            desks::Refusal::Undeclared(line) => Refused::Undeclared(line),
            desks::Refusal::NotGranted(what) => Refused::NotGranted(what),
            desks::Refusal::Unknown(what) => Refused::Unknown(what),
            desks::Refusal::NotShared(path) => return NotAsked::NotShared(path),
        })
    }
}

fn silence(silence: desks::Silence) -> Silence {
    match silence {
        desks::Silence::Late => Silence::Late,
        desks::Silence::Failed => Silence::Failed,
        desks::Silence::Resting => Silence::Resting,
    }
}

pub(super) fn ask_all(question: &Question, share: Option<&str>) -> Result<Vec<DeskAnswer>, NotAsked> {
    let answer = |answer: desks::Answer| {
        let desks::Desk { prototype, title, organisation, sector, opening } = answer.desk;
        let desk = Desk { prototype, title, organisation, sector, opening };
        DeskAnswer { desk, offers: answer.offers.map_err(silence) }
    };
    Ok(desks::ask(question, share)?.into_iter().map(answer).collect())
}

pub(super) fn talk(
    prototype: &str,
    question: &Question,
    offer: &str,
    said: &[Turn],
    share: Option<&str>,
) -> Result<Result<Reply, Silence>, NotAsked> {
    Ok(desks::respond(prototype, question, offer, said, share)?.map_err(silence))
}

impl From<vault::Refusal> for NotShared {
    fn from(refusal: vault::Refusal) -> NotShared {
        NotShared::Refused(match refusal {
            vault::Refusal::Undeclared(line) => Refused::Undeclared(line),
            vault::Refusal::NotGranted(what) => Refused::NotGranted(what),
            vault::Refusal::NotShared(path) => return NotShared::Ask(path),
            vault::Refusal::Nobody => return NotShared::Nobody,
            vault::Refusal::Unavailable => Refused::Unavailable,
        })
    }
}

impl From<own_data::Refusal> for NotShared {
    fn from(refusal: own_data::Refusal) -> NotShared {
        NotShared::Refused(match refusal {
            own_data::Refusal::Undeclared(line) => Refused::Undeclared(line),
            own_data::Refusal::NotGranted(what) => Refused::NotGranted(what),
            own_data::Refusal::Nobody => return NotShared::Nobody,
            own_data::Refusal::Unavailable => Refused::Unavailable,
        })
    }
}

pub(super) fn shared(request: &str) -> Result<Shared, NotShared> {
    let shared = vault::read(request)?;
    let attribute = |one: vault::Attribute| Attribute { name: one.name, value: one.value, source: one.source };
    Ok(Shared {
        attributes: shared.attributes.into_iter().map(attribute).collect(),
        until: fieldlab_sdk::Date::days(shared.until),
    })
}

pub(super) fn known() -> Result<Vec<Known>, NotShared> {
    let known = |one: own_data::Fact| Known {
        name: one.name,
        title: one.title,
        value: one.value,
        words: one.words,
        source: one.source,
    };
    Ok(own_data::known()?.into_iter().map(known).collect())
}

pub(super) fn consents() -> Result<Vec<Consent>, NotShared> {
    let consent = |one: own_data::Consent| Consent {
        id: one.id,
        prototype: one.prototype,
        title: one.title,
        organisation: one.organisation,
        purpose: one.purpose,
        attributes: one.attributes,
        until: fieldlab_sdk::Date::days(one.until),
        ended: one.ended,
    };
    Ok(own_data::consents()?.into_iter().map(consent).collect())
}

pub(super) fn take_back(id: u64) -> Result<bool, NotShared> {
    Ok(own_data::take_back(id)?)
}

pub(super) fn looks(most: u32) -> Result<Vec<Look>, NotShared> {
    let look = |one: own_data::Look| Look {
        at: one.at,
        prototype: one.prototype,
        attributes: one.attributes,
        purpose: one.purpose,
        legal_basis: one.legal_basis,
        refused: one.refused,
    };
    Ok(own_data::looks(most)?.into_iter().map(look).collect())
}
