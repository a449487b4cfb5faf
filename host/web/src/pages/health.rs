//! Whether the lab works, for machines.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Lab;

pub(crate) async fn show(State(lab): State<Lab>) -> (StatusCode, Json<Value>) {
    match lab.store.needs().await {
        Ok(needs) => (StatusCode::OK, Json(json!({ "status": "ok", "needs": needs.len() }))),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "store does not answer" })))
        }
    }
}
