//! Who can be played in the demos of a lab: the bundled personas, and citizens out of the results of runs.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Persona, bundled};
use crate::bsn::Bsn;
use crate::column::Value;
use crate::digest::Digest;

const NUMBER: &str = "person.bsn";

/// How many drawn citizens are kept; the one that was drawn first goes.
const MOST: usize = 500;

/// The personas of a lab. Clones share them.
#[derive(Clone, Debug)]
pub struct Cast(Arc<RwLock<Players>>);

#[derive(Debug)]
struct Players {
    bundled: Vec<Arc<Persona>>,
    /// Those drawn from runs, the latest last.
    drawn: VecDeque<Arc<Persona>>,
}

impl Default for Cast {
    fn default() -> Cast {
        let bundled = bundled().iter().cloned().map(Arc::new).collect();
        Cast(Arc::new(RwLock::new(Players { bundled, drawn: VecDeque::new() })))
    }
}

impl Cast {
    /// The persona with this name.
    pub fn get(&self, name: &str) -> Option<Arc<Persona>> {
        self.read(|players| players.all().find(|persona| persona.name.as_str() == name).cloned())
    }

    /// Who has this citizen service number: the persona in whose household they live, and which member they are.
    pub fn find(&self, number: Bsn) -> Option<(Arc<Persona>, usize)> {
        let found = |persona: &Arc<Persona>| {
            let member = (0..persona.members.len()).find(|member| persona.number(*member) == Some(number));
            member.map(|member| (persona.clone(), member))
        };
        self.read(|players| players.all().find_map(found))
    }

    /// Everybody, the bundled ones first.
    pub fn all(&self) -> Vec<Arc<Persona>> {
        self.read(|players| players.all().cloned().collect())
    }

    /// Takes in a citizen of a run with their household; one who is there already stays. All of them get numbers of the official test
    /// range, as personas have: in the population of the lab's register their own may be somebody else's.
    pub fn draw(&self, mut persona: Persona) -> Arc<Persona> {
        let mut players = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = players.all().find(|known| known.name == persona.name) {
            return known.clone();
        }
        for member in 0..persona.members.len() {
            let number = players.free_number(&persona, member);
            persona.set_number(member, number);
        }
        let persona = Arc::new(persona);
        players.drawn.push_back(persona.clone());
        if players.drawn.len() > MOST {
            players.drawn.pop_front();
        }
        persona
    }

    fn read<T>(&self, look: impl FnOnce(&Players) -> T) -> T {
        // Nothing that is done under the lock leaves it half done and panics.
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Players {
    fn all(&self) -> impl Iterator<Item = &Arc<Persona>> {
        self.bundled.iter().chain(&self.drawn)
    }

    /// A number that nobody has, the same each time a citizen is drawn when no other took it.
    fn free_number(&self, persona: &Persona, member: usize) -> Bsn {
        let digest = Digest::of(format!("{} {member}", persona.name).as_bytes());
        let start = u32::from_str_radix(&digest.as_str()[digest.as_str().len() - 4..], 16).unwrap_or(0);
        let is_taken = |number: Bsn| {
            let members = |persona: &Persona| (0..persona.members.len()).any(|at| persona.number(at) == Some(number));
            self.all().any(|persona| members(persona)) || (0..member).any(|at| persona.number(at) == Some(number))
        };
        let mut number = Bsn::official_test_from(999_900_000 + start);
        while is_taken(number) {
            number = Bsn::official_test_from(number.number() + 1);
        }
        number
    }
}

impl Persona {
    /// The citizen service number of a member. Panics when there is no such member.
    pub fn number(&self, member: usize) -> Option<Bsn> {
        self.value(member, NUMBER).number().and_then(|number| u32::try_from(number).ok()).and_then(Bsn::new)
    }

    fn set_number(&mut self, member: usize, number: Bsn) {
        let values = &mut self.members[member].values;
        if let Some((_, value)) = values.iter_mut().find(|(field, _)| field.as_str() == NUMBER) {
            *value = Value::Whole(number.number() as i32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;

    /// A citizen who is like the first persona.
    fn citizen(nth: usize) -> Persona {
        Persona { name: Name::parse(&format!("run-1-{nth}")).expect("it is a name"), ..bundled()[0].clone() }
    }

    #[test]
    fn who_is_drawn_is_found_by_name_and_by_a_number_of_their_own() {
        let cast = Cast::default();
        let drawn = cast.draw(citizen(7));
        assert_eq!(cast.get("run-1-7"), Some(drawn.clone()));
        assert_eq!(cast.draw(citizen(7)), drawn, "twice is once");
        let number = drawn.number(drawn.main).expect("they have a number");
        assert!(Bsn::passes(number.number()) && Bsn::is_official_test(number.number()));
        assert_eq!(cast.find(number), Some((drawn.clone(), drawn.main)));
        let original = bundled()[0].number(bundled()[0].main).expect("it has a number");
        assert_eq!(cast.find(original).map(|(persona, _)| persona.name.clone()), Some(bundled()[0].name.clone()));
    }

    #[test]
    fn no_two_have_one_number_and_the_first_drawn_goes_when_there_are_too_many() {
        let cast = Cast::default();
        for nth in 0..=MOST {
            cast.draw(citizen(nth));
        }
        assert!(cast.get("run-1-0").is_none() && cast.get("run-1-1").is_some());
        let all = cast.all();
        let numbers: Vec<Bsn> = all
            .iter()
            .flat_map(|persona| (0..persona.members.len()).filter_map(|member| persona.number(member)))
            .collect();
        let once: std::collections::HashSet<&Bsn> = numbers.iter().collect();
        assert_eq!(once.len(), numbers.len());
    }
}
