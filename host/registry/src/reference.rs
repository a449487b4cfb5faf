//! Names of things in registries, as in `localhost:5000/prototypes/zorgtoeslag:1.0`.
//!
//! The rules for their letters are those of the OCI distribution specification 1.1, "Pulling manifests".

use std::fmt;
use std::str::FromStr;

use fieldlab_domain::digest::Digest;

use crate::RegistryError;

/// Which version of what is in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// What has this tag now.
    Tag(String),
    /// Exactly this.
    Digest(Digest),
}

/// A place in a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The host of the registry, with its port if it has one.
    pub registry: String,
    /// The repository.
    pub repository: String,
    /// The version, when it is said.
    pub version: Option<Version>,
}

impl Reference {
    /// Whether the registry is on this machine, and is spoken to without encryption.
    pub fn is_local(&self) -> bool {
        let host = self.registry.rsplit_once(':').map_or(self.registry.as_str(), |(host, _)| host);
        matches!(host, "localhost" | "127.0.0.1" | "[::1]")
    }

    /// The address of the registry.
    pub fn address(&self) -> String {
        let scheme = if self.is_local() { "http" } else { "https" };
        format!("{scheme}://{}", self.registry)
    }

    /// This place with a tag.
    ///
    /// # Errors
    /// When it can't be a tag.
    pub fn with_tag(&self, tag: &str) -> Result<Reference, RegistryError> {
        if !is_tag(tag) {
            let what = "a tag has at most 128 letters, digits, underscores, points and hyphens";
            return Err(RegistryError::Reference { text: tag.to_owned(), what });
        }
        Ok(Reference { version: Some(Version::Tag(tag.to_owned())), ..self.clone() })
    }

    /// This place with a digest.
    pub fn with_digest(&self, digest: Digest) -> Reference {
        Reference { version: Some(Version::Digest(digest)), ..self.clone() }
    }
}

impl FromStr for Reference {
    type Err = RegistryError;

    fn from_str(text: &str) -> Result<Reference, RegistryError> {
        let fault = |what| RegistryError::Reference { text: text.to_owned(), what };
        let (registry, rest) = text.split_once('/').ok_or_else(|| fault("it has no /"))?;
        if !is_registry(registry) {
            return Err(fault("before the first / stands a host, such as localhost:5000"));
        }
        let (repository, version) = match (rest.split_once('@'), rest.split_once(':')) {
            (Some((repository, digest)), _) => {
                let digest = Digest::parse(digest).ok_or_else(|| fault("after @ stands sha256: and 64 digits"))?;
                (repository, Some(Version::Digest(digest)))
            }
            (None, Some((repository, tag))) if is_tag(tag) => (repository, Some(Version::Tag(tag.to_owned()))),
            (None, Some(_)) => {
                return Err(fault("a tag has at most 128 letters, digits, underscores, points and hyphens"));
            }
            (None, None) => (rest, None),
        };
        if repository.len() > 255 || !repository.split('/').all(is_component) {
            return Err(fault("a repository has lower-case letters, digits, hyphens and slashes"));
        }
        Ok(Reference { registry: registry.to_owned(), repository: repository.to_owned(), version })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.registry, self.repository)?;
        match &self.version {
            Some(Version::Tag(tag)) => write!(out, ":{tag}"),
            Some(Version::Digest(digest)) => write!(out, "@{digest}"),
            None => Ok(()),
        }
    }
}

fn is_registry(text: &str) -> bool {
    let letters =
        |host: &str| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    (letters(host) || host == "[::1]") && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_tag(tag: &str) -> bool {
    let letters = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    (1..=128).contains(&tag.len()) && letters && !tag.starts_with(['.', '-'])
}

/// Lower-case letters and digits, with single points, one or two underscores, or hyphens between them.
fn is_component(component: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let separators = component.split(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    let fits =
        |separator: &str| matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-');
    edge(component.bytes().next()) && edge(component.bytes().last()) && separators.into_iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = text.parse::<Reference>().ok().map(|reference| format!("{} {reference}", reference.address()));
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn references_are_read() {
        check("localhost:5000/a/b-c:1.0", Some("http://localhost:5000 localhost:5000/a/b-c:1.0"));
        check("127.0.0.1/a", Some("http://127.0.0.1 127.0.0.1/a"));
        check("registry.example.nl/a__b:v1", Some("https://registry.example.nl registry.example.nl/a__b:v1"));
        check("localhost.example.nl/a:1", Some("https://localhost.example.nl localhost.example.nl/a:1"));
        let digest = Digest::of(b"");
        check(&format!("example.nl/a@{digest}"), Some(&format!("https://example.nl example.nl/a@{digest}")));
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in [
            "",
            "zorgtoeslag",
            "/a:1",
            "example.nl/",
            "example.nl/A:1",
            "example.nl/a:",
            "example.nl/a:b:c",
            "example.nl/a:.b",
            "example.nl/../a:1",
            "example.nl/a//b",
            "example.nl/a?b:1",
            "user@example.nl/a:1",
            "example.nl:99999/a",
            "example.nl/a@sha256:1",
            "example.nl/a___b",
            "example.nl/-a",
        ] {
            check(text, None);
        }
    }
}
