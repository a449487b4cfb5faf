//! Demo sessions: on whose behalf a visitor clicks through prototypes, on which day and in which language.
//!
//! A visitor has one session for the whole lab, so that it is one person who goes from prototype to prototype. The lab and each
//! prototype know it by keys of their own, which are worth nothing elsewhere: a key that leaks from a prototype's origin opens
//! that prototype, not the lab. A ticket is a key that is good once and for a minute: the lab hands it over in an address, and the
//! prototype's origin exchanges it for a key in a cookie.

mod apart;
mod key;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fieldlab_domain::date::Date;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::Visit;
use fieldlab_domain::text::Language;
use fieldlab_domain::trail::SessionState;

use crate::label::Label;
use apart::Apart;
pub(crate) use key::Key;

/// How many sessions there may be and how long they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// How many are kept; then those go that never came back, the oldest first, and then those that were used longest ago.
    pub most: usize,
    /// How long one is kept after it was last used.
    pub expires_after: Duration,
}

impl Default for SessionLimits {
    fn default() -> SessionLimits {
        SessionLimits { most: 10_000, expires_after: Duration::from_secs(8 * 60 * 60) }
    }
}

/// How many keys of prototypes' origins a session has; the oldest go.
const KEYS_EACH: usize = 32;

/// How long a ticket is good.
const TICKET_TIME: Duration = Duration::from_secs(60);

/// What is known of a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// What state is kept apart by. Prototypes see it, so it opens nothing.
    pub(crate) id: Key,
    pub(crate) persona: Option<Name>,
    pub(crate) today: Date,
    pub(crate) language: Language,
    pub(crate) seed: u64,
    /// In a lab for its members: what let the visitor in, which they are let out with.
    pub(crate) admission: Option<Digest>,
    /// What prototypes kept, and what they did. Each id has its own.
    pub(crate) state: Arc<SessionState>,
    /// The same for each version that was visited at an address of its own.
    pub(crate) apart: Apart,
}

impl Session {
    /// A session of somebody who only looks.
    pub(crate) fn new(today: Date, language: Language) -> Session {
        let id = Key::random();
        let seed = Key::random().seed();
        Session {
            id,
            persona: None,
            today,
            language,
            seed,
            admission: None,
            state: Arc::default(),
            apart: Apart::default(),
        }
    }

    /// The session as the prototype at this address has it: a version at an address of its own has an id and a state of its own. Person,
    /// day and random numbers are the same, so that what differs between two versions is the versions.
    pub(crate) fn at(&self, label: &Label) -> Session {
        match label.version {
            None => self.clone(),
            Some(_) => {
                let (id, state) = self.apart.of(label);
                Session { id, state, ..self.clone() }
            }
        }
    }

    /// Begins anew as the same person: what prototypes kept under the old id is not found any more.
    pub(crate) fn reset(&mut self) {
        let (persona, admission) = (self.persona.take(), self.admission.take());
        *self = Session { persona, admission, ..Session::new(self.today, self.language) };
    }

    /// A visit of this session, by a click of this trace.
    pub(crate) fn visit(&self, trace: Trace) -> Visit {
        Visit {
            session: self.id.to_string(),
            persona: self.persona.clone(),
            today: self.today,
            language: self.language,
            seed: self.seed,
            trace,
            depth: 0,
            state: Arc::clone(&self.state),
        }
    }
}

/// Where a key opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The pages of the lab.
    Lab,
    /// The origin of a prototype, or of a version of it.
    Prototype(Label),
    /// The way into such an origin, once.
    Ticket(Box<Ticket>),
    /// The page on which the person decides what to share with a prototype.
    Sharing(Box<Sharing>),
}

/// What lets somebody into a prototype's origin, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    prototype: Label,
    until: Instant,
    /// The page that it leads to; the first one when it names none. It stays in the lab, so that no address can name another.
    page: Option<String>,
}

/// What a person decides about: a request of a prototype, and where they came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sharing {
    pub(crate) prototype: Label,
    /// The request of its manifest.
    pub(crate) request: Name,
    /// The page of the prototype to lead back to.
    pub(crate) back: Option<String>,
    until: Instant,
}

/// How long a person can take to decide what to share.
const SHARING_TIME: Duration = Duration::from_secs(30 * 60);

/// Who came in with a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entered {
    pub(crate) key: Key,
    /// The page that they were led to.
    pub(crate) page: Option<String>,
}

/// The sessions of all visitors, in memory. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    limits: SessionLimits,
    slots: HashMap<u64, Slot>,
    /// What a key opens.
    keys: HashMap<Key, Opens>,
    /// Slots by when they were last used. Those who never came back with a key are apart: a program that takes no cookies gets
    /// a session with each request, and may not push out people.
    newcomers: BTreeMap<u64, u64>,
    regulars: BTreeMap<u64, u64>,
    /// Rises with each use.
    turn: u64,
    /// Whether the lab stops.
    over: bool,
}

#[derive(Debug)]
struct Opens {
    slot: u64,
    door: Door,
    /// The id of the session when the key was last used.
    seen: Option<Key>,
}

#[derive(Debug)]
struct Slot {
    session: Session,
    lab: Option<Key>,
    keys: VecDeque<Key>,
    used: Instant,
    turn: u64,
    came_back: bool,
}

impl Sessions {
    /// No sessions yet.
    pub fn new(limits: SessionLimits) -> Sessions {
        Sessions(Arc::new(Mutex::new(Held { limits, ..Held::default() })))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.held().slots.len()
    }

    /// The lab stops: who is being told what happens in a session is told no more.
    pub(crate) fn end(&self) {
        self.held().over = true;
    }

    /// Whether the lab stops.
    pub(crate) fn are_over(&self) -> bool {
        self.held().over
    }

    /// The session that a key opens at this door.
    pub(crate) fn find(&self, key: Key, door: &Door, now: Instant) -> Option<Session> {
        let mut held = self.held();
        let slot = held.open(key, door, now)?;
        let session = held.slots.get(&slot)?.session.clone();
        held.keys.get_mut(&key)?.seen = Some(session.id);
        Some(session)
    }

    /// The id of the session when this key was last used: another than now, when it began anew since then.
    pub(crate) fn seen(&self, key: Key, door: &Door) -> Option<Key> {
        self.held().keys.get(&key).filter(|opens| opens.door == *door)?.seen
    }

    /// Takes a session in, with a key for this door.
    pub(crate) fn begin(&self, session: Session, door: Door, now: Instant) -> Key {
        let mut held = self.held();
        held.make_room(now);
        held.turn += 1;
        let (slot, key) = (held.turn, Key::random());
        held.newcomers.insert(slot, slot);
        held.slots
            .insert(slot, Slot { session, lab: None, keys: VecDeque::new(), used: now, turn: slot, came_back: false });
        held.add_key(slot, key, door);
        key
    }

    /// A ticket into a prototype's origin, to this page of it, for who has this door open: the lab, or another prototype.
    pub(crate) fn ticket(
        &self,
        (key, door): (Key, &Door),
        prototype: &Label,
        page: Option<&str>,
        now: Instant,
    ) -> Option<Key> {
        let mut held = self.held();
        let slot = held.open(key, door, now)?;
        let key = Key::random();
        let (prototype, page) = (prototype.clone(), page.map(str::to_owned));
        held.add_key(slot, key, Door::Ticket(Box::new(Ticket { prototype, until: now + TICKET_TIME, page })));
        Some(key)
    }

    /// The way to the lab's page on which the person decides about a request of a prototype whose door they have open.
    pub(crate) fn sharing(
        &self,
        (key, prototype): (Key, &Label),
        request: Name,
        back: Option<String>,
        now: Instant,
    ) -> Option<Key> {
        let mut held = self.held();
        let slot = held.open(key, &Door::Prototype(prototype.clone()), now)?;
        let key = Key::random();
        let sharing = Sharing { prototype: prototype.clone(), request, back, until: now + SHARING_TIME };
        held.add_key(slot, key, Door::Sharing(Box::new(sharing)));
        Some(key)
    }

    /// What somebody with such a key decides about, and their session as that prototype has it.
    pub(crate) fn shared_by(&self, key: Key, now: Instant) -> Option<(Session, Sharing)> {
        let mut held = self.held();
        let door = held.keys.get(&key)?.door.clone();
        let Door::Sharing(sharing) = &door else { return None };
        let slot = held.open(key, &door, now).filter(|_| now < sharing.until)?;
        let session = held.slots.get(&slot)?.session.at(&sharing.prototype);
        Some((session, (**sharing).clone()))
    }

    /// A key to a prototype's origin for a ticket, which is good no more.
    pub(crate) fn exchange(&self, ticket: Key, prototype: &Label, now: Instant) -> Option<Entered> {
        let mut held = self.held();
        let (slot, page) = match held.keys.get(&ticket)? {
            Opens { slot, door: Door::Ticket(known), .. } if known.prototype == *prototype && now < known.until => {
                (*slot, known.page.clone())
            }
            _ => return None,
        };
        held.keys.remove(&ticket);
        held.slots.get_mut(&slot)?.keys.retain(|key| *key != ticket);
        held.touch(slot, now);
        let key = Key::random();
        held.add_key(slot, key, Door::Prototype(prototype.clone()));
        Some(Entered { key, page })
    }

    /// Changes the session of who has the lab open; whether there is one.
    pub(crate) fn change(&self, lab: Key, now: Instant, change: impl FnOnce(&mut Session)) -> bool {
        let mut held = self.held();
        let slot = held.open(lab, &Door::Lab, now);
        let slot = slot.and_then(|slot| held.slots.get_mut(&slot));
        let found = slot.is_some();
        if let Some(slot) = slot {
            change(&mut slot.session);
        }
        found
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that is done under the lock leaves it half done and panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// The slot that a key opens at this door, which is used by that.
    fn open(&mut self, key: Key, door: &Door, now: Instant) -> Option<u64> {
        let slot = self.keys.get(&key).filter(|opens| opens.door == *door)?.slot;
        if now.duration_since(self.slots.get(&slot)?.used) >= self.limits.expires_after {
            self.remove(slot);
            return None;
        }
        self.touch(slot, now);
        Some(slot)
    }

    fn touch(&mut self, slot: u64, now: Instant) {
        let Some(held) = self.slots.get_mut(&slot) else { return };
        let order = if held.came_back { &mut self.regulars } else { &mut self.newcomers };
        order.remove(&held.turn);
        self.turn += 1;
        (held.used, held.turn, held.came_back) = (now, self.turn, true);
        self.regulars.insert(self.turn, slot);
    }

    fn add_key(&mut self, slot: u64, key: Key, door: Door) {
        let Some(held) = self.slots.get_mut(&slot) else { return };
        let seen = Some(held.session.id);
        let old = if door == Door::Lab {
            held.lab.replace(key)
        } else {
            held.keys.push_back(key);
            if held.keys.len() > KEYS_EACH { held.keys.pop_front() } else { None }
        };
        if let Some(old) = old {
            self.keys.remove(&old);
        }
        self.keys.insert(key, Opens { slot, door, seen });
    }

    /// Lets go of those that expired, and of more when there is no room for one more.
    fn make_room(&mut self, now: Instant) {
        loop {
            let oldest = [&self.newcomers, &self.regulars].map(|order| order.first_key_value().map(|(_, slot)| *slot));
            let expired = oldest.into_iter().flatten().find(|slot| {
                let used = self.slots.get(slot).map(|slot| slot.used);
                used.is_none_or(|used| now.duration_since(used) >= self.limits.expires_after)
            });
            let full = self.slots.len() >= self.limits.most.max(1);
            let [newcomer, regular] = oldest;
            match expired.or(if full { newcomer.or(regular) } else { None }) {
                Some(slot) => self.remove(slot),
                None => return,
            }
        }
    }

    fn remove(&mut self, slot: u64) {
        let Some(held) = self.slots.remove(&slot) else { return };
        let order = if held.came_back { &mut self.regulars } else { &mut self.newcomers };
        order.remove(&held.turn);
        for key in held.keys.iter().chain(&held.lab) {
            self.keys.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
