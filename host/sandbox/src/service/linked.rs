//! Interfaces that one prototype exports and another imports. The lab links them when the importing one is loaded.
//!
//! Nothing is shared but the values of a call: it runs in an instance of the exporting prototype, with that one's memory, limits, grants and
//! log, on behalf of the same visit. So neither can do by the other what it may not do itself.

use std::sync::Arc;
use std::time::Instant;

use fieldlab_domain::manifest::Link;
use fieldlab_domain::service::{ServiceFailure, Visit};
use fieldlab_domain::trail::Event;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot::{self, Sender};
use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, InstancePre, Linker, Val};
use wasmtime::{Store, format_err};
use wasmtime_wasi_http::handler::ProxyPre;

use super::capability::Asker;
use super::course::Course;
use super::limits::MOST_DEPTH;
use super::run::{Ending, Guard, Run, Shared, WebService};
use super::state::ServiceState;
use crate::component::Unfit;
use crate::limits::MOST_LINE;
use crate::words::one_line;

/// Links what the manifest names: each function of each interface.
pub(super) fn link(linker: &mut Linker<ServiceState>, component: &Component, links: &[Link]) -> Result<(), Unfit> {
    let (types, engine) = (component.component_type(), component.engine());
    for link in links {
        let interface = &link.interface;
        let Some(ComponentItem::ComponentInstance(imported)) =
            types.get_import(engine, interface).map(|import| import.ty)
        else {
            let what = format!("its manifest links `{interface}`, which it does not import as an interface");
            return Err(Unfit::new(what, format!("take `{interface}` out of `links`, or build the prototype with it")));
        };
        let unlinkable =
            |error: wasmtime::Error| Unfit::new(one_line(&format!("`{interface}`: {error:#}"), MOST_LINE), "");
        let mut instance = linker.instance(interface).map_err(unlinkable)?;
        for (name, item) in imported.exports(engine) {
            match item.ty {
                ComponentItem::ComponentFunc(function) => {
                    let types = function.params().map(|(_, of)| of).chain(function.results());
                    refuse_handles(interface, name, types)?;
                    let (link, name) = (link.clone(), name.to_owned());
                    let import = name.clone();
                    instance
                        .func_new_async(&import, move |store, _, values, results| {
                            let (asker, call) =
                                (Arc::clone(&store.data().asker), Call::new(&link, &name, values, results));
                            Box::new(async move {
                                for (result, value) in results.iter_mut().zip(call_by(&asker, call).await?) {
                                    *result = value;
                                }
                                Ok(())
                            })
                        })
                        .map_err(unlinkable)?;
                }
                ComponentItem::Type(_) => {}
                _ => return Err(handles(interface, name)),
            }
        }
    }
    Ok(())
}

fn handles(interface: &str, name: &str) -> Unfit {
    let what = format!("`{name}` of `{interface}` has something else than values, which can't go between prototypes");
    Unfit::new(what, "give and take records, lists, texts and numbers")
}

/// Refuses a function of which something holds on to its instance, such as a resource or a stream: the instance is gone after the call.
fn refuse_handles(interface: &str, name: &str, mut types: impl Iterator<Item = Type>) -> Result<(), Unfit> {
    if types.all(|of| is_value(&of)) { Ok(()) } else { Err(handles(interface, name)) }
}

fn is_value(of: &Type) -> bool {
    match of {
        Type::List(list) => is_value(&list.ty()),
        Type::Record(record) => record.fields().all(|field| is_value(&field.ty)),
        Type::Tuple(tuple) => tuple.types().all(|of| is_value(&of)),
        Type::Variant(variant) => variant.cases().all(|case| case.ty.is_none_or(|of| is_value(&of))),
        Type::Option(option) => is_value(&option.ty()),
        Type::Result(result) => [result.ok(), result.err()].into_iter().flatten().all(|of| is_value(&of)),
        Type::Enum(_) | Type::Flags(_) | Type::Bool | Type::Char | Type::String => true,
        Type::S8 | Type::U8 | Type::S16 | Type::U16 | Type::S32 | Type::U32 | Type::S64 | Type::U64 => true,
        Type::Float32 | Type::Float64 => true,
        _ => false,
    }
}

/// A call of an interface that another prototype exports.
struct Call {
    link: Link,
    function: String,
    values: Vec<Val>,
    results: usize,
}

impl Call {
    fn new(link: &Link, function: &str, values: &[Val], results: &[Val]) -> Call {
        let (link, function) = (link.clone(), function.to_owned());
        Call { link, function, values: values.to_vec(), results: results.len() }
    }
}

type Outcome = Result<Vec<Val>, ServiceFailure>;

/// Calls on behalf of who imports it. There is no way to say no in an interface of others, so a refusal ends the caller, and says why.
async fn call_by(asker: &Asker, call: Call) -> wasmtime::Result<Vec<Val>> {
    let (interface, name) = (call.link.interface.clone(), call.link.prototype.clone());
    let refuse = |what: String| {
        asker.refuse(format!("call: {what}"));
        Err(format_err!("`{interface}`: {what}"))
    };
    if !asker.granted().calls.contains(&name) {
        return refuse(format!("calling `{name}` was not granted"));
    }
    if asker.visit().depth >= MOST_DEPTH {
        return refuse(format!("{MOST_DEPTH} prototypes call each other already"));
    }
    let service = asker.lent().neighbours.prototype(&name);
    let Some(shared) = service.as_ref().and_then(|service| service.itself().downcast_ref::<WebService>()) else {
        return refuse(format!("the lab has no prototype `{name}`"));
    };
    let visit = asker.caller(asker.step()).visit;
    let path = format!("{interface} {}", call.function);
    let answered = run(&shared.shared, call, &visit).await;
    let status = if answered.is_ok() { Some(200) } else { None };
    asker.visit().state.happened(Event::Called { from: asker.manifest().name.clone(), to: name.clone(), path, status });
    answered.map_err(|failure| format_err!("`{interface}`: prototype `{name}`: {failure}"))
}

/// Runs a call in an instance of its own.
async fn run(shared: &Arc<Shared>, call: Call, visit: &Visit) -> Outcome {
    shared.health.admit(Instant::now())?;
    let place = shared.places.enter().await?;
    let run = Arc::new(Run::new(Arc::clone(shared)));
    let _guard = Guard(Arc::clone(&run));
    shared.host.watch().over(&run.deadline);
    let (reply, answer) = oneshot::channel();
    Course::begin(conduct(Arc::clone(&run), visit.clone(), call, reply, place), Arc::clone(&run));
    let answered = tokio::select! {
        biased;
        answer = answer => answer.unwrap_or_else(|_| Err(run.no_answer(None))),
        () = Arc::clone(&run.deadline).late() => Err(run.late(run.output())),
    };
    match &answered {
        Ok(_) => shared.health.answered(),
        Err(failure) => shared.failed(failure),
    }
    answered
}

async fn conduct(run: Arc<Run>, visit: Visit, call: Call, reply: Sender<Outcome>, place: OwnedSemaphorePermit) {
    let _ending = Ending(&run);
    let mut store = run.store(visit);
    // The future is kept out of this one, which moves between threads.
    let outcome = Box::pin(invoke(&mut store, &run.service, &call)).await;
    let answered = match outcome {
        Ok(Some(results)) => Ok(results),
        Ok(None) => Err(run.guest_failure(format!("does not export `{}` of `{}`", call.function, call.link.interface))),
        Err(error) => Err(run.fault(&error)),
    };
    match &answered {
        Ok(_) => run.ended_well(),
        Err(failure) => run.fails(failure.clone()),
    }
    drop((store, place));
    run.deadline.done();
    // Nobody may be waiting for it any more.
    let _ = reply.send(answered);
}

async fn invoke(store: &mut Store<ServiceState>, shared: &Shared, call: &Call) -> wasmtime::Result<Option<Vec<Val>>> {
    let instance = linked(&shared.linked).instantiate_async(&mut *store).await?;
    let interface = instance.get_export_index(&mut *store, None, &call.link.interface);
    let function = interface.and_then(|at| instance.get_export_index(&mut *store, Some(&at), &call.function));
    let Some(function) = function.and_then(|at| instance.get_func(&mut *store, at)) else { return Ok(None) };
    let mut results = vec![Val::Bool(false); call.results];
    function.call_async(&mut *store, &call.values, &mut results).await?;
    Ok(Some(results))
}

fn linked(proxy: &ProxyPre<ServiceState>) -> &InstancePre<ServiceState> {
    match proxy {
        ProxyPre::P2(linked) => linked.instance_pre(),
        ProxyPre::P3(linked) => linked.instance_pre(),
    }
}
