//! The pages of grants and of the processing log.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::processing::{LogEntry, Look, LookStatus, Trace};
use fieldlab_domain::text::Text;

use super::memory::{Books, Memory, name};
use super::{Answer, empty, guest, request, send};
use crate::Lab;

/// A citizen of nobody's: numbers that begin with 99999 are test numbers.
pub(super) const NUMBER: u32 = 999_990_019;

pub(super) fn entry(id: i64) -> LogEntry {
    let look = Look {
        trace: Trace { trace_id: [1; 16], span_id: [2; 8], parent_id: None },
        prototype: name("zorgtoeslag"),
        version: "0.1.0".to_owned(),
        digest: Digest::of(b"component"),
        session: "session".to_owned(),
        persona: None,
        activity: "zorgtoeslag/1".to_owned(),
        purpose: Text { nl: format!("Doel {id}."), en: format!("Purpose {id}.") },
        legal_basis: "Wet op de zorgtoeslag".to_owned(),
        fields: vec![catalogue().get("person.age").expect("it is a field").name.clone()],
        subject: Bsn::new(NUMBER),
        status: LookStatus::Given,
    };
    LogEntry { id, at_ms: 1_000 * id, look }
}

/// A lab with so many entries, the newest first.
fn lab(entries: i64) -> Lab {
    let looks = (1..=entries).rev().map(entry).collect();
    Lab { log: Arc::new(Books { looks, ..Books::default() }), ..empty() }
}

async fn of_citizen(lab: &Lab, form: &str) -> Answer {
    let request = Request::post("/processing-log")
        .header(header::HOST, "localhost:8780")
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(lab, request.body(Body::from(form.to_owned())).expect("a request")).await
}

#[tokio::test]
async fn a_long_page_about_a_citizen_says_that_there_is_more_and_leads_there() {
    let lab = lab(501);
    let page = of_citizen(&lab, &format!("citizen={NUMBER}")).await;
    assert!(page.body.contains("These are 500 entries. There are older ones too."), "{}", page.body);
    assert!(page.body.contains(r#"name="before" value="2""#) && !page.body.contains("Purpose 1."));
    let older = of_citizen(&lab, &format!("citizen={NUMBER}&before=2")).await;
    assert!(older.body.contains("Purpose 1.") && !older.body.contains("Purpose 2."), "{}", older.body);
    assert!(!older.body.contains("There are older ones too."));
}

#[tokio::test]
async fn a_page_that_has_everything_says_nothing_of_more() {
    let page = of_citizen(&lab(500), &format!("citizen={NUMBER}")).await;
    assert!(page.body.contains("Purpose 1.") && !page.body.contains("There are older ones too."));
    let english = [(header::ACCEPT_LANGUAGE, "en")];
    let page = send(&lab(50), request("GET", "/processing-log", &english)).await;
    assert!(page.body.contains("Purpose 1.") && !page.body.contains("Older entries"));
    let page = send(&lab(51), request("GET", "/processing-log", &english)).await;
    assert!(page.body.contains("Older entries") && page.body.contains("?before=2\""), "{}", page.body);
}

#[tokio::test]
async fn grants_that_can_not_be_read_are_no_number_on_a_page() {
    let lab = |is_broken| Lab {
        store: Arc::new(Memory::samples()),
        services: guest::Guest::default().services(),
        grants: Arc::new(Books { is_broken, ..Books::default() }),
        ..empty()
    };
    for page in ["/prototypes/zorgtoeslag", "/prototypes/zorgtoeslag/grants"] {
        assert_eq!(send(&lab(false), request("GET", page, &[])).await.status, 200, "{page}");
        let broken = send(&lab(true), request("GET", page, &[])).await;
        assert_eq!(broken.status, 500, "{page}");
        assert!(!broken.body.contains("lab.db"), "{page}");
    }
}
