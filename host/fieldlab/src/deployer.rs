//! Deploys prototypes into the lab while it is served: check, load, keep, note, and only then serve. Versions beside the current one are
//! loaded when somebody asks for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fieldlab_domain::assessment::{Blame as LoadBlame, LoadError};
use fieldlab_domain::deployment::{
    Blame, DeployFailure, Deployer, Deployment, DeploymentBook, Token, Upload, Who, check,
};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::Service;
use fieldlab_domain::store::{Store, StoreError};
use fieldlab_sandbox::Sandbox;
use fieldlab_web::Services;
use tokio::sync::Mutex;

use crate::exports;
use crate::lab::Lab;
use crate::prototypes::{Kept, Package};
use crate::runs;
use crate::trust::Trust;
use crate::versions::Versions;

/// The latest deployment of each prototype.
pub(crate) fn current(deployments: Vec<Deployment>) -> BTreeMap<Name, Deployment> {
    deployments.into_iter().map(|deployment| (deployment.prototype.clone(), deployment)).collect()
}

/// Deploys into a lab.
pub(crate) struct LabDeployer {
    book: Arc<dyn DeploymentBook>,
    store: Arc<dyn Store>,
    sandbox: Arc<Sandbox>,
    kept: Kept,
    services: Services,
    versions: Versions,
    trust: Trust,
    /// One at a time: what is served is what the latest row says.
    turn: Mutex<()>,
}

impl LabDeployer {
    /// Deploys into `lab`, which serves `services`, what `trust` lets in.
    pub(crate) fn new(lab: &Lab, services: Services, trust: Trust) -> LabDeployer {
        LabDeployer {
            book: lab.deployments.clone(),
            store: lab.store.clone(),
            sandbox: lab.sandbox.clone(),
            kept: lab.kept.clone(),
            services,
            versions: Versions::default(),
            trust,
            turn: Mutex::new(()),
        }
    }

    /// Loads a package: its rule to see whether it is one, and its web service.
    async fn load(&self, package: Package) -> Result<Option<Arc<dyn Service>>, DeployFailure> {
        let sandbox = self.sandbox.clone();
        let load = move || -> Result<Option<Arc<dyn Service>>, DeployFailure> {
            let Package { manifest, component } = package;
            if manifest.has_assessment() {
                sandbox.load(manifest.clone(), &component).map_err(not_loaded)?;
            }
            match manifest.service.is_some() {
                true => Ok(Some(sandbox.load_service(manifest, &component).map_err(not_loaded)?)),
                false => Ok(None),
            }
        };
        tokio::task::spawn_blocking(load).await.map_err(|error| lab_failed(&error))?
    }

    /// The package of a version that was deployed.
    fn kept(&self, found: &Deployment) -> Result<Package, DeployFailure> {
        let package = self.kept.package(&found.manifest, &found.digest);
        let package = package.map_err(|error| lab_failed(&format!("{error:#}")))?;
        package.ok_or_else(|| lab_failed(&"the bytes of a deployed version are gone"))
    }

    fn serve(&self, name: &Name, service: Option<Arc<dyn Service>>) {
        match service {
            Some(service) => self.services.put(name.clone(), service),
            None => self.services.remove(name),
        }
    }

    /// Refuses a name that a prototype of the lab itself has, of another organisation.
    async fn check_local(&self, manifest: &Manifest) -> Result<(), DeployFailure> {
        for record in self.store.prototypes().await? {
            let known = Manifest::from_json(&record.manifest).ok().filter(|known| known.name == manifest.name);
            if known.is_some_and(|known| known.owner.organisation != manifest.owner.organisation) {
                let what = format!("the name `{}` is taken: the lab has a prototype of another owner", manifest.name);
                return Err(DeployFailure::new(Blame::Conflict, what, "choose another name in prototype.toml"));
            }
        }
        Ok(())
    }
}

/// The latest deployment of a version of a prototype.
fn find<'d>(deployments: &'d [Deployment], prototype: &Name, version: &str) -> Result<&'d Deployment, DeployFailure> {
    deployments.iter().rfind(|one| one.version == version).ok_or_else(|| {
        let what = format!("version {version} of `{prototype}` was never deployed here");
        let mut known: Vec<&str> = deployments.iter().map(|one| one.version.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let hint = match known.is_empty() {
            true => "deploy it with: fieldlab deploy".to_owned(),
            false => format!("there are: {}", known.join(", ")),
        };
        DeployFailure::new(Blame::NotFound, what, hint)
    })
}

fn not_loaded(error: LoadError) -> DeployFailure {
    match error.blame {
        LoadBlame::Guest => DeployFailure::new(Blame::Bad, error.what, error.hint),
        _ => lab_failed(&error),
    }
}

fn lab_failed(error: &dyn std::fmt::Display) -> DeployFailure {
    DeployFailure::new(Blame::Lab, error.to_string(), "tell who runs the lab; nothing was deployed")
}

#[async_trait]
impl Deployer for LabDeployer {
    async fn token(&self, secret: &str) -> Result<Option<Token>, StoreError> {
        let token = self.book.token(&Digest::of(secret.as_bytes())).await?;
        Ok(token.filter(|token| token.is_valid(runs::now())))
    }

    async fn deployments(&self, prototype: Option<&Name>) -> Result<Vec<Deployment>, StoreError> {
        self.book.deployments(prototype).await
    }

    fn asks_for_signature(&self) -> bool {
        self.trust.asks_for_signature()
    }

    async fn deploy(&self, upload: Upload, who: &Who) -> Result<Deployment, DeployFailure> {
        self.trust.check(&upload)?;
        let manifest = Manifest::parse("prototype.toml", &upload.manifest)
            .map_err(|faults| DeployFailure::new(Blame::Bad, faults.to_string(), "see: fieldlab check"))?;
        let owner = manifest.owner.organisation.clone();
        if let Some(organisation) = who.organisation.as_ref().filter(|organisation| **organisation != owner) {
            let what = format!("the token is of {organisation}, and `{}` of {owner}", manifest.name);
            return Err(DeployFailure::new(Blame::Forbidden, what, "use a token of the owner in prototype.toml"));
        }
        let package = Package { manifest, component: upload.component.into() };
        let new = Deployment {
            prototype: package.manifest.name.clone(),
            version: package.manifest.version.clone(),
            digest: Digest::of(&package.component),
            manifest: package.manifest.digest(),
            organisation: owner,
            by: who.name.clone(),
            at: runs::now(),
        };
        let _turn = self.turn.lock().await;
        // What is refused anyhow is not compiled and not kept.
        let earlier = self.book.deployments(Some(&new.prototype)).await?;
        check(&earlier, &new)?;
        if earlier.is_empty() {
            self.check_local(&package.manifest).await?;
        }
        if package.manifest.service.is_some() {
            exports::check_service(&package)
                .map_err(|error| DeployFailure::new(Blame::Bad, error.to_string(), "see: fieldlab check"))?;
        }
        let service = self.load(package.clone()).await?;
        self.kept.keep(&package).map_err(|error| lab_failed(&format!("{error:#}")))?;
        self.book.deploy(&new, &package.manifest).await?;
        self.serve(&new.prototype, service);
        tracing::info!(prototype = %new.prototype, new.version, new.by, "deployed");
        Ok(new)
    }

    async fn make_current(&self, prototype: &Name, version: &str, who: &Who) -> Result<Deployment, DeployFailure> {
        let _turn = self.turn.lock().await;
        let earlier = self.book.deployments(Some(prototype)).await?;
        let found = find(&earlier, prototype, version)?;
        if let Some(organisation) =
            who.organisation.as_ref().filter(|organisation| **organisation != found.organisation)
        {
            let what = format!("the token is of {organisation}, and `{prototype}` of {}", found.organisation);
            return Err(DeployFailure::new(Blame::Forbidden, what, "use a token of its owner"));
        }
        let package = self.kept(found)?;
        let service = self.load(package.clone()).await?;
        let new = Deployment { by: who.name.clone(), at: runs::now(), ..found.clone() };
        self.book.deploy(&new, &package.manifest).await?;
        self.serve(prototype, service);
        tracing::info!(%prototype, version, by = who.name, "went to another version");
        Ok(new)
    }

    async fn version(&self, prototype: &Name, version: &str) -> Result<Option<Arc<dyn Service>>, DeployFailure> {
        let current = self.services.get(prototype.as_str());
        if let Some(current) = current.filter(|current| current.manifest().version == version) {
            return Ok(Some(current));
        }
        let load = async {
            let deployments = self.book.deployments(Some(prototype)).await?;
            self.load(self.kept(find(&deployments, prototype, version)?)?).await
        };
        self.versions.get(prototype, version, load).await
    }
}
