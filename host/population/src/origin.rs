//! Where somebody comes from: region, country of birth, nationality, arrival and residence title, which belong together.

use crate::levels::REGIONS;
use crate::names::{ASYLUM, COUNTRIES, DUTCH, NETHERLANDS, UKRAINE};
use crate::stream::Purpose;
use crate::tables::{Chance, Choice, choose, hits};

/// The code of Dutch origin; regions abroad follow.
const DUTCH_ORIGIN: u8 = 1;
const EUROPE: usize = 0;
const SURINAME: usize = 3;
const CARIBBEAN: usize = 4;
const INDONESIA: usize = 5;
const OTHER: usize = 6;
const GREAT_BRITAIN: u16 = 6039;

/// Residence titles of BRP table 56.
mod title {
    pub(super) const NONE: u8 = 0;
    pub(super) const REGULAR_TEMPORARY: u8 = 21;
    pub(super) const REGULAR_PERMANENT: u8 = 25;
    pub(super) const ASYLUM_TEMPORARY: u8 = 26;
    pub(super) const ASYLUM_PERMANENT: u8 = 27;
    pub(super) const TEMPORARY_PROTECTION: u8 = 46;
}

/// Where somebody comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The code of `person.origin`.
    pub(crate) region: u8,
    pub(crate) birth_country: u16,
    pub(crate) nationality: u16,
    /// 0 when there is none.
    pub(crate) title: u8,
    /// Days since arrival, for who was born abroad.
    stay: Option<u16>,
}

impl Origin {
    /// Dutch origin, which also stands for a parent that is not there.
    pub(crate) const NONE: Origin =
        Origin { region: DUTCH_ORIGIN, birth_country: NETHERLANDS, nationality: DUTCH, title: title::NONE, stay: None };

    /// The origin of an adult, by a draw for origin and arrival, and draws for [`Purpose::Country`], [`Purpose::Nationality`] and
    /// [`Purpose::Title`], which are only made for whom they matter.
    ///
    /// `with` is who they live with: people often live with someone of the same origin.
    pub(crate) fn of_adult(
        choice: &Choice<{ 2 * REGIONS }>,
        age: u8,
        (own, draws): (u64, impl Fn(Purpose) -> u32),
        (asylum_recent, foreign): (Chance, u64),
        with: Option<&Origin>,
    ) -> Origin {
        let (draw, own) = (own, choose((own >> 32) as u32, choice));
        // Other bits of the draw for the country decide about the likeness.
        let like = if with.is_some() { draws(Purpose::Country) & 0xff } else { 0 };
        let which = match with {
            Some(partner) if partner.region != DUTCH_ORIGIN => {
                let region = usize::from(partner.region) - 2;
                let (abroad, here) = if partner.is_born_abroad() { (178, 204) } else { (50, 128) };
                match like {
                    _ if like < abroad => region,
                    _ if like < here => REGIONS + region,
                    _ => own,
                }
            }
            Some(_) if like & 1 == 0 => 2 * REGIONS,
            _ => own,
        };
        match which {
            _ if which < REGIONS => {
                let draws = [Purpose::Country, Purpose::Nationality, Purpose::Title].map(draws);
                Origin::from_abroad(which, age, (rest(draw, own, choice), draws), asylum_recent, foreign)
            }
            _ if which < 2 * REGIONS => Origin { region: (which - REGIONS) as u8 + 2, ..Origin::NONE },
            _ => Origin::NONE,
        }
    }

    fn from_abroad(region: usize, age: u8, draws: (u32, [u32; 3]), asylum_recent: Chance, foreign: u64) -> Origin {
        let (arrival, [country, nationality, title_draw]) = draws;
        let years = years_of_stay(region, arrival).min(u32::from(age));
        let countries = COUNTRIES[region];
        let all: f64 = countries.iter().map(|(_, _, persons)| persons).sum();
        let mut left = f64::from(country) / 4_294_967_296.0 * all;
        let mut chosen = countries.iter().find(|(_, _, persons)| {
            left -= persons;
            left < 0.0
        });
        // Of those who came in the last year, as `years_of_stay` has it, so many: those with the lowest draws.
        let fled = region == OTHER && hits(arrival, (asylum_recent * 286) >> 10);
        if fled || region == OTHER && years == 0 && chosen.is_some_and(|(country, _, _)| ASYLUM.contains(country)) {
            // Who arrived in the last year from a country of refuge is counted by the published number of titles.
            let from = if title_draw & 1 == 0 { 0 } else { (title_draw >> 1) as usize % ASYLUM.len() };
            let wanted = if fled { ASYLUM[from] } else { 7046 };
            chosen = countries.iter().find(|(country, _, _)| *country == wanted);
        }
        let (birth_country, of_country, _) = *chosen.unwrap_or(&countries[0]);
        let keeps = (((1 << 32) - becomes_dutch(region, years)) * foreign) >> 16;
        let dutch = !hits(nationality, keeps);
        let title = if dutch { title::NONE } else { title_of(region, birth_country, years) };
        let stay = (years * 365 + arrival % 365).max(1).min(u32::from(u16::MAX)) as u16;
        let nationality = if dutch { DUTCH } else { of_country };
        Origin { region: region as u8 + 2, birth_country, nationality, title, stay: Some(stay) }
    }

    /// The origin of a child of this age, by that of the parents: born abroad when both came here after its birth.
    pub(crate) fn of_child(parents: &[Origin; 2], age: u8) -> Origin {
        let Some(parent) = parents.iter().find(|parent| parent.is_born_abroad()) else { return Origin::NONE };
        let stay = parents.iter().filter_map(|parent| parent.stay).max();
        let one_parent = parents[1] == Origin::NONE && parents[0].is_born_abroad();
        let both = one_parent || parents.iter().all(Origin::is_born_abroad);
        let here_before = stay.is_none_or(|stay| u32::from(stay) >= (u32::from(age) + 1) * 365);
        let keeps_nationality =
            parents.iter().all(|parent| parent.nationality != DUTCH) || one_parent && parent.nationality != DUTCH;
        let (nationality, title) =
            if keeps_nationality { (parent.nationality, parent.title) } else { (DUTCH, title::NONE) };
        if both && !here_before && age > 0 {
            return Origin { region: parent.region, birth_country: parent.birth_country, nationality, title, stay };
        }
        Origin { region: parent.region, nationality, title, ..Origin::NONE }
    }

    pub(crate) fn is_born_abroad(&self) -> bool {
        self.stay.is_some()
    }

    /// The date of arrival in days since `first`, 0 for who was born here; nobody arrives before the date of birth.
    pub(crate) fn arrival(&self, born: i32, first: i32) -> u16 {
        let Some(stay) = self.stay else { return 0 };
        let today = fieldlab_domain::date::days_from_civil(crate::person::YEAR, 1, 1);
        (today - i32::from(stay)).max(born).saturating_sub(first).clamp(1, i32::from(u16::MAX)) as u16
    }

    /// For how many years somebody has been learning Dutch; `None` for who grew up with it.
    pub(crate) fn years_of_learning(&self, age: u8) -> Option<u32> {
        let region = usize::from(self.region).checked_sub(2)?;
        let years = u32::from(self.stay?) / 365;
        let grew_up = u32::from(age) < years + 7 || [SURINAME, CARIBBEAN, INDONESIA].contains(&region);
        (!grew_up).then_some(years)
    }

    /// The level after so many years, 0 for A0 to 6 for C2; with a higher education it comes sooner.
    pub(crate) fn dutch_after(years: u32, education: u8, draw: u32) -> u8 {
        const SHARES: [[u32; 4]; 5] =
            [[60, 90, 100, 100], [20, 65, 95, 100], [0, 25, 70, 95], [0, 15, 50, 85], [0, 0, 25, 65]];
        let row = match years {
            0 => 0,
            1..=2 => 1,
            3..=4 => 2,
            5..=9 => 3,
            _ => 4,
        };
        let draw = ((u64::from(draw) * 100) >> 32) as u32;
        let level = SHARES[row].iter().filter(|until| draw >= **until).count() as u8;
        level + u8::from(education >= 4 && years > 0)
    }
}

/// What is left of a draw within the share that it fell in: a draw of its own.
fn rest<const N: usize>(draw: u64, chosen: usize, choice: &Choice<N>) -> u32 {
    let from = chosen.checked_sub(1).map_or(0, |before| u64::from(choice[before]));
    let until = choice.get(chosen).map_or(1 << 32, |until| u64::from(*until));
    ((draw - (from << 32)) / (until - from).max(1)) as u32
}

/// How long ago somebody came: from Europe and from elsewhere outside it most are here for a few years, from older countries of
/// immigration for decades. Assumed.
fn years_of_stay(region: usize, draw: u32) -> u32 {
    let at = u64::from(draw >> 22);
    let years = match region {
        EUROPE | OTHER => (46 * at * at * at) >> 30,
        CARIBBEAN => (50 * at * at) >> 20,
        INDONESIA => (78 * at) >> 10,
        _ => (62 * at) >> 10,
    };
    years as u32
}

/// Who is Dutch after so many years. Assumed; people from the Caribbean are Dutch by birth.
fn becomes_dutch(region: usize, years: u32) -> Chance {
    let percent = match (region, years) {
        (CARIBBEAN, _) => 100,
        (INDONESIA, 20..) => 97,
        (SURINAME, 15..) => 95,
        (_, 0..=4) => 2,
        (EUROPE, 5..=9) => 6,
        (EUROPE, _) => 25,
        (_, 5..=9) => 35,
        (_, 10..=19) => 65,
        _ => 80,
    };
    (1 << 32) / 100 * percent
}

/// The title of somebody who is not Dutch; citizens of the European Union need none.
fn title_of(region: usize, country: u16, years: u32) -> u8 {
    match (region, country) {
        (EUROPE, UKRAINE) if years < 3 => title::TEMPORARY_PROTECTION,
        (EUROPE, UKRAINE | GREAT_BRITAIN) => title::REGULAR_PERMANENT,
        (EUROPE, _) => title::NONE,
        (_, country) if ASYLUM.contains(&country) && years < 5 => title::ASYLUM_TEMPORARY,
        (_, country) if ASYLUM.contains(&country) => title::ASYLUM_PERMANENT,
        _ if years < 5 => title::REGULAR_TEMPORARY,
        _ => title::REGULAR_PERMANENT,
    }
}
