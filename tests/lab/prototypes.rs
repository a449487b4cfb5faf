//! Prototypes: the bundled ones, new ones, and those that go wrong.

use std::path::Path;
use std::process::Command;

use fieldlab_domain::field::catalogue;
use serde_json::Value;

use crate::test_lab::{TestLab, repository};

/// A cargo command in a folder of prototypes, which have a workspace and a target folder of their own.
fn cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(folder);
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), Into::into);
    command.env("CARGO_TARGET_DIR", target.join("guests"));
    let output = command.output().expect("cargo starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.success(), said.concat())
}

fn lines(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

#[test]
fn the_sdk_and_the_bundled_prototypes_pass_their_own_tests() {
    let (passed, said) = cargo(&repository().join("plugins"), &["test", "--workspace", "--quiet"]);
    assert!(passed, "{said}");
}

#[test]
fn the_sdk_knows_the_fields_of_the_catalogue() {
    let fields = catalogue().fields().iter().map(|field| {
        let optional = if field.optional { " optional" } else { "" };
        format!("{} {}{optional}\n", field.name, field.kind.name())
    });
    let known =
        std::fs::read_to_string(repository().join("plugins/sdk-rust/macros/catalogue.txt")).expect("it is there");
    let known: String = known.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    assert_eq!(known, fields.collect::<String>(), "write the fields of fixtures/catalogue.toml into catalogue.txt");
}

/// One adult of 2026 with a given income, alone or with a partner.
fn citizens(rows: &[(&str, u32)]) -> String {
    let heading = "person.age,person.household_position,person.insured,person.income_gross,\
                   household.income_assessment,household.assets\n";
    let rows = rows.iter().map(|(position, income)| format!("40,{position},true,{income},{income},0\n"));
    heading.to_owned() + &rows.collect::<String>()
}

#[test]
fn the_published_maximum_of_2026_comes_out() {
    let lab = TestLab::new();
    std::fs::write(lab.path("citizens.csv"), citizens(&[("alone", 0), ("partner", 0), ("alone", 90_000)]))
        .expect("there is room");
    let decided = lines(&lab.ok(&["try", "zorgtoeslag", "--citizens", "citizens.csv", "--explain"]));
    let months = decided.iter().map(|line| {
        let steps = line["steps"].as_array().expect("there are steps");
        let part = steps.iter().find(|step| step["rule"] == "part").expect("the last step");
        // Euro, as in the decisions.
        part["inputs"][1]["value"].as_f64().expect("an amount").floor() as i64
    });
    // Toeslagen, 2026: at most 129 euro a month for a single person, 246 euro for partners together.
    assert_eq!(months.collect::<Vec<_>>(), [129, 246, 0]);
    assert_eq!(decided[2]["decisions"]["reason"], "income_too_high");
    let quick = lines(&lab.ok(&["try", "zorgtoeslag", "--citizens", "citizens.csv"]));
    for (line, quick) in decided.iter().zip(&quick) {
        assert_eq!(line["decisions"], quick["decisions"], "explained and decided are the same");
    }
    let other = lab.ok(&["try", "zorgtoeslag", "--citizens", "citizens.csv", "--from", "2025", "--set", "taper=0.2"]);
    assert_ne!(lines(&other)[0]["decisions"], quick[0]["decisions"]);
    let said =
        lab.refused(&["try", "zorgtoeslag", "--citizens", "citizens.csv", "--set", "taper=7", "--set", "tapir=1"]);
    insta::assert_snapshot!(said);
}

/// One life of a prototype: made, tested, built, checked, tried, and then broken in several ways.
#[test]
fn a_new_prototype_builds_passes_its_tests_and_runs() {
    let lab = TestLab::new();
    lab.ok(&["new", "my-grant", "--path", "."]);
    let folder = lab.path("my-grant");
    let said = lab.refused(&["new", "my-grant", "--path", "."]);
    assert!(said.contains("is there already"), "{said}");
    let (passed, said) = cargo(&folder, &["test", "--quiet"]);
    assert!(passed, "{said}");
    let built: Value = serde_json::from_str(&lab.ok(&["build", "my-grant", "--json"])).expect("it is JSON");
    assert_eq!(built[0]["package"], "my-grant", "{built}");
    assert!(lab.ok(&["check", "my-grant"]).starts_with("my-grant 0.1.0 is right\n"));
    assert!(lab.ok(&["test", "my-grant"]).contains("1 passed, 0 failed"));
    let decided = lines(&lab.ok(&["try", "./my-grant", "--citizens", "my-grant/citizens.csv", "--explain"]));
    let reasons: Vec<&Value> = decided.iter().map(|line| &line["decisions"]["reason"]).collect();
    assert_eq!(reasons, ["entitled", "income_too_high", "no_child"]);

    let change = |file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(from), "{file} has {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
    };
    // A field that is read and not granted does not even build.
    change("prototype.toml", "\"person.age\", ", "");
    let said = lab.run(&["build", "my-grant"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("the manifest does not ask for `person.age`"), "{}", said.err);
    assert!(said.err.contains("fields = [\"person.age\"]"), "{}", said.err);
    change("prototype.toml", "fields = [", "fields = [\"person.age\", ");
    // A rule that fails on one citizen is blamed, with the row.
    let body = "let is_child = (4..=17)";
    change("src/lib.rs", body, &format!("assert!(resident.age != 45, \"nobody is 45\");\n    {body}"));
    for explain in [&[][..], &["--explain"]] {
        let said = lab.run(&[&["try", "./my-grant", "--citizens", "my-grant/citizens.csv"], explain].concat());
        assert_eq!(said.code, 1, "{said:?}");
        assert!(
            said.err.contains("prototype `my-grant` failed at row 3"),
            "the third under the headings: {}",
            said.err
        );
        assert!(said.err.contains("(blame: guest)") && said.err.contains("nobody is 45"), "{}", said.err);
        assert!(said.err.contains("\n  hint: "), "{}", said.err);
    }
}

/// A new service with the page of one's own that `docs/authors.md` shows: its route and its function.
pub(crate) fn with_own_page(source: &str) -> String {
    let guide = std::fs::read_to_string(repository().join("docs/authors.md")).expect("it is there");
    let code = |first: &str, last: &str| {
        let lines = guide.lines().skip_while(|line| !line.trim_start().starts_with(first));
        let mut taken: Vec<&str> = Vec::new();
        for line in lines {
            taken.push(line.strip_prefix("    ").unwrap_or(line));
            if line.ends_with(last) {
                break;
            }
        }
        taken.join("\n")
    };
    let (route, function) = (code(".get(\"/hallo\"", ")"), code("fn hello(", "    }"));
    assert!(!route.is_empty() && function.ends_with('}'), "the guide shows a page: {route} {function}");
    let last = ".post(\"/opnieuw\", Request::begin_anew)";
    assert!(source.contains(last), "{source}");
    format!("{}\n{function}\n", source.replacen(last, &format!("{last}\n        {}", route.trim()), 1))
}

#[test]
fn a_new_service_builds_passes_its_tests_and_is_checked() {
    let lab = TestLab::new();
    let said = lab.ok(&["new", "my-service", "--template", "service", "--path", "."]);
    assert!(!said.contains("fieldlab try"), "there is no rule to try: {said}");
    let folder = lab.path("my-service");
    // With a page of one's own it is as long as a newcomer reads.
    let text = std::fs::read_to_string(folder.join("src/lib.rs")).expect("it is there");
    let text = with_own_page(&text);
    assert!(text.lines().count() <= 60, "{} lines", text.lines().count());
    std::fs::write(folder.join("src/lib.rs"), text).expect("it can be written");
    std::fs::write(
        folder.join("scenarios/own.toml"),
        "title = \"Own\"\n[[steps]]\ngo = \"/hallo\"\nsee = [\"Mijn eigen pagina\"]\n",
    )
    .expect("it can be written");
    let (passed, said) = cargo(&folder, &["test", "--quiet"]);
    assert!(passed, "{said}");
    let said = lab.ok(&["check", "my-service"]);
    assert!(said.starts_with("my-service 0.1.0 is right\n  has pages  from /, in nl, en\n"), "{said}");
    let checked: Value = serde_json::from_str(&lab.ok(&["check", "my-service", "--json"])).expect("it is JSON");
    assert_eq!(checked["service"]["start"], "/");
    assert!(checked["pages"]["seen"].as_u64().expect("a number") >= 4, "{checked}");
    assert_eq!(checked["pages"]["faults"], Value::Array(Vec::new()), "{checked}");
    assert!(lab.ok(&["test", "my-service"]).contains("2 passed, 0 failed"));
    // What goes otherwise is shown beside what was expected, with file and line.
    let scenario = folder.join("scenarios/parent.toml");
    let text = std::fs::read_to_string(&scenario).expect("it is there");
    std::fs::write(&scenario, text.replace("krijgt 300 euro", "krijgt 400 euro")).expect("it can be written");
    let said = lab.run(&["test", "my-service"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("parent.toml:") && said.out.contains("does not show `Mila krijgt 400 euro`"), "{said:?}");
    assert!(said.out.contains("+ Goed nieuws: Mila krijgt 300 euro"), "{said:?}");
    std::fs::write(&scenario, text.replace("Hoe heet uw kind?", "Hoe heet u kind?")).expect("it can be written");
    let said = lab.run(&["test", "my-service"]);
    assert!(said.out.contains("did you mean `Hoe heet uw kind?`"), "{said:?}");
    std::fs::write(&scenario, &text).expect("it can be written");
    calls_others(&lab, &folder);
    // A pages' component stays small: that is what is sent and compiled on each deployment.
    assert!(checked["bytes"].as_u64().expect("a size") < 400_000, "{checked}");
    // Without its routes it has no pages, whatever its manifest says.
    let path = folder.join("src/lib.rs");
    let text = std::fs::read_to_string(&path).expect("it is there");
    let text = text.replacen(
        "#[service]\npub fn routes(router: Router)",
        "pub fn routes() -> Router { of(Router::default()) }\nfn of(router: Router)",
        1,
    );
    std::fs::write(&path, text).expect("it can be written");
    let said = lab.run(&["check", "my-service"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("has a [service], but its component exports nothing"), "{}", said.err);
    assert!(said.err.contains("\n  hint: put #[service] above"), "{}", said.err);
}

/// A page that asks the register and the prototype itself; and one that calls whom it may not.
fn calls_others(lab: &TestLab, folder: &Path) {
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(from), "{file} has {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
    };
    change("prototype.toml", "[\"person.income_gross\"]", "[\"person.income_gross\", \"person.bsn\", \"person.sex\"]");
    let uses = "uses = [\"citizens\", \"keyvalue\"";
    change("prototype.toml", &format!("{uses}]"), &format!("calls = [\"my-service\"]\n{uses}, \"register\"]"));
    change(
        "src/lib.rs",
        ".get(\"/hallo\", hello)",
        ".get(\"/hallo\", hello).get(\"/samen\", together).get(\"/vreemd\", strange)",
    );
    let pages = r#"
fn together(request: &Request) -> Result<Page, Page> {
    let page = || Page::new(request, text("Samen", "Together"));
    let error = |error: Unanswered| page().paragraph(text(error.to_string(), error.to_string()));
    let query = lab::serde_json::json!({
        "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": ["999903305"], "fields": ["geslacht"],
    });
    let register = lab::call("register").post_json("/haalcentraal/api/brp/personen", &query);
    let people: lab::serde_json::Value = register.and_then(Answered::good).and_then(|it| it.json()).map_err(error)?;
    let own = lab::call("my-service").get("/hallo").and_then(Answered::good).map_err(error)?;
    let found = format!("{}, {} hallo", people["personen"][0]["geslacht"]["omschrijving"], own.text().matches("Hallo!").count());
    Ok(page().paragraph(text(found.clone(), found)))
}

fn strange(request: &Request) -> Page {
    let error = lab::call("nobody").get("/").expect_err("it may not").to_string();
    Page::new(request, text("Vreemd", "Strange")).paragraph(text(error.clone(), error))
}
"#;
    let source = std::fs::read_to_string(folder.join("src/lib.rs")).expect("it is there");
    std::fs::write(folder.join("src/lib.rs"), source + pages).expect("it can be written");
    let own = "title = \"Own\"\npersona = \"sanne\"\n[[steps]]\n";
    let scenario = |steps: &str| {
        std::fs::write(folder.join("scenarios/own.toml"), format!("{own}{steps}")).expect("it can be written");
        lab.run(&["test", "my-service"]).out
    };
    let said = scenario("go = \"/samen\"\nsee = ['\"vrouw\", 1 hallo']\n");
    assert!(said.contains("2 passed, 0 failed"), "{said}");
    let said = scenario("go = \"/vreemd\"\nsee = [\"write under [service] in the manifest\"]\n");
    assert!(said.contains("call: the manifest does not ask for it; add: [service] calls = [\"nobody\"]"), "{said}");
    scenario("go = \"/hallo\"\nsee = [\"Mijn eigen pagina\"]\n");
}

#[test]
fn a_new_rule_with_pages_builds_and_passes_its_tests() {
    let lab = TestLab::new();
    lab.ok(&["new", "my-both", "--template", "both", "--path", "."]);
    let pages = std::fs::read_to_string(lab.path("my-both/src/service.rs")).expect("it is there");
    assert!(pages.lines().count() <= 60, "{} lines", pages.lines().count());
    let (passed, said) = cargo(&lab.path("my-both"), &["test", "--quiet"]);
    assert!(passed, "{said}");
    let built: Value = serde_json::from_str(&lab.ok(&["build", "my-both", "--json"])).expect("it is JSON");
    let component = built[0]["component"].as_str().or(built[0]["component_path"].as_str()).expect("a path");
    let bytes = std::fs::read(component).expect("it is there");
    let has = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(has("fieldlab:lab/assessment@0.1.0") && has("wasi:http/incoming-handler@0.2"));
    assert!(lab.ok(&["test", "my-both"]).contains("2 passed, 0 failed"));
    let said = lab.ok(&["check", "my-both"]);
    assert!(said.contains("\n  decides    entitled, amount_year, reason\n  has pages  from /"), "{said}");
    let decided = lines(&lab.ok(&["try", "./my-both", "--citizens", "my-both/citizens.csv"]));
    let reasons: Vec<&Value> = decided.iter().map(|line| &line["decisions"]["reason"]).collect();
    assert_eq!(reasons, ["entitled", "income_too_high", "no_child"]);
}

#[test]
fn a_prototype_of_the_workspace_becomes_a_member() {
    let lab = TestLab::new();
    let plugins = lab.path("workspace/plugins");
    std::fs::create_dir_all(plugins.join("sdk-rust")).expect("there is room");
    std::fs::create_dir_all(lab.path("workspace/experiments")).expect("there is room");
    std::fs::write(plugins.join("Cargo.toml"), "[workspace]\nmembers = [\"sdk-rust\"]\n").expect("there is room");
    let workspace = lab.path("workspace");
    lab.ok(&["new", "second", "--workspace", &workspace.to_string_lossy()]);
    let text = |path: &str| std::fs::read_to_string(plugins.join(path)).expect("it is there");
    assert_eq!(text("Cargo.toml"), "[workspace]\nmembers = [\"second\", \"sdk-rust\"]\n");
    assert!(text("second/Cargo.toml").contains("path = \"../sdk-rust\""));
    assert!(!text("second/Cargo.toml").contains("[workspace]"));
}

#[test]
fn the_bundled_prototypes_pass_their_scenarios_and_can_be_used_by_everybody() {
    let lab = TestLab::new();
    let folder = repository().join("plugins/na-de-ww");
    let folder = folder.to_str().expect("a path");
    assert!(lab.ok(&["test", folder]).contains("4 passed, 0 failed"));
    let said = lab.ok(&["check", folder]);
    assert!(said.contains("without a fault of accessibility"), "{said}");
    assert!(said.contains("in nl, plain"), "{said}");
}
