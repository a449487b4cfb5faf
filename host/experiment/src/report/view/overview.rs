//! The first screen: the answer in two sentences, four numbers, and who gains and who loses.

use fieldlab_domain::evidence::{ChangeResult, Estimate, Evidence, Unit};
use fieldlab_domain::metric::MetricKind;

use super::Words;
use super::links::Links;
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
    /// Where the citizens behind it are.
    pub(crate) link: Option<String>,
}

pub(super) fn of(evidence: &Evidence, links: Links, words: Words) -> Vec<Overview> {
    evidence.changes.iter().map(|change| overview(evidence, change, links, words)).collect()
}

fn overview(evidence: &Evidence, change: &ChangeResult, links: Links, words: Words) -> Overview {
    let title = |name: &fieldlab_domain::name::Name| {
        let variant = evidence.variants.iter().find(|variant| variant.name == *name);
        variant.map_or_else(|| name.to_string(), |variant| variant.title.get(words.0).to_owned())
    };
    let whole = &change.overall;
    let persons = |number: Option<f64>| number.map_or_else(|| words.few(), |number| large_number(words.0, number));
    let share = |number: Option<f64>| match number {
        Some(number) => percent(words.0, number, whole.persons),
        None => words.few(),
    };
    // When a few are hidden, the others would tell how many they are; the bar is about all of them then.
    let parts = [("lose", whole.lose), ("same", whole.same()), ("gain", whole.gain)];
    let widths =
        parts.map(|(class, number)| (class, number.unwrap_or(if class == "same" { whole.persons } else { 0.0 })));
    Overview {
        variant: title(&change.variant),
        answer: [
            words.with(
                if whole.same().is_some() { "answer-who" } else { "answer-who-few" },
                &[
                    ("variant", &title(&change.variant)),
                    ("baseline", &title(&evidence.variants[0].name)),
                    ("gain", &persons(whole.gain)),
                    ("lose", &persons(whole.lose)),
                    ("same", &persons(whole.same())),
                ],
            ),
            answer_together(evidence, change, words),
        ],
        cards: vec![
            side_card("gain", (whole.gain, whole.gained), change, links.people(&change.variant, "gains", None), words),
            side_card("lose", (whole.lose, whole.lost), change, links.people(&change.variant, "loses", None), words),
            together_card(evidence, change, words),
            guardrail_card(evidence, change, words),
        ],
        bars: stacked(&widths),
        legend: parts
            .iter()
            .filter(|(class, number)| *class != "same" || number.is_some())
            .map(|(class, number)| (*class, words.with(&format!("legend-{class}"), &[("share", &share(*number))])))
            .collect(),
    }
}

/// Those who gain or those who lose: how many they are and what they have more or less together.
fn side_card(
    class: &'static str,
    (persons, sum): (Option<f64>, Option<f64>),
    change: &ChangeResult,
    link: Option<String>,
    words: Words,
) -> Card {
    let title = words.get(&format!("card-{class}"));
    let (Some(persons), Some(sum)) = (persons, sum) else {
        return Card { class, title, number: words.few(), note: words.get("card-few-note"), link: None };
    };
    let link = link.filter(|_| persons > 0.0);
    let share = percent(words.0, persons, change.overall.persons);
    let mean = mean(change.unit, sum, persons, words);
    let note = words.with(&format!("card-{class}-note"), &[("share", &share), ("mean", &mean)]);
    Card { class, title, number: large_number(words.0, persons), note, link }
}

fn mean(unit: Unit, sum: f64, persons: f64, words: Words) -> String {
    let mean = if persons == 0.0 { 0.0 } else { sum / persons };
    Format::single(words.0, unit, mean).show(mean)
}

fn answer_together(evidence: &Evidence, change: &ChangeResult, words: Words) -> String {
    let (broken, all) = guardrails(evidence, change);
    let guardrails = match broken {
        _ if all == 0 => words.get("answer-no-guardrails"),
        0 => words.get("answer-guardrails-hold"),
        _ => words.with("answer-guardrails-broken", &[("broken", &broken.to_string()), ("all", &all.to_string())]),
    };
    let Some(net) = change.overall.net() else {
        return words.with("answer-together-few", &[("guardrails", &guardrails)]);
    };
    let amount = Format::single(words.0, change.unit, net.abs()).show(net.abs());
    let key = if net >= 0.0 { "answer-together-more" } else { "answer-together-less" };
    words.with(key, &[("amount", &amount), ("guardrails", &guardrails)])
}

fn together_card(evidence: &Evidence, change: &ChangeResult, words: Words) -> Card {
    let (class, title) = ("together", words.get("card-together"));
    let Some(net) = change.overall.net() else {
        return Card { class, title, number: "–".to_owned(), note: words.get("card-few-note"), link: None };
    };
    let format = Format::single(words.0, change.unit, net);
    let note = match cost(evidence, change, net) {
        Some((difference, baseline)) => {
            let share = crate::report::format::relative(words.0, net / baseline);
            let reach = format.reach(&difference);
            // One replicate does not tell how uncertain it is.
            let key = if reach.is_empty() { "card-together-share" } else { "card-together-note" };
            words.with(key, &[("share", &share), ("reach", &reach)])
        }
        None => String::new(),
    };
    Card { class, title, number: format.difference(net), note, link: None }
}

/// The difference in the sum of the outcome and the sum under the baseline, when a metric measures that sum.
fn cost(evidence: &Evidence, change: &ChangeResult, net: f64) -> Option<(Estimate, f64)> {
    let at = evidence.variants.iter().position(|variant| variant.name == change.variant)?;
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
        link: None,
    }
}
