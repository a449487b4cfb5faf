//! The synthetic citizens behind a number of a run, with how each variant decided about them.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use fieldlab_domain::evidence::{ChangeBreakdown, ChosenFor, Evidence, ExplainedCitizen, Group, VariantSummary};
use fieldlab_domain::field::FieldName;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::Service;
use fieldlab_domain::text::Language;
use fieldlab_experiment::people::Wanted;
use fieldlab_experiment::report;
use fieldlab_experiment::runner::RunnerError;
use fieldlab_experiment::text::large_number;
use serde::Deserialize;

use super::run::opened;
use super::try_it::{kept_by_nobody, lead};
use super::{Layout, respond};
use crate::Lab;
use crate::accounts::Who;
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::site::Here;
use crate::texts::{Words, texts};
use crate::visitor::Visitor;

/// How many are shown at once.
const SHOWN: usize = 10;

/// What an address asks for.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Asked {
    variant: Name,
    who: ChosenFor,
    field: Option<FieldName>,
    group: Option<i64>,
    #[serde(default)]
    turn: u64,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    layout: Layout,
    run: i64,
    experiment: String,
    /// The variant and the group that it is about.
    about: String,
    lead: Option<String>,
    /// The sides: how they are called, where they are, and which is shown.
    sides: Vec<(String, String, bool)>,
    /// The citizens; else why there are none.
    citizens: Result<Vec<CitizenView>, String>,
    /// The demos in which they can be played: name and title.
    demos: Vec<(String, String)>,
    others: Option<String>,
}

/// One of them.
struct CitizenView {
    /// What is known of them, as HTML that is safe to show.
    html: String,
    /// Where who wants to be them says so.
    play: String,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    let evidence = &opened.evidence;
    let about = About::of(evidence, &asked).ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
    let words = Words(reader.language);
    let wanted = Wanted {
        variant: asked.variant.clone(),
        change: asked.who,
        group: asked.field.clone().zip(asked.group),
        most: SHOWN,
        turn: asked.turn,
    };
    let found = match lab.runner.people(evidence, &wanted).await {
        Ok(found) => Ok(found),
        Err(RunnerError::Bad(what) | RunnerError::NotFound(what)) => Err(what),
        Err(error) => return Err(PageError::broken(&reader, &error)),
    };
    let number = |number: u64| large_number(reader.language, number as f64);
    let lead = found.as_ref().ok().filter(|found| !found.citizens.is_empty()).map(|found| {
        let (all, persons, shown) = (number(found.all), number(found.persons), found.citizens.len().to_string());
        texts().get(reader.language, "people-lead", &[("all", &all), ("persons", &persons), ("shown", &shown)])
    });
    let is_more = found.as_ref().is_ok_and(|found| found.all > found.citizens.len() as u64);
    let page = PeoplePage {
        run: run.id,
        experiment: evidence.experiment.title.get(reader.language).to_owned(),
        about: about.words(reader.language),
        lead,
        sides: [ChosenFor::Loses, ChosenFor::Same, ChosenFor::Gains]
            .map(|who| (words.get(&format!("people-{}", word(who))), asked.address(who, 0), who == asked.who))
            .into(),
        citizens: match found {
            Ok(found) if found.citizens.is_empty() => Err(words.get("people-none")),
            Ok(found) => Ok(found.citizens.iter().map(|one| citizen(run.id, evidence, one, reader.language)).collect()),
            Err(what) => {
                tracing::info!(run = run.id, what, "the citizens of a run can't be shown");
                Err(words.get("people-not-here"))
            }
        },
        demos: if matches!(reader.who, Who::Guest(_)) { Vec::new() } else { demos(&lab, evidence, reader.language) },
        others: is_more.then(|| asked.address(asked.who, asked.turn + 1)),
        layout: Layout::new(&reader, &format!("people-{}-title", word(asked.who))),
    };
    Ok(respond(&reader, &page))
}

fn citizen(run: i64, evidence: &Evidence, citizen: &ExplainedCitizen, language: Language) -> CitizenView {
    let html = report::people(evidence, std::slice::from_ref(citizen), language);
    CitizenView { html, play: format!("/runs/{run}/people/{}/play", citizen.position) }
}

/// The demos of prototypes that serve the need of the run; of all when there are none.
fn demos(lab: &Lab, evidence: &Evidence, language: Language) -> Vec<(String, String)> {
    let all: Vec<_> = lab.services.names().iter().filter_map(|name| lab.services.get(name.as_str())).collect();
    let serves = |service: &&Arc<dyn Service>| service.manifest().needs.contains(&evidence.experiment.need);
    let serving: Vec<_> = all.iter().filter(serves).cloned().collect();
    let shown = if serving.is_empty() { all } else { serving };
    let words = |service: &Arc<dyn Service>| {
        let manifest = service.manifest();
        (manifest.name.to_string(), manifest.title.get(language).to_owned())
    };
    shown.iter().map(words).collect()
}

#[derive(Debug, Deserialize)]
pub(crate) struct PlayForm {
    /// The prototype of which the demo is shown.
    prototype: Name,
}

/// Leads into a demo as a citizen of a run.
pub(crate) async fn play(
    State(lab): State<Lab>,
    here: Here,
    reader: Reader,
    headers: HeaderMap,
    Path((id, place)): Path<(String, String)>,
    Form(form): Form<PlayForm>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    let not_found = || PageError::not_found(&reader);
    lab.services.get(form.prototype.as_str()).ok_or_else(not_found)?;
    let place: u64 = place.parse().map_err(|_| not_found())?;
    let name = Name::parse(&format!("run-{}-{place}", run.id)).expect("it is made of letters and digits");
    let who = match lab.cast.get(name.as_str()) {
        Some(known) => known,
        None => match lab.runner.persona(&opened.evidence, place, name).await {
            Ok(persona) => lab.cast.draw(persona),
            Err(RunnerError::NotFound(_)) => return Err(not_found()),
            Err(RunnerError::Bad(_)) => return Err(PageError::new(Trouble::BadInput, &reader)),
            Err(error) => return Err(PageError::broken(&reader, &error)),
        },
    };
    let visitor = Visitor::of(&lab, &here, &headers, &reader);
    lab.sessions.change(visitor.key, Instant::now(), |session| {
        session.reset();
        session.persona = Some(who.name.clone());
    });
    Ok(kept_by_nobody(lead(&format!("/prototypes/{}/try", form.prototype)), visitor))
}

impl Asked {
    /// The page with those on a side, and with others each turn.
    fn address(&self, who: ChosenFor, turn: u64) -> String {
        let group = self.field.as_ref().zip(self.group);
        let group = group.map(|(field, group)| format!("&field={field}&group={group}")).unwrap_or_default();
        let turn = if turn == 0 { String::new() } else { format!("&turn={turn}") };
        format!("?variant={}&who={}{group}{turn}", self.variant, word(who))
    }
}

/// As an address has it.
fn word(who: ChosenFor) -> &'static str {
    match who {
        ChosenFor::Gains => "gains",
        ChosenFor::Loses => "loses",
        ChosenFor::Same => "same",
    }
}

/// What the citizens have in common.
struct About<'a> {
    variant: &'a VariantSummary,
    group: Option<(&'a ChangeBreakdown, &'a Group)>,
}

impl<'a> About<'a> {
    /// Nothing when the evidence has no such variant or no such group.
    fn of(evidence: &'a Evidence, asked: &Asked) -> Option<About<'a>> {
        let change = evidence.changes.iter().find(|change| change.variant == asked.variant)?;
        let variant = evidence.variants.iter().find(|variant| variant.name == asked.variant)?;
        let group = match (&asked.field, asked.group) {
            (Some(field), Some(key)) => {
                let breakdown = change.by.iter().find(|breakdown| breakdown.field == *field)?;
                let group = breakdown.groups.iter().find(|group| group.group.key == Some(key))?;
                Some((breakdown, &group.group))
            }
            (None, None) => None,
            _ => return None,
        };
        Some(About { variant, group })
    }

    /// The variant, and the group when there is one.
    fn words(&self, language: Language) -> String {
        let variant = self.variant.title.get(language).to_owned();
        match self.group {
            None => variant,
            Some((breakdown, group)) => {
                let (field, group) = (breakdown.title.get(language), group.title.get(language));
                format!("{variant} · {field}: {group}")
            }
        }
    }
}
