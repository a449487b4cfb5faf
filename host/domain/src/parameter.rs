//! What can be set in a prototype without changing it.

use serde::{Deserialize, Serialize};

use crate::column::{Kind, Value};
use crate::field::read_kind;
use crate::name::nearest_hint;
use crate::reader::{Section, parse_value, value_words};
use crate::text::Text;

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In force, as published.
    Adopted,
    /// Proposed, not decided.
    Proposed,
    /// Sources disagree, or there is only one.
    Unverified,
    /// The team's own choice.
    Assumed,
}

impl Status {
    const NAMES: [&'static str; 4] = ["adopted", "proposed", "unverified", "assumed"];

    fn from_name(name: &str) -> Option<Status> {
        match name {
            "adopted" => Some(Status::Adopted),
            "proposed" => Some(Status::Proposed),
            "unverified" => Some(Status::Unverified),
            "assumed" => Some(Status::Assumed),
            _ => None,
        }
    }
}

/// Reads a status at `status`.
pub fn read_status(section: &Section<'_>) -> Option<Status> {
    let name = section.string("status", "\"adopted\"")?;
    let status = Status::from_name(name);
    if status.is_none() {
        section.fault("status", format!("unknown status `{name}`"), nearest_hint(name, Status::NAMES));
    }
    status
}

/// One parameter of a prototype.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name: lower-case letters, digits and underscores.
    pub name: String,
    /// What people read.
    pub title: Text,
    /// The kind of its value.
    pub kind: Kind,
    /// The value when nobody says otherwise.
    pub default: Value,
    /// The least value, for kinds with an order.
    pub minimum: Option<Value>,
    /// The greatest value, for kinds with an order.
    pub maximum: Option<Value>,
    /// The unit in words.
    pub unit: Option<String>,
    /// Where the default comes from.
    pub source: String,
    /// How sure the default is.
    pub status: Status,
}

impl Parameter {
    /// `value` when it is of the right kind and in range; otherwise what is wrong and a hint.
    pub fn check(&self, value: Value) -> Result<Value, (String, String)> {
        if value.kind() != Some(self.kind) {
            let (wanted, example) = value_words(self.kind);
            return Err((
                format!("parameter `{}` must be {wanted}", self.name),
                format!("write: {} = {example}", self.name),
            ));
        }
        let below = self.minimum.is_some_and(|least| value.number() < least.number());
        let above = self.maximum.is_some_and(|most| value.number() > most.number());
        if below || above {
            let bound = |value: Option<Value>| value.map_or("any".to_owned(), Value::plain);
            let hint = format!("use a value from {} to {}", bound(self.minimum), bound(self.maximum));
            return Err((format!("parameter `{}` is {}, which is out of range", self.name, value.plain()), hint));
        }
        Ok(value)
    }

    /// Reads a value as a user writes it and checks it; otherwise what is wrong and a hint.
    pub fn parse(&self, text: &str) -> Result<Value, (String, String)> {
        let (wanted, example) = value_words(self.kind);
        let value = parse_value(text, self.kind).ok_or_else(|| {
            (
                format!("parameter `{}` must be {wanted}, not `{text}`", self.name),
                format!("write: {} = {example}", self.name),
            )
        })?;
        self.check(value)
    }
}

/// A set of values that belong together, such as the amounts of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterSet {
    /// Its name, such as `2025`.
    pub name: String,
    /// What people read.
    pub title: Text,
    /// Where the values come from.
    pub source: String,
    /// How sure they are.
    pub status: Status,
    /// Parameter names and values; the others keep their default.
    pub values: Vec<(String, Value)>,
}

/// Reads a parameter of a manifest.
pub fn read_parameter(section: &Section<'_>) -> Option<Parameter> {
    let name = section.string("name", "\"taper\"");
    if let Some(name) = name
        && !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    {
        section.fault("name", format!("`{name}` is not a parameter's name"), "use lower-case letters, digits and `_`");
    }
    let kind = read_kind(section, "kind");
    let title = section.text("title");
    let unit = section.optional_string("unit", "\"euro per year\"").map(str::to_owned);
    let source = section.string("source", "\"...\"").map(str::to_owned);
    let status = read_status(section);
    let [default, minimum, maximum] =
        ["default", "minimum", "maximum"].map(|key| section.optional_value(key, kind.unwrap_or(Kind::Whole)));
    if !section.has("default") {
        section.fault("default", "parameter has no `default`", format!("add: default = {}", value_words(kind?).1));
    }
    let parameter = Parameter {
        name: name?.to_owned(),
        title: title?,
        kind: kind?,
        default: default?,
        minimum,
        maximum,
        unit,
        source: source?,
        status: status?,
    };
    if let Err((what, hint)) = parameter.check(parameter.default) {
        section.fault("default", what, hint);
    }
    Some(parameter)
}

/// Reads a set of values for `parameters`.
pub fn read_set(section: &Section<'_>, parameters: &[Parameter]) -> Option<ParameterSet> {
    let name = section.string("name", "\"2026\"");
    let title = section.text("title");
    let source = section.string("source", "\"...\"");
    let status = read_status(section);
    let values = section.section("values", "set of values")?.values(|values, key| {
        let parameter = parameters.iter().find(|parameter| parameter.name == key);
        if parameter.is_none() {
            let names = parameters.iter().map(|parameter| parameter.name.as_str());
            values.fault(key, format!("there is no parameter `{key}`"), nearest_hint(key, names));
        }
        parameter.map(|parameter| parameter.kind)
    });
    for (name, value) in &values {
        let parameter = parameters.iter().find(|parameter| &parameter.name == name);
        if let Some(Err((what, hint))) = parameter.map(|parameter| parameter.check(*value)) {
            section.fault("values", what, hint);
        }
    }
    Some(ParameterSet { name: name?.to_owned(), title: title?, source: source?.to_owned(), status: status?, values })
}
