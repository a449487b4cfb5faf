//! Visitors who walk through the pages.

pub(crate) mod desks;
mod hostile;
mod offering;
mod planning;
mod questions;

use fieldlab_service::visitor::Visitor;

use super::routes;

/// Sanne's question, as in `fixtures/personas/sanne.toml` and the tour.
pub(crate) const SANNE: &str = "Mijn ex is weg en mijn WW stopt. Ik kom niet rond en weet niet waar ik moet beginnen.";

/// Asks a question, says that what was understood is right, and skips what is asked back; what stands on the page with offers.
pub(crate) fn ask(visitor: &mut Visitor, words: &str, topics: &[&str]) -> String {
    visitor.send("/vraag", &[("words", words), ("who", "me"), ("place", "")]);
    let topics: Vec<(&str, &str)> = topics.iter().map(|topic| ("topic", *topic)).collect();
    visitor.send("/begrepen", &topics);
    visitor.send("/vragen", &[])
}

/// The part of a page between two texts.
pub(crate) fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no {start} in {page}"));
    rest.split_once(end).map_or(rest, |(part, _)| part)
}
