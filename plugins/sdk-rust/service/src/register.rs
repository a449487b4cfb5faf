//! Answers that the register has already: a form comes filled in, and says so.
//!
//! ```
//! use fieldlab_service::prelude::*;
//! use fieldlab_service::visitor::{Value, Visitor};
//!
//! #[derive(Form)]
//! #[ask(nl = "Uw woning", en = "Your home")]
//! struct Home {
//!     #[ask(nl = "Wat is uw huur?", en = "What is your rent?", register = "household.rent_month")]
//!     rent: Amount,
//! }
//!
//! #[service]
//! fn routes(router: Router) -> Router {
//!     router.form::<Home>("/", "/verder")
//! }
//!
//! # fn main() {
//! let mut visitor = Visitor::playing(routes, &[("household.rent_month", Value::Amount(69_040))]);
//! let page = visitor.look("/");
//! assert!(page.contains("value=\"690,40\"") && page.contains("Overgenomen uit het register"));
//! # }
//! ```

use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use crate::answer::Answer;
use crate::encoding::{Pairs, write_pairs};
use crate::form::{Form, Problem, own};
use crate::lab::{Person, Refused};
use crate::request::value_of;

/// What the register knows that answers a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// As it would be filled in, with a mark for each question.
    values: Pairs,
    names: Vec<&'static str>,
}

impl Taken {
    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names of the questions that are answered.
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// The form, when all that it has to know is known.
    ///
    /// # Errors
    /// The questions that are still open, and what is not within its bounds.
    pub fn form<F: Form>(&self) -> Result<F, Vec<Problem>> {
        F::read(&self.values)
    }

    pub(crate) fn into_values(self) -> Pairs {
        self.values
    }

    /// Takes a value for a question, when it has one.
    #[doc(hidden)]
    pub fn take<T: Answer>(&mut self, name: &'static str, value: Value) {
        let Some(pairs) = T::from_register(value, name) else { return };
        let mark = (mark_name(name), written(&pairs));
        self.values.extend(pairs);
        self.values.push(mark);
        self.names.push(name);
    }
}

/// Reads fields of somebody.
#[doc(hidden)]
pub fn values(person: Person, fields: &[&str]) -> Result<Vec<Value>, Refused> {
    person.values(fields)
}

/// What answers a form of the person whom the visitor plays. When nothing may be told the form is empty, and can be filled in by hand.
#[doc(hidden)]
pub fn of_me<F: Form>() -> Taken {
    Person::me().ok().flatten().and_then(|me| F::of(me).ok()).unwrap_or_default()
}

fn written(pairs: &Pairs) -> String {
    write_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.trim())))
}

/// The field that says what was taken for a question.
pub(crate) fn mark_name(name: &str) -> String {
    format!("{name}-register")
}

/// The mark that an answer was taken from the register, as long as it is still the same.
pub(crate) fn marks(values: &Pairs, name: &str) -> Option<(String, String)> {
    let mark = mark_name(name);
    let taken = value_of(values, &mark)?;
    (taken == written(&own(values, name))).then(|| (mark.clone(), taken.to_owned()))
}
