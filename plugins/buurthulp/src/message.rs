//! One message of the visitor: how far it is, what happens next, and taking it away.
//!
//! In the prototype nobody really looks. A button says that time has passed; the page says that it is a simulation.

use fieldlab_service::lab::Refused;
use fieldlab_service::prelude::*;
use maud::html;

use crate::kept::{self, About, Message};
use crate::kinds::{Speaks, spoken};
use crate::neighbours::{NEIGHBOURS, Neighbour, Side, find};
use crate::{board, frame};

/// The most neighbours who are named as those who could fit.
const MOST_FITTING: usize = 2;

/// How far a message is, in a few words.
pub(crate) fn status(message: &Message) -> Text {
    match (&message.about, message.seen) {
        (_, false) => text("wacht op een blik van het buurthuis", "waits for a look by the community centre"),
        (About::Question(_), true) => text("er is een antwoord", "there is an answer"),
        (_, true) => text("staat op het bord", "is on the board"),
    }
}

/// The message in the path; nothing when there is none.
fn asked_for(request: &Request) -> Result<Option<Message>, Refused> {
    let id = request.parameter("id").parse::<u64>().ok();
    Ok(kept::messages()?.into_iter().find(|message| Some(message.id) == id))
}

pub(crate) fn show(request: &Request) -> Page {
    match asked_for(request) {
        Ok(Some(message)) => page(request, &message),
        Ok(None) => frame::not_there(request),
        Err(refused) => frame::not_kept(request, &refused),
    }
}

fn page(request: &Request, message: &Message) -> Page {
    let language = request.language();
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let page = Page::new(request, board::title(message))
        .back("/")
        .add(html! { blockquote { p { (message.words) } } })
        .add(html! { p.hint { (say("Hoe het staat", "How it stands")) ": " (status(message).get(language)) "." } });
    let page = if message.seen { seen(page, message) } else { waiting(page, message) };
    page.add(frame::less(
        &text("Haal dit bericht weg", "Take this message away"),
        &format!("/bericht/{}/weg", message.id),
        language,
    ))
}

/// Adds what happens before anybody else sees it.
fn waiting(page: Page, message: &Message) -> Page {
    let last = match message.about {
        About::Question(_) => text("U krijgt een antwoord", "You get an answer"),
        _ => text("Het staat op het bord, en een buur reageert", "It is on the board, and a neighbour responds"),
    };
    page.alert(
        Tone::Info,
        text("Uw bericht wacht op een blik van het buurthuis", "Your message waits for a look by the community centre"),
        text(
            "Niemand anders ziet het nog. Een moderator leest het binnen een dag.",
            "Nobody else sees it yet. A moderator reads it within a day.",
        ),
    )
    .steps(
        &[
            text("U schreef een bericht", "You wrote a message"),
            text("Een moderator leest het", "A moderator reads it"),
            last,
        ],
        1,
    )
    .heading(text("Dit is een proef", "This is a trial"))
    .paragraph(text(
        "Er kijkt hier niemand echt. Met deze knop doet u alsof de moderator het goed vond.",
        "Nobody really looks here. With this button you pretend that the moderator found it all right.",
    ))
    .button(
        text("Speel verder: het buurthuis heeft gekeken", "Play on: the community centre has looked"),
        &format!("/bericht/{}/gezien", message.id),
    )
}

/// Adds what came of it.
fn seen(page: Page, message: &Message) -> Page {
    if let About::Question(person) = &message.about {
        return answered(page, person);
    }
    let page = page.alert(
        Tone::Good,
        text("Uw bericht staat op het bord", "Your message is on the board"),
        text(
            "Anderen zien wat u schreef en welke taal u spreekt. Uw naam en adres zien zij niet.",
            "Others see what you wrote and which language you speak. They do not see your name or address.",
        ),
    );
    let fitting = fitting(message);
    if fitting.is_empty() {
        return page.paragraph(text(
            "Er is nog niemand die past. Het buurthuis zoekt met u mee.",
            "There is nobody yet who fits. The community centre looks along with you.",
        ));
    }
    let page = page.heading(text("Deze buren passen bij uw bericht", "These neighbours fit your message"));
    fitting.into_iter().fold(page, |page, neighbour| {
        let (nl, en) = (spoken(neighbour.languages, Language::Nl), spoken(neighbour.languages, Language::En));
        page.paragraph(text(
            format!("{}, {}. Spreekt: {nl}. Verzonnen.", neighbour.name, neighbour.place.name()),
            format!("{}, {}. Speaks: {en}. Made up.", neighbour.name, neighbour.place.name()),
        ))
        .link(
            text(format!("Maak kennis met {}", neighbour.name), format!("Get to know {}", neighbour.name)),
            &format!("/afspraak/{}", neighbour.id),
        )
    })
}

/// Adds what somebody who went through the same answers.
fn answered(page: Page, person: &str) -> Page {
    let Some(person) = find(person) else { return page };
    let name = person.name;
    page.alert(
        Tone::Good,
        text(format!("{name} heeft geantwoord"), format!("{name} has answered")),
        text(
            "Dit antwoord is verzonnen. Het is altijd hetzelfde, wat u ook vroeg.",
            "This answer is made up. It is always the same, whatever you asked.",
        ),
    )
    .paragraph(text(
        format!("‘Dank voor uw vraag. Bij mij ging het zo: {} Wilt u er eens over praten? Dat doe ik graag, met koffie erbij.’", person.words.get(Language::Nl)),
        format!("‘Thank you for asking. For me it went like this: {} Would you like to talk about it? I would be glad to, over coffee.’", person.words.get(Language::En)),
    ))
    .link(text(format!("Maak kennis met {name}"), format!("Get to know {name}")), &format!("/afspraak/{}", person.id))
    .link(text("Meld dit antwoord", "Report this answer"), &format!("/meld?over={}", person.id))
}

/// Neighbours on the other side for the same help: those who speak the visitor's language first, and nobody whom they reported.
fn fitting(message: &Message) -> Vec<&'static Neighbour> {
    let wanted = match message.about {
        About::Asks(help) => Side::Gives(help),
        About::Gives(help) => Side::Asks(help),
        About::Question(_) => return Vec::new(),
    };
    let reported = kept::reported().unwrap_or_default();
    let fits =
        |neighbour: &&Neighbour| neighbour.side == wanted && !reported.iter().any(|person| person == neighbour.id);
    let mut fitting: Vec<&Neighbour> = NEIGHBOURS.iter().filter(fits).collect();
    let speaks = |speaks: &[Speaks]| !speaks.contains(&message.speaks);
    fitting.sort_by_key(|neighbour| speaks(neighbour.languages));
    fitting.truncate(MOST_FITTING);
    fitting
}

/// The visitor pretends that a moderator has seen it.
pub(crate) fn is_seen(request: &Request) -> Response {
    let id = request.parameter("id").parse::<u64>().unwrap_or_default();
    match kept::mark_seen(id) {
        Ok(true) => Response::redirect(&format!("/bericht/{id}")),
        Ok(false) => frame::not_there(request).into(),
        Err(refused) => frame::not_kept(request, &refused).into(),
    }
}

/// Forgets the message; one that is gone already is gone.
pub(crate) fn take_away(request: &Request) -> Response {
    let id = request.parameter("id").parse::<u64>().unwrap_or_default();
    match kept::forget_message(id) {
        Ok(()) => Response::redirect("/"),
        Err(refused) => frame::not_kept(request, &refused).into(),
    }
}
