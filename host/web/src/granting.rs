//! Deciding about what a prototype asks for, for pages and programs.

use std::sync::Arc;

use fieldlab_domain::capability::{Asked, GrantDecision};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::request::Decision;
use fieldlab_domain::store::StoreError;

use crate::Lab;

/// The manifest of the prototype with this name: of the version that is served, else of the latest that the lab knows.
pub(crate) async fn manifest(lab: &Lab, name: &str) -> Result<Option<Arc<Manifest>>, StoreError> {
    if let Some(service) = lab.services.get(name) {
        return Ok(Some(Arc::new(service.manifest().clone())));
    }
    let records = lab.store.prototypes().await?;
    let found = records.iter().rev().find(|record| record.name.as_str() == name);
    Ok(found.and_then(|record| Manifest::from_json(&record.manifest).ok()).map(Arc::new))
}

/// The decisions about what this manifest asks for; `None` when one is about what it does not ask for.
pub(crate) fn decided(
    lab: &Lab,
    manifest: &Manifest,
    by: &str,
    decisions: Vec<Decision>,
) -> Option<Vec<GrantDecision>> {
    let asked: Vec<String> = Asked::all_of(manifest).iter().map(|asked| asked.key(manifest)).collect();
    let decided = |decision: Decision| {
        asked.contains(&decision.key).then(|| GrantDecision {
            prototype: manifest.name.clone(),
            key: decision.key,
            granted: decision.granted,
            by: by.to_owned(),
            at: (lab.now)(),
        })
    };
    decisions.into_iter().map(decided).collect()
}
