//! Entries of the processing log as spans, in the JSON of OTLP (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding").
//!
//! After Logboek Dataverwerkingen (logius-standaarden.github.io/logboek-dataverwerkingen, "Component: Logboek"), which is a profile of
//! OpenTelemetry's spans. What the standard has no attribute for is in a namespace of our own: `dpl.` is the standard's.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::listed_log::hex;
use fieldlab_domain::processing::{LogEntry, LookStatus, RunEntry};
use fieldlab_store::{Unsent, UnsentLook};
use serde_json::{Value, json};

use super::Collector;

/// The kind of a span that is about no request of its own.
const INTERNAL: u8 = 1;

/// The statuses of a span. The standard leaves a status unset when nothing went wrong inside, also when there is no result or what was
/// asked for was wrong; an entry is written before data is handed out, so that none ends in an error.
const UNSET: u8 = 0;
const OK: u8 = 1;

/// Makes spans.
pub(super) struct Spans {
    resource: Vec<Value>,
    /// The address of the lab, which has the register of processing activities: the pages of prototypes.
    lab: String,
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

fn number(key: &str, value: impl ToString) -> Value {
    // Whole numbers of 64 bits are texts in the JSON of Protobuf.
    json!({ "key": key, "value": { "intValue": value.to_string() } })
}

fn fields(fields: &[FieldName]) -> Value {
    let values: Vec<Value> = fields.iter().map(|field| json!({ "stringValue": field.as_str() })).collect();
    json!({ "key": "fieldlab.fields", "value": { "arrayValue": { "values": values } } })
}

impl Spans {
    /// For a collector, of the lab at this address.
    pub(super) fn new(collector: &Collector, lab: String) -> Spans {
        let resource = collector.resource.iter().map(|(key, value)| text(key, value)).collect();
        Spans { resource, lab }
    }

    /// A request with all of them: an `ExportTraceServiceRequest`.
    pub(super) fn request(&self, unsent: &Unsent) -> Value {
        let looks = unsent.looks.iter().map(|look| self.look(look));
        let spans: Vec<Value> = looks.chain(unsent.runs.iter().map(|run| self.run(run))).collect();
        let scope = json!({ "name": "fieldlab.processing-log", "version": crate::VERSION });
        json!({ "resourceSpans": [{
            "resource": { "attributes": self.resource },
            "scopeSpans": [{ "scope": scope, "spans": spans }],
        }] })
    }

    fn look(&self, UnsentLook { entry, subject }: &UnsentLook) -> Value {
        let LogEntry { at_ms, look, .. } = entry;
        let (name, status, outcome) = match look.status {
            LookStatus::Given => ("look at a citizen", OK, "given"),
            LookStatus::NotFound => ("look for a citizen", UNSET, "not-found"),
            LookStatus::Refused => ("ask for what is not granted", UNSET, "refused"),
        };
        let purpose = look.activity.rsplit('/').next().unwrap_or_default();
        let activity = self.activity(look.prototype.as_str(), &look.version, purpose);
        let mut attributes = vec![text("dpl.core.processing_activity_id", &activity)];
        if let Some(subject) = subject {
            attributes.push(text("dpl.core.data_subject_id", subject));
            attributes.push(text("dpl.core.data_subject_id_type", "BSN"));
        }
        attributes.extend([
            text("fieldlab.prototype.name", look.prototype.as_str()),
            text("fieldlab.prototype.version", &look.version),
            text("fieldlab.prototype.digest", look.digest.as_str()),
            text("fieldlab.session", &look.session),
            text("fieldlab.purpose", &look.purpose.nl),
            text("fieldlab.legal_basis", &look.legal_basis),
            text("fieldlab.outcome", outcome),
            fields(&look.fields),
        ]);
        attributes.extend(look.persona.as_ref().map(|persona| text("fieldlab.persona", persona.as_str())));
        let mut span = span(*at_ms, name, status, attributes);
        span["traceId"] = hex(&look.trace.trace_id).into();
        span["spanId"] = hex(&look.trace.span_id).into();
        if let Some(parent) = &look.trace.parent_id {
            span["parentSpanId"] = hex(parent).into();
        }
        span
    }

    /// A run over many citizens has no data subject, as an entry refers to one at most; it is no part of a click, so that its trace
    /// follows from what it is.
    fn run(&self, RunEntry { id, at_ms, look }: &RunEntry) -> Value {
        let identity = format!("{id} {at_ms} {} {} {}", look.run, look.digest, look.population);
        let identity = Digest::of(identity.as_bytes());
        let attributes = vec![
            text("dpl.core.processing_activity_id", &self.activity(look.prototype.as_str(), &look.version, "1")),
            text("fieldlab.prototype.name", look.prototype.as_str()),
            text("fieldlab.prototype.version", &look.version),
            text("fieldlab.prototype.digest", look.digest.as_str()),
            number("fieldlab.run", look.run),
            text("fieldlab.population", look.population.as_str()),
            number("fieldlab.citizens", look.citizens),
            fields(&look.fields),
        ];
        let mut span = span(*at_ms, "run a rule over many citizens", OK, attributes);
        span["traceId"] = identity.hex()[..32].into();
        span["spanId"] = identity.hex()[32..48].into();
        span
    }

    /// Where it can be read what the purpose is: the page of this version of the prototype, which never changes.
    fn activity(&self, prototype: &str, version: &str, purpose: &str) -> String {
        format!("{}/prototypes/{prototype}/versions/{version}#purpose-{purpose}", self.lab)
    }
}

/// A span without its ids. The log has one moment for an entry: it is written before data is handed out.
fn span(at_ms: i64, name: &str, status: u8, attributes: Vec<Value>) -> Value {
    let nanoseconds = format!("{at_ms}000000");
    json!({
        "name": name,
        "kind": INTERNAL,
        "startTimeUnixNano": nanoseconds,
        "endTimeUnixNano": nanoseconds,
        "attributes": attributes,
        "status": { "code": status },
    })
}
