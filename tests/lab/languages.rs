//! Prototypes in other languages than Rust: made, tested by their own tools and by the lab, and what is said when something is missing.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::test_lab::{TestLab, repository};

/// In what the languages differ.
struct Language {
    /// As `fieldlab new --lang` has it.
    name: &'static str,
    /// Where the pages are.
    source: &'static str,
    /// The page of documentation for a newcomer, which shows a page of one's own.
    guide: &'static str,
    /// How its route and its function begin and end there.
    route: [&'static str; 2],
    function: [&'static str; 2],
    /// The last route of the template.
    last: &'static str,
    /// What installs the SDK, in the prototype's folder, and what runs the prototype's own tests.
    install: &'static [&'static [&'static str]],
    test: &'static [&'static str],
    /// A mistake, and what is said of it.
    mistake: [&'static str; 2],
    said: &'static str,
    /// What its component may be, in bytes.
    most_bytes: u64,
}

const JAVASCRIPT: Language = Language {
    name: "js",
    source: "src/service.js",
    guide: "docs/javascript.md",
    route: [".get(\"/hallo\"", ")"],
    function: ["function hello(", "    }"],
    last: ".post(\"/opnieuw\", (request) => request.beginAnew())",
    install: &[&["npm", "install", "--no-audit", "--no-fund", "--loglevel", "error"]],
    test: &["npm", "test"],
    mistake: ["function start(", "functin start("],
    said: "/src/service.js:",
    most_bytes: 3_000_000,
};

const PYTHON: Language = Language {
    name: "python",
    source: "service.py",
    guide: "docs/python.md",
    route: ["router.get(\"/hallo\"", ")"],
    function: ["def hello(", ")"],
    last: "router.post(\"/opnieuw\", Request.begin_anew)",
    install: &[
        &["python3", "-m", "venv", ".venv"],
        &[".venv/bin/pip", "install", "--quiet", "--editable", "vendor/sdk-python"],
    ],
    test: &[".venv/bin/python", "-m", "unittest"],
    mistake: ["def start(", "df start("],
    said: "service.py",
    most_bytes: 25_000_000,
};

/// Runs a tool of a language in a folder, as an author would. Whether it went well, and what it said.
fn run(folder: &Path, command: &[&str]) -> (bool, String) {
    let program = folder.join(command[0]);
    let program = if program.is_file() { program } else { command[0].into() };
    let output = match Command::new(program).args(&command[1..]).current_dir(folder).output() {
        Ok(output) => output,
        Err(error) => return (false, format!("{}: {error}", command[0])),
    };
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.success(), said.concat())
}

impl Language {
    /// Installs the SDK. Where that can't be done the test says that it was left out, unless FIELDLAB_TEST_LANGUAGES, a list of names, says
    /// that it must be there.
    fn is_installed(&self, folder: &Path) -> bool {
        let failed = self.install.iter().map(|command| run(folder, command)).find(|(went_well, _)| !went_well);
        let Some((_, said)) = failed else { return true };
        let must =
            std::env::var("FIELDLAB_TEST_LANGUAGES").is_ok_and(|must| must.split(' ').any(|one| one == self.name));
        assert!(!must, "`{}` can't be installed: {said}", self.name);
        eprintln!("left out: `{}` can't be installed: {said}", self.name);
        false
    }

    /// The template with the page of one's own that the documentation shows.
    fn with_own_page(&self, source: &str) -> String {
        let guide = std::fs::read_to_string(repository().join(self.guide)).expect("it is there");
        let code = |[first, last]: [&str; 2]| {
            let mut taken: Vec<&str> = Vec::new();
            for line in guide.lines().skip_while(|line| !line.trim_start().starts_with(first)) {
                taken.push(line.strip_prefix("    ").unwrap_or(line));
                if line.ends_with(last) {
                    break;
                }
            }
            taken.join("\n")
        };
        let (route, function) = (code(self.route), code(self.function));
        assert!(!route.is_empty() && !function.is_empty(), "the guide shows a page: {route} {function}");
        assert!(source.contains(self.last), "{source}");
        let routed = source.replacen(self.last, &format!("{}\n    {}", self.last, route.trim()), 1);
        format!("{routed}\n\n{function}\n")
    }
}

fn a_new_service_works(language: &Language) {
    let lab = TestLab::new();
    let new = ["new", "my-service", "--template", "service", "--lang", language.name, "--path", "."];
    let said = lab.ok(&new);
    assert!(said.contains("  first     cd ") && said.contains("  see it    fieldlab dev "), "{said}");
    let folder = lab.path("my-service");
    if !language.is_installed(&folder) {
        return;
    }
    // With a page of one's own it is as long as a newcomer reads.
    let source = folder.join(language.source);
    let text = language.with_own_page(&std::fs::read_to_string(&source).expect("it is there"));
    assert!(text.lines().count() <= 60, "{} lines", text.lines().count());
    std::fs::write(&source, &text).expect("it can be written");
    let own = "title = \"Own\"\n[[steps]]\ngo = \"/hallo\"\nsee = [\"Mijn eigen pagina\"]\n";
    std::fs::write(folder.join("scenarios/own.toml"), own).expect("it can be written");
    let (passed, said) = run(&folder, language.test);
    assert!(passed, "{said}");
    let said = lab.ok(&["test", "my-service"]);
    assert!(said.contains("2 passed, 0 failed"), "{said}");
    let checked: Value = serde_json::from_str(&lab.ok(&["check", "my-service", "--json"])).expect("it is JSON");
    assert!(checked["pages"]["seen"].as_u64().expect("a number") >= 4, "{checked}");
    assert_eq!(checked["pages"]["faults"], Value::Array(Vec::new()), "{checked}");
    assert_eq!(checked["unused"], Value::Array(Vec::new()), "{checked}");
    assert!(checked["bytes"].as_u64().expect("a size") < language.most_bytes, "{checked}");
    // What is wrong is said with its file.
    let [from, to] = language.mistake;
    std::fs::write(&source, text.replacen(from, to, 1)).expect("it can be written");
    let said = lab.run(&["build", "my-service"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("does not build") && said.err.contains(language.said), "{}", said.err);
}

#[test]
fn a_new_service_in_javascript_builds_passes_its_tests_and_is_checked() {
    a_new_service_works(&JAVASCRIPT);
}

#[test]
fn a_new_service_in_python_builds_passes_its_tests_and_is_checked() {
    a_new_service_works(&PYTHON);
}

#[test]
fn what_is_missing_is_said_with_what_to_run() {
    let lab = TestLab::new();
    lab.ok(&["new", "my-service", "--template", "service", "--lang", "js", "--path", "."]);
    let said = lab.refused(&["build", "my-service"]);
    assert!(said.contains("the package `fieldlab-service` is not installed"), "{said}");
    assert!(said.contains("hint: run: cd ") && said.contains("&& npm install"), "{said}");
    for (language, program, hint) in
        [("js", "npm", "install Node.js 20 or later"), ("python", "python3", "install Python 3.11 or later")]
    {
        let name = format!("in-{language}");
        lab.ok(&["new", &name, "--template", "service", "--lang", language, "--path", "."]);
        std::fs::create_dir_all(lab.path(&format!("{name}/node_modules/fieldlab-service"))).expect("there is room");
        let output = lab.command(&["build", &name]).env("PATH", lab.path("nowhere")).output().expect("it starts");
        let said = lab.said(&output);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(&format!("can't start `{program}`")) && said.err.contains(hint), "{}", said.err);
    }
    let said = lab.refused(&["new", "a-rule", "--template", "both", "--lang", "python", "--path", "."]);
    assert!(said.contains("rules are written in Rust") && said.contains("hint: "), "{said}");
}
