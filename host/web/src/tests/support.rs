//! Reactions, sign-offs and links in memory, for pages.

use std::sync::Mutex;

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::reaction::{Reaction, ReactionBook, Reply, Subject};
use fieldlab_domain::share::{Share, ShareBook};
use fieldlab_domain::sign_off::{SignOff, SignOffBook};
use fieldlab_domain::store::StoreError;

/// What was said, signed and shared.
#[derive(Default)]
pub(super) struct Support {
    reactions: Mutex<Vec<Reaction>>,
    replies: Mutex<Vec<Reply>>,
    signed: Mutex<Vec<SignOff>>,
    shares: Mutex<Vec<(Digest, Share)>>,
}

#[async_trait]
impl ReactionBook for Support {
    async fn react(&self, reaction: &Reaction) -> Result<Reaction, StoreError> {
        let mut all = self.reactions.lock().expect("nobody panics");
        let kept = Reaction { id: all.len() as i64 + 1, ..reaction.clone() };
        all.push(kept.clone());
        Ok(kept)
    }
    async fn reply(&self, new: &Reply) -> Result<bool, StoreError> {
        let mut all = self.replies.lock().expect("nobody panics");
        if !all.iter().any(|one| Reply { at: one.at, ..new.clone() } == *one) {
            all.push(new.clone());
        }
        Ok(true)
    }
    async fn reaction(&self, id: i64) -> Result<Option<Reaction>, StoreError> {
        let all = self.reactions.lock().expect("nobody panics");
        Ok(all.iter().find(|one| one.id == id).cloned())
    }
    async fn reactions(&self, subject: Option<&Subject>) -> Result<Vec<Reaction>, StoreError> {
        let all = self.reactions.lock().expect("nobody panics");
        Ok(all.iter().filter(|one| subject.is_none_or(|subject| one.subject == *subject)).cloned().collect())
    }
    async fn replies(&self, subject: Option<&Subject>) -> Result<Vec<Reply>, StoreError> {
        let about: Vec<i64> = self.reactions(subject).await?.iter().map(|one| one.id).collect();
        let all = self.replies.lock().expect("nobody panics");
        Ok(all.iter().filter(|one| about.contains(&one.reaction)).cloned().collect())
    }
}

#[async_trait]
impl SignOffBook for Support {
    async fn sign(&self, new: &SignOff) -> Result<SignOff, StoreError> {
        self.signed.lock().expect("nobody panics").push(new.clone());
        Ok(new.clone())
    }
    async fn signed(&self, evidence: &Digest) -> Result<Vec<SignOff>, StoreError> {
        let all = self.signed.lock().expect("nobody panics");
        Ok(all.iter().filter(|one| one.evidence == *evidence).cloned().collect())
    }
}

#[async_trait]
impl ShareBook for Support {
    async fn share(&self, secret: &Digest, new: &Share) -> Result<Share, StoreError> {
        let mut all = self.shares.lock().expect("nobody panics");
        let kept = Share { id: all.len() as i64 + 1, ..new.clone() };
        all.push((secret.clone(), kept.clone()));
        Ok(kept)
    }
    async fn shares(&self) -> Result<Vec<Share>, StoreError> {
        Ok(self.shares.lock().expect("nobody panics").iter().map(|(_, share)| share.clone()).collect())
    }
    async fn shared(&self, secret: &Digest) -> Result<Option<Share>, StoreError> {
        let all = self.shares.lock().expect("nobody panics");
        Ok(all.iter().find(|(kept, _)| kept == secret).map(|(_, share)| share.clone()))
    }
    async fn visit(&self, _: &Digest, _: &Digest, _: i64) -> Result<Option<Share>, StoreError> {
        Ok(None)
    }
    async fn visitor(&self, _: &Digest, _: i64) -> Result<Option<Share>, StoreError> {
        Ok(None)
    }
    async fn withdraw(&self, share: i64, now: i64) -> Result<bool, StoreError> {
        let mut all = self.shares.lock().expect("nobody panics");
        let open = all.iter_mut().find(|(_, one)| one.id == share && one.withdrawn_at.is_none());
        Ok(open.map(|(_, one)| one.withdrawn_at = Some(now)).is_some())
    }
}
