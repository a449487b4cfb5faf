//! Forms: structs of answers.

use crate::answer::Ask;
use crate::answer::Control;
use crate::encoding::{Pairs, read_pairs, write_pairs};
use crate::request::Request;
use crate::response::Cookie;
use crate::words::{Language, Text};

/// A struct of answers; derived with `#[derive(Form)]`.
///
/// `#[ask(nl = "...", en = "...")]` above the struct is the title of its page, above a field its question. A field may also have
/// `hint_nl` and `hint_en`, `least` and `most` (characters of a text, a number, whole euros, or a day as `"2026-01-31"`), and
/// `autocomplete`.
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
}

/// What is wrong with a field: its name, and words for the visitor.
pub type Problem = (&'static str, Text);

/// Reads one field, and adds to the problems when it is not right.
#[doc(hidden)]
pub fn read_field<T: crate::answer::Answer>(values: &Pairs, ask: &Ask, problems: &mut Vec<Problem>) -> Option<T> {
    T::read(values, ask).map_err(|what| problems.push((ask.name, what))).ok()
}

/// The cookie with all answers so far. The browser forgets it when it is closed.
pub(crate) const ANSWERS_COOKIE: &str = "answers";

/// The most that browsers keep in a cookie, in bytes, less some room for its name and attributes.
const MOST_COOKIE_BYTES: usize = 3_800;

/// What this visitor filled in for the form before.
pub(crate) fn kept<F: Form>(request: &Request) -> Pairs {
    let all = request.cookie(ANSWERS_COOKIE).and_then(|cookie| read_pairs(&cookie)).unwrap_or_default();
    let of_form = |(name, value): (String, String)| {
        let name = name.strip_prefix(F::NAME)?.strip_prefix('.')?.to_owned();
        Some((name, value))
    };
    all.into_iter().filter_map(of_form).collect()
}

/// The cookie with what was kept, and what was filled in for the form instead of what was there for it; `None` when it would be too
/// large for browsers.
pub(crate) fn keep<F: Form>(request: &Request, values: &Pairs) -> Option<Cookie> {
    let all = request.cookie(ANSWERS_COOKIE).and_then(|cookie| read_pairs(&cookie)).unwrap_or_default();
    let of_form = |name: &str| name.strip_prefix(F::NAME).is_some_and(|rest| rest.starts_with('.'));
    let asked = F::asks();
    let is_asked = |name: &str| {
        let fits = |ask: &Ask| {
            name.strip_prefix(ask.name).is_some_and(|rest| matches!(rest, "" | "-day" | "-month" | "-year"))
        };
        asked.iter().any(|(ask, _, _)| fits(ask))
    };
    let others = all.iter().filter(|(name, _)| !of_form(name)).cloned();
    let given = values.iter().filter(|(name, _)| is_asked(name));
    let given = given.map(|(name, value)| (format!("{}.{name}", F::NAME), value.trim().to_owned()));
    let pairs: Pairs = others.chain(given).collect();
    let value = write_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let fits = crate::encoding::encode(&value).len() <= MOST_COOKIE_BYTES;
    fits.then_some(Cookie { name: ANSWERS_COOKIE, value, seconds: None })
}
