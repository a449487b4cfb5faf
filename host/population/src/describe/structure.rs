//! The structure of an older published table: what is left of its error when it is brought to the totals of today.
//!
//! A table of 2018 differs from a population of 2025 in two ways: its totals are no longer right, and who goes with whom may have
//! changed. Raking the published table to the totals that are found takes the first away (iterative proportional fitting: Deming and
//! Stephan, 1940), which keeps its odds ratios.

use super::tables::Row;

/// How often rows and columns are brought to their totals: far more than tables of this size need.
const ROUNDS: usize = 100;

/// The standardised absolute error beside the published rows after these are raked to the totals by row and by column that are found.
/// `None` when there are fewer than two rows or columns, for then nothing is left.
pub(super) fn error(rows: &[Row]) -> Option<f64> {
    let columns = rows.first().map_or(0, |row| row.found.len());
    let found: f64 = rows.iter().flat_map(|row| &row.found).sum();
    if rows.len() < 2 || columns < 2 || found <= 0.0 {
        return None;
    }
    let mut raked: Vec<Vec<f64>> = rows.iter().map(|row| row.published.clone()).collect();
    for _ in 0..ROUNDS {
        for (cells, row) in raked.iter_mut().zip(rows) {
            let by = factor(row.found.iter().sum(), cells.iter().sum());
            cells.iter_mut().for_each(|cell| *cell *= by);
        }
        for column in 0..columns {
            let total = rows.iter().map(|row| row.found[column]).sum();
            let by = factor(total, raked.iter().map(|cells| cells[column]).sum());
            raked.iter_mut().for_each(|cells| cells[column] *= by);
        }
    }
    let cells = raked.iter().flatten().zip(rows.iter().flat_map(|row| &row.found));
    Some(cells.map(|(published, found)| (published - found).abs()).sum::<f64>() / found)
}

fn factor(total: f64, sum: f64) -> f64 {
    if sum > 0.0 { total / sum } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::text::Text;

    use super::*;

    fn rows(of: &[([f64; 2], [f64; 2])]) -> Vec<Row> {
        let row = |(published, found): &([f64; 2], [f64; 2])| Row {
            title: Text::default(),
            published: published.to_vec(),
            found: found.to_vec(),
        };
        of.iter().map(row).collect()
    }

    #[test]
    fn other_totals_with_the_same_odds_are_no_error() {
        // Rows times 2 and 3, columns times 1 and 5.
        let same = rows(&[([10.0, 30.0], [20.0, 300.0]), ([40.0, 20.0], [120.0, 300.0])]);
        assert!(error(&same).expect("two by two") < 1e-12);
    }

    #[test]
    fn odds_that_differ_are_an_error() {
        // Totals of 50 and 50 both ways: raked, the published table is 25 in each cell.
        let other = rows(&[([1.0, 2.0], [30.0, 20.0]), ([1.0, 2.0], [20.0, 30.0])]);
        assert!((error(&other).expect("two by two") - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_row_alone_has_no_structure() {
        assert_eq!(error(&rows(&[([1.0, 2.0], [3.0, 4.0])])), None);
        assert_eq!(error(&[]), None);
    }
}
