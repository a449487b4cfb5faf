//! `fieldlab:lab/desks`: asking all who answer questions, each in a sandbox and within a time of its own.

use std::sync::Arc;

use fieldlab_domain::capability::Capability;
use fieldlab_domain::name::Name;
use fieldlab_domain::question::{MOST_OFFERS, Offer, Question};
use fieldlab_domain::service::{Service, ServiceFailure, Talk};
use fieldlab_domain::trail::Event;
use tokio::task::JoinSet;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::asker::{Asker, Refused};
use super::bindings::fieldlab::lab::desks::{self, Answer, Desk, Refusal, Silence};
use super::bindings::fieldlab::lab::questions as wit;
use super::questions::{lift_question, lift_turn, lower_offer, lower_reply, sector};
use super::vault::page_of;
use crate::service::limits::{MOST_ASKED, MOST_DEPTH};
use crate::service::state::ServiceState;

type Outcome<T> = std::result::Result<T, Refusal>;

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        match refused {
            Refused::Undeclared(line) => Refusal::Undeclared(line),
            Refused::NotGranted(what) => Refusal::NotGranted(what),
        }
    }
}

fn silence(failure: &ServiceFailure) -> Silence {
    match failure {
        ServiceFailure::Late { .. } => Silence::Late,
        ServiceFailure::Busy { .. } | ServiceFailure::SetAside { .. } => Silence::Resting,
        ServiceFailure::TooLarge { .. } | ServiceFailure::Guest { .. } | ServiceFailure::Host(_) => Silence::Failed,
    }
}

impl Asker {
    /// Refuses to ask, unless it may. Whoever is asked may ask others in turn, so far and no further.
    fn may_ask(&self) -> Outcome<()> {
        self.may(Capability::Desks)?;
        if self.visit().depth >= MOST_DEPTH {
            let what = format!("desks: {MOST_DEPTH} prototypes ask each other already");
            self.refuse(what.clone());
            return Err(Refusal::NotGranted(what));
        }
        Ok(())
    }

    /// The question as it is passed on: with words only when the person shares them.
    fn passed_on(&self, question: wit::Question, share: Option<&str>) -> Outcome<Question> {
        let shares = share.map(|request| self.shares_words(request)).transpose()?.is_some();
        Ok(lift_question(question).passed_on(shares))
    }

    fn shares_words(&self, request: &str) -> Outcome<()> {
        let ask = self.manifest().ask(request).filter(|ask| ask.words);
        let ask = ask.ok_or_else(|| Refusal::Undeclared(format!("[[asks]] name = \"{request}\", words = true")))?;
        let visit = self.visit();
        let shares = visit.state.with_consents(|consents| {
            consents.of(&self.manifest().name, ask, visit.today).is_some_and(|consent| consent.words)
        });
        if shares { Ok(()) } else { Err(Refusal::NotShared(page_of(request))) }
    }

    /// Who answers on these topics here; not who asks.
    fn answerers(&self, question: &Question) -> Vec<Arc<dyn Service>> {
        let fits = |service: &Arc<dyn Service>| {
            let manifest = service.manifest();
            let answers = manifest.answers.as_ref();
            manifest.name != self.manifest().name
                && answers.is_some_and(|answers| answers.fits(&question.topics, question.place))
        };
        let mut found = self.lent().neighbours.answerers();
        found.retain(fits);
        found.truncate(MOST_ASKED);
        found
    }

    async fn ask(&self, question: wit::Question, share: Option<&str>) -> Outcome<Vec<Answer>> {
        self.may_ask()?;
        let question = self.passed_on(question, share)?;
        let asked = self.answerers(&question);
        let mut asking = JoinSet::new();
        for (nth, service) in asked.iter().enumerate() {
            let (service, question) = (Arc::clone(service), question.clone());
            let visit = self.caller(self.step()).visit;
            asking.spawn(async move { (nth, service.offers(&question, &visit).await) });
        }
        let mut answers: Vec<_> = asked.iter().map(|_| Err(Silence::Failed)).collect();
        while let Some(done) = asking.join_next().await {
            // One that panics is one that fails.
            let Ok((nth, outcome)) = done else { continue };
            answers[nth] = outcome.map_err(|failure| silence(&failure));
        }
        let answer = |(service, offers): (&Arc<dyn Service>, std::result::Result<Vec<Offer>, Silence>)| {
            self.note(service.as_ref(), &question, offers.as_ref().ok().map(Vec::len));
            Answer {
                desk: self.desk(service.as_ref()),
                offers: offers.map(|offers| offers.into_iter().map(lower_offer).collect()),
            }
        };
        Ok(asked.iter().zip(answers).map(answer).collect())
    }

    async fn talk(
        &self,
        prototype: &str,
        question: wit::Question,
        offer: String,
        said: Vec<wit::Turn>,
        share: Option<&str>,
    ) -> Outcome<std::result::Result<wit::Reply, Silence>> {
        self.may_ask()?;
        let question = self.passed_on(question, share)?;
        let unknown = || Refusal::Unknown(format!("the lab has no prototype `{prototype}` that answers questions"));
        let name = Name::parse(prototype).map_err(|_| unknown())?;
        let service = self.lent().neighbours.prototype(&name).ok_or_else(unknown)?;
        if service.manifest().answers.is_none() || name == self.manifest().name {
            return Err(unknown());
        }
        // What the person says in a conversation, they say to this one.
        let said = said.into_iter().rev().take(2 * MOST_OFFERS).map(lift_turn).rev().collect();
        let talk = Talk { question, offer, said };
        let visit = self.caller(self.step()).visit;
        let reply = service.respond(&talk, &visit).await;
        self.note(service.as_ref(), &talk.question, reply.as_ref().ok().map(|_| 1));
        Ok(reply.map(lower_reply).map_err(|failure| silence(&failure)))
    }

    fn desk(&self, service: &dyn Service) -> Desk {
        let (manifest, language) = (service.manifest(), self.visit().language);
        let opening = manifest.answers.as_ref().and_then(|answers| answers.opening.as_ref());
        Desk {
            prototype: manifest.name.to_string(),
            title: manifest.title.get(language).to_owned(),
            organisation: manifest.owner.organisation.clone(),
            sector: sector(manifest.owner.sector),
            opening: opening.map(|opening| opening.get(language).to_owned()).unwrap_or_default(),
        }
    }

    /// Leaves in the trail that somebody was asked.
    fn note(&self, service: &dyn Service, question: &Question, offers: Option<usize>) {
        let (from, to) = (self.manifest().name.clone(), service.manifest().name.clone());
        self.visit().state.happened(Event::Asked { from, to, topics: question.topics.clone(), offers });
    }
}

impl desks::Host for ServiceState {
    async fn ask(&mut self, question: wit::Question, share: Option<String>) -> Result<Outcome<Vec<Answer>>> {
        let asker = Arc::clone(&self.asker);
        Ok(asker.ask(question, share.as_deref()).await)
    }

    async fn respond(
        &mut self,
        prototype: String,
        question: wit::Question,
        offer: String,
        said: Vec<wit::Turn>,
        share: Option<String>,
    ) -> Result<Outcome<std::result::Result<wit::Reply, Silence>>> {
        let asker = Arc::clone(&self.asker);
        Ok(asker.talk(&prototype, question, offer, said, share.as_deref()).await)
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    wit::add_to_linker::<_, Lab>(linker, |state| state)?;
    desks::add_to_linker::<_, Lab>(linker, |state| state)
}
