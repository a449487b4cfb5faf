//! Archetypes of households: who lives together, by sex and five-year age band.

use crate::model::BANDS;

/// Types of households; the numbers are those of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Alone = 1,
    Couple = 2,
    CoupleWithChildren = 3,
    SingleParent = 4,
    Other = 5,
    Institutional = 6,
}

/// Positions in a household; the numbers are those of the catalogue.
pub(crate) mod position {
    pub(crate) const CHILD: u8 = 1;
    pub(crate) const ALONE: u8 = 2;
    pub(crate) const PARTNER: u8 = 3;
    pub(crate) const SINGLE_PARENT: u8 = 4;
    pub(crate) const OTHER: u8 = 5;
    pub(crate) const INSTITUTIONAL: u8 = 6;
}

pub(crate) const MAN: u8 = 1;
pub(crate) const WOMAN: u8 = 2;

/// Of a hundred children born, how many are boys; the published share is 51.2.
pub(crate) const BOYS: f64 = 0.512;

/// One archetype. Children's sex is not part of it: it is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Archetype {
    pub(crate) kind: Kind,
    /// Sex and band of the one or two adults.
    pub(crate) adults: Vec<(u8, u8)>,
    /// Bands of the children at home, falling.
    pub(crate) children: Vec<u8>,
    /// How likely it is before any fitting.
    pub(crate) prior: f64,
}

impl Archetype {
    pub(crate) fn size(&self) -> usize {
        self.adults.len() + self.children.len()
    }

    /// How many persons it has in each cell of age and sex: 20 bands of men, then 20 of women.
    pub(crate) fn persons(&self) -> Vec<(usize, f64)> {
        let mut persons: Vec<(usize, f64)> = Vec::new();
        let mut add = |cell: usize, count: f64| match persons.iter_mut().find(|(known, _)| *known == cell) {
            Some((_, known)) => *known += count,
            None => persons.push((cell, count)),
        };
        for (sex, band) in &self.adults {
            add(usize::from(*sex - MAN) * BANDS + usize::from(*band), 1.0);
        }
        for band in &self.children {
            add(usize::from(*band), BOYS);
            add(BANDS + usize::from(*band), 1.0 - BOYS);
        }
        persons
    }
}

/// The first band with adults: 15 to 19, of whom only those of 18 and 19 stand by themselves.
const FIRST: u8 = 3;
const LAST: u8 = BANDS as u8 - 1;

/// A mother's band is between so many bands above that of her children: she was between 16 and 44 at their birth.
const MOTHER_GAP: std::ops::RangeInclusive<u8> = 4..=8;

/// All archetypes.
pub(crate) fn archetypes() -> Vec<Archetype> {
    let mut all = Vec::new();
    let mut add = |kind, adults: &[(u8, u8)], children: &[u8], prior: f64| {
        all.push(Archetype { kind, adults: adults.to_vec(), children: children.to_vec(), prior });
    };
    for band in FIRST..=LAST {
        for sex in [MAN, WOMAN] {
            add(Kind::Alone, &[(sex, band)], &[], 1.0);
            add(Kind::Institutional, &[(sex, band)], &[], if band < 12 { 0.2 } else { f64::from(band) - 10.0 });
        }
        for (first, second) in [(MAN, MAN), (MAN, WOMAN), (WOMAN, WOMAN)] {
            add(Kind::Other, &[(first, band), (second, band)], &[], 1.0);
        }
        // Men are on average two and a half years older than the women they live with.
        for (older, prior) in [(-1_i16, 0.15), (0, 0.5), (1, 0.3), (2, 0.05)] {
            if let Some(man) = shifted(band, older) {
                add(Kind::Couple, &[(MAN, man), (WOMAN, band)], &[], prior);
            }
        }
        for sex in [MAN, WOMAN] {
            add(Kind::Couple, &[(sex, band), (sex, band)], &[], 0.01);
        }
        for gap in MOTHER_GAP {
            let Some(eldest) = band.checked_sub(gap).filter(|eldest| *eldest <= 5) else { continue };
            for (children, prior) in siblings(eldest, gap) {
                let prior = prior * [0.15, 0.3, 0.3, 0.2, 0.05][usize::from(gap - 4)];
                for (older, share) in [(0, 0.65), (1, 0.35)] {
                    if let Some(man) = shifted(band, older) {
                        add(Kind::CoupleWithChildren, &[(MAN, man), (WOMAN, band)], &children, prior * share);
                    }
                }
                add(Kind::SingleParent, &[(WOMAN, band)], &children, prior * 0.85);
                add(Kind::SingleParent, &[(MAN, band)], &children, prior * 0.15);
            }
        }
    }
    all
}

fn shifted(band: u8, by: i16) -> Option<u8> {
    let band = i16::from(band) + by;
    (i16::from(FIRST)..=i16::from(LAST)).contains(&band).then_some(band as u8)
}

/// Brothers and sisters of an eldest child: up to five children, each in the band of the one before or the next younger; none
/// younger than the mother can have.
fn siblings(eldest: u8, gap: u8) -> Vec<(Vec<u8>, f64)> {
    let youngest = (eldest + gap).saturating_sub(*MOTHER_GAP.end());
    let below = |steps: u8| eldest.saturating_sub(steps).max(youngest);
    let all = [
        (vec![eldest], 0.4),
        (vec![eldest, eldest], 0.2),
        (vec![eldest, below(1)], 0.2),
        (vec![eldest, eldest, below(1)], 0.08),
        (vec![eldest, below(1), below(1)], 0.07),
        (vec![eldest, below(1), below(1), below(2)], 0.04),
        (vec![eldest, eldest, below(1), below(1), below(2)], 0.01),
    ];
    all.into_iter().collect()
}
