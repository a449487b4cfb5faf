//! A lab for tests, outside of WebAssembly: what a test said that there is.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use super::{Decided, Person, Refused, Relation};
use crate::words::Language;

/// What a test's lab has.
#[derive(Default)]
pub(crate) struct Pretended {
    /// The persona's fields; nobody without.
    pub(crate) me: Option<BTreeMap<String, Value>>,
    kept: BTreeMap<String, String>,
    pub(crate) decided: Vec<String>,
}

thread_local! {
    static LAB: RefCell<Pretended> = RefCell::default();
}

/// Changes the lab of this test.
pub(crate) fn with<T>(act: impl FnOnce(&mut Pretended) -> T) -> T {
    LAB.with_borrow_mut(act)
}

/// The person whom the visitor plays.
const ME: Person = Person(1);

pub(super) fn me() -> Result<Option<Person>, Refused> {
    Ok(with(|lab| lab.me.is_some()).then_some(ME))
}

pub(super) fn look_up(_person: Person, fields: &[&str]) -> Result<Vec<Value>, Refused> {
    with(|lab| {
        let me = lab.me.as_ref().ok_or_else(|| Refused::Unknown("nobody is there".to_owned()))?;
        Ok(fields.iter().map(|field| me.get(*field).copied().unwrap_or(Value::Absent)).collect())
    })
}

pub(super) fn related(_person: Person, _relation: Relation) -> Result<Vec<Person>, Refused> {
    Ok(Vec::new())
}

pub(super) fn kept(key: &str) -> Result<Option<String>, Refused> {
    Ok(with(|lab| lab.kept.get(key).cloned()))
}

pub(super) fn keep(key: &str, value: &str) -> Result<(), Refused> {
    with(|lab| lab.kept.insert(key.to_owned(), value.to_owned()));
    Ok(())
}

pub(super) fn parameter(_name: &str) -> Result<Option<String>, Refused> {
    Ok(None)
}

pub(super) fn log(_words: &str) {}

pub(super) fn decided(decided: Decided) {
    with(|lab| lab.decided.push(decided.title.get(Language::Nl).to_owned()));
}
