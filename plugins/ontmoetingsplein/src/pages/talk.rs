//! A conversation about an offer.

use fieldlab_service::prelude::*;
use maud::html;

use super::column::from;
use super::style;
use crate::asking;
use crate::cards::Card;
use crate::conversation::{Conversation, MOST_SAID};
use crate::danger;
use crate::fields::{Fields, problem_beside, problem_on_top};
use crate::inquiry::Inquiry;
use crate::plan::Plan;
use crate::understanding::{self, LeftOut};
use crate::words::{cut, listed, plain, say, short};

/// What goes beside a conversation on its page.
#[derive(Default)]
struct Beside {
    /// What is wrong with what was sent, and the words that were.
    problem: Option<(Text, String)>,
    /// What was left out of what was sent.
    left_out: Vec<LeftOut>,
    /// Signs of danger in it.
    dangers: Vec<understanding::Danger>,
}

/// The page.
pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let card = found(request)?;
    let conversation = Conversation::kept(&card.id);
    Ok(page(request, &card, &conversation, &Beside::default()))
}

/// Says something, or begins anew.
pub(crate) fn take(request: &Request) -> Result<Response, Response> {
    let (card, fields) = (found(request)?, Fields::of(request));
    if fields.get("do") == "anew" {
        Conversation::forget(&card.id);
        return Ok(Response::redirect(&format!("/gesprek/{}", card.id)));
    }
    let chosen = fields.get("choice");
    let typed = if chosen.is_empty() { fields.get("words") } else { chosen };
    let (words, left_out) = understanding::without_numbers(&plain(cut(typed, 2 * MOST_SAID)));
    let words = cut(&words, MOST_SAID).trim().to_owned();
    let mut conversation = Conversation::kept(&card.id);
    let dangers = understanding::dangers(&words);
    let mut beside = Beside { problem: None, left_out, dangers };
    if words.is_empty() {
        let problem = text("Kies een antwoord, of schrijf iets.", "Choose an answer, or write something.");
        beside.problem = Some((problem, String::new()));
        return Ok(page(request, &card, &conversation, &beside).in_error().status(422).into());
    }
    // Who comes back to a plan has no question any more; the offer is still there.
    let inquiry = Inquiry::kept().unwrap_or_default();
    match conversation.say(&inquiry, &card, &words, request.language()) {
        Ok(()) => {
            conversation.keep(request, &card.id)?;
            if beside.left_out.is_empty() && beside.dangers.is_empty() {
                return Ok(Response::redirect(&format!("/gesprek/{}#laatste", card.id)));
            }
        }
        Err(silent) => {
            let silent = silent.words(&card.desk);
            let kept = |language, more| format!("{} {more}", silent.get(language));
            let problem = text(
                kept(Language::Nl, "Wat u schreef staat er nog. Probeer het straks nog eens."),
                kept(Language::En, "What you wrote is still there. Try again later."),
            );
            beside.problem = Some((problem, words));
        }
    }
    Ok(page(request, &card, &conversation, &beside).into())
}

/// The offer that it is about: one of those that are kept, or of the plan.
fn found(request: &Request) -> Result<Card, Response> {
    let id = request.parameter("id");
    let of_plan = || Plan::kept().step(id).map(|step| step.card.clone());
    asking::card(id).or_else(of_plan).ok_or_else(|| {
        let page =
            Page::new(request, text("Dit aanbod is er niet meer", "This offer is not there any more")).status(404);
        let words =
            text("Misschien stelde u intussen een andere vraag.", "Perhaps you have asked another question since.");
        page.paragraph(words).link(text("Naar wat er is", "To what there is"), "/aanbod").into()
    })
}

fn page(request: &Request, card: &Card, conversation: &Conversation, beside: &Beside) -> Page {
    let language = request.language();
    let other = card.other_language(language);
    let title = text(format!("In gesprek met {}", card.desk), format!("Talking with {}", card.desk));
    let page = Page::new(request, title).add(style()).back("/aanbod").add(danger::help(&beside.dangers, language));
    let page = match &beside.problem {
        Some((problem, _)) => page.add(problem_on_top("words", problem, language)),
        None => page,
    };
    let page = page
        .add(from(card, language))
        .add(html! { p { (say(language, "Over:", "About:")) " " strong lang=[other] dir="auto" { (card.title) } } })
        .add(said(card, conversation, language))
        .add(left_out(&beside.left_out, language));
    let page = match conversation.done {
        true => {
            page.add(html! { p { strong { (say(language, "Dit gesprek is klaar.", "This conversation is over.")) } } })
        }
        false => page.add(form(card, conversation, beside, language)),
    };
    page.add(ways(card, conversation, language))
}

/// What was said, or how to begin.
fn said(card: &Card, conversation: &Conversation, language: Language) -> Html {
    let other = card.other_language(language);
    let last = conversation.said.len().saturating_sub(1);
    html! {
        @if conversation.said.is_empty() && !card.summary.is_empty() { p lang=[other] dir="auto" { (card.summary) } }
        ol.talk {
            @for (place, said) in conversation.said.iter().enumerate() {
                li.own[said.by_person] id=[(place == last).then_some("laatste")] {
                    strong { (if said.by_person { say(language, "U", "You") } else { card.desk.as_str() }) ":" } " "
                    span dir="auto" { (said.words) }
                }
            }
        }
    }
}

fn left_out(kinds: &[LeftOut], language: Language) -> Html {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.title().get(language).to_owned()).collect();
    html! {
        @if !kinds.is_empty() {
            p.note {
                strong { (say(language, "Weggelaten:", "Left out:")) } " " (listed(&kinds, language)) ". "
                (say(language, "Is dat toch nodig? Geef het op hun eigen pagina.", "Is it needed after all? Give it on their own page."))
            }
        }
    }
}

/// Questions to begin with.
fn openings(language: Language) -> Vec<String> {
    [
        ("Past dit bij mij?", "Does this fit me?"),
        ("Wat moet ik doen?", "What must I do?"),
        ("Wat kost het?", "What does it cost?"),
    ]
    .map(|(nl, en)| say(language, nl, en).to_owned())
    .into()
}

fn form(card: &Card, conversation: &Conversation, beside: &Beside, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let choices = if conversation.said.is_empty() { openings(language) } else { conversation.choices.clone() };
    let (problem, typed) = match &beside.problem {
        Some((problem, typed)) => (Some(problem), typed.as_str()),
        None => (None, ""),
    };
    let described = if problem.is_some() { "words-hint words-problem" } else { "words-hint" };
    let action = format!("/gesprek/{}", card.id);
    html! {
        @if !choices.is_empty() {
            form method="post" action=(action) {
                p id="choices" { (say("Kies een antwoord:", "Choose an answer:")) }
                div.choices role="group" aria-labelledby="choices" {
                    @for choice in &choices { button.button.second name="choice" value=(choice) dir="auto" { (choice) } }
                }
            }
        }
        form method="post" action=(action) novalidate {
            div.field.invalid[problem.is_some()] {
                label for="words" { (say("Of zeg het in uw eigen woorden", "Or say it in your own words")) }
                p.hint id="words-hint" { (say("Wat u hier zegt, lezen zij. Geef geen BSN, wachtwoord of rekeningnummer.", "They read what you say here. Do not give a BSN, password or account number.")) }
                @if let Some(problem) = problem { (problem_beside("words", problem, language)) }
                textarea id="words" name="words" rows="3" aria-describedby=(described) aria-invalid=[problem.map(|_| "true")] { (typed) }
            }
            p { button.button { (say("Zeg dit", "Say this")) } }
        }
    }
}

/// Where it goes on.
fn ways(card: &Card, conversation: &Conversation, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let link = card.link(conversation.page.as_deref()).or_else(|| card.link(card.page.as_deref()));
    html! {
        h2 { (say("Hoe verder", "How to go on")) }
        div.choices {
            @if let Some(link) = link { a.button.second href=(link) { (say("Verder op de pagina van", "Go on at the page of")) " " (short(&card.desk, 60)) } }
            @if Plan::kept().step(&card.id).is_some() {
                a.button.second href="/plan" { (say("Dit staat in uw plan", "This is in your plan")) }
            } @else {
                form method="post" action={ "/kies/" (card.id) } { button.button { (say("Kies dit", "Choose this")) } }
            }
            @if !conversation.said.is_empty() {
                form method="post" action={ "/gesprek/" (card.id) } { button.button.second name="do" value="anew" { (say("Begin dit gesprek opnieuw", "Begin this conversation anew")) } }
            }
        }
        p { a href="/aanbod" { (say("Terug naar wat er is", "Back to what there is")) } }
    }
}
