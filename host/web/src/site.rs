//! Who answers to which name: the lab to its own, each prototype to a name under it, nobody to any other.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use crate::label::Label;

/// The domain of a lab on the visitor's own machine. Browsers know that it, and every name under it, is this machine.
const LOCAL: &str = "localhost";

/// The domain that the lab is found at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    base: Option<String>,
}

/// A domain under which no lab can be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a domain that a lab can be under: {why}")]
pub struct BadBase {
    given: String,
    why: &'static str,
}

impl Site {
    /// A lab on this machine; with a base domain it answers to that too, and each prototype to a name under it.
    ///
    /// # Errors
    /// When the domain is none.
    pub fn new(base: Option<&str>) -> Result<Site, BadBase> {
        let Some(given) = base else { return Ok(Site::default()) };
        let bad = |why| BadBase { given: given.to_owned(), why };
        let host =
            Host::parse(given).ok_or_else(|| bad("it has other characters than letters, digits, hyphens and dots"))?;
        if host.port.is_some() || given.contains(':') {
            return Err(bad("it has a port, which is told by --listen or the proxy before the lab"));
        }
        // A last part of digits makes browsers read it as a number of a machine, and those have no names under them.
        if host.name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(bad("it is the number of a machine, and those have no names under them"));
        }
        let is_label = |label: &str| {
            (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-') && !label.contains('_')
        };
        // A prototype's name of at most 63 characters goes before it; a name of the net has at most 253.
        if host.name.len() > 189 || !host.name.split('.').all(is_label) {
            return Err(bad("a part of it is empty, too long, or begins or ends with a hyphen"));
        }
        Ok(Site { base: Some(host.name).filter(|name| name != LOCAL) })
    }

    /// Whether it is found at a domain, where others can reach it.
    pub fn is_public(&self) -> bool {
        self.base.is_some()
    }

    /// Who answers to this host.
    pub(crate) fn find(&self, host: &Host) -> Here {
        let name = host.name.as_str();
        let mut bases = self.base.as_deref().into_iter().chain([LOCAL]);
        let found = bases.find_map(|base| {
            let before = name.strip_suffix(base)?;
            let place = match before.strip_suffix('.') {
                Some(label) if !label.is_empty() => Place::Prototype(label.to_owned()),
                None if before.is_empty() => Place::Lab,
                _ => return None,
            };
            Some((place, base))
        });
        let (place, base) = match found {
            Some(found) => found,
            None if host.is_loopback() => (Place::Lab, LOCAL),
            None => (Place::Elsewhere, LOCAL),
        };
        Here { place, host: host.clone(), base: base.to_owned() }
    }
}

/// Whose a host is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The lab's.
    Lab,
    /// That of a prototype with this label, if there is one.
    Prototype(String),
    /// Somebody else's.
    Elsewhere,
}

/// Where a request arrived, from which the addresses of neighbours follow: they are at the port that the visitor sees, which is
/// another than the lab's own behind a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Here {
    pub(crate) place: Place,
    pub(crate) host: Host,
    base: String,
}

impl Here {
    /// The origin of a prototype, or of a version of it, without its scheme, such as `//zorgtoeslag.localhost:8780`: pages on both
    /// sides have the same.
    pub(crate) fn prototype(&self, label: &Label) -> String {
        format!("//{}", self.at(&format!("{label}.{}", self.base)))
    }

    /// All origins of prototypes and versions, as a content security policy lists them.
    pub(crate) fn prototypes(&self) -> String {
        self.at(&format!("*.{}", self.base))
    }

    /// The origin of the lab without its scheme.
    pub(crate) fn lab(&self) -> String {
        format!("//{}", self.at(&self.base))
    }

    /// The hosts at which visitors can have the lab open, as a content security policy lists them. (It can't name an address of
    /// IPv6.)
    pub(crate) fn labs(&self) -> String {
        if self.is_public() { self.at(&self.base) } else { format!("{} {}", self.at(LOCAL), self.at("127.0.0.1")) }
    }

    /// Whether this is a configured domain, which is served over https by a proxy before the lab.
    pub(crate) fn is_public(&self) -> bool {
        self.base != LOCAL
    }

    /// The scheme that visitors see.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.is_public() { "https" } else { "http" }
    }

    fn at(&self, name: &str) -> String {
        match self.host.port {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        }
    }
}

/// The front door tells every page where it is.
impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Here, StatusCode> {
        parts.extensions.get().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A host as a request names it: in lower case, without the dot that a full name may end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// The name, or the address; that of IPv6 between brackets.
    pub(crate) name: String,
    pub(crate) port: Option<u16>,
}

impl Host {
    /// The host that a request is for: that of its address when it is written in full, whatever the header says, else that of
    /// its one `Host` header (RFC 9112, 3.2). `None` when it has no such header, more of them, or one that names no host.
    pub(crate) fn of(request: &Request) -> Option<Host> {
        if let Some(authority) = request.uri().authority() {
            return Host::parse(authority.as_str());
        }
        let mut headers = request.headers().get_all(header::HOST).iter();
        let (first, second) = (headers.next()?, headers.next());
        if second.is_some() { None } else { Host::parse(first.to_str().ok()?) }
    }

    pub(crate) fn parse(text: &str) -> Option<Host> {
        let (name, rest) = match text.strip_prefix('[') {
            Some(text) => {
                let (address, rest) = text.split_once(']')?;
                let address: Ipv6Addr = address.parse().ok()?;
                (format!("[{address}]"), rest)
            }
            None => {
                let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
                let name = name.strip_suffix('.').unwrap_or(name);
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
                if name.is_empty() || !name.bytes().all(fits) {
                    return None;
                }
                (name.to_ascii_lowercase(), rest)
            }
        };
        let port = match rest.strip_prefix(':') {
            Some("") => None,
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
            None if rest.is_empty() => None,
            _ => return None,
        };
        Some(Host { name, port })
    }

    fn is_loopback(&self) -> bool {
        let address = self.name.trim_start_matches('[').trim_end_matches(']');
        address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

impl std::fmt::Display for Host {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(out, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who answers: `lab`, `NAME`, `elsewhere`, or `none` when it is no host at all.
    fn who(site: &Site, host: &str) -> String {
        match Host::parse(host).map(|host| site.find(&host).place) {
            None => "none".to_owned(),
            Some(Place::Lab) => "lab".to_owned(),
            Some(Place::Prototype(name)) => name,
            Some(Place::Elsewhere) => "elsewhere".to_owned(),
        }
    }

    #[test]
    fn a_host_belongs_to_the_lab_to_a_prototype_or_to_nobody_here() {
        let (local, public) = (Site::default(), Site::new(Some("Lab.Example.NL.")).expect("a domain"));
        let check = |host: &str, on_local: &str, on_public: &str| {
            assert_eq!(who(&local, host), on_local, "{host} on this machine");
            assert_eq!(who(&public, host), on_public, "{host} under a domain");
        };
        for lab in [
            "localhost",
            "localhost:8780",
            "LocalHost.:8780",
            "localhost:",
            "127.0.0.1:8780",
            "127.0.0.9",
            "[::1]:80",
            "[::1]",
        ] {
            check(lab, "lab", "lab");
        }
        check("lab.example.nl", "elsewhere", "lab");
        check("LAB.example.nl.:443", "elsewhere", "lab");
        check("zorgtoeslag.localhost:8780", "zorgtoeslag", "zorgtoeslag");
        check("ZorgToeslag.LOCALHOST.:8780", "zorgtoeslag", "zorgtoeslag");
        check("zorgtoeslag.lab.example.nl", "elsewhere", "zorgtoeslag");
        check("a.b.localhost", "a.b", "a.b");
        for other in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "xlab.example.nl",
            "example.nl",
            "10.0.0.1:8780",
            "[::2]:80",
            "0.0.0.0",
            "[::ffff:127.0.0.1]",
            "127.1",
            "2130706433",
        ] {
            check(other, "elsewhere", "elsewhere");
        }
        for none in [
            "",
            ":80",
            ".",
            "[::1",
            "::1",
            "[localhost]",
            "localhost:+80",
            "localhost:99999",
            "localhost:80:80",
            "user@localhost",
            "localhost/x",
            "local host",
            "[::1]x",
            "lab\u{e9}.localhost",
        ] {
            check(none, "none", "none");
        }
        // A name with nothing before the dot is a name of nobody.
        check(".localhost", "elsewhere", "elsewhere");
    }

    #[test]
    fn neighbours_are_at_the_port_that_the_visitor_sees() {
        let here = |site: &Site, host: &str| site.find(&Host::parse(host).expect("a host"));
        let local = here(&Site::default(), "[::1]:8780");
        assert_eq!(local.prototype(&Label::parse("zorg").expect("a label")), "//zorg.localhost:8780");
        let local = here(&Site::default(), "zorg.localhost:9000");
        assert_eq!(
            (local.lab().as_str(), local.labs().as_str()),
            ("//localhost:9000", "localhost:9000 127.0.0.1:9000")
        );
        let public = here(&Site::new(Some("lab.example")).expect("a domain"), "zorg.lab.example");
        assert_eq!(
            (public.lab().as_str(), public.labs().as_str(), public.scheme()),
            ("//lab.example", "lab.example", "https")
        );
    }

    #[test]
    fn a_base_domain_is_a_name_that_can_have_names_under_it() {
        for right in ["lab.example", "localhost", "a-b.example", "lab"] {
            assert!(Site::new(Some(right)).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "lab.example:80",
            "127.0.0.1",
            "[::1]",
            "a..b",
            "-a.example",
            "http://lab.example",
            "*.example",
            "a_b.example",
        ] {
            assert!(Site::new(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
