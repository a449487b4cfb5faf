//! What a person shares with prototypes: only they decide, for each request, for how long, and they may take it back.

use crate::date::Date;
use crate::field::FieldName;
use crate::manifest::Ask;
use crate::name::Name;
use crate::text::Text;

/// What a person shares with one prototype for one of its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its number in the session.
    pub id: u64,
    /// With whom.
    pub prototype: Name,
    /// The request, as the manifest had it when the person decided: another request is not what they agreed to.
    pub ask: Ask,
    /// What they chose of it.
    pub fields: Vec<FieldName>,
    /// Whether they share their words.
    pub words: bool,
    /// The last day of it.
    pub until: Date,
    /// Whether they took it back.
    pub taken_back: bool,
    /// What people call the prototype.
    pub title: Text,
    /// Whose it is.
    pub organisation: String,
}

impl Consent {
    /// Whether it holds on this day.
    pub fn holds(&self, today: Date) -> bool {
        !self.taken_back && today <= self.until
    }
}

/// What a person shared in a demo session.
#[derive(Clone, Debug, Default)]
pub struct Consents {
    all: Vec<Consent>,
}

/// The most that a session keeps; the oldest go.
const MOST: usize = 200;

impl Consents {
    /// Adds one, and gives it its number. Earlier ones for the same request are taken back: the latest counts.
    pub fn give(&mut self, consent: Consent) -> u64 {
        for earlier in &mut self.all {
            earlier.taken_back |= earlier.prototype == consent.prototype && earlier.ask.name == consent.ask.name;
        }
        let id = self.all.last().map_or(1, |last| last.id + 1);
        self.all.push(Consent { id, ..consent });
        if self.all.len() > MOST {
            self.all.remove(0);
        }
        id
    }

    /// Takes one back; what it was, when it held until now.
    pub fn take_back(&mut self, id: u64) -> Option<Consent> {
        let consent = self.all.iter_mut().find(|consent| consent.id == id && !consent.taken_back)?;
        consent.taken_back = true;
        Some(consent.clone())
    }

    /// What holds for a request of a prototype on this day: only when the request is still the same.
    pub fn of(&self, prototype: &Name, ask: &Ask, today: Date) -> Option<&Consent> {
        self.all
            .iter()
            .rev()
            .find(|consent| consent.prototype == *prototype && consent.ask == *ask && consent.holds(today))
    }

    /// All of them, the latest first.
    pub fn all(&self) -> impl Iterator<Item = &Consent> {
        self.all.iter().rev()
    }

    /// Those of a prototype that do not hold any more on this day and were not cleared up after yet: each comes once.
    pub fn ended(&mut self, prototype: &Name, today: Date) -> bool {
        let over =
            |consent: &&mut Consent| consent.prototype == *prototype && !consent.taken_back && today > consent.until;
        let ended: Vec<&mut Consent> = self.all.iter_mut().filter(over).collect();
        let any = !ended.is_empty();
        ended.into_iter().for_each(|consent| consent.taken_back = true);
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(ask: &Ask, until: i32) -> Consent {
        Consent {
            id: 0,
            prototype: Name::parse("zorgwijzer").expect("it is a name"),
            ask: ask.clone(),
            fields: ask.fields.clone(),
            words: false,
            until: Date(until),
            taken_back: false,
            title: Text { nl: String::new(), en: String::new() },
            organisation: String::new(),
        }
    }

    #[test]
    fn a_consent_holds_for_its_request_until_its_day_or_until_it_is_taken_back() {
        let name = |name: &str| Name::parse(name).expect("it is a name");
        let purpose = Text { nl: "a".to_owned(), en: "b".to_owned() };
        let ask = Ask { name: name("where"), fields: Vec::new(), words: true, purpose: purpose.clone(), days: 30 };
        let mut consents = Consents::default();
        let id = consents.give(consent(&ask, 10));
        let of = |consents: &Consents, prototype: &str, ask: &Ask, day: i32| {
            consents.of(&name(prototype), ask, Date(day)).map(|consent| consent.id)
        };
        assert_eq!(of(&consents, "zorgwijzer", &ask, 10), Some(id));
        assert_eq!(of(&consents, "zorgwijzer", &ask, 11), None, "its time is over");
        assert_eq!(of(&consents, "other", &ask, 5), None, "another prototype");
        let changed = Ask { purpose: Text { nl: "iets anders".to_owned(), ..purpose }, ..ask.clone() };
        assert_eq!(of(&consents, "zorgwijzer", &changed, 5), None, "another purpose under the same name");
        let later = consents.give(consent(&ask, 20));
        assert_eq!(consents.take_back(id), None, "the later one took its place");
        assert_eq!(consents.take_back(later).map(|consent| consent.id), Some(later));
        assert_eq!((of(&consents, "zorgwijzer", &ask, 5), consents.take_back(later)), (None, None));
        consents.give(consent(&ask, 10));
        assert!(!consents.ended(&name("zorgwijzer"), Date(10)));
        assert!(consents.ended(&name("zorgwijzer"), Date(11)) && !consents.ended(&name("zorgwijzer"), Date(11)));
    }
}
