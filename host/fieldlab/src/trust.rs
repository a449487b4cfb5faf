//! Whose signatures a lab asks for.

use std::path::PathBuf;

use anyhow::Context as _;
use fieldlab_domain::deployment::{Blame, DeployFailure, Upload};
use fieldlab_registry::{PublicKey, has_signed_package};

use crate::failure::usage;
use crate::workspace::read_text;

/// The keys of which one must have signed what is deployed; without, nothing need be signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust(Option<Vec<PublicKey>>);

impl Trust {
    /// Asks for a signature by one of the keys in these files.
    ///
    /// # Errors
    /// When a signature is asked for by nobody's key, or keys are named that nothing is asked of, or one is no key.
    pub(crate) fn new(is_required: bool, files: &[PathBuf]) -> anyhow::Result<Trust> {
        match (is_required, files.is_empty()) {
            (false, true) => return Ok(Trust::default()),
            (true, true) => {
                let hint = "name the public keys of who may: --trust KEY.pub";
                return Err(usage("a signature is asked for, and there is no key to check it with", hint));
            }
            (false, false) => {
                let hint = "add --require-signature, or leave --trust out";
                return Err(usage("keys are trusted, and no signature is asked for", hint));
            }
            (true, false) => {}
        }
        let read = |file: &PathBuf| PublicKey::from_pem(&read_text(file)?).with_context(|| file.display().to_string());
        Ok(Trust(Some(files.iter().map(read).collect::<anyhow::Result<_>>()?)))
    }

    /// Whether nothing is taken without a signature.
    pub(crate) fn asks_for_signature(&self) -> bool {
        self.0.is_some()
    }

    /// Refuses what should be signed and is not.
    pub(crate) fn check(&self, upload: &Upload) -> Result<(), DeployFailure> {
        let Some(keys) = &self.0 else { return Ok(()) };
        let refused = |what| {
            let hint = "sign it with a key that the lab trusts: fieldlab deploy --sign KEY, or fieldlab key sign";
            DeployFailure::new(Blame::Forbidden, what, hint)
        };
        let Some(signature) = &upload.signature else {
            return Err(refused("this lab takes signed prototypes only, and this one has no signature"));
        };
        let is_by = |key: &PublicKey| has_signed_package(&upload.manifest, &upload.component, signature, key);
        match keys.iter().any(is_by) {
            true => Ok(()),
            false => Err(refused("the signature is not by a key that this lab trusts, or is over something else")),
        }
    }
}
