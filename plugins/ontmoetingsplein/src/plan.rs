//! The plan: what somebody chose, in their own order, with what is done and their notes.

use fieldlab_service::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cards::Card;
use crate::keeping;

/// What it is kept under.
const KEY: &str = "plan";

/// The most steps of a plan.
pub(crate) const MOST_STEPS: usize = 24;

/// The most characters of a note.
pub(crate) const MOST_NOTE: usize = 500;

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// What was chosen, as it was offered then.
    pub(crate) card: Card,
    /// Whether it is done.
    pub(crate) done: bool,
    /// The person's own note; may be empty. Nobody else reads it.
    pub(crate) note: String,
}

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The steps, in the person's order.
    pub(crate) steps: Vec<Step>,
}

/// What can be done with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is done, or not after all.
    Done(bool),
    /// It comes before the one above it.
    Up,
    /// It comes after the one below it.
    Down,
    /// It goes.
    Remove,
}

impl Plan {
    /// The one that is kept; an empty one when there is none.
    pub(crate) fn kept() -> Plan {
        keeping::kept(KEY).unwrap_or_default()
    }

    /// Keeps it.
    pub(crate) fn keep(&self, request: &Request) -> Result<(), Response> {
        keeping::keep(request, KEY, self)
    }

    /// Forgets the one that is kept.
    pub(crate) fn forget() {
        keeping::forget(KEY);
    }

    /// The step with this name.
    pub(crate) fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.card.id == id)
    }

    /// Adds what was chosen, at the end; whether there was room. What is there already is brought up to date.
    pub(crate) fn add(&mut self, card: Card) -> bool {
        if let Some(step) = self.steps.iter_mut().find(|step| step.card.id == card.id) {
            step.card = card;
            return true;
        }
        if self.steps.len() >= MOST_STEPS {
            return false;
        }
        self.steps.push(Step { card, done: false, note: String::new() });
        true
    }

    /// Changes a step; whether it is there.
    pub(crate) fn change(&mut self, id: &str, change: Change) -> bool {
        let Some(at) = self.steps.iter().position(|step| step.card.id == id) else { return false };
        match change {
            Change::Done(done) => self.steps[at].done = done,
            Change::Up if at > 0 => self.steps.swap(at, at - 1),
            Change::Down if at + 1 < self.steps.len() => self.steps.swap(at, at + 1),
            Change::Up | Change::Down => {}
            Change::Remove => drop(self.steps.remove(at)),
        }
        true
    }

    /// Notes something with a step.
    pub(crate) fn note(&mut self, id: &str, note: &str) {
        if let Some(step) = self.steps.iter_mut().find(|step| step.card.id == id) {
            note.clone_into(&mut step.note);
        }
    }

    /// How many steps are done.
    pub(crate) fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.done).count()
    }

    /// How many steps there are, in words.
    pub(crate) fn in_words(&self, language: Language) -> String {
        match (self.steps.len(), language) {
            (1, Language::Nl) => "1 stap".to_owned(),
            (1, Language::En) => "1 step".to_owned(),
            (many, Language::Nl) => format!("{many} stappen"),
            (many, Language::En) => format!("{many} steps"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::desks::card;

    fn plan(ids: &[&str]) -> Plan {
        let mut plan = Plan::default();
        assert!(ids.iter().all(|id| plan.add(Card { id: (*id).to_owned(), ..card() })));
        plan
    }

    fn order(plan: &Plan) -> String {
        plan.steps.iter().map(|step| step.card.id.as_str()).collect()
    }

    #[test]
    fn steps_move_and_go() {
        let mut plan = plan(&["a", "b", "c"]);
        for (id, change, expected) in [
            ("a", Change::Up, "abc"),
            ("c", Change::Up, "acb"),
            ("a", Change::Down, "cab"),
            ("b", Change::Down, "cab"),
            ("c", Change::Remove, "ab"),
        ] {
            assert!(plan.change(id, change));
            assert_eq!(order(&plan), expected, "{id} {change:?}");
        }
        assert!(!plan.change("x", Change::Remove));
        assert!(plan.change("b", Change::Done(true)) && plan.done() == 1);
    }

    #[test]
    fn a_plan_has_an_end_and_nothing_twice() {
        let mut plan = plan(&["a", "a"]);
        assert_eq!(order(&plan), "a");
        plan.note("a", "bellen");
        assert!(plan.add(Card { id: "a".to_owned(), title: "Nieuw".to_owned(), ..card() }));
        assert_eq!((plan.steps[0].card.title.as_str(), plan.steps[0].note.as_str()), ("Nieuw", "bellen"));
        let all = (0..100).filter(|nth| plan.add(Card { id: nth.to_string(), ..card() })).count();
        assert_eq!(all, MOST_STEPS - 1);
    }
}
