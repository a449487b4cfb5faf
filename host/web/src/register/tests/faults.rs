//! What is said of a question in which something is wrong.

use super::ask;

/// The faults of a question, one a line; the names in the detail are checked to be the same.
async fn faults(question: &str) -> String {
    let reply = ask(question).await;
    let body = reply.body();
    assert_eq!((reply.status.as_u16(), &body["code"]), (400, &"paramsValidation".into()), "{question}: {body}");
    let text = |fault: &serde_json::Value, member: &str| fault[member].as_str().expect("a text").to_owned();
    let list = body["invalidParams"].as_array().expect("a list");
    let names: Vec<_> = list.iter().map(|fault| text(fault, "name")).collect();
    let detail = format!("De foutieve parameter(s) zijn: {}.", names.join(", "));
    assert_eq!(text(&body, "detail"), detail, "{question}");
    let line = |fault| ["name", "code", "reason"].map(|member| text(fault, member)).join(" | ");
    list.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_problem_is_written_as_the_specification_has_it() {
    let reply =
        ask(r#"{"type":"ZoekMetGeslachtsnaamEnGeboortedatum","geboortedatum":"x","fields":["naam","bestaatNiet"]}"#);
    insta::assert_snapshot!(reply.await.text, @r#"{"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1","title":"Een of meerdere parameters zijn niet correct.","status":400,"detail":"De foutieve parameter(s) zijn: geboortedatum, geslachtsnaam, fields[1].","instance":"/haalcentraal/api/brp/personen","code":"paramsValidation","invalidParams":[{"name":"geboortedatum","code":"date","reason":"Waarde is geen geldige datum."},{"name":"geslachtsnaam","code":"required","reason":"Parameter is verplicht."},{"name":"fields[1]","code":"fields","reason":"Parameter bevat een niet bestaande veldnaam."}]}"#);
}

#[tokio::test]
async fn what_is_no_json_object_is_no_question() {
    for body in ["", "[]", "null", "\"x\"", "{", "{} {}"] {
        let reply = ask(body).await;
        assert_eq!(reply.status.as_u16(), 400, "{body}");
        assert_eq!(reply.body()["detail"], "Request body is geen geldige JSON.", "{body}");
        assert!(reply.body().get("code").is_none(), "{body}");
    }
}

#[tokio::test]
async fn the_kind_comes_first() {
    let required = "type | required | Parameter is verplicht.";
    let unknown = "type | value | Waarde is geen geldig zoek type.";
    for (question, expected) in [
        ("{}", required),
        (r#"{"type":null,"fields":[]}"#, required),
        (r#"{"type":""}"#, unknown),
        (r#"{"type":"zoekMetPostcodeEnHuisnummer"}"#, unknown),
        (r#"{"type":["ZoekMetPostcodeEnHuisnummer"]}"#, unknown),
    ] {
        assert_eq!(faults(question).await, expected, "{question}");
    }
}

/// For each kind, everything that is required left out, with an unknown parameter.
#[tokio::test]
async fn faults_come_in_the_order_of_the_kind() {
    let mut told = Vec::new();
    for kind in [
        "RaadpleegMetBurgerservicenummer",
        "ZoekMetGeslachtsnaamEnGeboortedatum",
        "ZoekMetNaamEnGemeenteVanInschrijving",
        "ZoekMetPostcodeEnHuisnummer",
        "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
        "ZoekMetNummeraanduidingIdentificatie",
        "ZoekMetAdresseerbaarObjectIdentificatie",
    ] {
        let found = faults(&format!(r#"{{"type":"{kind}","zz":1,"<b>":2}}"#)).await;
        let names: Vec<_> = found.lines().filter_map(|line| line.split(" | ").next()).collect();
        told.push(format!("{kind}: {}", names.join(", ")));
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    RaadpleegMetBurgerservicenummer: zz, &lt;b&gt;, burgerservicenummer, fields
    ZoekMetGeslachtsnaamEnGeboortedatum: zz, &lt;b&gt;, geboortedatum, geslachtsnaam, fields
    ZoekMetNaamEnGemeenteVanInschrijving: zz, &lt;b&gt;, gemeenteVanInschrijving, geslachtsnaam, voornamen, fields
    ZoekMetPostcodeEnHuisnummer: postcode, huisnummer, zz, &lt;b&gt;, fields
    ZoekMetStraatHuisnummerEnGemeenteVanInschrijving: gemeenteVanInschrijving, huisnummer, straat, zz, &lt;b&gt;, fields
    ZoekMetNummeraanduidingIdentificatie: zz, &lt;b&gt;, nummeraanduidingIdentificatie, fields
    ZoekMetAdresseerbaarObjectIdentificatie: zz, &lt;b&gt;, adresseerbaarObjectIdentificatie, fields
    ");
}

/// For each kind, everything that it may have, all of it wrong.
#[tokio::test]
async fn each_parameter_is_checked() {
    let by_birth = r#"{"type":"ZoekMetGeslachtsnaamEnGeboortedatum","geslachtsnaam":"ab*","geboortedatum":"2023-02-30",
        "voornamen":"","voorvoegsel":"v@n","geslacht":"x","inclusiefOverledenPersonen":null,
        "gemeenteVanInschrijving":"518","fields":[]}"#;
    let by_name = r#"{"type":"ZoekMetNaamEnGemeenteVanInschrijving","geslachtsnaam":" ","voornamen":"J*",
        "gemeenteVanInschrijving":"","fields":"naam"}"#;
    let by_postcode = r#"{"type":"ZoekMetPostcodeEnHuisnummer","postcode":"0585SA","huisnummer":"12a","huisletter":"ab",
        "huisnummertoevoeging":"boven","geslachtsnaam":"*","geboortedatum":"","inclusiefOverledenPersonen":"ja",
        "gemeenteVanInschrijving":"","onbekend":1,"fields":["rni"]}"#;
    let by_street = r#"{"type":"ZoekMetStraatHuisnummerEnGemeenteVanInschrijving","straat":"Plein*","huisnummer":0,
        "gemeenteVanInschrijving":null,"geslachtsnaam":"Maas","fields":null}"#;
    let by_designation = r#"{"type":"ZoekMetNummeraanduidingIdentificatie","fields":["naam"],
        "nummeraanduidingIdentificatie":"0000000000000000"}"#;
    let by_object = r#"{"type":"ZoekMetAdresseerbaarObjectIdentificatie","fields":["naam"],
        "adresseerbaarObjectIdentificatie":"51801"}"#;
    let by_number = r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["99999001",null,"999990019"],
        "inclusiefOverledenPersonen":true,"fields":["naam"]}"#;
    let mut told = Vec::new();
    for question in [by_birth, by_name, by_postcode, by_street, by_designation, by_object, by_number] {
        told.push(faults(question).await);
    }
    insta::assert_snapshot!(told.join("\n\n"), @r"
    geboortedatum | date | Waarde is geen geldige datum.
    geslachtsnaam | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$.
    voornamen | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9À-ž \.\-\']{1,199}\*{0,1}$.
    voorvoegsel | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z \']{1,10}$.
    geslacht | pattern | Waarde voldoet niet aan patroon ^([Mm]|[Vv]|[Oo])$.
    inclusiefOverledenPersonen | boolean | Waarde is geen boolean.
    gemeenteVanInschrijving | pattern | Waarde voldoet niet aan patroon ^[0-9]{4}$.
    fields | minItems | Array bevat minder dan 1 items.

    gemeenteVanInschrijving | required | Parameter is verplicht.
    geslachtsnaam | required | Parameter is verplicht.
    voornamen | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$.
    fields | array | Parameter is geen array.

    postcode | pattern | Waarde voldoet niet aan patroon ^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$.
    huisnummer | integer | Waarde is geen geldig getal.
    huisletter | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z]{1}$.
    huisnummertoevoeging | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9 \-]{1,4}$.
    inclusiefOverledenPersonen | boolean | Waarde is geen boolean.
    onbekend | unknownParam | Parameter is niet verwacht.
    fields[0] | fields | Parameter bevat een niet toegestane veldnaam.
    geboortedatum | date | Waarde is geen geldige datum.
    geslachtsnaam | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$.
    gemeenteVanInschrijving | pattern | Waarde voldoet niet aan patroon ^[0-9]{4}$.

    gemeenteVanInschrijving | required | Parameter is verplicht.
    huisnummer | minimum | Waarde is lager dan minimum 1.
    straat | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9À-ž \-\'\.]{1,80}$|^[a-zA-Z0-9À-ž \-\'\.]{7,79}\*{1}$|^\*{1}[a-zA-Z0-9À-ž \-\'\.]{7,79}$.
    geslachtsnaam | unknownParam | Parameter is niet verwacht.
    fields | required | Parameter is verplicht.

    nummeraanduidingIdentificatie | pattern | Waarde voldoet niet aan patroon ^(?!0{16})[0-9]{16}$.

    adresseerbaarObjectIdentificatie | pattern | Waarde voldoet niet aan patroon ^(?!0{16})[0-9]{16}$.

    inclusiefOverledenPersonen | unknownParam | Parameter is niet verwacht.
    burgerservicenummer[0] | pattern | Waarde voldoet niet aan patroon ^[0-9]{9}$.
    burgerservicenummer[1] | pattern | Waarde voldoet niet aan patroon ^[0-9]{9}$.
    ");
}

#[tokio::test]
async fn a_house_number_is_a_whole_number_in_bounds() {
    for (number, expected) in [
        ("-1", "integer minimum"),
        ("0", "minimum"),
        ("\"00\"", "minimum"),
        ("1.5", "integer"),
        ("\"\"", "required"),
        ("100000", "maximum"),
        ("\"99999999999999999999\"", "maximum"),
        ("true", "integer"),
    ] {
        let question = r#"{"type":"ZoekMetPostcodeEnHuisnummer","postcode":"2585SA","fields":["naam"],"huisnummer":"#;
        let found = faults(&format!("{question}{number}}}")).await;
        let codes: Vec<_> = found.lines().filter_map(|line| line.split(" | ").nth(1)).collect();
        assert_eq!(codes.join(" "), expected, "{number}");
    }
}

#[tokio::test]
async fn lists_have_bounds() {
    let question = |numbers: usize, fields: usize| {
        let list = |item: &str, length: usize| vec![format!("\"{item}\""); length].join(",");
        let (numbers, fields) = (list("999990019", numbers), list("naam", fields));
        format!(r#"{{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":[{numbers}],"fields":[{fields}]}}"#)
    };
    assert_eq!(ask(&question(20, 130)).await.status.as_u16(), 200);
    insta::assert_snapshot!(faults(&question(21, 131)).await, @r"
    burgerservicenummer | maxItems | Array bevat meer dan 20 items.
    fields | maxItems | Array bevat meer dan 130 items.
    ");
    insta::assert_snapshot!(faults(&question(0, 0)).await, @r"
    burgerservicenummer | minItems | Array bevat minder dan 1 items.
    fields | minItems | Array bevat minder dan 1 items.
    ");
}

#[tokio::test]
async fn fields_must_exist_and_not_come_by_themselves() {
    let persons = r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019"],"fields":[
        null, "", "naam voornamen", "inOnderzoek", "naam.inOnderzoek", "gezag.type", "opschortingBijhouding.reden",
        "geheimhoudingPersoonsgegevens", "verificatie", "rni", "adressering.indicatieVastgesteldVerblijftNietOpAdres",
        "Naam", "naam.bestaatNiet", "partners.naam.volledigeNaam", "naam", 7]}"#;
    let reduced = r#"{"type":"ZoekMetPostcodeEnHuisnummer","postcode":"2585SA","huisnummer":39,"fields":[
        "naam", "geboorte.plaats", "naam.aanduidingNaamgebruik", "adressering.aanhef", "gezag"]}"#;
    insta::assert_snapshot!([faults(persons).await, faults(reduced).await].join("\n\n"), @r"
    fields[0] | required | Parameter is verplicht.
    fields[1] | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9\._]{1,200}$.
    fields[2] | pattern | Waarde voldoet niet aan patroon ^[a-zA-Z0-9\._]{1,200}$.
    fields[3] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[4] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[5] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[6] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[7] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[8] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[9] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[10] | fields | Parameter bevat een niet toegestane veldnaam.
    fields[11] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[12] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[13] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[15] | fields | Parameter bevat een niet bestaande veldnaam.

    fields[1] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[2] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[3] | fields | Parameter bevat een niet bestaande veldnaam.
    fields[4] | fields | Parameter bevat een niet bestaande veldnaam.
    ");
}
