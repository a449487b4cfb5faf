//! The columns: who answered, in an order that nobody can buy.
//!
//! In each column cards come by how far they fit, as their prototypes say. Of those that fit as well, first come the first offers of each
//! desk, then the second ones, so that one with many offers does not push others down. What is equal then goes by the names of the
//! desks, and each day the first of them becomes the last: over time each is on top as often.

use fieldlab_service::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cards::{Card, Desk, Side, Silent};

/// The most cards of one desk that stand in a column; more are behind a line that opens.
const MOST_OF_DESK: usize = 3;

/// The most cards of a column, with those behind lines.
const MOST_IN_COLUMN: usize = 40;

/// What those of one side said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    /// Which side.
    pub(crate) side: Side,
    /// The cards, in order.
    pub(crate) cards: Vec<Card>,
    /// More cards of desks that have many.
    pub(crate) more: Vec<Card>,
    /// How many cards there was no room for.
    pub(crate) left_out: usize,
    /// Those who had nothing to offer.
    pub(crate) without: Vec<String>,
    /// Those who were silent.
    pub(crate) silent: Vec<(String, Silent)>,
}

/// The most cards of a column when there is no room for more.
const FEWEST_IN_COLUMN: usize = 8;

impl Column {
    /// Leaves out what there is no room for.
    pub(crate) fn shorten(&mut self) {
        let before = self.cards.len() + self.more.len();
        self.cards.truncate(FEWEST_IN_COLUMN);
        self.more.clear();
        self.left_out += before - self.cards.len();
    }
}

/// The three columns, on a day.
pub(crate) fn columns(desks: Vec<Desk>, today: Date) -> Vec<Column> {
    let mut sides: Vec<(Side, Vec<Desk>)> = Side::ALL.into_iter().map(|side| (side, Vec::new())).collect();
    for desk in desks {
        if let Some((_, of_side)) = sides.iter_mut().find(|(side, _)| *side == desk.side) {
            of_side.push(desk);
        }
    }
    sides.into_iter().map(|(side, desks)| column(side, desks, today)).collect()
}

fn column(side: Side, mut desks: Vec<Desk>, today: Date) -> Column {
    desks.sort_by(|left, right| left.prototype.cmp(&right.prototype));
    if !desks.is_empty() {
        let first = today.in_days().rem_euclid(desks.len() as i32) as usize;
        desks.rotate_left(first);
    }
    let (without, silent) = (Vec::new(), Vec::new());
    let mut column = Column { side, cards: Vec::new(), more: Vec::new(), left_out: 0, without, silent };
    let mut placed: Vec<(usize, Card)> = Vec::new();
    for desk in desks {
        match desk.cards {
            Err(silent) => column.silent.push((desk.title, silent)),
            Ok(cards) if cards.is_empty() => column.without.push(desk.title),
            Ok(mut cards) => {
                cards.sort_by_key(|card| card.fits);
                placed.extend(cards.into_iter().enumerate());
            }
        }
    }
    // The sort is stable: what is equal stays in the order of the desks.
    placed.sort_by_key(|(nth, card)| (card.fits, *nth));
    column.left_out = placed.len().saturating_sub(MOST_IN_COLUMN);
    placed.truncate(MOST_IN_COLUMN);
    let (cards, more): (Vec<_>, Vec<_>) = placed.into_iter().partition(|(nth, _)| *nth < MOST_OF_DESK);
    column.cards = cards.into_iter().map(|(_, card)| card).collect();
    column.more = more.into_iter().map(|(_, card)| card).collect();
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::desks::{desk, offer};
    use fieldlab_service::plaza::{Fit, Sector};

    fn names(column: &Column) -> Vec<String> {
        column.cards.iter().map(|card| format!("{}/{}", card.prototype, card.offer)).collect()
    }

    #[test]
    fn cards_go_by_fit_and_then_by_turns() {
        let desks = || {
            vec![
                desk("c", Sector::Market, Ok(vec![offer("een", Fit::Possible), offer("twee", Fit::Certain)])),
                desk("a", Sector::Market, Ok(vec![offer("een", Fit::Likely), offer("twee", Fit::Likely)])),
                desk("b", Sector::Market, Ok(vec![offer("een", Fit::Likely)])),
            ]
        };
        let on = |day: i32| names(&columns(desks(), Date::days(day))[2]);
        assert_eq!(on(0), ["c/twee", "a/een", "b/een", "a/twee", "c/een"]);
        assert_eq!(on(1), ["c/twee", "b/een", "a/een", "a/twee", "c/een"], "the next day the other is first");
        assert_eq!(on(3), on(0));
        assert_eq!(on(-3), on(0), "days before 1970 too");
    }

    #[test]
    fn one_desk_does_not_fill_a_column() {
        let many = (0..8).map(|nth| offer(&nth.to_string(), Fit::Certain)).collect();
        let desks = vec![
            desk("veel", Sector::Society, Ok(many)),
            desk("een", Sector::Society, Ok(vec![offer("x", Fit::Certain)])),
        ];
        let column = &columns(desks, Date::days(0))[1];
        assert_eq!((column.cards.len(), column.more.len(), column.left_out), (4, 5, 0));
        assert!(names(column)[..2].contains(&"een/x".to_owned()), "{:?}", names(column));
    }

    #[test]
    fn who_has_nothing_or_says_nothing_is_named() {
        let desks = vec![
            desk("leeg", Sector::Government, Ok(Vec::new())),
            desk("stil", Sector::Government, Err(lab::Silence::Late)),
        ];
        let columns = columns(desks, Date::days(0));
        assert_eq!(columns[0].without, ["leeg"]);
        assert_eq!(columns[0].silent, [("stil".to_owned(), Silent::Late)]);
        assert!(columns[1].cards.is_empty() && columns[1].silent.is_empty());
        assert_eq!(super::columns(Vec::new(), Date::days(0)).len(), 3);
    }
}
