//! What is known of the person, by who holds it.

use fieldlab_service::lab::vault::{Known, known};
use fieldlab_service::prelude::*;
use maud::html;

use crate::{frame, words};

pub(crate) const TITLE: Text = Text::fixed("Dit is er over u bekend", "This is known about you");

/// What one register or organisation holds.
struct Holder {
    name: String,
    facts: Vec<(Text, String)>,
}

pub(crate) fn show(request: &Request) -> Page {
    let known = match known() {
        Ok(known) => known,
        // The start is a page that is right: there is only nobody yet to tell of.
        Err(NotShared::Nobody) => return frame::not_told(request, TITLE, &NotShared::Nobody).status(200),
        Err(why) => return frame::not_told(request, TITLE, &why),
    };
    let language = request.language();
    let holders = by_holder(&known, language);
    let page = frame::page(request, TITLE).paragraph(text(
        "Over u staat iets op verschillende plekken. Hier ziet u het bij elkaar. Alleen u ziet deze pagina.",
        "Things about you are kept in several places. Here you see them together. Only you see this page.",
    ));
    if holders.is_empty() {
        return page.alert(
            Tone::Info,
            text("Er is niets over u bekend", "Nothing is known about you"),
            text("Wij vonden geen gegevens over u.", "We found no data about you."),
        );
    }
    let page = holders
        .into_iter()
        .fold(page, |page, holder| page.facts(text(holder.name.clone(), holder.name), &holder.facts));
    without_value(page, &known, language)
        .heading(text("Klopt er iets niet?", "Is something not right?"))
        .paragraph(text(
            "Boven elke lijst staat wie de gegevens heeft. Vraag daar om het te verbeteren. Dat is uw recht, en het kost niets.",
            "Above each list stands who has the data. Ask there to correct it. That is your right, and it costs nothing.",
        ))
        .paragraph(text(
            "Ook dat u hier keek, wordt opgeschreven. U ziet het bij ‘Wie keek er?’.",
            "That you looked here is written down too. You see it under ‘Who looked?’.",
        ))
}

/// What each holds, in the order in which the lab tells it. What has no value is left out.
fn by_holder(known: &[Known], language: Language) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    for one in known {
        let Some(words) = words::value(one, language) else { continue };
        let fact = (text(one.title.clone(), one.title.clone()), words);
        match holders.iter_mut().find(|holder| holder.name == one.source) {
            Some(holder) => holder.facts.push(fact),
            None => holders.push(Holder { name: one.source.clone(), facts: vec![fact] }),
        }
    }
    holders
}

/// Adds of what nothing is known: that is worth seeing too, and need not be in the way.
fn without_value(page: Page, known: &[Known], language: Language) -> Page {
    let titles: Vec<&str> =
        known.iter().filter(|one| words::value(one, language).is_none()).map(|one| one.title.as_str()).collect();
    if titles.is_empty() {
        return page;
    }
    let say =
        if language == Language::Nl { "Hierover is niets van u bekend" } else { "Nothing is known of you about these" };
    page.add(html! {
        details {
            summary { (say) " (" (titles.len()) ")" }
            ul { @for title in &titles { li { (title) } } }
        }
    })
}
