//! A column of offers: what those of one side say.

use fieldlab_service::prelude::*;
use maud::html;

use crate::cards::{Card, Side};
use crate::order::Column;
use crate::plan::Plan;
use crate::words::{listed, say};

/// Who stand in the column.
fn who(side: Side) -> Text {
    match side {
        Side::Government => {
            text("De gemeente, uitvoerders en andere overheden.", "The municipality and other public bodies.")
        }
        Side::Society => text("Buren, vrijwilligers en verenigingen.", "Neighbours, volunteers and associations."),
        Side::Market => text("Bedrijven. Het kan geld kosten.", "Companies. It may cost money."),
    }
}

/// That there is nothing in it.
fn empty(side: Side) -> Text {
    match side {
        Side::Government => text("De overheid biedt hier nu niets voor.", "Government offers nothing for this now."),
        Side::Society => text("De samenleving biedt hier nu niets voor.", "Society offers nothing for this now."),
        Side::Market => text("De markt biedt hier nu niets voor.", "The market offers nothing for this now."),
    }
}

/// The column. `answered` says whether anybody at all answered.
pub(crate) fn show(column: &Column, plan: &Plan, answered: bool, language: Language) -> Html {
    let side = column.side;
    let cards = column.cards.len() + column.more.len();
    let left_out = match language {
        Language::Nl => format!("Voor nog {} was er geen plaats.", column.left_out),
        Language::En => format!("There was no room for {} more.", column.left_out),
    };
    html! {
        section class={ "column " (side.class()) } aria-labelledby=(side.class()) {
            h2 id=(side.class()) { (side.title().get(language)) }
            p.hint { (who(side).get(language)) }
            @if cards == 0 { p.empty { (empty(side).get(language)) } }
            @for one in &column.cards { (card(one, plan, language)) }
            @if !column.more.is_empty() {
                details.more {
                    summary { (say(language, "Meer van dezelfde organisaties", "More of the same organisations")) " (" (column.more.len()) ")" }
                    @for one in &column.more { (card(one, plan, language)) }
                }
            }
            @if column.left_out > 0 { p.silent { (left_out) } }
            @if !column.without.is_empty() {
                p.silent { (say(language, "Ook gevraagd, en hier niets voor:", "Asked too, and nothing for this:")) " " (listed(&column.without, language)) "." }
            }
            @for (name, silent) in &column.silent {
                p.silent {
                    (silent.words(name).get(language))
                    @if answered { " " (say(language, "De anderen wel.", "The others did.")) }
                    " " a href="/aanbod?opnieuw=ja" { (say(language, "Vraag het opnieuw", "Ask again")) span.hidden { ": " (name) } }
                }
            }
        }
    }
}

/// An offer.
fn card(card: &Card, plan: &Plan, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let (other, link) = (card.other_language(language), card.link(card.page.as_deref()));
    html! {
        article.card id={ "kaart-" (card.id) } {
            h3 lang=[other] dir="auto" { (card.title) }
            (from(card, language))
            @if !card.summary.is_empty() { p lang=[other] dir="auto" { (card.summary) } }
            p.fits {
                strong { (card.fits.title().get(language)) "." }
                @if !card.why.is_empty() { " " span lang=[other] dir="auto" { (card.why) } }
            }
            @if !card.wants.is_empty() {
                p { (say("Zij willen weten:", "They want to know:")) }
                ul lang=[other] {
                    @for (what, purpose) in &card.wants { li dir="auto" { (what) @if !purpose.is_empty() { " (" (purpose) ")" } } }
                }
            }
            @if !card.next.is_empty() {
                p { strong { (say("Als u dit kiest:", "If you choose this:")) } " " span lang=[other] dir="auto" { (card.next) } }
            }
            @if !card.opening.is_empty() { p { strong { (say("Open:", "Open:")) } " " (card.opening) } }
            @if plan.step(&card.id).is_some() {
                p.chosen { (say("Dit staat in uw plan.", "This is in your plan.")) " " a href="/plan" { (say("Bekijk uw plan", "See your plan")) } }
            } @else {
                form method="post" action={ "/kies/" (card.id) } {
                    button.button { (say("Kies dit", "Choose this")) span.hidden { ": " (card.title) } }
                }
            }
            ul.ways {
                li { a href={ "/gesprek/" (card.id) } { (say("Praat verder", "Talk on")) span.hidden { ": " (card.title) } } }
                @if let Some(link) = link {
                    li { a href=(link) { (say("Naar hun pagina", "To their page")) span.hidden { ": " (card.title) } } }
                }
            }
        }
    }
}

/// Who it is from: the lab says so, not they themselves.
pub(crate) fn from(card: &Card, language: Language) -> Html {
    html! {
        p.from {
            span class={ "chip " (card.side.class()) } { (card.side.title().get(language)) }
            " " (card.organisation)
            @if card.desk != card.organisation && card.desk != card.title { ", " (card.desk) }
        }
    }
}
