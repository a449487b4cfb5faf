//! Names as they are written and said: initials, the full name, and how a letter addresses somebody.
//!
//! Titles of nobility are left out: no synthetic person has one.

use fieldlab_domain::register::{NameUse, Partner, PersonName, RegisteredPerson, Sex};

/// The initials: `A.C.`; a given name of one letter is no initial and has no full stop.
pub(super) fn initials(name: &PersonName) -> Option<String> {
    let given = name.given_names.as_deref()?;
    let initial = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next()?;
        Some(if letters.next().is_none() { format!("{first} ") } else { format!("{first}.") })
    };
    let initials: String = given.split_whitespace().filter_map(initial).collect();
    Some(initials.trim().to_owned()).filter(|initials| !initials.is_empty())
}

/// Given names and surname, never the partner's.
pub(super) fn full_name(name: &PersonName) -> Option<String> {
    let parts = [name.given_names.as_deref(), name.prefix.as_deref(), known_surname(name)];
    Some(join(&parts)).filter(|full| !full.is_empty())
}

/// How a letter addresses somebody.
pub(super) struct Manners {
    /// Above a letter: `Geachte mevrouw Van Velzen`.
    pub(super) salutation: String,
    /// On an envelope: `A.C. van Velzen`.
    pub(super) envelope: String,
    /// In a sentence: `mevrouw Van Velzen`.
    pub(super) in_text: String,
}

/// How a letter addresses `person`; `partner` is the one whose name may be used. Nothing when the surname is not known.
pub(super) fn manners(person: &RegisteredPerson, partner: Option<&Partner>) -> Option<Manners> {
    let surname = surname_in_use(person, partner)?;
    let initials = initials(&person.name);
    let with_initials = join(&[initials.as_deref(), Some(&surname)]);
    let capital = with_capital(&surname);
    let (salutation, in_text) = match person.sex {
        Sex::Man => (format!("Geachte heer {capital}"), format!("de heer {capital}")),
        Sex::Woman => (format!("Geachte mevrouw {capital}"), format!("mevrouw {capital}")),
        Sex::Unknown => {
            let named = if initials.is_some() { &with_initials } else { &capital };
            (format!("Geachte {named}"), with_initials.clone())
        }
    };
    Some(Manners { salutation, envelope: with_capital(&with_initials), in_text })
}

/// The surname by which somebody wants to be addressed.
fn surname_in_use(person: &RegisteredPerson, partner: Option<&Partner>) -> Option<String> {
    let own = whole_surname(&person.name);
    let Some(partner) = partner.and_then(|partner| whole_surname(&partner.relative.name)) else { return own };
    match person.name_use {
        NameUse::Partner => Some(partner),
        NameUse::Own => own,
        NameUse::OwnThenPartner => Some(format!("{}-{partner}", own?)),
        NameUse::PartnerThenOwn => Some(format!("{partner}-{}", own?)),
    }
}

fn whole_surname(name: &PersonName) -> Option<String> {
    known_surname(name).map(|surname| join(&[name.prefix.as_deref(), Some(surname)]))
}

/// The surname; a full stop stands for one that nobody knows.
fn known_surname(name: &PersonName) -> Option<&str> {
    name.surname.as_deref().filter(|surname| !surname.is_empty() && *surname != ".")
}

fn join(parts: &[Option<&str>]) -> String {
    let words: Vec<&str> = parts.iter().flatten().flat_map(|part| part.split_whitespace()).collect();
    words.join(" ")
}

fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::register::{Bsn, Event, Relative};

    use super::*;

    fn name(given: &str, surname: &str) -> PersonName {
        PersonName::from_full_surname(given, surname)
    }

    fn person(given: &str, surname: &str, sex: Sex) -> RegisteredPerson {
        RegisteredPerson::new(Bsn::new(999_990_019).expect("nine digits"), name(given, surname), sex)
    }

    fn partner(surname: &str) -> Partner {
        let relative = Relative { name: name("Jo", surname), ..Relative::default() };
        Partner { relative, kind: None, entered: Event::default(), ended: None }
    }

    #[test]
    fn initials_are_those_of_the_specification() {
        for (given, expected) in [
            ("Anna Cornelia", "A.C."),
            ("Theo Philip IJsbrand", "T.P.I."),
            ("Anne-Fleur Belle", "A.B."),
            ("Suzie Q", "S.Q"),
            ("J P", "J P"),
            ("Åke", "Å."),
            ("", ""),
        ] {
            assert_eq!(initials(&name(given, "Jansen")).unwrap_or_default(), expected, "{given}");
        }
    }

    #[test]
    fn a_full_name_is_the_own() {
        assert_eq!(full_name(&name("Anna  Cornelia", "in het Veld")).as_deref(), Some("Anna Cornelia in het Veld"));
        assert_eq!(full_name(&name("", ".")), None);
    }

    #[test]
    fn a_letter_uses_the_surname_that_is_wanted() {
        let check = |name_use, own: &str, of_partner: Option<&str>, expected: &str| {
            let mut person = person("Anna Cornelia", own, Sex::Woman);
            person.name_use = name_use;
            let partner = of_partner.map(partner);
            let found = manners(&person, partner.as_ref()).map(|manners| manners.salutation).unwrap_or_default();
            assert_eq!(found, expected, "{name_use:?}, {own}, {of_partner:?}");
        };
        check(NameUse::Own, "in het Veld", Some("van Velzen"), "Geachte mevrouw In het Veld");
        check(NameUse::Partner, "in het Veld", Some("van Velzen"), "Geachte mevrouw Van Velzen");
        check(NameUse::PartnerThenOwn, "in het Veld", Some("van Velzen"), "Geachte mevrouw Van Velzen-in het Veld");
        check(NameUse::OwnThenPartner, "in het Veld", Some("van Velzen"), "Geachte mevrouw In het Veld-van Velzen");
        check(NameUse::Partner, "in het Veld", Some("."), "Geachte mevrouw In het Veld");
        check(NameUse::Partner, "in het Veld", None, "Geachte mevrouw In het Veld");
        check(NameUse::Partner, ".", Some("van Velzen"), "Geachte mevrouw Van Velzen");
        check(NameUse::PartnerThenOwn, ".", Some("van Velzen"), "");
        check(NameUse::Own, ".", None, "");
    }

    #[test]
    fn a_letter_knows_the_sex_or_does_without() {
        let said = |given: &str, sex| {
            let manners = manners(&person(given, "van Velzen", sex), None).expect("the surname is known");
            [manners.salutation, manners.envelope, manners.in_text].join(" / ")
        };
        assert_eq!(said("Jan", Sex::Man), "Geachte heer Van Velzen / J. van Velzen / de heer Van Velzen");
        assert_eq!(said("Jan", Sex::Unknown), "Geachte J. van Velzen / J. van Velzen / J. van Velzen");
        assert_eq!(said("", Sex::Unknown), "Geachte Van Velzen / Van Velzen / van Velzen");
    }
}
