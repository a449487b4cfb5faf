//! Who holds what is known of somebody, in the country that a population is made after: the register or the organisation that a person
//! would find it with.

use crate::field::FieldName;
use crate::text::Text;

/// The registers and organisations, in Dutch and English.
const HOLDERS: [(&str, &str, &[&str]); 9] = [
    (
        "Basisregistratie Personen",
        "Personal Records Database (BRP)",
        &[
            "person.bsn",
            "person.birth_date",
            "person.age",
            "person.sex",
            "person.first_name",
            "person.surname",
            "person.civil_status",
            "person.household_position",
            "person.nationality",
            "person.birth_country",
            "person.origin",
            "person.residence_title",
            "person.arrival_date",
            "household.type",
            "household.size",
            "household.children",
            "household.municipality",
            "household.postcode4",
            "household.province",
        ],
    ),
    (
        "UWV, polisadministratie",
        "UWV, wage and benefit records",
        &["person.work", "person.income_gross", "person.ww", "person.disability_benefit"],
    ),
    ("Sociale Verzekeringsbank", "Social Insurance Bank (SVB)", &["person.aow"]),
    (
        "Belastingdienst",
        "Tax and Customs Administration",
        &[
            "household.income_disposable",
            "household.income_standardised",
            "household.income_assessment",
            "household.income_decile",
            "household.wealth",
            "household.assets",
        ],
    ),
    (
        "Gemeente",
        "Municipality",
        &["person.bijstand", "person.wmo_care", "person.youth_care", "household.problem_debt"],
    ),
    ("Zorgverzekeraar", "Health insurer", &["person.insured", "person.premium_arrears"]),
    ("Dienst Uitvoering Onderwijs", "Education Executive Agency (DUO)", &["person.education", "person.dutch_level"]),
    (
        "Verhuurder of Kadaster",
        "Landlord or land registry",
        &["household.tenure", "household.rent_month", "household.arrears_rent"],
    ),
    (
        "Energie- en waterbedrijf",
        "Energy and water company",
        &[
            "household.energy_label",
            "household.energy_cost_month",
            "household.energy_poor",
            "household.arrears_energy",
            "household.arrears_water",
        ],
    ),
];

/// Who holds a field; what is in no register a person says themselves.
pub fn holder_of(field: &FieldName) -> Text {
    let found = HOLDERS.iter().find(|(_, _, fields)| fields.contains(&field.as_str()));
    let (nl, en) = found.map_or(("Eigen opgave", "Own statement"), |(nl, en, _)| (*nl, *en));
    Text { nl: nl.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::catalogue;

    #[test]
    fn every_field_that_is_named_exists_and_is_held_once() {
        let mut named: Vec<&str> = HOLDERS.iter().flat_map(|(_, _, fields)| fields.iter().copied()).collect();
        assert!(named.iter().all(|name| catalogue().get(name).is_some()));
        named.sort_unstable();
        let many = named.len();
        named.dedup();
        assert_eq!(named.len(), many);
        let own: Vec<&str> = catalogue()
            .fields()
            .iter()
            .filter(|field| holder_of(&field.name).en == "Own statement")
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(own, ["person.digital_skill", "person.low_literacy", "person.informal_carer"]);
    }
}
