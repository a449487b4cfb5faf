//! Neighbours who ask and offer help, and people who went through the same, with the rules that keep it safe.
//!
//! Who there is stands in `neighbours.rs`: all of them are made up. What the visitor writes is held against `moderation`, kept in the demo
//! session by `kept.rs`, and shown to nobody before a moderator has seen it. Nobody's address is shown before both agreed (`meeting.rs`).
//! What is offered at the plaza stands in `answers.rs`, the conversation about it in `talk.rs`. To add a kind of help, add it to
//! `kinds::Help`, give it a neighbour on both sides, and an offer.

mod answers;
mod board;
mod experience;
mod frame;
mod kept;
mod kinds;
mod meeting;
mod message;
mod moderation;
mod nearby;
mod neighbours;
mod report;
mod safety;
mod talk;
#[cfg(test)]
mod tests;
mod writing;

use fieldlab_service::prelude::*;

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .get("/", board::show)
        .get("/vraag", writing::ask)
        .post("/vraag", writing::take_wish)
        .get("/aanbod", writing::offer)
        .post("/aanbod", writing::take_giving)
        .get("/bericht/{id}", message::show)
        .post("/bericht/{id}/gezien", message::is_seen)
        .post("/bericht/{id}/weg", message::take_away)
        .get("/ervaring", experience::topics)
        .get("/ervaring/{topic}", experience::people)
        .get("/ervaring/{topic}/{person}", experience::person)
        .post("/ervaring/{topic}/{person}", experience::take_question)
        .get("/afspraak/{id}", meeting::show)
        .post("/afspraak/{id}/ja", meeting::say_yes)
        .post("/afspraak/{id}/ander-ja", meeting::other_says_yes)
        .post("/afspraak/{id}/ander-nee", meeting::other_says_no)
        .post("/afspraak/{id}/stop", meeting::stop)
        .get("/meld", report::show)
        .post("/meld", report::take)
        .get("/gemeld/{kind}", report::taken)
}
