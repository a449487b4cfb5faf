//! The lab, wired: the one place where the floors meet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlab_domain::capability::Capability;
use fieldlab_domain::date::Date;
use fieldlab_domain::date::days_from_civil;
use fieldlab_domain::deployment::DeploymentBook;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::need_book::NeedBook;
use fieldlab_domain::persona::Cast;
use fieldlab_domain::population::PopulationRequest;
use fieldlab_domain::register::Register;
use fieldlab_domain::store::Store;
use fieldlab_domain::tour::TourBook;
use fieldlab_population::{PopulationCitizens, PopulationRegister, Source};
use fieldlab_sandbox::{Lent, Sandbox, SandboxConfig};
use fieldlab_store::{SqliteDeployments, SqliteGrants, SqliteLog, SqliteMembers, SqliteStore, SqliteSupport};
use fieldlab_web::{Services, Street};

use crate::cli::Places;
use crate::deployer::current;
use crate::failure::usage;
use crate::prototypes::{Kept, Package};
use crate::runs;

/// The day that prototypes see as today, so that a run tomorrow gives the same bytes: year, month, day.
const TODAY: (i32, i32, i32) = (2026, 1, 1);

/// Everything that a command needs. Clones share it.
#[derive(Clone)]
pub(crate) struct Lab {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// What the lab keeps.
    pub(crate) store: Arc<dyn Store>,
    /// The needs, and what the team makes of them.
    pub(crate) needs: Arc<dyn NeedBook>,
    /// The tours of prototypes.
    pub(crate) tours: Arc<dyn TourBook>,
    /// Where prototypes run.
    pub(crate) sandbox: Arc<Sandbox>,
    /// Where citizens come from.
    pub(crate) populations: Arc<Source>,
    /// Who can be played in demos.
    pub(crate) cast: Cast,
    /// The prototypes that runs used.
    pub(crate) kept: Kept,
    /// The processing log.
    pub(crate) log: Arc<SqliteLog>,
    /// What owners granted.
    pub(crate) grants: Arc<SqliteGrants>,
    /// Who works with it.
    pub(crate) members: Arc<SqliteMembers>,
    /// What is said and decided, and with whom it is shared.
    pub(crate) support: Arc<SqliteSupport>,
    /// Who may deploy, and what was deployed.
    pub(crate) deployments: Arc<dyn DeploymentBook>,
}

impl Lab {
    /// Opens the lab in the data folder, which is made when it is not there; runs that a dead process left are marked as broken
    /// off.
    pub(crate) async fn open(places: &Places) -> anyhow::Result<Lab> {
        Lab::open_with_cache(places, &data_folder(places)?).await
    }

    /// Opens the lab, with compiled components in another data folder.
    pub(crate) async fn open_with_cache(places: &Places, cache: &Path) -> anyhow::Result<Lab> {
        let data = made_data_folder(places)?;
        let store = SqliteStore::open(&data.join("lab.db")).await?;
        let sandbox = sandbox(Some(cache))?;
        let log = SqliteLog::open(store.clone(), &data.join("processing.key"), Arc::new(runs::now_ms)).await?;
        let grants = SqliteGrants::open(store.clone()).await?;
        let lab = Lab {
            log: Arc::new(log),
            grants: Arc::new(grants),
            members: Arc::new(SqliteMembers::new(store.clone())),
            support: Arc::new(SqliteSupport::new(store.clone())),
            deployments: Arc::new(SqliteDeployments::new(store.clone())),
            needs: Arc::new(store.clone()),
            tours: Arc::new(store.clone()),
            store: Arc::new(store),
            sandbox: Arc::new(sandbox),
            populations: Arc::new(Source::new()),
            cast: Cast::default(),
            kept: Kept::new(data.join("prototypes")),
            data,
        };
        runs::break_off(&lab).await?;
        Ok(lab)
    }
}

/// How many persons the synthetic register has, besides the personas.
const REGISTERED: u64 = 100_000;

impl Lab {
    /// The synthetic register; its citizens are made when it is first asked.
    pub(crate) fn register(&self) -> Arc<dyn Register> {
        Arc::new(PopulationRegister::new(self.populations.clone(), registered(), self.cast.clone()))
    }
}

impl Lab {
    /// The day that prototypes see as today.
    pub(crate) fn today(&self) -> Date {
        let (year, month, day) = TODAY;
        Date::new(year, month, day)
    }

    /// The web services of the prototypes that the lab has. One that can't be loaded is told about and left out.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) async fn services(&self) -> anyhow::Result<Services> {
        // The current version of what was deployed; of the lab's own prototypes what was built last.
        let deployed = current(self.deployments.deployments(None).await?);
        let mut wanted: BTreeMap<_, _> =
            deployed.into_values().map(|one| (one.prototype, (one.manifest, one.digest))).collect();
        let deployed: BTreeSet<_> = wanted.keys().cloned().collect();
        for record in self.store.prototypes().await? {
            let manifest = Manifest::from_json(&record.manifest).ok();
            if let Some(manifest) = manifest.filter(|manifest| !deployed.contains(&manifest.name)) {
                wanted.insert(manifest.name.clone(), (manifest.digest(), record.digest));
            }
        }
        let mut packages = Vec::new();
        for (name, (manifest, component)) in wanted {
            match self.kept.package(&manifest, &component) {
                Ok(package) => packages.extend(package.filter(|package| package.manifest.service.is_some())),
                Err(error) => eprintln!("prototype `{name}` is left out: {error:#}"),
            }
        }
        let sandbox = self.sandbox.clone();
        let uses_citizens = packages.iter().any(|package| {
            package.manifest.service.as_ref().is_some_and(|service| service.uses.contains(&Capability::Citizens))
        });
        // Compiling takes a while, and all cores.
        let load = move || -> Services {
            let service = |package: Package| {
                let name = package.manifest.name.clone();
                match sandbox.load_service(package.manifest, &package.component) {
                    Ok(service) => Some((name, service)),
                    Err(error) => {
                        eprintln!("prototype `{name}` is left out: {error}");
                        None
                    }
                }
            };
            packages.into_iter().filter_map(service).collect()
        };
        let services = tokio::task::spawn_blocking(load).await?;
        self.lend(&services, uses_citizens);
        Ok(services)
    }

    /// Lends services citizens, the register and each other, as far as each was granted them.
    pub(crate) fn lend(&self, services: &Services, uses_citizens: bool) {
        let citizens = Arc::new(PopulationCitizens::new(self.populations.clone(), registered(), self.cast.clone()));
        if uses_citizens {
            // So that the first visitor need not wait.
            let citizens = citizens.clone();
            tokio::task::spawn_blocking(move || citizens.prepare());
        }
        let street = Street::new(services.clone(), self.register(), self.log.clone());
        self.sandbox.lend(Lent {
            grants: self.grants.clone(),
            log: self.log.clone(),
            citizens,
            neighbours: Arc::new(street),
            records: self.log.clone(),
        });
    }
}

/// The citizens of the register.
pub(crate) fn registered() -> PopulationRequest {
    PopulationRequest::new("nl-2025", Some(REGISTERED), 1)
}

/// A sandbox that keeps compiled components in the data folder, or in none.
pub(crate) fn sandbox(data: Option<&Path>) -> anyhow::Result<Sandbox> {
    let cache = data.map(|data| data.join("compiled"));
    let (year, month, day) = TODAY;
    Ok(Sandbox::new(SandboxConfig { cache, ..SandboxConfig::new(days_from_civil(year, month, day)) })?)
}

/// The data folder, which is made when it is not there.
pub(crate) fn made_data_folder(places: &Places) -> anyhow::Result<PathBuf> {
    let data = data_folder(places)?;
    std::fs::create_dir_all(&data).map_err(|error| {
        usage(format!("can't make the data folder {}: {error}", data.display()), "name another with --data DIR")
    })?;
    Ok(data)
}

/// The data folder that was asked for, or the one in the user's data home.
pub(crate) fn data_folder(places: &Places) -> anyhow::Result<PathBuf> {
    let folder = places.data.clone().or_else(|| dirs::data_dir().map(|home| home.join("fieldlab")));
    folder.ok_or_else(|| usage("this user has no data home", "name a data folder with --data DIR"))
}
