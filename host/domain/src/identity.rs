//! Who somebody is, as a provider of OpenID Connect says: the port to it.

use async_trait::async_trait;
use thiserror::Error;

/// What a browser has to bring back from the provider, so that the answer is to its own question.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// What the provider sends back with the browser.
    pub state: String,
    /// What the provider puts into what it signs.
    pub nonce: String,
    /// What shows that who asks for the answer is who asked the question (PKCE, RFC 7636).
    pub verifier: String,
}

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider's address.
    pub issuer: String,
    /// What the provider knows them by; it stays the same, and is nobody else's.
    pub subject: String,
    /// How they are called.
    pub name: Option<String>,
    /// Their e-mail address, as far as the provider says that it is theirs.
    pub email: Option<String>,
}

/// Why nobody knows who somebody is.
#[derive(Debug, Error)]
pub enum IdentityFailure {
    /// The provider does not answer, or answers what no provider would.
    #[error("the provider at {issuer} can't be asked: {what}")]
    Unreachable {
        /// The provider's address.
        issuer: String,
        /// What went wrong.
        what: String,
    },
    /// What came back is not good: too old, used before, or not from the provider.
    #[error("what came back from the provider is not good: {0}")]
    Refused(String),
}

/// A provider that tells who somebody is.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// What people call it.
    fn title(&self) -> &str;
    /// The address at the provider where somebody says who they are, and what their browser has to bring back from there to `back`, an
    /// address of the lab.
    async fn ask(&self, back: &str) -> Result<(String, Question), IdentityFailure>;
    /// Who came back with this code.
    async fn answer(&self, back: &str, code: &str, question: &Question) -> Result<Identity, IdentityFailure>;
}
