//! Solves the levels of a population model on the whole country, and prints the `solved.toml` for its folder in `fixtures`.
//!
//!     cargo build --workspace --examples
//!     target/debug/examples/solve > fixtures/populations/nl-2025/solved.toml

use fieldlab_population::Comparison;

fn main() {
    let mut told = |round: usize, worst: &Comparison| {
        eprintln!("round {round}: the largest error is {:.3}%, of {}", worst.error * 100.0, worst.title.en);
    };
    match fieldlab_population::solve("nl-2025", &mut told) {
        Ok(levels) => print!("{levels}"),
        Err(error) => eprintln!("{error}"),
    }
}
