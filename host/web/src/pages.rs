//! The pages: a file each, and what they share.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod api_reference;
pub(crate) mod audit;
pub(crate) mod comparing;
pub(crate) mod copy;
pub(crate) mod decision;
pub(crate) mod experiment;
pub(crate) mod front;
pub(crate) mod grants;
pub(crate) mod health;
pub(crate) mod join;
pub(crate) mod lab;
pub(crate) mod log;
pub(crate) mod login;
pub(crate) mod members;
pub(crate) mod need;
pub(crate) mod openid;
pub(crate) mod people;
pub(crate) mod prototype;
pub(crate) mod reactions;
pub(crate) mod run;
pub(crate) mod shares;
pub(crate) mod sharing_data;
pub(crate) mod tokens;
pub(crate) mod tour;
pub(crate) mod tour_edit;
pub(crate) mod tours;
pub(crate) mod trail;
pub(crate) mod try_it;
pub(crate) mod upload;
pub(crate) mod what_if;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use fieldlab_domain::evidence::{Evidence, SMALLEST_GROUP};
use fieldlab_domain::member::{Act, Role, Roles};
use fieldlab_domain::owner::{Owner, Sector};
use fieldlab_domain::parameter::Status;
use fieldlab_domain::store::{ExperimentRecord, RunRecord, RunState};
use fieldlab_domain::text::Language;
use fieldlab_experiment::text;

use crate::accounts::Who;
use crate::language::Reader;
use crate::texts::Words;

/// What is around every page.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) words: Words,
    pub(crate) language: &'static str,
    pub(crate) title: String,
    /// What the lab is called.
    pub(crate) lab: String,
    pub(crate) logo: Option<String>,
    pub(crate) stylesheet: String,
    /// The stylesheet of the lab's own colours.
    pub(crate) colours: Option<String>,
    /// The address of this page in the other language, its code and its own name.
    pub(crate) other: (String, &'static str, &'static str),
    pub(crate) visitor: VisitorView,
}

/// Who reads a page, as far as what is around it differs.
#[derive(Clone, Debug, Default)]
pub(crate) struct VisitorView {
    /// The name of a member who logged in.
    pub(crate) name: Option<String>,
    /// Whether somebody should log in first.
    pub(crate) is_nobody: bool,
    /// Whether they came by a link, which leads to one thing.
    pub(crate) is_guest: bool,
    /// Whether they work on the lab.
    pub(crate) works: bool,
    /// Whether they decide who is a member.
    pub(crate) governs: bool,
}

impl VisitorView {
    /// Whether the pages of the lab are open to them.
    pub(crate) fn sees_lab(&self) -> bool {
        !self.is_guest && !self.is_nobody
    }

    fn of(who: &Who) -> VisitorView {
        VisitorView {
            name: who.member().map(|member| member.name.clone()),
            is_nobody: matches!(who, Who::Nobody),
            is_guest: matches!(who, Who::Guest(_)),
            works: who.may(Act::Work),
            governs: matches!(who, Who::Member(..)) && who.may(Act::Govern),
        }
    }
}

impl Layout {
    /// A page whose title has this key.
    pub(crate) fn new(reader: &Reader, title: &str) -> Layout {
        Layout::titled(reader, &Words(reader.language).get(title))
    }

    /// A page with this title.
    pub(crate) fn titled(reader: &Reader, title: &str) -> Layout {
        let (code, name) = match reader.language {
            Language::Nl => ("en", "English"),
            Language::En => ("nl", "Nederlands"),
        };
        Layout {
            words: Words(reader.language),
            language: reader.language.code(),
            title: title.to_owned(),
            lab: match reader.look.name() {
                Some(name) => name.get(reader.language).to_owned(),
                None => Words(reader.language).get("lab-name"),
            },
            logo: reader.look.logo(),
            stylesheet: crate::assets::stylesheet(),
            colours: reader.look.stylesheet(),
            other: (format!("{}?lang={code}", reader.path), code, name),
            visitor: VisitorView::of(&reader.who),
        }
    }
}

/// A rendered page, with the language that it is in.
pub(crate) fn respond(reader: &Reader, page: &impl Template) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(path = reader.path, %error, "a template could not be rendered");
            return (StatusCode::INTERNAL_SERVER_ERROR, "the lab broke; this is its own fault\n").into_response();
        }
    };
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(reader.language.code()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(cookie) = reader.cookie().and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// An owner, as pages show it.
#[derive(Clone, Debug)]
pub(crate) struct OwnerView {
    pub(crate) organisation: String,
    /// `government`, `society` or `market`: the badge's class.
    pub(crate) sector: &'static str,
    pub(crate) sector_words: String,
}

impl OwnerView {
    pub(crate) fn of(owner: &Owner, words: Words) -> OwnerView {
        let sector = owner.sector.name();
        OwnerView { organisation: owner.organisation.clone(), sector, sector_words: sector_words(owner.sector, words) }
    }
}

pub(crate) fn sector_words(sector: Sector, words: Words) -> String {
    words.get(match sector {
        Sector::Government => "sector-government",
        Sector::Society => "sector-society",
        Sector::Market => "sector-market",
    })
}

/// How sure a figure is, in words.
pub(crate) fn status_words(status: Status, words: Words) -> String {
    words.get(match status {
        Status::Adopted => "status-adopted",
        Status::Proposed => "status-proposed",
        Status::Unverified => "status-unverified",
        Status::Assumed => "status-assumed",
    })
}

/// What somebody is, in words.
pub(crate) fn role_words(role: Role, words: Words) -> String {
    words.get(&format!("role-{}", role.name()))
}

pub(crate) fn roles_words(roles: &Roles, words: Words) -> String {
    roles.iter().map(|role| role_words(role, words)).collect::<Vec<_>>().join(", ")
}

/// A run, as lists show it.
#[derive(Clone, Debug)]
pub(crate) struct RunView {
    pub(crate) id: i64,
    /// The state: the chip's class.
    pub(crate) state: &'static str,
    pub(crate) state_words: String,
    pub(crate) started: String,
    /// Whether it is a run of another declaration than there is now, or with other sizes or seeds than declared.
    pub(crate) trial: bool,
    /// What came out, in a sentence.
    pub(crate) answer: Option<String>,
    pub(crate) evidence: Option<String>,
}

impl RunView {
    pub(crate) fn of(
        run: &RunRecord,
        experiment: &ExperimentRecord,
        evidence: Option<&Evidence>,
        words: Words,
    ) -> RunView {
        let (state, key) = match run.state {
            RunState::Running => ("running", "state-running"),
            RunState::Done => ("done", "state-done"),
            RunState::Failed => ("failed", "state-failed"),
            RunState::BrokenOff => ("broken-off", "state-broken-off"),
        };
        RunView {
            id: run.id,
            state,
            state_words: words.get(key),
            started: time(run.started_at, words.0),
            trial: run.is_trial(experiment),
            answer: evidence.map(|evidence| answer(evidence, words)),
            evidence: run.evidence.as_ref().map(|digest| digest.short().to_owned()),
        }
    }
}

/// What came out, in two short sentences: who gains and who loses under the first variant, and whether the guardrails hold.
pub(crate) fn answer(evidence: &Evidence, words: Words) -> String {
    let persons = |number: f64| text::large_number(words.0, number);
    let mut sentences = Vec::new();
    if let Some(change) = evidence.changes.first() {
        let change = change.overall;
        let few = || words.with("few", "least", &SMALLEST_GROUP.to_string());
        let persons = |number: Option<f64>| number.map_or_else(few, persons);
        let arguments = [("gain", persons(change.gain)), ("lose", persons(change.lose))];
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sentences.push(crate::texts::texts().get(words.0, "answer-change", &arguments));
    }
    let broken = evidence.guardrails.iter().filter(|guardrail| !guardrail.holds).count();
    match broken {
        _ if evidence.guardrails.is_empty() => {}
        0 => sentences.push(words.get("answer-guardrails-hold")),
        broken => sentences.push(words.with("answer-guardrails-broken", "count", &broken.to_string())),
    }
    sentences.join(" ")
}

/// Who did something, as records name them, in words: a lab on one's own machine knows no names.
pub(crate) fn by_words(by: &str, words: Words) -> String {
    if by == "local" { words.get("by-local") } else { by.to_owned() }
}

/// A time in UTC: `31 januari 2026, 14:05`.
pub(crate) fn time(seconds: i64, language: Language) -> String {
    let days = i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0);
    let minutes = seconds.rem_euclid(86_400) / 60;
    format!("{}, {:02}:{:02} UTC", text::date(language, days), minutes / 60, minutes % 60)
}
