//! Proof that nobody in a file is real: counted over the citizen service numbers that stand in it.

use std::fmt;

use arrow_array::{Array as _, Int32Array};
use fieldlab_domain::bsn::Bsn;
use rayon::prelude::*;
use serde::Serialize;

/// The highest number of nine digits.
const HIGHEST: u32 = 999_999_999;

/// What the citizen service numbers of a file are like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// How many there are.
    pub numbers: u64,
    /// How many pass the eleven-test, and so could be somebody's, or are no number of nine digits. None may but those of personas.
    pub pass_eleven_test: u64,
    /// How many are in the official test range `9999xxxxx`: those of personas.
    pub in_official_test_range: u64,
    /// How many are there already when the rows are read from the first to the last. None may.
    pub twice: u64,
    /// The lowest.
    pub lowest: u32,
    /// The highest.
    pub highest: u32,
    /// What names say about people.
    pub names: &'static str,
}

/// True by how names are drawn: [`crate::names`] knows no place.
const NAMES: &str = "drawn from national lists, independently of place";

impl Proof {
    /// Counts the numbers of a file.
    pub(crate) fn of(columns: &[Int32Array]) -> Proof {
        let empty = || Proof {
            numbers: 0,
            pass_eleven_test: 0,
            in_official_test_range: 0,
            twice: 0,
            lowest: u32::MAX,
            highest: 0,
            names: NAMES,
        };
        let mut proof = columns.par_iter().map(count).reduce(empty, Proof::add);
        proof.twice = proof.numbers - count_distinct(columns, proof.lowest, proof.highest);
        proof
    }

    fn add(self, other: Proof) -> Proof {
        Proof {
            numbers: self.numbers + other.numbers,
            pass_eleven_test: self.pass_eleven_test + other.pass_eleven_test,
            in_official_test_range: self.in_official_test_range + other.in_official_test_range,
            twice: self.twice + other.twice,
            lowest: self.lowest.min(other.lowest),
            highest: self.highest.max(other.highest),
            names: self.names,
        }
    }

    /// Why the numbers do not prove that these persons, of whom the personas have numbers of the official test range that pass the
    /// test, are nobody; `None` when they do.
    pub(crate) fn fault(&self, persons: u64, personas: u64) -> Option<String> {
        let Proof { numbers, pass_eleven_test, in_official_test_range, twice, .. } = self;
        if *numbers != persons + personas {
            return Some(format!("{} persons have {numbers} citizen service numbers", persons + personas));
        }
        let real = pass_eleven_test - pass_eleven_test.min(&personas.min(*in_official_test_range));
        if real > 0 {
            return Some(format!("{real} citizen service numbers could be somebody's"));
        }
        (*twice > 0).then(|| format!("{twice} citizen service numbers come twice"))
    }
}

fn count(column: &Int32Array) -> Proof {
    let numbers = column.iter().flatten().map(|number| number as u32);
    let mut proof = Proof {
        numbers: (column.len() - column.null_count()) as u64,
        pass_eleven_test: 0,
        in_official_test_range: 0,
        twice: 0,
        lowest: u32::MAX,
        highest: 0,
        names: NAMES,
    };
    for number in numbers {
        proof.pass_eleven_test += u64::from(Bsn::passes(number) || number > HIGHEST);
        proof.in_official_test_range += u64::from(Bsn::is_official_test(number));
        proof.lowest = proof.lowest.min(number);
        proof.highest = proof.highest.max(number);
    }
    proof
}

/// How many numbers there are, each counted once: a bit for each that there can be.
///
/// Each thread looks at all numbers and keeps the bits of a part of the range, so that none waits for another.
fn count_distinct(columns: &[Int32Array], lowest: u32, highest: u32) -> u64 {
    if lowest > highest {
        return 0;
    }
    let words = (highest - lowest) as usize / 64 + 1;
    let part = words.div_ceil(rayon::current_num_threads());
    let count = |first: usize| -> u64 {
        // One word more, for the numbers of the other parts.
        let mut seen = vec![0_u64; part + 1];
        for number in columns.iter().flat_map(|column| column.iter().flatten()) {
            let place = number as u32 - lowest;
            let word = (place as usize / 64).wrapping_sub(first).min(part);
            seen[word] |= 1 << (place % 64);
        }
        seen[..part].iter().map(|word| u64::from(word.count_ones())).sum()
    };
    (0..words).step_by(part).collect::<Vec<_>>().into_par_iter().map(count).sum()
}

impl fmt::Display for Proof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Proof { numbers, pass_eleven_test, in_official_test_range, twice, lowest, highest, names } = self;
        writeln!(out, "nobody in it is real, as counted from what was written:")?;
        writeln!(out, "  citizen service numbers     {numbers}, from {lowest:09} to {highest:09}")?;
        writeln!(out, "  that pass the eleven-test   {pass_eleven_test}")?;
        writeln!(out, "  in the official test range  {in_official_test_range}")?;
        writeln!(out, "  that come twice             {twice}")?;
        writeln!(out, "  names                       {names}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(numbers: &[i32]) -> Proof {
        let halves = numbers.split_at(numbers.len() / 2);
        Proof::of(&[halves.0.to_vec().into(), halves.1.to_vec().into()])
    }

    #[test]
    fn numbers_are_counted_and_what_is_wrong_is_told() {
        // 900000012 and 123456789 fail the eleven-test, 111222333 and 999990019 pass it, the last in the official test range.
        let check = |numbers: &[i32], persons: u64, fault: Option<&str>| {
            assert_eq!(proof(numbers).fault(persons, 0).as_deref(), fault, "{numbers:?}");
        };
        check(&[900_000_012, 123_456_789], 2, None);
        check(&[900_000_012, 123_456_789], 3, Some("3 persons have 2 citizen service numbers"));
        check(&[900_000_012, 111_222_333, 5], 3, Some("1 citizen service numbers could be somebody's"));
        check(&[900_000_012, -1], 2, Some("1 citizen service numbers could be somebody's"));
        check(&[5, 900_000_012, 5, 5], 4, Some("2 citizen service numbers come twice"));
        let found = proof(&[900_000_012, 123_456_789, 999_990_019, 999_990_021]);
        assert_eq!((found.numbers, found.pass_eleven_test, found.in_official_test_range, found.twice), (4, 1, 2, 0));
        assert_eq!((found.lowest, found.highest), (123_456_789, 999_990_021));
        assert_eq!(proof(&[]).fault(0, 0), None);
        // One persona, 999990019, beside whom nobody may have a number that passes.
        assert_eq!(proof(&[900_000_012, 999_990_019]).fault(1, 1), None);
        let said = proof(&[111_222_333, 999_990_019]).fault(1, 1);
        assert_eq!(said.as_deref(), Some("1 citizen service numbers could be somebody's"));
    }
}
