//! Write prototypes for Fieldlab in Rust.
//!
//! A rule is three plain structs and one function. The fields that it reads, the parameters that it takes and what it decides
//! stand in the prototype's manifest, `prototype.toml`; the derive macros hold the structs against it when the prototype is
//! compiled, and say which lines to add.
//!
//! ```
//! use fieldlab_sdk::prelude::*;
//!
//! /// What the rule reads of a citizen.
//! #[derive(Citizen)]
//! struct Resident {
//!     #[field("person.age")]
//!     age: Whole,
//!     #[field("household.income_standardised")]
//!     income: Amount,
//! }
//!
//! /// What can be set: `parameters` in the manifest.
//! #[derive(Parameters)]
//! struct Settings {
//!     income_limit: Amount,
//!     discount: Share,
//! }
//!
//! /// What the rule decides: `decisions` in the manifest.
//! #[derive(Decision)]
//! struct Discount {
//!     entitled: bool,
//!     percentage: Share,
//! }
//!
//! #[assessment]
//! fn decide(resident: &Resident, settings: &Settings, explain: &mut impl Explain) -> Discount {
//!     let entitled = resident.age >= 18 && resident.income <= settings.income_limit;
//!     explain.step(|| {
//!         Step::new("income", "Vergelijk het inkomen met de grens", "Compare the income with the limit")
//!             .input("inkomen", "income", resident.income)
//!             .input("grens", "limit", settings.income_limit)
//!             .outcome("recht", "entitled", entitled)
//!     });
//!     Discount { entitled, percentage: if entitled { settings.discount } else { Share::default() } }
//! }
//!
//! # fn main() {
//! let settings = Settings::defaults();
//! let resident = Resident { age: 30, income: Amount::euro(20_000) };
//! assert!(decide(&resident, &settings, &mut Silent).entitled);
//! # }
//! ```
//!
//! `Settings::defaults()` and `Settings::set("2026")` give the manifest's own figures, so that tests use them too; `Settings::figures()`
//! gives each with its title, source and status, for pages that say how sure an amount is.
//! To add a type that columns may hold, implement [`value::Typed`] for it.
//!
//! Pages that people click through are in a crate of their own, `fieldlab-service`, so that rules stay small.

#[doc(hidden)]
#[allow(missing_docs, clippy::all, unsafe_op_in_unsafe_fn)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../wit",
        world: "rule",
        pub_export_macro: true,
        export_macro_name: "export_rule",
        default_bindings_module: "::fieldlab_sdk::bindings",
        runtime_path: "::fieldlab_sdk::wit_bindgen::rt",
    });
}

mod explain;
mod figure;
mod number;
#[doc(hidden)]
pub mod rule;
pub mod value;

#[doc(hidden)]
pub use wit_bindgen;

extern crate self as fieldlab_sdk;

pub use explain::{Explain, Silent, Step, Steps};
pub use fieldlab_sdk_macros::{Citizen, Code, Decision, Parameters, assessment};
pub use figure::Figure;
pub use number::{Amount, Date, Exact, Share, Whole};

/// Everything that a rule needs.
pub mod prelude {
    pub use crate::{
        Amount, Citizen, Code, Date, Decision, Exact, Explain, Parameters, Share, Silent, Step, Steps, Whole,
    };
    pub use fieldlab_sdk_macros::assessment;
}
