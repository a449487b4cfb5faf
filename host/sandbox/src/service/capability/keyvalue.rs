//! `wasi:keyvalue`: what a prototype keeps for a demo session, in memory, until the session begins anew or expires.
//!
//! Both drafts that guests are built with have their interfaces here, a file each, and one place behind them: what a guest keeps by one
//! it finds by the other.

mod draft;
mod draft2;
mod in_both;
mod undo;

use std::collections::BTreeMap;
use std::str::FromStr;

use fieldlab_domain::capability::Capability;
use fieldlab_domain::trail::Values;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource};

pub(crate) use undo::Undo;

use super::asker::words;
use crate::service::limits::{MOST_KEY_BYTES, MOST_KEYS};
use crate::service::state::ServiceState;

/// A bucket of the prototype in this session. Buckets of the same name are the same; other prototypes and sessions have others.
#[expect(unreachable_pub, reason = "the generated bindings name it in public")]
pub struct Bucket {
    name: String,
}

/// Why something is not kept or found; each draft has a type of its own for it.
#[derive(Debug)]
enum Fault {
    NoSuchStore,
    AccessDenied,
    Other(String),
}

type Outcome<T> = std::result::Result<T, Fault>;

/// A bucket and a key.
type Place = (String, String);

/// A key and what is kept under it.
type Entry = (String, Vec<u8>);

fn other<T>(what: impl Into<String>) -> Outcome<T> {
    Err(Fault::Other(what.into()))
}

fn check_key(key: &str) -> Outcome<()> {
    if key.is_empty() || key.len() > MOST_KEY_BYTES {
        return other(format!("a key has 1 to {MOST_KEY_BYTES} bytes"));
    }
    Ok(())
}

/// What an entry counts for, in bytes.
fn size((bucket, key): &Place, value: &[u8]) -> usize {
    bucket.len() + key.len() + value.len()
}

fn place(bucket: &str, key: &str) -> Place {
    (bucket.to_owned(), key.to_owned())
}

impl ServiceState {
    fn open(&mut self, identifier: String) -> Result<Outcome<Resource<Bucket>>> {
        if let Err(refused) = self.asker.may(Capability::Keyvalue) {
            tracing::debug!(prototype = %self.asker.manifest().name, refused = words(&refused), "no keyvalue");
            return Ok(Err(Fault::AccessDenied));
        }
        if identifier.len() > MOST_KEY_BYTES {
            return Ok(Err(Fault::NoSuchStore));
        }
        Ok(Ok(self.table.push(Bucket { name: identifier })?))
    }

    fn bucket(&self, bucket: &Resource<Bucket>) -> Result<String> {
        Ok(self.table.get(bucket)?.name.clone())
    }

    fn with_values<T>(&self, act: impl FnOnce(&mut Values) -> T) -> T {
        let asker = &self.asker;
        asker.visit().state.with_values(&asker.manifest().name, act)
    }

    fn read(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.with_values(|values| values.entries.get(&place(bucket, key)).cloned())
    }

    /// Puts entries in a bucket, all or none.
    fn put(&self, bucket: &str, entries: Vec<Entry>) -> Outcome<()> {
        self.with_values(|values| self.put_in(values, bucket, entries))
    }

    fn put_in(&self, values: &mut Values, bucket: &str, entries: Vec<Entry>) -> Outcome<()> {
        entries.iter().try_for_each(|(key, _)| check_key(key))?;
        let most = self.asker.manifest().limits.service.keyvalue_kb as usize * 1024;
        // Of a key that is there twice the last counts.
        let entries: BTreeMap<_, _> =
            entries.into_iter().map(|(key, value)| ((bucket.to_owned(), key), value)).collect();
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
    }

    fn remove(&self, bucket: &str, key: &str) {
        self.with_values(|values| {
            let place = place(bucket, key);
            if let Some(old) = values.entries.remove(&place) {
                values.bytes -= size(&place, &old);
                self.undo.note(place, Some(old));
            }
        });
    }

    /// The keys of a bucket, in their order. There are few, so they come all at once.
    fn keys(&self, bucket: &str) -> Vec<String> {
        self.with_values(|values| {
            let mine = values.entries.keys().filter(|(of, _)| of == bucket);
            mine.map(|(_, key)| key.clone()).collect()
        })
    }

    /// Changes a number that is kept as its digits, in one go: nobody gets in between. What is something else stays what it is.
    fn add<N>(&self, bucket: &str, key: &str, add: impl FnOnce(N) -> Option<N>) -> Outcome<N>
    where
        N: Default + FromStr + ToString,
    {
        self.with_values(|values| {
            let before = match values.entries.get(&place(bucket, key)) {
                None => Some(N::default()),
                Some(bytes) => std::str::from_utf8(bytes).ok().and_then(|digits| digits.parse().ok()),
            };
            let Some(sum) = before.and_then(add) else {
                return other("what is kept there is no number, or the sum is too large");
            };
            self.put_in(values, bucket, vec![(key.to_owned(), sum.to_string().into_bytes())])?;
            Ok(sum)
        })
    }

    fn read_many(&self, bucket: &str, keys: Vec<String>) -> Outcome<Vec<Option<Entry>>> {
        if keys.len() > MOST_KEYS {
            return other(format!("at most {MOST_KEYS} keys at once"));
        }
        let read = |key: String| self.read(bucket, &key).map(|value| (key, value));
        Ok(keys.into_iter().map(read).collect())
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    draft::link(linker)?;
    draft2::link(linker)
}
