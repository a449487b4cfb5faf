//! A lab for tests, outside of WebAssembly: what a test said that there is.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use fieldlab_sdk::Date;
use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use super::desks::{DeskAnswer, NotAsked, Silence};
use super::vault::{Attribute, Consent, Known as KnownOfMe, Look, NotShared, Shared};
use super::{Answered, Decided, Person, Refused, Relation, Unanswered, Visit};
use crate::number::date;
use crate::plaza::{Question, Reply, Turn};
use crate::request::Request;
use crate::response::Response;
use crate::words::Language;

/// Answers for another prototype.
pub(crate) type Neighbour = Box<dyn Fn(&Request) -> Response>;

/// What is known of somebody, by the names of fields.
pub(crate) type Known = BTreeMap<String, Value>;

/// What a test's lab has.
pub(crate) struct Pretended {
    /// Everybody; a person's number is their place, counted from 1.
    pub(crate) people: Vec<Known>,
    /// Whether the visitor plays the first of them.
    pub(crate) plays: bool,
    pub(crate) related: Vec<(Relation, Person)>,
    pub(crate) kept: BTreeMap<String, String>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) neighbours: BTreeMap<String, Neighbour>,
    /// Those who answer questions.
    pub(crate) desks: Vec<DeskAnswer>,
    /// What was asked of them, the latest last.
    pub(crate) asked: Vec<Question>,
    /// What the person shares, by the names of requests.
    pub(crate) shares: BTreeMap<String, Known>,
    pub(crate) consents: Vec<Consent>,
    pub(crate) looks: Vec<Look>,
    /// What is not granted, such as `keyvalue`.
    pub(crate) refused: BTreeSet<&'static str>,
    pub(crate) decided: Vec<String>,
    pub(crate) log: Vec<String>,
    pub(crate) language: Language,
    pub(crate) today: Date,
}

impl Default for Pretended {
    fn default() -> Pretended {
        Pretended {
            people: Vec::new(),
            plays: false,
            related: Vec::new(),
            kept: BTreeMap::new(),
            parameters: BTreeMap::new(),
            neighbours: BTreeMap::new(),
            desks: Vec::new(),
            asked: Vec::new(),
            shares: BTreeMap::new(),
            consents: Vec::new(),
            looks: Vec::new(),
            refused: BTreeSet::new(),
            decided: Vec::new(),
            log: Vec::new(),
            language: Language::Nl,
            // The day on which personas' stories are told.
            today: date(2026, 1, 1).unwrap_or(Date::days(0)),
        }
    }
}

thread_local! {
    static LAB: RefCell<Pretended> = RefCell::default();
}

/// Does something in a lab, and gives the lab back as it is then.
pub(crate) fn within<T>(lab: &mut Pretended, act: impl FnOnce() -> T) -> T {
    LAB.with_borrow_mut(|other| std::mem::swap(lab, other));
    let done = act();
    LAB.with_borrow_mut(|other| std::mem::swap(lab, other));
    done
}

fn with<T>(act: impl FnOnce(&mut Pretended) -> T) -> T {
    LAB.with_borrow_mut(act)
}

fn granted(what: &'static str) -> Result<(), Refused> {
    let refused = with(|lab| lab.refused.contains(what));
    if refused { Err(Refused::NotGranted(format!("`{what}`"))) } else { Ok(()) }
}

/// The person whom the visitor plays.
const ME: Person = Person(1);

pub(super) fn visit() -> Visit {
    with(|lab| Visit { persona: lab.plays.then(|| "sanne".to_owned()), today: lab.today, language: lab.language })
}

pub(super) fn me() -> Result<Option<Person>, Refused> {
    granted("citizens")?;
    Ok(with(|lab| lab.plays).then_some(ME))
}

pub(super) fn look_up(people: &[Person], fields: &[&str]) -> Result<Vec<Vec<Value>>, Refused> {
    granted("citizens")?;
    with(|lab| {
        let nobody = || Refused::Unknown("nobody is called that in this session".to_owned());
        let row = |person: &Person| {
            let known =
                (person.0 as usize).checked_sub(1).and_then(|place| lab.people.get(place)).ok_or_else(nobody)?;
            Ok(fields.iter().map(|field| known.get(*field).copied().unwrap_or(Value::Absent)).collect())
        };
        people.iter().map(row).collect()
    })
}

pub(super) fn related(person: Person, relation: Relation) -> Result<Vec<Person>, Refused> {
    granted("citizens")?;
    with(|lab| {
        let mine = lab.related.iter().filter(|_| person == ME);
        Ok(match relation {
            Relation::Household => (1..=lab.people.len() as u64).map(Person).collect(),
            relation => mine.filter(|(of, _)| *of == relation).map(|(_, person)| *person).collect(),
        })
    })
}

pub(super) fn search(conditions: &[(String, Value)], most: u32) -> Result<Vec<Person>, Refused> {
    granted("citizens")?;
    if conditions.is_empty() {
        return Err(Refused::Unknown("a search needs a condition".to_owned()));
    }
    with(|lab| {
        // Values have no equality of their own in the bindings.
        let same = |left: &Value, right: &Value| format!("{left:?}") == format!("{right:?}");
        let fits = |known: &Known| {
            conditions.iter().all(|(field, value)| same(known.get(field).unwrap_or(&Value::Absent), value))
        };
        let found = lab.people.iter().enumerate().filter(|(_, known)| fits(known));
        Ok(found.map(|(place, _)| Person(place as u64 + 1)).take(most as usize).collect())
    })
}

pub(super) fn find(bsn: &str) -> Result<Option<Person>, Refused> {
    let number = bsn.parse().ok().filter(|_| bsn.len() == 9);
    let number = number.ok_or_else(|| Refused::Unknown("a citizen service number has nine digits".to_owned()))?;
    Ok(search(&[("person.bsn".to_owned(), Value::Whole(number))], 1)?.into_iter().next())
}

pub(super) fn kept(key: &str) -> Result<Option<String>, Refused> {
    granted("keyvalue")?;
    Ok(with(|lab| lab.kept.get(key).cloned()))
}

pub(super) fn keep(key: &str, value: &str) -> Result<(), Refused> {
    granted("keyvalue")?;
    with(|lab| lab.kept.insert(key.to_owned(), value.to_owned()));
    Ok(())
}

pub(super) fn forget(key: &str) -> Result<(), Refused> {
    granted("keyvalue")?;
    with(|lab| lab.kept.remove(key));
    Ok(())
}

pub(super) fn parameter(name: &str) -> Result<Option<String>, Refused> {
    granted("config")?;
    Ok(with(|lab| lab.parameters.get(name).cloned()))
}

pub(super) fn log(words: &str) {
    with(|lab| lab.log.push(words.to_owned()));
}

pub(super) fn decided(decided: Decided) {
    with(|lab| lab.decided.push(decided.title.get(Language::Nl).to_owned()));
}

pub(super) fn send(name: &str, request: Request) -> Result<Answered, Unanswered> {
    let name = name.to_owned();
    // Whoever is called may ask the lab as well, so it is not borrowed meanwhile.
    let Some(neighbour) = with(|lab| lab.neighbours.remove(&name)) else {
        return Err(Unanswered::NotAllowed { name });
    };
    let response = neighbour(&request);
    with(|lab| lab.neighbours.insert(name.clone(), neighbour));
    let (status, headers) = (response.status, response.headers.clone());
    Ok(Answered { name, status, headers, body: response.into_text().into_bytes() })
}

/// The path at which a person decides what to share.
fn page_of(request: &str) -> String {
    format!("/.lab/share/{request}")
}

pub(super) fn ask_all(question: &Question, share: Option<&str>) -> Result<Vec<DeskAnswer>, NotAsked> {
    granted("desks").map_err(NotAsked::Refused)?;
    let words = may_share_words(share)?;
    with(|lab| {
        lab.asked.push(Question { words: question.words.clone().filter(|_| words), ..question.clone() });
        Ok(lab.desks.clone())
    })
}

pub(super) fn talk(
    prototype: &str,
    question: &Question,
    offer: &str,
    said: &[Turn],
    share: Option<&str>,
) -> Result<Result<Reply, Silence>, NotAsked> {
    granted("desks").map_err(NotAsked::Refused)?;
    let words = may_share_words(share)?;
    with(|lab| {
        let desk = lab.desks.iter().find(|answer| answer.desk.prototype == prototype);
        let unknown =
            || NotAsked::Refused(Refused::Unknown(format!("there is no `{prototype}` that answers questions")));
        let desk = desk.ok_or_else(unknown)?;
        lab.asked.push(Question { words: question.words.clone().filter(|_| words), ..question.clone() });
        let last = said.last().map(|turn| turn.words.as_str()).unwrap_or_default();
        Ok(desk.offers.as_ref().map(|_| Reply::last(&format!("{offer}: {last}"))).map_err(|silence| *silence))
    })
}

fn may_share_words(share: Option<&str>) -> Result<bool, NotAsked> {
    match share {
        None => Ok(false),
        Some(request) if with(|lab| lab.shares.contains_key(request)) => Ok(true),
        Some(request) => Err(NotAsked::NotShared(page_of(request))),
    }
}

pub(super) fn shared(request: &str) -> Result<Shared, NotShared> {
    granted("vault").map_err(NotShared::Refused)?;
    with(|lab| {
        if !lab.plays {
            return Err(NotShared::Nobody);
        }
        let shares = lab.shares.get(request).ok_or_else(|| NotShared::Ask(page_of(request)))?;
        let attribute = |(name, value): (&String, &Value)| Attribute {
            name: name.clone(),
            value: *value,
            source: "proef".to_owned(),
        };
        Ok(Shared { attributes: shares.iter().map(attribute).collect(), until: Date::days(30_000) })
    })
}

/// Whether it is the person's own side, and there is a person.
fn own_side() -> Result<(), NotShared> {
    granted("own-data").map_err(NotShared::Refused)?;
    if with(|lab| lab.plays) { Ok(()) } else { Err(NotShared::Nobody) }
}

pub(super) fn known() -> Result<Vec<KnownOfMe>, NotShared> {
    own_side()?;
    with(|lab| {
        let me = lab.people.first().ok_or(NotShared::Nobody)?;
        let known = |(name, value): (&String, &Value)| KnownOfMe {
            name: name.clone(),
            title: name.clone(),
            value: *value,
            words: format!("{value:?}"),
            source: "proef".to_owned(),
        };
        Ok(me.iter().map(known).collect())
    })
}

pub(super) fn consents() -> Result<Vec<Consent>, NotShared> {
    own_side()?;
    Ok(with(|lab| lab.consents.clone()))
}

pub(super) fn take_back(id: u64) -> Result<bool, NotShared> {
    own_side()?;
    Ok(with(|lab| {
        let consent = lab.consents.iter_mut().find(|consent| consent.id == id && !consent.ended);
        consent.map(|consent| consent.ended = true).is_some()
    }))
}

pub(super) fn looks(most: u32) -> Result<Vec<Look>, NotShared> {
    own_side()?;
    Ok(with(|lab| lab.looks.iter().take(most as usize).cloned().collect()))
}
