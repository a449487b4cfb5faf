//! How long the rule takes over many citizens, without a sandbox: `cargo run --release --example speed`.
//!
//! The citizens are made here, with a fixed stream of numbers, so that all branches are taken about as often as in the country.

use std::hint::black_box;
use std::time::Instant;

use fieldlab_sdk::prelude::*;
use regelingen_check::situation::Work;
use regelingen_check::{Amounts, Position, Resident, decide};

const CITIZENS: usize = 1 << 20;
const TIMES: usize = 9;

/// A stream of numbers that is the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn euro(&mut self, bound: u64) -> Amount {
        Amount::euro(self.below(bound) as i64)
    }
}

fn citizen(numbers: &mut Numbers) -> Resident {
    let age = numbers.below(95) as Whole;
    let position = match (age, numbers.below(10)) {
        (..18, _) => Position::Child,
        (_, 0..=2) => Position::Alone,
        (_, 3..=7) => Position::Partner,
        (_, 8) => Position::SingleParent,
        (_, _) => Position::Other,
    };
    let work = match (age, numbers.below(10)) {
        (67.., _) => Work::Retired,
        (..16, _) => Work::InEducation,
        (_, 0..=5) => Work::Employee,
        (_, 6) => Work::SelfEmployed,
        (_, 7) => Work::InEducation,
        (_, _) => Work::NotWorking,
    };
    let partners = position == Position::Partner;
    let children =
        if matches!(position, Position::Partner | Position::SingleParent) { numbers.below(4) as Whole } else { 0 };
    let own_income = if age < 16 { Amount::ZERO } else { numbers.euro(70_000) };
    let household_income = own_income + if partners { numbers.euro(60_000) } else { Amount::ZERO };
    let disposable = household_income.times(Share::percent(75)).round_to_euro();
    let assets = numbers.euro(30_000) + numbers.euro(30_000);
    let owns = numbers.below(100) < 57;
    Resident {
        age,
        position,
        work,
        insured: numbers.below(1000) > 2,
        own_income,
        assisted: numbers.below(100) < 3,
        size: 1 + Whole::from(partners) + children,
        children,
        household_income,
        disposable,
        standardised: Amount::euro(disposable.in_cents() / (100 + 37 + 25 * i64::from(children))),
        assets,
        wealth: if owns { assets + numbers.euro(400_000) } else { assets },
        rent_month: if owns { None } else { Some(Amount::euro(420) + numbers.euro(900)) },
    }
}

fn main() {
    let mut numbers = Numbers(1);
    let citizens: Vec<Resident> = (0..CITIZENS).map(|_| citizen(&mut numbers)).collect();
    let amounts = black_box(Amounts::defaults());
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            let mut cents = 0;
            for citizen in &citizens {
                cents += decide(black_box(citizen), &amounts, &mut Silent).amount_year.in_cents();
            }
            black_box(cents);
            start.elapsed().as_nanos() as f64 / CITIZENS as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let middle = times[TIMES / 2];
    println!("{middle:.1} ns a citizen (the middle of {TIMES}; fastest {:.1})", times[0]);
    println!("18 million citizens on 2 threads: {:.2} s", middle * 18e6 / 2.0 / 1e9);
}
