//! What was understood. The person says whether that is right.

use fieldlab_service::prelude::*;
use maud::html;

use super::{style, to_share};
use crate::danger;
use crate::explain;
use crate::fields::{Fields, problem_beside, problem_on_top};
use crate::inquiry::{Inquiry, MOST_TOPICS, shared_place};
use crate::places::Place;
use crate::understanding::{self, Found, LeftOut, MOST_KEPT};
use crate::words::{listed, say};

/// How many of the topics that were found can be ticked off; the others are in the list of all.
const SHOWN: usize = 5;

/// The page.
pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    Ok(page(request, &Inquiry::kept_or_start()?, None))
}

/// Keeps what the person says that their question is about.
pub(crate) fn take(request: &Request) -> Result<Response, Response> {
    let mut inquiry = Inquiry::kept_or_start()?;
    let fields = Fields::of(request);
    let mut topics: Vec<String> = Vec::new();
    for topic in fields.all("topic").chain(fields.all("more")) {
        if understanding::title(topic).is_some() && !topics.iter().any(|other| other == topic) {
            topics.push(topic.to_owned());
        }
    }
    topics.truncate(MOST_TOPICS);
    if topics.is_empty() {
        let problem = text(
            "Kies ten minste één onderwerp. Twijfelt u? Kies wat het dichtst in de buurt komt.",
            "Choose at least one topic. In doubt? Choose what comes nearest.",
        );
        return Ok(page(request, &inquiry, Some(&problem)).in_error().status(422).into());
    }
    if topics != inquiry.topics {
        // What others said was about something else.
        inquiry.agreed = false;
        super::welcome::forget_answers();
    }
    inquiry.topics = topics;
    explain::confirmed(&inquiry);
    inquiry.keep(request)?;
    Ok(Response::redirect("/vragen"))
}

fn page(request: &Request, inquiry: &Inquiry, problem: Option<&Text>) -> Page {
    let language = request.language();
    let dangers = inquiry.dangers();
    let understood = text("Dit hebben wij begrepen", "This is what we understood");
    let page = match dangers.as_slice() {
        [] => Page::new(request, understood).add(style()),
        dangers => {
            let first = text("Eerst dit: is het veilig?", "First this: is it safe?");
            let page = Page::new(request, first).add(style()).add(danger::help(dangers, language));
            page.heading(understood)
        }
    };
    let page = match problem {
        Some(problem) => page.add(problem_on_top("topics", problem, language)),
        None => page,
    };
    page.back("/?wijzig=ja")
        .add(own_words(inquiry, language))
        .add(written_in(request, inquiry))
        .add(form(inquiry, problem, language))
        .add(where_it_is(inquiry, language))
}

/// The person's words, and what was left out of them.
fn own_words(inquiry: &Inquiry, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let left_out: Vec<String> =
        inquiry.left_out.iter().map(|kind: &LeftOut| kind.title().get(language).to_owned()).collect();
    let cut = match language {
        Language::Nl => format!("Uw vraag was langer dan wij bewaren. Wij houden het begin, tot {MOST_KEPT} tekens."),
        Language::En => {
            format!("Your question was longer than we keep. We hold on to the beginning, up to {MOST_KEPT} characters.")
        }
    };
    html! {
        blockquote.words { p dir="auto" { (inquiry.words) } }
        @if !left_out.is_empty() {
            p.note {
                strong { (say("Weggelaten:", "Left out:")) } " " (listed(&left_out, language)) ". "
                (say("Dat hoeft hier niemand te weten, en wij bewaren het niet.", "Nobody here needs to know that, and we do not keep it."))
            }
        }
        @if inquiry.was_cut { p.note { (cut) } }
        p { a href="/?wijzig=ja#words" { (say("Verander uw vraag", "Change your question")) } }
    }
}

/// For who writes in the other of the two languages: where the page is in that.
fn written_in(request: &Request, inquiry: &Inquiry) -> Html {
    match (request.language(), inquiry.language.as_str()) {
        (Language::Nl, "en") => {
            html! { p lang="en" { "You wrote in English. " a href="/begrepen?lang=en" hreflang="en" { "Read on in English" } } }
        }
        (Language::En, "nl") => {
            html! { p lang="nl" { "U schreef in het Nederlands. " a href="/begrepen?lang=nl" hreflang="nl" { "Lees verder in het Nederlands" } } }
        }
        _ => html! {},
    }
}

fn form(inquiry: &Inquiry, problem: Option<&Text>, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let found: Vec<&Found> = inquiry.found.iter().filter(|found| found.meant || found.score > 0).take(SHOWN).collect();
    let hint = match (found.is_empty(), inquiry.sure) {
        (true, _) => say(
            "Wij konden er geen onderwerp uit halen. Kies zelf waar het over gaat.",
            "We could not tell what it is about. Choose yourself.",
        ),
        (false, true) => say("Klopt dit? U kunt het veranderen.", "Is this right? You can change it."),
        (false, false) => say(
            "Wij zijn niet zeker. Kijk of dit klopt, en verander het als het anders is.",
            "We are not sure. See whether this is right, and change it if not.",
        ),
    };
    // Topics that the person chose before and that were not found stay chosen.
    let chosen_before = inquiry.topics.iter().filter(|topic| found.iter().all(|found| found.topic != **topic));
    html! {
        form method="post" action="/begrepen" novalidate {
            div.field.invalid[problem.is_some()] id="topics" tabindex="-1" {
                fieldset aria-describedby="topics-hint" {
                    legend { (say("Waar gaat uw vraag over?", "What is your question about?")) }
                    p.hint id="topics-hint" { (hint) }
                    @if let Some(problem) = problem { (problem_beside("topics", problem, language)) }
                    @for found in &found { (topic(&found.topic, &found.why, is_chosen(inquiry, found), language)) }
                    @for name in chosen_before { (topic(name, &[], true, language)) }
                }
            }
            div.field {
                label for="more" { (say("Nog een onderwerp", "One more topic")) " " span.optional { (say("(niet verplicht)", "(optional)")) } }
                select id="more" name="more" {
                    option value="" { (say("Kies uit alle onderwerpen", "Choose from all topics")) }
                    @for (name, title) in understanding::topics() { option value=(name) { (title.get(language)) } }
                }
            }
            p { button.button { (say("Klopt, verder", "That is right, continue")) } }
        }
    }
}

fn is_chosen(inquiry: &Inquiry, found: &Found) -> bool {
    if inquiry.topics.is_empty() { found.meant } else { inquiry.topics.contains(&found.topic) }
}

/// A topic to tick off, and the words by which it was found.
fn topic(name: &str, why: &[String], chosen: bool, language: Language) -> Html {
    let Some(title) = understanding::title(name) else { return html! {} };
    let (id, because) = (format!("topic-{name}"), format!("topic-{name}-why"));
    html! {
        div.choice {
            input type="checkbox" id=(id) name="topic" value=(name) checked[chosen] aria-describedby=[(!why.is_empty()).then_some(&because)];
            div {
                label for=(id) { (title.get(language)) }
                @if !why.is_empty() {
                    p.hint id=(because) {
                        (say(language, "Door:", "Because of:")) " "
                        @for (place, word) in why.iter().enumerate() { @if place > 0 { ", " } q { (word) } }
                    }
                }
            }
        }
    }
}

/// For who did not say where: that they can have the lab say it.
fn where_it_is(inquiry: &Inquiry, language: Language) -> Html {
    if inquiry.place != Place::Unsaid || inquiry.for_other {
        return html! {};
    }
    let say = |nl, en| say(language, nl, en);
    match shared_place() {
        Ok(place) => html! {
            p.note { (say("Uw gemeente:", "Your municipality:")) " " (place.title().get(language)) ". " (say("U deelt die met ons.", "You share it with us.")) }
        },
        Err(Some(path)) => html! {
            p.note {
                (say("U zei niet in welke gemeente dit speelt. Sommige organisaties helpen alleen in hun eigen gemeente.", "You did not say in which municipality this is. Some organisations help only in their own."))
                " " a href=(to_share(&path, "/begrepen")) { (say("Deel uw gemeente", "Share your municipality")) }
            }
        },
        Err(None) => html! {},
    }
}
