//! In which language a page is: `?lang=`, else what was chosen before, else what the browser prefers, else Dutch.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use fieldlab_domain::text::Language;

use crate::accounts::Who;
use crate::look::Look;

/// The cookie that keeps the choice.
const COOKIE: &str = "lang";

/// The language of a page, and the address that it was asked for at.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    /// The path of the page, without a query.
    pub(crate) path: String,
    /// Whether the language was chosen with this request.
    pub(crate) chosen: bool,
    /// Who reads it.
    pub(crate) who: Who,
    /// How the lab looks.
    pub(crate) look: Arc<Look>,
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Reader, Infallible> {
        let who = parts.extensions.get().cloned().unwrap_or_default();
        let look = parts.extensions.get().cloned().unwrap_or_default();
        Ok(Reader { who, look, ..Reader::of(parts.uri.path(), parts.uri.query(), &parts.headers) })
    }
}

impl Reader {
    fn of(path: &str, query: Option<&str>, headers: &HeaderMap) -> Reader {
        let asked = query.into_iter().flat_map(|query| query.split('&')).find_map(|pair| pair.strip_prefix("lang="));
        let asked = asked.and_then(Language::from_code);
        let language = asked.or_else(|| kept(headers)).or_else(|| preferred(headers)).unwrap_or_default();
        Reader { language, path: path.to_owned(), chosen: asked.is_some(), who: Who::default(), look: Arc::default() }
    }

    /// The language that a browser prefers, else Dutch.
    pub(crate) fn preferred(headers: &HeaderMap) -> Language {
        preferred(headers).unwrap_or_default()
    }

    /// The header that keeps a choice.
    pub(crate) fn cookie(&self) -> Option<String> {
        let code = self.language.code();
        self.chosen.then(|| format!("{COOKIE}={code}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"))
    }
}

fn kept(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')).and_then(Language::from_code)
}

/// The language of `Accept-Language` with the highest weight that the lab speaks (RFC 9110, 12.5.4).
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighted = accepted.split(',').filter_map(|part| {
        let (code, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight: f32 = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse().ok())?;
        Some((Language::from_code(code.trim())?, weight))
    });
    // The first of equals wins.
    let best = weighted.fold(None, |best: Option<(Language, f32)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_was_asked_for_kept_or_preferred() {
        let check = |query: Option<&str>, cookie: &str, accepted: &str, expected: Language| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().expect("a header"));
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().expect("a header"));
            assert_eq!(Reader::of("/", query, &headers).language, expected, "{query:?} {cookie} {accepted}");
        };
        check(None, "", "", Language::Nl);
        check(None, "", "en-GB,en;q=0.9", Language::En);
        check(None, "", "fr,nl;q=0.3,en;q=0.5", Language::En);
        check(None, "", "de", Language::Nl);
        check(None, "a=b; lang=en", "nl", Language::En);
        check(Some("x=1&lang=nl"), "lang=en", "en", Language::Nl);
        check(Some("lang=xx"), "lang=en", "nl", Language::En);
    }
}
