//! A persona: a synthetic citizen with a name and a story, for a demo.
//!
//! A file of `fixtures/personas` declares one household and who live in it; one of them is the persona. Keys are the names of the
//! catalogue's fields without `household.` or `person.`; what holds for all members stands once, under `[everyone]`. What follows
//! from other values is worked out: age, size, children, household type, standardised and assessment income.

mod bundled;
mod cast;
mod check;
mod derive;
mod draft;

use serde::Serialize;

use crate::column::{Kind, Value};
use crate::date::days_from_civil;
use crate::fault::Faults;
use crate::field::{FieldName, catalogue};
use crate::name::Name;
use crate::reader::{Section, read_document};
use crate::text::{Language, Text};
use draft::{Draft, HOUSEHOLD, Row, read_fields, read_members, value_in};

pub use bundled::{bundled, bundled_persona};
pub use cast::Cast;

/// A person with a story, and the household in which they live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Persona {
    /// Its name in addresses and files.
    pub name: Name,
    /// What people call it: the person's name and situation in a few words.
    pub title: Text,
    /// What their life is like: four to eight short sentences.
    pub story: Text,
    /// The help that they look for, in their own words.
    pub question: Text,
    /// The day on which all values hold, in days since 1970-01-01.
    pub reference_date: i32,
    /// The values of `household.` fields.
    pub household: Vec<(FieldName, Value)>,
    /// Who live in the household, in the order of the file.
    pub members: Vec<Member>,
    /// Which member is the persona.
    pub main: usize,
}

/// Somebody in a persona's household. Relations are positions in [`Persona::members`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The name by which the file's other members call it.
    pub key: String,
    /// The values of `person.` fields.
    pub values: Vec<(FieldName, Value)>,
    /// The partner, when they live together.
    pub partner: Option<usize>,
    /// The parents who live in the household.
    pub parents: Vec<usize>,
    /// The children who live in the household, of any age.
    pub children: Vec<usize>,
}

impl Persona {
    /// Reads a persona; `file` is for messages.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(file: &str, source: &str) -> Result<Persona, Faults> {
        read_document(file, source, "persona", read_persona)
    }

    /// The member who is the persona.
    pub fn main_member(&self) -> &Member {
        &self.members[self.main]
    }

    /// The value of a field for a member; absent when they have none. Panics when there is no such member.
    pub fn value(&self, member: usize, field: &str) -> Value {
        let own = value_in(&self.members[member].values, field);
        if own == Value::Absent { value_in(&self.household, field) } else { own }
    }

    /// The values of `fields` for a member, in their order. Panics when there is no such member.
    pub fn row(&self, member: usize, fields: &[FieldName]) -> Vec<Value> {
        fields.iter().map(|field| self.value(member, field.as_str())).collect()
    }

    /// First name and surname of a member. Panics when there is no such member.
    pub fn display_name(&self, member: usize) -> String {
        let part = |name| {
            let field = catalogue().get(name).expect("the catalogue has names");
            field.words(self.value(member, name), Language::Nl)
        };
        format!("{} {}", part("person.first_name"), part("person.surname"))
    }
}

fn read_persona(section: &Section<'_>) -> Option<Persona> {
    let name = section.name("name", "\"sanne\"");
    let [title, story, question] = ["title", "story", "question"].map(|key| section.text(key));
    let reference_date = match section.optional_value("reference_date", Kind::Date) {
        Some(Value::Date(day)) => day,
        _ => days_from_civil(2026, 1, 1),
    };
    let mut drafts = read_members(section);
    derive::ages(&mut drafts, reference_date);
    let positions = check::positions(&drafts);
    let household = section
        .section("household", "household")
        .map(|household| read_household(&household, &drafts, positions.as_deref()));
    derive::require_persons(&drafts);
    let main = check::main_member(section, &drafts);
    check::numbers(&drafts);
    check::relations(&drafts);
    let members = (0..drafts.len()).map(|member| to_member(&drafts, member)).collect();
    Some(Persona {
        name: name?,
        title: title?,
        story: story?,
        question: question?,
        reference_date,
        household: household?,
        members,
        main: main?,
    })
}

fn read_household(section: &Section<'_>, drafts: &[Draft<'_>], positions: Option<&[&str]>) -> Row {
    let mut values = read_fields(section, HOUSEHOLD);
    section.finish();
    if let Some(positions) = positions {
        derive::household(section, &mut values, drafts, positions);
    }
    derive::require_household(section, &values);
    check::housing(section, &values);
    values
}

fn to_member(drafts: &[Draft<'_>], member: usize) -> Member {
    let draft = &drafts[member];
    let children = (0..drafts.len()).filter(|&child| drafts[child].parents.contains(&member)).collect();
    Member {
        key: draft.key.to_owned(),
        values: draft.values.clone(),
        partner: draft.partner,
        parents: draft.parents.clone(),
        children,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_values_of_the_member_and_of_the_household() {
        let persona = bundled_persona("sanne").expect("she is bundled");
        let fields: Vec<FieldName> = ["person.age", "household.children", "person.arrival_date"]
            .map(|name| catalogue().get(name).expect("it exists").name.clone())
            .to_vec();
        assert_eq!(persona.row(persona.main, &fields), [Value::Whole(28), Value::Whole(2), Value::Absent]);
        assert_eq!(persona.display_name(persona.main), "Sanne Willems");
    }

    #[test]
    fn relations_go_both_ways() {
        let persona = bundled_persona("elif").expect("she is bundled");
        let elif = persona.main_member();
        let keys = |members: &[usize]| members.iter().map(|&at| persona.members[at].key.as_str()).collect::<Vec<_>>();
        assert_eq!(elif.partner.map(|at| persona.members[at].partner), Some(Some(persona.main)));
        assert_eq!(keys(&elif.children), ["deniz"]);
        assert_eq!(keys(&elif.parents), ["fatma"]);
    }
}
