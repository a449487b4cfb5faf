//! How well questions are recognised that a model has not seen: four fifths of the labelled questions train, one fifth measures, five times.
//!
//!     cargo run --release --example cross_validate            the figures
//!     cargo run --release --example cross_validate errors     and each question whose main topic is not among the first three
//!
//! Settings may be tried without changing them: `rounds=20 rate=0.3 decay=0.01 most_features=8000 sharpness=1.2`.

#[path = "../src/features.rs"]
mod features;
#[path = "../src/number.rs"]
mod number;
#[path = "../build/rows.rs"]
mod rows;
#[path = "../build/settings.rs"]
mod settings;
#[allow(dead_code, reason = "what it says of words is for the crate")]
#[path = "../src/table.rs"]
mod table;
#[path = "../build/train.rs"]
mod train;
#[path = "../src/words.rs"]
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use rows::{Files, Material, Question};
use table::Table;
use train::{Row, Settings};

const FOLDS: usize = 5;

/// What came out for one question: the share of each class.
struct Outcome<'a> {
    question: &'a Question,
    shares: Vec<f32>,
    /// The topics, the likeliest first.
    ranked: Vec<&'a str>,
}

impl Outcome<'_> {
    /// At which place the main topic stands, from 0.
    fn place(&self) -> usize {
        self.ranked.iter().position(|name| *name == self.question.topics[0]).unwrap_or(usize::MAX)
    }

    fn best(&self) -> f32 {
        self.shares.iter().copied().fold(0.0, f32::max)
    }

    /// The natural logarithm of the share of the main topic.
    fn surprise(&self, topics: &[rows::Topic]) -> f32 {
        let main = topics.iter().position(|topic| topic.name == self.question.topics[0]);
        -main.map_or(1e-6, |main| self.shares[main]).max(1e-6).ln()
    }
}

fn main() -> Result<(), String> {
    let material = Material::read(&Files::of(Path::new(env!("CARGO_MANIFEST_DIR"))))?;
    let (mut topics, mut languages) = (settings::topics(&material), settings::languages());
    let mut errors = false;
    for argument in std::env::args().skip(1) {
        errors |= argument == "errors";
        if let Some((key, value)) = argument.split_once('=') {
            set(&mut topics, key, value.parse().map_err(|error| format!("{argument}: {error}"))?)?;
        }
    }
    languages.classes = 3;
    let outcomes = outcomes(&material, &topics);
    let mut groups: BTreeMap<String, Vec<&Outcome>> = BTreeMap::new();
    for outcome in &outcomes {
        let Question { language, style, topics, .. } = outcome.question;
        for group in ["all".to_owned(), language.clone(), format!("{language} {style}"), format!("topic {}", topics[0])]
        {
            groups.entry(group).or_default().push(outcome);
        }
    }
    println!("{:<24}{:>6}{:>8}{:>8}{:>8}", "", "asked", "first", "three", "any");
    for (name, group) in &groups {
        let share = |right: &dyn Fn(&Outcome) -> bool| {
            100.0 * group.iter().filter(|outcome| right(outcome)).count() as f32 / group.len() as f32
        };
        let first = share(&|outcome| outcome.place() == 0);
        let three = share(&|outcome| outcome.place() < 3);
        let any = share(&|outcome| outcome.question.topics.iter().any(|topic| topic == outcome.ranked[0]));
        println!("{name:<24}{:>6}{first:>8.1}{three:>8.1}{any:>8.1}", group.len());
    }
    let surprise: f32 = outcomes.iter().map(|outcome| outcome.surprise(&material.topics)).sum();
    println!(
        "\nmean surprise {:.3} (the lower the better; lowest where sharpness is honest)",
        surprise / outcomes.len() as f32
    );
    calibration(&outcomes);
    if errors {
        for outcome in outcomes.iter().filter(|outcome| outcome.place() >= 3) {
            println!(
                "{:?} is {}, was {}",
                outcome.question.words,
                outcome.question.topics.join(" "),
                outcome.ranked[..3].join(" ")
            );
        }
    }
    language_figures(&material, &languages);
    Ok(())
}

fn set(settings: &mut Settings, key: &str, value: f32) -> Result<(), String> {
    match key {
        "rounds" => settings.rounds = value as usize,
        "most_features" => settings.most_features = value as usize,
        "rate" => settings.rate = value,
        "decay" => settings.decay = value,
        "sharpness" => settings.sharpness = value,
        _ => return Err(format!("`{key}` is not a setting")),
    }
    Ok(())
}

fn outcomes<'a>(material: &'a Material, settings: &Settings) -> Vec<Outcome<'a>> {
    let mut outcomes = Vec::new();
    for fold in 0..FOLDS {
        let (held, learnt) = parted(&material.questions, fold);
        let mut rows = material.topic_rows();
        rows.extend(learnt.into_iter().map(|question| material.question_row(question)));
        let bytes = train::train(&rows, settings);
        for question in held {
            let shares = shares(&bytes, &question.words);
            let mut ranked: Vec<(f32, &str)> =
                shares.iter().zip(&material.topics).map(|(share, topic)| (*share, topic.name.as_str())).collect();
            ranked.sort_by(|left, right| right.0.total_cmp(&left.0));
            outcomes.push(Outcome { question, shares, ranked: ranked.into_iter().map(|(_, name)| name).collect() });
        }
    }
    outcomes
}

fn parted(questions: &[Question], fold: usize) -> (Vec<&Question>, Vec<&Question>) {
    let (held, learnt): (Vec<_>, Vec<_>) = questions.iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
    let only = |pairs: Vec<(usize, _)>| pairs.into_iter().map(|(_, question)| question).collect();
    (only(held), only(learnt))
}

fn shares(bytes: &[u8], text: &str) -> Vec<f32> {
    let table = Table::read(bytes).expect("the table was just made");
    let mut shares = table.scores(&table.weigh(&features::features(&words::words(text))));
    number::shares(&mut shares);
    shares
}

/// Whether a share of 0.6 is right six times in ten.
fn calibration(outcomes: &[Outcome]) {
    println!("\n{:<16}{:>8}{:>12}{:>8}", "score of first", "asked", "mean score", "right");
    for step in 0..10 {
        let (low, high) = (step as f32 / 10.0, (step + 1) as f32 / 10.0);
        let within: Vec<&Outcome> = outcomes.iter().filter(|outcome| (low..high).contains(&outcome.best())).collect();
        if within.is_empty() {
            continue;
        }
        let mean = within.iter().map(|outcome| outcome.best()).sum::<f32>() / within.len() as f32;
        let right = within.iter().filter(|outcome| outcome.place() == 0).count() as f32 / within.len() as f32;
        println!("{:<16}{:>8}{mean:>12.2}{right:>8.2}", format!("{low:.1} to {high:.1}"), within.len());
    }
}

fn language_figures(material: &Material, settings: &Settings) {
    let (mut asked, mut right) = (0, 0);
    for fold in 0..FOLDS {
        let (held, learnt) = parted(&material.questions, fold);
        let rows: Vec<Row> = material.language_rows(learnt);
        let bytes = train::train(&rows, settings);
        for question in held {
            let shares = shares(&bytes, &question.words);
            let own = usize::from(question.language != "nl");
            asked += 1;
            right += usize::from(shares.iter().all(|share| *share <= shares[own]));
        }
    }
    println!("\nlanguage: {right} of {asked} right");
}
