//! What a component exports and imports, from its bytes alone: whether it has the web service that its manifest speaks of.

use fieldlab_domain::capability::Capability;
use wasmparser::{Parser, Payload};

use crate::failure::usage;
use crate::prototypes::Package;

/// The services of WASI 0.2 and 0.3, each with the beginning of its versions.
const HANDLERS: [&str; 2] = ["wasi:http/incoming-handler@0.2.", "wasi:http/handler@0.3."];

/// Checks that the component of a prototype is a web service.
///
/// # Errors
/// When it is not a component, or exports no handler of wasi:http.
pub(crate) fn check_service(package: &Package) -> anyhow::Result<()> {
    let name = &package.manifest.name;
    let exports = interfaces(package)?.exports;
    if exports.iter().any(|export| HANDLERS.iter().any(|handler| export.starts_with(handler))) {
        return Ok(());
    }
    let found = if exports.is_empty() { "nothing".to_owned() } else { format!("`{}`", exports.join("`, `")) };
    let what = format!("the manifest of `{name}` has a [service], but its component exports {found}");
    let hint = "put #[service] above the function with its routes, or export wasi:http/incoming-handler@0.2";
    Err(usage(what, hint))
}

/// What the code of a service imports of what its manifest asks for: the capabilities that are declared and never used.
pub(crate) fn unused(package: &Package) -> Vec<Capability> {
    let imports = names(&package.component).map(|names| names.imports).unwrap_or_default();
    let uses = package.manifest.service.as_ref().map(|service| service.uses.as_slice()).unwrap_or_default();
    let is_imported = |capability: &Capability| {
        let prefix = match capability {
            Capability::Citizens => "fieldlab:lab/citizens@",
            Capability::Desks => "fieldlab:lab/desks@",
            Capability::Vault => "fieldlab:lab/vault@",
            Capability::OwnData => "fieldlab:lab/own-data@",
            // It is asked over HTTP, like another prototype.
            Capability::Register => "wasi:http/",
            Capability::Config => "wasi:config/",
            Capability::Keyvalue => "wasi:keyvalue/",
            Capability::Logging => "wasi:logging/",
        };
        imports.iter().any(|import| import.starts_with(prefix))
    };
    uses.iter().copied().filter(|capability| !is_imported(capability)).collect()
}

/// The names of what a component gives and needs.
#[derive(Default)]
pub(crate) struct Interfaces {
    pub(crate) exports: Vec<String>,
    pub(crate) imports: Vec<String>,
}

/// What the component of a prototype exports and imports.
///
/// # Errors
/// When it is not a component.
pub(crate) fn interfaces(package: &Package) -> anyhow::Result<Interfaces> {
    names(&package.component).map_err(|error| {
        let what = format!("the component of `{}` can't be read: {}", package.manifest.name, error.message());
        usage(what, "build it with: fieldlab build")
    })
}

/// The names that the component itself imports and exports; those of components within it do not count.
fn names(component: &[u8]) -> Result<Interfaces, wasmparser::BinaryReaderError> {
    let mut names = Interfaces::default();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    names.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    names.exports.push(export?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_component_is_told_from_one_that_exports_nothing() {
        assert!(names(b"\0asm\x0d\0\x01\0").expect("it is an empty component").exports.is_empty());
        assert!(names(b"no WebAssembly").is_err());
        assert!(names(b"\0asm\x0d\0\x01\0\x0b\xff").is_err(), "it is cut off");
    }
}
