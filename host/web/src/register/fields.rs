//! Which fields there are, and which of them a question asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::parameter::{pattern_faults, text_of};
use super::pattern;
use super::problem::Fault;

/// The fields of a person, a group a line: the path of the group, and what is in it. A date or a coded value has a `+`: it is
/// delivered whole, whichever part of it is asked for.
pub(super) static PERSON: LazyLock<FieldList> = LazyLock::new(|| {
    FieldList::read(
        "
    : aNummer burgerservicenummer datumEersteInschrijvingGBA+ datumInschrijvingInGemeente+ gemeenteVanInschrijving+
    : geslacht+ leeftijd gezag indicatieCurateleRegister indicatieGezagMinderjarige+
    naam: aanduidingNaamgebruik+ adellijkeTitelPredicaat+ geslachtsnaam volledigeNaam voorletters voornamen voorvoegsel
    geboorte: datum+ land+ plaats+
    overlijden: datum+ land+ plaats+
    adressering: aanhef gebruikInLopendeTekst adresregel1 adresregel2 adresregel3 land+
    adressering.aanschrijfwijze: aanspreekvorm naam
    adresseringBinnenland: aanhef gebruikInLopendeTekst adresregel1 adresregel2
    adresseringBinnenland.aanschrijfwijze: aanspreekvorm naam
    verblijfplaats: type datumVan+ datumIngangGeldigheid+ functieAdres+
    verblijfplaats: adresseerbaarObjectIdentificatie nummeraanduidingIdentificatie
    verblijfplaats.verblijfadres: officieleStraatnaam korteStraatnaam huisnummer huisletter huisnummertoevoeging
    verblijfplaats.verblijfadres: aanduidingBijHuisnummer+ postcode woonplaats locatiebeschrijving
    verblijfplaats.verblijfadres: regel1 regel2 regel3 land+
    verblijfplaatsBinnenland: type datumVan+ datumIngangGeldigheid+ functieAdres+
    verblijfplaatsBinnenland: adresseerbaarObjectIdentificatie nummeraanduidingIdentificatie
    verblijfplaatsBinnenland.verblijfadres: officieleStraatnaam korteStraatnaam huisnummer huisletter
    verblijfplaatsBinnenland.verblijfadres: huisnummertoevoeging aanduidingBijHuisnummer+ postcode woonplaats
    verblijfplaatsBinnenland.verblijfadres: locatiebeschrijving
    immigratie: datumVestigingInNederland+ landVanwaarIngeschreven+
    immigratie: indicatieVestigingVanuitBuitenland vanuitVerblijfplaatsOnbekend
    verblijfstitel: aanduiding+ datumEinde+ datumIngang+
    europeesKiesrecht: aanduiding+ einddatumUitsluiting+
    uitsluitingKiesrecht: uitgeslotenVanKiesrecht einddatum+
    nationaliteiten: type nationaliteit+ redenOpname+ datumIngangGeldigheid+
    kinderen: burgerservicenummer
    kinderen.naam: voornamen adellijkeTitelPredicaat+ voorvoegsel geslachtsnaam voorletters
    kinderen.geboorte: datum+ land+ plaats+
    ouders: burgerservicenummer geslacht+ ouderAanduiding datumIngangFamilierechtelijkeBetrekking+
    ouders.naam: voornamen adellijkeTitelPredicaat+ voorvoegsel geslachtsnaam voorletters
    ouders.geboorte: datum+ land+ plaats+
    partners: burgerservicenummer geslacht+ soortVerbintenis+
    partners.naam: voornamen adellijkeTitelPredicaat+ voorvoegsel geslachtsnaam voorletters
    partners.geboorte: datum+ land+ plaats+
    partners.aangaanHuwelijkPartnerschap: datum+ land+ plaats+
    partners.ontbindingHuwelijkPartnerschap: datum+",
    )
});

/// The fields of a person who is found by searching.
pub(super) static REDUCED: LazyLock<FieldList> = LazyLock::new(|| FieldList::read(REDUCED_FIELDS));

/// Likewise, with who has parental authority.
pub(super) static REDUCED_WITH_AUTHORITY: LazyLock<FieldList> =
    LazyLock::new(|| FieldList::read(&format!("{REDUCED_FIELDS}\n: gezag")));

const REDUCED_FIELDS: &str = "
    : burgerservicenummer geslacht+ leeftijd
    adressering: adresregel1 adresregel2 adresregel3 land+
    adresseringBinnenland: adresregel1 adresregel2
    geboorte: datum+
    naam: adellijkeTitelPredicaat+ geslachtsnaam volledigeNaam voorletters voornamen voorvoegsel";

/// What comes by itself, and may not be asked for; the last is any part of a relation of authority.
const AUTOMATIC: [&str; 7] = [
    "opschortingBijhouding",
    "geheimhoudingPersoonsgegevens",
    "inOnderzoek",
    "verificatie",
    "rni",
    "indicatieVastgesteldVerblijftNietOpAdres",
    "gezag.",
];

/// What is left out for those who live abroad.
const DOMESTIC: &str = "Binnenland";

/// The fields that can be asked for.
#[derive(Debug)]
pub(super) struct FieldList {
    /// The path of each field, and whether its parts can be named too.
    leaves: BTreeMap<String, bool>,
}

impl FieldList {
    fn read(text: &str) -> FieldList {
        let mut leaves = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (group, members) = line.trim().split_once(':').expect("a line is a group and its members");
            for member in members.split_whitespace() {
                let name = member.trim_end_matches('+');
                let path = if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") };
                leaves.insert(path, member.ends_with('+'));
            }
        }
        FieldList { leaves }
    }

    /// The fields that a path stands for: itself, the field that it is a part of, or all in the group; none when there is no
    /// such path.
    fn leaves_of(&self, path: &str) -> Vec<&str> {
        if let Some((leaf, _)) = self.leaves.iter().find(|(leaf, whole)| {
            leaf.as_str() == path
                || (**whole && path.strip_prefix(leaf.as_str()).is_some_and(|rest| rest.starts_with('.')))
        }) {
            return vec![leaf];
        }
        let in_group = |leaf: &&String| leaf.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        self.leaves.keys().filter(in_group).map(String::as_str).collect()
    }

    /// All that is wrong with the paths in a question; of each path the first.
    pub(super) fn faults(&self, name: &str, items: &[Value]) -> Vec<Fault> {
        let faults = |(index, item)| self.path_faults(&format!("{name}[{index}]"), item);
        items.iter().enumerate().flat_map(faults).collect()
    }

    fn path_faults(&self, name: &str, item: &Value) -> Vec<Fault> {
        if item.is_null() {
            return vec![Fault::required(name)];
        }
        let path = text_of(item);
        let faults = pattern_faults(name, pattern::FIELD, &path);
        if !faults.is_empty() {
            return faults;
        }
        if AUTOMATIC.iter().any(|automatic| path.contains(automatic)) {
            return vec![Fault::new(name, "fields", "Parameter bevat een niet toegestane veldnaam.")];
        }
        if self.leaves_of(&path).is_empty() {
            return vec![Fault::new(name, "fields", "Parameter bevat een niet bestaande veldnaam.")];
        }
        Vec::new()
    }
}

/// What a question asks for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Each path as it is asked for, without the part of a date or coded value, and the fields that it stands for.
    pub(super) paths: BTreeMap<String, BTreeSet<String>>,
    /// Whether a foreign residence is to be left out.
    pub(super) domestic_residence: bool,
    /// Whether the lines of a foreign address are to be left out.
    pub(super) domestic_address: bool,
}

impl Asked {
    /// Reads paths in which `list` finds no faults.
    pub(super) fn new(list: &FieldList, paths: &[String]) -> Asked {
        let mut asked = Asked::default();
        for path in paths {
            let leaves = list.leaves_of(path);
            // The part of a date or coded value is longer than the field that it is a part of.
            let shown = leaves.iter().find(|leaf| path.starts_with(**leaf)).copied().unwrap_or(path);
            asked.domestic_residence |= path.starts_with("verblijfplaatsBinnenland");
            asked.domestic_address |= path.starts_with("adresseringBinnenland");
            let fields = leaves.iter().map(|leaf| leaf.replace(DOMESTIC, "")).collect();
            asked.paths.insert(shown.to_owned(), fields);
        }
        asked
    }

    /// The fields that are asked for.
    pub(super) fn fields(&self) -> BTreeSet<&str> {
        self.paths.values().flatten().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stands_for_fields() {
        for (path, fields) in [
            ("geboorte.datum.jaar", "geboorte.datum"),
            ("geslacht.nietBestaand", "geslacht"),
            ("geboorte", "geboorte.datum geboorte.land geboorte.plaats"),
            ("ouders.geboorte.plaats.code", "ouders.geboorte.plaats"),
            (
                "adressering.aanschrijfwijze",
                "adressering.aanschrijfwijze.aanspreekvorm adressering.aanschrijfwijze.naam",
            ),
            ("adresseringBinnenland.adresregel1", "adresseringBinnenland.adresregel1"),
            ("burgerservicenummer.x", ""),
            ("geboorte.", ""),
            ("geb", ""),
            ("Naam", ""),
        ] {
            assert_eq!(PERSON.leaves_of(path).join(" "), fields, "{path}");
        }
    }

    #[test]
    fn domestic_groups_are_asked_for_by_their_plain_names() {
        let asked = Asked::new(&PERSON, &["adresseringBinnenland".to_owned(), "geslacht.code".to_owned()]);
        assert_eq!(asked.paths.keys().map(String::as_str).collect::<Vec<_>>(), ["adresseringBinnenland", "geslacht"]);
        assert!(asked.domestic_address && !asked.domestic_residence);
        let fields = asked.fields();
        assert!(fields.contains("adressering.aanhef") && fields.contains("adressering.adresregel2"), "{fields:?}");
        assert!(!fields.contains("adressering.land"), "{fields:?}");
    }

    #[test]
    fn searching_shows_less() {
        for path in
            ["geboorte.plaats", "naam.aanduidingNaamgebruik", "aNummer", "adressering.aanhef", "partners", "gezag"]
        {
            assert!(REDUCED.leaves_of(path).is_empty(), "{path}");
        }
        assert_eq!(REDUCED_WITH_AUTHORITY.leaves_of("gezag"), ["gezag"]);
    }
}
