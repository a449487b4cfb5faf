//! How often a right topic is among the first three, for questions that the model was not made of.
//!
//! `fixtures/questions/held-back.toml` measures, and nothing else: neither the model nor the lexicon may be changed because of one of its
//! questions.

use std::collections::BTreeMap;

use fieldlab_topics::recognise;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    words: String,
    language: String,
    style: String,
    topics: Vec<String>,
}

/// The least share, as the plaza asks for.
const LEAST: f64 = 0.9;

#[test]
fn a_right_topic_is_among_the_first_three() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/questions/held-back.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).expect("it is there")).expect("it is TOML");
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut main = 0;
    for question in &file.questions {
        let first: Vec<&str> = recognise(&question.words).iter().take(3).map(|found| found.topic).collect();
        let is_right = question.topics.iter().any(|topic| first.contains(&topic.as_str()));
        main += usize::from(first.contains(&question.topics[0].as_str()));
        for group in ["all", &question.language, &question.style] {
            let (right, all) = counts.entry(group.to_owned()).or_default();
            (*right, *all) = (*right + usize::from(is_right), *all + 1);
        }
    }
    for (group, (right, all)) in &counts {
        println!("{group:<8} {right:>4} of {all:>4}  {:.1}%", 100.0 * *right as f64 / *all as f64);
    }
    println!("its main topic: {main} of {}", file.questions.len());
    let (right, all) = counts["all"];
    assert!(right as f64 >= LEAST * all as f64, "a right topic is among the first three for {right} of {all}");
}
