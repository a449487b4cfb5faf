//! Which groups are shown by themselves: no number that is about fewer than ten persons, and none from which one follows.

use fieldlab_domain::evidence::{Group, SMALLEST_GROUP};
use fieldlab_domain::text::Text;

/// Whether some persons, but fewer than a group must have, are counted in one of the replicates.
pub(super) fn is_few(counts: &[u64]) -> bool {
    counts.iter().any(|count| *count > 0) && counts.iter().any(|count| *count < SMALLEST_GROUP)
}

/// The numbers of persons that a group shows: each a count for every replicate. The first is how many persons it has; others are
/// parts of them, such as those who gain.
#[derive(Clone, Debug)]
pub(super) struct Cells(pub(super) Vec<Vec<u64>>);

impl Cells {
    /// Persons and some of them; those who are left are a part too, since anyone can work it out.
    pub(super) fn of_parts(persons: Vec<u64>, parts: Vec<Vec<u64>>) -> Cells {
        let rest = persons.iter().enumerate().map(|(at, persons)| {
            let counted: u64 = parts.iter().map(|part| part[at]).sum();
            persons.saturating_sub(counted)
        });
        let rest = rest.collect();
        Cells(std::iter::once(persons).chain(parts).chain([rest]).collect())
    }

    fn anybody(&self, cell: usize) -> bool {
        self.0[cell].iter().any(|count| *count > 0)
    }

    fn least(&self, cell: usize) -> u64 {
        self.0[cell].iter().copied().min().unwrap_or(0)
    }

    /// The first cell that is about a few persons.
    fn few(&self) -> Option<usize> {
        self.0.iter().position(|counts| is_few(counts))
    }

    fn add(&mut self, other: &Cells) {
        for (sum, count) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *sum += count;
        }
    }
}

/// Which groups stand by themselves, and which stand together because they are small; empty groups are in neither.
pub(super) struct Shown {
    pub(super) alone: Vec<usize>,
    pub(super) together: Vec<usize>,
    /// Whether nothing can be shown.
    pub(super) left_out: bool,
}

impl Shown {
    /// Decides from the cells of each group; all groups have the same cells.
    ///
    /// Groups with a cell of a few persons stand together; when that cell is too small even so, the groups that add least to it
    /// join them until it is not, so that a few persons can't be worked out from the total. When nobody is left who could join,
    /// no group is shown.
    pub(super) fn decide(groups: &[Cells]) -> Shown {
        let present = (0..groups.len()).filter(|&group| groups[group].anybody(0));
        let (mut together, mut alone): (Vec<usize>, Vec<usize>) =
            present.partition(|&group| groups[group].few().is_some());
        let Some((first, others)) = together.split_first() else { return Shown { alone, together, left_out: false } };
        let mut sum = groups[*first].clone();
        others.iter().for_each(|&group| sum.add(&groups[group]));
        while let Some(cell) = sum.few() {
            let adds = (0..alone.len()).filter(|&at| groups[alone[at]].anybody(cell));
            let Some(next) = adds.min_by_key(|&at| groups[alone[at]].least(cell)) else {
                return Shown { alone: Vec::new(), together: Vec::new(), left_out: true };
            };
            let group = alone.remove(next);
            sum.add(&groups[group]);
            together.push(group);
        }
        Shown { alone, together, left_out: false }
    }

    /// The groups that stand in one row each: one by itself, or those together.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[usize]> {
        let together = (!self.together.is_empty()).then_some(self.together.as_slice());
        self.alone.chunks(1).chain(together)
    }

    /// What a row is called, where `title` is the name of a group.
    pub(super) fn row_title(&self, row: &[usize], title: impl Fn(usize) -> Group) -> Group {
        match row {
            [group] if self.alone.contains(group) => title(*group),
            _ => Group {
                key: None,
                title: Text { nl: "Kleine groepen samen".into(), en: "Small groups together".into() },
            },
        }
    }

    /// Why there are no groups, when there are none.
    pub(super) fn why_left_out(&self) -> Option<Text> {
        let (nl, en) = (
            format!(
                "Deze verdeling staat er niet bij: er zou iets over minder dan {SMALLEST_GROUP} personen uit blijken."
            ),
            format!("This breakdown is left out: it would show something about fewer than {SMALLEST_GROUP} persons."),
        );
        self.left_out.then_some(Text { nl, en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(groups: &[&[&[u64]]], alone: &[usize], together: &[usize], left_out: bool) {
        let cells: Vec<Cells> =
            groups.iter().map(|cells| Cells(cells.iter().map(|counts| counts.to_vec()).collect())).collect();
        let shown = Shown::decide(&cells);
        let found = (shown.alone.as_slice(), shown.together.as_slice(), shown.left_out);
        assert_eq!(found, (alone, together, left_out), "{groups:?}");
    }

    #[test]
    fn small_groups_stand_together_and_stay_hidden() {
        check(&[&[&[100]], &[&[50]], &[&[10]]], &[0, 1, 2], &[], false);
        check(&[&[&[100]], &[&[0]], &[&[10]]], &[0, 2], &[], false);
        check(&[&[&[100]], &[&[6]], &[&[7]]], &[0], &[1, 2], false);
        check(&[&[&[100]], &[&[50]], &[&[3]]], &[0], &[2, 1], false);
        check(&[&[&[100, 90]], &[&[50, 40]], &[&[12, 0]]], &[0], &[2, 1], false);
        check(&[&[&[3]]], &[], &[], true);
    }

    #[test]
    fn a_few_who_gain_or_lose_stay_hidden_too() {
        // Persons, those who gain, those who lose.
        check(&[&[&[100], &[40], &[0]], &[&[50], &[20], &[0]]], &[0, 1], &[], false);
        check(&[&[&[100], &[40], &[0]], &[&[50], &[3], &[0]], &[&[60], &[8], &[0]]], &[0], &[1, 2], false);
        check(&[&[&[100], &[40], &[0]], &[&[90], &[20], &[0]], &[&[50], &[3], &[0]]], &[0], &[2, 1], false);
        // The group that joins must have somebody who gains, however large it is.
        check(&[&[&[900], &[40], &[0]], &[&[20], &[0], &[0]], &[&[50], &[3], &[0]]], &[1], &[2, 0], false);
        check(&[&[&[100], &[0], &[0]], &[&[50], &[3], &[0]]], &[], &[], true);
    }

    #[test]
    fn those_who_are_left_are_a_part() {
        let cells = Cells::of_parts(vec![100, 90], vec![vec![60, 50], vec![36, 20]]);
        assert_eq!(cells.0, [[100, 90], [60, 50], [36, 20], [4, 20]]);
        assert_eq!(cells.few(), Some(3));
    }
}
