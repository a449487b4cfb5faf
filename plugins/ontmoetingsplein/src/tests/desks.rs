//! Desks and offers for tests.

use fieldlab_service::lab::{DeskAnswer, Silence, desks};
use fieldlab_service::plaza::{Fit, Offered, Sector};

use crate::cards::{Card, Desk};

/// An offer with a name and how far it fits.
pub(crate) fn offer(name: &str, fit: Fit) -> Offered {
    Offered {
        name: name.to_owned(),
        language: "nl".to_owned(),
        title: format!("Aanbod {name}"),
        summary: "Iemand komt bij u langs.".to_owned(),
        fit,
        why: "U vroeg ernaar.".to_owned(),
        wants: Vec::new(),
        next: "Wij bellen u.".to_owned(),
        page: Some(format!("/hulp/{name}?a=b&c")),
    }
}

/// What somebody answered.
pub(crate) fn answer(name: &str, sector: Sector, offers: Result<Vec<Offered>, Silence>) -> DeskAnswer {
    let desk = desks::Desk {
        prototype: name.to_owned(),
        title: name.to_owned(),
        organisation: format!("Organisatie {name}"),
        sector,
        opening: "elke dag".to_owned(),
    };
    DeskAnswer { desk, offers }
}

/// The same, made fit for a page.
pub(crate) fn desk(name: &str, sector: Sector, offers: Result<Vec<Offered>, Silence>) -> Desk {
    Desk::of(answer(name, sector, offers))
}

/// A card.
pub(crate) fn card() -> Card {
    let desk = desk("buurthulp", Sector::Society, Ok(vec![offer("maatje", Fit::Likely)]));
    desk.cards.ok().and_then(|cards| cards.into_iter().next()).unwrap_or_else(|| panic!("it has a card"))
}
