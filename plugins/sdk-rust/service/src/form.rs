//! Forms: structs of answers.

use crate::answer::Ask;
use crate::answer::Control;
use crate::encoding::Pairs;
use crate::keeping::{self, Kept};
use crate::lab::{Person, Refused};
use crate::register::{Taken, marks};
use crate::request::Request;
use crate::words::{Language, Text};

/// A struct of answers; derived with `#[derive(Form)]`.
///
/// `#[ask(nl = "...", en = "...")]` above the struct is the title of its page, above a field its question. A field may also have
/// `hint_nl` and `hint_en`, `least` and `most` (characters of a text, a number, whole euros, or a day as `"2026-01-31"`),
/// `autocomplete`, and `register`: the field of a citizen that answers it, such as `register = "household.rent_month"`. The page then
/// comes filled in for the persona whom the visitor plays, with a mark that it was taken from the register, and why.
pub trait Form: Sized + 'static {
    /// Its name, by which its answers are kept.
    const NAME: &'static str;
    /// The title of its page.
    const TITLE: Text;

    /// What it asks, with how each field looks, and whether it may be left open.
    fn asks() -> Vec<(Ask, Control, bool)>;

    /// Reads all answers.
    ///
    /// # Errors
    /// What is wrong with each of the fields that are not right: the name of the field, and the words for the visitor.
    fn read(values: &Pairs) -> Result<Self, Vec<Problem>>;

    /// The answers for people, in the order of the fields.
    fn shown(&self, language: Language) -> Vec<String>;

    /// What the register knows of somebody that answers this form: nothing, unless a question says `register = "..."`.
    ///
    /// # Errors
    /// When a field is not declared or granted.
    fn of(person: Person) -> Result<Taken, Refused> {
        let _ = person;
        Ok(Taken::default())
    }

    /// The same of the person whom the visitor plays. A form that takes nothing does not even import the citizens.
    #[doc(hidden)]
    fn of_me() -> Taken {
        Taken::default()
    }

    /// The questions that the register answers, each with the purpose that the manifest gives.
    fn purposes() -> Vec<(&'static str, Text)> {
        Vec::new()
    }
}

/// What is wrong with a field: its name, and words for the visitor.
pub type Problem = (&'static str, Text);

/// Reads one field, and adds to the problems when it is not right.
#[doc(hidden)]
pub fn read_field<T: crate::answer::Answer>(values: &Pairs, ask: &Ask, problems: &mut Vec<Problem>) -> Option<T> {
    T::read(values, ask).map_err(|what| problems.push((ask.name, what))).ok()
}

/// What this visitor filled in for the form before.
pub(crate) fn kept<F: Form>(request: &Request) -> Pairs {
    keeping::read(request, F::NAME)
}

/// Keeps what was filled in for the form, instead of what was there for it.
pub(crate) fn keep<F: Form>(request: &Request, values: &Pairs) -> Kept {
    let mut given = Pairs::new();
    for (ask, ..) in F::asks() {
        let own = own(values, ask.name);
        let taken = marks(values, ask.name);
        given.extend(own.into_iter().map(|(name, value)| (name, value.trim().to_owned())));
        given.extend(taken);
    }
    keeping::keep(request, F::NAME, &given)
}

/// What was filled in for one question: its own name, or those of the parts of a day.
pub(crate) fn own(values: &Pairs, name: &str) -> Pairs {
    let is_own =
        |found: &str| found.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "-day" | "-month" | "-year"));
    values.iter().filter(|(found, _)| is_own(found)).cloned().collect()
}
