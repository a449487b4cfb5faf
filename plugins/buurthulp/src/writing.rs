//! Writing a message: asking for help, and offering it. What is written is held against the rules before it is kept.

use fieldlab_service::answer::{Answer as _, Choice};
use fieldlab_service::form::Problem;
use fieldlab_service::lab::Refused;
use fieldlab_service::prelude::*;

use crate::kept::{self, About, MOST_MESSAGES, Message};
use crate::kinds::{Help, Speaks, When, name, named};
use crate::{frame, moderation, safety, talk};

/// Asking for help.
#[derive(Form)]
#[ask(nl = "Vraag hulp aan een buur", en = "Ask a neighbour for help")]
pub(crate) struct Wish {
    #[ask(nl = "Waar zoekt u hulp bij?", en = "What do you need help with?")]
    help: Help,
    #[ask(nl = "Wanneer komt het u uit?", en = "When does it suit you?")]
    when: When,
    #[ask(
        nl = "Wat zoekt u?",
        en = "What are you looking for?",
        hint_nl = "Schrijf het kort, met gewone woorden. Zet er geen telefoonnummer, mailadres of huisadres in.",
        hint_en = "Keep it short, in plain words. Put no phone number, e-mail address or home address in it.",
        least = 10,
        most = 280
    )]
    words: String,
    #[ask(nl = "Welke taal spreekt u het liefst?", en = "Which language do you like to speak best?")]
    speaks: Speaks,
}

/// Offering help.
#[derive(Form)]
#[ask(nl = "Bied hulp aan", en = "Offer help")]
pub(crate) struct Giving {
    #[ask(nl = "Wat wilt u doen?", en = "What would you like to do?")]
    help: Help,
    #[ask(nl = "Wanneer kunt u?", en = "When can you?")]
    when: When,
    #[ask(
        nl = "Vertel kort iets over uw aanbod",
        en = "Say something about your offer",
        hint_nl = "Bijvoorbeeld hoe vaak u kunt. Zet er geen telefoonnummer, mailadres of huisadres in.",
        hint_en = "For example how often you can. Put no phone number, e-mail address or home address in it.",
        least = 10,
        most = 280
    )]
    words: String,
    #[ask(nl = "Welke taal spreekt u het liefst?", en = "Which language do you like to speak best?")]
    speaks: Speaks,
}

/// Something that was asked for may stand in the address, such as `/vraag?hulp=coffee&wanneer=evening&zin=1`: then it is chosen already.
fn chosen_before(request: &Request) -> Vec<(String, String)> {
    fn known<C: Choice>(request: &Request, asked: &str, field: &str) -> Option<(String, String)> {
        let choice: C = named(&request.query_value(asked)?)?;
        Some((field.to_owned(), name(choice).to_owned()))
    }
    let help: Option<Help> = request.query_value("hulp").and_then(|help| named(&help));
    let words = || {
        let place = request.query_value("zin")?.parse::<usize>().ok()?;
        let words = talk::sentence(help?, place)?.get(request.language()).to_owned();
        Some(("words".to_owned(), words))
    };
    // Whoever reads English here does not have to speak it best; it is only a beginning.
    let speaks = if request.language() == Language::Nl { Speaks::Dutch } else { Speaks::English };
    let values = [
        known::<Help>(request, "hulp", "help"),
        known::<When>(request, "wanneer", "when"),
        words(),
        Some(("speaks".to_owned(), name(speaks).to_owned())),
    ];
    values.into_iter().flatten().collect()
}

pub(crate) fn ask(request: &Request) -> Page {
    wish_page(request, &chosen_before(request), &[])
}

fn wish_page(request: &Request, values: &[(String, String)], problems: &[Problem]) -> Page {
    before(Page::new(request, Wish::TITLE)).form::<Wish>("/vraag", values, problems)
}

pub(crate) fn offer(request: &Request) -> Page {
    giving_page(request, &chosen_before(request), &[])
}

fn giving_page(request: &Request, values: &[(String, String)], problems: &[Problem]) -> Page {
    before(Page::new(request, Giving::TITLE)).form::<Giving>("/aanbod", values, problems)
}

/// What stands above a form in which something is written for others.
fn before(page: Page) -> Page {
    page.back("/").paragraph(text(
        "Een moderator van het buurthuis leest uw bericht eerst. Daarna staat het op het bord, zonder uw naam.",
        "A moderator of the community centre reads your message first. Then it stands on the board, without your name.",
    ))
}

pub(crate) fn take_wish(request: &Request) -> Response {
    let values = request.form_values().unwrap_or_default();
    let again = |problems: &[Problem]| wish_page(request, &values, problems);
    let message = Wish::read(&values).map(|wish| Message {
        id: 0,
        about: About::Asks(wish.help),
        when: wish.when,
        speaks: wish.speaks,
        words: wish.words,
        seen: false,
    });
    take(request, message, again)
}

pub(crate) fn take_giving(request: &Request) -> Response {
    let values = request.form_values().unwrap_or_default();
    let again = |problems: &[Problem]| giving_page(request, &values, problems);
    let message = Giving::read(&values).map(|giving| Message {
        id: 0,
        about: About::Gives(giving.help),
        when: giving.when,
        speaks: giving.speaks,
        words: giving.words,
        seen: false,
    });
    take(request, message, again)
}

/// Keeps a message when all is right; otherwise the form comes back with what is wrong.
pub(crate) fn take(
    request: &Request,
    message: Result<Message, Vec<Problem>>,
    again: impl Fn(&[Problem]) -> Page,
) -> Response {
    let message = match message {
        Ok(message) => message,
        Err(problems) => return again(&problems).into(),
    };
    if safety::is_urgent(&message.words) {
        return safety::page(request, &request.path).into();
    }
    let problems: Vec<Problem> =
        moderation::findings(&message.words).into_iter().map(|finding| ("words", finding.words())).collect();
    if !problems.is_empty() {
        return again(&problems).into();
    }
    match kept::add_message(message) {
        Ok(Some(id)) => Response::redirect(&format!("/bericht/{id}")),
        Ok(None) => again(&[("words", too_many())]).into(),
        Err(refused) => failed(request, &refused),
    }
}

fn failed(request: &Request, refused: &Refused) -> Response {
    frame::not_kept(request, refused).into()
}

fn too_many() -> Text {
    let most = i32::try_from(MOST_MESSAGES).unwrap_or_default();
    text(
        format!("U hebt al {} berichten. Haal er eerst een weg", most.show(Language::Nl)),
        format!("You have {} messages already. Take one away first", most.show(Language::En)),
    )
}
