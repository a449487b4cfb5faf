//! The members of a household as they are written, each with its section, so that later checks can point at a line.

use crate::column::Value;
use crate::field::{Field, FieldName, catalogue};
use crate::name::nearest_hint;
use crate::reader::Section;

/// What the names of a household's fields begin with.
pub(super) const HOUSEHOLD: &str = "household.";
/// What the names of a person's fields begin with.
pub(super) const PERSON: &str = "person.";

/// Values by field; what is absent is not there.
pub(super) type Row = Vec<(FieldName, Value)>;

/// A member as it is written.
pub(super) struct Draft<'a> {
    /// Where it is written.
    pub(super) section: Section<'a>,
    /// Its key; empty when it has none.
    pub(super) key: &'a str,
    /// Whether it is said to be the persona.
    pub(super) persona: bool,
    /// Its own values, then those of `[everyone]`.
    pub(super) values: Row,
    /// The partner, a position among the members.
    pub(super) partner: Option<usize>,
    /// The parents, positions among the members.
    pub(super) parents: Vec<usize>,
    /// Whether all members that it names are there; if not, that has a fault and no other one follows.
    pub(super) relations_known: bool,
}

impl Draft<'_> {
    /// The value of a field.
    pub(super) fn value(&self, field: &str) -> Value {
        value_in(&self.values, field)
    }

    /// The name of its position in the household.
    pub(super) fn position(&self) -> Option<&'static str> {
        code_name(&self.values, "person.household_position")
    }
}

/// The value of a field among values; absent when it is not there.
pub(super) fn value_in(values: &[(FieldName, Value)], field: &str) -> Value {
    values.iter().find(|(name, _)| name.as_str() == field).map_or(Value::Absent, |(_, value)| *value)
}

/// The name of the code that stands at a field.
pub(super) fn code_name(values: &[(FieldName, Value)], field: &str) -> Option<&'static str> {
    match value_in(values, field) {
        Value::Code(code) => Some(catalogue().get(field)?.code(code)?.name.as_str()),
        _ => None,
    }
}

/// The fields whose names begin with `prefix`, each with the key by which a persona's file calls it.
pub(super) fn fields(prefix: &'static str) -> impl Iterator<Item = (&'static str, &'static Field)> {
    catalogue().fields().iter().filter_map(move |field| Some((field.name.as_str().strip_prefix(prefix)?, field)))
}

/// Reads the values of all fields whose names begin with `prefix`; each may be left out.
pub(super) fn read_fields(section: &Section<'_>, prefix: &'static str) -> Row {
    let mut values = Row::new();
    for (key, field) in fields(prefix) {
        if let Some(value) = section.optional_field(key, field) {
            within_bands(section, key, field, value);
            values.push((field.name.clone(), value));
        }
    }
    values
}

/// Says so when a value is outside the bands of its field, since results have no group for it.
fn within_bands(section: &Section<'_>, key: &str, field: &Field, value: Value) {
    let (Some(number), Some(&least)) = (value.number(), field.bands.first()) else { return };
    let most = field.highest.unwrap_or(i64::MAX);
    if number < least || number > most {
        let hint = match field.highest {
            Some(most) => format!("use a number from {least} to {most}"),
            None => format!("use a number from {least} on"),
        };
        section.fault(key, format!("`{key}` is {number}, which is out of range"), hint);
    }
}

/// Reads `[everyone]` and `[[members]]`.
pub(super) fn read_members<'a>(section: &Section<'a>) -> Vec<Draft<'a>> {
    let everyone = section.optional_section("everyone", "everyone").map(|everyone| {
        let values = read_fields(&everyone, PERSON);
        everyone.finish();
        values
    });
    let everyone = everyone.unwrap_or_default();
    let sections = section.sections("members", "member");
    if sections.is_empty() {
        section.fault(
            "members",
            "persona has no `members`",
            "add: [[members]] with key, persona = true and its fields",
        );
    }
    let keys: Vec<&str> = sections.iter().map(|member| member.string("key", "\"sanne\"").unwrap_or_default()).collect();
    let read = |(at, member)| read_member(member, at, &keys, &everyone);
    sections.into_iter().enumerate().map(read).collect()
}

fn read_member<'a>(section: Section<'a>, at: usize, keys: &[&'a str], everyone: &Row) -> Draft<'a> {
    let key = keys[at];
    if keys[..at].contains(&key) && !key.is_empty() {
        section.fault("key", format!("there is more than one member `{key}`"), "give each member a key of its own");
    }
    let find = |place: &'static str, wanted: &str| find_member(&section, (place, wanted), at, keys);
    let partner = section.optional_string("partner", "\"jan\"").map(|wanted| find("partner", wanted));
    let parents: Vec<_> = section.strings("parents").into_iter().map(|wanted| find("parents", wanted)).collect();
    let relations_known = partner != Some(None) && !parents.contains(&None);
    let persona = section.optional_flag("persona").unwrap_or(false);
    let mut values = read_fields(&section, PERSON);
    section.finish();
    let own = values.len();
    for (field, value) in everyone {
        if value_in(&values[..own], field.as_str()) == Value::Absent {
            values.push((field.clone(), *value));
        }
    }
    let (partner, parents) = (partner.flatten(), parents.into_iter().flatten().collect());
    Draft { section, key, persona, values, partner, parents, relations_known }
}

/// The position of the member that another one names as its partner or parent.
fn find_member(section: &Section<'_>, named: (&str, &str), at: usize, keys: &[&str]) -> Option<usize> {
    let (place, wanted) = named;
    let found = keys.iter().position(|key| *key == wanted);
    if found == Some(at) {
        section.fault(place, format!("`{wanted}` is in its own `{place}`"), "name another member");
        return None;
    }
    if found.is_none() {
        let others = keys.iter().copied().filter(|key| *key != keys[at] && !key.is_empty());
        section.fault(place, format!("there is no member `{wanted}`"), nearest_hint(wanted, others));
    }
    found
}
