//! One request to a collector.

use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::http::{Response, header};

use super::Collector;

/// How long a collector may take: what OpenTelemetry has when nothing is said.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that a collector can have the lab wait.
const LONGEST: Duration = Duration::from_secs(300);

/// The most that is read of what a collector says, in bytes.
const WORDS: u64 = 64 << 10;

/// Why a collector did not take what was sent.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) what: String,
    /// When it is to be tried again, when the collector says so.
    pub(super) after: Option<Duration>,
}

/// Sends to a collector. Its calls block.
pub(super) struct Sender {
    agent: Agent,
    collector: Collector,
}

/// What a collector says when it took it, perhaps in part.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Taken {
    partial_success: Partial,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Partial {
    rejected_spans: serde_json::Value,
    error_message: String,
}

impl Sender {
    pub(super) fn new(collector: Collector) -> Sender {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("fieldlab/", env!("CARGO_PKG_VERSION")))
            // The log goes to the collector that was named and nowhere else.
            .max_redirects(0)
            .build();
        Sender { agent: config.into(), collector }
    }

    /// Sends a request in JSON.
    ///
    /// Whatever is not taken is sent again, also what the standard would have thrown away after a refusal for good: a log that is kept
    /// for people who ask about it has no entries to spare.
    pub(super) fn send(&self, body: &str) -> Result<(), Refusal> {
        let mut request = self.agent.post(&self.collector.address).content_type("application/json");
        for (name, value) in &self.collector.headers {
            request = request.header(name, value);
        }
        let away = |error: ureq::Error| Refusal { what: error.to_string(), after: None };
        let mut answer = request.send(body).map_err(away)?;
        let status = answer.status();
        let said = answer.body_mut().with_config().limit(WORDS).read_to_string();
        if !status.is_success() {
            return Err(Refusal { what: status.to_string(), after: retry_after(&answer) });
        }
        // Some answer with nothing, or with something else than JSON.
        let taken: Taken = said.ok().and_then(|said| serde_json::from_str(&said).ok()).unwrap_or_default();
        let Partial { rejected_spans, error_message } = taken.partial_success;
        let count = rejected_spans.as_str().and_then(|count| count.parse().ok()).or(rejected_spans.as_i64());
        if let Some(count) = count.filter(|count| *count > 0) {
            // The standard has it that these are not sent again.
            tracing::error!(count, why = error_message, "the collector refuses entries of the processing log");
        }
        Ok(())
    }
}

fn retry_after<B>(answer: &Response<B>) -> Option<Duration> {
    let seconds = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST))
}
