//! A lab of its own for each test: a data folder, and the command line run as a user would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The manifest of `na-de-ww` for another component, which has pages and answers no questions.
pub(crate) fn manifest_of_pages() -> String {
    let manifest = std::fs::read_to_string(repository().join("plugins/na-de-ww/prototype.toml")).expect("it is there");
    let parts = manifest.split("\n\n").filter(|part| !part.contains("[answers]"));
    parts.collect::<Vec<_>>().join("\n\n")
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository").to_owned()
}

/// The profile that this program was built with, which the binary is built with too: a benchmark for release is of a release.
fn profile() -> String {
    let program = std::env::current_exe().expect("a program knows where it is");
    let folder = program.parent().and_then(Path::parent).and_then(Path::file_name);
    match folder.and_then(std::ffi::OsStr::to_str) {
        Some("debug") | None => "dev".to_owned(),
        Some(profile) => profile.to_owned(),
    }
}

/// The `fieldlab` binary, built once.
///
/// Cargo gives the path of a binary to tests of its own package only, so it is built here; when it is fresh that takes a moment.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--package", "fieldlab", "--bin", "fieldlab", "--message-format=json-render-diagnostics"])
            .args(["--profile", &profile()])
            .current_dir(repository())
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo starts");
        assert!(output.status.success(), "fieldlab builds");
        let messages = String::from_utf8(output.stdout).expect("cargo speaks UTF-8");
        let mut found = messages.lines().filter_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            message["executable"].as_str().map(PathBuf::from)
        });
        found.next_back().expect("the build names its executable")
    })
}

/// A data folder that is removed at the end, and commands in it.
pub(crate) struct TestLab {
    folder: TempDir,
}

/// What a command printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    /// The exit code.
    pub(crate) code: i32,
    /// The standard output.
    pub(crate) out: String,
    /// The error output.
    pub(crate) err: String,
}

impl TestLab {
    /// An empty lab.
    pub(crate) fn new() -> TestLab {
        TestLab { folder: tempfile::tempdir().expect("there is room for a folder") }
    }

    /// A path in the lab's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A command with these arguments, not yet started, in the lab's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.folder.path());
        command.env("FIELDLAB_DATA", self.data()).env("FIELDLAB_WORKSPACE", repository());
        command.env("HOME", self.folder.path()).env_remove("FIELDLAB_LOG").stdin(Stdio::null());
        // Cargo and rustup are found by the home folder when nothing else says where they are.
        if let Some(home) = std::env::home_dir() {
            for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
                if std::env::var_os(variable).is_none() {
                    command.env(variable, home.join(folder));
                }
            }
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().expect("fieldlab starts");
        self.said(&output)
    }

    /// What a command said, with the paths of this test made plain.
    pub(crate) fn said(&self, output: &Output) -> Said {
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.replace(&*self.folder.path().to_string_lossy(), "LAB")
                .replace(&*repository().to_string_lossy(), "REPOSITORY")
        };
        Said { code: output.status.code().unwrap_or(-1), out: plain(&output.stdout), err: plain(&output.stderr) }
    }

    /// Runs a command that must succeed, and gives its output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "fieldlab {}: {}{}", arguments.join(" "), said.out, said.err);
        said.out
    }

    /// Runs a command that must be refused as bad input, and gives its message.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 2, "fieldlab {}: {}{}", arguments.join(" "), said.out, said.err);
        assert!(said.out.is_empty(), "nothing is printed besides the message: {}", said.out);
        said.err
    }
}
