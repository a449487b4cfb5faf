//! Visitors who walk through the pages, and questions at the plaza.

mod board;
mod messages;
mod plaza;
mod safe;

use fieldlab_service::visitor::{Value, Visitor};

use super::routes;

/// Somebody who plays Sanne of `fixtures/personas/sanne.toml`, and shares nothing.
fn sanne() -> Visitor {
    Visitor::playing(routes, &[("household.postcode4", Value::Whole(7545))])
}

/// What somebody fills in who asks for a language buddy.
fn wish(words: &str) -> [(&str, &str); 4] {
    [("help", "language"), ("when", "evening"), ("words", words), ("speaks", "arabic")]
}

const GOOD_WORDS: &str = "Ik wil vaker Nederlands praten met iemand.";
