//! The figures of a manifest, for whoever wants to know where an amount comes from.

use crate::bindings::fieldlab::lab::types::Value;

/// A parameter as the manifest tells it; `figures()` of a struct that derives [`Parameters`](crate::Parameters) gives all of them.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name, such as `taper`.
    pub name: &'static str,
    /// What people call it, in Dutch.
    pub nl: &'static str,
    /// What people call it, in English.
    pub en: &'static str,
    /// The unit in words; empty when the manifest says none.
    pub unit: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
    /// How sure the default is: `adopted`, `proposed`, `unverified` or `assumed`.
    pub status: &'static str,
    /// The default.
    pub value: Value,
}

impl Figure {
    /// Whether it is in force as published; all others are to be said as less than sure.
    pub fn is_adopted(&self) -> bool {
        self.status == "adopted"
    }
}
