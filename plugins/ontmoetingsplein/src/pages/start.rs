//! The start: one question, in somebody's own words.

use fieldlab_service::prelude::*;
use maud::html;

use super::{style, welcome};
use crate::danger;
use crate::examples;
use crate::explain;
use crate::fields::{Fields, problem_beside, problem_on_top};
use crate::inquiry::{Inquiry, shared_place};
use crate::places::{ELSEWHERE, PLACES, Place};
use crate::understanding;
use crate::words::say;

/// What stands in the form.
#[derive(Default)]
struct Filled {
    words: String,
    for_other: bool,
    place: Place,
}

/// The page, with an example or an earlier question in the field when the address says so.
pub(crate) fn show(request: &Request) -> Page {
    let value = |name: &str| request.query_value(name).unwrap_or_default();
    let example = examples::find(&value("voorbeeld"));
    let kept = Inquiry::kept();
    let filled = match (example, &kept) {
        (Some(example), _) => Filled {
            words: example.words.get(request.language()).to_owned(),
            for_other: example.for_other,
            place: Place::Unsaid,
        },
        (None, Some(kept)) if !value("wijzig").is_empty() => {
            Filled { words: kept.words.clone(), for_other: kept.for_other, place: kept.place }
        }
        _ => Filled::default(),
    };
    page(request, &filled, None, kept.as_ref())
}

/// Reads the question that was sent.
pub(crate) fn take(request: &Request) -> Result<Response, Response> {
    let fields = Fields::of(request);
    let (for_other, place) = (fields.get("who") == "other", Place::chosen(fields.get("place")));
    let read = understanding::read(fields.get("words"));
    if read.words.is_empty() {
        let problem = text(
            "Schrijf in een paar woorden wat er aan de hand is. Eén zin is genoeg.",
            "Write in a few words what is going on. One sentence is enough.",
        );
        let filled = Filled { words: String::new(), for_other, place };
        let page = page(request, &filled, Some(&problem), None).in_error().status(422);
        return Ok(page.into());
    }
    explain::understood(&read);
    let inquiry = Inquiry::new(read, for_other, place);
    inquiry.keep(request).map_err(|not_kept| match inquiry.dangers().as_slice() {
        [] => not_kept,
        dangers => danger::alone(request, dangers).into(),
    })?;
    // What others said was about another question.
    welcome::forget_answers();
    Ok(Response::redirect(inquiry.next_page()))
}

fn page(request: &Request, filled: &Filled, problem: Option<&Text>, kept: Option<&Inquiry>) -> Page {
    let language = request.language();
    let say = |nl, en| say(language, nl, en);
    let page = Page::new(request, text("Wat is er aan de hand?", "What is going on?")).add(style());
    let page = match problem {
        Some(problem) => page.add(problem_on_top("words", problem, language)),
        None => page,
    };
    page.add(welcome::back(kept, language))
        .paragraph(text(
            "Vertel het in uw eigen woorden. De overheid, de samenleving en de markt geven naast elkaar antwoord. U kiest wat bij u past.",
            "Tell it in your own words. Government, society and the market answer side by side. You choose what suits you.",
        ))
        .add(form(filled, problem, language))
        .heading(text("Voorbeelden", "Examples"))
        .paragraph(text("Kies er een. U kunt hem daarna veranderen.", "Choose one. You can change it then."))
        .add(html! {
            ul.examples {
                @for example in examples::shown(lab::visit().persona.as_deref()) {
                    li { a href={ "/?voorbeeld=" (example.name) "#words" } { (example.words.get(language)) } }
                }
            }
        })
        .heading(text("Wie geeft antwoord?", "Who answers?"))
        .add(html! {
            ul {
                li { strong { (say("De overheid", "Government")) } ": " (say("zoals de gemeente of een uitvoerder van regelingen.", "such as the municipality or an office for benefits.")) }
                li { strong { (say("De samenleving", "Society")) } ": " (say("zoals buren, vrijwilligers en verenigingen.", "such as neighbours, volunteers and associations.")) }
                li { strong { (say("De markt", "The market")) } ": " (say("bedrijven die iets aanbieden, soms voor geld.", "companies that offer something, sometimes for money.")) }
            }
            p { (say("Het plein is van deze drie samen. Bij elk antwoord staat van wie het is.", "The plaza belongs to these three together. Each answer says who it is from.")) }
        })
        .heading(text("Wat gebeurt er met uw vraag?", "What happens to your question?"))
        .paragraph(text(
            "Uw woorden blijven op het plein. Wij geven niets door voordat u dat goed vindt. U ziet eerst wat wij doorgeven.",
            "Your words stay at the plaza. We pass nothing on before you agree. You first see what we pass on.",
        ))
        .link(text("Hoe werkt het plein?", "How does the plaza work?"), "/uitleg")
}

fn form(filled: &Filled, problem: Option<&Text>, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let described = if problem.is_some() { "words-hint words-problem" } else { "words-hint" };
    let who =
        [("me", "Voor mijzelf", "For myself"), ("other", "Voor iemand voor wie ik zorg", "For somebody I care for")];
    html! {
        form method="post" action="/vraag" novalidate {
            div.field.invalid[problem.is_some()] {
                label for="words" { (say("Uw vraag", "Your question")) }
                p.hint id="words-hint" { (say("Schrijf zoals u het zou vertellen. Namen en nummers zijn niet nodig.", "Write as you would tell it. Names and numbers are not needed.")) }
                @if let Some(problem) = problem { (problem_beside("words", problem, language)) }
                textarea id="words" name="words" rows="6" aria-describedby=(described) aria-invalid=[problem.map(|_| "true")] { (filled.words) }
            }
            div.field {
                fieldset {
                    legend { (say("Voor wie is de vraag?", "Who is the question for?")) }
                    @for (value, nl, en) in who {
                        div.choice {
                            input type="radio" id={ "who-" (value) } name="who" value=(value) checked[filled.for_other == (value == "other")];
                            label for={ "who-" (value) } { (say(nl, en)) }
                        }
                    }
                }
            }
            (place(filled.place, language))
            p { button.button { (say("Verder", "Continue")) } }
        }
        p.hint { (say("Is er nu gevaar? Bel dan 112.", "Is there danger now? Then call 112.")) }
    }
}

fn place(chosen: Place, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    let shared = shared_place().ok().filter(|place| *place != Place::Unsaid);
    let option =
        |value: &str, title: &str| html! { option value=(value) selected[chosen.value() == value] { (title) } };
    html! {
        div.field {
            label for="place" { (say("In welke gemeente speelt dit?", "In which municipality is this?")) " " span.optional { (say("(niet verplicht)", "(optional)")) } }
            p.hint id="place-hint" {
                (say("Sommige organisaties helpen alleen in hun eigen gemeente.", "Some organisations help only in their own municipality."))
                @if let Some(shared) = shared {
                    " " (say("U deelt uw gemeente al met ons:", "You share your municipality with us already:")) " " (shared.title().get(language)) "."
                }
            }
            select id="place" name="place" aria-describedby="place-hint" {
                (option("", say("Dat zeg ik liever niet", "I would rather not say")))
                @for (code, name) in PLACES { (option(&code.to_string(), name)) }
                (option(ELSEWHERE, say("Een andere gemeente", "Another municipality")))
            }
        }
    }
}

/// Forgets everything: the question, what was offered, the conversations and the plan.
pub(crate) fn begin_anew(_: &Request) -> Response {
    welcome::forget_all();
    Response::redirect("/")
}
