//! One household: why it is on the list, what to do, and what was noted.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;
use maud::html;

use super::households::{self, Case};
use super::notes::{Event, Notes};
use super::{contact, in_words, letter, say, settings};
use crate::{Weighed, weigh};

/// The household at `{n}`, or the page that says that there is none.
fn case(request: &Request) -> Result<Case, Response> {
    let title = || text("Dit huishouden is er niet", "This household is not there");
    let missing = |words: Text| {
        let page = Page::new(request, title()).status(404).paragraph(words);
        Response::from(page.link(text("Naar de werklijst", "To the worklist"), "/werklijst"))
    };
    match households::one(request.parameter("n")) {
        Ok(Some(case)) => Ok(case),
        Ok(None) => Err(missing(text(
            "Misschien staat het niet meer op de werklijst.",
            "Perhaps it is not on the worklist any more.",
        ))),
        Err(refused) => {
            lab::log(&format!("a household could not be looked at: {refused}"));
            Err(missing(text(
                "De gemeente mag de signalen op dit moment niet bekijken.",
                "The municipality may not look at the signals at the moment.",
            )))
        }
    }
}

/// Why a household is on the list, and what to do.
pub(super) fn show(request: &Request) -> Result<Page, Response> {
    let (case, language) = (case(request)?, request.language());
    let mut steps = Steps::default();
    let weighed = weigh(case.signals, &settings(), &mut steps);
    let first_name = &case.first_name;
    let unknown = || say(language, "niet bekend", "not known").to_owned();
    let facts = [
        (text("Voornaam", "First name"), first_name.clone()),
        (text("Postcode", "Postcode"), case.postcode4.to_string()),
        (text("Loopt achter met", "Is behind with"), in_words(case.signals, language)),
        (text("Sinds wanneer en hoeveel", "Since when and how much"), unknown()),
    ];
    let title =
        text(format!("Huishouden {}: {first_name}", case.number), format!("Household {}: {first_name}", case.number));
    let page = Page::new(request, title)
        .back("/werklijst")
        .facts(text("Wat u weet", "What you know"), &facts)
        .heading(text("Wat u kunt doen", "What you can do"));
    let page = notes(advice(page, &case, weighed, language), &case, language)
        .heading(text("Waarom staat dit huishouden op de lijst?", "Why is this household on the list?"))
        .explanation(&steps);
    tell(weighed, steps);
    Ok(page)
}

/// What to do, and how to begin.
fn advice(page: Page, case: &Case, weighed: Weighed, language: Language) -> Page {
    let advised = contact::title(weighed.contact);
    let (nl, en) = (advised.get(Language::Nl), advised.get(Language::En));
    let page = page
        .paragraph(text(format!("Advies: {nl}."), format!("Advice: {en}.")))
        .paragraph(contact::advice(weighed.contact));
    let page = match contact::opening(weighed.contact, &case.first_name) {
        Some(opening) => page
            .paragraph(text("Zo kunt u beginnen:", "This is how you can begin:"))
            .add(html! { blockquote { p { (opening.get(language)) } } }),
        None => page,
    };
    page.link(text("Bekijk de brief", "See the letter"), &format!("/huishouden/{}/brief", case.number))
}

/// What was noted, and buttons for what can happen next.
fn notes(page: Page, case: &Case, language: Language) -> Page {
    let page = page.heading(text("Wat is er gebeurd?", "What happened?"));
    let notes = match Notes::of(case.number) {
        Ok(notes) => notes,
        Err(refused) => {
            lab::log(&format!("nothing can be noted: {refused}"));
            return page.paragraph(text(
                "U kunt hier nu niets noteren: dit prototype mag niets bewaren.",
                "You can note nothing here now: this prototype may not keep anything.",
            ));
        }
    };
    let happened = |(event, day): &(Event, Date)| {
        let words = event.words();
        let on = |language| format!("{}: {}", day.show(language), words.get(language));
        text(on(Language::Nl), on(Language::En))
    };
    let page = match notes.last() {
        None => page.paragraph(text("Nog niets.", "Nothing yet.")),
        Some(_) => page.list(notes.0.iter().map(happened)),
    };
    let page = match notes.last() {
        Some(Event::Accepted) => page.paragraph(text(
            "Plan het eerste gesprek binnen vier weken. Dreigt uithuiszetting of afsluiting, dan binnen drie werkdagen.",
            "Plan the first talk within four weeks. When an eviction or being cut off threatens: within three working days.",
        )),
        Some(Event::Declined) => page.paragraph(text(
            "Hulp is vrijwillig: nee is nee. Sluit het signaal af. De bewoner kan altijd zelf komen.",
            "Help is voluntary: no is no. Close the signal. The resident can always come by themselves.",
        )),
        _ => page,
    };
    page.add(buttons(case.number, &notes, language))
}

fn buttons(number: usize, notes: &Notes, language: Language) -> Html {
    let action = |event: Event| format!("/huishouden/{number}/noteer/{}", event.name());
    html! {
        div.choices {
            @for event in notes.next() {
                form method="post" action=(action(*event)) { button.button { (event.button().get(language)) } }
            }
            @if notes.last().is_some() {
                form method="post" action=(format!("/huishouden/{number}/ongedaan")) {
                    button.button.second { (say(language, "Maak het laatste ongedaan", "Undo the last")) }
                }
            }
        }
    }
}

/// Whoever looks on in the lab sees what was decided too.
fn tell(weighed: Weighed, steps: Steps) {
    Decided::about(text("Hoe de gemeente dit huishouden benadert", "How the municipality approaches this household"))
        .outcome("persoonlijk benaderen", "approach in person", weighed.in_person())
        .outcome("gewicht", "weight", weighed.weight)
        .steps(steps)
        .tell();
}

/// The letter as this household gets it.
pub(super) fn letter(request: &Request) -> Result<Page, Response> {
    let case = case(request)?;
    Ok(letter::page(request, Some(&case.first_name)).back(&format!("/huishouden/{}", case.number)))
}

/// Notes what happened, and shows the household again.
pub(super) fn note(request: &Request) -> Result<Response, Response> {
    let case = case(request)?;
    if let Some(event) = Event::from_name(request.parameter("what")) {
        kept(Notes::of(case.number).and_then(|notes| notes.add(case.number, event)));
    }
    Ok(back_to(&case))
}

/// Takes back the last note, and shows the household again.
pub(super) fn undo(request: &Request) -> Result<Response, Response> {
    let case = case(request)?;
    kept(Notes::of(case.number).and_then(|notes| notes.undo(case.number)));
    Ok(back_to(&case))
}

/// The page of the household says it when nothing can be kept; here the author hears why.
fn kept(done: Result<(), Refused>) {
    if let Err(refused) = done {
        lab::log(&format!("nothing was noted: {refused}"));
    }
}

fn back_to(case: &Case) -> Response {
    Response::redirect(&format!("/huishouden/{}", case.number))
}
