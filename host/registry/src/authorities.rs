//! Authorities of certificates of one's own, for registries and labs inside an organisation.

use std::sync::Arc;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::RegistryError;

/// Who is trusted to say whose a server is: these, and not the public ones that are built in.
#[derive(Clone, Debug)]
pub struct Authorities(TlsConfig);

impl Authorities {
    /// Those in the text of a PEM file.
    ///
    /// # Errors
    /// When it can't be read or holds none.
    pub fn from_pem(pem: &str) -> Result<Authorities, RegistryError> {
        let wrong = |what: String| RegistryError::Authorities { what };
        let mut certificates = Vec::new();
        for item in parse_pem(pem.as_bytes()) {
            if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
                certificates.push(certificate.to_owned());
            }
        }
        if certificates.is_empty() {
            return Err(wrong("there is no certificate in it".to_owned()));
        }
        let roots = RootCerts::Specific(Arc::new(certificates));
        Ok(Authorities(TlsConfig::builder().root_certs(roots).build()))
    }

    /// As clients take them.
    pub fn tls(&self) -> TlsConfig {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        for wrong in ["", "words", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] {
            let said = Authorities::from_pem(wrong).expect_err("it has none").to_string();
            assert!(said.contains("hint: "), "{said}");
        }
    }
}
