//! Ed25519 keys, kept as other programs keep them: PKCS #8 and SubjectPublicKeyInfo in PEM (RFC 8410).

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer as _};

use crate::RegistryError;

/// The key that a publisher signs with, and keeps to itself.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<SigningKey, RegistryError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| key_error("private", &error))?;
        Ok(SigningKey(ed25519_dalek::SigningKey::from_bytes(&secret)))
    }

    /// Reads a key as [`SigningKey::to_pem`] or `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_pem(pem: &str) -> Result<SigningKey, RegistryError> {
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(pem).map_err(|error| key_error("private", &error))?;
        Ok(SigningKey(key))
    }

    /// The key as the text of a file.
    pub fn to_pem(&self) -> String {
        // Without the public key beside it, which openssl does not read.
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).expect("a key has an encoding").as_str().to_owned()
    }

    /// What others check its signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// The key that signatures are checked with.
#[derive(Clone, Debug)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// Reads a key as [`PublicKey::to_pem`] or `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_pem(pem: &str) -> Result<PublicKey, RegistryError> {
        let key = ed25519_dalek::VerifyingKey::from_public_key_pem(pem).map_err(|error| key_error("public", &error))?;
        Ok(PublicKey(key))
    }

    /// The key as the text of a file.
    pub fn to_pem(&self) -> String {
        self.0.to_public_key_pem(LineEnding::LF).expect("a key has an encoding")
    }

    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

fn key_error(kind: &'static str, error: &dyn std::fmt::Display) -> RegistryError {
    RegistryError::Key { kind, what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_from_their_files() {
        let key = SigningKey::generate().expect("there are random numbers");
        let again = SigningKey::from_pem(&key.to_pem()).expect("it is a key");
        let public = PublicKey::from_pem(&again.public().to_pem()).expect("it is a key");
        assert!(public.has_signed(b"words", &key.sign(b"words")));
        assert!(!public.has_signed(b"other words", &key.sign(b"words")));
        assert!(!public.has_signed(b"words", b"short"));
        assert!(SigningKey::from_pem(&key.public().to_pem()).is_err(), "a public key can't sign");
    }
}
