//! `wasi:keyvalue@0.2.0-draft`, the first one.

use wasmtime::Result;
use wasmtime::component::{Linker, Resource};

use super::in_both::in_both;
use super::{Bucket, Fault};
use crate::service::capability::Lab;
use crate::service::capability::bindings::wasi::keyvalue::{atomics, batch, store};
use crate::service::state::ServiceState;

in_both! {
    /// All keys at once. The cursor is where the next page would begin, so there is none.
    fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<u64>) -> Answer<store::KeyResponse> {
        let skipped = cursor.map_or(0, |cursor| usize::try_from(cursor).unwrap_or(usize::MAX));
        let keys = self.keys(&self.bucket(&bucket)?).into_iter().skip(skipped).collect();
        Ok(Ok(store::KeyResponse { keys, cursor: None }))
    }
}

impl atomics::Host for ServiceState {
    fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: u64) -> Answer<u64> {
        let added = self.add(&self.bucket(&bucket)?, &key, |kept: u64| kept.checked_add(delta));
        Ok(added.map_err(Into::into))
    }
}
