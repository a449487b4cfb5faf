//! Signing off evidence: what the owners of each sector decide on it, together.

use async_trait::async_trait;

use crate::digest::Digest;
use crate::name::Name;
use crate::owner::{Owner, Sector};
use crate::store::StoreError;

/// What an owner decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Go on with it.
    GoOn,
    /// Go on after something is changed.
    Adapt,
    /// Do not go on.
    Stop,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 3] = [Verdict::GoOn, Verdict::Adapt, Verdict::Stop];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::GoOn => "go-on",
            Verdict::Adapt => "adapt",
            Verdict::Stop => "stop",
        }
    }

    /// The verdict that this word is for.
    pub fn parse(word: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == word)
    }
}

/// The decision of an owner on one piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOff {
    /// Its number, counted from 1 over all evidence.
    pub id: i64,
    /// The digest of the evidence: it is bound to these bytes.
    pub evidence: Digest,
    /// The experiment.
    pub experiment: Name,
    /// The owner that it is for.
    pub owner: Owner,
    /// Who signed.
    pub name: String,
    /// How the lab knows them; `local` for the user of its machine, who did not log in.
    pub by: String,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub reasons: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
}

/// How a decision stands that is taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Not every sector has signed; these have not.
    Open(Vec<Sector>),
    /// All have, and the most careful of them decides.
    Taken(Verdict),
}

/// How the decision stands: of each sector that has an owner, the latest sign-off counts. Nothing goes on before all have signed; then one
/// that stops it stops it, and one that wants a change has it changed.
pub fn decision(owners: &[Owner], signed: &[SignOff]) -> Decision {
    let is_named = |sector: &Sector| owners.iter().any(|owner| owner.sector == *sector);
    let latest = |sector: Sector| signed.iter().rev().find(|one| one.owner.sector == sector);
    let named: Vec<Sector> = Sector::ALL.into_iter().filter(is_named).collect();
    let missing: Vec<Sector> = named.iter().copied().filter(|sector| latest(*sector).is_none()).collect();
    let most_careful = named.iter().filter_map(|sector| latest(*sector)).map(|one| one.verdict).max();
    match most_careful {
        Some(verdict) if missing.is_empty() => Decision::Taken(verdict),
        _ => Decision::Open(missing),
    }
}

/// Keeps sign-offs; none is ever changed.
#[async_trait]
pub trait SignOffBook: Send + Sync {
    /// Keeps a sign-off, whose number is given by the book. The same of the same owner again is kept once.
    async fn sign(&self, new: &SignOff) -> Result<SignOff, StoreError>;
    /// The sign-offs on this evidence, in the order in which they came.
    async fn signed(&self, evidence: &Digest) -> Result<Vec<SignOff>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(sector: Sector) -> Owner {
        Owner { organisation: sector.name().to_owned(), sector }
    }

    fn signed(id: i64, sector: Sector, verdict: Verdict) -> SignOff {
        SignOff {
            id,
            evidence: Digest::of(b"evidence"),
            experiment: Name::parse("proef").expect("a name"),
            owner: owner(sector),
            name: "N".into(),
            by: "n".into(),
            verdict,
            reasons: String::new(),
            at: id,
        }
    }

    #[test]
    fn nothing_goes_on_before_every_named_sector_has_signed() {
        let owners = [owner(Sector::Government), owner(Sector::Market), owner(Sector::Market)];
        let mut all = vec![signed(1, Sector::Government, Verdict::GoOn)];
        assert_eq!(decision(&owners, &all), Decision::Open(vec![Sector::Market]));
        all.push(signed(2, Sector::Society, Verdict::Stop));
        assert_eq!(decision(&owners, &all), Decision::Open(vec![Sector::Market]), "society owns nothing of it");
        all.push(signed(3, Sector::Market, Verdict::Stop));
        assert_eq!(decision(&owners, &all), Decision::Taken(Verdict::Stop));
        all.push(signed(4, Sector::Market, Verdict::Adapt));
        assert_eq!(decision(&owners, &all), Decision::Taken(Verdict::Adapt), "they changed their mind");
        all.push(signed(5, Sector::Market, Verdict::GoOn));
        assert_eq!(decision(&owners, &all), Decision::Taken(Verdict::GoOn));
        assert_eq!(decision(&[], &all), Decision::Open(Vec::new()), "nobody owns it, so nobody decides");
    }
}
