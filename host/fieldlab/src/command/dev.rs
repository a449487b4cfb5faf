//! `fieldlab dev`: a prototype's pages while they are written.

mod shown;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::service::Service;
use fieldlab_web::Accounts;
use fieldlab_web::Services;
use tokio::sync::watch as changes;

use crate::cli::{DevArguments, Places};
use crate::command::check::read_manifest;
use crate::command::demo::grant_what_is_new;
use crate::command::serve::{Terms, listen, serve_with};
use crate::failure::usage;
use crate::lab::{self, Lab};
use crate::prototypes::Package;
use crate::tours;
use shown::{Broken, Shown};

pub(crate) async fn run(places: &Places, arguments: DevArguments) -> anyhow::Result<()> {
    let folder = arguments.path.clone();
    let manifest = read_manifest(&manifest_path(&folder)?)?;
    if manifest.service.is_none() {
        let hint = "test a rule with: fieldlab test, or make pages: fieldlab new my-pages --template service";
        return Err(usage(format!("`{}` has no pages: its manifest has no [service]", manifest.name), hint));
    }
    let terms = Terms::new(&arguments.serve)?;
    if terms.accounts == Accounts::Members {
        return Err(usage(
            "a prototype is written on one's own machine, by one person",
            "leave out --members and --base-domain",
        ));
    }
    // What is kept while a prototype is written is of no use later; compiled components are.
    let temporary = tempfile::tempdir().context("can't make a temporary folder")?;
    let cache = lab::data_folder(places)?;
    let dev = Places { data: Some(temporary.path().to_owned()), ..places.clone() };
    let lab = Arc::new(Lab::open_with_cache(&dev, &cache).await?);
    let (services, (said, saved)) = (Services::default(), changes::channel(0_u64));
    let listener = listen(&arguments.serve, terms.accounts).await?;
    lab.lend(&services, true);
    let name = manifest.name.clone();
    println!("building `{name}`, the first time takes longest");
    let mut developing = Developing { lab: lab.clone(), services: services.clone(), folder, said, saved, manifest };
    developing.build().await;
    let port = listener.local_addr()?.port();
    let address = format!("http://{name}.localhost:{port}/");
    println!("`{name}` is at {address}");
    println!("as a persona  http://localhost:{port}/prototypes/{name}/try  (stop with Ctrl-C)");
    if arguments.open && opener::open_browser(&address).is_err() {
        eprintln!("no browser could be opened: go to {address} yourself");
    }
    let following = tokio::spawn(async move { developing.follow().await });
    let served = serve_with(&lab, terms, listener, services).await;
    following.abort();
    served
}

fn manifest_path(folder: &Path) -> anyhow::Result<PathBuf> {
    let path = folder.join("prototype.toml");
    if path.is_file() {
        return Ok(path);
    }
    Err(usage(
        format!("there is no prototype in {}", folder.display()),
        "name a prototype's folder, or make one: fieldlab new",
    ))
}

/// A prototype that is being written.
struct Developing {
    lab: Arc<Lab>,
    services: Services,
    folder: PathBuf,
    /// Tells pages that there is something new.
    said: changes::Sender<u64>,
    saved: changes::Receiver<u64>,
    /// The latest manifest that could be read.
    manifest: Manifest,
}

impl Developing {
    /// Builds each time that something was saved.
    async fn follow(&mut self) {
        let mut watched = watch::Watched::new(&self.folder);
        loop {
            let Some(file) = watched.next().await else { continue };
            println!("saved    {}", file.display());
            self.build().await;
        }
    }

    /// Builds, swaps the new version in, and tells the pages. What goes wrong is shown in the browser.
    async fn build(&mut self) {
        let started = Instant::now();
        let built = self.load().await;
        let service: Arc<dyn Service> = match built {
            Ok(service) => {
                println!("built    in {:.2} s", started.elapsed().as_secs_f64());
                self.manifest = service.manifest().clone();
                Arc::new(Shown { service, saved: self.saved.clone() })
            }
            Err(error) => {
                let words = format!("{error:#}");
                eprintln!("{words}");
                Arc::new(Broken::new(self.manifest.clone(), words, self.saved.clone()))
            }
        };
        self.services.put(self.manifest.name.clone(), service);
        // Pages that were made a moment before this are made once more.
        self.said.send_modify(|number| *number += 1);
    }

    async fn load(&self) -> anyhow::Result<Arc<dyn Service>> {
        let manifest = read_manifest(&manifest_path(&self.folder)?)?;
        grant_what_is_new(&self.lab, &manifest, "fieldlab dev").await?;
        let tour = tours::beside(&self.folder, &manifest.name)?.map(|(_, tour)| tour);
        self.lab.tours.put_tour(&manifest.name, tour.as_ref()).await?;
        let (folder, sandbox) = (self.folder.clone(), self.lab.sandbox.clone());
        let work = move || -> anyhow::Result<Arc<dyn Service>> {
            let built = fieldlab_build::build_quickly(&folder, &mut |_| {})?;
            let built = built.iter().find(|built| built.is_in(&folder));
            let built = built.context("it makes no component: add crate-type = [\"cdylib\"] under [lib]")?;
            let package = Package::read(manifest, &built.component_path)?;
            Ok(sandbox.load_service(package.manifest, &package.component)?)
        };
        tokio::task::spawn_blocking(work).await?
    }
}
