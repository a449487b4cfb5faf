//! A lab that lends what it has, with one service in it.

use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use async_trait::async_trait;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Capability, Granted, Grants};
use fieldlab_domain::citizens::{Citizen, Citizens, CitizensFailure, Relation};
use fieldlab_domain::column::Value;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::manifest::{Manifest, ServiceLimits};
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::{
    LogEntry, LogFailure, LogFilter, Look, LookStatus, ProcessingLog, ProcessingRecords, Pruning, RunEntry, RunLook,
};
use fieldlab_domain::service::{Body, Caller, LabService, Neighbours, Service, Visit};
use fieldlab_domain::store::StoreError;
use fieldlab_domain::trail::Event;
use fieldlab_sandbox::{Lent, Sandbox, SandboxConfig};
use http::{Request, Response};
use http_body_util::BodyExt as _;

use crate::service::{Outcome, component, full, get, read, visit};
use crate::support::{TODAY, parse};

/// Makes a test of each of these for both guests that ask for the same things: the one of WASI 0.2 and the one of 0.3.
macro_rules! for_both {
    ($($test:ident),* $(,)?) => {
        mod p2 {
            $(#[tokio::test] async fn $test() { super::$test("guest-lab").await })*
        }
        mod p3 {
            $(#[tokio::test] async fn $test() { super::$test("guest-lab-p3").await })*
        }
    };
}
pub(crate) use for_both;

/// The persona of the tests and her child.
pub(crate) const ME: u32 = 999_990_019;
pub(crate) const CHILD: u32 = 999_990_032;

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
impl ProcessingRecords for Kept {
    async fn looks(&self, filter: &LogFilter) -> Result<Vec<LogEntry>, StoreError> {
        let looks = self.looks.lock().expect("nobody panics");
        let entry = |(at, look): (usize, &Look)| LogEntry { id: at as i64, at_ms: 0, look: look.clone() };
        let all = looks.iter().enumerate().map(entry);
        let fits = |entry: &LogEntry| {
            filter.session.as_ref().is_none_or(|session| *session == entry.look.session)
                && filter.subject.is_none_or(|subject| entry.look.subject == Some(subject))
        };
        Ok(all.filter(fits).collect())
    }

    async fn runs(&self, _: Option<&Name>, _: u32) -> Result<Vec<RunEntry>, StoreError> {
        Ok(Vec::new())
    }

    async fn prunings(&self) -> Result<Vec<Pruning>, StoreError> {
        Ok(Vec::new())
    }
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
pub(crate) struct Chosen(pub(crate) Option<Granted>);

impl Grants for Chosen {
    fn granted(&self, manifest: &Manifest) -> Arc<Granted> {
        Arc::new(self.0.clone().unwrap_or_else(|| Granted::all_of(manifest)))
    }
}

/// Two people of 40 and 4.
pub(crate) struct Two;

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
        let head = format!("{} for {}: {fields:?}", request.uri().path(), caller.manifest.name);
        let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        Response::new(full(format!("{head}{}", String::from_utf8_lossy(&body))))
    }
}

pub(crate) const EVERYTHING: &str = r#"uses = ["citizens", "register", "config", "keyvalue", "logging"]
        calls = ["guest-lab", "another"]"#;

/// The manifest of the guest with this under `[service]`.
pub(crate) fn manifest(service: &str) -> Manifest {
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

/// A lab with one of the guests, in which this was granted; everything that it asks for by default. It is always called `guest-lab`.
pub(crate) fn lab_with(guest: &str, granted: Option<Granted>, limits: ServiceLimits) -> TestLab {
    // All labs find the guest compiled.
    static CACHE: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("there is room"));
    let cache = Some(CACHE.path().to_owned());
    let config = SandboxConfig { instances: 64, cache, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let (log, street) = (Arc::new(Kept::default()), Arc::new(Street::default()));
    sandbox.lend(Lent {
        records: log.clone(),
        grants: Arc::new(Chosen(granted)),
        log: log.clone(),
        citizens: Arc::new(Two),
        neighbours: street.clone(),
    });
    let mut manifest = manifest(EVERYTHING);
    manifest.limits.service = limits;
    let service = sandbox.load_service(manifest, &component(guest)).unwrap_or_else(|error| panic!("{guest}: {error}"));
    let _ = street.0.set(service.clone());
    TestLab { service, log, _sandbox: sandbox }
}

pub(crate) fn lab(guest: &str) -> TestLab {
    lab_with(guest, None, ServiceLimits::DEFAULT)
}

/// A lab in which this one was not granted.
pub(crate) fn lab_without(guest: &str, capability: Capability) -> TestLab {
    let all = Granted::all_of(&manifest(EVERYTHING));
    let capabilities = all.capabilities.iter().copied().filter(|one| *one != capability).collect();
    lab_with(guest, Some(Granted { capabilities, ..all }), ServiceLimits::DEFAULT)
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
