//! Who is found by searching, and what is shown of them.

use serde_json::{Value, json};

use super::people::People;
use super::{ask, search, search_in};

/// Adds `extra` to `parameters`.
fn with(mut parameters: Value, extra: Value) -> Value {
    for (name, value) in extra.as_object().expect("an object") {
        parameters[name] = value.clone();
    }
    parameters
}

#[tokio::test]
async fn by_surname_and_birth_date() {
    let check = async |surname: &str, extra: Value, expected: &str| {
        let parameters = json!({ "geslachtsnaam": surname, "geboortedatum": "1990-01-15" });
        let reply = search("ZoekMetGeslachtsnaamEnGeboortedatum", with(parameters, extra.clone())).await;
        assert_eq!(reply.found(), expected, "{surname} {extra}");
    };
    check("Maas", json!({}), "147 159").await;
    check("MAAS", json!({}), "147 159").await;
    check("maas*", json!({}), "111 147 159").await;
    check("van der Maas", json!({}), "").await;
    check("Gundogan", json!({}), "081 093").await;
    check("Gündoğan", json!({}), "081").await;
    check("gün*", json!({}), "081").await;
    check("Maas", json!({ "voorvoegsel": "VAN DER" }), "159").await;
    check("Maas", json!({ "voornamen": "Otto" }), "147").await;
    check("Maas", json!({ "voornamen": "O*" }), "147 159").await;
    check("Gundogan", json!({ "geslacht": "v" }), "093").await;
    check("Gundogan", json!({ "geslacht": null, "voornamen": null }), "081 093").await;
    check("Maas*", json!({ "gemeenteVanInschrijving": "0599" }), "159").await;
}

#[tokio::test]
async fn who_has_no_whole_birth_date_is_not_found_by_it() {
    let parameters = json!({ "geslachtsnaam": "Tesfay", "geboortedatum": "1995-01-01" });
    assert_eq!(search("ZoekMetGeslachtsnaamEnGeboortedatum", parameters).await.found(), "");
}

#[tokio::test]
async fn by_name_and_municipality() {
    let check = async |surname: &str, given: &str, extra: Value, expected: &str| {
        let parameters = json!({ "geslachtsnaam": surname, "voornamen": given, "gemeenteVanInschrijving": "0518" });
        let reply = search("ZoekMetNaamEnGemeenteVanInschrijving", with(parameters, extra.clone())).await;
        assert_eq!(reply.found(), expected, "{surname} {given} {extra}");
    };
    check("velzen", "jan", json!({}), "020").await;
    check("vel*", "anna*", json!({}), "019").await;
    check("Velzen", "Ja", json!({}), "").await;
    check("Braber", "Gerrit", json!({}), "").await;
    check("Braber", "Gerrit", json!({ "inclusiefOverledenPersonen": true }), "044").await;
    check("Braber", "Gerrit", json!({ "inclusiefOverledenPersonen": "True" }), "044").await;
    check("Braber", "Gerrit", json!({ "inclusiefOverledenPersonen": "false" }), "").await;
}

#[tokio::test]
async fn by_address() {
    let check = async |kind: &str, parameters: Value, expected: &str| {
        assert_eq!(search(kind, parameters.clone()).await.found(), expected, "{kind} {parameters}");
    };
    let postcode = "ZoekMetPostcodeEnHuisnummer";
    check(postcode, json!({ "postcode": "3072 sa", "huisnummer": "12" }), "081 093 159").await;
    check(postcode, json!({ "postcode": "3072SA", "huisnummer": 12, "huisnummertoevoeging": "iii" }), "081 093 159")
        .await;
    check(postcode, json!({ "postcode": "3072SA", "huisnummer": 12, "huisletter": "a" }), "").await;
    check(
        postcode,
        json!({ "postcode": "3072SA", "huisnummer": 12, "huisletter": " ", "huisnummertoevoeging": "" }),
        "081 093 159",
    )
    .await;
    check(postcode, json!({ "postcode": "3072SA", "huisnummer": 12, "geslachtsnaam": "maas" }), "159").await;
    check(postcode, json!({ "postcode": "3072SA", "huisnummer": 12, "geboortedatum": "1990-01-16" }), "").await;
    let with_deceased = json!({ "postcode": "2585SA", "huisnummer": 39, "inclusiefOverledenPersonen": true });
    check(postcode, with_deceased, "019 020 032 044").await;
    let street = "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving";
    let at = |street: &str| json!({ "straat": street, "huisnummer": 39, "gemeenteVanInschrijving": "0518" });
    check(street, at("laan copes van cattenburch"), "019 020 032").await;
    check(street, at("Ln Copes van Cattenburch"), "019 020 032").await;
    check(street, at("*Cattenburch"), "019 020 032").await;
    check(street, at("Laan Co*"), "019 020 032").await;
    check(street, at("Cattenburch"), "").await;
    let designation = json!({ "nummeraanduidingIdentificatie": "0518200000219679" });
    check("ZoekMetNummeraanduidingIdentificatie", designation, "019 020 032").await;
    let object = json!({ "adresseerbaarObjectIdentificatie": "0518010000219679" });
    check("ZoekMetAdresseerbaarObjectIdentificatie", object.clone(), "019 020 032").await;
    let elsewhere = with(object, json!({ "gemeenteVanInschrijving": "0599" }));
    check("ZoekMetAdresseerbaarObjectIdentificatie", elsewhere, "").await;
}

#[tokio::test]
async fn more_than_the_limit_is_refused_and_not_cut_off() {
    let names = json!({ "geslachtsnaam": "Drukte", "geboortedatum": "2000-02-02" });
    let address = json!({ "postcode": "1111SS", "huisnummer": 1 });
    let check = async |living, deceased, kind: &str, parameters: &Value, status: u16| {
        let reply = search_in(People::with_crowd(living, deceased), kind, parameters.clone()).await;
        assert_eq!(reply.status.as_u16(), status, "{living}, {deceased}, {parameters}");
        reply
    };
    let by_names = "ZoekMetGeslachtsnaamEnGeboortedatum";
    check(10, 5, by_names, &names, 200).await;
    let refused = check(11, 0, by_names, &names, 400).await;
    insta::assert_snapshot!(refused.told(), @r#"
    400
    {
      "code": "tooManyResults",
      "detail": "Meer dan maximum van 10 zoekresultaten gevonden. Verfijn de zoekopdracht.",
      "instance": "/haalcentraal/api/brp/personen",
      "status": 400,
      "title": "Teveel zoekresultaten.",
      "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1"
    }
    "#);
    let with_deceased = with(names.clone(), json!({ "inclusiefOverledenPersonen": true }));
    check(10, 1, by_names, &with_deceased, 400).await;
    check(30, 0, "ZoekMetPostcodeEnHuisnummer", &address, 200).await;
    let refused = check(31, 0, "ZoekMetPostcodeEnHuisnummer", &address, 400).await;
    let detail = "Meer dan maximum van 30 zoekresultaten gevonden. Verfijn de zoekopdracht.";
    assert_eq!(refused.body()["detail"], detail);
}

#[tokio::test]
async fn who_is_found_is_shown_in_short() {
    let question = r#"{ "type": "ZoekMetPostcodeEnHuisnummer", "postcode": "2585 sa", "huisnummer": 39,
        "inclusiefOverledenPersonen": true, "geslachtsnaam": "braber",
        "fields": ["naam", "geboorte", "adressering", "geslacht.omschrijving", "leeftijd", "burgerservicenummer"] }"#;
    insta::assert_snapshot!(ask(question).await.told(), @r#"
    200
    {
      "personen": [
        {
          "adressering": {
            "adresregel1": "Ln Copes van Cattenburch 39 a",
            "adresregel2": "2585 SA  'S-GRAVENHAGE"
          },
          "burgerservicenummer": "999990044",
          "geboorte": {
            "datum": {
              "jaar": 1941,
              "langFormaat": "maart 1941",
              "maand": 3,
              "type": "JaarMaandDatum"
            }
          },
          "geheimhoudingPersoonsgegevens": true,
          "geslacht": {
            "code": "M",
            "omschrijving": "man"
          },
          "naam": {
            "geslachtsnaam": "Braber",
            "volledigeNaam": "Gerrit den Braber",
            "voorletters": "G.",
            "voornamen": "Gerrit",
            "voorvoegsel": "den"
          },
          "opschortingBijhouding": {
            "datum": {
              "datum": "2023-03-23",
              "langFormaat": "23 maart 2023",
              "type": "Datum"
            },
            "reden": {
              "code": "O",
              "omschrijving": "overlijden"
            }
          }
        }
      ],
      "type": "ZoekMetPostcodeEnHuisnummer"
    }
    "#);
    let abroad = r#"{ "type": "ZoekMetGeslachtsnaamEnGeboortedatum", "geslachtsnaam": "Maassen",
        "geboortedatum": "1990-01-15", "fields": ["adresseringBinnenland"] }"#;
    assert!(ask(abroad).await.persons()[0].get("adressering").is_none());
}

#[tokio::test]
async fn authority_at_an_address() {
    let question = r#"{ "type": "ZoekMetAdresseerbaarObjectIdentificatie",
        "adresseerbaarObjectIdentificatie": "0518010000219679", "fields": ["burgerservicenummer", "gezag"] }"#;
    let persons = ask(question).await.persons();
    let kinds: Vec<_> = persons.as_array().expect("a list").iter().map(|person| &person["gezag"][0]["type"]).collect();
    assert_eq!(kinds, ["GezamenlijkOuderlijkGezag"; 3]);
}
