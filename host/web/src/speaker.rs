//! Who speaks in a reaction: a member as the lab knows them, anybody else as they say.

use fieldlab_domain::owner::Sector;
use fieldlab_domain::reaction::Speaker;
use serde::Deserialize;

use crate::accounts::Who;

/// The most characters of a name or an organisation.
const MOST: usize = 100;

/// What somebody says of themselves; a member needs not.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SaidOfOneself {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) organisation: String,
    #[serde(default)]
    pub(crate) sector: String,
}

impl SaidOfOneself {
    /// What a speaker said of themselves.
    pub(crate) fn of(speaker: &Speaker) -> SaidOfOneself {
        let Speaker { name, organisation, sector, .. } = speaker;
        SaidOfOneself { name: name.clone(), organisation: organisation.clone(), sector: sector.name().to_owned() }
    }

    /// Who speaks; `None` when a guest, or the user of the lab's machine, did not say.
    pub(crate) fn speaker(&self, who: &Who) -> Option<Speaker> {
        if let Some(member) = who.member() {
            return Some(Speaker {
                key: format!("member:{}", member.id),
                name: member.name.clone(),
                organisation: member.organisation.clone(),
                sector: member.sector,
            });
        }
        let name = line(&self.name)?;
        let organisation = match who {
            // A token is of one organisation, and speaks for no other.
            Who::Token(token) => token.organisation.clone(),
            _ => line(&self.organisation)?,
        };
        let sector = Sector::parse(&self.sector)?;
        let key = match who {
            Who::Guest(guest) => format!("guest:{}", guest.key.as_str()),
            Who::Token(token) => format!("token:{}:{}", token.name, name.to_lowercase()),
            // Several people can react on one machine, one after another, in the room where it is shown.
            _ => format!("local:{}:{}", name.to_lowercase(), organisation.to_lowercase()),
        };
        Some(Speaker { key, name, organisation, sector })
    }
}

/// Text of one line that is not too long, without blanks around it.
pub(crate) fn line(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= MOST && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Text of some lines that is not too long, without blanks around it; lines end as they do everywhere here.
pub(crate) fn lines(text: &str, most: usize) -> Option<String> {
    let text = text.trim().replace("\r\n", "\n");
    let fits = text.chars().count() <= most && !text.chars().any(|letter| letter.is_control() && letter != '\n');
    fits.then_some(text)
}
