//! What the demo session keeps: the visitor's messages, what became of meetings, and whom they reported.

use fieldlab_service::lab::Refused;
use fieldlab_service::lab::serde_json::{self, Value as Json, json};
use fieldlab_service::prelude::*;

use crate::kinds::{Help, Speaks, When, name, named};

/// The most messages that a visitor has at once.
pub(crate) const MOST_MESSAGES: usize = 10;

/// The most reports that are kept; the oldest go.
const MOST_REPORTS: usize = 50;

/// What a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// The visitor asks for help.
    Asks(Help),
    /// They offer help.
    Gives(Help),
    /// A question to somebody who went through the same, by how addresses name them.
    Question(String),
}

/// Something that the visitor wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its number in the session.
    pub(crate) id: u64,
    pub(crate) about: About,
    pub(crate) when: When,
    pub(crate) speaks: Speaks,
    pub(crate) words: String,
    /// Whether a moderator has seen it. Until then nobody else does.
    pub(crate) seen: bool,
}

impl Message {
    fn to_json(&self) -> Json {
        let (kind, of) = match &self.about {
            About::Asks(help) => ("asks", name(*help)),
            About::Gives(help) => ("gives", name(*help)),
            About::Question(person) => ("question", person.as_str()),
        };
        json!({
            "id": self.id, "kind": kind, "of": of, "when": name(self.when), "speaks": name(self.speaks),
            "words": self.words, "seen": self.seen,
        })
    }

    fn from_json(json: &Json) -> Option<Message> {
        let of = json["of"].as_str()?;
        let about = match json["kind"].as_str()? {
            "asks" => About::Asks(named(of)?),
            "gives" => About::Gives(named(of)?),
            "question" => About::Question(of.to_owned()),
            _ => return None,
        };
        Some(Message {
            id: json["id"].as_u64()?,
            about,
            when: named(json["when"].as_str()?)?,
            speaks: named(json["speaks"].as_str()?)?,
            words: json["words"].as_str()?.to_owned(),
            seen: json["seen"].as_bool()?,
        })
    }
}

/// A list that is kept; empty when there is none.
fn list(key: &str) -> Result<Vec<Json>, Refused> {
    let kept = lab::kept(key)?.and_then(|kept| serde_json::from_str(&kept).ok());
    Ok(match kept {
        Some(Json::Array(list)) => list,
        _ => Vec::new(),
    })
}

/// The visitor's messages, the oldest first.
pub(crate) fn messages() -> Result<Vec<Message>, Refused> {
    Ok(list("messages")?.iter().filter_map(Message::from_json).collect())
}

fn keep_messages(messages: &[Message]) -> Result<(), Refused> {
    let all: Vec<Json> = messages.iter().map(Message::to_json).collect();
    lab::keep("messages", &Json::Array(all).to_string())
}

/// Keeps a new message and gives it its number; nothing when there are too many.
pub(crate) fn add_message(message: Message) -> Result<Option<u64>, Refused> {
    let mut all = messages()?;
    if all.len() >= MOST_MESSAGES {
        return Ok(None);
    }
    // Numbers are not used again: the address of a message that was taken away leads to no other.
    let last = lab::kept("last")?.and_then(|last| last.parse::<u64>().ok()).unwrap_or_default();
    let id = last + 1;
    lab::keep("last", &id.to_string())?;
    all.push(Message { id, ..message });
    keep_messages(&all)?;
    Ok(Some(id))
}

/// A moderator has seen a message; whether there is one.
pub(crate) fn mark_seen(id: u64) -> Result<bool, Refused> {
    let mut all = messages()?;
    let Some(message) = all.iter_mut().find(|message| message.id == id) else { return Ok(false) };
    message.seen = true;
    keep_messages(&all)?;
    Ok(true)
}

/// Forgets a message.
pub(crate) fn forget_message(id: u64) -> Result<(), Refused> {
    let left: Vec<Message> = messages()?.into_iter().filter(|message| message.id != id).collect();
    keep_messages(&left)
}

/// How far two people are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Nobody said anything yet.
    #[default]
    None,
    /// The visitor said yes.
    Mine,
    /// Both did.
    Both,
    /// The other said no.
    Declined,
}

const AGREEMENTS: [(Agreement, &str); 3] =
    [(Agreement::Mine, "mine"), (Agreement::Both, "both"), (Agreement::Declined, "declined")];

fn meeting_key(person: &str) -> String {
    format!("meeting.{person}")
}

/// How far the visitor and somebody are.
pub(crate) fn agreement(person: &str) -> Result<Agreement, Refused> {
    let kept = lab::kept(&meeting_key(person))?;
    let found = AGREEMENTS.iter().find(|(_, written)| kept.as_deref() == Some(*written));
    Ok(found.map(|(agreement, _)| *agreement).unwrap_or_default())
}

/// Keeps how far they are.
pub(crate) fn agree(person: &str, agreement: Agreement) -> Result<(), Refused> {
    match AGREEMENTS.iter().find(|(one, _)| *one == agreement) {
        Some((_, written)) => lab::keep(&meeting_key(person), written),
        None => lab::forget(&meeting_key(person)),
    }
}

/// Keeps a report for the moderator: what kind it is, about whom, and what was written.
pub(crate) fn report(kind: &str, person: Option<&str>, about: &str, words: &str) -> Result<(), Refused> {
    let mut all = list("reports")?;
    all.push(json!({ "kind": kind, "person": person, "about": about, "words": words }));
    let start = all.len().saturating_sub(MOST_REPORTS);
    lab::keep("reports", &Json::Array(all.split_off(start)).to_string())
}

/// Whom the visitor reported, by how addresses name them.
pub(crate) fn reported() -> Result<Vec<String>, Refused> {
    Ok(list("reports")?.iter().filter_map(|report| Some(report["person"].as_str()?.to_owned())).collect())
}
