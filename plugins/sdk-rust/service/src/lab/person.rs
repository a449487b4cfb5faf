//! Citizens: looking them up, their relatives, and finding them.

use fieldlab_sdk::bindings::fieldlab::lab::types::Value;
use fieldlab_sdk::rule::Citizen;
use fieldlab_sdk::value::Typed;

use super::{Refused, host};

/// How somebody is related to somebody in the same household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Husband, wife or partner.
    Partner,
    /// Children of any age.
    Children,
    /// Parents.
    Parents,
    /// All who live there, themselves included.
    Household,
}

/// A synthetic citizen, of this demo session. What is known of them is read with [`Person::read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person(pub(crate) u64);

impl Person {
    /// The citizen whom the visitor plays; nobody when they only look. Needs `uses = ["citizens"]` in the manifest.
    ///
    /// # Errors
    /// When it is not declared or granted.
    pub fn me() -> Result<Option<Person>, Refused> {
        host::me()
    }

    /// What the citizen is called in this demo session: to keep with [`keep`](super::keep) and find them again, without keeping
    /// anything about them. It says nothing of who they are, and leads to nobody in another session.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The citizen with a number that was kept. What is known of them is looked up, and written to the processing log, as ever.
    pub fn numbered(number: u64) -> Person {
        Person(number)
    }

    /// The fields of a struct that derives `Citizen`. Each look is written to the lab's processing log, with the purpose that the
    /// manifest gives.
    ///
    /// # Errors
    /// When a field is not declared or granted, or absent where the struct says that it is not.
    pub fn read<C: Citizen>(self) -> Result<C, Refused> {
        let read = Person::read_all(&[self])?.into_iter().next();
        read.ok_or_else(|| Refused::Unknown("the lab told nothing of this citizen".to_owned()))
    }

    /// The fields of several citizens, in their order, in one look. Each of them counts for how many a request may look at.
    ///
    /// # Errors
    /// As [`Person::read`], for the first for whom it fails.
    pub fn read_all<C: Citizen>(people: &[Person]) -> Result<Vec<C>, Refused> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let fields: Vec<&str> = C::FIELDS.iter().map(|(name, _, _)| *name).collect();
        let rows = host::look_up(people, &fields)?;
        rows.iter().map(|row| C::from_values(row).map_err(|failure| Refused::Unknown(failure.message))).collect()
    }

    /// The values of fields by their names; for structs there is [`Person::read`].
    pub(crate) fn values(self, fields: &[&str]) -> Result<Vec<Value>, Refused> {
        Ok(host::look_up(&[self], fields)?.into_iter().next().unwrap_or_default())
    }

    /// Who is related to somebody. Needs a grant on `person.household_position`.
    ///
    /// # Errors
    /// When it is not declared or granted.
    pub fn related(self, relation: Relation) -> Result<Vec<Person>, Refused> {
        host::related(self, relation)
    }

    /// Husband, wife or partner in the same household.
    ///
    /// # Errors
    /// As [`Person::related`].
    pub fn partner(self) -> Result<Option<Person>, Refused> {
        Ok(self.related(Relation::Partner)?.into_iter().next())
    }

    /// Children in the same household, of any age.
    ///
    /// # Errors
    /// As [`Person::related`].
    pub fn children(self) -> Result<Vec<Person>, Refused> {
        self.related(Relation::Children)
    }

    /// Parents in the same household.
    ///
    /// # Errors
    /// As [`Person::related`].
    pub fn parents(self) -> Result<Vec<Person>, Refused> {
        self.related(Relation::Parents)
    }

    /// The citizen with a citizen service number. Needs a grant on `person.bsn`.
    ///
    /// # Errors
    /// When it is not declared or granted, or is no number of nine digits.
    pub fn find(bsn: &str) -> Result<Option<Person>, Refused> {
        host::find(bsn)
    }

    /// Searches citizens by what is known of them: `Person::search().with("person.ww", true).most(20).found()`.
    pub fn search() -> Search {
        Search { conditions: Vec::new(), most: 10 }
    }
}

/// A search for citizens for whom all conditions hold.
#[derive(Clone, Debug)]
#[must_use = "call `found` to search"]
pub struct Search {
    conditions: Vec<(String, Value)>,
    most: u32,
}

impl Search {
    /// Only those of whom a field of the catalogue has this value. The manifest must ask for the field.
    pub fn with(mut self, field: &str, value: impl Typed) -> Search {
        self.conditions.push((field.to_owned(), value.into_value()));
        self
    }

    /// At most so many, 10 when nothing is said. They count for how many a request may look at, found or not.
    pub fn most(mut self, most: u32) -> Search {
        self.most = most;
        self
    }

    /// Who was found, in a fixed order.
    ///
    /// # Errors
    /// When there is no condition, or a field is unknown, of another kind, not declared or not granted.
    pub fn found(self) -> Result<Vec<Person>, Refused> {
        host::search(&self.conditions, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::Router;
    use crate::visitor::Visitor;

    #[test]
    fn a_citizen_is_found_again_by_the_number_that_was_kept() {
        let mut visitor = Visitor::new(Router::default).with_citizen(&[("person.age", Value::Whole(44))]);
        visitor.within(|| {
            let found = Person::search().with("person.age", 44).found().expect("searching is granted");
            let again = Person::numbered(found[0].number());
            assert_eq!(again, found[0]);
            assert!(matches!(again.values(&["person.age"]).as_deref(), Ok([Value::Whole(44)])));
            assert!(Person::numbered(7).values(&["person.age"]).is_err(), "nobody is called that here");
        });
    }
}
