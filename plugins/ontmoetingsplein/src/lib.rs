//! The plaza: somebody asks a question in their own words; government, society and market answer side by side; the person decides what is
//! passed on, and makes a plan of what they choose.
//!
//! A walk: `pages/start` takes the question, `understanding` reads it, `pages/understood` has the person say what it is about,
//! `pages/back` asks back (`follow_up`) and says what is passed on, `asking` asks everybody, `cards` makes what they say fit for a page,
//! `order` puts it in columns, `pages/offers` shows them, `conversation` and `plan` go on from there. All of it is kept in the demo
//! session (`keeping`). What was understood and who was asked is told to who looks on (`explain`).

mod asking;
mod cards;
mod conversation;
mod danger;
mod examples;
mod explain;
mod fields;
mod follow_up;
mod inquiry;
mod keeping;
mod order;
mod pages;
mod places;
mod plan;
#[cfg(test)]
mod tests;
mod understanding;
mod words;

use fieldlab_service::prelude::*;

use pages::{about, back, foreign, offers, start, talk, understood};

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .get("/", start::show)
        // Who changes the language of a page with a mistake looks here.
        .get("/vraag", start::show)
        .post("/vraag", start::take)
        .get("/taal", foreign::show)
        .get("/begrepen", understood::show)
        .post("/begrepen", understood::take)
        .get("/vragen", back::show)
        .post("/vragen", back::take)
        .get("/aanbod", offers::show)
        .post("/kies/{id}", pages::plan::choose)
        .get("/gesprek/{id}", talk::show)
        .post("/gesprek/{id}", talk::take)
        .get("/plan", pages::plan::show)
        .get("/plan.txt", pages::plan::as_text)
        .post("/plan/{id}", pages::plan::change)
        .get("/uitleg", about::show)
        .post("/opnieuw", start::begin_anew)
        .get(pages::STYLE_PATH, pages::stylesheet)
}
