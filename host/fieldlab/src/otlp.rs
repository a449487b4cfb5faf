//! The processing log to a collector of OpenTelemetry, by OTLP over HTTP with JSON (opentelemetry.io/docs/specs/otlp).
//!
//! Entries are read from the log by a position that is kept beside it, and the position moves on when the collector has taken them. So
//! what was written while the collector was away is sent later, nothing is lost, and nobody who looks at a citizen waits for it. An
//! entry can arrive twice, with the same trace and span, when the lab stops between the two.

mod collector;
mod sending;
mod spans;

use std::sync::Arc;
use std::time::Duration;

use fieldlab_domain::store::StoreError;
use fieldlab_store::SqliteLog;

pub(crate) use collector::Collector;
use sending::{Refusal, Sender};
use spans::Spans;

/// How many looks, and runs, are sent at once: what the SDKs of OpenTelemetry send at once when nothing is said.
const BATCH: u32 = 512;

/// When it is looked whether another process has written, such as an experiment on the command line.
const OTHERS: Duration = Duration::from_secs(5);

/// How long is waited after a refusal, at first and at most; each time twice as long.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Sends what is written and what was not sent before, until it is dropped. `address` is that of the lab.
pub(crate) async fn export(log: Arc<SqliteLog>, collector: Collector, address: String) {
    let (name, spans) = (collector.address.clone(), Spans::new(&collector, address));
    let sender = Arc::new(Sender::new(collector));
    let mut pause = PAUSES.0;
    let mut is_away = false;
    loop {
        match step(&log, &sender, &spans, &name).await {
            Ok(Step::Sent) => {
                if std::mem::take(&mut is_away) {
                    tracing::warn!(collector = name, "the collector takes the processing log again");
                }
                pause = PAUSES.0;
            }
            Ok(Step::Nothing) => log.wait_for_more(OTHERS).await,
            Err(refusal) => {
                if !std::mem::replace(&mut is_away, true) {
                    tracing::warn!(
                        collector = name,
                        why = refusal.what,
                        "the processing log is kept until the collector takes it"
                    );
                }
                tokio::time::sleep(refusal.after.unwrap_or(pause).max(PAUSES.0)).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }
}

enum Step {
    Sent,
    Nothing,
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal { what: error.to_string(), after: None }
    }
}

async fn step(log: &SqliteLog, sender: &Arc<Sender>, spans: &Spans, name: &str) -> Result<Step, Refusal> {
    let unsent = log.unsent(name, BATCH).await?;
    if unsent.is_empty() {
        return Ok(Step::Nothing);
    }
    let (sender, body) = (sender.clone(), spans.request(&unsent).to_string());
    let sent = tokio::task::spawn_blocking(move || sender.send(&body)).await;
    sent.map_err(|error| Refusal { what: error.to_string(), after: None })??;
    log.sent(name, &unsent).await?;
    Ok(Step::Sent)
}
