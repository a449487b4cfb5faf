//! A prototype's web service, as the lab meets it: a request in, a response out, on behalf of a visit.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use thiserror::Error;

use crate::capability::Granted;
use crate::date::Date;
use crate::digest::Digest;
use crate::manifest::Manifest;
use crate::name::Name;
use crate::processing::Trace;
use crate::question::{Offer, Question, Reply, Turn};
use crate::text::Language;
use crate::trail::SessionState;

/// A body that streams; dropping it tells the other side that nobody reads on.
pub type Body = UnsyncBoxBody<Bytes, BodyError>;

/// A body broke off.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the body broke off: {0}")]
pub struct BodyError(
    /// Why, in a few words that name no internals.
    pub String,
);

/// On whose behalf and in which world a request is answered: a persona, on a day, with state of its own.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The demo session, which state is kept apart by.
    pub session: String,
    /// Whom the visitor plays; nobody when they only look.
    pub persona: Option<Name>,
    /// The day that the prototype sees as today.
    pub today: Date,
    /// The language that the visitor reads.
    pub language: Language,
    /// Where the prototype's random numbers start.
    pub seed: u64,
    /// The click that this is part of.
    pub trace: Trace,
    /// How many prototypes called each other on the way here; 0 for a visitor's own request.
    pub depth: u8,
    /// What the session kept, and its trail.
    pub state: Arc<SessionState>,
}

/// Why there is no answer. What a visitor reads of it names no internals, and says whose fault it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ServiceFailure {
    /// The prototype has as many visitors as it may have at the same time.
    #[error("the prototype is busy")]
    Busy {
        /// When to try again.
        after: Duration,
    },
    /// The prototype did not answer in time.
    #[error("the prototype did not answer within {time:?}")]
    Late {
        /// The time that it had.
        time: Duration,
        /// What it wrote to its standard output and error, and where it was when that is known, for its author.
        output: String,
    },
    /// The prototype failed again and again, and rests for a while. It comes back by itself.
    #[error("the prototype failed too often and is set aside")]
    SetAside {
        /// When it is tried again.
        after: Duration,
    },
    /// The request is larger than the prototype takes: the visitor's fault, and not counted as a failure.
    #[error("the {part} of the request are more than {most} bytes")]
    TooLarge {
        /// What of it: its `headers` or `contents`.
        part: &'static str,
        /// The most that it may be, in bytes.
        most: u64,
    },
    /// The prototype failed.
    #[error("the prototype failed: {what}")]
    Guest {
        /// What went wrong, for its author.
        what: String,
        /// What it wrote to its standard output and error, the beginning of it, and where it was when that is known.
        output: String,
    },
    /// The lab failed.
    #[error("the lab failed: {0}")]
    Host(
        /// What went wrong.
        String,
    ),
}

/// Who calls another service: a prototype, on behalf of a visit.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// The digest of its component.
    pub digest: Digest,
    /// What it was granted.
    pub granted: Arc<Granted>,
    /// On whose behalf; its trace is this call.
    pub visit: Visit,
}

/// A service of the lab itself, which prototypes call by name.
#[async_trait]
pub trait LabService: Send + Sync {
    /// Answers a prototype. What it may see is for the service to check, by what was granted.
    async fn answer(&self, request: Request<Body>, caller: &Caller) -> Response<Body>;
}

/// A conversation about an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// The question that it began with.
    pub question: Question,
    /// The name of the offer.
    pub offer: String,
    /// What was said, the person's words last.
    pub said: Vec<Turn>,
}

fn answers_nothing() -> ServiceFailure {
    ServiceFailure::Guest { what: "it answers no questions".to_owned(), output: String::new() }
}

/// Finds whom prototypes may call by name.
pub trait Neighbours: Send + Sync {
    /// The prototype that the lab has under this name.
    fn prototype(&self, name: &Name) -> Option<Arc<dyn Service>>;

    /// Those who answer questions, in the order of their names.
    fn answerers(&self) -> Vec<Arc<dyn Service>> {
        Vec::new()
    }

    /// The synthetic register of persons, when the lab has one.
    fn register(&self) -> Option<Arc<dyn LabService>>;
}

/// The web service of one version of a prototype. Each request gets an instance of its own, which is gone when the response has ended.
#[async_trait]
pub trait Service: Send + Sync {
    /// What the prototype says of itself.
    fn manifest(&self) -> &Manifest;

    /// The digest of its component.
    fn digest(&self) -> &Digest;

    /// Answers a request. Headers and bodies stream both ways; a dropped request or response body ends the instance.
    ///
    /// It must be called on a runtime with timers. What it returns may be dropped anywhere.
    ///
    /// # Errors
    /// When the guest fails before its headers are sent, is late, or there is no room; after that a body breaks off ([`BodyError`]).
    async fn answer(&self, request: Request<Body>, visit: &Visit) -> Result<Response<Body>, ServiceFailure>;

    /// What it offers for a question.
    ///
    /// # Errors
    /// When it answers no questions, fails, is late, or there is no room.
    async fn offers(&self, _question: &Question, _visit: &Visit) -> Result<Vec<Offer>, ServiceFailure> {
        Err(answers_nothing())
    }

    /// Talks on about one of its offers.
    ///
    /// # Errors
    /// As [`Service::offers`].
    async fn respond(&self, _talk: &Talk, _visit: &Visit) -> Result<Reply, ServiceFailure> {
        Err(answers_nothing())
    }

    /// The service itself, for a sandbox that links what two of them export and import; a wrapper gives the one inside.
    fn itself(&self) -> &dyn std::any::Any;

    /// The latest failure of the prototype, for its author; one after the headers too, which its visitor sees as a body that breaks off.
    fn latest_failure(&self) -> Option<ServiceFailure>;

    /// The latest lines that it wrote to its log, the oldest first, for its author.
    fn log(&self) -> Vec<String> {
        Vec::new()
    }

    /// Has the prototype tried again at once when it was set aside.
    fn bring_back(&self);
}
