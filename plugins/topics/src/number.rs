//! The exponential, worked out with additions and multiplications alone: to the bit the same natively and in WebAssembly.

/// e to the power of `exponent`, which is taken between -80 and 80.
pub fn exponential(exponent: f32) -> f32 {
    const LN_2: f64 = std::f64::consts::LN_2;
    let exponent = f64::from(exponent).clamp(-80.0, 80.0);
    let twos = (exponent / LN_2).round();
    let rest = exponent - twos * LN_2;
    let mut term = 1.0;
    let mut sum = 1.0;
    for step in 1..12 {
        term *= rest / f64::from(step);
        sum += term;
    }
    // Between -116 and 116, so the bits of a whole power of two are within range.
    let power = f64::from_bits(((twos as i64 + 1023) as u64) << 52);
    (sum * power) as f32
}

/// Turns scores into shares that add up to one.
pub fn shares(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = exponential(*score - most);
        total += *score;
    }
    for score in scores.iter_mut() {
        *score /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        for exponent in [-20.0_f32, -1.0, -0.1, 0.0, 0.3, 1.0, 12.5] {
            let expected = exponent.exp();
            assert!((exponential(exponent) - expected).abs() <= expected * 1e-6);
        }
        assert!(exponential(-1000.0) > 0.0);
    }

    #[test]
    fn shares_add_up() {
        let mut scores = [1.0, 2.0, 3.0];
        shares(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(scores[2] > scores[1] && scores[1] > scores[0]);
    }
}
