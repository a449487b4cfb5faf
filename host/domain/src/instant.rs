//! Moments as programs read them: `2026-01-31T14:05:09Z` (RFC 3339, in UTC).

use crate::date::Date;

const SECONDS_A_DAY: i64 = 86_400;

/// A moment, in seconds since 1970-01-01T00:00Z, in words for programs.
pub fn written(seconds: i64) -> String {
    format!("{}Z", without_zone(seconds))
}

/// A moment, in milliseconds since 1970-01-01T00:00Z, in words for programs.
pub fn written_ms(milliseconds: i64) -> String {
    format!("{}.{:03}Z", without_zone(milliseconds.div_euclid(1_000)), milliseconds.rem_euclid(1_000))
}

fn without_zone(seconds: i64) -> String {
    let day = Date(i32::try_from(seconds.div_euclid(SECONDS_A_DAY)).unwrap_or(0));
    let second = seconds.rem_euclid(SECONDS_A_DAY);
    format!("{day}T{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// Reads what [`written`] gives, in seconds since 1970-01-01T00:00Z; `None` when it is something else.
pub fn read(text: &str) -> Option<i64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let day: Date = day.parse().ok()?;
    let parts: Vec<i64> = time.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hours @ 0..24, minutes @ 0..60, seconds @ 0..60] = parts[..] else { return None };
    Some(i64::from(day.0) * SECONDS_A_DAY + hours * 3_600 + minutes * 60 + seconds)
}

/// For serde: seconds since 1970-01-01T00:00Z, written as [`written`] does.
pub mod seconds {
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// Writes a moment.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::written(*at))
    }

    /// Reads a moment.
    ///
    /// # Errors
    /// When it is none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::read(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no moment")))
    }
}

/// For serde: the same, where there may be none.
pub mod maybe_seconds {
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// Writes a moment, or nothing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::seconds::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a moment, or nothing.
    ///
    /// # Errors
    /// When it is something else.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        let read =
            |text: String| super::read(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no moment")));
        text.map(read).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_is_written() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (1_767_225_600, "2026-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(written(seconds), text);
            assert_eq!(read(text), Some(seconds));
        }
        assert_eq!(written_ms(1_767_225_599_007), "2025-12-31T23:59:59.007Z");
        assert_eq!(written_ms(-1), "1969-12-31T23:59:59.999Z");
        for text in ["", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "0"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
