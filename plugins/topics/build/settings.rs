//! How the models are trained; each figure was chosen by cross-validation (examples/cross_validate.rs).

use crate::rows::Material;
use crate::train::Settings;

/// For what a question is about: one class a topic, and one for none of them.
pub fn topics(material: &Material) -> Settings {
    Settings { classes: material.none() + 1, most_features: 35_000, rounds: 12, rate: 0.5, decay: 0.02, sharpness: 1.0 }
}

/// For the language: Dutch, English, or another.
pub fn languages() -> Settings {
    Settings { classes: 3, most_features: 3_000, rounds: 8, rate: 0.5, decay: 0.02, sharpness: 1.0 }
}
