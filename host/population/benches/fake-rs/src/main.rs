//! Dutch persons by fake-rs, each by itself: a peer of the benchmark `population`.
//!
//! Usage: fake-rs-peer PERSONS REPETITIONS THREADS
//! Prints one line of JSON: seconds of the fastest and of the middle repetition.

use std::hint::black_box;
use std::time::Instant;

use fake::Fake as _;
use fake::faker::address::nl_nl::{BuildingNumber, CityName, PostCode, StreetName};
use fake::faker::name::nl_nl::{FirstName, LastName};
use fake::faker::phone_number::nl_nl::PhoneNumber;
use fake::rand::SeedableRng as _;
use fake::rand::rngs::ChaCha8Rng;

/// Days since 1970-01-01 on which somebody who lives in 2025 may have been born: from 1925 on.
const BIRTH_DATES: std::ops::Range<i32> = -16_436..20_089;

/// What fake-rs has of a person.
#[expect(dead_code, reason = "they are made, not used")]
struct Person {
    first_name: String,
    last_name: String,
    birth_date: i32,
    street: String,
    house_number: String,
    postcode: String,
    city: String,
    phone: String,
}

/// Makes persons from the fastest of the library's random sources that take a seed.
fn make(persons: usize, seed: u64) -> Vec<Person> {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let person = |_| Person {
        first_name: FirstName().fake_with_rng(random),
        last_name: LastName().fake_with_rng(random),
        birth_date: BIRTH_DATES.fake_with_rng(random),
        street: StreetName().fake_with_rng(random),
        house_number: BuildingNumber().fake_with_rng(random),
        postcode: PostCode().fake_with_rng(random),
        city: CityName().fake_with_rng(random),
        phone: PhoneNumber().fake_with_rng(random),
    };
    (0..persons).map(person).collect()
}

fn main() {
    let numbers = std::env::args().skip(1).map(|argument| argument.parse().expect("the arguments are numbers"));
    let [persons, repetitions, threads]: [usize; 3] =
        numbers.collect::<Vec<_>>().try_into().expect("there are three: PERSONS REPETITIONS THREADS");
    let mut seconds: Vec<f64> = (0..repetitions)
        .map(|_| {
            let start = Instant::now();
            let made: Vec<Vec<Person>> = std::thread::scope(|scope| {
                let threads = (0..threads).map(|thread| scope.spawn(move || make(persons / threads, thread as u64)));
                let threads: Vec<_> = threads.collect();
                threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect()
            });
            let seconds = start.elapsed().as_secs_f64();
            drop(black_box(made));
            seconds
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{{\"fastest\": {}, \"middle\": {}}}", seconds[0], seconds[repetitions / 2]);
}
