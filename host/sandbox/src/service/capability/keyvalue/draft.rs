//! `wasi:keyvalue@0.2.0-draft`, the first one.

use wasmtime::Result;
use wasmtime::component::{Linker, Resource};

use super::{Bucket, Fault};
use crate::service::capability::Lab;
use crate::service::capability::bindings::wasi::keyvalue::{atomics, batch, store};
use crate::service::state::ServiceState;

type Answer<T> = Result<std::result::Result<T, store::Error>>;

impl From<Fault> for store::Error {
    fn from(fault: Fault) -> store::Error {
        match fault {
            Fault::NoSuchStore => store::Error::NoSuchStore,
            Fault::AccessDenied => store::Error::AccessDenied,
            Fault::Other(what) => store::Error::Other(what),
        }
    }
}

impl store::Host for ServiceState {
    fn open(&mut self, identifier: String) -> Answer<Resource<Bucket>> {
        Ok(ServiceState::open(self, identifier)?.map_err(Into::into))
    }
}

impl store::HostBucket for ServiceState {
    fn get(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Option<Vec<u8>>> {
        Ok(Ok(self.read(&self.bucket(&bucket)?, &key)))
    }

    fn set(&mut self, bucket: Resource<Bucket>, key: String, value: Vec<u8>) -> Answer<()> {
        Ok(self.put(&self.bucket(&bucket)?, vec![(key, value)]).map_err(Into::into))
    }

    fn delete(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<()> {
        self.remove(&self.bucket(&bucket)?, &key);
        Ok(Ok(()))
    }

    fn exists(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<bool> {
        Ok(Ok(self.read(&self.bucket(&bucket)?, &key).is_some()))
    }

    /// All keys at once. The cursor is where the next page would begin, so there is none.
    fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<u64>) -> Answer<store::KeyResponse> {
        let skipped = cursor.map_or(0, |cursor| usize::try_from(cursor).unwrap_or(usize::MAX));
        let keys = self.keys(&self.bucket(&bucket)?).into_iter().skip(skipped).collect();
        Ok(Ok(store::KeyResponse { keys, cursor: None }))
    }

    fn drop(&mut self, bucket: Resource<Bucket>) -> Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}

impl atomics::Host for ServiceState {
    fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: u64) -> Answer<u64> {
        let added = self.add(&self.bucket(&bucket)?, &key, |kept: u64| kept.checked_add(delta));
        Ok(added.map_err(Into::into))
    }
}

impl batch::Host for ServiceState {
    fn get_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Answer<Vec<Option<(String, Vec<u8>)>>> {
        Ok(self.read_many(&self.bucket(&bucket)?, keys).map_err(Into::into))
    }

    fn set_many(&mut self, bucket: Resource<Bucket>, entries: Vec<(String, Vec<u8>)>) -> Answer<()> {
        Ok(self.put(&self.bucket(&bucket)?, entries).map_err(Into::into))
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
