//! Which collector, by the environment variables of OpenTelemetry (opentelemetry.io/docs/specs/otel/protocol/exporter).

use std::env::var;

use crate::failure::usage;
use crate::remote::is_this_machine;

/// A collector, and what it is told.
#[derive(Debug)]
pub(crate) struct Collector {
    /// Where spans are sent.
    pub(crate) address: String,
    /// Headers that go along, such as a key.
    pub(super) headers: Vec<(String, String)>,
    /// Who sends.
    pub(super) resource: Vec<(String, String)>,
}

/// A variable that has something in it.
fn variable(name: &str) -> Option<String> {
    var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Collector {
    /// The collector at the address that was asked for, else the one in the environment.
    ///
    /// # Errors
    /// When the address is none, is not encrypted, or another protocol is asked for.
    pub(crate) fn find(asked: Option<&str>) -> anyhow::Result<Option<Collector>> {
        let own = asked.is_none().then(|| variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")).flatten();
        let base = asked.map(str::to_owned).or_else(|| variable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        let address = match (own, base) {
            (Some(own), _) => own,
            (None, Some(base)) => format!("{}/v1/traces", base.trim_end_matches('/')),
            (None, None) => return Ok(None),
        };
        check(&address)?;
        let protocol =
            variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL").or_else(|| variable("OTEL_EXPORTER_OTLP_PROTOCOL"));
        if let Some(protocol) = protocol.filter(|protocol| protocol != "http/json" && protocol != "http/protobuf") {
            let hint = "the lab speaks http/json: name the collector's port for HTTP, which is 4318 as it comes";
            return Err(usage(format!("the lab does not speak {protocol} to a collector"), hint));
        }
        let headers = variable("OTEL_EXPORTER_OTLP_TRACES_HEADERS").or_else(|| variable("OTEL_EXPORTER_OTLP_HEADERS"));
        let mut resource = pairs("OTEL_RESOURCE_ATTRIBUTES", variable("OTEL_RESOURCE_ATTRIBUTES"))?;
        let name = variable("OTEL_SERVICE_NAME").unwrap_or_else(|| "fieldlab".to_owned());
        if std::env::var_os("OTEL_SERVICE_NAME").is_some() {
            resource.retain(|(key, _)| key != "service.name");
        }
        for (key, value) in [("service.name", name.as_str()), ("service.version", crate::VERSION)] {
            if !resource.iter().any(|(known, _)| known == key) {
                resource.push((key.to_owned(), value.to_owned()));
            }
        }
        Ok(Some(Collector { address, headers: pairs("OTEL_EXPORTER_OTLP_HEADERS", headers)?, resource }))
    }
}

fn check(address: &str) -> anyhow::Result<()> {
    let uri: Option<ureq::http::Uri> = address.parse().ok();
    let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
    match uri.as_ref().and_then(|uri| uri.scheme_str()) {
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if is_this_machine(host) => Ok(()),
        Some("http") if !host.is_empty() => {
            let hint = "the log is sent encrypted: use https, or a collector on this machine that sends it on";
            Err(usage(format!("{address} is not encrypted"), hint))
        }
        _ => {
            Err(usage(format!("`{address}` is not the address of a collector"), "write: --otlp http://127.0.0.1:4318"))
        }
    }
}

/// Reads `key=value,key=value`, with values in percent-encoding, as W3C Baggage has it.
fn pairs(name: &str, text: Option<String>) -> anyhow::Result<Vec<(String, String)>> {
    let text = text.unwrap_or_default();
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        Some((key.trim().to_owned(), decoded(value.trim())?))
    };
    // What is in there may be a key: it is not told.
    let wrong = || usage(format!("{name} can't be read"), format!("write: {name}=key=value,other=value"));
    pairs.map(|pair| read(pair).ok_or_else(wrong)).collect()
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_with_their_values_decoded() {
        let read = |text: &str| pairs("NAME", Some(text.to_owned())).ok();
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read(""), Some(vec![]));
        let expected = vec![pair("authorization", "Bearer a=b"), pair("x", "")];
        assert_eq!(read("authorization=Bearer%20a=b, x="), Some(expected));
        for wrong in ["x", "x=%2", "x=%zz", "x=%ff"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_log_goes_encrypted_or_to_this_machine() {
        for right in ["https://logs.example/v1/traces", "http://127.0.0.1:4318/v1/traces", "http://localhost:4318"] {
            assert!(check(right).is_ok(), "{right}");
        }
        for wrong in ["http://logs.example/v1/traces", "127.0.0.1:4318", "ftp://127.0.0.1", "https://", ""] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
