//! The personas that come with the lab: `fixtures/personas`. To add one, add its file and its line here.

use std::sync::LazyLock;

use super::Persona;

/// A line for a file of `fixtures/personas`: its name and its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../fixtures/personas/", $name)))
    };
}

/// The files, in the order in which people are shown.
const FILES: [(&str, &str); 10] = [
    file!("sanne.toml"),
    file!("gerda.toml"),
    file!("anas.toml"),
    file!("dennis.toml"),
    file!("noor.toml"),
    file!("robin.toml"),
    file!("petra.toml"),
    file!("elif.toml"),
    file!("hendrik.toml"),
    file!("piotr.toml"),
];

static PERSONAS: LazyLock<Vec<Persona>> = LazyLock::new(|| {
    let parse = |(file, source): (&str, &str)| {
        Persona::parse(file, source)
            .unwrap_or_else(|faults| panic!("a test holds that the bundled personas are right: {faults}"))
    };
    FILES.into_iter().map(parse).collect()
});

/// The personas that come with the lab, in the order in which people are shown.
pub fn bundled() -> &'static [Persona] {
    &PERSONAS
}

/// The bundled persona with this name.
pub fn bundled_persona(name: &str) -> Option<&'static Persona> {
    bundled().iter().find(|persona| persona.name.as_str() == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bsn::Bsn;
    use crate::column::{Batch, Value};
    use crate::condition::Condition;
    use crate::field::{FieldName, catalogue};
    use crate::text::Language;

    /// Each member of each persona.
    fn everybody() -> impl Iterator<Item = (&'static Persona, usize)> {
        bundled().iter().flat_map(|persona| (0..persona.members.len()).map(move |member| (persona, member)))
    }

    fn holds(persona: &Persona, member: usize, condition: &str) -> bool {
        let condition = Condition::parse(condition).unwrap_or_else(|error| panic!("{condition}: {}", error.what));
        let mut batch = Batch::new(condition.fields().iter().map(|field| catalogue().field(field).kind));
        for (column, value) in batch.columns.iter_mut().zip(persona.row(member, condition.fields())) {
            assert!(column.push(value), "a value is of its field's kind");
        }
        batch.rows = 1;
        condition.holds(&batch, &(0..batch.columns.len()).collect::<Vec<_>>()) == [true]
    }

    #[test]
    fn everybody_has_every_field_that_may_not_be_absent() {
        let names: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
        for (persona, member) in everybody() {
            for (field, value) in catalogue().fields().iter().zip(persona.row(member, &names)) {
                let who = persona.display_name(member);
                assert!(field.optional || value.kind() == Some(field.kind), "{who}: {} is {value:?}", field.name);
            }
        }
    }

    #[test]
    fn numbers_are_of_the_official_test_range_and_of_one_person_each() {
        let mut seen = BTreeSet::new();
        for (persona, member) in everybody() {
            let number = persona.value(member, "person.bsn").number().and_then(|number| u32::try_from(number).ok());
            let number = number.expect("everybody has a number");
            let right = Bsn::passes(number) && Bsn::is_official_test(number);
            assert!(right && seen.insert(number), "{}: {number}", persona.display_name(member));
        }
    }

    #[test]
    fn there_are_people_of_many_kinds() {
        let check = |name: &str, condition: &str| {
            let persona = bundled_persona(name).expect("there is such a persona");
            assert!(holds(persona, persona.main, condition), "{name}: {condition}");
        };
        check(
            "sanne",
            "person.age = 28 and person.sex = woman and person.civil_status = divorced and person.ww = true",
        );
        check("sanne", "household.type = single_parent and household.children = 2");
        check("gerda", "person.aow = true and person.digital_skill = below_basic and person.informal_carer = true");
        check("gerda", "person.civil_status = married and household.type = couple");
        check("anas", "person.birth_country = syrie and person.residence_title = asylum_temporary");
        check("anas", "person.arrival_date >= 2025-04-16 and person.arrival_date <= 2025-05-15");
        check("dennis", "person.sex = man and person.work = self_employed and household.arrears_rent = true");
        check("dennis", "household.arrears_energy = true and person.premium_arrears = true");
        check("noor", "person.work = in_education and person.age >= 18 and household.type = alone");
        check("robin", "person.sex = man and person.youth_care = true and person.age = 17");
        check("robin", "person.birth_date >= 2008-01-02 and person.birth_date <= 2008-03-31");
        check(
            "petra",
            "person.disability_benefit = true and household.energy_poor = true and household.tenure = owner",
        );
        check("elif", "person.work = employee and person.informal_carer = true and household.size = 4");
        check("hendrik", "person.low_literacy = true and person.origin = netherlands");
        check("piotr", "person.nationality = poolse and household.tenure = private_rent");
    }

    #[test]
    fn everybody_is_plausible() {
        for (persona, member) in everybody() {
            let check = |condition: &str| {
                assert!(holds(persona, member, condition), "{}: {condition}", persona.display_name(member));
            };
            check("person.aow = true or person.age < 67");
            check("person.aow = false or person.age >= 67");
            check("person.age >= 18 or person.work in (in_education, not_working)");
            check("person.education is absent or person.age >= 15");
            check("person.digital_skill is absent or person.age >= 12");
            check("person.arrival_date is absent or not person.birth_country = nederland");
            check("person.residence_title is absent or not person.nationality = nederlandse");
        }
    }

    /// The places of a table of `fixtures/populations/nl-2025`: its first two columns.
    fn places(table: &str) -> BTreeSet<(i64, i64)> {
        let pair = |line: &str| {
            let mut parts = line.split(',').map(|part| part.parse().ok());
            Some((parts.next()??, parts.next()??))
        };
        table.lines().filter_map(pair).collect()
    }

    #[test]
    fn places_are_real() {
        let provinces = places(include_str!("../../../../fixtures/populations/nl-2025/municipalities.csv"));
        let postcodes = places(include_str!("../../../../fixtures/populations/nl-2025/postcodes.csv"));
        for persona in bundled() {
            let number = |field: &str| persona.value(persona.main, field).number().expect("it is there");
            let municipality = number("household.municipality");
            assert!(provinces.contains(&(municipality, number("household.province"))), "{}", persona.name);
            assert!(postcodes.contains(&(municipality, number("household.postcode4"))), "{}", persona.name);
        }
    }

    #[test]
    fn deciles_rise_with_income() {
        let of = |persona: &Persona, field| persona.value(persona.main, field).number();
        let mut incomes: Vec<_> = bundled()
            .iter()
            .map(|persona| (of(persona, "household.income_standardised"), of(persona, "household.income_decile")))
            .collect();
        incomes.sort_unstable();
        assert!(incomes.iter().map(|(_, decile)| decile).is_sorted(), "{incomes:?}");
    }

    #[test]
    fn stories_are_short_and_in_plain_sentences() {
        for persona in bundled() {
            for language in Language::ALL {
                let story = persona.story.get(language);
                let sentences: Vec<&str> = story.split_inclusive(['.', '?', '!']).collect();
                let longest = sentences.iter().map(|sentence| sentence.split_whitespace().count()).max();
                assert!((4..=8).contains(&sentences.len()), "{}: {} sentences", persona.name, sentences.len());
                assert!(longest <= Some(16), "{}: a sentence of {longest:?} words", persona.name);
                assert!(
                    !story.contains(['\n', '\\']) && persona.question.get(language).ends_with('?'),
                    "{}",
                    persona.name
                );
            }
            assert!(matches!(persona.value(persona.main, "person.age"), Value::Whole(14..=100)), "{}", persona.name);
        }
    }
}
