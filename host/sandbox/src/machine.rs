//! The machines that components run on: an engine each, with what guests may call there.
//!
//! There are two, since all that has to do with tasks beside each other in one component (WASI 0.3) takes time in each call of
//! those that have none.

use std::sync::{Arc, OnceLock};

use wasmtime::component::{Component, Linker};
use wasmtime::{Cache, Engine, Result};

use crate::capability;
use crate::engine::{Tasks, Ticking, engine};
use crate::service;
use crate::state::GuestState;

/// An engine, and what guests may call on it.
pub(crate) struct Machine {
    pub(crate) engine: Engine,
    pub(crate) rules: Linker<GuestState>,
    pub(crate) services: Linker<service::ServiceState>,
}

impl Machine {
    fn new(tasks: Tasks, instances: u32, cache: Option<&Cache>) -> Result<Machine> {
        let engine = engine(tasks, instances, cache)?;
        let mut rules = Linker::new(&engine);
        capability::link(&mut rules)?;
        let mut services = Linker::new(&engine);
        service::link(&mut services, tasks)?;
        Ok(Machine { engine, rules, services })
    }
}

/// The machine for components without tasks of their own, and that for all others, which is there from the first of them on.
pub(crate) struct Machines {
    plain: Machine,
    with_tasks: OnceLock<Machine>,
    instances: u32,
    cache: Option<Cache>,
    ticking: Arc<Ticking>,
}

impl Machines {
    /// Sets up the first. Each has room for so many instances.
    pub(crate) fn new(instances: u32, cache: Option<Cache>, ticking: Arc<Ticking>) -> Result<Machines> {
        let plain = Machine::new(Tasks::None, instances, cache.as_ref())?;
        ticking.add(&plain.engine);
        Ok(Machines { plain, with_tasks: OnceLock::new(), instances, cache, ticking })
    }

    pub(crate) fn plain(&self) -> &Machine {
        &self.plain
    }

    /// The machine for components with tasks; when two threads ask for it first at the same time, one of their two is used.
    pub(crate) fn with_tasks(&self) -> Result<&Machine> {
        if let Some(machine) = self.with_tasks.get() {
            return Ok(machine);
        }
        let machine = Machine::new(Tasks::Many, self.instances, self.cache.as_ref())?;
        let machine = self.with_tasks.get_or_init(|| machine);
        self.ticking.add(&machine.engine);
        Ok(machine)
    }

    /// The machine that a component was compiled for.
    pub(crate) fn of(&self, component: &Component) -> &Machine {
        let is_its = |machine: &&Machine| Engine::same(&machine.engine, component.engine());
        self.with_tasks.get().filter(is_its).unwrap_or(&self.plain)
    }

    /// How many instances there are at the moment.
    pub(crate) fn live_instances(&self) -> u64 {
        let machines = [Some(&self.plain), self.with_tasks.get()];
        let live = |machine: &Machine| Some(machine.engine.pooling_allocator_metrics()?.component_instances());
        machines.into_iter().flatten().filter_map(live).sum()
    }
}
