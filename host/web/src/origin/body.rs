//! Bodies, handed on as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fieldlab_domain::service::{Body, BodyError};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

/// The most that a visitor may send in a body, in bytes: 64 MiB. It bounds what a prototype has to do with, and what an upload
/// can cost; it does not stop a slow upload, which the prototype's deadline ends.
///
/// A visitor who goes away is noticed at once, unless a prototype leaves part of the body unread: then it, too, ends at its deadline.
pub(super) const MOST: usize = 64 << 20;

/// Whether a body was broken off because it is too large.
#[derive(Clone, Debug, Default)]
pub(super) struct TooLarge(Arc<AtomicBool>);

impl TooLarge {
    pub(super) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A visitor's body as the prototype reads it: broken off after `most` bytes.
pub(super) fn to_the_prototype(body: axum::body::Body, most: usize, too_large: &TooLarge) -> Body {
    let too_large = too_large.clone();
    let told = move |error: Box<dyn std::error::Error + Send + Sync>| {
        if error.is::<LengthLimitError>() {
            too_large.0.store(true, Ordering::Relaxed);
            return BodyError(format!("it is more than {most} bytes"));
        }
        BodyError("the visitor went away".to_owned())
    };
    Limited::new(body, most).map_err(told).boxed_unsync()
}

/// A prototype's body as the visitor reads it. When it breaks off, the log says of which request.
pub(super) fn to_the_visitor(body: Body, prototype: String, path: String) -> axum::body::Body {
    axum::body::Body::new(body.map_err(move |error| {
        tracing::warn!(prototype, path, %error, "the response of a prototype broke off");
        error
    }))
}
