//! Questions that are put to prototypes, and data that only the person can share: each road there is, and each road around it.

use std::sync::{Arc, LazyLock, OnceLock};

use fieldlab_domain::assessment::LoadError;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::{Capability, GrantAll, Granted};
use fieldlab_domain::date::Date;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::{LabService, Neighbours, Service, ServiceFailure, Visit};
use fieldlab_domain::text::Text;
use fieldlab_domain::trail::Event;
use fieldlab_domain::vault::Consent;
use fieldlab_sandbox::{Lent, Sandbox, SandboxConfig};

use crate::lent_lab::{Chosen, Kept, ME, Two, played};
use crate::service::{component, get, read};
use crate::support::{TODAY, parse};

/// A manifest of the guest, under this name, that behaves so.
pub(crate) fn manifest(name: &str, behaviour: u32, answers: &str) -> Manifest {
    let text = format!(
        r#"
        name = "{name}"
        version = "0.1.0"
        title = {{ nl = "{name}", en = "{name}" }}
        summary = {{ nl = "Vraagt en antwoordt.", en = "Asks and answers." }}
        needs = []
        owner = {{ organisation = "Voorbeeldgemeente", sector = "society" }}
        limits = {{ memory_mb = 8, deadline_ms = 3000 }}

        [[parameters]]
        name = "behaviour"
        kind = "whole"
        default = {behaviour}
        minimum = 0
        maximum = 100
        title = {{ nl = "Gedrag", en = "Behaviour" }}
        source = "made up"
        status = "assumed"

        [service]
        uses = ["citizens", "config", "keyvalue", "desks", "vault", "own-data"]

        [[asks]]
        name = "rent"
        fields = ["person.age", "person.sex"]
        purpose = {{ nl = "Rekenen.", en = "To work it out." }}

        [[asks]]
        name = "words"
        words = true
        purpose = {{ nl = "Doorgeven.", en = "To pass on." }}

        {answers}
        "#
    );
    parse(&text)
}

/// What nobody is asked about.
const OTHER: &str = "[answers]\ntopics = [\"safety\"]";

const DEBTS: &str = "[answers]\ntopics = [\"debts\"]\npatience_ms = 400";

/// Prototypes in one lab.
#[derive(Default)]
pub(crate) struct Street(OnceLock<Vec<Arc<dyn Service>>>);

impl Street {
    fn all(&self) -> Vec<Arc<dyn Service>> {
        self.0.get().cloned().unwrap_or_default()
    }
}

impl Neighbours for Street {
    fn prototype(&self, name: &Name) -> Option<Arc<dyn Service>> {
        self.all().into_iter().find(|service| service.manifest().name == *name)
    }

    fn answerers(&self) -> Vec<Arc<dyn Service>> {
        self.all().into_iter().filter(|service| service.manifest().answers.is_some()).collect()
    }

    fn register(&self) -> Option<Arc<dyn LabService>> {
        None
    }
}

pub(crate) struct Lab {
    street: Arc<Street>,
    pub(crate) log: Arc<Kept>,
    // It lives as long as its services.
    _sandbox: Sandbox,
}

pub(crate) fn sandbox() -> Sandbox {
    // All labs find the guest compiled.
    static CACHE: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("there is room"));
    let cache = Some(CACHE.path().to_owned());
    let config = SandboxConfig { instances: 64, cache, ..SandboxConfig::new(TODAY) };
    Sandbox::new(config).expect("the machine has address space for it")
}

fn lab(granted: Option<Granted>, manifests: Vec<Manifest>) -> Lab {
    lab_of(granted, manifests.into_iter().map(|manifest| (manifest, "guest-plaza")).collect())
}

/// A lab with these prototypes, each of a guest.
pub(crate) fn lab_of(granted: Option<Granted>, prototypes: Vec<(Manifest, &str)>) -> Lab {
    let (sandbox, log, street) = (sandbox(), Arc::new(Kept::default()), Arc::new(Street::default()));
    sandbox.lend(Lent {
        grants: match granted {
            None => Arc::new(GrantAll),
            chosen => Arc::new(Chosen(chosen)),
        },
        log: log.clone(),
        records: log.clone(),
        citizens: Arc::new(Two),
        neighbours: street.clone(),
    });
    let load = |(manifest, guest): (Manifest, &str)| {
        sandbox.load_service(manifest, &component(guest)).unwrap_or_else(|error| panic!("{error}"))
    };
    let services = prototypes.into_iter().map(load).collect();
    assert!(street.0.set(services).is_ok(), "it was empty");
    Lab { street, log, _sandbox: sandbox }
}

impl Lab {
    async fn told_by(&self, name: &str, path: &str, visit: &Visit) -> String {
        self.answered(name, path, visit).await.unwrap_or_else(|failure| panic!("{name} {path}: {failure}"))
    }

    /// What a prototype answers, or how it failed.
    pub(crate) async fn answered(&self, name: &str, path: &str, visit: &Visit) -> Result<String, ServiceFailure> {
        let service = self.street.prototype(&named(name)).expect("it is there");
        Ok(read(service.answer(get(path), visit).await?).await.text())
    }

    fn looks(&self) -> usize {
        self.log.looks.lock().expect("nobody panics").len()
    }
}

fn named(name: &str) -> Name {
    Name::parse(name).expect("it is a name")
}

/// The person agrees to this request of a prototype, for a number of days.
fn agree(visit: &Visit, manifest: &Manifest, request: &str, days: i32) -> u64 {
    let ask = manifest.ask(request).expect("it is asked").clone();
    let consent = Consent {
        id: 0,
        prototype: manifest.name.clone(),
        // They left out the other field.
        fields: ask.fields.iter().take(1).cloned().collect(),
        words: ask.words,
        ask,
        until: Date(visit.today.0 + days - 1),
        taken_back: false,
        title: Text::same("-"),
        organisation: "-".to_owned(),
    };
    visit.state.with_consents(|consents| consents.give(consent))
}

#[tokio::test]
async fn all_who_answer_are_asked_and_one_that_hangs_or_falls_over_costs_its_line() {
    let names = ["tells", "hangs", "panics", "declines", "nonsense", "asks-on", "nothing", "swallows"];
    let behaviours = [0, 1, 2, 3, 4, 6, 7, 8];
    let answerers = names.iter().zip(behaviours).map(|(name, behaviour)| manifest(name, behaviour, DEBTS));
    let elsewhere = manifest("elsewhere", 0, "[answers]\ntopics = [\"debts\"]\nplaces = [\"enschede\"]");
    let other = manifest("other", 0, "[answers]\ntopics = [\"pension\"]");
    let lab = lab(None, answerers.chain([manifest("plaza", 0, OTHER), elsewhere, other]).collect());
    let visit = played();
    let told = lab.told_by("plaza", "/ask?debts", &visit).await;
    let expected = "\
        tells Sector::Society: words None details 1 [Some(\"/hulp\")]\n\
        hangs Sector::Society: Silence::Late\n\
        panics Sector::Society: Silence::Failed\n\
        declines Sector::Society: Silence::Failed\n\
        nonsense Sector::Society: 1000 bytes [None], 1000 bytes [None], 1000 bytes [None], 1000 bytes [None], \
        1000 bytes [None], 1000 bytes [None], 1000 bytes [None], 1000 bytes [None]\n\
        asks-on Sector::Society: Ok(7) [Some(\"/hulp\")]\n\
        nothing Sector::Society: \n\
        swallows Sector::Society: Silence::Failed";
    // Who asks on asks all others, itself not, up to four deep: those it asks ask on as well, and one of them is late by that.
    let late =
        told.replace("asks-on Sector::Society: Silence::Late", "asks-on Sector::Society: Ok(7) [Some(\"/hulp\")]");
    assert_eq!(late, expected);
    let asked = visit
        .state
        .trail(0)
        .iter()
        .filter(|(_, event)| matches!(event, Event::Asked { from, .. } if from.as_str() == "plaza"))
        .count();
    assert_eq!(asked, names.len(), "each is in the glass box");
    let talked = lab.told_by("plaza", "/talk?tells", &visit).await;
    assert_eq!(talked, "Ok(Ok(\"hulp: dag (None)\"))");
    for nobody in ["plaza", "nobody", "NO NAME"] {
        let talked = lab.told_by("plaza", &format!("/talk?{}", nobody.replace(' ', "_")), &visit).await;
        assert!(talked.contains("Refusal::Unknown"), "{nobody}: {talked}");
    }
    assert!(lab.told_by("plaza", "/ask?housing", &visit).await.is_empty(), "nobody answers on that");
}

#[tokio::test]
async fn words_are_passed_on_only_while_the_person_shares_them_and_without_numbers() {
    let lab = lab(None, vec![manifest("tells", 0, DEBTS), manifest("plaza", 0, OTHER)]);
    let plaza = manifest("plaza", 0, OTHER);
    let visit = played();
    let told = async |share: &str| lab.told_by("plaza", &format!("/ask?debts{share}"), &visit).await;
    assert!(told("").await.contains("words None"));
    assert_eq!(told("&words").await, "Refusal::NotShared(\"/.lab/share/words\")");
    assert!(told("&rent").await.contains("Undeclared"), "a request that is not about words");
    agree(&visit, &plaza, "rent", 30);
    assert!(told("&words").await.contains("NotShared"), "another request");
    let id = agree(&visit, &plaza, "words", 30);
    let shared = told("&words").await;
    assert!(shared.contains("ik kom niet rond, mijn bsn is [...]"), "{shared}");
    assert!(told("").await.contains("words None"), "it is said each time that they go along");
    visit.state.take_back(id);
    assert!(told("&words").await.contains("NotShared"), "taken back");
}

#[tokio::test]
async fn there_is_no_road_around_what_the_person_decides() {
    let (one, other) = (manifest("one", 5, DEBTS), manifest("other", 5, DEBTS));
    let lab = lab(None, vec![one.clone(), other.clone(), manifest("plaza", 0, OTHER)]);
    let visit = played();
    let refused = "Refusal::NotShared(\"/.lab/share/rent\")";
    let told = async |name: &str, path: &str, visit: &Visit| lab.told_by(name, path, visit).await;
    assert_eq!(told("one", "/read?rent", &visit).await, refused, "nothing was shared");
    assert_eq!(lab.looks(), 0, "and nothing was looked at");

    let id = agree(&visit, &one, "rent", 7);
    let until = visit.today.0 + 6;
    let shared = format!("person.age=Value::Whole(40) of Basisregistratie Personen until {until}");
    assert_eq!(told("one", "/read?rent", &visit).await, shared, "what they chose of it, with where it is from");
    assert_eq!(lab.looks(), 1, "and it is in the log");
    let look = lab.log.looks.lock().expect("nobody panics")[0].clone();
    assert_eq!((look.subject, look.purpose.en.as_str()), (Bsn::new(ME), "To work it out."));

    // Another prototype with the same request; the same one in another session, or as nobody; a request that there is not.
    assert_eq!(told("other", "/read?rent", &visit).await, refused);
    assert_eq!(told("one", "/read?rent", &played()).await, refused);
    let nobody = Visit { persona: None, ..visit.clone() };
    assert_eq!(told("one", "/read?rent", &nobody).await, "Refusal::Nobody");
    assert!(told("one", "/read?income", &visit).await.contains("Undeclared"));
    // By way of the plaza, which passes the question on to both.
    let offers = told("plaza", "/ask?debts", &visit).await;
    assert!(offers.contains("one Sector::Society: Ok(1)"), "{offers}");
    assert!(offers.contains("other Sector::Society: Err(Refusal::NotShared"), "{offers}");
    // By the register of citizens, for which the manifest asks no grant.
    let looked = told("one", "/look-up?person.age", &visit).await;
    assert!(looked.contains("Undeclared"), "{looked}");

    // What it kept goes when it is taken back, and may not come back by a replay.
    assert_eq!(told("one", "/keep?40-years-old", &visit).await, "Ok(())");
    assert_eq!(told("one", "/kept", &visit).await, "Ok(Some(\"40-years-old\"))");
    visit.state.take_back(id);
    assert_eq!(told("one", "/read?rent", &visit).await, refused);
    assert_eq!(told("one", "/kept", &visit).await, "Ok(None)");
    visit.state.take_back(id);
    assert_eq!(told("one", "/read?rent", &visit).await, refused);

    // When its time is over: the day after the last.
    agree(&visit, &one, "rent", 7);
    assert_eq!(told("one", "/keep?40-years-old", &visit).await, "Ok(())");
    let last = Visit { today: Date(until), ..visit.clone() };
    assert_eq!(told("one", "/read?rent", &last).await, shared);
    let after = Visit { today: Date(until + 1), ..visit.clone() };
    assert_eq!(told("one", "/kept", &after).await, "Ok(None)");
    assert_eq!(told("one", "/read?rent", &after).await, refused);
    assert_eq!(told("one", "/read?rent", &visit).await, refused, "going back in time brings nothing back");
}

#[tokio::test]
async fn another_request_under_the_same_name_is_not_what_was_agreed_to() {
    let mut earlier = manifest("one", 0, DEBTS);
    earlier.asks[0].purpose = Text::same("Something harmless.");
    let lab = lab(None, vec![manifest("one", 0, DEBTS)]);
    let visit = played();
    agree(&visit, &earlier, "rent", 30);
    assert!(lab.told_by("one", "/read?rent", &visit).await.contains("NotShared"));
}

#[tokio::test]
async fn nothing_is_told_that_can_not_be_written() {
    let one = manifest("one", 0, DEBTS);
    let lab = lab(None, vec![one.clone()]);
    let visit = played();
    agree(&visit, &one, "rent", 30);
    *lab.log.is_full.lock().expect("nobody panics") = true;
    assert_eq!(lab.told_by("one", "/read?rent", &visit).await, "Refusal::Unavailable");
    assert_eq!(lab.told_by("one", "/known", &visit).await, "Err(Refusal::Unavailable)");
}

#[tokio::test]
async fn what_is_not_granted_is_refused() {
    let one = manifest("one", 0, DEBTS);
    let all = Granted::all_of(&one);
    for (capability, path) in
        [(Capability::Vault, "/read?rent"), (Capability::Desks, "/ask?debts"), (Capability::OwnData, "/known")]
    {
        let capabilities = all.capabilities.iter().copied().filter(|other| *other != capability).collect();
        let lab = lab(Some(Granted { capabilities, ..all.clone() }), vec![one.clone()]);
        let visit = played();
        agree(&visit, &one, "rent", 30);
        let told = lab.told_by("one", path, &visit).await;
        assert!(told.contains("NotGranted"), "{path}: {told}");
    }
}

#[tokio::test]
async fn a_person_sees_what_is_known_who_looked_and_what_they_share_and_takes_it_back() {
    let one = manifest("one", 0, DEBTS);
    let lab = lab(None, vec![one.clone(), manifest("mine", 0, OTHER)]);
    let visit = played();
    let told = async |path: &str| lab.told_by("mine", path, &visit).await;
    assert!(told("/known").await.starts_with("Ok("), "all fields of the catalogue");
    let id = agree(&visit, &one, "rent", 30);
    lab.told_by("one", "/read?rent", &visit).await;
    assert_eq!(told("/looks").await, "mine Inzage in uw eigen gegevens., one Rekenen.");
    assert_eq!(told("/consents").await, format!("{id} one false"));
    assert_eq!(told(&format!("/take-back?{id}")).await, "Ok(true)");
    assert_eq!(told(&format!("/take-back?{id}")).await, "Ok(false)", "it was taken back");
    assert_eq!(told("/consents").await, format!("{id} one true"));
    assert!(lab.told_by("one", "/read?rent", &visit).await.contains("NotShared"));
    let nobody = Visit { persona: None, ..visit.clone() };
    assert_eq!(lab.told_by("mine", "/known", &nobody).await, "Err(Refusal::Nobody)");
}

#[test]
fn a_manifest_says_what_its_component_does() {
    let sandbox = sandbox();
    let load = |guest: &str, manifest: Manifest| -> LoadError {
        sandbox.load_service(manifest, &component(guest)).err().unwrap_or_else(|| panic!("{guest} can be loaded"))
    };
    let silent = load("guest-lab", {
        let mut manifest = manifest("silent", 0, DEBTS);
        manifest.service.as_mut().expect("it is one").uses.push(Capability::Logging);
        manifest
    });
    assert!(silent.what.contains("does not export `fieldlab:lab/plaza@0.1.0`"), "{silent}");
    let quiet = load("guest-plaza", manifest("quiet", 0, ""));
    assert!(quiet.what.contains("does not say on what it answers"), "{quiet}");
}
