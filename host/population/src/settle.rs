//! Makes whole households of fitted weights, so that everybody has a place: persons by sex and band hold exactly in each
//! municipality.
//!
//! Families are rounded along the list of archetypes, so that neighbours make up for each other. Children under 15 are then put
//! right one by one. All others who have no place yet live alone, in an institution, or as an other member, in the shares of
//! their sex and band.

mod attach;
mod singles;

use rayon::prelude::*;

use self::attach::attach;
use self::singles::{Persons2, Singles, singles};
use crate::archetype::{Adult, Archetype, FIRST, Kind, MAN, MOST_CHILDREN, WOMAN};
use crate::fit::{CHILD_BANDS, Weights};
use crate::model::{BANDS, Model};

/// Households of one archetype in one municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) municipality: u16,
    pub(crate) archetype: Archetype,
    /// The persons of each household.
    pub(crate) size: u8,
    pub(crate) households: u32,
}

impl Cell {
    fn new(municipality: usize, archetype: Archetype, households: u32) -> Cell {
        Cell { municipality: municipality as u16, archetype, size: archetype.size() as u8, households }
    }

    /// How many persons live in its households.
    pub(crate) fn persons(&self) -> u64 {
        u64::from(self.size) * u64::from(self.households)
    }
}

/// The households of the country.
#[derive(Debug)]
pub(crate) struct Settled {
    /// For each municipality its cells, by archetype.
    pub(crate) municipalities: Vec<Vec<Cell>>,
    /// For each municipality, for each band, how many of the children at home are boys.
    pub(crate) boys: Vec<[f64; BANDS]>,
}

/// Whole persons by sex and band.
pub(crate) type Persons = [[i64; BANDS]; 2];

/// The families of a municipality before all children are in them, and the persons less their parents.
struct Draft {
    households: Vec<(Archetype, u32)>,
    fitted: Vec<u32>,
    left: Persons,
    elsewhere: Elsewhere,
}

/// Children by sex and band who live with others than their parents.
type Elsewhere = [[i64; CHILD_BANDS]; 2];

/// The families of a municipality, and who has no place in them.
struct Families {
    households: Vec<(Archetype, u32)>,
    /// Which of the fitted archetypes the first of these have, in their order.
    fitted: Vec<u32>,
    boys: [f64; BANDS],
    left: Persons,
}

pub(crate) fn settle(model: &Model, weights: &Weights) -> Settled {
    let persons = whole_persons(model);
    let elsewhere = elsewhere(model, &persons);
    let draft = |(at, (persons, elsewhere)): (usize, (&Persons, Elsewhere))| draft(weights, at, persons, elsewhere);
    let mut drafts: Vec<Draft> = persons.par_iter().zip(elsewhere).enumerate().map(draft).collect();
    let more = children_missing(model, &drafts);
    drafts.par_iter_mut().zip(more).for_each(|(draft, more)| grown_children(&mut draft.households, more));
    let families: Vec<Families> = drafts.into_par_iter().map(|draft| families(model, draft)).collect();
    let singles = singles(model, weights, &families);
    let order = Order::new(&weights.archetypes);
    let join = |(at, (families, singles))| join(&order, at, families, singles);
    // One by one: some are a hundred times as large as others.
    let municipalities = families.par_iter().zip(&singles).enumerate().with_max_len(1).map(join).collect();
    Settled { municipalities, boys: families.iter().map(|one| one.boys).collect() }
}

/// The persons of each municipality as whole numbers: for each sex and band the country's total holds, rounded, by the largest
/// remainders. The country itself has as many persons as published.
pub(crate) fn whole_persons(model: &Model) -> Vec<Persons> {
    let mut whole = vec![[[0; BANDS]; 2]; model.municipalities.len()];
    let column = |cell: usize| model.municipalities.iter().map(move |one| one.persons[cell]);
    let totals: Vec<f64> = (0..2 * BANDS).map(|cell| column(cell).sum()).collect();
    let totals = largest_remainder(&totals, model.figures.persons.total as i64);
    for (cell, total) in totals.into_iter().enumerate() {
        let rounded = largest_remainder(&column(cell).collect::<Vec<_>>(), total);
        whole.iter_mut().zip(rounded).for_each(|(one, persons)| one[cell / BANDS][cell % BANDS] = persons);
    }
    whole
}

/// Rounds to whole numbers with this sum: those with the largest remainders up.
pub(crate) fn largest_remainder(numbers: &[f64], total: i64) -> Vec<i64> {
    let mut rounded: Vec<i64> = numbers.iter().map(|number| number.floor() as i64).collect();
    let mut missing = total - rounded.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    let remainder = |at: usize| numbers[at] - numbers[at].floor();
    order.sort_by(|left, right| remainder(*right).total_cmp(&remainder(*left)));
    let step = missing.signum();
    let mut next = order.iter().cycle();
    while missing != 0 && !numbers.is_empty() {
        let at = *next.next().expect("it goes round");
        if rounded[at] + step >= 0 {
            rounded[at] += step;
            missing -= step;
        }
    }
    rounded
}

/// How many children of each municipality live with others than their parents: of each sex and band as many as in the country.
fn elsewhere(model: &Model, persons: &[Persons]) -> Vec<Elsewhere> {
    let mut all = vec![Elsewhere::default(); persons.len()];
    let of = &model.positions;
    for sex in 0..2 {
        for band in 0..CHILD_BANDS {
            let (there, at_home) = (of.other[sex][band] + of.institutional[sex][band], of.child[sex][band]);
            let share = there / (there + at_home);
            let parts: Vec<f64> = persons.iter().map(|one| one[sex][band] as f64 * share).collect();
            let total = parts.iter().sum::<f64>().round() as i64;
            all.iter_mut().zip(largest_remainder(&parts, total)).for_each(|(one, children)| one[sex][band] = children);
        }
    }
    all
}

fn draft(weights: &Weights, municipality: usize, persons: &Persons, elsewhere: Elsewhere) -> Draft {
    let mut made: Vec<(Archetype, u32)> = Vec::with_capacity(weights.archetypes.len());
    let mut fitted = Vec::with_capacity(weights.archetypes.len());
    let (mut before, mut taken) = (0.0, 0);
    for (nth, (archetype, weight)) in weights.all(municipality).enumerate() {
        if matches!(archetype.kind, Kind::Alone | Kind::Other | Kind::Institutional) {
            continue;
        }
        before += weight;
        let until = (before + 0.5) as u32;
        if until > taken {
            made.push((*archetype, until - taken));
            fitted.push(nth as u32);
            taken = until;
        }
    }
    let mut left = *persons;
    for (archetype, households) in &made {
        archetype.adults().for_each(|adult| left[at(adult)][usize::from(adult.band)] -= i64::from(*households));
    }
    part_couples(&mut made, &mut left);
    let at_home = |band: usize| (0..2).map(|sex| left[sex][band] - elsewhere[sex][band]).sum::<i64>();
    place_children(&mut made, std::array::from_fn(at_home));
    Draft { households: made, fitted, left, elsewhere }
}

/// How many children at home each municipality needs more, or less, for the published total.
fn children_missing(model: &Model, drafts: &[Draft]) -> Vec<i64> {
    let children = |draft: &Draft| -> i64 {
        draft.households.iter().map(|(one, households)| one.children().len() as i64 * i64::from(*households)).sum()
    };
    let found: Vec<i64> = drafts.iter().map(children).collect();
    let all: i64 = found.iter().sum();
    let missing = model.figures.persons.children_at_home as i64 - all;
    let parts: Vec<f64> = found.iter().map(|of| missing.abs() as f64 * *of as f64 / all as f64).collect();
    largest_remainder(&parts, missing.abs()).into_iter().map(|part| part * missing.signum()).collect()
}

/// Adds children of 15 to 24 to large families, or takes them from them: the size of the household stays in its class.
fn grown_children(made: &mut Vec<(Archetype, u32)>, more: i64) {
    let mut from = 0;
    let large = |one: &Archetype, least: usize| one.kind == Kind::CoupleWithChildren && one.children().len() >= least;
    for nth in 0..more.abs() {
        let band = FIRST + (nth % 2) as u8;
        let found = if more > 0 {
            search(made, &mut from, |one| large(one, 3) && one.children().len() < MOST_CHILDREN && one.fits_child(band))
        } else {
            search(made, &mut from, |one| large(one, 4) && count(one, usize::from(band)) > 0)
        };
        let Some(place) = found else { return };
        let mut children = without(made[place].0.children(), if more > 0 { u8::MAX } else { band });
        children.extend((more > 0).then_some(band));
        move_one(made, place, |one| one.with_children(&children));
    }
}

fn families(model: &Model, draft: Draft) -> Families {
    let Draft { households: mut made, fitted, mut left, elsewhere } = draft;
    let mut boys = [0.0; BANDS];
    let children = children_by_band(&made);
    for (band, share) in boys.iter_mut().enumerate() {
        let children = children[band];
        let wanted = if band < CHILD_BANDS {
            left[0][band] - elsewhere[0][band]
        } else {
            (model.positions.boys(band) * children as f64) as i64
        };
        // No more than there are: the others of the band are of the other sex.
        let of_boys = wanted.max(children - left[1][band]).min(left[0][band]).clamp(0, children);
        left[0][band] -= of_boys;
        left[1][band] -= children - of_boys;
        *share = if children > 0 { of_boys as f64 / children as f64 } else { 0.5 };
    }
    send_home(&mut made, &mut left);
    Families { households: made, fitted, boys, left }
}

fn at(adult: Adult) -> usize {
    usize::from(adult.sex - MAN)
}

fn count(archetype: &Archetype, band: usize) -> i64 {
    archetype.children().iter().filter(|child| usize::from(**child) == band).count() as i64
}

/// The children at home, by band.
fn children_by_band(made: &[(Archetype, u32)]) -> [i64; BANDS] {
    let mut children = [0; BANDS];
    for (one, households) in made {
        one.children().iter().for_each(|band| children[usize::from(*band)] += i64::from(*households));
    }
    children
}

/// Where rounding made more couples than there are persons: those couples are not made.
fn part_couples(made: &mut [(Archetype, u32)], left: &mut Persons) {
    for sex in [MAN, WOMAN] {
        for band in FIRST..BANDS as u8 {
            let adult = Adult { sex, band };
            while left[at(adult)][usize::from(band)] < 0 {
                let Some((archetype, households)) = made
                    .iter_mut()
                    .find(|(one, households)| *households > 0 && one.adults().any(|known| known == adult))
                else {
                    break;
                };
                *households -= 1;
                archetype.adults().for_each(|known| left[at(known)][usize::from(known.band)] += 1);
            }
        }
    }
}

/// Children of 15 and over for whom there are no persons left do not live at home.
fn send_home(made: &mut Vec<(Archetype, u32)>, left: &mut Persons) {
    (CHILD_BANDS..BANDS).for_each(|band| send_home_of_band(band, made, left));
}

fn send_home_of_band(band: usize, made: &mut Vec<(Archetype, u32)>, left: &mut Persons) {
    while left[0][band] + left[1][band] < 0 {
        let has = |one: &Archetype| one.children().len() > 1 && count(one, band) > 0;
        let Some(place) = made.iter().position(|(one, households)| *households > 0 && has(one)) else { break };
        let children = without(made[place].0.children(), band as u8);
        move_one(made, place, |one| one.with_children(&children));
        let sex = usize::from(left[1][band] < left[0][band]);
        left[sex][band] += 1;
    }
    // One sex may be short while the other is not: the child is of the other sex.
    for (short, other) in [(0, 1), (1, 0)] {
        let missing = (-left[short][band]).max(0).min(left[other][band].max(0));
        left[short][band] += missing;
        left[other][band] -= missing;
    }
}

fn without(children: &[u8], band: u8) -> Vec<u8> {
    let mut rest = children.to_vec();
    if let Some(place) = rest.iter().position(|child| *child == band) {
        rest.remove(place);
    }
    rest
}

/// Moves one household of the place to another archetype.
fn move_one(made: &mut Vec<(Archetype, u32)>, place: usize, change: impl Fn(&Archetype) -> Archetype) {
    let changed = change(&made[place].0);
    made[place].1 -= 1;
    match made.iter_mut().rev().take(64).find(|(known, _)| *known == changed) {
        Some((_, households)) => *households += 1,
        None => made.push((changed, 1)),
    }
}

/// Gives each child under 15 who lives with the parents a place, and takes away the places of those that there are not.
fn place_children(made: &mut Vec<(Archetype, u32)>, at_home: [i64; CHILD_BANDS]) {
    let placed = children_by_band(made);
    let mut missing: [i64; CHILD_BANDS] = std::array::from_fn(|band| at_home[band] - placed[band]);
    // Where the search goes on: families are spread over the list.
    let mut from = 0;
    for wanted in 0..CHILD_BANDS {
        for surplus in 0..CHILD_BANDS {
            while missing[wanted] > 0 && missing[surplus] < 0 {
                let fits = |one: &Archetype| count(one, surplus) > 0 && one.fits_child(wanted as u8);
                let Some(place) = search(made, &mut from, fits) else { break };
                let mut children = without(made[place].0.children(), surplus as u8);
                children.push(wanted as u8);
                move_one(made, place, |one| one.with_children(&children));
                missing[wanted] -= 1;
                missing[surplus] += 1;
            }
        }
    }
    for (band, missing) in missing.iter_mut().enumerate() {
        while *missing > 0 {
            let room =
                |one: &Archetype| (1..MOST_CHILDREN).contains(&one.children().len()) && one.fits_child(band as u8);
            let Some(place) = search(made, &mut from, room) else { break };
            let mut children = made[place].0.children().to_vec();
            children.push(band as u8);
            move_one(made, place, |one| one.with_children(&children));
            *missing -= 1;
        }
        while *missing < 0 {
            let has = |one: &Archetype| one.children().len() > 1 && count(one, band) > 0;
            let Some(place) = search(made, &mut from, has) else { break };
            let children = without(made[place].0.children(), band as u8);
            move_one(made, place, |one| one.with_children(&children));
            *missing += 1;
        }
    }
}

/// The next place after `from`, going round, with a household that fits.
fn search(made: &[(Archetype, u32)], from: &mut usize, fits: impl Fn(&Archetype) -> bool) -> Option<usize> {
    let places = made.len();
    let found = (*from..places).chain(0..*from).find(|place| made[*place].1 > 0 && fits(&made[*place].0))?;
    *from = (found + places / 7 + 1) % places;
    Some(found)
}

/// The order in which the fitted archetypes stand among the cells of a municipality.
struct Order<'a> {
    archetypes: &'a [Archetype],
    /// The keys, rising, each with its archetype.
    sorted: Vec<(u64, u32)>,
    /// For each archetype, its place among the sorted.
    rank: Vec<u32>,
}

impl Order<'_> {
    fn new(archetypes: &[Archetype]) -> Order<'_> {
        let mut all: Vec<(u64, u32)> = archetypes.iter().zip(0..).map(|(one, at)| (one.key(), at)).collect();
        all.sort_unstable();
        let (mut sorted, mut rank) = (Vec::new(), vec![0; archetypes.len()]);
        // Some of them are the same.
        for (place, same) in all.chunk_by(|(left, _), (right, _)| left == right).enumerate() {
            sorted.push(same[0]);
            same.iter().for_each(|(_, at)| rank[*at as usize] = place as u32);
        }
        Order { archetypes, sorted, rank }
    }
}

/// All households of a municipality, sorted.
fn join(order: &Order<'_>, municipality: usize, families: &Families, singles: &Singles) -> Vec<Cell> {
    let mut all: Vec<(Archetype, u32)> =
        families.households.iter().filter(|(_, households)| *households > 0).copied().collect();
    let fitted = families.fitted.iter().zip(&families.households);
    let ranks: Vec<u32> =
        fitted.filter(|(_, (_, households))| *households > 0).map(|(at, _)| order.rank[*at as usize]).collect();
    let mut one = |kind: Kind, persons: &Persons2| {
        for (sex, bands) in persons.0.iter().enumerate() {
            for (band, households) in bands.iter().enumerate().filter(|(_, households)| **households > 0) {
                let adult = Adult { sex: MAN + sex as u8, band: band as u8 };
                all.push((Archetype::new(kind, &[adult], &[]), *households as u32));
            }
        }
    };
    one(Kind::Alone, &singles.alone);
    one(Kind::Institutional, &singles.institutional);
    attach(&mut all, &singles.other);
    // Those of the fitted archetypes are sorted already; only the others, much fewer, have to be.
    let (fitted, others) = all.split_at(ranks.len());
    let mut by_rank = vec![0; order.sorted.len()];
    ranks.iter().zip(fitted).for_each(|(rank, (_, households))| by_rank[*rank as usize] += households);
    let with_some = others.iter().zip(0..).filter(|((_, households), _)| *households > 0);
    let mut others_sorted: Vec<(u64, u32)> = with_some.map(|((one, _), at)| (one.key(), at)).collect();
    others_sorted.sort_unstable_by_key(|(key, _)| *key);
    let mut others_left = others_sorted.chunk_by(|(left, _), (right, _)| left == right).peekable();
    let sum = |same: &[(u64, u32)]| same.iter().map(|(_, at)| others[*at as usize].1).sum::<u32>();
    let mut cells = Vec::with_capacity(fitted.len() + others.len());
    for ((key, archetype), households) in order.sorted.iter().zip(by_rank) {
        while let Some(same) = others_left.next_if(|same| same[0].0 < *key) {
            cells.push(Cell::new(municipality, others[same[0].1 as usize].0, sum(same)));
        }
        let more = others_left.next_if(|same| same[0].0 == *key).map_or(0, sum);
        if households + more > 0 {
            cells.push(Cell::new(municipality, order.archetypes[*archetype as usize], households + more));
        }
    }
    cells.extend(others_left.map(|same| Cell::new(municipality, others[same[0].1 as usize].0, sum(same))));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::{CLASSES, class_of, class_targets, fit};
    use crate::model;

    /// The sum of the differences as a share of the total.
    fn error(found: impl IntoIterator<Item = f64>, wanted: &[f64]) -> f64 {
        let off: f64 = found.into_iter().zip(wanted).map(|(found, wanted)| (found - wanted).abs()).sum();
        off / wanted.iter().sum::<f64>()
    }

    #[test]
    fn everybody_has_a_place_and_margins_hold() {
        let model = model::read("nl-2025").expect("it is bundled");
        let settled = settle(model, &fit(model, &model.levels().fit));
        let cells = settled.municipalities.iter().flatten();
        assert_eq!(cells.clone().map(Cell::persons).sum::<u64>(), model.figures.persons.total);
        let mut found = vec![0.0; model.municipalities.len() * 2 * BANDS];
        let mut classes = [0.0; CLASSES];
        let mut sizes = [0.0; 5];
        for cell in cells {
            let (households, one) = (f64::from(cell.households), &cell.archetype);
            let mut add = |sex: usize, band: u8, persons: f64| {
                found[usize::from(cell.municipality) * 2 * BANDS + sex * BANDS + usize::from(band)] += persons;
            };
            one.adults().chain(one.other()).for_each(|adult| add(at(adult), adult.band, households));
            for band in one.children() {
                let boys = settled.boys[usize::from(cell.municipality)][usize::from(*band)];
                add(0, *band, boys * households);
                add(1, *band, (1.0 - boys) * households);
                assert!(one.fits_child(*band), "{one:?}");
            }
            let counted = if one.kind == Kind::Other { 2.0 } else { 1.0 };
            classes[class_of(one)] += counted * households;
            classes[2] += f64::from(u8::from(one.other().is_some())) * households;
            if one.kind != Kind::Institutional {
                sizes[one.size().min(5) - 1] += households;
            }
        }
        let wanted: Vec<f64> = model.municipalities.iter().flat_map(|municipality| municipality.persons).collect();
        for (what, error) in [
            ("persons by sex, band and municipality", error(found, &wanted)),
            ("households by type and children", error(classes, &class_targets(&model.figures))),
            ("households by size", error(sizes, &model.figures.sizes())),
        ] {
            assert!(error < 0.0005, "{what}: {error}");
        }
    }

    #[test]
    fn rounding_keeps_the_total() {
        let check = |numbers: &[f64], total: i64, expected: &[i64]| {
            assert_eq!(largest_remainder(numbers, total), expected, "{numbers:?}");
        };
        check(&[1.5, 2.2, 3.3], 7, &[2, 2, 3]);
        check(&[0.5, 0.5, 0.5], 1, &[1, 0, 0]);
        check(&[0.0, 2.0], 1, &[0, 1]);
        check(&[], 0, &[]);
    }
}
