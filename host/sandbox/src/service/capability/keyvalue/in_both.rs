//! What both drafts have, word for word: their bindings are of other types, so it is written once and put into each.

/// The answers of `store` and `batch`, and their linking, for the bindings in scope as `store`, `atomics` and `batch`; with the draft's own
/// way to list keys.
macro_rules! in_both {
    ($($list_keys:tt)*) => {
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

            $($list_keys)*

            fn drop(&mut self, bucket: Resource<Bucket>) -> Result<()> {
                self.table.delete(bucket)?;
                Ok(())
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
    };
}

pub(super) use in_both;
