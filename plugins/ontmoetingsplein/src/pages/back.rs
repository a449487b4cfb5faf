//! What is asked back, and what is passed on. With its button the person agrees to that.

use fieldlab_service::prelude::*;
use maud::html;

use super::{style, welcome};
use crate::asking::WORDS;
use crate::danger;
use crate::fields::Fields;
use crate::follow_up::{self, FollowUp};
use crate::inquiry::Inquiry;
use crate::understanding;
use crate::words::{listed, say};

/// The page.
pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let (inquiry, language) = (confirmed()?, request.language());
    let asked = follow_up::for_topics(&inquiry.topics);
    let title = match asked.len() {
        1 => text("Nog één vraag", "One more question"),
        _ => text("Nog een paar vragen", "A few more questions"),
    };
    Ok(Page::new(request, title)
        .add(style())
        .back("/begrepen")
        .add(danger::help(&inquiry.dangers(), language))
        .paragraph(text(
            "U hoeft niets te zeggen. Wat u wel zegt, helpt de anderen om iets te bedenken dat past.",
            "You need not say anything. What you do say helps the others to think of something that fits.",
        ))
        .add(html! {
            form method="post" action="/vragen" novalidate {
                @for follow_up in asked { (field(follow_up, &inquiry, language)) }
                (passed_on(&inquiry, language))
                p { button.button { (say(language, "Vraag het aan iedereen", "Ask everybody")) } }
            }
        }))
}

/// Keeps what was answered, and that the person agrees.
pub(crate) fn take(request: &Request) -> Result<Response, Response> {
    let mut inquiry = confirmed()?;
    let fields = Fields::of(request);
    let answer = |follow_up: &&FollowUp| {
        let answer = fields.get(follow_up.about);
        follow_up.words(answer).map(|_| (follow_up.about.to_owned(), answer.to_owned()))
    };
    inquiry.details = follow_up::for_topics(&inquiry.topics).iter().filter_map(answer).collect();
    inquiry.agreed = true;
    inquiry.keep(request)?;
    welcome::forget_answers();
    Ok(Response::redirect("/aanbod"))
}

/// The question with topics that the person confirmed, or the way to where they do.
fn confirmed() -> Result<Inquiry, Response> {
    let inquiry = Inquiry::kept_or_start()?;
    if inquiry.topics.is_empty() { Err(Response::redirect("/begrepen")) } else { Ok(inquiry) }
}

fn field(follow_up: &FollowUp, inquiry: &Inquiry, language: Language) -> Html {
    let (name, given) = (follow_up.about, inquiry.answer(follow_up.about).unwrap_or_default());
    let hint = format!("{name}-hint");
    let skip = [("", text("Dat zeg ik liever niet", "I would rather not say"))];
    html! {
        div.field {
            fieldset aria-describedby=(hint) {
                legend { (follow_up.question(inquiry.for_other, language)) }
                p.hint id=(hint) { (follow_up.why.get(language)) }
                @for (value, words) in follow_up.choices.iter().chain(&skip) {
                    @let id = if value.is_empty() { format!("{name}-open") } else { format!("{name}-{value}") };
                    div.choice {
                        input type="radio" id=(id) name=(name) value=(value) checked[*value == given];
                        label for=(id) { (words.get(language)) }
                    }
                }
            }
        }
    }
}

/// What goes to the others, and what does not.
fn passed_on(inquiry: &Inquiry, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let titles: Vec<String> = inquiry
        .topics
        .iter()
        .filter_map(|topic| understanding::title(topic).map(|title| title.get(language).to_owned()))
        .collect();
    let who = if inquiry.for_other {
        say("voor iemand voor wie u zorgt", "for somebody you care for")
    } else {
        say("voor uzelf", "for yourself")
    };
    html! {
        section.summary aria-labelledby="passed-on" {
            div.summary-head { h2 id="passed-on" { (say("Dit geven wij door", "This is what we pass on")) } }
            dl {
                div { dt { (say("Onderwerpen", "Topics")) } dd { (listed(&titles, language)) } }
                div { dt { (say("Voor wie", "For whom")) } dd { (who) } }
                div { dt { (say("Gemeente", "Municipality")) } dd { (inquiry.place_or_shared().title().get(language)) } }
                div { dt { (say("Uw antwoorden", "Your answers")) } dd { (say("wat u hierboven kiest", "what you choose above")) } }
            }
            @if lab::shared(WORDS).is_ok() {
                p { (say("Ook uw eigen woorden gaan mee: die deelt u met wie antwoord geeft. Uw naam en uw gegevens geven wij niet door.", "Your own words go along too: you share them with those who answer. We do not pass on your name or your data.")) }
            } @else {
                p { (say("Uw eigen woorden, uw naam en uw gegevens geven wij niet door.", "We do not pass on your own words, your name or your data.")) }
            }
        }
    }
}
