//! Where the visitor lives, as far as they say so, and who lives near.
//!
//! The town and its neighbourhoods are made up, and the people who can be played live all over the country. So a shared postcode stands
//! for one of the four neighbourhoods by what is left when its four digits are divided by four. A real community centre would have a list
//! of the postcodes of its neighbourhoods.

use fieldlab_service::lab::shared;
use fieldlab_service::prelude::*;

/// The neighbourhoods of the made-up town. They lie in a ring: each has one on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Molenbuurt,
    Havenkwartier,
    Parkzicht,
    Stationsbuurt,
}

/// All of them, around the ring.
pub(crate) const PLACES: [Place; 4] = [Place::Molenbuurt, Place::Havenkwartier, Place::Parkzicht, Place::Stationsbuurt];

impl Place {
    /// What people call it, in both languages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Place::Molenbuurt => "Molenbuurt",
            Place::Havenkwartier => "Havenkwartier",
            Place::Parkzicht => "Parkzicht",
            Place::Stationsbuurt => "Stationsbuurt",
        }
    }

    /// The one with this name, however it is written.
    pub(crate) fn named(name: &str) -> Option<Place> {
        let plain =
            |name: &str| name.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
        let name = plain(name);
        let name = name.strip_prefix("de").unwrap_or(&name);
        PLACES.into_iter().find(|place| plain(place.name()) == name)
    }

    /// The one that a postcode stands for.
    fn of_postcode(postcode: Whole) -> Place {
        PLACES[postcode.rem_euclid(4) as usize]
    }

    /// How far it is around the ring: 0 for itself, 1 for next to it, 2 for across.
    pub(crate) fn steps_to(self, other: Place) -> usize {
        let steps = (self as usize).abs_diff(other as usize);
        steps.min(PLACES.len() - steps)
    }
}

/// How the visitor's neighbourhood is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// They typed its name.
    Typed,
    /// They typed something else.
    Unknown,
    /// They share their postcode, until this day.
    Shared(Date),
    /// They share nothing: the path of the page where they can.
    CanShare(String),
    /// They play nobody, or the lab does not tell.
    Nothing,
}

/// Where the visitor lives, as far as they say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    pub(crate) place: Option<Place>,
    pub(crate) from: From,
}

/// What was typed counts before what is shared; without either, it is the whole town.
pub(crate) fn whereabouts(request: &Request) -> Whereabouts {
    let typed = request.query_value("buurt").unwrap_or_default();
    if !typed.trim().is_empty() {
        let place = Place::named(&typed);
        let from = if place.is_some() { From::Typed } else { From::Unknown };
        return Whereabouts { place, from };
    }
    match shared("near") {
        Ok(shared) => {
            let place = shared.get::<Whole>("household.postcode4").map(Place::of_postcode);
            Whereabouts { place, from: From::Shared(shared.until) }
        }
        Err(NotShared::Ask(path)) => Whereabouts { place: None, from: From::CanShare(path) },
        Err(NotShared::Nobody) => Whereabouts { place: None, from: From::Nothing },
        Err(NotShared::Refused(refused)) => {
            lab::log(&format!("nobody can share where they live: {refused}"));
            Whereabouts { place: None, from: From::Nothing }
        }
    }
}

/// How far somebody lives from the visitor, in words; nothing when that is not known.
pub(crate) fn distance(mine: Option<Place>, theirs: Place) -> Option<Text> {
    Some(match mine?.steps_to(theirs) {
        0 => text("in uw eigen buurt", "in your own neighbourhood"),
        1 => text("in een buurt naast die van u", "in a neighbourhood next to yours"),
        _ => text("verder weg in de stad", "further away in town"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbourhood_is_known_however_its_name_is_written() {
        for name in ["Molenbuurt", " molenbuurt ", "de Molenbuurt", "MOLEN-BUURT"] {
            assert_eq!(Place::named(name), Some(Place::Molenbuurt), "{name}");
        }
        for name in ["", "Centrum", "molen", "<b>"] {
            assert_eq!(Place::named(name), None, "{name}");
        }
    }

    #[test]
    fn neighbourhoods_lie_in_a_ring() {
        let steps = PLACES.map(|place| Place::Molenbuurt.steps_to(place));
        assert_eq!(steps, [0, 1, 2, 1]);
        assert_eq!(Place::of_postcode(7545), Place::Havenkwartier);
        assert_eq!(distance(None, Place::Parkzicht), None);
    }
}
