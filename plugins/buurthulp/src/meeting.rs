//! Getting to know somebody: nothing of where they live is told before both said yes.
//!
//! The visitor plays one side. The other side says yes or no after them, by a button that says that it is a simulation.

use fieldlab_service::lab::Refused;
use fieldlab_service::prelude::*;

use crate::frame;
use crate::kept::{self, Agreement};
use crate::kinds::spoken;
use crate::neighbours::{Neighbour, find};

/// Somebody whom the visitor may get to know, and how far they are; nobody when they reported them.
enum Found {
    Nobody,
    Reported(&'static Neighbour),
    Somebody(&'static Neighbour, Agreement),
}

fn asked_for(request: &Request) -> Result<Found, Refused> {
    let Some(person) = find(request.parameter("id")) else { return Ok(Found::Nobody) };
    if kept::reported()?.iter().any(|reported| reported == person.id) {
        return Ok(Found::Reported(person));
    }
    Ok(Found::Somebody(person, kept::agreement(person.id)?))
}

pub(crate) fn show(request: &Request) -> Page {
    match asked_for(request) {
        Ok(Found::Somebody(person, agreement)) => page(request, person, agreement),
        Ok(Found::Reported(person)) => reported(request, person),
        Ok(Found::Nobody) => frame::not_there(request),
        Err(refused) => frame::not_kept(request, &refused),
    }
}

fn title(person: &Neighbour) -> Text {
    text(format!("Kennismaken met {}", person.name), format!("Getting to know {}", person.name))
}

fn page(request: &Request, person: &Neighbour, agreement: Agreement) -> Page {
    let (page, language) = (Page::new(request, title(person)).back("/"), request.language());
    let page = match agreement {
        Agreement::None => before(page, person),
        Agreement::Mine => waiting(page, person, language),
        Agreement::Both => both(page, person, language),
        Agreement::Declined => declined(page, person),
    };
    page.link(
        text(format!("Meld iets over {}", person.name), format!("Report something about {}", person.name)),
        &format!("/meld?over={}", person.id),
    )
}

/// What everybody may see of somebody.
fn known(page: Page, person: &Neighbour) -> Page {
    let (nl, en) = (spoken(person.languages, Language::Nl), spoken(person.languages, Language::En));
    page.paragraph(text(
        format!("‘{}’", person.words.get(Language::Nl)),
        format!("‘{}’", person.words.get(Language::En)),
    ))
    .paragraph(text(
        format!("{} woont in {} en spreekt: {nl}.", person.name, person.place.name()),
        format!("{} lives in {} and speaks: {en}.", person.name, person.place.name()),
    ))
}

fn before(page: Page, person: &Neighbour) -> Page {
    let name = person.name;
    known(page, person)
        .heading(text("Eerst allebei ja", "First both say yes"))
        .list([
            text(
                format!("U zegt ja. Dan vragen wij {name} of het ook voor {name} goed is."),
                format!("You say yes. Then we ask {name} whether it is all right for {name} too."),
            ),
            text(
                "Pas als u allebei ja zegt, ziet u hoe u elkaar bereikt.",
                "Only when you both say yes, do you see how to reach each other.",
            ),
            text("De eerste keer spreekt u af in het buurthuis.", "The first time you meet at the community centre."),
        ])
        .button(text("Ja, ik wil kennismaken", "Yes, I would like to"), &format!("/afspraak/{}/ja", person.id))
        .link(text("Nee, terug naar het bord", "No, back to the board"), "/")
}

fn waiting(page: Page, person: &Neighbour, language: Language) -> Page {
    let (name, id) = (person.name, person.id);
    page.alert(
        Tone::Info,
        text(format!("Wij vragen het aan {name}"), format!("We ask {name}")),
        text(
            format!("U hebt ja gezegd. {name} beslist nu zelf. Tot die tijd ziet u niets van elkaar."),
            format!("You said yes. {name} decides now. Until then you see nothing of each other."),
        ),
    )
    .heading(text("Dit is een proef", "This is a trial"))
    .paragraph(text(
        format!("{name} is verzonnen. Met deze knoppen doet u alsof {name} kiest. In het echt kunt u dat niet."),
        format!("{name} is made up. With these buttons you pretend that {name} chooses. In real life you can not."),
    ))
    .button(
        text(format!("Speel verder: {name} zegt ja"), format!("Play on: {name} says yes")),
        &format!("/afspraak/{id}/ander-ja"),
    )
    .button(
        text(format!("Speel verder: {name} zegt nee"), format!("Play on: {name} says no")),
        &format!("/afspraak/{id}/ander-nee"),
    )
    .heading(text("Toch liever niet?", "Rather not?"))
    .add(frame::less(&text("Trek mijn ja terug", "Take back my yes"), &format!("/afspraak/{id}/stop"), language))
}

fn both(page: Page, person: &Neighbour, language: Language) -> Page {
    let (name, id) = (person.name, person.id);
    page.alert(
        Tone::Good,
        text("U zegt allebei ja", "You both say yes"),
        text(
            format!("U en {name} zien nu hoe u elkaar bereikt."),
            format!("You and {name} now see how to reach each other."),
        ),
    )
    .facts(
        text(format!("Zo bereikt u {name}"), format!("How to reach {name}")),
        &[
            // Addresses under .example are nobody's, by RFC 2606.
            (text("Mail (verzonnen)", "E-mail (made up)"), format!("{id}@dekring.example")),
            (text("Straat (verzonnen)", "Street (made up)"), format!("{}straat", person.place.name())),
        ],
    )
    .heading(text("De eerste keer", "The first time"))
    .list([
        text(
            "Spreek af in Buurthuis De Kring. Loop eerst even langs bij de balie.",
            "Meet at Buurthuis De Kring. Drop by the desk first.",
        ),
        text(
            format!("Komt {name} later bij u thuis? Dan heeft {name} een VOG. Die heeft het buurthuis gezien."),
            format!("Will {name} come to your home later? Then {name} has a certificate of conduct (VOG), which the community centre has seen."),
        ),
        text("Geef geen geld, pasjes, codes of sleutels mee.", "Hand over no money, cards, codes or keys."),
    ])
    .heading(text("Wilt u stoppen?", "Do you want to stop?"))
    .add(frame::less(&text("Stop het contact", "Stop the contact"), &format!("/afspraak/{id}/stop"), language))
}

fn declined(page: Page, person: &Neighbour) -> Page {
    page.alert(
        Tone::Info,
        text("Dit keer niet", "Not this time"),
        text(
            format!("Het komt {} nu niet uit. Dat ligt niet aan u. Een reden hoeft niemand te geven.", person.name),
            format!("It does not suit {} now. That is not because of you. Nobody has to give a reason.", person.name),
        ),
    )
    .start(text("Kijk wie er nog meer is", "See who else there is"), "/")
}

fn reported(request: &Request, person: &Neighbour) -> Page {
    Page::new(request, title(person)).back("/").alert(
        Tone::Info,
        text("Dit contact staat stil", "This contact is on hold"),
        text(
            format!("U hebt {} gemeld. U ziet niets meer van elkaar. Het buurthuis kijkt er binnen een dag naar.", person.name),
            format!("You reported {}. You see nothing of each other any more. The community centre looks into it within a day.", person.name),
        ),
    )
}

/// Goes from one agreement to another, and only from there: nobody can be said to agree before the visitor did.
fn goes(request: &Request, from: &[Agreement], to: Agreement) -> Response {
    match asked_for(request) {
        Ok(Found::Somebody(person, agreement)) => {
            let kept = if from.contains(&agreement) { kept::agree(person.id, to) } else { Ok(()) };
            match kept {
                Ok(()) => Response::redirect(&format!("/afspraak/{}", person.id)),
                Err(refused) => frame::not_kept(request, &refused).into(),
            }
        }
        Ok(Found::Reported(person)) => reported(request, person).into(),
        Ok(Found::Nobody) => frame::not_there(request).into(),
        Err(refused) => frame::not_kept(request, &refused).into(),
    }
}

pub(crate) fn say_yes(request: &Request) -> Response {
    goes(request, &[Agreement::None], Agreement::Mine)
}

pub(crate) fn other_says_yes(request: &Request) -> Response {
    goes(request, &[Agreement::Mine], Agreement::Both)
}

pub(crate) fn other_says_no(request: &Request) -> Response {
    goes(request, &[Agreement::Mine], Agreement::Declined)
}

pub(crate) fn stop(request: &Request) -> Response {
    goes(request, &[Agreement::Mine, Agreement::Both], Agreement::None)
}
