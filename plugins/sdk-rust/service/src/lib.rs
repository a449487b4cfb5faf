//! Write a prototype that is a web service: pages with forms, in Dutch and English.
//!
//! ```
//! use fieldlab_service::prelude::*;
//!
//! /// A page with a question.
//! #[derive(Form)]
//! #[ask(nl = "Uw woning", en = "Your home")]
//! struct Home {
//!     #[ask(nl = "Hoeveel huur betaalt u per maand?", en = "How much rent do you pay a month?", least = 0, most = 5_000)]
//!     rent: Amount,
//! }
//!
//! #[service]
//! fn routes(router: Router) -> Router {
//!     router.get("/", start).form::<Home>("/woning", "/uitkomst").get("/uitkomst", outcome)
//! }
//!
//! fn start(request: &Request) -> Page {
//!     Page::new(request, text("Hulp bij uw huur", "Help with your rent"))
//!         .paragraph(text("Dit duurt 1 minuut.", "This takes 1 minute."))
//!         .start(text("Begin", "Start"), "/woning")
//! }
//!
//! fn outcome(request: &Request) -> Result<Page, Response> {
//!     let home = request.answers::<Home>()?;
//!     Ok(Page::new(request, text("Uw antwoorden", "Your answers")).summary(&home))
//! }
//!
//! # fn main() {
//! use fieldlab_service::visitor::Visitor;
//! let mut visitor = Visitor::new(routes);
//! assert!(visitor.send("/woning", &[("rent", "veel")]).contains("Vul een bedrag in, zoals 1.234,56"));
//! assert!(visitor.send("/woning", &[("rent", "690,40")]).contains("690,40"));
//! # }
//! ```
//!
//! A request gets an instance of its own: nothing stays in memory. What visitors answer is kept in a cookie of their browser until they
//! close it, or in their demo session ([`Router::keep_answers`]). What the lab knows and lends is in [`lab`], forms that come filled in
//! are in [`register`]. To add a type that a form can ask for, implement [`Answer`](answer::Answer); to add something that a page can show,
//! write a function that returns [`Html`] in `parts.rs`, and a method of [`Page`] that adds it.

pub mod answer;
mod encoding;
mod explanation;
pub mod form;
mod keeping;
pub mod lab;
mod number;
mod page;
pub mod parts;
pub mod plaza;
mod question;
pub mod register;
mod request;
mod response;
mod router;
#[cfg(not(target_arch = "wasm32"))]
pub mod visitor;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasi;
mod words;

extern crate self as fieldlab_service;

pub use fieldlab_sdk_macros::{Choice, Form, answers, service};
/// HTML that is safe: text that goes into it is escaped. Made by `maud::html!`, or by the functions of [`parts`].
pub use maud::Markup as Html;
pub use page::Page;
pub use parts::Tone;
pub use request::{Method, Progress, Request};
pub use response::{Body, Cookie, Response};
pub use router::{About, Router};
pub use words::{Language, Text, text};

/// The kinds that a question's type is held against, for the macros.
#[doc(hidden)]
pub use fieldlab_sdk;

/// Everything that a service needs.
pub mod prelude {
    pub use crate::lab::{self, Answered, Decided, NotShared, Person, Refused, Relation, Shared, Unanswered};
    pub use crate::plaza::{Fit, Offer, Question, Reply, Speaker, Turn};
    pub use crate::{Choice, Cookie, Form, Html, Language, Method, Page, Request, Response, Router, Text, Tone};
    pub use crate::{answers, form::Form as _, service, text};
    pub use fieldlab_sdk::{Amount, Citizen, Code, Date, Share, Step, Steps, Whole};
}
