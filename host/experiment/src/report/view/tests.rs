use super::*;
use crate::report::{self, check_totals, csv, fragment, html, json, sample};

fn contexts() -> impl Iterator<Item = Context> {
    Language::ALL.into_iter().map(|language| Context { language, run: Some(7), at_home: false })
}

#[test]
fn the_sample_adds_up() {
    assert_eq!(check_totals(&sample()), Vec::<String>::new());
    let mut wrong = sample();
    wrong.changes[0].by[0].groups[0].change.gain = Some(1000.0);
    wrong.metrics[0].by[0].groups.clear();
    assert!(check_totals(&wrong).len() >= 2, "{:?}", check_totals(&wrong));
}

#[test]
fn the_report_has_every_part_in_both_languages() {
    let evidence = sample();
    let sealed = evidence.seal();
    for context in contexts() {
        let report = fragment(&evidence, &sealed.digest, &context);
        let words = Words(context.language);
        let parts = ["mark", "part-changes", "part-measured", "part-guardrails", "part-citizens-3"];
        for key in parts.into_iter().chain(["part-parameters", "part-assumptions", "part-limits", "part-receipt"]) {
            assert!(report.contains(&words.get(key)), "{key}");
        }
        assert!(report.contains("fieldlab experiment replay 7"));
        assert!(report.contains(sealed.digest.as_str()));
        for part in [&evidence.experiment.need_question, &evidence.experiment.question] {
            assert!(report.contains(part.get(context.language)));
        }
        assert_eq!(report.matches("<svg").count(), report.matches("</svg>").count());
        // The policy of the lab's pages forbids both.
        assert!(!report.contains("style=") && !report.contains("<script"));
    }
}

#[test]
fn the_heading_counts_the_citizens() {
    let check = |count: usize, expected: [Option<&str>; 2]| {
        let mut evidence = sample();
        evidence.citizens.truncate(count);
        for (context, expected) in contexts().zip(expected) {
            let report = fragment(&evidence, &evidence.seal().digest, &context);
            let heading = report.split("<section id=\"citizens\"><h2>").nth(1).and_then(|rest| rest.split('<').next());
            assert_eq!(heading, expected);
        }
    };
    check(3, [Some("Drie burgers, stap voor stap"), Some("Three citizens, step by step")]);
    check(2, [Some("Twee burgers, stap voor stap"), Some("Two citizens, step by step")]);
    check(1, [Some("Eén burger, stap voor stap"), Some("One citizen, step by step")]);
    check(0, [None, None]);
}

#[test]
fn one_population_tells_nothing_about_uncertainty() {
    let uncertain =
        |report: &str| report.contains("uncertainty") || report.contains("onzekerheid") || report.contains('±');
    let mut evidence = sample();
    for context in contexts() {
        assert!(uncertain(&fragment(&evidence, &evidence.seal().digest, &context)));
    }
    evidence.cohort.replicates = 1;
    let overall = evidence.metrics.iter_mut().flat_map(|metric| {
        let groups = metric.by.iter_mut().flat_map(|by| &mut by.groups).flat_map(|group| &mut group.values);
        metric.overall.iter_mut().chain(groups)
    });
    for value in overall {
        (value.value.low, value.value.high) = (None, None);
        if let Some(difference) = &mut value.difference {
            (difference.low, difference.high) = (None, None);
        }
    }
    for context in contexts() {
        let report = fragment(&evidence, &evidence.seal().digest, &context);
        assert!(!uncertain(&report), "{report}");
    }
}

#[test]
fn anyone_is_told_how_to_replay() {
    let evidence = sample();
    let last = evidence.cohort.replicates;
    for context in contexts() {
        let report = fragment(&evidence, &evidence.seal().digest, &context);
        assert!(report.contains("fieldlab experiment replay evidence.json"));
        assert!(report.contains("fieldlab experiment report 7 --format json --out evidence.json"));
        let report = fragment(&evidence, &evidence.seal().digest, &Context { run: None, ..context });
        let again = format!("fieldlab experiment run zachtere-afbouw --persons 20000 --seed 1 --replicates {last}");
        assert!(report.contains(&again), "{report}");
    }
}

#[test]
fn no_message_is_missing() {
    let evidence = sample();
    for context in contexts() {
        let report = html(&evidence, &evidence.seal().digest, &context);
        let keys = include_str!("../../../texts/nl.ftl").lines().filter_map(|line| line.split_once(" = "));
        for (key, _) in keys {
            assert!(TEXTS.has(key), "{key}");
            assert!(!key.contains('-') || !report.contains(&format!(">{key}<")), "{key} is shown as a key");
        }
    }
    let count = |text: &str| text.lines().filter(|line| line.contains(" = ")).count();
    assert_eq!(count(include_str!("../../../texts/nl.ftl")), count(include_str!("../../../texts/en.ftl")));
}

#[test]
fn every_key_in_the_code_and_templates_is_a_message() {
    let sources = [
        include_str!("overview.rs"),
        include_str!("changes.rs"),
        include_str!("measured.rs"),
        include_str!("citizens.rs"),
        include_str!("origin.rs"),
        include_str!("../../../templates/report.html"),
        include_str!("../../../templates/page.html"),
        include_str!("../../../templates/chart.html"),
    ];
    for source in sources {
        for call in ["words.get(\"", "words.with(\"", "words.with(\n                \""] {
            for (at, _) in source.match_indices(call) {
                let key = source[at + call.len()..].split('"').next().expect("there is a part at least");
                assert!(TEXTS.has(key), "{key}");
            }
        }
    }
}

#[test]
fn machines_read_the_same() {
    let evidence = sample();
    let sealed = evidence.seal();
    let object: serde_json::Value = serde_json::from_str(&json(&sealed)).expect("it is JSON");
    assert_eq!(object["digest"], sealed.digest.as_str());
    assert_eq!(report::read_json(&json(&sealed)).as_ref(), Some(&sealed), "what is written can be read again");
    assert_eq!(report::read_json("{\"evidence\":{}}"), None);
    assert_eq!(object["evidence"]["experiment"]["name"], evidence.experiment.name.as_str());
    let table = csv(&evidence);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(&reader.headers().expect("it has a header")[0], "metric");
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("all rows have all columns");
    let overall =
        rows.iter().find(|row| row[0] == *evidence.metrics[0].name && row[2].is_empty()).expect("there is one");
    assert_eq!(overall[7].parse::<f64>().ok(), Some(evidence.metrics[0].overall[0].value.value));
}
