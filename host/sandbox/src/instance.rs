//! One instance of a guest, and calls into it that always end.

use std::time::Duration;

use fieldlab_domain::assessment::Explanation;
use fieldlab_domain::column::{Batch, Column, Value};
use fieldlab_domain::manifest::Limits;
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Result, Store};

use crate::contract_v0_1::{Description, Functions, Refusal, WireValue};
use crate::failure::Fault;
use crate::limits::{MOST_ANSWER_BYTES, MOST_HANDLES, deadline, ticks};
use crate::sandbox::Host;
use crate::state::GuestState;

/// A compiled component, linked and ready to be instantiated.
#[derive(Clone)]
pub(crate) struct Compiled {
    pub(crate) linked: InstancePre<GuestState>,
    pub(crate) functions: Functions,
}

/// One instance, with its own memory and its own side of the host.
pub(crate) struct GuestInstance<'a> {
    pub(crate) host: &'a Host,
    pub(crate) functions: &'a Functions,
    pub(crate) limits: &'a Limits,
    pub(crate) live: &'a mut Live,
}

/// What of an instance is kept between calls.
pub(crate) struct Live {
    store: Store<GuestState>,
    instance: Instance,
}

impl Live {
    /// A fresh instance. Its start functions run within the deadline and the memory of the manifest.
    pub(crate) fn new(host: &Host, compiled: &Compiled, limits: &Limits) -> std::result::Result<Live, Fault> {
        let mut store = Store::new(compiled.linked.engine(), GuestState::new(host.config(), limits));
        store.limiter(|state| &mut state.limiter);
        store.set_max_component_handles(MOST_HANDLES);
        store.set_epoch_deadline(ticks(deadline(limits)));
        match compiled.linked.instantiate(&mut store) {
            Ok(instance) => Ok(Live { store, instance }),
            Err(error) => Err(Fault::of(&error, store.data().output.text(), limits)),
        }
    }
}

impl GuestInstance<'_> {
    /// Runs one call: from a clean state, for at most `time`, handing the host at most `bytes` bytes.
    fn call<T>(
        &mut self,
        time: Duration,
        bytes: usize,
        call: impl FnOnce(&mut Store<GuestState>, &Instance) -> Result<T>,
    ) -> std::result::Result<T, Fault> {
        let Live { store, instance } = &mut *self.live;
        store.data_mut().begin_call(self.host.config());
        store.set_epoch_deadline(ticks(time));
        store.set_hostcall_fuel(bytes);
        call(store, instance).map_err(|error| Fault::of(&error, store.data().output.text(), self.limits))
    }

    /// What the guest wrote in its last call.
    pub(crate) fn output(&self) -> String {
        self.live.store.data().output.text()
    }

    /// Checks that the component's functions have the contract's types.
    pub(crate) fn check_types(&mut self) -> Result<()> {
        self.functions.check_types(&mut self.live.store, &self.live.instance)
    }

    /// Asks the component what it is.
    pub(crate) fn describe(&mut self) -> std::result::Result<Description, Fault> {
        let functions = self.functions;
        self.call(deadline(self.limits), MOST_ANSWER_BYTES, |store, instance| functions.describe(store, instance))
    }

    /// Decides about a batch, whose answer should have `width` bytes a row.
    pub(crate) fn assess(
        &mut self,
        time: Duration,
        batch: &Batch,
        width: usize,
        parameters: &[WireValue],
    ) -> std::result::Result<std::result::Result<Vec<Column>, Refusal>, Fault> {
        let functions = self.functions;
        let bytes = MOST_ANSWER_BYTES + batch.rows * width;
        self.call(time, bytes, |store, instance| functions.assess(store, instance, batch, parameters))
    }

    /// Decides about one citizen and tells how.
    pub(crate) fn explain(
        &mut self,
        citizen: &[Value],
        parameters: &[WireValue],
    ) -> std::result::Result<std::result::Result<Explanation, Refusal>, Fault> {
        let functions = self.functions;
        let call = |store: &mut Store<GuestState>, instance: &Instance| {
            functions.explain(store, instance, citizen, parameters)
        };
        self.call(deadline(self.limits), MOST_ANSWER_BYTES, call)
    }
}
