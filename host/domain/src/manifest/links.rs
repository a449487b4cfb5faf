//! Interfaces that a prototype imports, and the prototypes that export them.

use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::reader::Section;

/// An interface that another prototype exports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its full name with its version, such as `regelingen:rekenen/bedragen@0.1.0`.
    pub interface: String,
    /// Who exports it.
    pub prototype: Name,
}

/// Packages of which the lab itself gives the interfaces.
const OWN: [&str; 2] = ["wasi:", "fieldlab:"];

/// Reads `links`: for each interface the prototype that exports it. Calling it is a call: it is granted as one.
pub(super) fn read_links(section: &Section<'_>, calls: &[Name]) -> Vec<Link> {
    let Some(table) = section.optional_section("links", "links") else { return Vec::new() };
    let mut links = Vec::new();
    for (interface, prototype) in table.plain_values() {
        let (is_interface, name) = (is_interface(&interface), Name::parse(&prototype));
        if !is_interface {
            let hint = "write: links = { \"package:name/interface@0.1.0\" = \"prototype\" }";
            section.fault("links", format!("`{interface}` is not the name of an interface"), hint);
        } else if OWN.iter().any(|own| interface.starts_with(own)) {
            section.fault("links", format!("`{interface}` is given by the lab"), "take it out of `links`");
        }
        match name {
            Err(what) => section.fault("links", what, ""),
            Ok(name) if !calls.contains(&name) => {
                let hint = format!("write: calls = [\"{name}\"]");
                section.fault("links", format!("`{name}` is linked to, and not among the `calls`"), hint);
            }
            Ok(prototype) => links.push(Link { interface, prototype }),
        }
    }
    links
}

/// Whether this names an interface of a package, with or without a version.
fn is_interface(name: &str) -> bool {
    let (path, version) = name.split_once('@').unwrap_or((name, "0"));
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let parts: Vec<&str> = path.split([':', '/']).collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(fits);
    let is_version = version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte));
    parts.len() == 3
        && parts.iter().all(is_word)
        && path.contains(':')
        && path.contains('/')
        && is_version
        && !version.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;

    fn parse(service: &str) -> Result<Vec<Link>, String> {
        let manifest = format!(
            r#"
            name = "plein"
            version = "0.1.0"
            title = {{ nl = "Plein", en = "Plaza" }}
            summary = {{ nl = "Een plein.", en = "A plaza." }}
            needs = []
            owner = {{ organisation = "Buurthuis", sector = "society" }}
            [service]
            {service}
            "#
        );
        let manifest = Manifest::parse("prototype.toml", &manifest).map_err(|faults| faults.to_string())?;
        Ok(manifest.service.map(|service| service.links).unwrap_or_default())
    }

    #[test]
    fn an_interface_is_linked_to_who_exports_it() {
        let links = parse("calls = [\"regelingen\"]\nlinks = { \"a:b/c@0.1.0\" = \"regelingen\" }");
        let links = links.unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!((links[0].interface.as_str(), links[0].prototype.as_str()), ("a:b/c@0.1.0", "regelingen"));
        let check = |service: &str, fault: &str| {
            let faults = parse(service).expect_err("it has a fault");
            assert!(faults.contains(fault), "{fault}: {faults}");
        };
        check("links = { \"a:b/c@0.1.0\" = \"regelingen\" }", "calls = [\"regelingen\"]");
        check("calls = [\"r\"]\nlinks = { \"wasi:http/types@0.2.0\" = \"r\" }", "is given by the lab");
        check("calls = [\"r\"]\nlinks = { \"bedragen\" = \"r\" }", "is not the name of an interface");
        check("calls = [\"r\"]\nlinks = { \"a:b/c@0.1.0\" = \"R!\" }", "is not a name");
    }
}
