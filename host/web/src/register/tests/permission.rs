//! What somebody may ask.

use super::people::People;
use super::{Access, Reply, post, send};

const QUESTION: &str = r#"{ "type": "ZoekMetPostcodeEnHuisnummer", "postcode": "2585SA", "huisnummer": 39,
    "huisletter": "a", "inclusiefOverledenPersonen": false,
    "fields": ["naam", "geslacht.code", "geboorte", "adresseringBinnenland.adresregel1", "leeftijd"] }"#;

async fn ask_as(access: Access, question: &str) -> Reply {
    let mut request = post(question.to_owned());
    request.extensions_mut().insert(access);
    send(Some(People::with_crowd(0, 0)), request).await
}

fn granted(parameters: &[&str], fields: &[&str]) -> Access {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Access::Granted { parameters: set(parameters), fields: set(fields) }
}

const PARAMETERS: [&str; 3] = ["huisletter", "huisnummer", "postcode"];

#[tokio::test]
async fn what_is_granted_may_be_asked() {
    let fields = ["naam", "geslacht", "geboorte.datum", "adressering", "leeftijd"];
    for access in [Access::Everything, granted(&PARAMETERS, &fields)] {
        assert_eq!(ask_as(access, QUESTION).await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn parameters_that_are_not_granted_are_named() {
    let reply = ask_as(granted(&["huisnummer"], &[]), QUESTION).await;
    insta::assert_snapshot!(reply.text, @r#"{"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3","title":"U bent niet geautoriseerd voor de gebruikte parameter(s).","status":403,"detail":"U bent niet geautoriseerd voor het gebruik van parameter(s): huisletter, postcode.","instance":"/haalcentraal/api/brp/personen","code":"unauthorizedParameter"}"#);
}

#[tokio::test]
async fn fields_that_are_not_granted_are_named() {
    let reply = ask_as(granted(&PARAMETERS, &["naam.voornamen", "leeftijd"]), QUESTION).await;
    insta::assert_snapshot!(reply.text, @r#"{"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3","title":"U bent niet geautoriseerd voor één of meerdere opgegeven field waarden.","status":403,"detail":"U bent niet geautoriseerd om de volgende gegevens op te vragen met fields: adresseringBinnenland.adresregel1, geboorte, geslacht, naam","instance":"/haalcentraal/api/brp/personen","code":"unauthorizedField"}"#);
}

/// One that is not granted is enough to refuse a group.
#[tokio::test]
async fn a_group_is_granted_by_all_that_is_in_it() {
    let question =
        r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019"],"fields":["geboorte"]}"#;
    let by_number = ["burgerservicenummer"];
    let all = granted(&by_number, &["geboorte.datum", "geboorte.land", "geboorte.plaats"]);
    assert_eq!(ask_as(all, question).await.status.as_u16(), 200);
    assert_eq!(ask_as(granted(&by_number, &["geboorte.datum"]), question).await.body()["code"], "unauthorizedField");
    assert_eq!(ask_as(granted(&[], &["geboorte"]), question).await.body()["code"], "unauthorizedParameter");
}

#[tokio::test]
async fn who_may_nothing_is_told_so_after_the_faults() {
    insta::assert_snapshot!(ask_as(Access::Nothing, QUESTION).await.text, @r#"{"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3","title":"U bent niet geautoriseerd voor het gebruik van deze API.","status":403,"detail":"Niet geautoriseerd voor ad hoc bevragingen.","instance":"/haalcentraal/api/brp/personen","code":"unauthorized"}"#);
    assert_eq!(ask_as(Access::Nothing, "{}").await.body()["code"], "paramsValidation");
}

#[tokio::test]
async fn who_is_not_known_is_told_so_first() {
    insta::assert_snapshot!(ask_as(Access::Unauthenticated, "[]").await.text, @r#"{"type":"https://datatracker.ietf.org/doc/html/rfc7235#section-3.1","title":"Niet correct geauthenticeerd.","status":401,"instance":"/haalcentraal/api/brp/personen","code":"authentication"}"#);
}
