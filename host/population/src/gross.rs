//! From what somebody keeps to gross income, and back.
//!
//! The model's tax is simple: it takes 8% up to 15,000 euro, 30% of what is above it, and 48% above 75,000. What households keep has
//! more in it than income of persons (allowances, child benefit), and less is taxed than that. So what the simple tax gives is moved
//! along a line with bends at the bounds of the published classes of gross income, which are solved so that each class has as many
//! persons as published: who earns more than another still does.

/// Bounds of the published classes of gross income, euro a year (CBS 83931NED).
pub(crate) const BOUNDS: [i32; 7] = [10_000, 20_000, 30_000, 40_000, 50_000, 100_000, 200_000];

/// Where the simple tax puts the bounds, and how steep the line is between them.
#[derive(Clone, Debug)]
pub(crate) struct Gross {
    /// By the simple tax, and gross: where each piece of the line begins.
    starts: [(i64, i64); BOUNDS.len() + 1],
    /// In 2^-16: gross over simple.
    slopes: [i64; BOUNDS.len() + 1],
}

impl Gross {
    /// From the factors by which the simple tax is off at each bound, and beyond the last.
    pub(crate) fn new(levels: &[f64; BOUNDS.len() + 1]) -> Gross {
        let mut starts = [(0, 0); BOUNDS.len() + 1];
        for (at, bound) in BOUNDS.iter().enumerate() {
            let simple = (f64::from(*bound) * levels[at]) as i64;
            starts[at + 1] = (simple.max(starts[at].0 + 1), i64::from(*bound));
        }
        let slope = |at: usize| match (starts[at], starts.get(at + 1)) {
            ((simple, gross), Some((next_simple, next))) => ((next - gross) << 16) / (next_simple - simple),
            _ => (levels[BOUNDS.len()] * 65_536.0) as i64,
        };
        Gross { starts, slopes: std::array::from_fn(|at| slope(at).max(1)) }
    }

    /// The gross income of somebody who keeps `net`, euro a year.
    #[inline]
    pub(crate) fn of_net(&self, net: i32) -> i32 {
        const FIRST: i64 = 13_800;
        const SECOND: i64 = FIRST + 42_000;
        let net = i64::from(net);
        let simple = if net <= FIRST {
            net * 100 / 92
        } else if net <= SECOND {
            15_000 + (net - FIRST) * 100 / 70
        } else {
            75_000 + (net - SECOND) * 100 / 52
        };
        self.of_simple(simple)
    }

    /// The gross income of somebody whom the simple tax gives this one.
    #[inline]
    pub(crate) fn of_simple(&self, simple: i64) -> i32 {
        let after = self.starts.iter().filter(|(start, _)| simple >= *start).count();
        let (start, gross) = self.starts[after.max(1) - 1];
        (gross + (((simple - start) * self.slopes[after.max(1) - 1]) >> 16)) as i32
    }

    /// What the simple tax gives somebody with this gross income.
    pub(crate) fn simple_of(&self, gross: i32) -> i64 {
        let gross = i64::from(gross);
        let after = self.starts.iter().filter(|(_, start)| gross >= *start).count();
        let (simple, start) = self.starts[after.max(1) - 1];
        simple + ((gross - start) << 16) / self.slopes[after.max(1) - 1]
    }

    /// What somebody keeps of a gross income, euro a year.
    pub(crate) fn net_of(&self, gross: i32) -> i32 {
        let simple = self.simple_of(gross);
        let net = match simple {
            ..=15_000 => simple * 92 / 100,
            15_001..=75_000 => 13_800 + (simple - 15_000) * 70 / 100,
            _ => 55_800 + (simple - 75_000) * 52 / 100,
        };
        net as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_and_bounds_are_where_they_are_put() {
        let gross = Gross::new(&[0.8, 0.9, 1.0, 1.1, 1.2, 1.1, 1.0, 1.5]);
        for net in (0..400_000).step_by(777) {
            let there = gross.of_net(net);
            assert!((gross.net_of(there) - net).abs() <= 3, "{net}: {there}");
            assert!(gross.of_net(net + 777) >= there, "{net}");
        }
        assert_eq!(gross.of_simple(8_000), 10_000);
        assert_eq!(gross.of_simple(60_000), 50_000);
        assert_eq!(gross.of_simple(200_100), 200_150);
        let straight = Gross::new(&[1.0; 8]);
        assert_eq!(straight.of_net(13_800), 15_000);
        assert_eq!(straight.net_of(75_000), 55_800);
    }
}
