//! Evidence to try pages on.

use fieldlab_domain::evidence::Evidence;

/// The evidence of a small run of the bundled experiment `zorgtoeslag-2026`: `fixtures/evidence/README.md` says how it was made.
pub fn sample() -> Evidence {
    let json = include_str!("../../../../fixtures/evidence/sample.json");
    serde_json::from_str(json).expect("a test holds that the sample can be read")
}
