//! Populations and fields as a user of the command line meets them.

use crate::test_lab::TestLab;

#[test]
fn the_quality_report_is_one_page() {
    let lab = TestLab::new();
    let made = ["population", "describe", "--persons", "2000", "--seed", "3"];
    for (language, heading) in [("nl", "Wat is nagegaan"), ("en", "What was checked")] {
        let told = lab.ok(&[&made[..], &["--html", "quality.html", "--lang", language]].concat());
        assert!(told.is_empty(), "the page is in the file: {told}");
        let page = std::fs::read_to_string(lab.path("quality.html")).expect("it was written");
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(heading), "{language}");
    }
    let refused = lab.refused(&[&made[..], &["--html", "no-such-folder/quality.html"]].concat());
    assert!(refused.contains("hint: name a file in a folder that exists"), "{refused}");
    assert!(lab.refused(&[&made[..], &["--lang", "en"]].concat()).contains("--html"), "a language is for a page");
}

#[test]
fn a_file_is_described_as_what_it_was_made_from() {
    let lab = TestLab::new();
    lab.ok(&["population", "make", "--persons", "3000", "--seed", "5", "--out", "citizens.parquet"]);
    let read =
        |arguments: &[&str]| -> serde_json::Value { serde_json::from_str(&lab.ok(arguments)).expect("it is JSON") };
    let of_file = read(&["population", "describe", "citizens.parquet", "--json"]);
    let of_seed = read(&["population", "describe", "--persons", "3000", "--seed", "5", "--json"]);
    for part in ["identity", "content", "numbers", "impossible", "comparisons", "tables", "card"] {
        assert!(!of_file[part].is_null() && of_file[part] == of_seed[part], "{part}");
    }
    let times = of_file["made_again"].as_array().expect("this version made it");
    assert!(times.len() == 2 && times.iter().all(|time| time["same"] == true), "{times:?}");
}

#[test]
fn the_description_begins_with_what_matters() {
    let told = TestLab::new().ok(&["population", "describe", "--persons", "5000"]);
    let place = |words: &str| told.find(words).unwrap_or_else(|| panic!("it says `{words}`: {told}"));
    let places = [
        "no row is a real person",
        "published figures are within 1%",
        "    0 combinations that can't be",
        "\nPersons ",
    ];
    assert!(places.map(place).is_sorted(), "{told}");
}

#[test]
fn fields_are_listed_and_explained() {
    let lab = TestLab::new();
    assert!(lab.ok(&["fields"]).contains("household.arrears_energy"));
    insta::assert_snapshot!(lab.ok(&["fields", "person.education"]));
    let all: Vec<serde_json::Value> = serde_json::from_str(&lab.ok(&["fields", "--json"])).expect("it is JSON");
    assert!(all.len() >= 49 && all.iter().all(|field| field["source"].is_string()), "{}", all.len());
}
