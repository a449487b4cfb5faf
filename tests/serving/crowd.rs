//! Five hundred people who read and react at once.

use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::served::Served;
use crate::test_lab::TestLab;

const PEOPLE: usize = 500;
const PAGE: &str = "/reactions/demo/na-de-ww";

/// Each reads the page of a demo, reacts, and reads it again: the milliseconds of each, and whether all reactions are there.
pub(crate) fn react_at_once() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    let runtime = tokio::runtime::Runtime::new().expect("there is a runtime");
    let start = Instant::now();
    let all = runtime.block_on(async {
        let tasks: Vec<_> = (0..PEOPLE).map(|nth| tokio::spawn(person(served.address.clone(), nth))).collect();
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.expect("nobody panics").expect("it answers"));
        }
        times
    });
    let seconds = start.elapsed().as_secs_f64();
    let kept = served.get(&format!("{PAGE}/reactions.csv"), "localhost");
    let kept = (0..PEOPLE).filter(|nth| kept.contains(&format!("visitor-{nth}-said"))).count();
    assert_eq!(kept, PEOPLE, "nothing is lost");
    println!(
        "{PEOPLE} people who read a page, react and read it again, all at once (milliseconds: middle, 99th percentile)"
    );
    for (at, what) in ["read", "react", "read again"].into_iter().enumerate() {
        let mut times: Vec<f64> = all.iter().map(|times| times[at]).collect();
        times.sort_by(f64::total_cmp);
        println!("  {what:<20} {:>8.0} {:>8.0}", times[PEOPLE / 2], times[PEOPLE * 99 / 100]);
    }
    println!("  {:.0} requests a second; all {kept} reactions are kept\n", 3.0 * PEOPLE as f64 / seconds);
}

async fn person(address: String, nth: usize) -> std::io::Result<[f64; 3]> {
    let read = format!("GET {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let form = format!("stance=support&words=visitor-{nth}-said&name=N{nth}&organisation=O{}&sector=society", nth % 40);
    let react = format!(
        "POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    );
    let mut times = [0.0; 3];
    for (time, request) in times.iter_mut().zip([&read, &react, &read]) {
        let start = Instant::now();
        let mut stream = TcpStream::connect(&address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        *time = start.elapsed().as_secs_f64() * 1e3;
        // Who reacted is led to the page, which they read next.
        assert!(
            answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 303"),
            "{}",
            answer.lines().next().unwrap_or_default()
        );
    }
    Ok(times)
}
