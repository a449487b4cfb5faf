//! What is kept in the demo session, as JSON.

use fieldlab_service::prelude::*;
use lab::serde_json;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is kept under a key; nothing when it is not there, may not be read, or was written by another version.
pub(crate) fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    let kept = lab::kept(key).unwrap_or_else(|refused| {
        lab::log(&format!("what was kept can't be read: {refused}"));
        None
    });
    serde_json::from_str(&kept?).ok()
}

/// Keeps a value.
///
/// # Errors
/// A page that says that nothing can be kept, when the lab does not allow it or there is too much.
pub(crate) fn keep<T: Serialize>(request: &Request, key: &str, value: &T) -> Result<(), Response> {
    let json = serde_json::to_string(value).unwrap_or_default();
    lab::keep(key, &json).map_err(|refused| {
        lab::log(&format!("`{key}` was not kept: {refused}"));
        not_kept(request).into()
    })
}

/// Keeps a value no longer.
pub(crate) fn forget(key: &str) {
    if let Err(refused) = lab::forget(key) {
        lab::log(&format!("`{key}` was not forgotten: {refused}"));
    }
}

/// That nothing can be kept, and what somebody can do then.
fn not_kept(request: &Request) -> Page {
    Page::new(request, text("Het plein kan nu niets bewaren", "The plaza can't keep anything now"))
        .status(503)
        .paragraph(text(
            "Zonder dat kunnen wij u hier niet verder helpen. Dat ligt niet aan u.",
            "Without that we can't help you further here. It is not your fault.",
        ))
        .paragraph(text(
            "Probeer het later nog eens. Of ga langs bij de balie van uw gemeente of bij de bibliotheek.",
            "Try again later. Or drop by at the desk of your municipality or at the library.",
        ))
        .link(text("Naar het begin", "To the start"), "/")
}
