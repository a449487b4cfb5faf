//! How uncertain a number is.

use fieldlab_domain::evidence::Estimate;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The mean of the values of the replicates, with the 95% interval of Student's t for that mean.
///
/// The replicates are independent draws of the population; the interval says how much the draw matters, nothing else. One
/// replicate has no interval. `values` must not be empty.
pub fn estimate(values: &[f64]) -> Estimate {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if values.len() < 2 {
        return Estimate { value: mean, low: None, high: None };
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let reach = t_quantile_975(values.len() - 1) * (variance / count).sqrt();
    Estimate { value: mean, low: Some(mean - reach), high: Some(mean + reach) }
}

/// The 97.5% quantile of Student's t, rounded to four decimals: the logarithms behind it differ in their last bits from one
/// platform to the next, and evidence may not.
fn t_quantile_975(degrees: usize) -> f64 {
    let t = StudentsT::new(0.0, 1.0, degrees as f64).expect("the degrees of freedom are positive");
    (t.inverse_cdf(0.975) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_t_quantile_is_the_published_one() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2.
        for (degrees, expected) in [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (29, 2.045), (99, 1.984)] {
            let found = t_quantile_975(degrees);
            assert!((found - expected).abs() < 5e-4, "{degrees}: {found}");
        }
    }

    #[test]
    fn an_estimate_is_the_mean_and_its_interval() {
        let estimate = estimate(&[10.0, 12.0, 14.0]);
        assert_eq!(estimate.value, 12.0);
        // 4.3027 * 2 / sqrt(3)
        assert!((estimate.high.expect("it has one") - 16.968).abs() < 1e-3, "{estimate:?}");
        assert_eq!(super::estimate(&[3.0]), Estimate { value: 3.0, low: None, high: None });
    }
}
