//! What the person shares with whom, and taking it back.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::lab::vault::{self, Consent, consents};
use fieldlab_service::prelude::*;
use maud::html;

use crate::frame;

const TITLE: Text = Text::fixed("Dit deelt u", "This is what you share");

pub(crate) fn show(request: &Request) -> Page {
    let consents = match consents() {
        Ok(consents) => consents,
        Err(why) => return frame::not_told(request, TITLE, &why),
    };
    let (ended, shared): (Vec<Consent>, Vec<Consent>) = consents.into_iter().partition(|consent| consent.ended);
    let page = frame::page(request, TITLE).paragraph(text(
        "U beslist wie iets van u mag weten, en hoe lang. U mag het altijd terugnemen. Een reden is niet nodig.",
        "You decide who may know something of you, and for how long. You may always take it back. No reason is needed.",
    ));
    let page = page.heading(text("Wat u nu deelt", "What you share now"));
    let page = if shared.is_empty() {
        page.paragraph(text(
            "U deelt nu niets. Niemand kan via uw toestemming iets van u zien.",
            "You share nothing now. Nobody can see anything of you by your consent.",
        ))
    } else {
        shared.iter().fold(page, |page, consent| page.add(card(consent, request.language())))
    };
    let page = page.heading(text("Wat gestopt is", "What has ended"));
    if ended.is_empty() {
        return page.paragraph(text("Er is nog niets gestopt.", "Nothing has ended yet."));
    }
    ended.iter().fold(page, |page, consent| page.add(card(consent, request.language())))
}

/// One thing that is or was shared; what is still shared has a button to take it back.
fn card(consent: &Consent, language: Language) -> Html {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let until = match (consent.ended, language) {
        (true, _) => say("gestopt", "ended").to_owned(),
        (false, Language::Nl) => format!("tot en met {}", consent.until.show(language)),
        (false, Language::En) => format!("up to and including {}", consent.until.show(language)),
    };
    html! {
        h3 { (consent.title) }
        dl {
            div { dt { (say("Met wie", "With whom")) } dd { (consent.organisation) } }
            div { dt { (say("Wat", "What")) } dd { (consent.attributes.join(", ")) } }
            div { dt { (say("Waarvoor", "What for")) } dd { (consent.purpose) } }
            div { dt { (say("Hoe lang", "How long")) } dd { (until) } }
        }
        @if !consent.ended {
            form method="post" action={ "/delen/" (consent.id) "/terug" } {
                button.button.second { (say("Neem terug", "Take back")) span.hidden { (say(" van ", " from ")) (consent.title) } }
            }
        }
    }
}

/// Takes back what is shared, and leads on to what happened, so that a page that is loaded again does nothing again.
pub(crate) fn take_back(request: &Request) -> Response {
    let taken_back = |id: u64| match vault::take_back(id) {
        Ok(true) => Response::redirect(&format!("/delen/{id}?nu=ja")),
        Ok(false) => Response::redirect(&format!("/delen/{id}")),
        Err(why) => frame::not_told(request, TITLE, &why).into(),
    };
    number(request).map_or_else(|| unknown(request).into(), taken_back)
}

/// What became of one thing that is or was shared.
pub(crate) fn show_one(request: &Request) -> Page {
    let found = match consents() {
        Ok(consents) => number(request).and_then(|id| consents.into_iter().find(|consent| consent.id == id)),
        Err(why) => return frame::not_told(request, TITLE, &why),
    };
    let Some(consent) = found else { return unknown(request) };
    let now = request.query_value("nu").is_some();
    let Consent { title, organisation, .. } = &consent;
    let (heading, words) = match (consent.ended, now) {
        (true, true) => (
            text("U hebt het teruggenomen", "You took it back"),
            text(
                format!(
                    "{title} van {organisation} kan dit niet meer van u zien. Wat {title} van dit bezoek had bewaard, is ook weg."
                ),
                format!(
                    "{title} of {organisation} can no longer see this of you. What {title} had kept of this visit is gone too."
                ),
            ),
        ),
        (true, false) => (
            text("Dit deelt u al niet meer", "You do not share this any more"),
            text(
                format!("Dit was al gestopt. {title} kan het niet van u zien. U hoeft niets te doen."),
                format!("This had ended already. {title} can not see it of you. There is nothing you need to do."),
            ),
        ),
        (false, _) => (
            text("Dit deelt u nog", "You still share this"),
            text(
                format!("{title} kan dit nog van u zien. U kunt het hieronder terugnemen."),
                format!("{title} can still see this of you. You can take it back below."),
            ),
        ),
    };
    let tone = if consent.ended { Tone::Good } else { Tone::Info };
    let page = frame::page(request, heading.clone()).back("/delen").alert(
        tone,
        text("Wat er is gebeurd", "What happened"),
        words,
    );
    page.heading(text("Waar dit over gaat", "What this is about")).add(card(&consent, request.language()))
}

/// The number in the path, when it is one.
fn number(request: &Request) -> Option<u64> {
    request.parameter("id").parse().ok()
}

fn unknown(request: &Request) -> Page {
    frame::page(request, text("Dit kennen wij niet", "We do not know this"))
        .status(404)
        .paragraph(text(
            "Wij vonden niet wat u wilt terugnemen. Misschien bent u opnieuw begonnen. Er is niets veranderd.",
            "We did not find what you want to take back. Perhaps you began anew. Nothing has changed.",
        ))
        .start(text("Bekijk wat u deelt", "See what you share"), "/delen")
}
