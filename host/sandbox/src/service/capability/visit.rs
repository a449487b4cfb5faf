//! `fieldlab:lab/visit`: on whose behalf the service answers. Every service may know.

use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::bindings::fieldlab::lab::visit;
use crate::service::state::ServiceState;

impl visit::Host for ServiceState {
    fn current(&mut self) -> Result<visit::Visitor> {
        let visit = self.asker.visit();
        Ok(visit::Visitor {
            persona: visit.persona.as_ref().map(ToString::to_string),
            today: visit.today.0,
            language: visit.language.code().to_owned(),
        })
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    visit::add_to_linker::<_, Lab>(linker, |state| state)
}
