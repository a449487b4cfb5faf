//! What a request to a web service may use, besides what its manifest says.
//!
//! Each constant says what it does and what it does not stop. Memory, deadline, sizes of bodies and the number of requests at
//! the same time are in the manifest ([`fieldlab_domain::manifest::Limits`]); the stack, tables and handles are those of all
//! guests, in `limits.rs` of the crate.

use std::time::Duration;

/// Requests to one prototype that wait for a place: 32. One more is told that it is busy.
///
/// It does not stop visitors of one prototype from keeping others of the same prototype waiting.
pub(crate) const MOST_WAITING: usize = 32;

/// How long a request waits for a place: 500 ms. It comes on top of its deadline.
pub(crate) const MOST_WAIT: Duration = Duration::from_millis(500);

/// When to try again a prototype that is busy: after 1 s. It is advice; nothing keeps the visitor from coming earlier.
pub(crate) const BUSY: Duration = Duration::from_secs(1);

/// Names and values of all headers of a request, and of the trailers after it, in bytes: 32 KiB.
///
/// It does not bound their number otherwise; a header of a few bytes takes the host about a hundred.
pub(crate) const MOST_REQUEST_HEADER_BYTES: usize = 32 << 10;

/// Each set of headers that a guest makes, as it lies in the host's memory, in bytes: 32 KiB.
///
/// A guest can have as many sets as it can hold handles, so this times those is what it can take: 8 MiB.
pub(crate) const MOST_HEADER_BYTES: usize = 32 << 10;

/// Data that a guest may hand to the host in one call of a host function, in bytes: 1 MiB.
///
/// It bounds what a lying length makes the host copy. It does not bound what all calls of a request hand over together: for
/// each thing that is kept there is a limit of its own.
pub(crate) const MOST_CALL_BYTES: usize = 1 << 20;

/// Tasks, streams and futures of WASI 0.3 that a guest may have at the same time: 1,000.
pub(crate) const MOST_CONCURRENT: usize = 1_000;

/// What is copied at once from a guest's response: 64 KiB. It does not bound the response, which streams.
pub(crate) const CHUNK_BYTES: usize = 64 << 10;

/// Random bytes that a guest may ask for at once: 64 KiB.
pub(crate) const MOST_RANDOM_BYTES: u64 = 64 << 10;

/// Steps of a decision that a service tells about: 100; the rest is not kept.
pub(crate) const MOST_DECISION_STEPS: usize = 100;

/// Values in one part of a decision: 50; the rest is not kept. Each text is one line, as messages are.
pub(crate) const MOST_DECISION_FACTS: usize = 50;

/// The name of a key or bucket, in bytes: 256.
pub(crate) const MOST_KEY_BYTES: usize = 256;

/// Keys that a prototype keeps for a session, in all buckets: 1,000. Their bytes are in the manifest.
pub(crate) const MOST_KEYS: usize = 1_000;

/// How many prototypes call each other for one click: 4, the first not counted.
///
/// A cycle ends there. It does not bound how many are called beside each other: each has its own places and deadline, and all end
/// with the first.
pub(crate) const MOST_DEPTH: u8 = 4;

/// The part of its time that a prototype which was late gets when it is asked again: a tenth, until it answers in time.
///
/// So that one which hangs costs one person its time, and not everybody until it is set aside. It does not stop one that is late every
/// second time.
pub(crate) const LATE_PART: u32 = 10;

/// Prototypes that are asked for one question: 32; those after it in the order of their names are not asked.
pub(crate) const MOST_ASKED: usize = 32;

/// Lines of a prototype's log that are kept for its author: 200; the oldest go.
pub(crate) const MOST_LOG_LINES: usize = 200;

/// What a request computes for before it moves to the slow threads, by the processor's clock: 1 ms.
///
/// Slow threads give way to all others of the machine. A guest is looked at each tick, so it keeps a quick thread busy for a tick
/// more than this. It does not stop a prototype that answers many requests of 1 ms each from using all quick threads.
pub(crate) const QUICK: Duration = Duration::from_millis(1);

/// For how long the requests of a prototype begin on the slow threads after one of them computed for long: 1 s.
///
/// It does not stop a machine that is busy with quick requests altogether from letting those on slow threads come too late.
pub(crate) const HEAVY_FOR: Duration = Duration::from_secs(1);

/// The part of what a prototype's requests compute from which those that compute for long make it heavy: a 16th.
///
/// It does not stop a prototype of which one request in many computes for long: that one moves by itself.
pub(crate) const HEAVY_PART: u32 = 16;

/// What is kept of a response while its guest still runs, in bytes: 64 KiB, and at most 16 parts. A guest that makes a short
/// response is done before anything of it goes to another thread.
pub(crate) const KEPT_BYTES: usize = 64 << 10;

/// The parts of a response that are kept while its guest still runs: 16.
pub(crate) const KEPT_PARTS: usize = 16;

/// By how much a guest may be over its time before it is thrown out from outside its store: 20 ms.
///
/// The epoch ends it first, which tells its author where it was. This is for guests that wait instead of computing, and for
/// whatever the epoch does not reach. It does not interrupt a host function on the guests' threads: the visitor is answered
/// all the same, and the thread is free when that function returns.
pub(crate) const GRACE: Duration = Duration::from_millis(20);

/// Failures after each other, without a good answer between them, that set a prototype aside: 10.
///
/// It does not set aside a prototype that now and then answers well. Visitors of one page that always fails can set the
/// others of a prototype aside too, when nobody else visits it.
pub(crate) const MOST_FAILURES: u32 = 10;

/// How long it is set aside the first time: 5 s. Each further failure doubles it.
pub(crate) const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// How long it is set aside at most: 5 minutes.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// How long a request that tries a prototype after its pause keeps others waiting: 1 s, or until it has ended.
pub(crate) const TRIAL: Duration = Duration::from_secs(1);
