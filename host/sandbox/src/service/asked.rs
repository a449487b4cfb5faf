//! Questions put to a prototype: `fieldlab:lab/plaza`, in an instance of its own, within the time that the plaza waits for it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fieldlab_domain::question::{MOST_OFFERS, Offer, Question, Reply};
use fieldlab_domain::service::{ServiceFailure, Talk, Visit};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot::{self, Sender};
use wasmtime::Store;
use wasmtime::component::{Component, InstancePre};

use super::capability::bindings;
use super::capability::questions::{lift_offer, lift_reply, lower_question, lower_turn};
use super::course::Course;
use super::limits::LATE_PART;
use super::run::{Ending, Guard, Run, Shared};
use super::state::ServiceState;
use crate::component::{Unfit, is_version, split_version};
use crate::limits::MOST_LINE;
use crate::words::one_line;

/// The interface of those who answer questions.
const PLAZA: &str = "fieldlab:lab/plaza";

/// The bindings of what answerers export; their types are those of what the plaza imports.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
mod exported {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit",
        world: "fieldlab:lab/answers",
        exports: { default: async },
        with: { "fieldlab:lab/questions": super::bindings::fieldlab::lab::questions },
    });
}

/// A component that answers questions, linked.
pub(crate) type AnswersPre = exported::AnswersPre<ServiceState>;

/// The exports of a component that answers questions. Its manifest must say so too.
pub(crate) fn find(
    component: &Component,
    says_so: bool,
    linked: &InstancePre<ServiceState>,
) -> Result<Option<AnswersPre>, Unfit> {
    let types = component.component_type();
    let exports = types.exports(component.engine()).map(|(name, _)| split_version(name));
    let versions: Vec<_> = exports.filter(|(name, _)| *name == PLAZA).map(|(_, version)| version).collect();
    let fits = versions.iter().any(|version| is_version(*version, "0.1"));
    match (says_so, fits) {
        (false, false) => Ok(None),
        (true, true) => exported::AnswersPre::new(linked.clone()).map(Some).map_err(|error| {
            let what = format!(
                "its `{PLAZA}` has other types than contract 0.1: {}",
                one_line(&format!("{error:#}"), MOST_LINE)
            );
            Unfit::new(what, "build it with the lab's own interfaces, plugins/wit")
        }),
        (true, false) => Err(Unfit::new(
            format!("its manifest says on what it answers questions, and it does not export `{PLAZA}@0.1.0`"),
            "export it (in Rust: #[answers]), or take [answers] out of the manifest",
        )),
        (false, true) => Err(Unfit::new(
            format!("it exports `{PLAZA}`, and its manifest does not say on what it answers questions"),
            "write in the manifest: [answers] with topics = [\"debts\"]",
        )),
    }
}

/// What is put to a prototype.
enum Asked {
    Offers(Question),
    Respond(Talk),
}

/// What it says.
enum Answered {
    Offers(Vec<Offer>),
    Reply(Reply),
}

type Outcome<T> = Result<T, ServiceFailure>;

/// What a prototype offers for a question.
pub(super) async fn offers(shared: &Arc<Shared>, question: &Question, visit: &Visit) -> Outcome<Vec<Offer>> {
    match ask(shared, Asked::Offers(question.clone()), visit).await? {
        Answered::Offers(offers) => Ok(offers),
        Answered::Reply(_) => unreachable!("who is asked what they offer says what they offer"),
    }
}

/// What it says in a conversation.
pub(super) async fn respond(shared: &Arc<Shared>, talk: &Talk, visit: &Visit) -> Outcome<Reply> {
    match ask(shared, Asked::Respond(talk.clone()), visit).await? {
        Answered::Reply(reply) => Ok(reply),
        Answered::Offers(_) => unreachable!("who is talked to replies"),
    }
}

async fn ask(shared: &Arc<Shared>, asked: Asked, visit: &Visit) -> Outcome<Answered> {
    let Some(declared) = &shared.manifest.answers else {
        return Err(ServiceFailure::Guest { what: "it answers no questions".to_owned(), output: String::new() });
    };
    let patience = Duration::from_millis(declared.patience_ms.into());
    let was_late = shared.was_late.load(Ordering::Relaxed);
    let time = if was_late { patience / LATE_PART } else { patience };
    shared.health.admit(Instant::now())?;
    let place = shared.places.enter().await?;
    let run = Arc::new(Run::within(Arc::clone(shared), time));
    let _guard = Guard(Arc::clone(&run));
    shared.host.watch().over(&run.deadline);
    let (reply, answer) = oneshot::channel();
    Course::begin(conduct(Arc::clone(&run), visit.clone(), asked, reply, place), Arc::clone(&run));
    let answered = tokio::select! {
        biased;
        answer = answer => answer.unwrap_or_else(|_| Err(run.no_answer(None))),
        () = Arc::clone(&run.deadline).late() => Err(run.late(run.output())),
    };
    match &answered {
        Ok(_) => shared.health.answered(),
        Err(failure) => shared.failed(failure),
    }
    let is_late = matches!(answered, Err(ServiceFailure::Late { .. }));
    shared.was_late.store(is_late, Ordering::Relaxed);
    answered
}

/// Puts one question to an instance of its own.
async fn conduct(
    run: Arc<Run>,
    visit: Visit,
    asked: Asked,
    reply: Sender<Outcome<Answered>>,
    place: OwnedSemaphorePermit,
) {
    let _ending = Ending(&run);
    let mut store = run.store(visit);
    // The future is kept out of this one, which moves between threads.
    let outcome = Box::pin(call(&mut store, &run.service, asked)).await;
    let answered = match outcome {
        Ok(Ok(answered)) => Ok(answered),
        Ok(Err(words)) => Err(run.guest_failure(one_line(&format!("said that it can't: {words}"), MOST_LINE))),
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

async fn call(
    store: &mut Store<ServiceState>,
    shared: &Shared,
    asked: Asked,
) -> wasmtime::Result<Result<Answered, String>> {
    let linked = shared.answers.as_ref().expect("who says that it answers questions was seen to");
    let instance = linked.instantiate_async(&mut *store).await?;
    let plaza = instance.fieldlab_lab_plaza();
    Ok(match asked {
        Asked::Offers(question) => {
            let offers = plaza.call_offers(store, &lower_question(question)).await?;
            offers.map(|offers| Answered::Offers(offers.into_iter().take(MOST_OFFERS).map(lift_offer).collect()))
        }
        Asked::Respond(Talk { question, offer, said }) => {
            let said: Vec<_> = said.into_iter().map(lower_turn).collect();
            let reply = plaza.call_respond(store, &lower_question(question), &offer, &said).await?;
            reply.map(|reply| Answered::Reply(lift_reply(reply)))
        }
    })
}
