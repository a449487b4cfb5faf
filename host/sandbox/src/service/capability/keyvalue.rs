//! `wasi:keyvalue`: what a prototype keeps for a demo session, in memory, until the session begins anew or expires.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fieldlab_domain::capability::Capability;
use fieldlab_domain::trail::Values;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource};

use super::Lab;
use super::asker::{Asker, words};
use super::bindings::wasi::keyvalue::{atomics, batch, store};
use crate::service::limits::{MOST_KEY_BYTES, MOST_KEYS};
use crate::service::state::ServiceState;

/// A bucket of the prototype in this session. Buckets of the same name are the same; other prototypes and sessions have others.
#[expect(unreachable_pub, reason = "the generated bindings name it in public")]
pub struct Bucket {
    name: String,
}

type Answer<T> = Result<std::result::Result<T, store::Error>>;
type Outcome<T> = std::result::Result<T, store::Error>;

fn other<T>(what: impl Into<String>) -> Outcome<T> {
    Err(store::Error::Other(what.into()))
}

fn check_key(key: &str) -> Outcome<()> {
    if key.is_empty() || key.len() > MOST_KEY_BYTES {
        return other(format!("a key has 1 to {MOST_KEY_BYTES} bytes"));
    }
    Ok(())
}

/// What an entry counts for, in bytes.
fn size((bucket, key): &(String, String), value: &[u8]) -> usize {
    bucket.len() + key.len() + value.len()
}

/// What a request changed, to take it back when it fails: a visitor who sees that it went wrong finds everything as it was.
///
/// Others of the same session see changes at once; what they put in the same place in between goes too.
pub(crate) struct Undo {
    asker: Arc<Asker>,
    /// Whether the request ended well.
    ended_well: Arc<AtomicBool>,
    /// What was there before, for each place that was changed.
    before: Mutex<BTreeMap<Place, Option<Vec<u8>>>>,
}

/// A bucket and a key.
type Place = (String, String);

impl Undo {
    pub(crate) fn new(asker: Arc<Asker>, ended_well: Arc<AtomicBool>) -> Undo {
        Undo { asker, ended_well, before: Mutex::default() }
    }

    /// Notes what was there; the first time counts.
    fn note(&self, place: Place, old: Option<Vec<u8>>) {
        self.before.lock().unwrap_or_else(PoisonError::into_inner).entry(place).or_insert(old);
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        let before = std::mem::take(self.before.get_mut().unwrap_or_else(PoisonError::into_inner));
        if before.is_empty() || self.ended_well.load(Ordering::Acquire) {
            return;
        }
        self.asker.visit().state.with_values(&self.asker.manifest().name, |values| {
            for (place, old) in before {
                match old {
                    Some(old) => values.entries.insert(place, old),
                    None => values.entries.remove(&place),
                };
            }
            values.bytes = values.entries.iter().map(|(place, value)| size(place, value)).sum();
        });
    }
}

impl ServiceState {
    fn bucket(&self, bucket: &Resource<Bucket>) -> Result<String> {
        Ok(self.table.get(bucket)?.name.clone())
    }

    fn with_values<T>(&self, act: impl FnOnce(&mut Values) -> T) -> T {
        let asker = &self.asker;
        asker.visit().state.with_values(&asker.manifest().name, act)
    }

    fn read(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.with_values(|values| values.entries.get(&(bucket.to_owned(), key.to_owned())).cloned())
    }

    /// Puts entries in a bucket, all or none.
    fn put(&self, bucket: &str, entries: Vec<(String, Vec<u8>)>) -> Outcome<()> {
        entries.iter().try_for_each(|(key, _)| check_key(key))?;
        let most = self.asker.manifest().limits.service.keyvalue_kb as usize * 1024;
        // Of a key that is there twice the last counts.
        let entries: BTreeMap<_, _> =
            entries.into_iter().map(|(key, value)| ((bucket.to_owned(), key), value)).collect();
        self.with_values(|values| {
            let (mut bytes, mut keys) = (values.bytes, values.entries.len());
            for (place, value) in &entries {
                let old = values.entries.get(place);
                bytes = bytes + size(place, value) - old.map_or(0, |old| size(place, old));
                keys += usize::from(old.is_none());
            }
            if bytes > most {
                return other(format!("the prototype may keep {most} bytes for a session"));
            }
            if keys > MOST_KEYS {
                return other(format!("the prototype may keep {MOST_KEYS} keys for a session"));
            }
            for (place, value) in entries {
                let old = values.entries.insert(place.clone(), value);
                self.undo.note(place, old);
            }
            values.bytes = bytes;
            Ok(())
        })
    }

    fn remove(&self, bucket: &str, key: &str) {
        self.with_values(|values| {
            let place = (bucket.to_owned(), key.to_owned());
            if let Some(old) = values.entries.remove(&place) {
                values.bytes -= size(&place, &old);
                self.undo.note(place, Some(old));
            }
        });
    }
}

impl store::Host for ServiceState {
    fn open(&mut self, identifier: String) -> Answer<Resource<Bucket>> {
        if let Err(refused) = self.asker.may(Capability::Keyvalue) {
            tracing::debug!(prototype = %self.asker.manifest().name, refused = words(&refused), "no keyvalue");
            return Ok(Err(store::Error::AccessDenied));
        }
        if identifier.len() > MOST_KEY_BYTES {
            return Ok(Err(store::Error::NoSuchStore));
        }
        Ok(Ok(self.table.push(Bucket { name: identifier })?))
    }
}

impl store::HostBucket for ServiceState {
    fn get(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Option<Vec<u8>>> {
        let bucket = self.bucket(&bucket)?;
        Ok(Ok(self.read(&bucket, &key)))
    }

    fn set(&mut self, bucket: Resource<Bucket>, key: String, value: Vec<u8>) -> Answer<()> {
        let bucket = self.bucket(&bucket)?;
        Ok(self.put(&bucket, vec![(key, value)]))
    }

    fn delete(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<()> {
        let bucket = self.bucket(&bucket)?;
        self.remove(&bucket, &key);
        Ok(Ok(()))
    }

    fn exists(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<bool> {
        let bucket = self.bucket(&bucket)?;
        Ok(Ok(self.read(&bucket, &key).is_some()))
    }

    /// All keys at once: there are few. The cursor is where the next page would begin, so there is none.
    fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<u64>) -> Answer<store::KeyResponse> {
        let bucket = self.bucket(&bucket)?;
        let skipped = cursor.map_or(0, |cursor| usize::try_from(cursor).unwrap_or(usize::MAX));
        let keys = self.with_values(|values| {
            let mine = values.entries.keys().filter(|(of, _)| *of == bucket);
            mine.skip(skipped).map(|(_, key)| key.clone()).collect()
        });
        Ok(Ok(store::KeyResponse { keys, cursor: None }))
    }

    fn drop(&mut self, bucket: Resource<Bucket>) -> Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}

impl atomics::Host for ServiceState {
    /// A number is kept as its digits. One that is something else stays what it is.
    fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: u64) -> Answer<u64> {
        let bucket = self.bucket(&bucket)?;
        let before = match self.read(&bucket, &key) {
            None => Some(0),
            Some(bytes) => std::str::from_utf8(&bytes).ok().and_then(|digits| digits.parse::<u64>().ok()),
        };
        let Some(sum) = before.and_then(|before| before.checked_add(delta)) else {
            return Ok(other("what is kept there is no number, or the sum is too large"));
        };
        Ok(self.put(&bucket, vec![(key, sum.to_string().into_bytes())]).map(|()| sum))
    }
}

impl batch::Host for ServiceState {
    fn get_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Answer<Vec<Option<(String, Vec<u8>)>>> {
        let bucket = self.bucket(&bucket)?;
        let most = MOST_KEYS;
        if keys.len() > most {
            return Ok(other(format!("at most {most} keys at once")));
        }
        let read = |key: String| self.read(&bucket, &key).map(|value| (key, value));
        Ok(Ok(keys.into_iter().map(read).collect()))
    }

    fn set_many(&mut self, bucket: Resource<Bucket>, entries: Vec<(String, Vec<u8>)>) -> Answer<()> {
        let bucket = self.bucket(&bucket)?;
        Ok(self.put(&bucket, entries))
    }

    fn delete_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Answer<()> {
        let bucket = self.bucket(&bucket)?;
        keys.iter().for_each(|key| self.remove(&bucket, key));
        Ok(Ok(()))
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    store::add_to_linker::<_, Lab>(linker, |state| state)?;
    atomics::add_to_linker::<_, Lab>(linker, |state| state)?;
    batch::add_to_linker::<_, Lab>(linker, |state| state)
}
