//! A real registry for tests: Debian's `docker-registry`. The tests of the command line use it too.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The name `lab` with the password `geheim`, as htpasswd writes it.
const PASSWORDS: &str = "lab:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";

/// A registry of one test alone, on a free port.
pub(crate) struct Registry {
    process: Child,
    pub(crate) address: String,
    folder: TempDir,
}

impl Registry {
    /// Starts it, with `more` in its configuration, where FOLDER is a folder with its `passwords`. Without one on the machine there is
    /// nothing to test against: the test says that it was left out, unless FIELDLAB_TEST_REGISTRY says that there must be one.
    pub(crate) fn start(more: &str) -> Option<Registry> {
        let folder = TempDir::new().unwrap();
        let place = folder.path().display();
        fs::write(folder.path().join("passwords"), PASSWORDS).unwrap();
        let more = more.replace("FOLDER", &place.to_string());
        let config = folder.path().join("config.yml");
        let text = format!(
            "version: 0.1\nlog: {{ level: info }}\nstorage: {{ filesystem: {{ rootdirectory: {place}/data }} }}\nhttp: {{ addr: '127.0.0.1:0' }}\n{more}"
        );
        fs::write(&config, text).unwrap();
        let started = Command::new("docker-registry")
            .arg("serve")
            .arg(&config)
            .env("OTEL_TRACES_EXPORTER", "none")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut process = started.ok().or_else(|| {
            let hint = "apt-get install docker-registry";
            let must = std::env::var_os("FIELDLAB_TEST_REGISTRY").is_some();
            assert!(!must, "there is no docker-registry to test against\n  hint: {hint}");
            eprintln!("left out: there is no docker-registry on this machine (install it with: {hint})");
            None
        })?;
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let address = lines.by_ref().find_map(|line| {
            let address = line
                .split_once("listening on ")
                .map(|(_, rest)| rest.split(['"', ',', ' ']).next().unwrap().to_owned());
            said.push(line);
            address
        });
        // It writes on as it works, and would stand still if nobody read.
        std::thread::spawn(move || lines.for_each(drop));
        let address = address.unwrap_or_else(|| panic!("docker-registry does not listen: {said:#?}"));
        Some(Registry { process, address, folder })
    }

    /// The file in which it keeps what has this digest, `sha256:` and 64 digits.
    pub(crate) fn file(&self, digest: &str) -> PathBuf {
        let hex = digest.strip_prefix("sha256:").unwrap();
        self.data().join(format!("blobs/sha256/{}/{hex}/data", &hex[..2]))
    }

    /// The folder in which it keeps everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data/docker/registry/v2")
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
