//! What can't be, in Dutch too.

use fieldlab_domain::text::Text;

/// A rule of [`crate::impossible`] in both languages; in English only when it is not known here, which a test forbids.
pub(super) fn text(rule: &str) -> Text {
    let nl = DUTCH.iter().find(|(en, _)| *en == rule).map_or(rule, |(_, nl)| *nl);
    Text { nl: nl.to_owned(), en: rule.to_owned() }
}

const DUTCH: &[(&str, &str)] = &[
    (
        "a household has another number of members than its size says",
        "een huishouden heeft een ander aantal leden dan zijn grootte zegt",
    ),
    (
        "a household has another number of children than it says",
        "een huishouden heeft een ander aantal kinderen dan het zegt",
    ),
    ("nobody of 18 and over in a private household", "niemand van 18 jaar of ouder in een particulier huishouden"),
    ("a parent is less than 12 years older than a child", "een ouder is minder dan 12 jaar ouder dan een kind"),
    ("a child at home is married", "een thuiswonend kind is getrouwd"),
    (
        "a partner without exactly one partner in the household",
        "een partner zonder precies één partner in het huishouden",
    ),
    ("of two partners one is married", "van twee partners is er één getrouwd"),
    ("benefits that exclude each other", "uitkeringen die elkaar uitsluiten"),
    ("a benefit before 18", "een uitkering vóór 18 jaar"),
    ("a state pension before the pension age, or none after it", "AOW vóór de AOW-leeftijd, of geen AOW erna"),
    ("the gross incomes of head and partner do not add up", "de bruto-inkomens van hoofd en partner tellen niet op"),
    ("rent of an owner, or none of a tenant", "huur van een eigenaar, of geen huur van een huurder"),
    ("rent arrears without rent", "huurachterstand zonder huur"),
    (
        "arrival before birth, or born abroad without arrival",
        "aankomst vóór de geboorte, of in het buitenland geboren zonder aankomst",
    ),
    ("a Dutch national with a residence title", "een Nederlander met een verblijfstitel"),
    ("a citizen service number that somebody may have", "een burgerservicenummer dat iemand kan hebben"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_there_in_dutch() {
        for rule in crate::impossible::RULES {
            assert_ne!(text(rule).nl, rule, "add it to DUTCH");
        }
    }
}
