//! `fieldlab:lab/vault`: what the person shares with the prototype. What they did not share is not there, and each look is in the
//! processing log before anything is told.

use std::sync::Arc;

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::Capability;
use fieldlab_domain::holder::holder_of;
use fieldlab_domain::processing::look_by_consent;
use fieldlab_domain::trail::Event;
use fieldlab_domain::vault::Consent;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::asker::{Asker, Refused};
use super::bindings::fieldlab::lab::vault::{self, Attribute, Refusal, Shared};
use super::explanations::lower;
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

/// The path on a prototype's origin that leads to the lab's page on which the person decides about a request.
pub(super) fn page_of(request: &str) -> String {
    format!("/.lab/share/{request}")
}

impl Asker {
    /// The citizen whom the visitor plays.
    pub(super) fn played(&self) -> Option<Bsn> {
        let persona = self.visit().persona.as_ref()?;
        self.lent().citizens.persona(persona)
    }

    async fn shared(&self, request: &str) -> Outcome<Shared> {
        self.may(Capability::Vault)?;
        let undeclared = || Refusal::Undeclared(format!("[[asks]] name = \"{request}\""));
        let ask = self.manifest().ask(request).ok_or_else(undeclared)?;
        let person = self.played().ok_or(Refusal::Nobody)?;
        let visit = self.visit();
        let consent =
            visit.state.with_consents(|consents| consents.of(&self.manifest().name, ask, visit.today).cloned());
        let consent = consent.ok_or_else(|| Refusal::NotShared(page_of(request)))?;
        let attributes = self.attributes(person, &consent).await?;
        Ok(Shared { attributes, until: consent.until.0 })
    }

    async fn attributes(&self, person: Bsn, consent: &Consent) -> Outcome<Vec<Attribute>> {
        if consent.fields.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.lent().citizens.look_up(&[person], &consent.fields).await.map_err(|error| {
            tracing::error!(%error, "what a person shares could not be looked up");
            Refusal::Unavailable
        })?;
        let citizen = found.into_iter().next().flatten().ok_or(Refusal::Nobody)?;
        self.looked_by_consent(person, (consent.ask.name.as_str(), &consent.ask.purpose), &consent.fields)
            .await
            .map_err(|()| Refusal::Unavailable)?;
        let language = self.visit().language;
        let attribute = |(field, value): (&fieldlab_domain::field::FieldName, _)| Attribute {
            name: field.to_string(),
            value: lower(value),
            source: holder_of(field).get(language).to_owned(),
        };
        Ok(consent.fields.iter().zip(citizen.values).map(attribute).collect())
    }

    /// Writes that the person was looked at by their own consent. Nothing may be told before.
    pub(super) async fn looked_by_consent(
        &self,
        person: Bsn,
        why: (&str, &fieldlab_domain::text::Text),
        fields: &[fieldlab_domain::field::FieldName],
    ) -> std::result::Result<(), ()> {
        let (manifest, digest) = (self.manifest(), &self.service().digest);
        let look = look_by_consent(manifest, digest, self.visit(), person, why, fields.to_vec(), self.step());
        self.lent().log.write(vec![look.clone()]).await.map_err(|error| tracing::error!(%error, "no log, no data"))?;
        self.visit().state.happened(Event::Looked(look));
        Ok(())
    }
}

impl vault::Host for ServiceState {
    async fn read(&mut self, request: String) -> Result<Outcome<Shared>> {
        let asker = Arc::clone(&self.asker);
        Ok(asker.shared(&request).await)
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    vault::add_to_linker::<_, Lab>(linker, |state| state)
}
