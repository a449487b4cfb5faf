//! The kinds of questions: what each needs, what it may have, and in which order its faults are told.

use super::fields::{FieldList, PERSON, REDUCED, REDUCED_WITH_AUTHORITY};
use super::parameter::{Form, Parameter, optional, required};
use super::pattern::{
    HOUSE_ADDITION, HOUSE_LETTER, IDENTIFICATION, MUNICIPALITY, NAME, NARROWING_NAME, POSTCODE, PREFIX, SEX, STREET,
};

/// A kind of question.
#[derive(Debug)]
pub(super) struct Kind {
    /// What its `type` says.
    pub(super) name: &'static str,
    /// In which order its faults are told: what is checked before unknown parameters, and after.
    pub(super) checks: (&'static [Parameter], &'static [Parameter]),
    /// What can be asked of the persons that it finds.
    fields: &'static std::sync::LazyLock<FieldList>,
    /// The most persons that it may find; absent when each is asked for by number.
    pub(super) limit: Option<usize>,
}

impl Kind {
    /// The kind with this name.
    pub(super) fn find(name: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// All that a question of this kind may have besides its `type`.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.checks.0.iter().chain(self.checks.1)
    }

    /// What can be asked of the persons that it finds.
    pub(super) fn fields(&self) -> &'static FieldList {
        self.fields
    }
}

pub(super) const BY_NUMBER: &str = "RaadpleegMetBurgerservicenummer";
pub(super) const BY_SURNAME_AND_BIRTH_DATE: &str = "ZoekMetGeslachtsnaamEnGeboortedatum";
pub(super) const BY_NAME_AND_MUNICIPALITY: &str = "ZoekMetNaamEnGemeenteVanInschrijving";
pub(super) const BY_POSTCODE: &str = "ZoekMetPostcodeEnHuisnummer";
pub(super) const BY_STREET: &str = "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving";
pub(super) const BY_DESIGNATION: &str = "ZoekMetNummeraanduidingIdentificatie";
pub(super) const BY_OBJECT: &str = "ZoekMetAdresseerbaarObjectIdentificatie";

const NAMES: Option<usize> = Some(10);
const ADDRESSES: Option<usize> = Some(30);

const FIELDS: Parameter = required("fields", Form::Fields);
const IN_MUNICIPALITY: Parameter = optional("gemeenteVanInschrijving", Form::Text(MUNICIPALITY));
const OF_MUNICIPALITY: Parameter = required("gemeenteVanInschrijving", Form::Text(MUNICIPALITY));
const SURNAME: Parameter = required("geslachtsnaam", Form::Text(NAME));
const HOUSE_NUMBER: Parameter = required("huisnummer", Form::HouseNumber);
const LETTER: Parameter = optional("huisletter", Form::TextOrBlank(HOUSE_LETTER));
const ADDITION: Parameter = optional("huisnummertoevoeging", Form::TextOrBlank(HOUSE_ADDITION));
const SURNAME_PREFIX: Parameter = optional("voorvoegsel", Form::Text(PREFIX));
const OF_SEX: Parameter = optional("geslacht", Form::Text(SEX));
const DECEASED_TOO: Parameter = optional("inclusiefOverledenPersonen", Form::Flag);

static KINDS: [Kind; 7] = [
    Kind {
        name: BY_NUMBER,
        checks: (&[], &[required("burgerservicenummer", Form::Numbers), IN_MUNICIPALITY, FIELDS]),
        fields: &PERSON,
        limit: None,
    },
    Kind {
        name: BY_SURNAME_AND_BIRTH_DATE,
        checks: (
            &[],
            &[
                required("geboortedatum", Form::Date),
                SURNAME,
                optional("voornamen", Form::Text(NARROWING_NAME)),
                SURNAME_PREFIX,
                OF_SEX,
                DECEASED_TOO,
                IN_MUNICIPALITY,
                FIELDS,
            ],
        ),
        fields: &REDUCED,
        limit: NAMES,
    },
    Kind {
        name: BY_NAME_AND_MUNICIPALITY,
        checks: (
            &[],
            &[
                OF_MUNICIPALITY,
                SURNAME,
                required("voornamen", Form::Text(NAME)),
                SURNAME_PREFIX,
                OF_SEX,
                DECEASED_TOO,
                FIELDS,
            ],
        ),
        fields: &REDUCED,
        limit: NAMES,
    },
    Kind {
        name: BY_POSTCODE,
        checks: (
            &[required("postcode", Form::Text(POSTCODE)), HOUSE_NUMBER, LETTER, ADDITION, DECEASED_TOO],
            &[
                FIELDS,
                optional("geboortedatum", Form::Date),
                optional("geslachtsnaam", Form::Text(NAME)),
                IN_MUNICIPALITY,
            ],
        ),
        fields: &REDUCED,
        limit: ADDRESSES,
    },
    Kind {
        name: BY_STREET,
        checks: (
            &[OF_MUNICIPALITY, HOUSE_NUMBER, required("straat", Form::Text(STREET)), LETTER, ADDITION, DECEASED_TOO],
            &[FIELDS],
        ),
        fields: &REDUCED,
        limit: ADDRESSES,
    },
    Kind {
        name: BY_DESIGNATION,
        checks: (
            &[],
            &[
                required("nummeraanduidingIdentificatie", Form::Text(IDENTIFICATION)),
                DECEASED_TOO,
                IN_MUNICIPALITY,
                FIELDS,
            ],
        ),
        fields: &REDUCED,
        limit: ADDRESSES,
    },
    Kind {
        name: BY_OBJECT,
        checks: (
            &[],
            &[
                required("adresseerbaarObjectIdentificatie", Form::Text(IDENTIFICATION)),
                DECEASED_TOO,
                IN_MUNICIPALITY,
                FIELDS,
            ],
        ),
        fields: &REDUCED_WITH_AUTHORITY,
        limit: ADDRESSES,
    },
];
