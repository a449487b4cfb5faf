//! Reactions to a demo or to evidence: saying what one thinks, what the team answers, and how support stands.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::member::Act;
use fieldlab_domain::owner::Sector;
use fieldlab_domain::reaction::{Balance, Count, MOST_WORDS, Reaction, Reply, Stance, Subject, balance};
use serde::Deserialize;

use super::{Layout, login, respond, sector_words, time};
use crate::Lab;
use crate::accounts::Who;
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::reacting::{self, Found, ReactionFault, reply_words};
use crate::speaker::SaidOfOneself;
use crate::support_over_time::{Day, over_time};
use crate::texts::Words;

#[derive(Template)]
#[template(path = "reactions.html")]
struct ReactionsPage {
    layout: Layout,
    /// The address of this page.
    here: String,
    /// What it is about: an address and its title.
    about: (String, String),
    /// Absent for who may only look.
    form: Option<FormView>,
    /// What the reader said before, with what was answered.
    own: Vec<ReactionView>,
    /// Absent for guests.
    support: Option<SupportView>,
    said: bool,
}

struct FormView {
    /// Whether who reacts has to say who they are.
    asks_who: bool,
    said: SaidOfOneself,
    sectors: Vec<(&'static str, String, bool)>,
    stances: Vec<(&'static str, String, bool)>,
    words: String,
    most: usize,
    fault: Option<String>,
}

struct SupportView {
    sentence: String,
    /// How it changed: a sentence and the days; absent when it did not.
    over_time: Option<(String, Vec<Day>)>,
    sectors: Vec<CountView>,
    organisations: Vec<CountView>,
    conditions: Vec<ReactionView>,
    questions: Vec<ReactionView>,
    /// What was said, the latest first.
    history: Vec<ReactionView>,
    /// Says that there is more than the latest, when there is.
    more: Option<String>,
    may_reply: bool,
}

struct CountView {
    title: String,
    /// The sector: the badge's class.
    sector: &'static str,
    count: Count,
}

struct ReactionView {
    id: i64,
    who: String,
    sector: &'static str,
    sector_words: String,
    /// The stance: the chip's class.
    stance: &'static str,
    stance_words: String,
    words: String,
    when: String,
    /// Whether its speaker took another stance later.
    is_past: bool,
    replies: Vec<ReplyView>,
}

struct ReplyView {
    by: String,
    words: String,
    settles: bool,
    when: String,
}

/// The most of what was said, and of what is open, that is shown at once; the rest when asked for.
const MOST_SHOWN: usize = 50;

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ReactionForm {
    #[serde(default)]
    stance: String,
    #[serde(default)]
    words: String,
    #[serde(flatten)]
    said: SaidOfOneself,
}

type Key = Path<(String, String)>;

async fn find(lab: &Lab, reader: &Reader, kind: &str, key: &str) -> Result<Found, PageError> {
    let subject = Subject::parse(kind, key).ok_or_else(|| PageError::not_found(reader))?;
    let found = reacting::find(lab, subject).await.map_err(PageError::store(reader))?;
    found.ok_or_else(|| PageError::not_found(reader))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path((kind, key)): Key,
    Query(query): Query<AfterReacting>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &kind, &key).await?;
    let said = query.said.as_deref().map(|said| said.parse().unwrap_or_default());
    let now = Now { said, all: query.all.is_some(), ..Now::default() };
    page(&lab, &reader, found, ReactionForm::default(), now).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct AfterReacting {
    /// The number of the reaction that the reader sent just now.
    said: Option<String>,
    /// Whether to show all that was said.
    all: Option<String>,
}

/// What the page is shown for this time.
#[derive(Debug, Default)]
struct Now {
    fault: Option<String>,
    /// The number of the reaction that the reader sent just now.
    said: Option<i64>,
    /// Whether to show all that was said.
    all: bool,
}

impl Now {
    fn fault(words: String) -> Now {
        Now { fault: Some(words), ..Now::default() }
    }
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    found: Found,
    mut given: ReactionForm,
    Now { fault, said, all }: Now,
) -> Result<Response, PageError> {
    let reactions = lab.reactions.reactions(Some(&found.subject)).await.map_err(PageError::store(reader))?;
    let replies = lab.reactions.replies(Some(&found.subject)).await.map_err(PageError::store(reader))?;
    let words = Words(reader.language);
    let stands = balance(&reactions, &replies);
    let view = |reaction: &Reaction| view(reaction, &replies, &stands, words);
    // On the lab's own machine it tells who the reader said to be.
    let sent =
        said.filter(|_| matches!(reader.who, Who::Local)).and_then(|id| reactions.iter().find(|one| one.id == id));
    if let Some(sent) = sent {
        given.said = SaidOfOneself::of(&sent.speaker);
    }
    let own_key = own_key(&reader.who, &given.said);
    let own: Vec<&Reaction> = reactions.iter().rev().filter(|one| Some(&one.speaker.key) == own_key.as_ref()).collect();
    let most = if all { usize::MAX } else { MOST_SHOWN };
    let of = |ids: &[i64]| {
        let open = reactions.iter().filter(|one| ids.binary_search(&one.id).is_ok());
        open.take(most).map(view).collect::<Vec<_>>()
    };
    let longest = [reactions.len(), stands.open_conditions.len(), stands.open_questions.len()].into_iter().max();
    let is_cut = longest.is_some_and(|longest| longest > most);
    let sees_all = reader.who.may(Act::See);
    let support = sees_all.then(|| SupportView {
        sentence: sentence(&stands, words),
        over_time: over_time(&reactions, reader.language),
        sectors: stands
            .by_sector
            .iter()
            .map(|(sector, count)| row(sector_words(*sector, words), *sector, *count))
            .collect(),
        organisations: stands
            .by_organisation
            .iter()
            .map(|(name, sector, count)| row(name.clone(), *sector, *count))
            .collect(),
        conditions: of(&stands.open_conditions),
        questions: of(&stands.open_questions),
        history: reactions.iter().rev().take(most).map(view).collect(),
        more: is_cut.then(|| {
            let (shown, all) = (most.to_string(), reactions.len().to_string());
            crate::texts::texts().get(words.0, "support-more", &[("shown", &shown), ("all", &all)])
        }),
        may_reply: reader.who.may(Act::Work),
    });
    let is_faulty = fault.is_some();
    let layout = Layout::new(reader, "reactions-title");
    let page = ReactionsPage {
        here: format!("/reactions/{}", found.subject),
        about: (found.address, found.title.get(reader.language).to_owned()),
        form: reader.who.may_react().then(|| form(reader, given, own.first().copied(), fault)),
        own: own.into_iter().map(view).collect(),
        support,
        said: said.is_some(),
        layout,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// By which the reader's own reactions are found again. On the lab's own machine those are the ones by the name given just now.
fn own_key(who: &Who, said: &SaidOfOneself) -> Option<String> {
    match who {
        Who::Guest(guest) => Some(format!("guest:{}", guest.key.as_str())),
        who => said.speaker(who).map(|speaker| speaker.key),
    }
}

fn form(reader: &Reader, given: ReactionForm, last: Option<&Reaction>, fault: Option<String>) -> FormView {
    let words = Words(reader.language);
    let mut said = given.said;
    if let Some(last) = last.filter(|_| said.name.is_empty()) {
        said = SaidOfOneself::of(&last.speaker);
    }
    let sector = |sector: Sector| (sector.name(), sector_words(sector, words), said.sector == sector.name());
    let stance = |stance: Stance| (stance.name(), stance_words(stance, words), given.stance == stance.name());
    FormView {
        asks_who: reader.who.member().is_none(),
        sectors: Sector::ALL.map(sector).into(),
        stances: Stance::ALL.map(stance).into(),
        said,
        words: given.words,
        most: MOST_WORDS,
        fault,
    }
}

fn stance_words(stance: Stance, words: Words) -> String {
    words.get(&format!("stance-{}", stance.name()))
}

fn row(title: String, sector: Sector, count: Count) -> CountView {
    CountView { title, sector: sector.name(), count }
}

/// How support stands, in a sentence.
fn sentence(stands: &Balance, words: Words) -> String {
    let Count { support, support_if, object } = stands.overall;
    if stands.overall.all() == 0 {
        return words.get("support-none");
    }
    let numbers = [("support", support), ("condition", support_if), ("object", object)]
        .map(|(name, number)| (name, number.to_string()));
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    crate::texts::texts().get(words.0, "support-sentence", &numbers)
}

fn view(reaction: &Reaction, replies: &[Reply], stands: &Balance, words: Words) -> ReactionView {
    let reply = |reply: &Reply| ReplyView {
        by: reply.by.clone(),
        words: reply.words.clone(),
        settles: reply.settles,
        when: time(reply.at, words.0),
    };
    let speaker = &reaction.speaker;
    ReactionView {
        id: reaction.id,
        who: format!("{}, {}", speaker.name, speaker.organisation),
        sector: speaker.sector.name(),
        sector_words: sector_words(speaker.sector, words),
        stance: reaction.stance.name(),
        stance_words: stance_words(reaction.stance, words),
        words: reaction.words.clone(),
        when: time(reaction.at, words.0),
        is_past: reaction.stance != Stance::Question && stands.standing.binary_search(&reaction.id).is_err(),
        replies: replies.iter().filter(|one| one.reaction == reaction.id).map(reply).collect(),
    }
}

/// Keeps what somebody thinks. What is not right is said beside the form, with what was filled in.
pub(crate) async fn react(
    State(lab): State<Lab>,
    reader: Reader,
    Path((kind, key)): Key,
    Form(form): Form<ReactionForm>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &kind, &key).await?;
    let read = reacting::read(&found.subject, &form.stance, &form.words, &form.said, &reader.who, (lab.now)());
    let reaction = match read {
        Ok(reaction) => reaction,
        Err(fault) => {
            let key = match fault {
                ReactionFault::Stance => "reaction-fault-stance",
                ReactionFault::Long => "reaction-fault-long",
                ReactionFault::Words => "reaction-fault-words",
                ReactionFault::Who => "reaction-fault-who",
            };
            let fault = Words(reader.language).get(key);
            return page(&lab, &reader, found, form, Now::fault(fault)).await;
        }
    };
    let kept = lab.reactions.react(&reaction).await.map_err(PageError::store(&reader))?;
    // So that pressing "reload" sends nothing again.
    Ok(login::lead(&format!("/reactions/{}?said={}", found.subject, kept.id)))
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReplyForm {
    reaction: i64,
    words: String,
    #[serde(default)]
    settles: Option<String>,
}

pub(crate) async fn reply(
    State(lab): State<Lab>,
    reader: Reader,
    Path((kind, key)): Key,
    Form(form): Form<ReplyForm>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &kind, &key).await?;
    let Some(words) = reply_words(&form.words) else {
        let fault = Words(reader.language).get("reply-fault");
        return page(&lab, &reader, found, ReactionForm::default(), Now::fault(fault)).await;
    };
    let reactions = lab.reactions.reactions(Some(&found.subject)).await.map_err(PageError::store(&reader))?;
    let about = reactions.iter().find(|one| one.id == form.reaction);
    let about = about.ok_or_else(|| PageError::new(Trouble::BadInput, &reader))?;
    let answered = reacting::answer(&lab, about, words, form.settles.is_some(), &reader.who).await;
    answered.map_err(PageError::store(&reader))?;
    Ok(login::lead(&format!("/reactions/{}#r{}", found.subject, about.id)))
}

/// All that was said, as CSV for a spreadsheet.
pub(crate) async fn export(
    State(lab): State<Lab>,
    reader: Reader,
    Path((kind, key)): Key,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &kind, &key).await?;
    let reactions = lab.reactions.reactions(Some(&found.subject)).await.map_err(PageError::store(&reader))?;
    let replies = lab.reactions.replies(Some(&found.subject)).await.map_err(PageError::store(&reader))?;
    let broken = |error: csv::Error| PageError::broken(&reader, &error);
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = ["number", "at", "name", "organisation", "sector", "stance", "words", "replies", "settled"];
    table.write_record(head).map_err(broken)?;
    for one in &reactions {
        let of: Vec<&Reply> = replies.iter().filter(|reply| reply.reaction == one.id).collect();
        let answered = of.iter().map(|reply| reply.words.as_str()).collect::<Vec<_>>().join("\n");
        let settled = of.iter().any(|reply| reply.settles);
        let (number, at, settled) = (one.id.to_string(), one.at.to_string(), settled.to_string());
        let speaker = &one.speaker;
        let row = [
            &number,
            &at,
            &speaker.name,
            &speaker.organisation,
            speaker.sector.name(),
            one.stance.name(),
            &one.words,
            &answered,
            &settled,
        ];
        table.write_record(row.map(cell)).map_err(broken)?;
    }
    let csv = table.into_inner().map_err(|error| PageError::broken(&reader, error.error()))?;
    let name = format!("attachment; filename=\"reactions-{}.csv\"", found.subject.key().replace(':', "-"));
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, csv).into_response())
}

/// What somebody wrote, for a spreadsheet: what it would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_no_formula() {
        for (text, expected) in [("a", "a"), ("a = b", "a = b"), ("=1+1", "'=1+1"), ("-x", "'-x"), ("@x", "'@x")] {
            assert_eq!(cell(text), expected);
        }
    }
}
