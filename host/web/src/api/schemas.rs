//! What several resources have in common in the document: names, digests and words.

use fieldlab_domain::owner::{Owner, Sector};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Words in both languages.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is `fieldlab_domain::text::Text`, told to who reads the document")]
pub(super) struct Words {
    /// In Dutch.
    nl: String,
    /// In English.
    en: String,
}

/// Words in one language or in both; in one language they stand for both.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Said {
    /// In Dutch.
    pub(super) nl: Option<String>,
    /// In English.
    pub(super) en: Option<String>,
}

/// The part of society that an organisation is of.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Sector)]
pub(super) enum SectorWord {
    Government,
    Society,
    Market,
}

impl From<Sector> for SectorWord {
    fn from(sector: Sector) -> SectorWord {
        match sector {
            Sector::Government => SectorWord::Government,
            Sector::Society => SectorWord::Society,
            Sector::Market => SectorWord::Market,
        }
    }
}

impl From<SectorWord> for Sector {
    fn from(sector: SectorWord) -> Sector {
        match sector {
            SectorWord::Government => Sector::Government,
            SectorWord::Society => Sector::Society,
            SectorWord::Market => Sector::Market,
        }
    }
}

/// An organisation and the part of society that it is of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Owner)]
pub(super) struct OwnerItem {
    /// The name of the organisation.
    pub(super) organisation: String,
    /// Its sector.
    pub(super) sector: SectorWord,
}

impl From<&Owner> for OwnerItem {
    fn from(owner: &Owner) -> OwnerItem {
        OwnerItem { organisation: owner.organisation.clone(), sector: owner.sector.into() }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it is told to who reads the document")]
pub(super) struct ByName {
    /// The name: lower-case letters, digits and single hyphens between them.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "zorgtoeslag")]
    name: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it is told to who reads the document")]
pub(super) struct ByDigest {
    /// The digest of the evidence: `sha256:` and 64 hexadecimal digits.
    #[param(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it is told to who reads the document")]
pub(super) struct ByNumber {
    /// The number, counted from 1.
    #[param(minimum = 1)]
    id: i64,
}
