//! Proof that a population is the same every time: it is made again, on one thread and on two.

use std::time::Instant;

use fieldlab_domain::population::{PopulationError, PopulationIdentity};
use serde::Serialize;

/// On how many threads it is made again.
const THREADS: [usize; 2] = [1, 2];

/// One time that a population was made.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Again {
    /// On how many threads.
    pub(crate) threads: usize,
    /// How many persons were made in a second, on this computer now.
    pub(crate) persons_per_second: f64,
    /// The digest of the citizens.
    pub(crate) content: String,
    /// Whether that is the one that was described.
    pub(crate) same: bool,
}

/// Makes a population again on 1 and on 2 threads; none when this version makes other citizens of its identity.
pub(crate) fn make_again(identity: &PopulationIdentity, content: &str) -> Result<Option<Vec<Again>>, PopulationError> {
    // The model is fitted once in a process: by this one, so that it is in no measured time.
    if fieldlab_population::make_again(&PopulationIdentity { persons: 1, ..identity.clone() }, 1)?.is_none() {
        return Ok(None);
    }
    let mut times = Vec::new();
    for threads in THREADS {
        let start = Instant::now();
        let Some(made) = fieldlab_population::make_again(identity, threads)? else { return Ok(None) };
        let seconds = start.elapsed().as_secs_f64().max(1e-9);
        let found = made.content_digest().to_string();
        times.push(Again {
            threads,
            persons_per_second: identity.persons as f64 / seconds,
            same: found == content,
            content: found,
        });
    }
    Ok(Some(times))
}
