//! The first screen: the answer in two sentences, four numbers, and who gains and who loses.

use fieldlab_domain::evidence::{ChangeResult, Estimate, Evidence, Unit};
use fieldlab_domain::metric::MetricKind;

use super::Words;
use crate::report::bars::{Bar, stacked};
use crate::report::format::{Format, percent};
use crate::text::large_number;

/// The answer about one variant.
pub(crate) struct Overview {
    pub(crate) variant: String,
    pub(crate) answer: [String; 2],
    pub(crate) cards: Vec<Card>,
    pub(crate) bars: Vec<Bar>,
    /// The parts of the bar in words: class and words.
    pub(crate) legend: Vec<(&'static str, String)>,
}

/// One number of the overview.
pub(crate) struct Card {
    pub(crate) class: &'static str,
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) note: String,
}

pub(super) fn of(evidence: &Evidence, words: Words) -> Vec<Overview> {
    evidence.changes.iter().map(|change| overview(evidence, change, words)).collect()
}

fn overview(evidence: &Evidence, change: &ChangeResult, words: Words) -> Overview {
    let title = |name: &fieldlab_domain::name::Name| {
        let variant = evidence.variants.iter().find(|variant| variant.name == *name);
        variant.map_or_else(|| name.to_string(), |variant| variant.title.get(words.0).to_owned())
    };
    let whole = &change.overall;
    let same = whole.persons - whole.gain - whole.lose;
    let persons = |number: f64| large_number(words.0, number);
    let share = |number: f64| percent(words.0, number, whole.persons);
    let parts = [("lose", whole.lose), ("same", same), ("gain", whole.gain)];
    Overview {
        variant: title(&change.variant),
        answer: [
            words.with(
                "answer-who",
                &[
                    ("variant", &title(&change.variant)),
                    ("baseline", &title(&evidence.variants[0].name)),
                    ("gain", &persons(whole.gain)),
                    ("lose", &persons(whole.lose)),
                    ("same", &persons(same)),
                ],
            ),
            answer_together(evidence, change, words),
        ],
        cards: vec![
            Card {
                class: "gain",
                title: words.get("card-gain"),
                number: persons(whole.gain),
                note: words.with(
                    "card-gain-note",
                    &[("share", &share(whole.gain)), ("mean", &mean(change.unit, whole.gained, whole.gain, words))],
                ),
            },
            Card {
                class: "lose",
                title: words.get("card-lose"),
                number: persons(whole.lose),
                note: words.with(
                    "card-lose-note",
                    &[("share", &share(whole.lose)), ("mean", &mean(change.unit, whole.lost, whole.lose, words))],
                ),
            },
            together_card(evidence, change, words),
            guardrail_card(evidence, change, words),
        ],
        bars: stacked(&parts),
        legend: parts
            .iter()
            .map(|(class, number)| (*class, words.with(&format!("legend-{class}"), &[("share", &share(*number))])))
            .collect(),
    }
}

fn mean(unit: Unit, sum: f64, persons: f64, words: Words) -> String {
    let mean = if persons == 0.0 { 0.0 } else { sum / persons };
    Format::single(words.0, unit, mean).show(mean)
}

fn net(change: &ChangeResult) -> f64 {
    change.overall.gained - change.overall.lost
}

fn answer_together(evidence: &Evidence, change: &ChangeResult, words: Words) -> String {
    let net = net(change);
    let amount = Format::single(words.0, change.unit, net.abs()).show(net.abs());
    let (broken, all) = guardrails(evidence, change);
    let guardrails = match broken {
        _ if all == 0 => words.get("answer-no-guardrails"),
        0 => words.get("answer-guardrails-hold"),
        _ => words.with("answer-guardrails-broken", &[("broken", &broken.to_string()), ("all", &all.to_string())]),
    };
    let key = if net >= 0.0 { "answer-together-more" } else { "answer-together-less" };
    words.with(key, &[("amount", &amount), ("guardrails", &guardrails)])
}

fn together_card(evidence: &Evidence, change: &ChangeResult, words: Words) -> Card {
    let net = net(change);
    let format = Format::single(words.0, change.unit, net);
    let note = match cost(evidence, change) {
        Some((difference, baseline)) => words.with(
            "card-together-note",
            &[
                ("share", &crate::report::format::relative(words.0, net / baseline)),
                ("reach", &Format::single(words.0, change.unit, net).reach(&difference)),
            ],
        ),
        None => String::new(),
    };
    Card { class: "together", title: words.get("card-together"), number: format.difference(net), note }
}

/// The difference in the sum of the outcome and the sum under the baseline, when a metric measures that sum.
fn cost(evidence: &Evidence, change: &ChangeResult) -> Option<(Estimate, f64)> {
    let at = evidence.variants.iter().position(|variant| variant.name == change.variant)?;
    let net = net(change);
    evidence.metrics.iter().filter(|metric| metric.kind == MetricKind::Sum && metric.of == change.outcome).find_map(
        |metric| {
            let difference = metric.overall[at].difference?;
            let baseline = metric.overall[0].value.value;
            // A metric of a part of the cohort has another sum.
            let same = (difference.value - net).abs() <= 1e-6 * net.abs().max(1.0);
            (same && baseline != 0.0).then_some((difference, baseline))
        },
    )
}

fn guardrails(evidence: &Evidence, change: &ChangeResult) -> (usize, usize) {
    let of_variant = || evidence.guardrails.iter().filter(|guardrail| guardrail.variant == change.variant);
    (of_variant().filter(|guardrail| !guardrail.holds).count(), of_variant().count())
}

fn guardrail_card(evidence: &Evidence, change: &ChangeResult, words: Words) -> Card {
    let (broken, all) = guardrails(evidence, change);
    let holding = (all - broken).to_string();
    Card {
        class: if broken == 0 { "holds" } else { "broken" },
        title: words.get("card-guardrails"),
        number: words.with("card-guardrails-number", &[("holding", &holding), ("all", &all.to_string())]),
        note: words.get(if all == 0 {
            "card-guardrails-none"
        } else if broken == 0 {
            "card-guardrails-hold"
        } else {
            "card-guardrails-broken"
        }),
    }
}
