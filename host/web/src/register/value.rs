//! Values as the interface writes them: what is not known is left out, never null.

use fieldlab_domain::register::CodedValue;
use serde_json::{Map, Value, json};

/// An object of the members that are there.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect::<Map<_, _>>())
}

/// Nothing for an object without members.
pub(super) fn unless_empty(value: Value) -> Option<Value> {
    let is_empty = value.as_object().is_some_and(Map::is_empty);
    (!is_empty).then_some(value)
}

/// A text; nothing for one that stands for an unknown value.
pub(super) fn text(value: Option<&str>) -> Option<Value> {
    value.filter(|text| !text.is_empty() && *text != ".").map(Value::from)
}

/// A flag, which is there only when it is true.
pub(super) fn flag(value: bool) -> Option<Value> {
    value.then_some(Value::Bool(true))
}

/// A value of a table that is fixed here.
pub(super) fn entry((code, description): (&str, &str)) -> Value {
    json!({ "code": code, "omschrijving": description })
}

/// A value of a table that the register keeps; nothing when its code is the one that stands for an unknown value.
pub(super) fn coded(value: Option<&CodedValue>, unknown: &str) -> Option<Value> {
    let value = value.filter(|value| !value.has_code(unknown))?;
    let members = [("code", text(value.code.as_deref())), ("omschrijving", text(value.description.as_deref()))];
    unless_empty(object(members))
}
