//! Horizontal bars: where they begin, how long they are, all in thousandths of the width of the chart.

use fieldlab_domain::evidence::Estimate;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// The class of the style: which variant, or gain, lose or same.
    pub(crate) class: String,
    /// The left end.
    pub(crate) x: u32,
    /// The length.
    pub(crate) width: u32,
    /// The interval: its left end and its length; with a length of 0 when there is none.
    pub(crate) interval: (u32, u32),
    /// The value in words.
    pub(crate) words: String,
}

/// The range of the values of a chart; always with 0 in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// The range of the values, with their intervals.
    pub(crate) fn of<'a>(values: impl Iterator<Item = &'a Estimate>) -> Axis {
        let ends = values.flat_map(|value| [Some(value.value), value.low, value.high].into_iter().flatten());
        let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        Axis { low, high: if high > low { high } else { low + 1.0 } }
    }

    /// From 0 to `high`.
    pub(crate) fn up_to(high: f64) -> Axis {
        Axis { low: 0.0, high: if high > 0.0 { high } else { 1.0 } }
    }

    fn place(self, value: f64) -> u32 {
        ((value - self.low) / (self.high - self.low) * 1000.0).round().clamp(0.0, 1000.0) as u32
    }

    /// Where 0 is.
    pub(crate) fn zero(self) -> u32 {
        self.place(0.0)
    }

    /// The bar from 0 to a value.
    pub(crate) fn bar(self, class: &str, value: &Estimate, words: String) -> Bar {
        let (x, width) = self.span(value.value.min(0.0), value.value.max(0.0));
        let interval = match (value.low, value.high) {
            (Some(low), Some(high)) => self.span(low, high),
            _ => (0, 0),
        };
        Bar { class: class.to_owned(), x, width, interval, words }
    }

    fn span(self, from: f64, to: f64) -> (u32, u32) {
        let (from, to) = (self.place(from), self.place(to));
        (from, to - from)
    }
}

/// Bars end to end that fill the whole width: each part with its class.
pub(crate) fn stacked(parts: &[(&str, f64)]) -> Vec<Bar> {
    let axis = Axis::up_to(parts.iter().map(|(_, part)| part).sum());
    let mut from = 0.0;
    let bar = |(class, part): &(&str, f64)| {
        let (x, width) = axis.span(from, from + part);
        from += part;
        Bar { class: (*class).to_owned(), x, width, interval: (0, 0), words: String::new() }
    };
    parts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_zero() {
        let estimate = |value: f64| Estimate { value, low: Some(value - 1.0), high: Some(value + 1.0) };
        let values = [estimate(9.0), estimate(-9.0)];
        let axis = Axis::of(values.iter());
        let bars = values.map(|value| axis.bar("v0", &value, String::new()));
        assert_eq!((axis.zero(), bars[0].x, bars[0].width, bars[0].interval), (500, 500, 450, (900, 100)));
        assert_eq!((bars[1].x, bars[1].width), (50, 450));
    }

    #[test]
    fn stacked_bars_fill_the_width() {
        let bars = stacked(&[("lose", 1.0), ("same", 2.0), ("gain", 1.0)]);
        let places: Vec<(u32, u32)> = bars.iter().map(|bar| (bar.x, bar.width)).collect();
        assert_eq!(places, [(0, 250), (250, 500), (750, 250)]);
        assert!(stacked(&[("lose", 0.0)]).iter().all(|bar| bar.width == 0));
    }
}
