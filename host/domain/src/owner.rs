//! Owners: organisations, and the part of society that each is of.

use serde::{Deserialize, Serialize};

use crate::name::nearest_hint;
use crate::reader::Section;

/// The part of society that owns something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sector {
    /// Government (overheid).
    Government,
    /// Society (samenleving).
    Society,
    /// The market (markt).
    Market,
}

impl Sector {
    /// All sectors.
    pub const ALL: [Sector; 3] = [Sector::Government, Sector::Society, Sector::Market];

    /// The word for it in declarations.
    pub fn name(self) -> &'static str {
        match self {
            Sector::Government => "government",
            Sector::Society => "society",
            Sector::Market => "market",
        }
    }

    /// The sector that this word is for.
    pub fn parse(word: &str) -> Option<Sector> {
        Sector::ALL.into_iter().find(|sector| sector.name() == word)
    }
}

/// An organisation and its sector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The organisation's name.
    pub organisation: String,
    /// Its sector.
    pub sector: Sector,
}

/// Reads an owner.
pub fn read_owner(section: &Section<'_>) -> Option<Owner> {
    let organisation = section.string("organisation", "\"Gemeente ...\"");
    let sector = section.string("sector", "\"government\"").and_then(|name| {
        let sector = Sector::parse(name);
        if sector.is_none() {
            section.fault(
                "sector",
                format!("unknown sector `{name}`"),
                nearest_hint(name, Sector::ALL.map(Sector::name)),
            );
        }
        sector
    });
    section.finish();
    Some(Owner { organisation: organisation?.to_owned(), sector: sector? })
}
