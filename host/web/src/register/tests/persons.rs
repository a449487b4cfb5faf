//! What is shown of a person.

use serde_json::json;

use super::{ask, look_at};

/// Every group of a person.
const GROUPS: [&str; 21] = [
    "aNummer",
    "burgerservicenummer",
    "datumEersteInschrijvingGBA",
    "datumInschrijvingInGemeente",
    "gemeenteVanInschrijving",
    "geslacht",
    "leeftijd",
    "naam",
    "geboorte",
    "overlijden",
    "adressering",
    "verblijfplaats",
    "immigratie",
    "verblijfstitel",
    "europeesKiesrecht",
    "uitsluitingKiesrecht",
    "nationaliteiten",
    "kinderen",
    "ouders",
    "partners",
    "gezag",
];

#[tokio::test]
async fn a_mother_with_all_that_is_known_of_her() {
    insta::assert_snapshot!(look_at(&["019"], &GROUPS).await.told());
}

#[tokio::test]
async fn a_child_with_parents_and_who_has_authority() {
    insta::assert_snapshot!(look_at(&["032"], &["ouders", "gezag", "leeftijd", "partners", "kinderen"]).await.told());
}

#[tokio::test]
async fn a_newcomer_with_a_residence_title() {
    insta::assert_snapshot!(look_at(&["056"], &GROUPS).await.told());
}

#[tokio::test]
async fn the_deceased_have_no_age_and_say_so_unasked() {
    insta::assert_snapshot!(look_at(&["044"], &["leeftijd", "overlijden", "geboorte.datum"]).await.told(), @r#"
    200
    {
      "personen": [
        {
          "geboorte": {
            "datum": {
              "jaar": 1941,
              "langFormaat": "maart 1941",
              "maand": 3,
              "type": "JaarMaandDatum"
            }
          },
          "geheimhoudingPersoonsgegevens": true,
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
          },
          "overlijden": {
            "datum": {
              "datum": "2023-03-23",
              "langFormaat": "23 maart 2023",
              "type": "Datum"
            },
            "land": {
              "code": "6030",
              "omschrijving": "Nederland"
            }
          }
        }
      ],
      "type": "RaadpleegMetBurgerservicenummer"
    }
    "#);
}

#[tokio::test]
async fn of_whom_nothing_is_known_nothing_is_made_up() {
    insta::assert_snapshot!(look_at(&["068"], &GROUPS).await.told(), @r#"
    200
    {
      "personen": [
        {
          "burgerservicenummer": "999990068",
          "geboorte": {
            "datum": {
              "langFormaat": "onbekend",
              "onbekend": true,
              "type": "DatumOnbekend"
            }
          },
          "geslacht": {
            "code": "O",
            "omschrijving": "onbekend"
          },
          "gezag": [],
          "kinderen": [],
          "naam": {
            "aanduidingNaamgebruik": {
              "code": "E",
              "omschrijving": "eigen geslachtsnaam"
            }
          },
          "nationaliteiten": [],
          "ouders": [],
          "partners": []
        }
      ],
      "type": "RaadpleegMetBurgerservicenummer"
    }
    "#);
}

#[tokio::test]
async fn fields_choose_what_is_shown() {
    let check = async |number: &str, fields: &[&str], expected: serde_json::Value| {
        assert_eq!(look_at(&[number], fields).await.persons()[0], expected, "{fields:?} of {number}");
    };
    check("019", &["naam.voornamen"], json!({ "naam": { "voornamen": "Anna Cornelia" } })).await;
    check("019", &["geslacht.code"], json!({ "geslacht": { "code": "V", "omschrijving": "vrouw" } })).await;
    check("020", &["partners.naam.voorvoegsel"], json!({ "partners": [{ "naam": { "voorvoegsel": "in het" } }] }))
        .await;
    check("019", &["kinderen.burgerservicenummer"], json!({ "kinderen": [{ "burgerservicenummer": "999990032" }] }))
        .await;
    check("019", &["ouders.naam", "overlijden", "verblijfstitel"], json!({ "ouders": [] })).await;
    check("019", &["adressering.adresregel3"], json!({ "adressering": {} })).await;
    check("081", &["naam.voorvoegsel"], json!({ "naam": {} })).await;
    let date = json!({ "type": "Datum", "datum": "2015-08-08", "langFormaat": "8 augustus 2015" });
    check("019", &["verblijfplaats.datumVan"], json!({ "verblijfplaats": { "type": "Adres", "datumVan": date } }))
        .await;
    let number = json!({ "verblijfplaats": { "type": "Adres", "verblijfadres": { "huisnummer": 39 } } });
    check("019", &["verblijfplaatsBinnenland.verblijfadres.huisnummer"], number).await;
    let kinds = json!({ "nationaliteiten": [{ "type": "Nationaliteit" }, { "type": "NationaliteitOnbekend" }] });
    check("056", &["nationaliteiten.type"], kinds).await;
    check("019", &["indicatieCurateleRegister"], json!({})).await;
    check("123", &["verblijfstitel.aanduiding"], json!({})).await;
}

#[tokio::test]
async fn homes_that_are_no_address() {
    let fields = ["verblijfplaats", "adressering.adresregel1", "adressering.adresregel2", "adressering.land"];
    insta::assert_snapshot!(look_at(&["111", "123", "147"], &fields).await.told());
}

#[tokio::test]
async fn domestic_groups_leave_out_who_lives_elsewhere() {
    let fields = ["verblijfplaatsBinnenland", "adresseringBinnenland.aanhef", "adresseringBinnenland.adresregel1"];
    insta::assert_snapshot!(look_at(&["111", "147"], &fields).await.told(), @r#"
    200
    {
      "personen": [
        {
          "adressering": {
            "aanhef": "Geachte heer Maassen"
          },
          "opschortingBijhouding": {
            "datum": {
              "datum": "2021-05-01",
              "langFormaat": "1 mei 2021",
              "type": "Datum"
            },
            "reden": {
              "code": "E",
              "omschrijving": "emigratie"
            }
          }
        },
        {
          "adressering": {
            "aanhef": "Geachte heer Maas"
          }
        }
      ],
      "type": "RaadpleegMetBurgerservicenummer"
    }
    "#);
    let persons = look_at(&["111"], &["adresseringBinnenland.adresregel1"]).await.persons();
    let only_suspension = persons[0].as_object().expect("a person").keys().cloned().collect::<Vec<_>>();
    assert_eq!(only_suspension, ["opschortingBijhouding"]);
}

#[tokio::test]
async fn without_a_partner_the_last_one_is_shown() {
    let fields = [
        "partners.naam.geslachtsnaam",
        "partners.soortVerbintenis",
        "partners.ontbindingHuwelijkPartnerschap",
        "adressering",
    ];
    insta::assert_snapshot!(look_at(&["135"], &fields).await.told(), @r#"
    200
    {
      "personen": [
        {
          "adressering": {
            "aanhef": "Geachte mevrouw De Wit",
            "aanschrijfwijze": {
              "naam": "L. de Wit"
            },
            "adresregel1": "Stadhuisplein 1",
            "adresregel2": "2511 SA  'S-GRAVENHAGE",
            "gebruikInLopendeTekst": "mevrouw De Wit"
          },
          "partners": [
            {
              "naam": {
                "geslachtsnaam": "Wit"
              },
              "ontbindingHuwelijkPartnerschap": {
                "datum": {
                  "datum": "2015-10-03",
                  "langFormaat": "3 oktober 2015",
                  "type": "Datum"
                }
              },
              "soortVerbintenis": {
                "code": "P",
                "omschrijving": "geregistreerd partnerschap"
              }
            }
          ]
        }
      ],
      "type": "RaadpleegMetBurgerservicenummer"
    }
    "#);
}

#[tokio::test]
async fn each_person_is_shown_once_in_the_order_of_asking() {
    let reply = look_at(&["032", "019", "032", "999"], &["burgerservicenummer"]).await;
    assert_eq!(reply.found(), "032 019");
    let in_rotterdam = r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019","999990056"],
        "gemeenteVanInschrijving":"0599","fields":["burgerservicenummer"]}"#;
    assert_eq!(ask(in_rotterdam).await.found(), "056");
}
