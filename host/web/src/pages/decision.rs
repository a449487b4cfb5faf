//! What the owners decide on evidence, together; the page prints as one sheet.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::member::Act;
use fieldlab_domain::owner::Owner;
use fieldlab_domain::sign_off::{Decision, SignOff, Verdict, decision};
use fieldlab_domain::store::{RunRecord, RunState};
use serde::Deserialize;

use super::run::opened;
use super::{Layout, OwnerView, answer, login, respond, sector_words, time};
use crate::Lab;
use crate::accounts::{Who, note};
use crate::error::PageError;
use crate::language::Reader;
use crate::opened::Opened;
use crate::speaker::{line, lines};
use crate::texts::Words;

/// The most characters of the reasons.
const MOST_REASONS: usize = 2_000;

#[derive(Template)]
#[template(path = "decision.html")]
struct DecisionPage {
    layout: Layout,
    id: i64,
    experiment: String,
    title: String,
    question: String,
    answer: String,
    digest: String,
    /// `open`, `go-on`, `adapt` or `stop`: the mark's class.
    state: &'static str,
    state_words: String,
    owners: Vec<OwnerLine>,
    history: Vec<SignOffView>,
    /// The address of newer evidence, which is what is to be signed then.
    replaced_by: Option<i64>,
    /// Absent for who may not sign.
    form: Option<FormView>,
}

/// An owner that the experiment names, and what they decided last.
struct OwnerLine {
    owner: OwnerView,
    signed: Option<SignOffView>,
}

struct SignOffView {
    organisation: String,
    name: String,
    /// The verdict: the chip's class.
    verdict: &'static str,
    verdict_words: String,
    reasons: String,
    when: String,
    /// Whether nobody logged in to sign it.
    is_local: bool,
}

struct FormView {
    /// The owners for whom one can sign, by their number in the experiment.
    owners: Vec<(usize, String, bool)>,
    verdicts: Vec<(&'static str, String, bool)>,
    /// Whether who signs has to say their name.
    asks_name: bool,
    name: String,
    reasons: String,
    fault: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SignForm {
    #[serde(default)]
    owner: Option<usize>,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    name: String,
    /// The digest of the evidence that was on the page.
    #[serde(default)]
    evidence: String,
}

/// The owners of the experiment for whom somebody can sign: the user of the lab's machine for any, a member for their organisation.
fn owners_of(who: &Who, owners: &[Owner]) -> Vec<usize> {
    let is_theirs = |owner: &Owner| match who.member() {
        Some(member) => {
            member.sector == owner.sector && member.organisation.trim().eq_ignore_ascii_case(owner.organisation.trim())
        }
        None => matches!(who, Who::Local),
    };
    let numbered = owners.iter().enumerate().filter(|(_, owner)| is_theirs(owner));
    numbered.map(|(number, _)| number).collect()
}

/// The latest run of the same experiment that is no trial and has other evidence, when this run is not it.
async fn newer(lab: &Lab, reader: &Reader, run: &RunRecord) -> Result<Option<i64>, PageError> {
    let experiment = lab.store.experiment(run.experiment.as_str()).await.map_err(PageError::store(reader))?;
    let Some(experiment) = experiment else { return Ok(None) };
    let runs = lab.store.runs(Some(&run.experiment)).await.map_err(PageError::store(reader))?;
    let is_headline = |one: &&RunRecord| one.state == RunState::Done && !one.is_trial(&experiment);
    let latest = runs.iter().find(is_headline);
    Ok(latest.filter(|latest| latest.id > run.id && latest.evidence != run.evidence).map(|latest| latest.id))
}

/// How a decision stands: `open`, `go-on`, `adapt` or `stop`, and in words.
pub(super) fn state(owners: &[Owner], signed: &[SignOff], words: Words) -> (&'static str, String) {
    match decision(owners, signed) {
        Decision::Open(missing) => {
            let missing: Vec<String> = missing.iter().map(|sector| sector_words(*sector, words)).collect();
            ("open", words.with("decision-open", "missing", &missing.join(", ")))
        }
        Decision::Taken(verdict) => (verdict.name(), words.get(&format!("decision-{}", verdict.name()))),
    }
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&lab, &reader, &id, SignForm::default(), None).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    id: &str,
    given: SignForm,
    fault: Option<(StatusCode, String)>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(lab, reader, id).await?;
    let Opened { sealed, evidence } = opened.as_ref();
    let words = Words(reader.language);
    let signed = lab.sign_offs.signed(&sealed.digest).await.map_err(PageError::store(reader))?;
    let replaced_by = newer(lab, reader, &run).await?;
    let owners = &evidence.experiment.owners;
    let (state, state_words) = state(owners, &signed, words);
    let own = owners_of(&reader.who, owners);
    let may_sign = reader.who.may(Act::Sign) && !own.is_empty() && replaced_by.is_none();
    let verdict = |verdict: Verdict| {
        (verdict.name(), words.get(&format!("verdict-{}", verdict.name())), given.verdict == verdict.name())
    };
    let choice = |number: &usize| {
        let owner = OwnerView::of(&owners[*number], words);
        let is_chosen = given.owner == Some(*number) || own.len() == 1;
        (*number, format!("{} ({})", owner.organisation, owner.sector_words), is_chosen)
    };
    let status = fault.as_ref().map(|(status, _)| *status);
    let form = may_sign.then(|| FormView {
        owners: own.iter().map(choice).collect(),
        verdicts: Verdict::ALL.map(verdict).into(),
        asks_name: reader.who.member().is_none(),
        name: given.name.clone(),
        reasons: given.reasons.clone(),
        fault: fault.map(|(_, words)| words),
    });
    let line = |owner: &Owner| OwnerLine {
        owner: OwnerView::of(owner, words),
        signed: signed.iter().rev().find(|one| one.owner == *owner).map(|one| view(one, words)),
    };
    let page = DecisionPage {
        layout: Layout::new(reader, "decision-title"),
        id: run.id,
        experiment: run.experiment.to_string(),
        title: evidence.experiment.title.get(reader.language).to_owned(),
        question: evidence.experiment.question.get(reader.language).to_owned(),
        answer: answer(evidence, words),
        digest: sealed.digest.to_string(),
        state,
        state_words,
        owners: owners.iter().map(line).collect(),
        history: signed.iter().rev().map(|one| view(one, words)).collect(),
        replaced_by,
        form,
    };
    let mut response = respond(reader, &page);
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    Ok(response)
}

fn view(one: &SignOff, words: Words) -> SignOffView {
    SignOffView {
        organisation: one.owner.organisation.clone(),
        name: one.name.clone(),
        verdict: one.verdict.name(),
        verdict_words: words.get(&format!("verdict-{}", one.verdict.name())),
        reasons: one.reasons.clone(),
        when: time(one.at, words.0),
        is_local: one.by == Who::Local.by(),
    }
}

/// Signs, for one owner, the evidence that was on the page.
pub(crate) async fn sign(
    State(lab): State<Lab>,
    reader: Reader,
    Path(id): Path<String>,
    Form(form): Form<SignForm>,
) -> Result<Response, PageError> {
    let (run, opened) = opened(&lab, &reader, &id).await?;
    let Opened { sealed, evidence } = opened.as_ref();
    let words = Words(reader.language);
    let again = |status: StatusCode, key: &str| Some((status, words.get(key)));
    let changed = form.evidence != sealed.digest.as_str() || newer(&lab, &reader, &run).await?.is_some();
    if changed {
        let fault = again(StatusCode::CONFLICT, "sign-fault-replaced");
        return page(&lab, &reader, &id, form, fault).await;
    }
    let new = match read(&form, &reader, evidence) {
        Ok((owner, verdict, reasons, name)) => SignOff {
            id: 0,
            evidence: sealed.digest.clone(),
            experiment: run.experiment,
            owner,
            name,
            by: reader.who.by().to_owned(),
            verdict,
            reasons,
            at: (lab.now)(),
        },
        Err(key) => return page(&lab, &reader, &id, form, again(StatusCode::UNPROCESSABLE_ENTITY, key)).await,
    };
    let kept = lab.sign_offs.sign(&new).await.map_err(PageError::store(&reader))?;
    let about = format!("{} {} {}", kept.experiment, kept.verdict.name(), kept.evidence.short());
    note(&lab, reader.who.by(), "signed", &about).await;
    Ok(login::lead(&format!("/runs/{}/decision", run.id)))
}

/// What a form says; else the key of what is wrong with it.
fn read(
    form: &SignForm,
    reader: &Reader,
    evidence: &Evidence,
) -> Result<(Owner, Verdict, String, String), &'static str> {
    let owners = &evidence.experiment.owners;
    let own = owners_of(&reader.who, owners);
    let number = form.owner.or_else(|| (own.len() == 1).then(|| own[0]));
    let number = number.filter(|number| own.contains(number)).ok_or("sign-fault-owner")?;
    let verdict = Verdict::parse(&form.verdict).ok_or("sign-fault-verdict")?;
    let reasons = lines(&form.reasons, MOST_REASONS).filter(|reasons| !reasons.is_empty());
    let reasons = reasons.ok_or("sign-fault-reasons")?;
    let name = match reader.who.member() {
        Some(member) => member.name.clone(),
        None => line(&form.name).ok_or("sign-fault-name")?,
    };
    Ok((owners[number].clone(), verdict, reasons, name))
}
