//! How long it takes from other values to what comes out of them.

use std::time::Instant;

use crate::served::Served;
use crate::test_lab::TestLab;

const PAGE: &str = "/experiments/zachtere-afbouw/what-if";
/// How often each size is asked for, each time with another value.
const TIMES: usize = 7;

/// From the release of a slider to the page with the charts, for each size that can be asked for.
pub(crate) fn try_values() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    println!(
        "what if: from other values to the page with charts (milliseconds: the first, then the middle and the slowest of {})",
        TIMES - 1
    );
    for persons in [100_000, 1_000_000, 18_000_000] {
        let mut times: Vec<f64> = (0..TIMES)
            .map(|nth| {
                let start = Instant::now();
                let path = format!("{PAGE}?persons={persons}&p.taper=0.{}", 1301 + nth);
                let answer = served.get(&path, "localhost");
                assert!(answer.starts_with("HTTP/1.1 200"), "{}", answer.lines().next().unwrap_or_default());
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        let first = times.remove(0);
        times.sort_by(f64::total_cmp);
        println!("  {persons:>10} {first:>8.0} {:>8.0} {:>8.0}", times[times.len() / 2], times[times.len() - 1]);
    }
    println!();
}
