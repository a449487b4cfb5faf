//! `fieldlab:lab/own-data`: the person's own side. What is known of them, who looked in this session, and what they share.

use std::sync::Arc;

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::Capability;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::holder::holder_of;
use fieldlab_domain::instant;
use fieldlab_domain::processing::{LogEntry, LogFilter, LookStatus};
use fieldlab_domain::text::Text;
use fieldlab_domain::vault::Consent as Given;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::asker::{Asker, Refused};
use super::bindings::fieldlab::lab::own_data::{self, Consent, Fact, Look, Refusal};
use super::explanations::lower;
use crate::service::state::ServiceState;

/// The most looks that are told at once.
const MOST_LOOKS: u32 = 200;

type Outcome<T> = std::result::Result<T, Refusal>;

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        match refused {
            Refused::Undeclared(line) => Refusal::Undeclared(line),
            Refused::NotGranted(what) => Refusal::NotGranted(what),
        }
    }
}

impl Asker {
    /// The person, when it may be their side.
    fn person(&self) -> Outcome<Bsn> {
        self.may(Capability::OwnData)?;
        self.played().ok_or(Refusal::Nobody)
    }

    async fn known(&self) -> Outcome<Vec<Fact>> {
        let person = self.person()?;
        let fields: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
        let found = self.lent().citizens.look_up(&[person], &fields).await.map_err(|error| {
            tracing::error!(%error, "a person could not see what is known of them");
            Refusal::Unavailable
        })?;
        let citizen = found.into_iter().next().flatten().ok_or(Refusal::Nobody)?;
        let purpose = Text { nl: "Inzage in uw eigen gegevens.".to_owned(), en: "Seeing your own data.".to_owned() };
        self.looked_by_consent(person, ("own-data", &purpose), &fields).await.map_err(|()| Refusal::Unavailable)?;
        let language = self.visit().language;
        let fact = |(name, value): (&FieldName, fieldlab_domain::column::Value)| {
            let field = catalogue().field(name);
            Fact {
                name: name.to_string(),
                title: field.title.get(language).to_owned(),
                value: lower(value),
                words: field.words(value, language),
                source: holder_of(name).get(language).to_owned(),
            }
        };
        Ok(fields.iter().zip(citizen.values).map(fact).collect())
    }

    fn consents(&self) -> Outcome<Vec<Consent>> {
        self.person()?;
        let visit = self.visit();
        let consent = |given: &Given| Consent {
            id: given.id,
            prototype: given.prototype.to_string(),
            title: given.title.get(visit.language).to_owned(),
            organisation: given.organisation.clone(),
            purpose: given.ask.purpose.get(visit.language).to_owned(),
            attributes: self.titles(&given.fields),
            until: given.until.0,
            ended: !given.holds(visit.today),
        };
        Ok(visit.state.with_consents(|consents| consents.all().map(consent).collect()))
    }

    async fn own_looks(&self, most: u32) -> Outcome<Vec<Look>> {
        let person = self.person()?;
        // Others play the same person in other sessions; what they did is not of this one.
        let session = Some(self.visit().session.clone());
        let filter = LogFilter { subject: Some(person), session, most: most.min(MOST_LOOKS), ..LogFilter::default() };
        let entries = self.lent().records.looks(&filter).await.map_err(|error| {
            tracing::error!(%error, "a person could not see who looked at them");
            Refusal::Unavailable
        })?;
        let language = self.visit().language;
        let look = |LogEntry { at_ms, look, .. }: LogEntry| Look {
            at: instant::written_ms(at_ms),
            prototype: look.prototype.to_string(),
            attributes: self.titles(&look.fields),
            purpose: look.purpose.get(language).to_owned(),
            legal_basis: look.legal_basis,
            refused: look.status == LookStatus::Refused,
        };
        Ok(entries.into_iter().map(look).collect())
    }

    fn titles(&self, fields: &[FieldName]) -> Vec<String> {
        let language = self.visit().language;
        fields.iter().map(|field| catalogue().field(field).title.get(language).to_owned()).collect()
    }
}

impl own_data::Host for ServiceState {
    async fn known(&mut self) -> Result<Outcome<Vec<Fact>>> {
        let asker = Arc::clone(&self.asker);
        Ok(asker.known().await)
    }

    async fn consents(&mut self) -> Result<Outcome<Vec<Consent>>> {
        Ok(self.asker.consents())
    }

    async fn take_back(&mut self, id: u64) -> Result<Outcome<bool>> {
        Ok(self.asker.person().map(|_| self.asker.visit().state.take_back(id).is_some()))
    }

    async fn looks(&mut self, most: u32) -> Result<Outcome<Vec<Look>>> {
        let asker = Arc::clone(&self.asker);
        Ok(asker.own_looks(most).await)
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    own_data::add_to_linker::<_, Lab>(linker, |state| state)
}
