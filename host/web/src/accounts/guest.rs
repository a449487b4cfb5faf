//! Guests: who came by a link, and may see what it leads to and nothing else.

use axum::http::{HeaderMap, Method};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::Act;
use fieldlab_domain::share::{Share, Shared};
use fieldlab_domain::store::StoreError;

use super::LoginKey;
use crate::Lab;
use crate::own_cookie::OwnCookie;
use crate::site::Here;

/// Somebody who came by a link.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    /// The link.
    pub(crate) share: Share,
    /// By which the lab knows them again.
    pub(crate) key: Digest,
    /// The runs that the link shows.
    runs: Vec<i64>,
    /// Their evidence.
    evidence: Vec<Digest>,
}

/// What keeps a guest's key, until the browser closes or the link is over.
pub(crate) const COOKIE: OwnCookie = OwnCookie("guest");

/// The pages of a demo.
const OF_A_DEMO: [&str; 8] = ["try", "full", "enter", "persona", "day", "reset", "trail", "trail/events"];

/// The pages of a run.
const OF_A_RUN: [&str; 5] = ["", "people", "report.html", "evidence.json", "results.csv"];

impl Guest {
    /// The guest whose cookie a request has, while their link is open.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) async fn of(lab: &Lab, here: &Here, headers: &HeaderMap) -> Result<Option<Guest>, StoreError> {
        for value in COOKIE.values(here, headers) {
            let Some(key) = LoginKey::parse(&value).map(|key| key.digest()) else { continue };
            let Some(share) = lab.shares.visitor(&key, (lab.now)()).await? else { continue };
            let runs = match &share.target {
                Shared::Demo(_) => Vec::new(),
                Shared::Run(id) => vec![lab.store.run(*id).await?],
                Shared::Experiment(name) => lab.store.runs(Some(name)).await?,
            };
            let evidence = runs.iter().filter_map(|run| run.evidence.clone()).collect();
            let runs = runs.iter().map(|run| run.id).collect();
            return Ok(Some(Guest { share, key, runs, evidence }));
        }
        Ok(None)
    }

    /// Whether they may do this at this address.
    pub(crate) fn may(&self, act: Act, method: &Method, path: &str) -> bool {
        match act {
            Act::See if *method == Method::GET || *method == Method::HEAD => self.reaches(path),
            // Forms of a demo: who to be, and on which day.
            Act::See => matches!(self.share.target, Shared::Demo(_)) && self.reaches(path),
            Act::React => self.share.may_react && self.reaches(path),
            Act::Sign | Act::Work | Act::Govern => false,
        }
    }

    fn reaches(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (parts.as_slice(), &self.share.target) {
            (["prototypes", name, page @ ..], Shared::Demo(demo)) => {
                *name == demo.as_str() && OF_A_DEMO.contains(&page.join("/").as_str())
            }
            // The scenes of its tour, also those that show another prototype: its team put them there.
            (["tours", name, ..], Shared::Demo(demo)) => *name == demo.as_str(),
            (["reactions", "demo", name], Shared::Demo(demo)) => self.share.may_react && *name == demo.as_str(),
            (["reactions", "evidence", digest], _) => {
                self.share.may_react && self.evidence.iter().any(|one| one.as_str() == *digest)
            }
            (["experiments", name], Shared::Experiment(experiment)) => *name == experiment.as_str(),
            (["runs", id, page @ ..], _) => {
                let is_page = page.len() <= 1 && OF_A_RUN.contains(page.first().unwrap_or(&""));
                is_page && self.runs.iter().any(|run| run.to_string() == *id)
            }
            _ => false,
        }
    }
}

/// Where a link leads.
pub(crate) fn address(target: &Shared) -> String {
    match target {
        Shared::Demo(name) => format!("/prototypes/{name}/try"),
        Shared::Run(id) => format!("/runs/{id}"),
        Shared::Experiment(name) => format!("/experiments/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::name::Name;

    use super::*;

    fn guest(target: Shared, may_react: bool) -> Guest {
        let share = Share {
            id: 1,
            target,
            may_react,
            note: String::new(),
            by: "noor".into(),
            made_at: 0,
            expires_at: 9,
            most_visits: None,
            visits: 1,
            withdrawn_at: None,
        };
        Guest { share, key: Digest::of(b"key"), runs: vec![7], evidence: vec![Digest::of(b"evidence")] }
    }

    #[test]
    fn a_guest_reaches_what_was_shared_and_nothing_else() {
        let name = |text: &str| Name::parse(text).expect("a name");
        let see = |guest: &Guest, path: &str| guest.may(Act::See, &Method::GET, path);
        let demo = guest(Shared::Demo(name("proef")), false);
        assert!(see(&demo, "/prototypes/proef/try") && demo.may(Act::See, &Method::POST, "/prototypes/proef/persona"));
        assert!(see(&demo, "/tours/proef") && see(&demo, "/tours/proef/2/glass/events"));
        assert!(demo.may(Act::See, &Method::POST, "/tours/proef/2/reset"));
        assert!(!see(&demo, "/tours") && !see(&demo, "/tours/other/1") && see(&demo, "/prototypes/proef/trail/events"));
        for path in
            ["/", "/prototypes", "/prototypes/proef", "/prototypes/proef/grants", "/prototypes/other/try", "/runs/8"]
        {
            assert!(!see(&demo, path), "{path}");
        }
        let run = Guest { share: guest(Shared::Run(7), true).share, ..guest(Shared::Run(7), true) };
        assert!(see(&run, "/runs/7") && see(&run, "/runs/7/results.csv") && !see(&run, "/runs/8"));
        assert!(!see(&run, "/runs/7/decision") && !see(&run, "/experiments/proef"));
        let about = format!("/reactions/evidence/{}", Digest::of(b"evidence"));
        assert!(run.may(Act::React, &Method::POST, &about));
        let other = format!("/reactions/evidence/{}", Digest::of(b"other"));
        assert!(!run.may(Act::React, &Method::POST, &other));
        assert!(!run.may(Act::React, &Method::POST, &format!("{about}/reply")));
        let looks_only = guest(Shared::Run(7), false);
        assert!(!looks_only.may(Act::React, &Method::POST, &about));
        let experiment = guest(Shared::Experiment(name("proef")), true);
        assert!(see(&experiment, "/experiments/proef") && see(&experiment, "/runs/7"));
        assert!(!see(&experiment, "/experiments/other") && !see(&experiment, "/processing-log"));
        for act in [Act::Sign, Act::Work, Act::Govern] {
            assert!(!run.may(act, &Method::POST, "/runs/7"), "{act:?}");
        }
    }
}
