//! Who looked at the person and why, as the processing log has it.

use fieldlab_service::lab::vault::{Consent, Look, consents, looks};
use fieldlab_service::prelude::*;
use maud::html;

use crate::{frame, words};

const TITLE: Text = Text::fixed("Wie keek er naar uw gegevens?", "Who looked at your data?");

/// How many looks are shown at most.
const MOST: u32 = 100;

/// More titles than this stand folded up, under how many they are.
const FEW: usize = 8;

/// The name of this prototype: its looks are those of the person themselves.
const OWN: &str = "digital-me";

pub(crate) fn show(request: &Request) -> Page {
    let looks = match looks(MOST) {
        Ok(looks) => looks,
        Err(why) => return frame::not_told(request, TITLE, &why),
    };
    let language = request.language();
    let page = frame::page(request, TITLE).paragraph(text(
        "Elke keer dat iemand naar uw gegevens kijkt, schrijft het lab dat op. Lukt dat niet, dan krijgt niemand iets te zien.",
        "Each time somebody looks at your data, the lab writes it down. If that fails, nobody gets to see anything.",
    ));
    if looks.is_empty() {
        return page.alert(
            Tone::Good,
            text("Er keek nog niemand", "Nobody looked yet"),
            text("In dit bezoek keek niemand naar uw gegevens.", "In this visit nobody looked at your data."),
        );
    }
    let refused = looks.iter().filter(|look| look.refused).count();
    let page = match refused {
        0 => page,
        _ => page.alert(
            Tone::Info,
            text("Niet alles mocht", "Not everything was allowed"),
            text(
                format!("{refused} keer wilde iemand kijken en mocht dat niet. Die keren zijn geweigerd: er is niets verteld."),
                format!("{refused} times somebody wanted to look and was not allowed. That was refused: nothing was told."),
            ),
        ),
    };
    // Whoever is shared with has a name that people know; of others the log has the name of the prototype.
    let consents = consents().unwrap_or_default();
    let page = page.paragraph(text("De laatste keer staat bovenaan.", "The latest comes first."));
    let page = looks.iter().fold(page, |page, look| page.add(card(look, &who(look, &consents, language), language)));
    if looks.len() < MOST as usize {
        return page;
    }
    page.paragraph(text(
        format!("U ziet de laatste {MOST} keer. Alles van daarvoor bewaart het lab ook."),
        format!("You see the last {MOST} times. The lab keeps all from before too."),
    ))
}

/// Who looked, by the name that people know.
fn who(look: &Look, consents: &[Consent], language: Language) -> String {
    if look.prototype == OWN {
        return if language == Language::Nl { "Uzelf, bij Mijn gegevens" } else { "You yourself, at My data" }
            .to_owned();
    }
    let shared = consents.iter().find(|consent| consent.prototype == look.prototype);
    shared.map_or_else(|| look.prototype.clone(), |consent| consent.title.clone())
}

/// One look: who, when, at what, and why.
fn card(look: &Look, who: &str, language: Language) -> Html {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    html! {
        section.summary {
            div.summary-head {
                h2 { @if look.refused { (say("Geweigerd: ", "Refused: ")) } (who) }
                span { (words::moment(&look.at, language)) }
            }
            dl {
                div {
                    dt { @if look.refused { (say("Wilde zien", "Wanted to see")) } @else { (say("Zag", "Saw")) } }
                    dd { (attributes(&look.attributes, language)) }
                }
                div { dt { (say("Waarom", "Why")) } dd { (or_not_said(&look.purpose, language)) } }
                div { dt { (say("Mag volgens", "Allowed by")) } dd { (or_not_said(&look.legal_basis, language)) } }
                @if look.refused {
                    div { dt { (say("Uitkomst", "Outcome")) } dd { (say("Geweigerd: er is niets verteld", "Refused: nothing was told")) } }
                }
            }
        }
    }
}

/// What was looked at: in a row, or folded up when it is much.
fn attributes(titles: &[String], language: Language) -> Html {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    html! {
        @if titles.is_empty() {
            (say("Niets in het bijzonder", "Nothing in particular"))
        } @else if titles.len() <= FEW {
            (titles.join(", "))
        } @else {
            details {
                summary { (titles.len()) (say(" gegevens", " pieces of data")) }
                ul { @for title in titles { li { (title) } } }
            }
        }
    }
}

fn or_not_said(words: &str, language: Language) -> &str {
    match (words, language) {
        ("", Language::Nl) => "Niet gezegd",
        ("", Language::En) => "Not said",
        (words, _) => words,
    }
}
