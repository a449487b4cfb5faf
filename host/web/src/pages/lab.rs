//! The lab itself: its populations, how it is set up and how it fares, and the way to all that keeps it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::Act;
use fieldlab_domain::service::ServiceFailure;
use fieldlab_experiment::text;

use super::{Layout, respond, time};
use crate::Lab;
use crate::accounts::Accounts;
use crate::error::PageError;
use crate::language::Reader;
use crate::needs::Needs;
use crate::site::Here;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "lab.html")]
struct LabPage {
    layout: Layout,
    /// Whether who reads may make tokens for programs.
    keeps_tokens: bool,
    populations: Vec<PopulationView>,
    prototypes: Vec<PrototypeView>,
    health: Vec<Line>,
    setup: Vec<Line>,
}

struct PopulationView {
    model: String,
    persons: String,
}

/// A prototype that has pages, and how it fares.
struct PrototypeView {
    name: String,
    title: String,
    /// Why it is set aside or what it did last; absent when nothing is wrong.
    trouble: Option<String>,
}

/// Something that is so, and what it is about.
struct Line {
    about: String,
    what: String,
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader, here: Here) -> Result<Response, PageError> {
    // That it answers at all is the first thing to know.
    let needs = Needs::of(&lab).await.map_err(PageError::store(&reader))?.standing().count();
    let words = Words(reader.language);
    let whole = |number: f64| text::number(reader.language, number, 0);
    let populations = lab.models.iter().map(|(model, persons)| PopulationView {
        model: model.clone(),
        persons: text::large_number(reader.language, *persons as f64),
    });
    let prototype = |name: &fieldlab_domain::name::Name| {
        let service = lab.services.get(name.as_str())?;
        let trouble = service.latest_failure().map(|failure| trouble(&failure, words));
        let title = service.manifest().title.get(reader.language).to_owned();
        Some(PrototypeView { name: name.to_string(), title, trouble })
    };
    let page = LabPage {
        layout: Layout::new(&reader, "lab-title"),
        keeps_tokens: reader.who.may(Act::Govern),
        populations: populations.collect(),
        prototypes: lab.services.names().iter().filter_map(prototype).collect(),
        health: health(&lab, words, needs, &whole),
        setup: setup(&lab, &here, words),
    };
    Ok(respond(&reader, &page))
}

fn trouble(failure: &ServiceFailure, words: Words) -> String {
    words.get(match failure {
        ServiceFailure::SetAside { .. } => "lab-set-aside",
        _ => "lab-failed-lately",
    })
}

fn line(words: Words, about: &str, what: String) -> Line {
    Line { about: words.get(about), what }
}

/// How the lab fares, as far as anybody who sees it may know.
fn health(lab: &Lab, words: Words, needs: usize, whole: &dyn Fn(f64) -> String) -> Vec<Line> {
    let megabytes = |bytes: u64| format!("{} MB", whole(bytes as f64 / 1e6));
    let room = lab.house.room();
    let mut lines = vec![
        line(words, "lab-answers", words.with("lab-answers-so", "needs", &whole(needs as f64))),
        line(words, "lab-since", time(lab.house.setup().started_at, words.0)),
        line(words, "lab-sessions", whole(lab.sessions.count() as f64)),
        line(words, "lab-database", megabytes(room.database)),
    ];
    lines.extend(room.free.map(|free| line(words, "lab-free", megabytes(free))));
    lines
}

/// What was chosen when the lab was started.
fn setup(lab: &Lab, here: &Here, words: Words) -> Vec<Line> {
    let setup = lab.house.setup();
    let days = setup.keep_log_days.map(|days| words.with("lab-log-days", "days", &days.to_string()));
    let login = match (&lab.identities, lab.accounts) {
        (_, Accounts::Single) => words.get("lab-login-none"),
        (Some(provider), _) => words.with("lab-login-provider", "provider", provider.title()),
        (None, _) => words.get("lab-login-passphrase"),
    };
    let access = if lab.accounts == Accounts::Single { "lab-for-one" } else { "lab-for-members" };
    let https = match (setup.https, here.is_public()) {
        (true, _) => "lab-https-own",
        (false, true) => "lab-https-proxy",
        (false, false) => "lab-https-none",
    };
    let signed = if lab.deployer.asks_for_signature() { "lab-signed" } else { "lab-unsigned" };
    vec![
        line(words, "lab-version", setup.version.clone()),
        line(words, "lab-access", words.get(access)),
        line(words, "lab-login", login),
        line(words, "lab-https", words.get(https)),
        line(words, "lab-signatures", words.get(signed)),
        line(words, "lab-log-kept", days.unwrap_or_else(|| words.get("lab-log-ever"))),
        line(words, "lab-log-sent", setup.collector.clone().unwrap_or_else(|| words.get("lab-log-here"))),
    ]
}

/// The quality report of the population that the lab's register has.
pub(crate) async fn population(
    State(lab): State<Lab>,
    reader: Reader,
    Path(model): Path<String>,
) -> Result<Response, PageError> {
    let report = match lab.house.quality(&model, reader.language).await {
        Ok(report) => report.ok_or_else(|| PageError::not_found(&reader))?,
        Err(error) => return Err(PageError::broken(&reader, &error)),
    };
    let policy = policy_of(&report).ok_or_else(|| PageError::broken(&reader, &std::fmt::Error))?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], report).into_response())
}

/// The policy of a page that needs nothing else: its own style, known by its digest, and nothing more.
fn policy_of(page: &str) -> Option<HeaderValue> {
    let (_, rest) = page.split_once("<style>")?;
    let (style, _) = rest.split_once("</style>")?;
    let digest = Digest::of(style.as_bytes());
    let digits = digest.as_str().strip_prefix("sha256:")?;
    let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok());
    let hash = BASE64_STANDARD.encode(bytes.collect::<Option<Vec<u8>>>()?);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_have_its_own_style_and_nothing_else() {
        let policy = policy_of("<html><style>p{}</style></html>").expect("it has a style");
        // printf 'p{}' | openssl dgst -sha256 -binary | base64
        let expected = "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='";
        assert!(policy.to_str().expect("text").contains(expected), "{policy:?}");
        assert_eq!(policy_of("<html></html>"), None);
    }
}
