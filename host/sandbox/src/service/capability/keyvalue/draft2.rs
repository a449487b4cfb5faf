//! `wasi:keyvalue@0.2.0-draft2`, which Spin and others build with: it counts below zero as well, and swaps only what nobody changed.

use fieldlab_domain::digest::Digest;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource};

use super::in_both::in_both;
use super::{Bucket, Fault, Outcome, place};
use crate::service::capability::Lab;
use crate::service::state::ServiceState;
use bindings::wasi::keyvalue::{atomics, batch, store};

#[allow(missing_docs, clippy::all, clippy::pedantic)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit/keyvalue-draft2",
        world: "wasi:keyvalue/imports",
        imports: { default: trappable },
        with: {
            "wasi:keyvalue/atomics.cas": super::Cas,
            "wasi:keyvalue/store.bucket": super::super::Bucket,
        },
    });
}

/// A swap that a guest has in mind. It holds a digest instead of what it saw, so that many of them take no memory to speak of.
#[expect(unreachable_pub, reason = "the generated bindings name it in public")]
pub struct Cas {
    bucket: String,
    key: String,
    /// What was there when the guest looked; none when there was nothing.
    seen: Option<Digest>,
}

impl ServiceState {
    /// Puts a value in the place of what was seen; false when something else is there by now.
    fn put_instead(&self, cas: &Cas, value: Vec<u8>) -> Outcome<bool> {
        self.with_values(|values| {
            let now = values.entries.get(&place(&cas.bucket, &cas.key)).map(|bytes| Digest::of(bytes));
            if now != cas.seen {
                return Ok(false);
            }
            self.put_in(values, &cas.bucket, vec![(cas.key.clone(), value)]).map(|()| true)
        })
    }

    fn look_again(&self, cas: &Cas) -> Cas {
        let seen = self.read(&cas.bucket, &cas.key).map(|bytes| Digest::of(&bytes));
        Cas { bucket: cas.bucket.clone(), key: cas.key.clone(), seen }
    }
}

in_both! {
    /// All keys at once, or those behind the cursor, which is a key.
    fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<String>) -> Answer<store::KeyResponse> {
        let keys = self.keys(&self.bucket(&bucket)?).into_iter();
        let keys = keys.filter(|key| cursor.as_ref().is_none_or(|cursor| key > cursor)).collect();
        Ok(Ok(store::KeyResponse { keys, cursor: None }))
    }
}

impl atomics::Host for ServiceState {
    fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: i64) -> Answer<i64> {
        let added = self.add(&self.bucket(&bucket)?, &key, |kept: i64| kept.checked_add(delta));
        Ok(added.map_err(Into::into))
    }

    fn swap(&mut self, cas: Resource<Cas>, value: Vec<u8>) -> Result<std::result::Result<(), atomics::CasError>> {
        let cas = self.table.delete(cas)?;
        Ok(match self.put_instead(&cas, value) {
            Ok(true) => Ok(()),
            // The guest gets what it needs to try again.
            Ok(false) => Err(atomics::CasError::CasFailed(self.table.push(self.look_again(&cas))?)),
            Err(fault) => Err(atomics::CasError::StoreError(fault.into())),
        })
    }
}

impl atomics::HostCas for ServiceState {
    fn new(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Resource<Cas>> {
        let bucket = self.bucket(&bucket)?;
        if let Err(fault) = super::check_key(&key) {
            return Ok(Err(fault.into()));
        }
        let cas = self.look_again(&Cas { bucket, key, seen: None });
        Ok(Ok(self.table.push(cas)?))
    }

    /// What is there now; from here on that is what was seen.
    fn current(&mut self, cas: Resource<Cas>) -> Answer<Option<Vec<u8>>> {
        let value = {
            let cas = self.table.get(&cas)?;
            self.read(&cas.bucket, &cas.key)
        };
        self.table.get_mut(&cas)?.seen = value.as_deref().map(Digest::of);
        Ok(Ok(value))
    }

    fn drop(&mut self, cas: Resource<Cas>) -> Result<()> {
        self.table.delete(cas)?;
        Ok(())
    }
}
