//! The citizen service number (burgerservicenummer, BSN): which numbers can be somebody's, and which are for tests.

use std::fmt;

/// The weights of the digits in the eleven-test, first digit first. The last one sets a BSN apart from a bank account number.
///
/// The rule that RvIG, the national office for identity data, keeps for numbers under the Wet algemene bepalingen
/// burgerservicenummer.
const WEIGHTS: [i64; 9] = [9, 8, 7, 6, 5, 4, 3, 2, -1];

/// For each third of a number, what its three digits times their weights add up to, modulo 11: whole countries are tested.
const SUMS: [[u8; 1_000]; 3] = {
    let mut sums = [[0; 1_000]; 3];
    let mut at = 0;
    while at < 3_000 {
        let (third, digits) = (at / 1_000, (at % 1_000) as i64);
        let [first, second, last] = [digits / 100, digits / 10 % 10, digits % 10];
        let weighted = first * WEIGHTS[third * 3] + second * WEIGHTS[third * 3 + 1] + last * WEIGHTS[third * 3 + 2];
        sums[third][at % 1_000] = weighted.rem_euclid(11) as u8;
        at += 1;
    }
    sums
};

/// The official test range, `9999xxxxx`: no number in it is ever given out, though 9,091 of them pass the eleven-test.
const OFFICIAL_TEST: std::ops::RangeInclusive<u32> = 999_900_000..=999_999_999;

/// A number of at most nine digits, written with leading zeros. Whether it can be somebody's is for [`Bsn::passes`] to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bsn(u32);

impl Bsn {
    /// The number as a BSN; `None` when it has more than nine digits.
    pub fn new(number: u32) -> Option<Bsn> {
        (number <= *OFFICIAL_TEST.end()).then_some(Bsn(number))
    }

    /// Reads nine digits; `None` when it is something else.
    pub fn parse(text: &str) -> Option<Bsn> {
        let fits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse().ok().map(Bsn)).flatten()
    }

    /// The number behind it.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Whether a number passes the eleven-test: its digits times their weights add up to a multiple of 11.
    ///
    /// A number that fails can be nobody's. Zero passes the sum but is no number.
    pub fn passes(number: u32) -> bool {
        let Some(Bsn(number)) = Bsn::new(number) else { return false };
        let thirds = [number / 1_000_000, number / 1_000 % 1_000, number % 1_000];
        let sum: u32 = thirds.iter().zip(&SUMS).map(|(third, sums)| u32::from(sums[*third as usize])).sum();
        number != 0 && sum.is_multiple_of(11)
    }

    /// Whether a number is in the official test range `9999xxxxx`, in which real persons have none.
    pub fn is_official_test(number: u32) -> bool {
        OFFICIAL_TEST.contains(&number)
    }

    /// The first number from `number` on that is in the official test range and passes; the first of all after the last.
    pub fn official_test_from(number: u32) -> Bsn {
        let from = number.clamp(*OFFICIAL_TEST.start(), *OFFICIAL_TEST.end());
        let found = (from..=*OFFICIAL_TEST.end()).chain(OFFICIAL_TEST).find(|&number| Bsn::passes(number));
        Bsn(found.expect("9,091 numbers of the test range pass"))
    }
}

impl fmt::Display for Bsn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:09}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_test_knows_its_numbers() {
        let check = |number: u32, passes: bool| assert_eq!(Bsn::passes(number), passes, "{number}");
        check(111_222_333, true);
        check(123_456_782, true);
        check(999_990_019, true);
        check(10_000_008, true);
        check(123_456_789, false);
        check(999_990_021, false);
        check(0, false);
        check(1_112_223_330, false);
        check(u32::MAX, false);
    }

    #[test]
    fn the_official_test_range_has_9091_numbers_that_pass() {
        assert_eq!(OFFICIAL_TEST.filter(|&number| Bsn::passes(number)).count(), 9_091);
        let check = |number: u32, official: bool| assert_eq!(Bsn::is_official_test(number), official, "{number}");
        check(999_899_999, false);
        check(999_900_000, true);
        check(999_999_999, true);
        check(1_000_000_000, false);
    }

    #[test]
    fn a_number_has_nine_digits() {
        assert_eq!(Bsn::new(10_000_008).map(|bsn| bsn.to_string()).as_deref(), Some("010000008"));
        assert_eq!(Bsn::new(1_000_000_000), None);
        let check = |from: u32, expected: u32| assert_eq!(Bsn::official_test_from(from).number(), expected, "{from}");
        check(0, 999_900_006);
        check(999_900_006, 999_900_006);
        check(999_900_007, 999_900_018);
        check(u32::MAX, 999_900_006);
    }
}
