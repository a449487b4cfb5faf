//! How many households of the worklist are approached at which threshold.

use fieldlab_sdk::prelude::Silent;
use fieldlab_service::prelude::*;

use super::{households, settings};
use crate::{Settings, Signals, weigh};

/// The thresholds that are shown: as many points as four signals weigh, when nobody changed the weights.
const THRESHOLDS: std::ops::RangeInclusive<Whole> = 1..=8;

/// The ways that the experiment `vroegsignalering-drempel` compares: sets of the manifest.
static WAYS: [(&str, Text); 3] = [
    ("two-signals", Text::fixed("Twee signalen", "Two signals")),
    ("one-signal", Text::fixed("Eén signaal", "One signal")),
    ("weighted", Text::fixed("Gewogen: twee signalen, of alleen de huur", "Weighted: two signals, or the rent alone")),
];

/// The page with both tables.
pub(super) fn show(request: &Request) -> Page {
    let page =
        Page::new(request, text("Wie benadert u bij welke drempel?", "Whom do you approach at which threshold?"))
            .back("/werklijst")
            .paragraph(text(
                "Iedereen met een signaal krijgt de brief. De drempel bepaalt bij wie u ook belt of langsgaat.",
                "Everybody with a signal gets the letter. The threshold decides whom you also call or visit.",
            ));
    let signals: Vec<Signals> = match households::all() {
        Ok(cases) => cases.into_iter().map(|case| case.signals).filter(|signals| signals.count() > 0).collect(),
        Err(refused) => {
            lab::log(&format!("thresholds can't be counted: {refused}"));
            return page.paragraph(text(
                "De gemeente mag de signalen op dit moment niet bekijken. Er valt nu niets te tellen.",
                "The municipality may not look at the signals at the moment. There is nothing to count now.",
            ));
        }
    };
    let set = settings();
    let by_threshold = THRESHOLDS.map(|threshold| {
        // One heavy signal does not count here: the table is about the threshold.
        let settings = Settings { threshold, single_enough: Whole::MAX, ..set };
        row(threshold.to_string(), &signals, &settings)
    });
    let language = request.language();
    let by_way = WAYS.iter().filter_map(|(name, title)| {
        let settings = Settings::set(name)?;
        Some(row(title.get(language).to_owned(), &signals, &settings))
    });
    let headings = |first: Text| {
        [first, text("Ook bellen of langsgaan", "Also call or visit"), text("Alleen een brief", "A letter only")]
    };
    let many = signals.len();
    page.table(
        text(
            format!("De {many} huishoudens van de werklijst, bij elke drempel"),
            format!("The {many} households of the worklist, at each threshold"),
        ),
        &headings(text("Drempel", "Threshold")),
        &by_threshold.collect::<Vec<_>>(),
    )
    .table(
        text(
            format!("Dezelfde {many} huishoudens, op drie manieren"),
            format!("The same {many} households, in three ways"),
        ),
        &headings(text("Manier", "Way")),
        &by_way.collect::<Vec<_>>(),
    )
    .heading(text("Wat deze tabellen niet zeggen", "What these tables do not say"))
    .paragraph(text(
        "Dit is de werklijst, niet de hele gemeente. Huishoudens met twee of meer signalen zijn het eerst gezocht, dus zij staan er vaker op dan in het echt.",
        "This is the worklist, not the whole municipality. Households with two or more signals were looked for first, so there are more of them than in reality.",
    ))
    .paragraph(text(
        "Wie er op tijd wordt bereikt en wie voor niets, staat er niet bij: dat mag u van niemand op deze lijst weten. Het experiment 'vroegsignalering-drempel' in het lab telt dat voor een heel land van nagemaakte burgers.",
        "Who is reached in time and who for nothing is not there: you may know that of nobody on this list. The experiment 'vroegsignalering-drempel' in the lab counts it for a whole country of synthetic citizens.",
    ))
}

/// How many are approached in person, and how many get a letter only.
fn row(first: String, signals: &[Signals], settings: &Settings) -> Vec<String> {
    let approached = signals.iter().filter(|signals| weigh(**signals, settings, &mut Silent).in_person()).count();
    vec![first, approached.to_string(), (signals.len() - approached).to_string()]
}
