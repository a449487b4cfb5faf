//! Everything that the report shows, in words: the template only lays it out.

use askama::Template;
use fieldlab_domain::text::Text;
use fieldlab_experiment::text::large_number;
use fieldlab_population::{Comparison, Decile, Known, MarginKind, Summary, Table, Theme};

use super::charts::{BarChart, Pyramid, bar_row, largest, parts};
use super::{Described, Words};

/// The page.
#[derive(Template)]
#[template(path = "population.html")]
pub(super) struct Page {
    words: Words,
    language: &'static str,
    style: &'static str,
    title: String,
    lead: String,
    cards: Vec<Card>,
    proofs: Vec<Proof>,
    rules: Vec<(String, String)>,
    rules_summary: String,
    again: Vec<AgainRow>,
    pyramid: Pyramid,
    people: Vec<BarChart>,
    households: Vec<BarChart>,
    income: Vec<BarChart>,
    figures_summary: Vec<String>,
    themes: Vec<ThemeView>,
    tables: Vec<TableGroup>,
    may: Vec<String>,
    may_not: Vec<String>,
    known: Vec<String>,
    command: String,
    receipt: Vec<(String, String)>,
}

/// A big figure.
struct Card {
    class: &'static str,
    title: String,
    number: String,
    note: String,
}

/// Something that was checked.
struct Proof {
    class: &'static str,
    verdict: String,
    title: String,
    found: String,
}

/// One time that the population was made.
struct AgainRow {
    threads: String,
    speed: String,
    content: String,
    same: String,
}

/// The figures of one theme.
struct ThemeView {
    title: String,
    figures: Vec<FigureView>,
}

/// One figure beside the published one.
struct FigureView {
    title: String,
    source: String,
    published: String,
    here: String,
    error: String,
    mark: String,
    class: &'static str,
    bar: ErrorBar,
}

/// The bar of an error, in thousandths of a width that runs from -2% to +2%.
struct ErrorBar {
    x: u32,
    width: u32,
    /// Where a dot is, when the error is larger than the scale.
    dot: Option<u32>,
    class: &'static str,
}

/// Tables of which the model knows the same.
struct TableGroup {
    title: String,
    lead: String,
    tables: Vec<TableView>,
}

/// A table with its error.
struct TableView {
    id: String,
    title: String,
    source: String,
    remark: String,
    year: String,
    cells: String,
    error: String,
    chance: String,
    verdict: String,
    class: &'static str,
    show: String,
    note: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

impl Page {
    pub(super) fn of(described: &Described, words: Words) -> Page {
        let summary = &described.summary;
        let identity = &summary.identity;
        let texts = |texts: &[Text]| texts.iter().map(|text| text.get(words.0).to_owned()).collect();
        let title = match identity.model.strip_prefix("nl-") {
            Some(year) => words.with("title", &[("year", year)]),
            None => words.with("title-model", &[("model", &identity.model)]),
        };
        let lead = [
            ("persons", words.whole(summary.persons as f64)),
            ("households", words.whole(summary.households as f64)),
            ("figures", summary.overview.figures.to_string()),
            ("tables", summary.tables.len().to_string()),
        ];
        let lead: Vec<(&str, &str)> = lead.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let rule =
            |one: &fieldlab_population::Impossible| (one.rule.get(words.0).to_owned(), words.whole(one.found as f64));
        Page {
            words,
            language: words.0.code(),
            style: super::STYLE,
            title,
            lead: words.with("lead", &lead),
            cards: cards(summary, words),
            proofs: proofs(described, words),
            rules: summary.impossible.iter().map(rule).collect(),
            rules_summary: words.with("rules-summary", &[("count", &summary.impossible.len().to_string())]),
            again: again(described, words),
            pyramid: Pyramid::of(words, &summary.ages, source(summary, "age_band_sex")),
            people: vec![chart(summary, words, "provinces", "chart-provinces", &summary.provinces, true)],
            households: vec![
                chart(summary, words, "composition", "chart-types", &summary.types, false),
                chart(summary, words, "size", "chart-sizes", &summary.sizes, false),
            ],
            income: vec![deciles(summary, words)],
            figures_summary: figures_summary(summary, words),
            themes: themes(summary, words),
            tables: table_groups(summary, words),
            may: texts(&summary.card.may),
            may_not: texts(&summary.card.may_not),
            known: texts(&summary.card.known),
            command: command(described),
            receipt: receipt(described, words),
        }
    }
}

fn cards(summary: &Summary, words: Words) -> Vec<Card> {
    let identity = &summary.identity;
    let overview = &summary.overview;
    let impossible = summary.impossible_in_all();
    let weight = words.number(summary.weight, if summary.weight > 1.0 && summary.weight < 9.95 { 2 } else { 0 });
    vec![
        Card {
            class: "",
            title: words.get("card-persons"),
            number: words.whole(summary.persons as f64),
            note: words.with("card-persons-note", &[("households", &words.whole(summary.households as f64))]),
        },
        Card {
            class: "",
            title: words.get("card-weight"),
            number: words.with("card-weight-number", &[("weight", &weight)]),
            note: words.with("card-weight-note", &[("represents", &words.whole(identity.represents as f64))]),
        },
        Card {
            class: "",
            title: words.get("card-figures"),
            number: words.with(
                "card-figures-number",
                &[("within", &overview.within.to_string()), ("figures", &overview.figures.to_string())],
            ),
            note: words.with(
                "card-figures-note",
                &[("heldwithin", &overview.held_within.to_string()), ("held", &overview.held.to_string())],
            ),
        },
        Card {
            class: if impossible == 0 { "holds" } else { "broken" },
            title: words.get("card-wrong"),
            number: words.whole(impossible as f64),
            note: words.get("card-wrong-note"),
        },
    ]
}

fn proof(words: Words, holds: Option<bool>, title: &str, found: String) -> Proof {
    let (class, verdict) = match holds {
        Some(true) => ("holds", "verdict-holds"),
        Some(false) => ("broken", "verdict-broken"),
        None => ("unknown", "verdict-unknown"),
    };
    Proof { class, verdict: words.get(verdict), title: words.get(title), found }
}

fn proofs(described: &Described, words: Words) -> Vec<Proof> {
    let summary = &described.summary;
    let numbers = summary.numbers;
    let whole = |count: u64| words.whole(count as f64);
    let (all, real) = (whole(numbers.looked_at), numbers.passing + numbers.test_range);
    let passing = if real == 0 { "proof-passing-found" } else { "proof-passing-broken" };
    let impossible = summary.impossible_in_all();
    let rules = summary.impossible.len().to_string();
    let (again, again_found) = match &described.made_again {
        Some(times) if times.iter().all(|time| time.same) => (Some(true), "proof-again-found"),
        Some(_) => (Some(false), "proof-again-broken"),
        None => (None, "proof-again-not"),
    };
    let speed = |at: usize| {
        let time = described.made_again.as_ref().and_then(|times| times.get(at));
        large_number(words.0, time.map_or(0.0, |time| time.persons_per_second))
    };
    vec![
        proof(words, Some(real == 0), "proof-passing", words.with(passing, &[("found", &whole(real)), ("all", &all)])),
        proof(
            words,
            Some(numbers.twice == 0),
            "proof-twice",
            words.with("proof-twice-found", &[("found", &whole(numbers.twice)), ("all", &all)]),
        ),
        proof(
            words,
            Some(impossible == 0),
            "proof-impossible",
            words.with(
                "proof-impossible-found",
                &[("found", &whole(impossible)), ("rules", &rules), ("all", &whole(summary.persons))],
            ),
        ),
        proof(words, again, "proof-again", words.with(again_found, &[("one", &speed(0)), ("two", &speed(1))])),
    ]
}

fn again(described: &Described, words: Words) -> Vec<AgainRow> {
    let row = |time: &super::Again| AgainRow {
        threads: time.threads.to_string(),
        speed: words.whole((time.persons_per_second / 1000.0).round() * 1000.0),
        content: time.content.clone(),
        same: words.get(if time.same { "same" } else { "not-same" }),
    };
    described.made_again.iter().flatten().map(row).collect()
}

fn source<'a>(summary: &'a Summary, key: &str) -> &'a str {
    summary.table(key).map_or("", |table| table.source.as_str())
}

/// A chart of the groups of a table.
fn chart(
    summary: &Summary,
    words: Words,
    key: &'static str,
    title: &str,
    groups: &[fieldlab_population::Group],
    ranked: bool,
) -> BarChart {
    parts(words, key, title, groups, ranked, source(summary, key))
}

fn deciles(summary: &Summary, words: Words) -> BarChart {
    let bounded = || summary.deciles.iter().filter(|decile| decile.bound.is_some());
    let largest = largest(bounded().flat_map(|decile| [decile.bound, decile.published_bound]).flatten());
    let row = |(at, decile): (usize, &Decile)| {
        let bound = decile.bound.unwrap_or(0.0);
        let title = words.with("decile", &[("at", &(at + 1).to_string())]);
        bar_row(words, title, bound, decile.published_bound, largest, format!("€\u{a0}{}", words.whole(bound)), 0)
    };
    let shares = || summary.deciles.iter().map(|decile| decile.share);
    let (low, high) = (shares().fold(1.0, f64::min), shares().fold(0.0, f64::max));
    let shares = [("low", words.percent(low, 1)), ("high", words.percent(high, 1))];
    let shares: Vec<(&str, &str)> = shares.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let range = if shares[0].1 == shares[1].1 { "deciles-same" } else { "deciles-range" };
    BarChart {
        id: "deciles",
        title: words.get("chart-deciles"),
        note: format!("{} {}", words.get("deciles-note"), words.with(range, &shares)),
        source: summary.bounds_source.to_owned(),
        rows: bounded().enumerate().map(row).collect(),
    }
}

fn figures_summary(summary: &Summary, words: Words) -> Vec<String> {
    let overview = &summary.overview;
    let largest = summary.comparisons.iter().find(|one| one.key == overview.largest);
    let arguments = [
        ("figures", overview.figures.to_string()),
        ("within", overview.within.to_string()),
        ("held", overview.held.to_string()),
        ("heldwithin", overview.held_within.to_string()),
        ("largest", largest.map(|one| one.title.get(words.0).to_owned()).unwrap_or_default()),
        ("error", words.difference(largest.map_or(0.0, |one| one.error))),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut sentences = vec![words.with("figures-summary", &arguments)];
    if summary.weight > 1.0 {
        let persons = words.whole(summary.persons as f64);
        sentences.push(words.with("figures-sample", &[("persons", &persons)]));
    }
    sentences
}

fn themes(summary: &Summary, words: Words) -> Vec<ThemeView> {
    let view = |theme: Theme| {
        let figures = summary.comparisons.iter().filter(|one| one.theme == theme);
        ThemeView {
            title: theme.title().get(words.0).to_owned(),
            figures: figures.map(|one| figure(one, words)).collect(),
        }
    };
    Theme::ALL.into_iter().map(view).filter(|theme| !theme.figures.is_empty()).collect()
}

fn figure(one: &Comparison, words: Words) -> FigureView {
    let show = |value: f64| match one.kind {
        MarginKind::Persons => words.whole(value),
        MarginKind::Share => words.percent(value, if one.published < 0.0995 { 2 } else { 1 }),
        MarginKind::Euro => format!("€\u{a0}{}", words.whole(value)),
        MarginKind::Number => words.number(value, 3),
    };
    let (mark, class) = match (one.assumed, one.held) {
        (true, _) => ("assumed", "is-assumed"),
        (false, true) => ("held", "is-held"),
        (false, false) => ("free", "is-free"),
    };
    // Most sources name the year already.
    let source = match one.year {
        Some(year) if !one.source.contains(&year.to_string()) => format!("{}, {year}", one.source),
        None if !one.assumed => format!("{}, {}", one.source, words.get("year-none")),
        _ => one.source.clone(),
    };
    FigureView {
        title: one.title.get(words.0).to_owned(),
        source,
        published: show(one.published),
        here: show(one.found),
        error: words.difference(one.error),
        mark: words.get(mark),
        class,
        bar: error_bar(one.error),
    }
}

fn error_bar(error: f64) -> ErrorBar {
    const SCALE: f64 = 0.02;
    let end = (500.0 + (error / SCALE).clamp(-1.0, 1.0) * 500.0).round() as u32;
    ErrorBar {
        x: end.min(500),
        width: end.abs_diff(500),
        dot: (error.abs() > SCALE).then_some(if error > 0.0 { 985 } else { 15 }),
        class: if error.abs() <= 0.01 { "near" } else { "far" },
    }
}

fn table_groups(summary: &Summary, words: Words) -> Vec<TableGroup> {
    let group = |(known, title): (Known, &str)| {
        let tables: Vec<&Table> = summary.tables.iter().filter(|table| table.known == known).collect();
        let bar = words.number(known.bar(), if known == Known::Held { 4 } else { 2 });
        let holding = tables.iter().filter(|table| table.holds()).count().to_string();
        let all = tables.len().to_string();
        let mut lead = words.with(&format!("{title}-lead"), &[("bar", &bar), ("holding", &holding), ("all", &all)]);
        if summary.weight > 1.0 {
            lead = format!("{lead} {}", words.get("tables-sample"));
        }
        TableGroup {
            title: words.get(title),
            lead,
            tables: tables.into_iter().map(|table| table_view(table, words)).collect(),
        }
    };
    let groups = [(Known::Held, "tables-held"), (Known::Used, "tables-used"), (Known::Free, "tables-free")];
    groups.map(group).into_iter().filter(|group| !group.tables.is_empty()).collect()
}

fn table_view(table: &Table, words: Words) -> TableView {
    let title = |text: &Text| text.get(words.0).to_owned();
    let columns = table.columns.iter().flat_map(|column| {
        let column = title(column);
        ["cell-published", "cell-here"].map(|key| words.with(key, &[("column", &column)]))
    });
    let rows = table.rows.iter().map(|row| {
        let cells =
            row.published.iter().zip(&row.found).flat_map(|(one, other)| [words.whole(*one), words.whole(*other)]);
        (title(&row.title), cells.collect())
    });
    let decimals = if table.known == Known::Held { 5 } else { 4 };
    let remark = table.remark.as_ref().map(title);
    let structure = table.structure.map(|left| words.with("structure", &[("error", &words.number(left, decimals))]));
    let counted = words.get(if table.of_households { "cells-households" } else { "cells-persons" });
    TableView {
        id: format!("table-{}", table.key.replace('_', "-")),
        title: title(&table.title),
        source: table.source.clone(),
        // What is said of a difference is about one that matters.
        remark: if table.holds() {
            String::new()
        } else {
            [remark, structure].into_iter().flatten().collect::<Vec<_>>().join(" ")
        },
        year: table.year.to_string(),
        cells: words.whole(table.cells as f64),
        error: words.number(table.error, decimals),
        chance: words.number(table.chance, decimals),
        verdict: words.get(if table.holds() { "reached" } else { "missed" }),
        class: if table.holds() { "holds" } else { "broken" },
        show: words.with("show-cells", &[("cells", &words.whole(table.cells as f64))]),
        note: format!("{counted} {}", words.get("cells-note")),
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

/// The command that makes this report again.
fn command(described: &Described) -> String {
    let identity = &described.summary.identity;
    match &described.file {
        Some(file) => format!("fieldlab population describe {file} --html report.html"),
        None => format!(
            "fieldlab population describe --model {} --persons {} --seed {} --html report.html",
            identity.model, identity.persons, identity.seed
        ),
    }
}

fn receipt(described: &Described, words: Words) -> Vec<(String, String)> {
    let (summary, identity) = (&described.summary, &described.summary.identity);
    let mut rows = vec![
        ("receipt-model", identity.model.clone()),
        ("receipt-persons", words.whole(identity.persons as f64)),
        ("receipt-seed", identity.seed.to_string()),
        ("receipt-model-digest", identity.model_digest.to_string()),
        ("receipt-population", identity.digest().to_string()),
        ("receipt-content", summary.content.clone()),
        ("receipt-version", crate::VERSION.to_owned()),
    ];
    rows.extend(described.file.clone().map(|file| ("receipt-file", file)));
    rows.into_iter().map(|(key, value)| (words.get(key), value)).collect()
}
