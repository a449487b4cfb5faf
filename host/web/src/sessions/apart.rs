//! What a session keeps for versions that have an address of their own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use fieldlab_domain::trail::SessionState;

use super::Key;
use crate::label::Label;

/// How many versions a session keeps state for; then the one that came first begins anew.
const MOST: usize = 16;

type Kept = VecDeque<(Label, Key, Arc<SessionState>)>;

/// An id and a state for each version. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart(Arc<Mutex<Kept>>);

impl Apart {
    /// Those of the version at this address.
    pub(super) fn of(&self, label: &Label) -> (Key, Arc<SessionState>) {
        // A list of keys and pointers is whole whatever happened to those who held it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, id, state)) = kept.iter().find(|(one, ..)| one == label) {
            return (*id, state.clone());
        }
        if kept.len() >= MOST {
            kept.pop_front();
        }
        let (id, state) = (Key::random(), Arc::<SessionState>::default());
        kept.push_back((label.clone(), id, state.clone()));
        (id, state)
    }
}

/// It is equal to itself only.
impl PartialEq for Apart {
    fn eq(&self, other: &Apart) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Apart {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_keeps_its_own_until_there_are_too_many() {
        let (apart, label) =
            (Apart::default(), |nth: usize| Label::parse(&format!("0-1-{nth}--proef")).expect("a label"));
        let first = apart.of(&label(0));
        assert_eq!(apart.of(&label(0)), first);
        assert_ne!(apart.of(&label(1)).0, first.0);
        for nth in 2..=MOST {
            apart.of(&label(nth));
        }
        assert_ne!(apart.of(&label(0)).0, first.0, "it began anew");
    }
}
