//! Makes populations, and keeps those that were made last.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fieldlab_domain::place::Place;
use fieldlab_domain::population::{
    Population, PopulationError, PopulationIdentity, PopulationRequest, PopulationSource,
};

use crate::generate::{Fitted, inside};
use crate::life::advance;
use crate::memory::Memory;
use crate::model::{self, Model};
use crate::settle::whole_persons;

/// How many bytes of populations stay in memory.
const KEPT_BYTES: usize = 1 << 30;

/// Makes populations. A model is fitted when it is first asked for; the populations made last stay in memory.
#[derive(Default)]
pub struct Source {
    kept: Mutex<VecDeque<Arc<Memory>>>,
    given: Mutex<Vec<Arc<dyn Population>>>,
}

impl fmt::Debug for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Source")
    }
}

/// The fitted model; there is one, which stays for the life of the process.
pub(crate) fn fitted(name: &str) -> Result<&'static Fitted, PopulationError> {
    static FITTED: OnceLock<Fitted> = OnceLock::new();
    if let Some(fitted) = FITTED.get().filter(|fitted| fitted.model.name == name) {
        return Ok(fitted);
    }
    let model = model::read(name)?;
    Ok(FITTED.get_or_init(|| {
        let levels = model.levels();
        Fitted::new(model, levels)
    }))
}

/// Makes a population again from its identity, on so many threads; `None` when this version makes other citizens of it.
///
/// # Errors
/// When this version does not have its model.
///
/// # Panics
/// When the system gives no threads.
pub fn make_again(identity: &PopulationIdentity, threads: usize) -> Result<Option<Memory>, PopulationError> {
    let model = model::read(&identity.model)?;
    if identity_of(model, &identity.request()).ok().as_ref() != Some(identity) {
        return Ok(None);
    }
    let fitted = fitted(&identity.model)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("the system gives threads");
    pool.install(|| generate(fitted, identity)).map(Some)
}

/// Makes a population, and plays its lives on to its day.
fn generate(fitted: &Fitted, identity: &PopulationIdentity) -> Result<Memory, PopulationError> {
    let made = Memory::generate(fitted, PopulationIdentity { date: None, ..identity.clone() });
    match identity.date {
        Some(day) => Ok(advance(&made, day, &mut |_, _| {})?.population),
        None => Ok(made),
    }
}

impl Source {
    /// A source that has made nothing yet.
    pub fn new() -> Source {
        Source::default()
    }

    /// Makes a population, or gives one that was made before.
    ///
    /// # Errors
    /// When there is no such model or the size can't be made.
    pub fn make(&self, request: &PopulationRequest) -> Result<Arc<Memory>, PopulationError> {
        let identity = self.identity(request)?;
        if let Some(kept) = self.kept(&identity) {
            return Ok(kept);
        }
        let span = tracing::info_span!("generate", persons = identity.persons, seed = identity.seed);
        let made = span.in_scope(|| Ok(Arc::new(generate(fitted(&request.model)?, &identity)?)))?;
        self.keep(&made);
        Ok(made)
    }

    /// Takes a population that is there already, such as one from a file: who asks for its identity gets it, and none is made.
    pub fn give(&self, population: Arc<dyn Population>) {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).push(population);
    }

    fn given(&self, identity: &PopulationIdentity) -> Option<Arc<dyn Population>> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.iter().find(|population| population.identity() == identity).cloned()
    }

    fn kept(&self, identity: &PopulationIdentity) -> Option<Arc<Memory>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|population| population.identity() == identity).cloned()
    }

    fn keep(&self, made: &Arc<Memory>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(made.clone());
        while kept.iter().map(|population| population.bytes()).sum::<usize>() > KEPT_BYTES && kept.len() > 1 {
            kept.pop_front();
        }
    }
}

/// Which population of a model it would be.
pub(crate) fn identity_of(model: &Model, request: &PopulationRequest) -> Result<PopulationIdentity, PopulationError> {
    let most = represented(model, request.place.as_ref())?;
    let persons = request.persons.unwrap_or(most);
    if persons == 0 || persons > most {
        return Err(PopulationError::Size { persons, most });
    }
    Ok(PopulationIdentity {
        model: model.name.to_owned(),
        model_digest: model.digest.clone(),
        seed: request.seed,
        persons,
        represents: most,
        place: request.place.clone(),
        date: request.date,
    })
}

/// How many persons live in a place, or in the country.
fn represented(model: &Model, place: Option<&Place>) -> Result<u64, PopulationError> {
    let Some(place) = place else { return Ok(model.figures.persons.total) };
    let inside = inside(model, Some(place));
    let persons = whole_persons(model).into_iter().zip(inside).filter(|(_, inside)| *inside);
    let persons: i64 = persons.map(|(persons, _)| persons.as_flattened().iter().sum::<i64>()).sum();
    if persons > 0 { Ok(persons as u64) } else { Err(PopulationError::Place { place: place.clone() }) }
}

impl PopulationSource for Source {
    fn identity(&self, request: &PopulationRequest) -> Result<PopulationIdentity, PopulationError> {
        identity_of(model::read(&request.model)?, request)
    }

    fn population(&self, request: &PopulationRequest) -> Result<Arc<dyn Population>, PopulationError> {
        match self.given(&self.identity(request)?) {
            Some(given) => Ok(given),
            None => Ok(self.make(request)?),
        }
    }
}
