//! `wasi:config`: the prototype's parameters, by name, as their values are written in a manifest.

use fieldlab_domain::capability::Capability;
use fieldlab_domain::column::Value;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::asker::{Asker, words};
use super::bindings::wasi::config::store;
use crate::service::state::ServiceState;

type Answer<T> = Result<std::result::Result<T, store::Error>>;

fn checked(asker: &Asker) -> std::result::Result<(), store::Error> {
    asker.may(Capability::Config).map_err(|refused| store::Error::Upstream(words(&refused)))
}

fn written(asker: &Asker) -> impl Iterator<Item = (&str, String)> {
    let parameters = asker.manifest().parameters.iter();
    parameters
        .filter(|parameter| parameter.default != Value::Absent)
        .map(|parameter| (parameter.name.as_str(), parameter.default.plain()))
}

impl store::Host for ServiceState {
    fn get(&mut self, key: String) -> Answer<Option<String>> {
        Ok(checked(&self.asker).map(|()| written(&self.asker).find(|(name, _)| *name == key).map(|(_, value)| value)))
    }

    fn get_all(&mut self) -> Answer<Vec<(String, String)>> {
        let all = || written(&self.asker).map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(checked(&self.asker).map(|()| all()))
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    store::add_to_linker::<_, Lab>(linker, |state| state)
}
