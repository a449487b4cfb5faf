//! Whom to call, for somebody in danger. It stands on top of a page, before anything else.

use fieldlab_service::prelude::*;
use maud::html;

use crate::understanding::{Contact, Danger};
use crate::words::say;

/// What was read, for a kind of danger. It fits who asks for themselves and who asks for another.
fn words(danger: Danger) -> Text {
    match danger {
        Danger::Suicide => text(
            "Wij lezen iets over niet meer willen leven. U hoeft hier niet alleen mee te blijven. Praat nu met iemand.",
            "We read something about not wanting to live. You need not be alone with this. Talk to somebody now.",
        ),
        Danger::Medical => text(
            "Wij lezen dat iemand misschien nu een dokter nodig heeft. Wacht daar niet mee.",
            "We read that somebody may need a doctor now. Do not wait with that.",
        ),
        Danger::Fire => text(
            "Wij lezen over brand, gas of iemand die inbreekt. Ga eerst naar een veilige plek en bel dan.",
            "We read about fire, gas or somebody breaking in. Get to a safe place first, and call then.",
        ),
        Danger::Violence => text(
            "Wij lezen over geweld of bedreiging. Dat is nooit uw schuld. Er is hulp, ook als u twijfelt.",
            "We read about violence or threats. That is never your fault. There is help, also when you are in doubt.",
        ),
        Danger::Child => text(
            "Wij lezen dat een kind misschien niet veilig is. U mag altijd bellen om te overleggen.",
            "We read that a child may not be safe. You can always call to talk it over.",
        ),
    }
}

/// Whom to call, each once. Whoever is first for one of the dangers comes before others.
fn contacts(dangers: &[Danger]) -> Vec<&'static Contact> {
    let mut all: Vec<(usize, &'static Contact)> =
        dangers.iter().flat_map(|danger| danger.contacts().iter().enumerate()).collect();
    all.sort_by_key(|(place, _)| *place);
    let mut each: Vec<&'static Contact> = Vec::new();
    for (_, contact) in all {
        if !each.contains(&contact) {
            each.push(contact);
        }
    }
    each
}

/// The box; nothing when there are no signs of danger.
///
/// The numbers are no links: on a phone in a demo one is pressed too easily, and phones let numbers be called anyway.
pub(crate) fn help(dangers: &[Danger], language: Language) -> Html {
    if dangers.is_empty() {
        return html! {};
    }
    html! {
        section.alert.error.danger aria-labelledby="danger" {
            h2 id="danger" { (say(language, "Is er nu gevaar? Bel 112", "Is there danger now? Call 112")) }
            @for danger in dangers { p { (words(*danger).get(language)) } }
            ul.numbers {
                @for contact in contacts(dangers) {
                    li {
                        strong { (contact.name) @if !contact.number.is_empty() && contact.number != contact.name { ": " span.number { (contact.number) } } }
                        " " (say(language, contact.when_nl, contact.when_en))
                    }
                }
            }
            p { (say(language, "Kan het wachten, of klopt dit niet? Dan gaat u hieronder gewoon verder.", "Can it wait, or is this not so? Then simply go on below.")) }
        }
    }
}

/// A page with nothing but the box, for when there is nothing else to show.
pub(crate) fn alone(request: &Request, dangers: &[Danger]) -> Page {
    Page::new(request, text("Eerst dit: is het veilig?", "First this: is it safe?"))
        .status(503)
        .add(help(dangers, request.language()))
        .paragraph(text(
            "Het plein kan uw vraag nu niet bewaren. Bel of ga langs bij iemand die u kan helpen.",
            "The plaza can't keep your question now. Call or drop by at somebody who can help you.",
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_there_once_and_the_first_of_each_danger_before_the_rest() {
        let html = help(&[Danger::Suicide, Danger::Child], Language::Nl).into_string();
        assert_eq!(html.matches("0800-0113").count(), 1, "{html}");
        assert_eq!(html.matches("<li>").count(), 4, "{html}");
        let place = |number: &str| html.find(number).unwrap_or(usize::MAX);
        assert!(place("0800-0113") < place("0800-2000") && place("0800-2000") < place("0800-0432"), "{html}");
        assert_eq!(help(&[], Language::Nl).into_string(), "");
    }

    #[test]
    fn every_danger_has_words_and_somebody_to_call() {
        for danger in Danger::ALL {
            for language in [Language::Nl, Language::En] {
                assert!(help(&[danger], language).into_string().contains("112"), "{danger:?}");
                assert!(!words(danger).get(language).is_empty());
            }
        }
    }
}
