//! What members did that is not about citizens: log-ins, invitations, roles.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use fieldlab_domain::member::AuditEntry;

use super::{Layout, respond, time};
use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;
use crate::texts::{Words, texts};

/// The newest entries, which is what people look for.
const SHOWN: u32 = 200;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    layout: Layout,
    entries: Vec<EntryView>,
}

struct EntryView {
    when: String,
    who: String,
    what: String,
    about: String,
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let entry = |entry: AuditEntry| {
        // An older lab may have written words that this one has no text for.
        let key = format!("audit-{}", entry.what);
        let what = if texts().has(&key) { words.get(&key) } else { entry.what };
        EntryView { when: time(entry.at, reader.language), who: entry.who, what, about: entry.about }
    };
    let entries = lab.members.audit(SHOWN).await.map_err(PageError::store(&reader))?;
    let page =
        AuditPage { layout: Layout::new(&reader, "audit-title"), entries: entries.into_iter().map(entry).collect() };
    Ok(respond(&reader, &page))
}
