//! Exponential, logarithm and normal quantiles from plain arithmetic: the same bits on every platform, which the system's
//! mathematical library does not promise.

/// e to the power `x`, for `x` between -40 and 40; relative error below 1e-13.
pub(crate) fn exp(x: f64) -> f64 {
    // Halve until small, sum the series, square back.
    let halvings = 12;
    let small = x / f64::from(1 << halvings);
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..10 {
        term *= small / f64::from(n);
        sum += term;
    }
    for _ in 0..halvings {
        sum *= sum;
    }
    sum
}

/// The natural logarithm of `x`, for `x` above 0; by Newton's method on [`exp`].
pub(crate) fn ln(x: f64) -> f64 {
    let mut guess = 0.0;
    let mut reduced = x;
    while reduced > 2.0 {
        reduced /= std::f64::consts::E;
        guess += 1.0;
    }
    while reduced < 0.5 {
        reduced *= std::f64::consts::E;
        guess -= 1.0;
    }
    let mut log = reduced - 1.0;
    for _ in 0..6 {
        let power = exp(log);
        log += 2.0 * (reduced - power) / (reduced + power);
    }
    guess + log
}

/// The quantile of the standard normal distribution, for `p` between 0 and 1, both excluded.
///
/// P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003); relative error below
/// 1.15e-9.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e1,
        2.209460984245205e2,
        -2.759285104469687e2,
        1.38357751867269e2,
        -3.066479806614716e1,
        2.506628277459239,
    ];
    const B: [f64; 5] =
        [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1];
    const C: [f64; 6] = [
        -7.784894002430293e-3,
        -3.223964580411365e-1,
        -2.400758277161838e0,
        -2.549732539343734e0,
        4.374664141464968e0,
        2.938163982698783e0,
    ];
    const D: [f64; 4] = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996e0, 3.754408661907416e0];
    const LOW: f64 = 0.02425;
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = (-2.0 * ln(p)).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    };
    if p < LOW {
        tail(p)
    } else if p > 1.0 - LOW {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_system() {
        for x in [-20.0, -1.5, -0.1, 0.0, 0.3, 1.0, 5.0, 12.0] {
            assert!((exp(x) / f64::exp(x) - 1.0).abs() < 1e-11, "exp({x})");
        }
        for x in [1e-9, 0.01, 0.5, 1.0, 3.0, 1e6] {
            assert!((ln(x) - f64::ln(x)).abs() < 1e-10, "ln({x})");
        }
    }

    #[test]
    fn normal_quantiles_are_the_published_ones() {
        for (p, expected) in [(0.5, 0.0), (0.975, 1.959_964), (0.001, -3.090_232), (0.9, 1.281_552)] {
            assert!((normal_quantile(p) - expected).abs() < 1e-5, "{p}: {}", normal_quantile(p));
        }
    }
}
