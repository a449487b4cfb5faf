//! Names of things in the lab.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a need, prototype, experiment or variant: lower-case letters, digits and single hyphens, at most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Reads a name; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Name, String> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() {
            return Err("a name may not be empty".to_owned());
        }
        if text.len() > 64 {
            return Err(format!("a name may have 64 characters, not {}", text.len()));
        }
        if !text.bytes().all(fits) || text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err(format!(
                "`{text}` is not a name: use lower-case letters, digits and single hyphens between them"
            ));
        }
        Ok(Name(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The candidate most like `wanted`, when one is near enough to be what was meant.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| strsim::jaro_winkler(wanted, candidate) > 0.75)
        .map(|candidate| (likeness(wanted, candidate), candidate))
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// How alike two words are, 0 to 1: letters in nearly the same order (typing errors) and pairs of letters in common (a part left
/// out) count alike.
fn likeness(left: &str, right: &str) -> f64 {
    (strsim::jaro_winkler(left, right) + strsim::sorensen_dice(left, right)) / 2.0
}

/// A hint that names the nearest candidate, or lists them when they are few.
pub fn nearest_hint<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(wanted, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None if candidates.is_empty() => "there are none here".to_owned(),
        None if candidates.len() <= 20 => format!("use one of: {}", candidates.join(", ")),
        None => format!("there are {} to choose from, such as `{}`", candidates.len(), candidates[0]),
    }
}
