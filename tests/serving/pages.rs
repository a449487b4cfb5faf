//! How long the lab's pages take when it has been used for years.

use std::time::Instant;

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, SealedEvidence};
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, query, query_as};

use crate::served::Served;
use crate::test_lab::TestLab;

const NEEDS: usize = 200;
const EXPERIMENTS: usize = 1_000;
const RUNS: usize = 10_000;
/// How often each page is asked for.
const TIMES: usize = 15;

/// A lab with many needs, experiments and runs: the milliseconds of each page, and what a first visit brings over the wire.
pub(crate) fn time_pages() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let runtime = tokio::runtime::Runtime::new().expect("there is a runtime");
    runtime.block_on(fill(&lab)).expect("the store takes it");
    let served = Served::start(&lab, &[]);
    println!(
        "pages of a lab with {NEEDS} needs, {EXPERIMENTS} experiments and {RUNS} runs (milliseconds: middle, slowest)"
    );
    let digest = runtime.block_on(last_evidence(&lab)).expect("there is evidence");
    let pages = [
        "/".to_owned(),
        "/?q=zorg".to_owned(),
        "/needs/need-7".to_owned(),
        "/experiments/experiment-7".to_owned(),
        "/experiments/experiment-7/copy".to_owned(),
        "/runs/5000".to_owned(),
        "/runs/5000/decision".to_owned(),
        "/compare?left=5000&right=5001".to_owned(),
        format!("/reactions/evidence/{digest}"),
        "/prototypes".to_owned(),
        "/prototypes/na-de-ww".to_owned(),
        "/tours".to_owned(),
        "/tours/na-de-ww/1".to_owned(),
        "/shares".to_owned(),
        "/members".to_owned(),
        "/audit".to_owned(),
        "/processing-log".to_owned(),
    ];
    for page in &pages {
        let mut times: Vec<f64> = (0..TIMES)
            .map(|_| {
                let start = Instant::now();
                let answer = served.get(page, "localhost");
                let time = start.elapsed().as_secs_f64() * 1e3;
                assert!(answer.starts_with("HTTP/1.1 200"), "{page}: {}", answer.lines().next().unwrap_or_default());
                time
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("  {page:<64.64} {:>8.1} {:>8.1}", times[TIMES / 2], times[TIMES - 1]);
    }
    println!();
}

async fn open(lab: &TestLab) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(lab.data().join("lab.db"))).await
}

async fn last_evidence(lab: &TestLab) -> Result<String, sqlx::Error> {
    let (digest,): (String,) =
        query_as("SELECT evidence FROM runs ORDER BY id DESC LIMIT 1").fetch_one(&mut open(lab).await?).await?;
    Ok(digest)
}

/// Puts copies of what the demo has into its store.
async fn fill(lab: &TestLab) -> anyhow::Result<()> {
    let mut store = open(lab).await?;
    let (need, name): (String, String) = query_as("SELECT need, name FROM needs LIMIT 1").fetch_one(&mut store).await?;
    let experiment: (String, String, String, String) =
        query_as("SELECT name, title, question, declaration FROM experiments ORDER BY name LIMIT 1")
            .fetch_one(&mut store)
            .await?;
    let (json, plan): (String, String) = query_as(
        "SELECT json, plan FROM runs JOIN evidence ON evidence.digest = runs.evidence WHERE experiment = ?1 LIMIT 1",
    )
    .bind(&experiment.0)
    .fetch_one(&mut store)
    .await?;
    let sealed = SealedEvidence { digest: Digest::of(json.as_bytes()), json };
    let evidence = sealed.open()?;
    let mut all = store.begin().await?;
    for nth in 0..NEEDS {
        let mut copy: Need = serde_json::from_str(&need)?;
        copy.name = Name::parse(&format!("need-{nth}")).map_err(anyhow::Error::msg)?;
        copy.question.nl = format!("{} ({nth})", copy.question.nl);
        copy.who_where = Some(format!("person.age >= {}", nth % 90));
        query("INSERT INTO needs (name, need) VALUES (?1, ?2)")
            .bind(copy.name.as_str())
            .bind(serde_json::to_string(&copy)?)
            .execute(&mut *all)
            .await?;
    }
    for nth in 0..EXPERIMENTS {
        let of = format!("experiment-{nth}");
        let declaration = experiment.3.replace(&format!("\"{}\"", experiment.0), &format!("\"{of}\""));
        let declaration = declaration.replace(&format!("\"{name}\""), &format!("\"need-{}\"", nth % NEEDS));
        query("INSERT INTO experiments (name, need, title, question, digest, declaration) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(&of)
            .bind(format!("need-{}", nth % NEEDS))
            .bind(&experiment.1)
            .bind(&experiment.2)
            .bind(Digest::of(declaration.as_bytes()).to_string())
            .bind(&declaration)
            .execute(&mut *all)
            .await?;
        let mut found: Evidence = evidence.clone();
        found.experiment.name = Name::parse(&of).map_err(anyhow::Error::msg)?;
        let found = found.seal();
        query("INSERT INTO evidence (digest, json) VALUES (?1, ?2)")
            .bind(found.digest.as_str())
            .bind(&found.json)
            .execute(&mut *all)
            .await?;
        for run in 0..RUNS / EXPERIMENTS {
            query("INSERT INTO runs (experiment, state, started_at, ended_at, plan, process, evidence, declaration) VALUES (?1, 'done', ?2, ?2, ?3, 'none', ?4, ?5)")
                .bind(&of)
                .bind(1_750_000_000 + (nth * 10 + run) as i64 * 600)
                .bind(&plan)
                .bind(found.digest.as_str())
                .bind(Digest::of(declaration.as_bytes()).to_string())
                .execute(&mut *all)
                .await?;
        }
    }
    all.commit().await?;
    Ok(())
}
