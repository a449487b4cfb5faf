//! Archetypes of households: who lives together, by sex and five-year age band.

use crate::model::BANDS;

/// Types of households; the numbers are those of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// An adult, or a child who lives with others than the parents: sex and five-year band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Adult {
    pub(crate) sex: u8,
    pub(crate) band: u8,
}

/// The most children at home that a household has.
pub(crate) const MOST_CHILDREN: usize = 5;
const NOBODY: u8 = u8::MAX;

/// One archetype. The sex of children is not part of it. Archetypes are read and sorted by the million, so they are closely packed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Archetype {
    pub(crate) kind: Kind,
    /// The head, and the partner or the second member of another household.
    adults: [Code; 2],
    /// One more member, who is nobody's partner or child here: an adult, or a child who lives with others than the parents.
    other: Code,
    /// How many children there are.
    number: u8,
    /// Bands of the children at home, falling.
    children: [u8; MOST_CHILDREN],
}

/// Nobody, or the sex and the band of somebody: they sort by sex, then by band.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Code(u8);

impl Code {
    const NOBODY: Code = Code(0);

    fn new(adult: Option<&Adult>) -> Code {
        adult.map_or(Code::NOBODY, |adult| Code(adult.sex << 5 | adult.band))
    }

    fn adult(self) -> Option<Adult> {
        (self != Code::NOBODY).then_some(Adult { sex: self.0 >> 5, band: self.0 & 31 })
    }
}

impl Archetype {
    pub(crate) fn new(kind: Kind, adults: &[Adult], children: &[u8]) -> Archetype {
        let (children, number) = bands(children);
        let adults = std::array::from_fn(|nth| Code::new(adults.get(nth)));
        Archetype { kind, adults, other: Code::NOBODY, number, children }
    }

    #[inline]
    pub(crate) fn adults(&self) -> impl Iterator<Item = Adult> + use<> {
        self.adults.into_iter().filter_map(Code::adult)
    }

    /// The member who is nobody's partner or child.
    #[inline]
    pub(crate) fn other(&self) -> Option<Adult> {
        self.other.adult()
    }

    /// The same household with one more member, who is nobody's partner or child.
    pub(crate) fn with_other(self, other: Adult) -> Archetype {
        Archetype { other: Code::new(Some(&other)), ..self }
    }

    /// Bands of the children, falling.
    pub(crate) fn children(&self) -> &[u8] {
        &self.children[..usize::from(self.number)]
    }

    /// How many are below the band of 20 to 24 and do not stand by themselves: those who count as children where incomes are
    /// standardised.
    pub(crate) fn minors(&self) -> usize {
        let child = self.other().is_some_and(|other| other.band < FIRST);
        self.children().iter().filter(|band| **band <= FIRST).count() + usize::from(child)
    }

    /// Whether it is a child in an institution, whom nobody else lives with.
    pub(crate) fn is_child_alone(&self) -> bool {
        self.adults().all(|adult| adult.band < FIRST)
    }

    /// The same household with other children; at most [`MOST_CHILDREN`], in any order.
    pub(crate) fn with_children(&self, children: &[u8]) -> Archetype {
        let (mut children, number) = bands(children);
        children[..usize::from(number)].sort_unstable_by(|left, right| right.cmp(left));
        Archetype { children, number, ..*self }
    }

    pub(crate) fn size(&self) -> usize {
        let grown = [self.adults[0], self.adults[1], self.other].map(|code| usize::from(code != Code::NOBODY));
        grown.iter().sum::<usize>() + usize::from(self.number)
    }

    /// A number by which archetypes sort: by kind, adults, children and the other member.
    #[inline]
    pub(crate) fn key(&self) -> u64 {
        let adults = self.adults.iter().fold(self.kind as u64, |key, code| key << 7 | u64::from(code.0));
        // Nobody sorts last.
        let children = self.children.iter().fold(adults, |key, band| key << 5 | u64::from(*band & 31));
        children << 7 | u64::from(self.other.0)
    }

    /// Whether a child of this band can be theirs: each parent's band is [`CHILD_GAP`] above it at least.
    pub(crate) fn fits_child(&self, band: u8) -> bool {
        self.adults().all(|parent| parent.band >= band + CHILD_GAP)
    }
}

impl std::fmt::Debug for Archetype {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let adults: Vec<Adult> = self.adults().collect();
        write!(to, "{:?} of {adults:?}, children {:?}, other {:?}", self.kind, self.children(), self.other())
    }
}

/// The bands of some children, filled up with nobody, and how many they are.
fn bands(children: &[u8]) -> ([u8; MOST_CHILDREN], u8) {
    let mut bands = [NOBODY; MOST_CHILDREN];
    bands[..children.len()].copy_from_slice(children);
    (bands, children.len() as u8)
}

/// The first band with adults: 15 to 19, of whom only those of 18 and 19 stand by themselves.
pub(crate) const FIRST: u8 = 3;
const LAST: u8 = BANDS as u8 - 1;

/// A parent's band is so many above a child's at least: 16 years.
pub(crate) const CHILD_GAP: u8 = 4;
/// Above the band of her eldest child at home a mother's is by 4 to 8: she was between 16 and 44 at its birth. How often.
const MOTHER_GAPS: [(u8, f64); 5] = [(4, 0.1), (5, 0.3), (6, 0.36), (7, 0.19), (8, 0.05)];
/// The highest band of children at home: 45 to 49.
pub(crate) const OLDEST_CHILD: u8 = 9;
/// By how many bands the man of a couple is older. Assumed: on average two and a half years.
const OLDER_MAN: [(i16, f64); 4] = [(-1, 0.14), (0, 0.5), (1, 0.29), (2, 0.07)];
/// Of the partners, how many live with someone of their own sex. Assumed: 1.5% of couples.
const SAME_SEX: f64 = 0.015;
/// Of the women with a partner, by band, how many have children at home, before it is fitted. Assumed.
const WITH_CHILDREN: [f64; BANDS] = [
    0.0, 0.0, 0.0, 0.05, 0.16, 0.26, 0.55, 0.77, 0.84, 0.83, 0.71, 0.48, 0.23, 0.10, 0.05, 0.03, 0.03, 0.02, 0.01, 0.01,
];

/// Persons by position, sex and band: what archetypes are likely before any fitting.
#[derive(Debug)]
pub(crate) struct Positions {
    pub(crate) child: [[f64; BANDS]; 2],
    pub(crate) alone: [[f64; BANDS]; 2],
    pub(crate) partner: [[f64; BANDS]; 2],
    pub(crate) single_parent: [[f64; BANDS]; 2],
    pub(crate) other: [[f64; BANDS]; 2],
    pub(crate) institutional: [[f64; BANDS]; 2],
}

impl Positions {
    /// Of the children at home of a band, how many are boys.
    pub(crate) fn boys(&self, band: usize) -> f64 {
        let (boys, girls) = (self.child[0][band], self.child[1][band]);
        if boys + girls > 0.0 { boys / (boys + girls) } else { 0.5 }
    }

    /// Of the persons of a band of children, how many live with others than their parents: as other members or in institutions.
    pub(crate) fn elsewhere(&self, band: usize) -> f64 {
        let of = |table: &[[f64; BANDS]; 2]| table[0][band] + table[1][band];
        let elsewhere = of(&self.other) + of(&self.institutional);
        elsewhere / (of(&self.child) + elsewhere)
    }

    /// Of the persons of a band, how many live with their parents.
    fn at_home(&self, band: usize) -> f64 {
        let of = |table: &[[f64; BANDS]; 2]| table[0][band] + table[1][band];
        let grown = of(&self.alone) + of(&self.partner) + of(&self.single_parent) + of(&self.other);
        of(&self.child) / (of(&self.child) + grown + of(&self.institutional)).max(1.0)
    }
}

/// All archetypes, with how many households there would be of each before any fitting.
pub(crate) fn archetypes(positions: &Positions) -> Vec<(Archetype, f64)> {
    let mut all = Vec::new();
    for band in FIRST..=LAST {
        let at = usize::from(band);
        for sex in [MAN, WOMAN] {
            let (adult, of) = (Adult { sex, band }, usize::from(sex - MAN));
            let mut one = |kind, prior: f64| all.push((Archetype::new(kind, &[adult], &[]), prior));
            one(Kind::Alone, positions.alone[of][at]);
            one(Kind::Other, positions.other[of][at]);
            one(Kind::Institutional, positions.institutional[of][at]);
            let same = positions.partner[of][at] * SAME_SEX / 2.0;
            all.push((Archetype::new(Kind::Couple, &[adult, adult], &[]), same));
            let parents = positions.single_parent[of][at];
            families(positions, Kind::SingleParent, &[adult], band, parents, &mut all);
        }
        let woman = Adult { sex: WOMAN, band };
        let couples = positions.partner[1][at] * (1.0 - SAME_SEX);
        for (older, share) in OLDER_MAN {
            let Some(man) = shifted(band, older) else { continue };
            let (pair, couples) = ([Adult { sex: MAN, band: man }, woman], couples * share);
            all.push((Archetype::new(Kind::Couple, &pair, &[]), couples * (1.0 - WITH_CHILDREN[at])));
            families(positions, Kind::CoupleWithChildren, &pair, band, couples * WITH_CHILDREN[at], &mut all);
        }
    }
    all.retain(|(_, prior)| *prior > 0.0);
    all
}

fn shifted(band: u8, by: i16) -> Option<u8> {
    let band = i16::from(band) + by;
    (i16::from(FIRST)..=i16::from(LAST)).contains(&band).then_some(band as u8)
}

/// Families of these parents, `mother` being the band by which the children's are chosen; `families` of them in all.
fn families(
    positions: &Positions,
    kind: Kind,
    parents: &[Adult],
    mother: u8,
    families: f64,
    all: &mut Vec<(Archetype, f64)>,
) {
    let youngest_parent = parents.iter().map(|parent| parent.band).min().unwrap_or(mother);
    let eldest = MOTHER_GAPS.iter().filter_map(|(gap, share)| {
        let eldest = mother.checked_sub(*gap).filter(|eldest| *eldest <= OLDEST_CHILD)?;
        (youngest_parent >= eldest + CHILD_GAP).then(|| (eldest, share * positions.at_home(usize::from(eldest))))
    });
    let eldest: Vec<(u8, f64)> = eldest.collect();
    let total: f64 = eldest.iter().map(|(_, share)| share).sum();
    for (eldest, share) in eldest {
        for (children, of_those) in siblings(eldest, mother) {
            let archetype = Archetype::new(kind, parents, &children);
            match all.iter_mut().rev().take(16).find(|(known, _)| *known == archetype) {
                Some((_, prior)) => *prior += families * share / total * of_those,
                None => all.push((archetype, families * share / total * of_those)),
            }
        }
    }
}

/// Brothers and sisters of an eldest child: up to five children, each in the band of the one before or the next younger; none
/// younger than the mother can have.
fn siblings(eldest: u8, mother: u8) -> Vec<(Vec<u8>, f64)> {
    let youngest = mother.saturating_sub(8);
    let below = |steps: u8| eldest.saturating_sub(steps).max(youngest);
    vec![
        (vec![eldest], 0.4),
        (vec![eldest, eldest], 0.2),
        (vec![eldest, below(1)], 0.2),
        (vec![eldest, eldest, below(1)], 0.08),
        (vec![eldest, below(1), below(1)], 0.07),
        (vec![eldest, below(1), below(1), below(2)], 0.04),
        (vec![eldest, eldest, below(1), below(1), below(2)], 0.01),
    ]
}
