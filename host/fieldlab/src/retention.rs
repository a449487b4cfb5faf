//! Deleting entries of the processing log when they are older than the lab keeps them, while it is served.

use std::sync::Arc;
use std::time::Duration;

use fieldlab_domain::store::StoreError;
use fieldlab_store::SqliteLog;

use crate::runs;

const DAY_MS: i64 = 86_400_000;

/// How often it is looked whether a day has passed.
const OFTEN: Duration = Duration::from_secs(3_600);

/// Keeps entries for so many days, until it is dropped. What the collector with this address does not have yet is kept longer.
pub(crate) async fn keep(log: Arc<SqliteLog>, days: u32, collector: Option<String>) {
    loop {
        if let Err(error) = prune(&log, days, collector.as_deref()).await {
            tracing::error!(%error, "the processing log can't be pruned");
        }
        tokio::time::sleep(OFTEN).await;
    }
}

/// By whole days, in UTC, so that the log says once a day at most that something was deleted.
async fn prune(log: &SqliteLog, days: u32, collector: Option<&str>) -> Result<(), StoreError> {
    let today = runs::now_ms().div_euclid(DAY_MS);
    let before_ms = (today - i64::from(days)) * DAY_MS;
    let prunable = log.prunable(before_ms).await?;
    let missing =
        collector.and_then(|collector| prunable.unsent.iter().find(|(name, count)| name == collector && *count > 0));
    if let Some((collector, count)) = missing {
        tracing::warn!(collector, count, "old entries of the processing log are kept until the collector has them");
        return Ok(());
    }
    log.prune(before_ms, &format!("fieldlab serve, after {days} days")).await.map(|_| ())
}
