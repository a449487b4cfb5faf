//! Results as people read them: one format for all values of a table.

use fieldlab_domain::evidence::{Estimate, Unit};
use fieldlab_domain::text::Language;

use crate::text::{decimals_of, euro, magnitude, number};

/// How the values of a table are written: all with the same unit and decimals.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    language: Language,
    unit: Unit,
    divisor: f64,
    word: &'static str,
    decimals: usize,
}

impl Format {
    /// The format for values of a unit up to `largest`, in the unit of the evidence.
    pub(crate) fn new(language: Language, unit: Unit, largest: f64) -> Format {
        let (divisor, word) = match unit {
            Unit::Share | Unit::Number => (1.0, ""),
            Unit::Euro | Unit::Persons => magnitude(language, largest),
        };
        let decimals = match unit {
            Unit::Share => 1,
            Unit::Number => 3,
            Unit::Persons if divisor == 1.0 => 0,
            Unit::Euro if divisor == 1.0 => {
                if largest.abs() >= 1000.0 {
                    0
                } else {
                    2
                }
            }
            // One more than a single number needs: small groups stand in the same table.
            _ => (decimals_of(largest / divisor) + 1).min(3),
        };
        Format { language, unit, divisor, word, decimals }
    }

    /// The format for a single value.
    pub fn single(language: Language, unit: Unit, value: f64) -> Format {
        let format = Format::new(language, unit, value);
        let decimals = match unit {
            Unit::Euro if format.divisor == 1.0 && value.abs() >= 99.5 => 0,
            _ if format.divisor == 1.0 => format.decimals,
            _ => decimals_of(value / format.divisor),
        };
        Format { decimals, ..format }
    }

    /// A value.
    pub fn show(&self, value: f64) -> String {
        let scaled = match self.unit {
            Unit::Share => value * 100.0,
            _ => value / self.divisor,
        };
        let written = number(self.language, scaled, self.decimals);
        let written = if self.unit == Unit::Euro { euro(written) } else { written };
        match self.unit {
            Unit::Share => format!("{written}%"),
            _ if self.word.is_empty() => written,
            _ => format!("{written}\u{a0}{}", self.word),
        }
    }

    /// A difference, with its sign; between shares it is in percentage points.
    pub fn difference(&self, value: f64) -> String {
        let written = match (self.unit, self.language) {
            (Unit::Share, Language::Nl) => self.show(value).replace('%', "\u{a0}procentpunt"),
            (Unit::Share, Language::En) => self.show(value).replace('%', "\u{a0}percentage points"),
            _ => self.show(value),
        };
        let is_zero = !written.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if value > 0.0 && !is_zero { format!("+{written}") } else { written }
    }

    /// How far the interval reaches on either side: `± € 3`; empty when there is none.
    pub(crate) fn reach(&self, estimate: &Estimate) -> String {
        match (estimate.low, estimate.high) {
            (Some(low), Some(high)) => {
                let reach = self.show((high - low) / 2.0);
                format!("±\u{a0}{}", reach.strip_prefix("€\u{a0}").unwrap_or(&reach).replace('%', ""))
            }
            _ => String::new(),
        }
    }
}

/// A part of a whole as a percentage, without decimals unless it is small: `31%`, `0,4%`.
pub(crate) fn percent(language: Language, part: f64, whole: f64) -> String {
    let percent = if whole == 0.0 { 0.0 } else { part / whole * 100.0 };
    let decimals = usize::from(percent != 0.0 && percent < 9.95);
    format!("{}%", number(language, percent, decimals))
}

/// A relative change with its sign: `+0,31%`.
pub(crate) fn relative(language: Language, change: f64) -> String {
    let written = number(language, change * 100.0, 2);
    let sign = if change > 0.0 && written.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { "+" } else { "" };
    format!("{sign}{written}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_table_have_one_format() {
        let check = |unit, largest, value, expected: [&str; 2]| {
            let format = Format::new(Language::Nl, unit, largest);
            let written = [format.show(value), format.difference(value)].map(|text| text.replace('\u{a0}', " "));
            assert_eq!(written, expected);
        };
        check(Unit::Euro, 5.2e9, 31e6, ["€ 0,031 miljard", "+€ 0,031 miljard"]);
        check(Unit::Euro, 800.0, -12.5, ["−€ 12,50", "−€ 12,50"]);
        check(Unit::Euro, 1549.0, 12.5, ["€ 12", "+€ 12"]);
        check(Unit::Share, 0.4, 0.123, ["12,3%", "+12,3 procentpunt"]);
        check(Unit::Share, 0.4, 0.0001, ["0,0%", "0,0 procentpunt"]);
        check(Unit::Persons, 14e6, 4.2e6, ["4,20 miljoen", "+4,20 miljoen"]);
        check(Unit::Number, 0.6, 0.52, ["0,520", "+0,520"]);
    }

    #[test]
    fn an_interval_says_how_far_it_reaches() {
        let format = Format::new(Language::Nl, Unit::Euro, 800.0);
        let estimate = Estimate { value: 10.0, low: Some(9.0), high: Some(11.0) };
        assert_eq!(format.reach(&estimate).replace('\u{a0}', " "), "± 1,00");
        assert_eq!(format.reach(&Estimate { low: None, ..estimate }), "");
        assert_eq!([percent(Language::Nl, 1.0, 3.0), percent(Language::Nl, 1.0, 300.0)], ["33%", "0,3%"]);
        assert_eq!(relative(Language::En, 0.0031), "+0.31%");
    }
}
