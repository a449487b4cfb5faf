//! What households of parts of the country are held to: families by number of children, and positions by sex and age band.
//!
//! A published table is about a place: some provinces, one province or one municipality. Municipalities that lie in the same
//! places are one region, so that regions do not overlap and a place is some of them.

use serde::Deserialize;

use crate::archetype::{Adult, Archetype, Kind, MAN, Positions};
use crate::fit::{CHILD_BANDS, COUPLES, Held, Members, SINGLE_PARENTS, class_of, class_targets};
use crate::model::{BANDS, Model, Municipality};

/// The most regions that a model has.
pub(crate) const REGIONS: usize = 8;
/// Parts of the country with families of their own: north, east, west and south.
pub(crate) const PARTS: usize = 4;

/// `regions.toml` of a model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegionFigures {
    families: [Families; PARTS],
    positions: Vec<PlacePositions>,
}

/// Families of a part of the country by number of children at home: one, two, three and more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Families {
    provinces: Vec<u8>,
    couples: [f64; 3],
    single_parents: [f64; 3],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacePositions {
    province: Option<u8>,
    municipality: Option<u16>,
    rows: Vec<PositionRow>,
}

/// Persons of a sex (1 man, 2 woman, 0 both) and a run of bands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionRow {
    sex: u8,
    bands: [usize; 2],
    child: f64,
    alone: f64,
    partner: f64,
    single_parent: f64,
    persons: f64,
}

impl RegionFigures {
    /// The part of the country that a province lies in.
    pub(crate) fn part(&self, province: u8) -> usize {
        self.families.iter().position(|part| part.provinces.contains(&province)).unwrap_or_default()
    }

    /// The places that a municipality lies in, one bit each.
    fn places(&self, municipality: &Municipality) -> u32 {
        let parts = self.families.iter().map(|part| part.provinces.contains(&municipality.province));
        let others = self.positions.iter().map(|place| place.holds(municipality));
        parts.chain(others).enumerate().fold(0, |bits, (nth, inside)| bits | u32::from(inside) << nth)
    }
}

impl PlacePositions {
    fn holds(&self, municipality: &Municipality) -> bool {
        self.province.is_none_or(|code| code == municipality.province)
            && self.municipality.is_none_or(|code| code == municipality.code)
    }
}

impl PositionRow {
    fn has(&self, sex: usize, band: usize) -> bool {
        [0, sex + 1].contains(&usize::from(self.sex)) && (self.bands[0]..=self.bands[1]).contains(&band)
    }

    fn has_adult(&self, adult: &Adult) -> bool {
        self.has(usize::from(adult.sex - MAN), usize::from(adult.band))
    }
}

/// The regions of a model and what they are held to.
pub(crate) struct Regions {
    /// The region of each municipality.
    pub(crate) of: Vec<usize>,
    pub(crate) held: Vec<Held>,
}

impl Regions {
    pub(crate) fn new(model: &Model, archetypes: &[Archetype]) -> Regions {
        let figures = &model.regions;
        let mut known: Vec<u32> = Vec::new();
        let region = |municipality: &Municipality| {
            let places = figures.places(municipality);
            known.iter().position(|one| *one == places).unwrap_or_else(|| {
                known.push(places);
                known.len() - 1
            })
        };
        let of: Vec<usize> = model.municipalities.iter().map(region).collect();
        assert!(known.len() <= REGIONS, "a model has {REGIONS} regions at most");
        let inside = |place: usize| {
            std::array::from_fn(|region| known.get(region).is_some_and(|places| places >> place & 1 == 1))
        };
        let mut held = Vec::new();
        families(model, archetypes, |part, members, wanted| held.push(Held { members, inside: inside(part), wanted }));
        for (nth, place) in figures.positions.iter().enumerate() {
            let persons = persons(model, place);
            place.rows.iter().for_each(|row| {
                positions(row, &persons, archetypes, &model.positions, |members, wanted| {
                    held.push(Held { members, inside: inside(PARTS + nth), wanted });
                });
            });
        }
        Regions { of, held }
    }
}

/// Families of each part of the country, by number of children: its share of those of the country.
fn families(model: &Model, archetypes: &[Archetype], mut hold: impl FnMut(usize, Members, f64)) {
    let targets = class_targets(&model.figures);
    let members = |classes: &[usize]| -> Members {
        let of = archetypes.iter().enumerate().filter(|(_, one)| classes.contains(&class_of(one)));
        of.map(|(at, _)| (at as u32, 1.0)).collect()
    };
    let parts = &model.regions.families;
    let mut share = |classes: &[usize], of: &dyn Fn(&Families) -> f64| {
        let country: f64 = classes.iter().map(|class| targets[*class]).sum();
        let all: f64 = parts.iter().map(of).sum();
        for (nth, part) in parts.iter().enumerate() {
            hold(nth, members(classes), country * of(part) / all);
        }
    };
    for children in 0..3 {
        share(&[COUPLES + children], &|part| part.couples[children]);
        // Of single parents the class of three children and that of more are one here.
        let classes: Vec<usize> =
            (children..if children == 2 { 4 } else { children + 1 }).map(|nth| SINGLE_PARENTS + nth).collect();
        share(&classes, &|part| part.single_parents[children]);
    }
}

/// The persons of a place by sex and band.
fn persons(model: &Model, place: &PlacePositions) -> [f64; 2 * BANDS] {
    let inside = || model.municipalities.iter().filter(|municipality| place.holds(municipality));
    std::array::from_fn(|cell| inside().map(|municipality| municipality.persons[cell]).sum())
}

/// Partners, single parents, those who live alone, children at home and all others of a row, as many as its published shares of the persons of the place.
/// Those under 15 who live with their parents are held to by their persons. The others would follow by themselves, only in many
/// more rounds.
fn positions(
    row: &PositionRow,
    persons: &[f64; 2 * BANDS],
    archetypes: &[Archetype],
    of: &Positions,
    mut hold: impl FnMut(Members, f64),
) {
    let cells =
        || (0..2).flat_map(|sex| (0..BANDS).map(move |band| (sex, band))).filter(|(sex, band)| row.has(*sex, *band));
    let all: f64 = cells().map(|(sex, band)| persons[sex * BANDS + band]).sum();
    let young = cells().filter(|(_, band)| *band < CHILD_BANDS);
    let young: f64 = young.map(|(sex, band)| persons[sex * BANDS + band] * (1.0 - of.elsewhere(band))).sum();
    let mut members = |wanted: f64, count: &dyn Fn(&Archetype) -> f64| {
        let counted = archetypes.iter().enumerate().map(|(at, one)| (at as u32, count(one)));
        let members: Members = counted.filter(|(_, count)| *count > 0.0).collect();
        if !members.is_empty() {
            // Nobody at all could never become somebody again.
            hold(members, wanted.max(0.1));
        }
    };
    let adults = |one: &Archetype, kinds: &[Kind]| match kinds.contains(&one.kind) {
        true => one.adults().filter(|adult| row.has_adult(adult)).count() as f64,
        false => 0.0,
    };
    members(row.partner / row.persons * all, &|one| adults(one, &[Kind::Couple, Kind::CoupleWithChildren]));
    members(row.single_parent / row.persons * all, &|one| adults(one, &[Kind::SingleParent]));
    members(row.alone / row.persons * all, &|one| adults(one, &[Kind::Alone]));
    if row.bands[0] >= CHILD_BANDS {
        let others = row.persons - row.child - row.alone - row.partner - row.single_parent;
        members(others / row.persons * all, &|one| adults(one, &[Kind::Other, Kind::Institutional]));
    }
    members(row.child / row.persons * all - young, &|one| {
        let grown = one.children().iter().map(|band| usize::from(*band)).filter(|band| *band >= CHILD_BANDS);
        // The sex of children is not part of an archetype.
        let is = |sex: usize, band: usize, share: f64| if row.has(sex, band) { share } else { 0.0 };
        grown.map(|band| is(0, band, of.boys(band)) + is(1, band, 1.0 - of.boys(band))).sum()
    });
}
