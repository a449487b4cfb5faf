//! What a demo session kept: values of prototypes, and the trail of what they looked at and decided. It lives as long as its session.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::assessment::{Fact, Step};
use crate::date::Date;
use crate::name::Name;
use crate::processing::Look;
use crate::text::Text;
use crate::vault::{Consent, Consents};

/// How many entries a trail keeps; the oldest go.
pub const MOST_ENTRIES: usize = 200;

/// A decision that a prototype says it took, with the steps that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Who decided.
    pub prototype: Name,
    /// What was decided about.
    pub title: Text,
    /// What came out.
    pub outcome: Vec<Fact>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Something that happened in a session, for the glass box beside the prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A prototype looked at a citizen, or was refused.
    Looked(Look),
    /// A prototype decided.
    Decided(Decision),
    /// A prototype called another.
    Called {
        /// Who called.
        from: Name,
        /// Who was called.
        to: Name,
        /// The path that was called.
        path: String,
        /// The status that came back; none when the call was refused or failed.
        status: Option<u16>,
    },
    /// A prototype asked another what it offers for a question.
    Asked {
        /// Who asked.
        from: Name,
        /// Who was asked.
        to: Name,
        /// What the question is about.
        topics: Vec<Name>,
        /// How many offers came back; none when it was silent.
        offers: Option<usize>,
    },
    /// The person shared something with a prototype.
    Shared(Consent),
    /// The person took back what they shared with a prototype.
    TookBack(Consent),
    /// A prototype asked for something that it may not.
    Refused {
        /// Who asked.
        prototype: Name,
        /// What for, in a few words.
        what: String,
    },
}

/// Values of one prototype by bucket and key, and their bytes together.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// By bucket and key.
    pub entries: BTreeMap<(String, String), Vec<u8>>,
    /// The bytes of keys and values.
    pub bytes: usize,
}

#[derive(Default)]
struct Held {
    values: BTreeMap<Name, Values>,
    consents: Consents,
    trail: VecDeque<(u64, Event)>,
    next: u64,
}

/// What one demo session kept. A session that begins anew gets another.
#[derive(Default)]
pub struct SessionState(Mutex<Held>);

impl SessionState {
    /// Adds to the trail.
    pub fn happened(&self, event: Event) {
        let mut held = self.held();
        let number = held.next;
        held.next += 1;
        held.trail.push_back((number, event));
        if held.trail.len() > MOST_ENTRIES {
            held.trail.pop_front();
        }
    }

    /// What happened since the entry with this number (0: from the beginning), with the numbers of the entries.
    pub fn trail(&self, since: u64) -> Vec<(u64, Event)> {
        self.held().trail.iter().filter(|(number, _)| *number >= since).cloned().collect()
    }

    /// Reads or changes the values of a prototype, and of no other.
    pub fn with_values<T>(&self, prototype: &Name, act: impl FnOnce(&mut Values) -> T) -> T {
        act(self.held().values.entry(prototype.clone()).or_default())
    }

    /// Reads or changes what the person shares.
    pub fn with_consents<T>(&self, act: impl FnOnce(&mut Consents) -> T) -> T {
        act(&mut self.held().consents)
    }

    /// Takes back what the person shares, and what the prototype kept of this session with it, which may hold some of that; what it was.
    pub fn take_back(&self, id: u64) -> Option<Consent> {
        let consent = {
            let mut held = self.held();
            let consent = held.consents.take_back(id)?;
            held.values.remove(&consent.prototype);
            consent
        };
        self.happened(Event::TookBack(consent.clone()));
        Some(consent)
    }

    /// Forgets what a prototype kept when the time of something that the person shared with it is over.
    pub fn forget_what_is_over(&self, prototype: &Name, today: Date) {
        let mut held = self.held();
        if held.consents.ended(prototype, today) {
            held.values.remove(prototype);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that is done under the lock leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// It is equal to itself only: another with the same values is another's.
impl PartialEq for SessionState {
    fn eq(&self, other: &SessionState) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for SessionState {}

impl fmt::Debug for SessionState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.held();
        out.debug_struct("SessionState").field("events", &held.next).field("prototypes", &held.values.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_keeps_the_latest() {
        let state = SessionState::default();
        let prototype = Name::parse("a-prototype").expect("it is a name");
        for number in 0..MOST_ENTRIES + 5 {
            state.happened(Event::Refused { prototype: prototype.clone(), what: number.to_string() });
        }
        let trail = state.trail(0);
        assert_eq!((trail.len(), trail[0].0), (MOST_ENTRIES, 5));
        assert_eq!(state.trail(MOST_ENTRIES as u64 + 4).len(), 1);
    }

    #[test]
    fn prototypes_keep_their_values_apart() {
        let state = SessionState::default();
        let [one, other] = ["one", "other"].map(|name| Name::parse(name).expect("it is a name"));
        let entry = ("bucket".to_owned(), "key".to_owned());
        state.with_values(&one, |values| values.entries.insert(entry.clone(), b"mine".to_vec()));
        assert!(state.with_values(&other, |values| values.entries.is_empty()));
        assert_eq!(state.with_values(&one, |values| values.entries.get(&entry).cloned()), Some(b"mine".to_vec()));
    }
}
