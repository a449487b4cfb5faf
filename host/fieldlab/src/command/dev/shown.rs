//! A prototype's pages as their author sees them: with what went wrong, and new as soon as something was saved.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::question::{Offer, Question, Reply};
use fieldlab_domain::service::{Body, Service, ServiceFailure, Talk, Visit};
use http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};
use std::sync::Arc;
use tokio::sync::watch;

/// Where the script is that waits for changes, and where it waits. No page of a prototype is likely to be there.
const SCRIPT_PATH: &str = "/.dev/reload.js";
const CHANGES_PATH: &str = "/.dev/changes";

/// Asks whether something was saved since the page was made; the answer comes when it was. A lab that stopped is asked again until it is
/// back.
const SCRIPT: &str = r#"const made = document.currentScript.src.split("?")[1];
(async () => {
  for (;;) {
    try {
      const answer = await fetch("/.dev/changes?" + made, { cache: "no-store" });
      if (answer.ok && (await answer.text()) === "changed") return location.reload();
    } catch { await new Promise((resume) => setTimeout(resume, 500)); }
  }
})();
"#;

/// How long one question waits for a change.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most of a page that the script is added to, in bytes.
const MOST_PAGE: usize = 4 << 20;

/// A prototype, with the script in its pages and its failures in full.
pub(super) struct Shown {
    pub(super) service: Arc<dyn Service>,
    pub(super) saved: watch::Receiver<u64>,
}

#[async_trait]
impl Service for Shown {
    fn manifest(&self) -> &Manifest {
        self.service.manifest()
    }

    fn digest(&self) -> &Digest {
        self.service.digest()
    }

    async fn answer(&self, request: Request<Body>, visit: &Visit) -> Result<Response<Body>, ServiceFailure> {
        if let Some(response) = own(request.uri(), &self.saved).await {
            return Ok(response);
        }
        // An author tries again at once.
        self.service.bring_back();
        let response = match self.service.answer(request, visit).await {
            Ok(response) => response,
            Err(ServiceFailure::Guest { what, output }) => {
                return Ok(failed("The prototype failed", &what, &output, &self.saved));
            }
            Err(ServiceFailure::Late { time, output }) => {
                return Ok(failed(
                    "The prototype did not answer in time",
                    &format!("it had {time:?}"),
                    &output,
                    &self.saved,
                ));
            }
            Err(other) => return Err(other),
        };
        let is_html = response.headers().get(header::CONTENT_TYPE);
        let is_html = is_html.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.starts_with("text/html"));
        if !is_html || response.headers().contains_key(header::CONTENT_ENCODING) {
            return Ok(response);
        }
        let (mut head, body) = response.into_parts();
        match http_body_util::Limited::new(body, MOST_PAGE).collect().await {
            Ok(body) => {
                head.headers.remove(header::CONTENT_LENGTH);
                Ok(Response::from_parts(
                    head,
                    full([&body.to_bytes()[..], script_tag(&self.saved).as_bytes()].concat()),
                ))
            }
            Err(error) => {
                let latest = self.service.latest_failure().map_or_else(
                    || error.to_string(),
                    |failure| {
                        let output = match &failure {
                            ServiceFailure::Guest { output, .. } | ServiceFailure::Late { output, .. } => {
                                output.clone()
                            }
                            _ => String::new(),
                        };
                        format!("{failure}\n{output}")
                    },
                );
                Ok(failed("The page broke off", &latest, "", &self.saved))
            }
        }
    }

    async fn offers(&self, question: &Question, visit: &Visit) -> Result<Vec<Offer>, ServiceFailure> {
        self.service.bring_back();
        self.service.offers(question, visit).await
    }

    async fn respond(&self, talk: &Talk, visit: &Visit) -> Result<Reply, ServiceFailure> {
        self.service.respond(talk, visit).await
    }

    fn itself(&self) -> &dyn std::any::Any {
        self.service.itself()
    }

    fn latest_failure(&self) -> Option<ServiceFailure> {
        self.service.latest_failure()
    }

    fn log(&self) -> Vec<String> {
        self.service.log()
    }

    fn bring_back(&self) {
        self.service.bring_back();
    }
}

/// A prototype that does not build: each of its pages says why.
pub(super) struct Broken {
    manifest: Manifest,
    words: String,
    digest: Digest,
    saved: watch::Receiver<u64>,
}

impl Broken {
    pub(super) fn new(manifest: Manifest, words: String, saved: watch::Receiver<u64>) -> Broken {
        Broken { manifest, digest: Digest::of(words.as_bytes()), words, saved }
    }
}

#[async_trait]
impl Service for Broken {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn digest(&self) -> &Digest {
        &self.digest
    }

    async fn answer(&self, request: Request<Body>, _visit: &Visit) -> Result<Response<Body>, ServiceFailure> {
        if let Some(response) = own(request.uri(), &self.saved).await {
            return Ok(response);
        }
        Ok(failed("It does not build", "", &self.words, &self.saved))
    }

    fn itself(&self) -> &dyn std::any::Any {
        self
    }

    fn latest_failure(&self) -> Option<ServiceFailure> {
        None
    }

    fn bring_back(&self) {}
}

/// What there is for the author's browser alone.
async fn own(uri: &Uri, saved: &watch::Receiver<u64>) -> Option<Response<Body>> {
    match uri.path() {
        SCRIPT_PATH => Some(respond(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT)),
        CHANGES_PATH => {
            let mut saved = saved.clone();
            let made = uri.query().and_then(|query| query.parse::<u64>().ok());
            let is_newer = saved.wait_for(|number| Some(*number) != made);
            let waited = tokio::time::timeout(PATIENCE, is_newer).await;
            let words = if matches!(waited, Ok(Ok(_))) { "changed" } else { "the same" };
            Some(respond(StatusCode::OK, "text/plain; charset=utf-8", words))
        }
        _ => None,
    }
}

/// The script, which knows of which build the page is.
fn script_tag(saved: &watch::Receiver<u64>) -> String {
    format!("<script src=\"{SCRIPT_PATH}?{}\"></script>", *saved.borrow())
}

/// A page that says what went wrong, to its author.
fn failed(title: &str, what: &str, output: &str, saved: &watch::Receiver<u64>) -> Response<Body> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (what, output) = (escaped(what), escaped(output));
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:2rem;color:#1c1c1c;background:#fff}}\
         h1{{color:#9a2b0d}}pre{{background:#f4f4f2;border-left:5px solid #9a2b0d;padding:1rem;overflow:auto;white-space:pre-wrap}}\
         </style></head><body><h1>{title}</h1><p>{what}</p><pre>{output}</pre>\
         <p>Only you see this: visitors of a lab get a page without it. It is gone as soon as you save what mends it.</p>{}</body></html>",
        script_tag(saved)
    );
    respond(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page)
}

fn respond(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(full(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}
