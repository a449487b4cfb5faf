//! The description as plain text: first what matters most, then figures by theme, then tables.

use std::fmt;

use super::{Comparison, Known, Summary};
use crate::margins::{MarginKind, Theme};

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_head(out)?;
        for theme in Theme::ALL {
            let mut of_theme = self.comparisons.iter().filter(|comparison| comparison.theme == theme).peekable();
            if of_theme.peek().is_none() {
                continue;
            }
            writeln!(out, "\n{:<66} {:>12} {:>12} {:>8}", theme.title().en, "here", "published", "error")?;
            of_theme.try_for_each(|comparison| write_comparison(comparison, out))?;
        }
        if self.identity.place.is_none() {
            self.write_tables(out)?;
        }
        let whole = if self.identity.place.is_some() { "of the place" } else { "for the whole country" };
        writeln!(out, "\n{:<8} {:>10} {:>10}   {whole}", "age", "men", "women")?;
        for band in &self.ages {
            writeln!(out, "{:<8} {:>10.0} {:>10.0}", band.band, band.men, band.women)?;
        }
        let deciles: Vec<String> = self.deciles.iter().map(|decile| format!("{:.1}%", decile.share * 100.0)).collect();
        writeln!(out, "\npersons by income decile: {}", deciles.join(" "))
    }
}

impl Summary {
    fn write_head(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = &self.identity;
        let (persons, households, weight) = (self.persons, self.households, self.weight);
        writeln!(
            out,
            "{persons} persons in {households} households, model {}, seed {}",
            identity.model, identity.seed
        )?;
        if let Some(place) = &identity.place {
            writeln!(out, "  where {place}")?;
        }
        if let Some(date) = identity.date {
            writeln!(out, "  played on to {date}; what is published is of 2025 and before")?;
        }
        writeln!(out, "  one stands for {weight:.3} persons; synthetic: no row is a real person")?;
        writeln!(out, "  population {}", identity.digest())?;
        writeln!(out, "  model      {}", identity.model_digest)?;
        writeln!(out, "  contents   {}\n", self.content)?;
        if identity.place.is_some() {
            writeln!(out, "      published figures are of the whole country: a place is not compared with them")?;
        } else {
            self.write_overview(out)?;
        }
        writeln!(
            out,
            "{:>5} combinations that can't be, by {} rules",
            self.impossible_in_all(),
            self.impossible.len()
        )?;
        for one in self.impossible.iter().filter(|one| one.found > 0) {
            writeln!(out, "      {} times: {}", one.found, one.rule.en)?;
        }
        let numbers = &self.numbers;
        writeln!(out, "{:>5} citizen service numbers that somebody may have", numbers.passing + numbers.test_range)?;
        writeln!(out, "{:>5} citizen service numbers that come twice", numbers.twice)
    }

    fn write_overview(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let overview = &self.overview;
        writeln!(out, "{:>5} of {} published figures are within 1%", overview.within, overview.figures)?;
        writeln!(out, "{:>5} of {} that the model is held to are", overview.held_within, overview.held)?;
        if let Some(largest) = self.comparisons.iter().find(|one| one.key == overview.largest) {
            writeln!(out, "      furthest off: {}, {:+.1}%", largest.title.en, largest.error * 100.0)?;
        }
        for (known, words) in [
            (Known::Held, "the model is held to"),
            (Known::Used, "it was made after"),
            (Known::Free, "it has never seen"),
        ] {
            let of = || self.tables.iter().filter(|table| table.known == known);
            let holding = of().filter(|table| table.holds()).count();
            let bar = known.bar();
            if of().next().is_none() {
                continue;
            }
            writeln!(out, "{holding:>5} of {} tables {words} are within an error (SAE) of {bar}", of().count())?;
        }
        Ok(())
    }

    fn write_tables(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading = |what: &str| format!("{what:<66} {:>6} {:>6} {:>9} {:>9}", "year", "cells", "SAE", "by chance");
        let parts = [
            (Known::Held, "tables that the model is held to"),
            (Known::Used, "tables that the model's shares were made after"),
            (Known::Free, "tables that the model has never seen"),
        ];
        let some = |known: Known| self.tables.iter().any(|table| table.known == known);
        for (known, what) in parts.into_iter().filter(|(known, _)| some(*known)) {
            writeln!(out, "\n{}", heading(what))?;
            for table in self.tables.iter().filter(|table| table.known == known) {
                let (title, year, cells) = (&table.title.en, table.year, table.cells);
                let misses = match (table.holds(), table.structure) {
                    (true, _) => String::new(),
                    (false, None) => "  misses".to_owned(),
                    (false, Some(left)) => format!("  misses; {left:.5} when brought to today's totals"),
                };
                writeln!(out, "{title:<66} {year:>6} {cells:>6} {:>9.5} {:>9.5}{misses}", table.error, table.chance)?;
            }
        }
        Ok(())
    }
}

fn write_comparison(comparison: &Comparison, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Comparison { title, found, published, error, held, assumed, kind, .. } = comparison;
    let decimals = match kind {
        MarginKind::Persons | MarginKind::Euro => 0,
        MarginKind::Share | MarginKind::Number => 4,
    };
    let mark = match (assumed, held) {
        (true, _) => " (assumed)",
        (false, true) => "",
        (false, false) => " (free)",
    };
    writeln!(out, "{:<66} {found:>12.decimals$} {published:>12.decimals$} {:>+7.2}%{mark}", title.en, error * 100.0)
}
