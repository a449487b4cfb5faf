//! The plan, on a page that can be printed, and as a text to keep.

use fieldlab_service::prelude::*;
use maud::html;

use super::column::from;
use super::style;
use crate::asking;
use crate::fields::Fields;
use crate::plan::{Change, MOST_NOTE, MOST_STEPS, Plan, Step};
use crate::words::{cut, plain, say, short};

/// Puts an offer in the plan.
pub(crate) fn choose(request: &Request) -> Result<Response, Response> {
    let id = request.parameter("id");
    // Offers that are not kept any more are asked for again.
    let Some(card) = asking::card(id) else { return Ok(Response::redirect("/aanbod?opnieuw=ja")) };
    let mut plan = Plan::kept();
    if !plan.add(card) {
        return Ok(Response::redirect("/plan?vol=ja"));
    }
    plan.keep(request)?;
    Ok(Response::redirect(&format!("/aanbod?gekozen={id}")))
}

/// Changes a step of the plan. A note that was typed is kept whichever button is pressed.
pub(crate) fn change(request: &Request) -> Result<Response, Response> {
    let (id, fields, mut plan) = (request.parameter("id"), Fields::of(request), Plan::kept());
    let note = plain(cut(fields.get("note"), MOST_NOTE * 4));
    plan.note(id, &note.chars().take(MOST_NOTE).collect::<String>());
    let change = match fields.get("do") {
        "done" => Some(Change::Done(true)),
        "not-done" => Some(Change::Done(false)),
        "up" => Some(Change::Up),
        "down" => Some(Change::Down),
        "remove" => Some(Change::Remove),
        _ => None,
    };
    if let Some(change) = change {
        plan.change(id, change);
    }
    plan.keep(request)?;
    Ok(Response::redirect("/plan"))
}

/// The page.
pub(crate) fn show(request: &Request) -> Page {
    let (language, plan) = (request.language(), Plan::kept());
    let page = Page::new(request, text("Uw plan", "Your plan")).add(style()).back("/aanbod");
    if plan.steps.is_empty() {
        return page
            .paragraph(text(
                "Er staat nog niets in uw plan. Kies iets uit wat de anderen aanbieden.",
                "There is nothing in your plan yet. Choose something that the others offer.",
            ))
            .start(text("Stel uw vraag", "Ask your question"), "/");
    }
    let full = request.query_value("vol").is_some() && plan.steps.len() >= MOST_STEPS;
    let page =
        if full { page.alert(Tone::Warning, text("Uw plan is vol", "Your plan is full"), full_words()) } else { page };
    page.add(html! { p { (so_far(&plan, language)) } })
        .add(html! {
            ol.plan {
                @for (place, step) in plan.steps.iter().enumerate() { (shown(step, place, plan.steps.len(), language)) }
            }
        })
        .heading(text("Bewaren en meenemen", "Keep it and take it along"))
        .paragraph(text(
            "Uw plan blijft hier staan tot u het wist of deze demo opnieuw begint. Niemand anders leest uw notities.",
            "Your plan stays here until you erase it or this demo begins anew. Nobody else reads your notes.",
        ))
        .add(html! {
            p { (say(language, "Afdrukken kan met uw browser: druk op Ctrl en P, of kies afdrukken in het menu.", "You can print with your browser: press Ctrl and P, or choose print in the menu.")) }
            p { a href="/plan.txt" download="plan.txt" { (say(language, "Bewaar uw plan als tekst", "Keep your plan as a text")) } }
        })
        .link(text("Terug naar wat er is", "Back to what there is"), "/aanbod")
}

fn full_words() -> Text {
    text(
        format!("Er passen {MOST_STEPS} stappen in. Haal er eerst een weg."),
        format!("It holds {MOST_STEPS} steps. Take one away first."),
    )
}

/// How far somebody is.
fn so_far(plan: &Plan, language: Language) -> String {
    let (done, all) = (plan.done(), plan.steps.len());
    match language {
        Language::Nl if done == all => format!("Alle {all} gedaan. Goed bezig."),
        Language::Nl => format!("{done} van de {all} gedaan. U kunt de volgorde zelf kiezen."),
        Language::En if done == all => format!("All {all} done. Well done."),
        Language::En => format!("{done} of {all} done. You can choose the order yourself."),
    }
}

fn shown(step: &Step, place: usize, of: usize, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let (card, note) = (&step.card, format!("note-{}", step.card.id));
    let other = card.other_language(language);
    let button = |what: &str, words: &str| html! { button.button.second name="do" value=(what) { (words) span.hidden { ": " (card.title) } } };
    html! {
        li.done[step.done] {
            h2 lang=[other] dir="auto" { (card.title) @if step.done { span.mark-done { " (" (say("gedaan", "done")) ")" } } }
            (from(card, language))
            @if !card.next.is_empty() { p { strong { (say("Volgende stap:", "Next step:")) } " " span lang=[other] dir="auto" { (card.next) } } }
            @if !card.opening.is_empty() { p { strong { (say("Open:", "Open:")) } " " (card.opening) } }
            @if !step.note.is_empty() { p.own-note { strong { (say("Uw notitie:", "Your note:")) } " " (step.note) } }
            ul.ways {
                @if let Some(link) = card.link(card.page.as_deref()) { li { a href=(link) { (say("Naar hun pagina", "To their page")) span.hidden { ": " (card.title) } } } }
                li { a href={ "/gesprek/" (card.id) } { (say("Praat verder", "Talk on")) span.hidden { ": " (card.title) } } }
            }
            form method="post" action={ "/plan/" (card.id) } {
                div.field {
                    label for=(note) { (say("Notitie", "Note")) " " span.optional { (say("(alleen voor u)", "(for you only)")) } }
                    textarea id=(note) name="note" rows="2" maxlength=(MOST_NOTE) { (step.note) }
                }
                div.choices {
                    (button("note", say("Bewaar notitie", "Keep the note")))
                    @if step.done { (button("not-done", say("Toch niet gedaan", "Not done after all"))) } @else { (button("done", say("Gedaan", "Done"))) }
                    @if place > 0 { (button("up", say("Omhoog", "Up"))) }
                    @if place + 1 < of { (button("down", say("Omlaag", "Down"))) }
                    (button("remove", say("Haal weg", "Take away")))
                }
            }
        }
    }
}

/// The most characters of a line of the text.
const MOST_LINE: usize = 600;

/// The plan as a text.
pub(crate) fn as_text(request: &Request) -> Response {
    let (language, plan) = (request.language(), Plan::kept());
    let say = |nl, en| say(language, nl, en);
    let mut lines =
        vec![say("Uw plan van het Ontmoetingsplein", "Your plan of the meeting plaza").to_owned(), String::new()];
    for (place, step) in plan.steps.iter().enumerate() {
        let (card, done) = (&step.card, if step.done { "x" } else { " " });
        lines.push(format!("[{done}] {}. {}", place + 1, card.title));
        lines.push(format!("    {}: {} ({})", say("Van", "From"), card.organisation, card.side.title().get(language)));
        for (title, words) in [
            (say("Volgende stap", "Next step"), &card.next),
            (say("Open", "Open"), &card.opening),
            (say("Uw notitie", "Your note"), &step.note),
        ] {
            if !words.is_empty() {
                lines.push(format!("    {title}: {}", short(words, MOST_LINE)));
            }
        }
        lines.push(String::new());
    }
    lines.push(
        say("Dit is een prototype. Alle gegevens zijn verzonnen.", "This is a prototype. All data is made up.")
            .to_owned(),
    );
    Response::text(200, lines.join("\r\n"))
        .with_header("content-disposition", "attachment; filename=\"plan.txt\"")
        .with_header("cache-control", "no-store")
}
