//! Decimal numbers without rounding: how amounts and shares are written in declarations.

/// Reads a decimal number as a whole number of `10^-decimals`; `None` when it is not one, has more decimals or is too large.
///
/// `parse_decimal("0.1373", 6)` is 137300.
pub fn parse_decimal(text: &str, decimals: u32) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || (digits.contains('.') && fraction.is_empty())
    {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let missing = decimals.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let scale = 10_i64.checked_pow(decimals)?;
    let fraction =
        if fraction.is_empty() { 0 } else { fraction.parse::<i64>().ok()?.checked_mul(10_i64.pow(missing))? };
    let size = whole.parse::<i64>().ok()?.checked_mul(scale)?.checked_add(fraction)?;
    Some(if negative { -size } else { size })
}

/// Writes a whole number of `10^-decimals` with at least `least` decimals and no needless zeros after them.
pub fn format_decimal(size: i64, decimals: u32, least: usize) -> String {
    let scale = 10_u64.pow(decimals);
    let magnitude = size.unsigned_abs();
    let sign = if size < 0 { "-" } else { "" };
    let mut fraction = format!("{:0width$}", magnitude % scale, width = decimals as usize);
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{dot}{fraction}", magnitude / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_decimals_exactly() {
        let check = |text: &str, decimals: u32, expected: Option<i64>| {
            assert_eq!(parse_decimal(text, decimals), expected, "{text}");
        };
        check("0.1373", 6, Some(137_300));
        check("2119", 2, Some(211_900));
        check("-12.5", 2, Some(-1_250));
        check("12.345", 2, None);
        check("12.340", 2, Some(1_234));
        check("1e5", 2, None);
        check("", 2, None);
        check(".", 2, None);
        check("5.", 2, None);
        check("99999999999999999999", 2, None);
        assert_eq!(format_decimal(137_300, 6, 1), "0.1373");
        assert_eq!(format_decimal(-1_250, 2, 2), "-12.50");
        assert_eq!(format_decimal(0, 6, 0), "0");
    }
}
