//! `wasi:logging`: lines for the prototype's author.

use fieldlab_domain::capability::Capability;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::bindings::wasi::logging::logging::{self, Level};
use crate::limits::MOST_LINE;
use crate::service::state::ServiceState;
use crate::words::one_line;

impl logging::Host for ServiceState {
    /// The interface has no way to refuse: what was not granted goes nowhere but into the trail.
    fn log(&mut self, level: Level, context: String, message: String) -> Result<()> {
        if self.asker.may(Capability::Logging).is_err() {
            return Ok(());
        }
        let level = match level {
            Level::Trace => "trace",
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
            Level::Critical => "critical",
        };
        let context = if context.is_empty() { String::new() } else { format!("{context}: ") };
        let line = one_line(&format!("{level} {context}{message}"), MOST_LINE);
        self.asker.service().logged(&line);
        self.log.line(&line);
        Ok(())
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    logging::add_to_linker::<_, Lab>(linker, |state| state)
}
