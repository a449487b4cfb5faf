//! A citizen out of a population as a persona, with who live with them.

use fieldlab_domain::column::{Column, Value};
use fieldlab_domain::date::days_from_civil;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{Member, Persona};
use fieldlab_domain::population::Population as _;
use fieldlab_domain::text::{Language, Text};

use crate::archetype::position;
use crate::block::Block;
use crate::fields::fill;
use crate::memory::Memory;
use crate::person::YEAR;

impl Memory {
    /// The citizen at a place of the population, counted from 0, as a persona of this name with this question; `None` when nobody is there.
    pub fn persona(&self, place: u64, name: Name, question: Text) -> Option<Persona> {
        let blocks = self.blocks_in_memory();
        let at = (0..blocks.len()).rfind(|at| self.block_start(*at) <= place)?;
        let (block, row) = (&blocks[at], (place - self.block_start(at)) as usize);
        if row >= block.len() {
            return None;
        }
        let home = block.household(row);
        let values = values(block, home.clone());
        let first_of = |prefix: &str| of(prefix, &values[0]);
        let members = (0..values.len()).map(|member| Member {
            key: format!("member-{member}"),
            values: of("person.", &values[member]),
            ..related(block, home.start, values.len(), member)
        });
        let reference_date = self.identity().date.map_or(days_from_civil(YEAR, 1, 1), |day| day.0);
        let mut persona = Persona {
            name,
            title: Text { nl: String::new(), en: String::new() },
            story: Text { nl: String::new(), en: String::new() },
            question,
            reference_date,
            household: first_of("household."),
            members: members.collect(),
            main: row - home.start,
        };
        let [nl, en] = Language::ALL.map(|language| title(&persona, language));
        persona.title = Text { nl, en };
        let [nl, en] = Language::ALL.map(|language| story(&persona, language));
        persona.story = Text { nl, en };
        Some(persona)
    }
}

/// All fields of each row.
fn values(block: &Block, rows: std::ops::Range<usize>) -> Vec<Vec<(FieldName, Value)>> {
    let mut all: Vec<Vec<(FieldName, Value)>> = rows.clone().map(|_| Vec::new()).collect();
    for field in catalogue().fields() {
        let Some(fill) = fill(&field.name) else { continue };
        let mut column = Column::new(field.kind);
        fill(block, &mut column);
        for (values, row) in all.iter_mut().zip(rows.clone()) {
            values.push((field.name.clone(), column.get(row)));
        }
    }
    all
}

/// Those that are there, of one kind.
fn of(prefix: &str, values: &[(FieldName, Value)]) -> Vec<(FieldName, Value)> {
    let fits = |(field, value): &&(FieldName, Value)| field.as_str().starts_with(prefix) && *value != Value::Absent;
    values.iter().filter(fits).cloned().collect()
}

/// Who of a household of so many persons, the first of which is at `first`, is what of a member.
fn related(block: &Block, first: usize, persons: usize, member: usize) -> Member {
    let is = |other: usize, wanted: &[u8]| wanted.contains(&block.persons.role[first + other].position());
    let parent = [position::PARTNER, position::SINGLE_PARENT];
    let others =
        |wanted: &[u8]| (0..persons).filter(|other| *other != member && is(*other, wanted)).collect::<Vec<_>>();
    Member {
        key: String::new(),
        values: Vec::new(),
        partner: if is(member, &[position::PARTNER]) { others(&[position::PARTNER]).first().copied() } else { None },
        parents: if is(member, &[position::CHILD]) { others(&parent) } else { Vec::new() },
        children: if is(member, &parent) { others(&[position::CHILD]) } else { Vec::new() },
    }
}

fn words(persona: &Persona, field: &str, language: Language) -> String {
    let field = catalogue().get(field).expect("the catalogue has it");
    field.words(persona.value(persona.main, field.name.as_str()), language)
}

/// Name, age and place.
fn title(persona: &Persona, language: Language) -> String {
    let (name, age) = (persona.display_name(persona.main), words(persona, "person.age", language));
    let place = words(persona, "household.municipality", language);
    match language {
        Language::Nl => format!("{name}, {age} jaar, {place}"),
        Language::En => format!("{name}, {age}, {place}"),
    }
}

/// What is known of them, in some short sentences.
fn story(persona: &Persona, language: Language) -> String {
    let of = |field| words(persona, field, language);
    let (place, size, kind) = (of("household.municipality"), of("household.size"), of("household.type"));
    let (work, income) = (of("person.work"), of("household.income_disposable"));
    let first_name = of("person.first_name");
    match language {
        Language::Nl => format!(
            "{first_name} woont in {place}. Het huishouden: {kind}, {size} in totaal. Werk: {work}. Het huishouden heeft per jaar {income} te besteden. {first_name} bestaat niet echt, maar is een kunstmatige inwoner uit een uitkomst."
        ),
        Language::En => format!(
            "{first_name} lives in {place}. The household: {kind}, {size} in all. Work: {work}. The household has {income} a year to spend. {first_name} does not exist, but is a synthetic citizen out of a result."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::population::PopulationRequest;

    use crate::source::Source;

    #[test]
    fn a_citizen_is_a_persona_with_all_that_is_known_of_them() {
        let made = Source::new().make(&PopulationRequest::new("nl-2025", Some(5_000), 1)).expect("it can be made");
        let fields: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
        let question = Text { nl: "Wat nu?".to_owned(), en: "What now?".to_owned() };
        let mut families = 0;
        for place in (0..5_000).step_by(37) {
            let name = Name::parse(&format!("run-1-{place}")).expect("it is a name");
            let persona = made.persona(place, name, question.clone()).expect("somebody is there");
            let block = &made.blocks_in_memory()[0];
            let expected: Vec<Value> =
                values(block, place as usize..place as usize + 1)[0].iter().map(|(_, value)| *value).collect();
            assert_eq!(persona.row(persona.main, &fields), expected);
            for (at, member) in persona.members.iter().enumerate() {
                families += member.children.len();
                assert!(member.children.iter().all(|child| persona.members[*child].parents.contains(&at)));
                assert!(member.partner.is_none_or(|other| persona.members[other].partner == Some(at)));
            }
            let size = persona.value(persona.main, "household.size");
            assert_eq!(size, Value::Whole(persona.members.len() as i32), "{}", persona.title.nl);
        }
        assert!(families > 50, "{families}");
        let nobody = Name::parse("nobody").expect("it is a name");
        assert_eq!(made.persona(5_000_000, nobody, question), None);
    }
}
