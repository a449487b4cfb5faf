//! Sharing a demo, a report or an experiment by a link, for pages and programs.

use fieldlab_domain::name::Name;
use fieldlab_domain::share::{Share, Shared};
use fieldlab_domain::store::{ExperimentRecord, StoreError};
use fieldlab_domain::text::Language;

use crate::Lab;
use crate::accounts::{LoginKey, Who, note};
use crate::speaker::line;
use crate::texts::Words;

const SECONDS_A_DAY: i64 = 86_400;

/// The most days that a link is good.
pub(crate) const MOST_DAYS: u32 = 365;

/// The most people who can come by a link.
pub(crate) const MOST_VISITS: u32 = 100_000;

/// What can be shared, by what it is called.
pub(crate) struct Titles<'a> {
    lab: &'a Lab,
    language: Language,
    experiments: Vec<ExperimentRecord>,
}

impl<'a> Titles<'a> {
    pub(crate) async fn of(lab: &'a Lab, language: Language) -> Result<Titles<'a>, StoreError> {
        Ok(Titles { lab, language, experiments: lab.store.experiments().await? })
    }

    fn experiment(&self, name: &Name) -> Option<String> {
        let found = self.experiments.iter().find(|one| one.name == *name);
        found.map(|one| one.title.get(self.language).to_owned())
    }

    /// `None` when the lab does not have it.
    pub(crate) async fn get(&self, target: &Shared) -> Result<Option<String>, StoreError> {
        Ok(match target {
            Shared::Demo(name) => {
                let service = self.lab.services.get(name.as_str());
                service.map(|service| service.manifest().title.get(self.language).to_owned())
            }
            Shared::Experiment(name) => self.experiment(name),
            Shared::Run(id) => {
                let run = match self.lab.store.run(*id).await {
                    Ok(run) => Some(run).filter(|run| run.evidence.is_some()),
                    Err(StoreError::NotFound { .. }) => None,
                    Err(error) => return Err(error),
                };
                let number = Words(self.language).with("run-link", "id", &id.to_string());
                run.and_then(|run| self.experiment(&run.experiment)).map(|title| format!("{title}, {number}"))
            }
        })
    }
}

/// A link that somebody asks for.
pub(crate) struct Wish {
    target: Shared,
    may_react: bool,
    note: String,
    days: u32,
    most_visits: Option<u32>,
}

impl Wish {
    /// `None` when it is good for too long or not at all, for too many or nobody, or its note is no short line.
    pub(crate) fn read(
        target: Shared,
        may_react: bool,
        note: &str,
        days: u32,
        most_visits: Option<u32>,
    ) -> Option<Wish> {
        let fits = (1..=MOST_DAYS).contains(&days) && most_visits.is_none_or(|most| (1..=MOST_VISITS).contains(&most));
        let note = if note.trim().is_empty() { String::new() } else { line(note)? };
        fits.then_some(Wish { target, may_react, note, days, most_visits })
    }
}

/// Makes a link; its secret is told once.
pub(crate) async fn make(lab: &Lab, wish: Wish, who: &Who) -> Result<(LoginKey, Share), StoreError> {
    let Wish { target, may_react, note: for_whom, days, most_visits } = wish;
    let now = (lab.now)();
    let new = Share {
        id: 0,
        target,
        may_react,
        note: for_whom,
        by: who.member().map_or_else(|| who.by().to_owned(), |member| member.name.clone()),
        made_at: now,
        expires_at: now + i64::from(days) * SECONDS_A_DAY,
        most_visits,
        visits: 0,
        withdrawn_at: None,
    };
    let secret = LoginKey::random();
    let kept = lab.shares.share(&secret.digest(), &new).await?;
    note(lab, who.by(), "shared", &format!("{} {}", kept.target.kind(), kept.target.key())).await;
    Ok((secret, kept))
}

/// Withdraws a link; `false` when there is no open one with this number.
pub(crate) async fn withdraw(lab: &Lab, id: i64, who: &Who) -> Result<bool, StoreError> {
    let withdrawn = lab.shares.withdraw(id, (lab.now)()).await?;
    if withdrawn {
        note(lab, who.by(), "share-withdrawn", &id.to_string()).await;
    }
    Ok(withdrawn)
}
