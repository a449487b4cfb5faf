//! The glass box: what happened in a visitor's session, beside the prototype, as it happens. In a frame of its own, so that it can be
//! looked at again without a script while the prototype stays where it is.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::assessment::{Fact, Step};
use fieldlab_domain::persona::Cast;
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::text::Language;
use fieldlab_domain::topic;
use fieldlab_domain::trail::{Decision, Event};
use fieldlab_domain::vault::Consent;
use fieldlab_experiment::text;
use futures_util::stream;
use serde::Deserialize;

use super::try_it::kept_by_nobody;
use super::{Layout, log, respond};
use crate::label::Label;
use crate::language::Reader;
use crate::sessions::{Door, Key, Session};
use crate::texts::Words;
use crate::visitor::Visitor;
use crate::{Lab, assets, guard};

/// Something that happened in the session.
#[derive(Clone, Debug)]
struct TrailView {
    /// What kind of thing it is, in a word.
    kind: String,
    title: String,
    /// Why, or of whom.
    words: String,
    /// `granted`, `refused`, `decided` or `open`: the mark's class.
    mark: &'static str,
    steps: Vec<StepView>,
}

/// A step of a decision.
#[derive(Clone, Debug)]
struct StepView {
    title: String,
    outcome: String,
    /// What it looked at.
    inputs: String,
    /// The rule by which it was taken, as its maker calls it, and its article when it has one.
    rule: String,
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    layout: Layout,
    words: Words,
    /// Where this page is.
    at: String,
    /// Where the events come from that happen from now on.
    events: String,
    trail: Vec<TrailView>,
    /// The session, as the processing log has it, for who may read that.
    session: Option<String>,
    script: String,
}

#[derive(Template)]
#[template(path = "trail_event.html")]
struct TrailItem {
    words: Words,
    event: TrailView,
}

/// The latest events of a session that a page shows.
const SHOWN: usize = 30;

/// How often a page is told what happened.
const BEAT: Duration = Duration::from_millis(250);

/// How often something is sent when nothing happened, so that who went away is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Where the glass box is: the page at `at`, its events at `{at}/events`.
pub(super) fn page(lab: &Lab, at: &str, label: &Label, reader: &Reader, visitor: Visitor) -> Response {
    let session = visitor.session.at(label);
    let events = session.state.trail(0);
    let next = events.last().map_or(0, |(number, _)| number + 1);
    let words = Words(reader.language);
    let layout = Layout::new(reader, "trail-title");
    let page = TrailPage {
        words,
        at: at.to_owned(),
        events: format!("{at}/events?since={next}"),
        trail: events.iter().rev().take(SHOWN).map(|(_, event)| happened(event, &lab.cast, reader.language)).collect(),
        session: layout.visitor.sees_lab().then(|| session.id.to_string()),
        script: assets::trail_script(),
        layout,
    };
    let mut response = respond(reader, &page);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, guard::policy_in_own_frame());
    kept_by_nobody(response, visitor)
}

/// From which event on somebody wants to be told.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    since: u64,
}

/// A page that is told of a session.
struct Told {
    lab: Lab,
    key: Key,
    label: Label,
    language: Language,
    /// The session that it was told of last.
    session: Key,
    /// The next event to tell of.
    next: u64,
    /// What is to be sent.
    ready: Vec<Sent>,
}

/// Tells a page what happens in the visitor's session, until it goes or the lab stops.
pub(super) fn events(
    lab: Lab,
    label: &Label,
    language: Language,
    visitor: &Visitor,
    headers: &HeaderMap,
    Query(since): Query<Since>,
) -> Response {
    // A browser that lost the connection says what it heard last.
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<u64>().ok());
    let told = Told {
        lab,
        key: visitor.key,
        label: label.clone(),
        language,
        session: visitor.session.at(label).id,
        next: heard.map_or(since.since, |number| number.saturating_add(1)),
        ready: Vec::new(),
    };
    let events = stream::unfold(told, |mut told| async move {
        while told.ready.is_empty() {
            tokio::time::sleep(BEAT).await;
            told.look()?;
        }
        let event = told.ready.pop()?;
        Some((Ok::<_, Infallible>(event), told))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response()
}

impl Told {
    /// Looks what happened; `None` when there is nobody to be told of any more.
    fn look(&mut self) -> Option<()> {
        if self.lab.sessions.are_over() {
            return None;
        }
        let session: Session = self.lab.sessions.find(self.key, &Door::Lab, Instant::now())?.at(&self.label);
        if session.id != self.session {
            (self.session, self.next) = (session.id, 0);
            self.ready.push(Sent::default().event("anew").data("0"));
            return Some(());
        }
        for (number, event) in session.state.trail(self.next) {
            let item =
                TrailItem { words: Words(self.language), event: happened(&event, &self.lab.cast, self.language) };
            let html = item.render().ok()?;
            self.ready.push(Sent::default().event("happened").id(number.to_string()).data(html));
            self.next = number + 1;
        }
        // The last is sent first.
        self.ready.reverse();
        Some(())
    }
}

fn happened(event: &Event, cast: &Cast, language: Language) -> TrailView {
    let words = Words(language);
    match event {
        Event::Looked(look) => {
            let is_refused = look.status == LookStatus::Refused;
            let whom =
                look.subject.and_then(|bsn| log::whom(cast, bsn)).map(|whom| words.with("log-of", "whom", &whom));
            let (fields, purpose) = (log::titles(look.fields.iter(), language), look.purpose.get(language));
            let purpose = if purpose.is_empty() { String::new() } else { words.with("trail-why", "purpose", purpose) };
            TrailView {
                kind: words.get(if is_refused { "trail-refused" } else { "trail-looked" }),
                title: fields,
                words: [whom.unwrap_or_default(), purpose].join(" ").trim().to_owned(),
                mark: if is_refused { "refused" } else { "granted" },
                steps: Vec::new(),
            }
        }
        Event::Decided(decision) => decided(decision, language),
        Event::Called { to, path, .. } => TrailView {
            kind: words.get("trail-called"),
            title: to.to_string(),
            words: path.clone(),
            mark: "open",
            steps: Vec::new(),
        },
        Event::Asked { to, topics, offers, .. } => {
            let topics: Vec<&str> = topics
                .iter()
                .filter_map(|name| topic::find(name.as_str()).ok())
                .map(|topic| topic.title.get(language))
                .collect();
            let outcome = match offers {
                Some(offers) => words.with("trail-offers", "count", offers.to_string().as_str()),
                None => words.get("trail-silent"),
            };
            TrailView {
                kind: words.get("trail-asked"),
                title: to.to_string(),
                words: [topics.join(", "), outcome].join(". "),
                mark: if offers.is_some() { "open" } else { "refused" },
                steps: Vec::new(),
            }
        }
        Event::Shared(consent) => consented("trail-shared", consent, language),
        Event::TookBack(consent) => consented("trail-took-back", consent, language),
        Event::Refused { what, .. } => TrailView {
            kind: words.get("trail-refused"),
            title: what.clone(),
            words: String::new(),
            mark: "refused",
            steps: Vec::new(),
        },
    }
}

/// What the person shared, or took back.
fn consented(key: &str, consent: &Consent, language: Language) -> TrailView {
    let words = Words(language);
    let own_words = consent.words.then(|| words.get("share-words"));
    let titles = log::titles(consent.fields.iter(), language);
    let shared: Vec<String> = own_words.into_iter().chain(Some(titles).filter(|titles| !titles.is_empty())).collect();
    TrailView {
        kind: words.with(key, "whom", consent.title.get(language)),
        title: shared.join(", "),
        words: consent.ask.purpose.get(language).to_owned(),
        mark: "granted",
        steps: Vec::new(),
    }
}

fn decided(decision: &Decision, language: Language) -> TrailView {
    let fact = |fact: &Fact| format!("{}: {}", fact.title.get(language), text::value(language, fact.value));
    let step = |step: &Step| {
        let parts = [step.rule.as_str(), step.article.as_str()];
        let rule: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        StepView {
            title: step.title.get(language).to_owned(),
            outcome: fact(&step.outcome),
            inputs: step.inputs.iter().map(fact).collect::<Vec<_>>().join(", "),
            rule: rule.join(", "),
        }
    };
    TrailView {
        kind: Words(language).get("trail-decided"),
        title: decision.title.get(language).to_owned(),
        words: decision.outcome.iter().map(fact).collect::<Vec<_>>().join(", "),
        mark: "decided",
        steps: decision.steps.iter().map(step).collect(),
    }
}
