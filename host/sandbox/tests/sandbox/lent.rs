//! What the lab lends to services: each capability allowed, not declared and not granted.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use async_trait::async_trait;
use fieldlab_domain::assessment::LoadError;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Capability, Granted, Grants};
use fieldlab_domain::citizens::{Citizen, Citizens, CitizensFailure, Relation};
use fieldlab_domain::column::Value;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::manifest::{Manifest, ServiceLimits};
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::{LogFailure, Look, LookStatus, ProcessingLog, RunLook};
use fieldlab_domain::service::{Body, Caller, LabService, Neighbours, Service, Visit};
use fieldlab_domain::trail::Event;
use fieldlab_sandbox::{Lent, Sandbox, SandboxConfig};
use http::{Request, Response};

use crate::service::{Outcome, component, full, get, read, visit};
use crate::support::{TODAY, parse};

/// The persona of the tests and her child.
const ME: u32 = 999_990_019;
const CHILD: u32 = 999_990_032;

/// A lab that lends what it has, with one service in it.
pub(crate) struct TestLab {
    pub(crate) service: Arc<dyn Service>,
    pub(crate) log: Arc<Kept>,
    // It lives as long as its service.
    _sandbox: Sandbox,
}

/// A log in memory, which can be full.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) looks: Mutex<Vec<Look>>,
    pub(crate) is_full: Mutex<bool>,
}

#[async_trait]
impl ProcessingLog for Kept {
    async fn write(&self, looks: Vec<Look>) -> Result<(), LogFailure> {
        if *self.is_full.lock().expect("nobody panics") {
            return Err(LogFailure("the disk is full".to_owned()));
        }
        self.looks.lock().expect("nobody panics").extend(looks);
        Ok(())
    }

    async fn write_run(&self, _look: RunLook) -> Result<(), LogFailure> {
        Ok(())
    }
}

/// Grants that a test chose, or all.
struct Chosen(Option<Granted>);

impl Grants for Chosen {
    fn granted(&self, manifest: &Manifest) -> Arc<Granted> {
        Arc::new(self.0.clone().unwrap_or_else(|| Granted::all_of(manifest)))
    }
}

/// Two people of 40 and 4.
struct Two;

#[async_trait]
impl Citizens for Two {
    fn persona(&self, _persona: &Name) -> Option<Bsn> {
        Bsn::new(ME)
    }

    async fn look_up(&self, numbers: &[Bsn], fields: &[FieldName]) -> Result<Vec<Option<Citizen>>, CitizensFailure> {
        let value = |bsn: Bsn, field: &FieldName| match (bsn.number(), field.as_str()) {
            (ME, "person.age") => Value::Whole(40),
            (CHILD, "person.age") => Value::Whole(4),
            _ => Value::Absent,
        };
        let citizen = |bsn: &Bsn| {
            let is_there = [ME, CHILD].contains(&bsn.number());
            let values = || fields.iter().map(|field| value(*bsn, field)).collect();
            is_there.then(|| Citizen { bsn: *bsn, values: values() })
        };
        Ok(numbers.iter().map(citizen).collect())
    }

    async fn related(&self, _bsn: Bsn, relation: Relation) -> Result<Vec<Bsn>, CitizensFailure> {
        let numbers: &[u32] = match relation {
            Relation::Children => &[CHILD],
            Relation::Household => &[ME, CHILD],
            _ => &[],
        };
        Ok(numbers.iter().filter_map(|number| Bsn::new(*number)).collect())
    }

    async fn search(&self, wanted: &[(FieldName, Value)], most: usize) -> Result<Vec<Bsn>, CitizensFailure> {
        let fits = wanted.iter().all(|(_, value)| *value == Value::Whole(40));
        Ok(Bsn::new(ME).into_iter().filter(|_| fits).take(most).collect())
    }
}

/// The service itself under its name, and a register that says who asks.
#[derive(Default)]
struct Street(OnceLock<Arc<dyn Service>>);

impl Neighbours for Street {
    fn prototype(&self, name: &Name) -> Option<Arc<dyn Service>> {
        self.0.get().filter(|service| service.manifest().name == *name).cloned()
    }

    fn register(&self) -> Option<Arc<dyn LabService>> {
        Some(Arc::new(Register))
    }
}

struct Register;

#[async_trait]
impl LabService for Register {
    async fn answer(&self, request: Request<Body>, caller: &Caller) -> Response<Body> {
        let fields: Vec<&str> = caller.granted.fields.iter().map(FieldName::as_str).collect();
        Response::new(full(format!("{} for {}: {fields:?}", request.uri().path(), caller.manifest.name)))
    }
}

const EVERYTHING: &str = r#"uses = ["citizens", "register", "config", "keyvalue", "logging"]
        calls = ["guest-lab", "another"]"#;

/// The manifest of the guest with this under `[service]`.
fn manifest(service: &str) -> Manifest {
    let text = r#"
        name = "guest-lab"
        version = "0.1.0"
        title = { nl = "Gast", en = "Guest" }
        summary = { nl = "Vraagt van alles.", en = "Asks for everything." }
        needs = ["a-need"]
        owner = { organisation = "Voorbeeldgemeente", sector = "government" }
        limits = { memory_mb = 8, deadline_ms = 3000 }

        [[grants]]
        fields = ["person.age", "person.sex"]
        purpose = { nl = "Proberen.", en = "To try." }
        legal_basis = "none: made up"

        [[grants]]
        fields = ["person.household_position", "person.bsn", "household.wealth"]
        purpose = { nl = "Wie er wonen.", en = "Who live there." }
        legal_basis = "none: made up too"

        [[parameters]]
        name = "threshold"
        kind = "amount"
        default = 12.5
        minimum = 0
        maximum = 100
        title = { nl = "Drempel", en = "Threshold" }
        source = "made up"
        status = "assumed"

        [service]
        {SERVICE}
        "#;
    parse(&text.replace("{SERVICE}", service))
}

/// A lab with the guest, in which this was granted; everything that it asks for by default.
pub(crate) fn lab_with(granted: Option<Granted>, limits: ServiceLimits) -> TestLab {
    // All labs find the guest compiled.
    static CACHE: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("there is room"));
    let cache = Some(CACHE.path().to_owned());
    let config = SandboxConfig { instances: 64, cache, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let (log, street) = (Arc::new(Kept::default()), Arc::new(Street::default()));
    sandbox.lend(Lent {
        grants: Arc::new(Chosen(granted)),
        log: log.clone(),
        citizens: Arc::new(Two),
        neighbours: street.clone(),
    });
    let mut manifest = manifest(EVERYTHING);
    manifest.limits.service = limits;
    let service = sandbox.load_service(manifest, &component("guest-lab")).unwrap_or_else(|error| panic!("{error}"));
    let _ = street.0.set(service.clone());
    TestLab { service, log, _sandbox: sandbox }
}

pub(crate) fn lab() -> TestLab {
    lab_with(None, ServiceLimits::DEFAULT)
}

/// A lab in which this one was not granted.
fn lab_without(capability: Capability) -> TestLab {
    let all = Granted::all_of(&manifest(EVERYTHING));
    let capabilities = all.capabilities.iter().copied().filter(|one| *one != capability).collect();
    lab_with(Some(Granted { capabilities, ..all }), ServiceLimits::DEFAULT)
}

/// Somebody who plays a persona.
pub(crate) fn played() -> Visit {
    Visit { persona: Name::parse("sanne").ok(), ..visit() }
}

impl TestLab {
    pub(crate) async fn ask_as(&self, path: &str, visit: &Visit) -> Outcome {
        self.service.bring_back();
        match self.service.answer(get(path), visit).await {
            Ok(response) => read(response).await,
            Err(failure) => Outcome::Failed(failure),
        }
    }

    pub(crate) async fn told(&self, path: &str) -> String {
        self.ask_as(path, &played()).await.text()
    }

    /// What was looked at: number, fields and how it ended.
    pub(crate) fn looks(&self) -> Vec<(Option<u32>, String, LookStatus)> {
        let looks = std::mem::take(&mut *self.log.looks.lock().expect("nobody panics"));
        let fields = |look: &Look| look.fields.iter().map(FieldName::as_str).collect::<Vec<_>>().join(" ");
        looks.iter().map(|look| (look.subject.map(Bsn::number), fields(look), look.status)).collect()
    }
}

/// What was refused in a visit.
pub(crate) fn refusals(visit: &Visit) -> Vec<String> {
    let refused = |(_, event)| match event {
        Event::Refused { what, .. } => Some(what),
        _ => None,
    };
    visit.state.trail(0).into_iter().filter_map(refused).collect()
}

#[tokio::test]
async fn citizens_are_looked_up_and_each_look_is_written() {
    let lab = lab();
    assert_eq!(lab.told("/look-up?person.age,person.sex").await, "Ok([[Value::Whole(40), Value::Absent]])");
    assert_eq!(lab.looks(), [(Some(ME), "person.age person.sex".to_owned(), LookStatus::Given)]);
    assert_eq!(lab.told("/look-up?person.age,household.wealth").await, "Ok([[Value::Whole(40), Value::Absent]])");
    let each = |fields: &str| (Some(ME), fields.to_owned(), LookStatus::Given);
    assert_eq!(lab.looks(), [each("person.age"), each("household.wealth")], "each purpose has an entry");
    assert_eq!(lab.told("/related?children").await, "Ok(1)");
    let position = |bsn| (Some(bsn), "person.household_position".to_owned(), LookStatus::Given);
    assert_eq!(lab.looks(), [position(ME), position(CHILD)]);
    assert_eq!(lab.told("/search?person.age").await, "Ok(1)");
    assert_eq!(lab.told("/find?999990032").await, "Ok(true)");
    assert_eq!(lab.told("/find?999990093").await, "Ok(false)");
    let number = |bsn, status| (Some(bsn), "person.bsn".to_owned(), status);
    let age = (Some(ME), "person.age".to_owned(), LookStatus::Given);
    let found = [age, number(CHILD, LookStatus::Given), number(999_990_093, LookStatus::NotFound)];
    assert_eq!(lab.looks(), found);
}

#[tokio::test]
async fn a_look_says_who_why_and_in_which_click() {
    let lab = lab();
    let visit = played();
    lab.ask_as("/look-up?person.age", &visit).await.text();
    lab.ask_as("/look-up?person.age", &visit).await.text();
    let looks = lab.log.looks.lock().expect("nobody panics").clone();
    let look = &looks[0];
    assert_eq!((look.activity.as_str(), look.purpose.nl.as_str()), ("guest-lab/1", "Proberen."));
    assert_eq!((look.legal_basis.as_str(), look.session.as_str()), ("none: made up", "demo"));
    assert_eq!(look.persona.as_ref().map(Name::as_str), Some("sanne"));
    assert_eq!(look.trace.trace_id, visit.trace.trace_id);
    assert_eq!(look.trace.parent_id, Some(visit.trace.span_id));
    let trail = visit.state.trail(0);
    assert!(matches!(&trail[0].1, Event::Looked(seen) if seen == look), "it is in the session's trail too");
}

#[tokio::test]
async fn nothing_is_told_when_it_can_not_be_written() {
    let lab = lab();
    *lab.log.is_full.lock().expect("nobody panics") = true;
    for road in ["/look-up?person.age", "/related?children", "/search?person.age", "/find?999990032"] {
        assert_eq!(lab.told(road).await, "Err(Refusal::Unavailable)", "{road}");
    }
}

#[tokio::test]
async fn a_field_that_is_not_declared_is_refused_and_that_is_written() {
    let lab = lab();
    let visit = played();
    let told = lab.ask_as("/look-up?person.age,person.income_gross", &visit).await.text();
    assert_eq!(told, r#"Err(Refusal::Undeclared("[[grants]] fields = [\"person.income_gross\"]"))"#);
    let each = |fields: &str| (Some(ME), fields.to_owned(), LookStatus::Refused);
    assert_eq!(lab.looks(), [each("person.age"), each("person.income_gross")]);
    assert_eq!(refusals(&visit).len(), 1);
}

#[tokio::test]
async fn a_field_that_is_not_granted_is_refused() {
    let mut granted = Granted::all_of(&manifest(EVERYTHING));
    granted.fields.retain(|field| field.as_str() != "person.household_position");
    let lab = lab_with(Some(granted), ServiceLimits::DEFAULT);
    assert_eq!(lab.told("/related?household").await, r#"Err(Refusal::NotGranted("`person.household_position`"))"#);
    assert_eq!(lab.told("/look-up?person.age").await, "Ok([[Value::Whole(40)]])", "the others stay");
}

#[tokio::test]
async fn who_only_looks_is_nobody() {
    let lab = lab();
    assert_eq!(lab.ask_as("/me", &visit()).await.text(), "Ok(None)".replace("None", "false"));
    assert_eq!(lab.told("/me").await, "Ok(true)");
    let told = lab.told("/visit").await;
    assert!(told.contains(r#"persona: Some("sanne")"#) && told.contains("today: 20454"), "{told}");
}

#[tokio::test]
async fn a_citizen_is_called_something_else_in_another_session() {
    let lab = lab();
    let (here, there) = (played(), Visit { seed: 8, ..played() });
    let handle = lab.ask_as("/handle", &here).await.text();
    assert!(!handle.contains("99999"), "{handle}");
    let path = format!("/look-up-of?{handle}");
    assert_eq!(lab.ask_as(&path, &here).await.text(), "Ok([[Value::Whole(40)]])");
    assert!(lab.ask_as(&path, &there).await.text().contains("Unknown"));
}

#[tokio::test]
async fn capabilities_that_are_not_granted_are_refused() {
    for (capability, path, expected) in [
        (Capability::Citizens, "/me", r#"Err(Refusal::NotGranted("`citizens`"))"#),
        (Capability::Citizens, "/look-up?person.age", r#"Err(Refusal::NotGranted("`citizens`"))"#),
        (Capability::Config, "/config?threshold", r#"Err(Error::Upstream("`config` was not granted"))"#),
        (Capability::Keyvalue, "/open?answers", "Err(Error::AccessDenied)"),
        (Capability::Logging, "/log?hello", "logged"),
        (Capability::Register, "/call?http://register.lab/", "ErrorCode::HttpRequestDenied"),
    ] {
        let (lab, visit) = (lab_without(capability), played());
        assert_eq!(lab.ask_as(path, &visit).await.text(), expected, "{path}");
        let refused = format!("{0}: `{0}` was not granted", capability.name());
        let refusals = refusals(&visit);
        assert!(!refusals.is_empty() && refusals.iter().all(|one| *one == refused), "{refusals:?}");
        assert!(lab.service.log().is_empty());
    }
}

#[test]
fn what_is_not_declared_can_not_be_loaded() {
    let config = SandboxConfig { instances: 8, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let load = |service: &str| sandbox.load_service(manifest(service), &component("guest-lab"));
    let LoadError { what, hint, .. } = load(r#"uses = ["citizens", "logging"]"#).err().expect("it imports more");
    assert!(what.starts_with("it imports `wasi:"), "{what}");
    assert!(what.ends_with("which its manifest does not ask for"), "{what}");
    assert_eq!(hint, r#"write in the manifest, under [service]: uses = ["citizens", "config", "keyvalue", "logging"]"#);
}

#[tokio::test]
async fn parameters_are_read_by_name() {
    let lab = lab();
    assert_eq!(lab.told("/config?threshold").await, r#"Ok(Some("12.50"))"#);
    assert_eq!(lab.told("/config?nothing").await, "Ok(None)");
    assert_eq!(lab.told("/config-all").await, r#"Ok([("threshold", "12.50")])"#);
}

#[tokio::test]
async fn values_are_kept_for_a_session() {
    let lab = lab();
    let (here, there) = (played(), played());
    for (path, expected) in [
        ("/set?a=1", "Ok(())"),
        ("/set?b=2", "Ok(())"),
        ("/get?a", r#"Ok(Some("1"))"#),
        ("/keys", r#"Ok(["a", "b"])"#),
        ("/delete?a", "Ok(())"),
        ("/get?a", "Ok(None)"),
        ("/count", "Ok(1)"),
        ("/count", "Ok(2)"),
        ("/many", "Ok(()) Ok(2) Ok(())"),
        ("/keys", r#"Ok(["b", "count"])"#),
    ] {
        assert_eq!(lab.ask_as(path, &here).await.text(), expected, "{path}");
    }
    assert_eq!(lab.ask_as("/keys", &there).await.text(), "Ok([])", "another session");
    lab.ask_as("/set?count=many", &here).await.text();
    assert!(lab.ask_as("/count", &here).await.text().contains("no number"));
}

#[tokio::test]
async fn a_log_is_for_the_author() {
    let lab = lab();
    assert_eq!(lab.told("/log?hello").await, "logged");
    assert_eq!(lab.service.log(), ["info guest: hello"]);
}

#[tokio::test]
async fn decisions_are_in_the_trail() {
    let (lab, visit) = (lab(), played());
    assert_eq!(lab.ask_as("/decide", &visit).await.text(), "decided");
    let trail = visit.state.trail(0);
    let Event::Decided(decision) = &trail[0].1 else { panic!("{trail:?}") };
    assert_eq!((decision.title.nl.as_str(), decision.steps[0].rule.as_str()), ("recht", "threshold"));
    assert_eq!(decision.outcome[0].value, Value::Amount(12_300));
}

#[tokio::test]
async fn others_are_called_by_name() {
    let (lab, visit) = (lab(), played());
    assert_eq!(lab.ask_as("/call?http://guest-lab.lab/me", &visit).await.text(), "200 Ok(true)", "as the same persona");
    let trail = visit.state.trail(0);
    assert!(matches!(&trail[0].1, Event::Called { path, status: Some(200), .. } if path == "/me"), "{trail:?}");
    let told = lab.told("/call?http://register.lab/haalcentraal/api/brp/personen").await;
    assert!(told.starts_with("200 /haalcentraal/api/brp/personen for guest-lab: ["), "{told}");
    assert!(told.contains("person.age"), "it knows what was granted: {told}");
    let nobody = played();
    assert_eq!(lab.ask_as("/call?http://another.lab/", &nobody).await.text(), "ErrorCode::HttpRequestDenied");
    assert_eq!(refusals(&nobody), ["call: the lab has no prototype `another` with pages"]);
    let undeclared = played();
    assert_eq!(lab.ask_as("/call?http://na-de-ww.lab/", &undeclared).await.text(), "ErrorCode::HttpRequestDenied");
    let line = r#"call: the manifest does not ask for it; add: [service] calls = ["na-de-ww"]"#;
    assert_eq!(refusals(&undeclared), [line]);
    let granted = Granted { calls: BTreeSet::new(), ..Granted::all_of(lab.service.manifest()) };
    let (lab, visit) = (lab_with(Some(granted), ServiceLimits::DEFAULT), played());
    assert_eq!(lab.ask_as("/call?http://guest-lab.lab/me", &visit).await.text(), "ErrorCode::HttpRequestDenied");
    assert_eq!(refusals(&visit), ["call: calling `guest-lab` was not granted"]);
}
