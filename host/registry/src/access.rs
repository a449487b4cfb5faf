//! How registries let somebody in: with a name and a password (RFC 7617), or with a token that these buy elsewhere
//! (<https://distribution.github.io/distribution/spec/auth/token/>).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Somebody's name and password at a registry.
#[derive(Clone)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password, or an access token.
    pub password: String,
}

impl Credentials {
    pub(crate) fn header(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password)))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Credentials of {}", self.user)
    }
}

/// What a registry asks of who comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// A name and a password.
    Basic,
    /// A token from `realm`, which is asked for with these words.
    Bearer { realm: String, query: Vec<(String, String)> },
}

impl Challenge {
    /// Reads the header `WWW-Authenticate`; `None` when it asks for something else.
    pub(crate) fn parse(header: &str) -> Option<Challenge> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Challenge::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let mut parameters = parameters(rest);
        let at = parameters.iter().position(|(name, _)| name == "realm")?;
        let (_, realm) = parameters.remove(at);
        parameters.retain(|(name, _)| name == "service" || name == "scope");
        Some(Challenge::Bearer { realm, query: parameters })
    }
}

/// The parameters of a challenge: names with values in quotes, which may hold commas.
fn parameters(mut text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, rest)) = text.split_once('=') {
        let name = name.trim_matches([' ', ',']).to_ascii_lowercase();
        let (value, rest) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
        found.push((name, value.to_owned()));
        text = rest;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read() {
        let header = r#"Bearer realm="https://auth.example.nl/token",service="example.nl",scope="repository:a/b:pull,push",error="x""#;
        let query = vec![
            ("service".to_owned(), "example.nl".to_owned()),
            ("scope".to_owned(), "repository:a/b:pull,push".to_owned()),
        ];
        let realm = "https://auth.example.nl/token".to_owned();
        assert_eq!(Challenge::parse(header), Some(Challenge::Bearer { realm, query }));
        assert_eq!(Challenge::parse("Basic realm=\"lab\""), Some(Challenge::Basic));
        assert_eq!(Challenge::parse("Negotiate"), None);
        assert_eq!(Challenge::parse("Bearer service=\"x\""), None);
    }
}
