//! A question, read and found to be right.

use std::collections::BTreeMap;
use std::fmt;

use fieldlab_domain::register::Bsn;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::fields::Asked;
use super::kind::Kind;
use super::parameter::{Form, read_flag, text_of};
use super::problem::{Fault, Refusal};

/// A question in which nothing is wrong.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) kind: &'static Kind,
    /// Whom it is about, when it asks by number.
    pub(super) numbers: Vec<Bsn>,
    /// What it wants to know of them.
    pub(super) asked: Asked,
    /// Whether it is about the deceased too.
    pub(super) with_deceased: bool,
    /// What else it says, by the name of the parameter.
    texts: BTreeMap<&'static str, String>,
}

impl Query {
    /// Reads a question, or tells all that is wrong with it.
    pub(super) fn parse(body: &[u8]) -> Result<Query, Refusal> {
        let members: Members = serde_json::from_slice(body).map_err(|_| Refusal::NotJson)?;
        let kind = kind_of(&members).map_err(|fault| Refusal::Invalid(vec![fault]))?;
        let faults = faults(kind, &members);
        if faults.is_empty() { Ok(Query::read(kind, &members)) } else { Err(Refusal::Invalid(faults)) }
    }

    fn read(kind: &'static Kind, members: &Members) -> Query {
        let list = |name: &str| members.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let fields: Vec<_> = list("fields").iter().map(text_of).collect();
        let scalars = kind.parameters().filter(|parameter| !matches!(parameter.form, Form::Numbers | Form::Fields));
        let texts = scalars.filter_map(|parameter| {
            let text = text_of(members.get(parameter.name).filter(|value| !value.is_null())?);
            (!text.trim().is_empty()).then_some((parameter.name, text))
        });
        Query {
            kind,
            numbers: list("burgerservicenummer").iter().filter_map(|item| Bsn::parse(&text_of(item))).collect(),
            asked: Asked::new(kind.fields(), &fields),
            with_deceased: members.get("inclusiefOverledenPersonen").and_then(read_flag).unwrap_or_default(),
            texts: texts.collect(),
        }
    }

    /// What a parameter says; absent when it was left out.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The names of the parameters by which is searched.
    pub(super) fn searched_by(&self) -> impl Iterator<Item = &'static str> {
        let numbers = (!self.numbers.is_empty()).then_some("burgerservicenummer");
        self.texts.keys().copied().filter(|name| *name != "inclusiefOverledenPersonen").chain(numbers)
    }
}

fn kind_of(members: &Members) -> Result<&'static Kind, Fault> {
    let name = members.get("type").filter(|value| !value.is_null()).ok_or_else(|| Fault::required("type"))?;
    let unknown = || Fault::new("type", "value", "Waarde is geen geldig zoek type.");
    Kind::find(&text_of(name)).ok_or_else(unknown)
}

/// All that is wrong with a question, in the order of its kind.
fn faults(kind: &'static Kind, members: &Members) -> Vec<Fault> {
    let of = |parameters: &[super::parameter::Parameter]| -> Vec<Fault> {
        parameters.iter().flat_map(|one| one.faults(members.get(one.name), kind.fields())).collect()
    };
    let (before, after) = kind.checks;
    [of(before), members.unknown(kind), of(after)].concat()
}

/// The members of a JSON object in the order in which they were written, for the faults are told in that order.
struct Members(Vec<(String, Value)>);

impl Members {
    /// The value of a member; of members with the same name the last counts.
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn unknown(&self, kind: &Kind) -> Vec<Fault> {
        let is_known = |name: &str| name == "type" || kind.parameters().any(|parameter| parameter.name == name);
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.0.iter().filter(|(name, _)| !is_known(name)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let fault = |name: &str| Fault::new(&escape(name), "unknownParam", "Parameter is niet verwacht.");
        names.into_iter().map(fault).collect()
    }
}

/// A name from outside as it can be shown on a page.
fn escape(name: &str) -> String {
    let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
