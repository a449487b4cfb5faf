//! Logging in by an OpenID provider (OpenID Connect Core 1.0, code flow with PKCE).

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use fieldlab_domain::identity::{Identity, IdentityFailure, IdentityProvider, Question};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};
use ureq::Agent;

use crate::failure::usage;
use crate::remote::is_this_machine;
use crate::workspace::read_text;

/// How long the provider may take for each answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest answer of a provider, in bytes: 1 MiB. Keys and tokens are a few thousand.
const LARGEST: u64 = 1 << 20;

/// How long what a provider says about itself, its keys included, is taken to be so.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// An OpenID provider that knows this lab.
pub(crate) struct OpenId(Arc<Inner>);

struct Inner {
    title: String,
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    agent: Agent,
    /// What it said about itself, and when.
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl std::fmt::Debug for OpenId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "OpenId({})", self.0.issuer.as_str())
    }
}

impl OpenId {
    /// The provider at `issuer`, which knows the lab as `client`, with the secret in a file when it gave one. People know it as `title`.
    /// Nothing is asked of it yet.
    ///
    /// # Errors
    /// When the address is none that can be trusted, or the file can't be read.
    pub(crate) fn new(
        issuer: &str,
        client: &str,
        secret: Option<&Path>,
        title: Option<&str>,
    ) -> anyhow::Result<OpenId> {
        let refused = |what: String| usage(what, "write: --openid-issuer https://login.example.nl");
        let url =
            IssuerUrl::new(issuer.to_owned()).map_err(|error| refused(format!("`{issuer}` is no address: {error}")))?;
        let host = url.url().host_str().unwrap_or_default().to_owned();
        let is_safe = url.url().scheme() == "https" || (url.url().scheme() == "http" && is_this_machine(&host));
        if !is_safe || host.is_empty() {
            return Err(refused(format!("{issuer} is not encrypted: others could say who somebody is")));
        }
        let secret = secret.map(read_text).transpose()?.map(|text| text.trim().to_owned());
        if secret.as_ref().is_some_and(String::is_empty) {
            return Err(usage(
                "the file of --openid-secret is empty",
                "put the secret that the provider gave you into it",
            ));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            // What a provider says is so comes from the address that was named.
            .max_redirects(0)
            .build()
            .into();
        Ok(OpenId(Arc::new(Inner {
            title: title.unwrap_or(&host).to_owned(),
            issuer: url,
            client: ClientId::new(client.to_owned()),
            secret: secret.map(ClientSecret::new),
            agent,
            known: Mutex::default(),
        })))
    }

    /// Asks the provider something, on a thread that may wait.
    async fn with<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Inner) -> Result<T, IdentityFailure> + Send + 'static,
    ) -> Result<T, IdentityFailure> {
        let inner = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || ask(&inner)).await;
        asked.unwrap_or_else(|error| Err(self.0.unreachable(&error)))
    }
}

impl Inner {
    fn unreachable(&self, error: &(dyn std::error::Error + 'static)) -> IdentityFailure {
        let words: Vec<String> =
            std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect();
        IdentityFailure::Unreachable { issuer: self.issuer.to_string(), what: words.join(": ") }
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let (parts, body) = self.agent.run(request)?.into_parts();
        let body = body.into_with_config().limit(LARGEST).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, body))
    }

    /// What the provider says about itself.
    fn about(&self) -> Result<CoreProviderMetadata, IdentityFailure> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, about)) = known.filter(|(when, _)| when.elapsed() < FRESH) {
            return Ok(about);
        }
        let about = CoreProviderMetadata::discover(&self.issuer, &|request| self.send(request))
            .map_err(|error| self.unreachable(&error))?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), about.clone()));
        Ok(about)
    }

    fn ask(&self, back: &str) -> Result<(String, Question), IdentityFailure> {
        let client = CoreClient::from_provider_metadata(self.about()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(redirect(back)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(["profile", "email"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        let question =
            Question { state: state.into_secret(), nonce: nonce.secret().clone(), verifier: verifier.into_secret() };
        Ok((address.into(), question))
    }

    fn answer(&self, back: &str, code: String, question: Question) -> Result<Identity, IdentityFailure> {
        let refused = |error: &dyn std::fmt::Display| IdentityFailure::Refused(error.to_string());
        let send = |request| self.send(request);
        let client = CoreClient::from_provider_metadata(self.about()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(redirect(back)?);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| refused(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(question.verifier))
            .request(&send)
            .map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(said) => refused(&said),
                error => self.unreachable(&error),
            })?;
        let token = tokens.id_token().ok_or_else(|| refused(&"there is no ID token in it"))?;
        let claims = token.claims(&client.id_token_verifier(), &Nonce::new(question.nonce)).map_err(|error| {
            // It may sign with a key that it did not have when it was asked.
            *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
            refused(&error)
        })?;
        let mut identity = Identity {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
            email: claims.email().filter(|_| claims.email_verified() == Some(true)).map(|email| email.to_string()),
        };
        // Most providers tell names and addresses apart from the token. Who it is does not depend on them.
        if let Ok(asking) = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) {
            let said: Result<CoreUserInfoClaims, _> = asking.request(&send);
            match said {
                Ok(said) => {
                    let name = said.name().and_then(|name| name.get(None)).map(|name| name.to_string());
                    let email = said.email().filter(|_| said.email_verified() == Some(true)).map(|one| one.to_string());
                    identity.name = identity.name.or(name);
                    identity.email = identity.email.or(email);
                }
                Err(error) => tracing::debug!(%error, "the provider does not tell names"),
            }
        }
        Ok(identity)
    }
}

fn redirect(back: &str) -> Result<RedirectUrl, IdentityFailure> {
    RedirectUrl::new(back.to_owned()).map_err(|error| IdentityFailure::Refused(error.to_string()))
}

#[async_trait]
impl IdentityProvider for OpenId {
    fn title(&self) -> &str {
        &self.0.title
    }

    async fn ask(&self, back: &str) -> Result<(String, Question), IdentityFailure> {
        let back = back.to_owned();
        self.with(move |inner| inner.ask(&back)).await
    }

    async fn answer(&self, back: &str, code: &str, question: &Question) -> Result<Identity, IdentityFailure> {
        let (back, code, question) = (back.to_owned(), code.to_owned(), question.clone());
        self.with(move |inner| inner.answer(&back, code, question)).await
    }
}

/// What the command line says of a provider.
///
/// # Errors
/// When it can't be used.
pub(crate) fn find(arguments: &crate::cli::ServeArguments) -> anyhow::Result<Option<OpenId>> {
    let (Some(issuer), Some(client)) = (&arguments.openid_issuer, &arguments.openid_client) else { return Ok(None) };
    OpenId::new(issuer, client, arguments.openid_secret.as_deref(), arguments.openid_name.as_deref()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_others_can_pretend_to_be_is_refused() {
        for bad in ["http://login.example.nl", "login.example.nl", "ftp://localhost", "https://"] {
            let error = OpenId::new(bad, "lab", None, None).expect_err(bad);
            assert!(error.to_string().contains("--openid-issuer") || !error.to_string().is_empty(), "{error}");
        }
        for good in ["https://login.example.nl/realm", "http://localhost:3000", "http://127.0.0.1:3000"] {
            assert!(OpenId::new(good, "lab", None, None).is_ok(), "{good}");
        }
        let named = OpenId::new("https://login.example.nl", "lab", None, Some("Gemeente")).expect("it is good");
        assert_eq!(named.title(), "Gemeente");
    }
}
