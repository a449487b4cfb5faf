//! A small conversation about an offer: when, what kind, and on to the page.
//!
//! Nothing is remembered between turns: what was said comes along each time, and the number of turns says which question is next.

use fieldlab_service::answer::{Answer as _, Choice as _};
use fieldlab_service::prelude::*;

use crate::answers::Offered;
use crate::kinds::{Help, When, name};
use crate::{moderation, safety};

/// What the visitor may be looking for with each kind of help. What they choose stands in the form already.
fn sentences(help: Help) -> [Text; 3] {
    match help {
        Help::Coffee => [
            text("Koffie in het buurthuis", "Coffee at the community centre"),
            text("Samen een stukje wandelen", "A short walk together"),
            text("Iemand die luistert", "Somebody who listens"),
        ],
        Help::Buddy => [
            text("Samen wandelen of fietsen", "Walking or cycling together"),
            text("Een spel of schaken", "A game or chess"),
            text("Samen naar een activiteit", "Going to an activity together"),
        ],
        Help::Shopping => [
            text("Zware boodschappen", "Heavy shopping"),
            text("Samen naar de winkel", "Going to the shop together"),
            text("Iets van de apotheek ophalen", "Fetching something from the pharmacy"),
        ],
        Help::Chore => [
            text("Iets ophangen of een lamp", "Hanging something, or a lamp"),
            text("Iets in de tuin", "Something in the garden"),
            text("Mijn telefoon of computer", "My phone or computer"),
        ],
        Help::Language => [
            text("Vaker Nederlands praten", "Speaking Dutch more often"),
            text("Samen lezen en schrijven", "Reading and writing together"),
            text("Oefenen met bellen", "Practising phone calls"),
        ],
        Help::Along => [
            text("Mee naar de dokter", "Along to the doctor"),
            text("Mee naar de winkel of markt", "Along to the shop or market"),
            text("Samen oefenen met de bus", "Practising the bus together"),
        ],
        Help::Company => [
            text("Thee en een praatje", "Tea and a chat"),
            text("Een spelletje of muziek", "A game or music"),
            text("Samen een rondje buiten", "A short walk outside"),
        ],
    }
}

/// One of them, as it stands in the form.
pub(crate) fn sentence(help: Help, place: usize) -> Option<Text> {
    sentences(help).into_iter().nth(place)
}

/// Says what comes next.
pub(crate) fn talk(question: &Question, offer: &str, said: &[Turn]) -> Reply {
    let language = question.words_in();
    let Some(offered) = Offered::named(offer) else {
        let words = text(
            "Dit aanbod ken ik niet. Op het bord ziet u wat er is.",
            "I do not know this offer. The board shows what there is.",
        );
        return Reply::last(words.get(language)).with_page("/");
    };
    let last = said.iter().rev().find(|turn| turn.by == Speaker::Person).map(|turn| turn.words.as_str());
    let last = last.unwrap_or_default();
    if safety::is_urgent(last) {
        return Reply::last(urgent().get(language)).with_page("/meld");
    }
    let reply = match answers(said).as_slice() {
        [] => ask_when(offered, language),
        [_] => ask_what(offered, language),
        [when, what, ..] => lead_on(offered, when, what, language),
    };
    // The answer is taken all the same; only what others could do with it is said.
    if moderation::findings(last).is_empty() {
        return reply;
    }
    let warning = text(
        "Schrijf liever geen nummers, adressen of iets over geld: dat hoort niet op het bord. ",
        "Please write no numbers, addresses or anything about money: that does not belong on the board. ",
    );
    Reply { words: format!("{}{}", warning.get(language), reply.words), ..reply }
}

/// What the person answered to each question: their first words after each turn of the prototype.
fn answers(said: &[Turn]) -> Vec<&str> {
    let pairs = said.windows(2).filter(|pair| pair[0].by == Speaker::Prototype && pair[1].by == Speaker::Person);
    pairs.map(|pair| pair[1].words.as_str()).collect()
}

fn urgent() -> Text {
    text(
        "Dit kan misschien niet wachten. Is er nu gevaar? Bel 112. Denkt u aan zelfdoding? Bel 113 of 0800-0113. Is het thuis niet veilig? Bel \
         Veilig Thuis: 0800-2000. Bellen kan dag en nacht. Wij zetten dit niet op het bord.",
        "Perhaps this can not wait. Is there danger now? Call 112. Do you think of ending your life? Call 113 or 0800-0113. Is it not safe at \
         home? Call Veilig Thuis: 0800-2000. You can call day and night. We do not put this on the board.",
    )
}

fn ask_when(offered: Offered, language: Language) -> Reply {
    let words = match offered {
        Offered::Give => text("Fijn dat u iets wilt doen. Wanneer kunt u?", "How good of you. When can you?"),
        _ => text("Goed dat u het vraagt. Wanneer komt het u uit?", "Good that you ask. When does it suit you?"),
    };
    let choices: Vec<String> = When::ALL.iter().map(|when| when.show(language)).collect();
    Reply { words: words.get(language).to_owned(), choices, page: None, done: false }
}

fn ask_what(offered: Offered, language: Language) -> Reply {
    let (words, choices) = match offered {
        Offered::Help(help) => {
            let choices = sentences(help).map(|one| one.get(language).to_owned()).to_vec();
            (text("En wat zoekt u?", "And what are you looking for?"), choices)
        }
        Offered::Give => {
            let choices = Help::ALL.iter().map(|help| help.show(language)).collect();
            (text("En wat doet u graag?", "And what do you like to do?"), choices)
        }
        Offered::Experience(_) => {
            let choices = ways().map(|one| one.get(language).to_owned()).to_vec();
            (text("Wat wilt u eerst?", "What would you like first?"), choices)
        }
    };
    Reply { words: words.get(language).to_owned(), choices, page: None, done: false }
}

/// How to begin with somebody who knows.
fn ways() -> [Text; 2] {
    [text("Lezen wat anderen hielp", "Read what helped others"), text("Zelf iets vragen", "Ask something myself")]
}

/// Ends the conversation, and leads to the page with what was said filled in.
fn lead_on(offered: Offered, when: &str, what: &str, language: Language) -> Reply {
    let when = said_as(when, When::ALL.iter().map(|one| (*one, one.show(language))));
    let when = when.map(|when| format!("wanneer={}", name(when)));
    let page = match offered {
        Offered::Help(help) => {
            let sentence =
                said_as(what, sentences(help).map(|one| one.get(language).to_owned()).into_iter().enumerate());
            let sentence = sentence.map(|place| format!("zin={place}"));
            with_query(format!("/vraag?hulp={}", name(help)), [when, sentence])
        }
        Offered::Give => {
            let help = said_as(what, Help::ALL.iter().map(|help| (*help, help.show(language))));
            with_query("/aanbod".to_owned(), [help.map(|help| format!("hulp={}", name(help))), when])
        }
        Offered::Experience(_) => offered.page(),
    };
    let words = match offered {
        Offered::Experience(_) => text(
            "Op de volgende pagina leest u wat hen hielp. Daar kunt u ook iets vragen. Het buurthuis leest uw vraag eerst.",
            "On the next page you read what helped them. There you can ask something too. The community centre reads your question first.",
        ),
        _ => text(
            "Dank u. Op de volgende pagina kijkt u het na en schrijft u erbij wat u wilt. Daarna leest het buurthuis het. Pas dan staat het op het bord.",
            "Thank you. On the next page you check it and add what you like. Then the community centre reads it. Only then is it on the board.",
        ),
    };
    Reply::last(words.get(language)).with_page(&page)
}

/// Which of some choices was said: the same words, whatever the capitals.
fn said_as<T>(said: &str, mut choices: impl Iterator<Item = (T, String)>) -> Option<T> {
    let said = said.trim().to_lowercase();
    choices.find(|(_, words)| words.to_lowercase() == said).map(|(choice, _)| choice)
}

fn with_query(path: String, more: [Option<String>; 2]) -> String {
    more.into_iter().flatten().fold(path, |path, part| {
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{part}")
    })
}
