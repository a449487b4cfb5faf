//! Evidence to try pages on.

use fieldlab_domain::evidence::Evidence;

#[derive(serde::Deserialize)]
struct Printed {
    evidence: Evidence,
}

/// The evidence of a small run of the bundled experiment `zachtere-afbouw`, as `fixtures/evidence/README.md` says.
pub fn sample() -> Evidence {
    let json = include_str!("../../../../fixtures/evidence/sample.json");
    serde_json::from_str::<Printed>(json).expect("a test holds that the sample can be read").evidence
}
