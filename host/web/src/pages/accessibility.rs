//! The accessibility statement: what was tested and found, and what was not.

use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use fieldlab_domain::date::Date;
use fieldlab_experiment::text;
use serde::Deserialize;

use super::{Layout, respond};
use crate::language::Reader;
use crate::texts::texts;

/// What the test in a browser found last; that test holds it to what it finds.
#[derive(Deserialize)]
struct Results {
    tested_on: Date,
    tool: String,
    pages: u32,
    checks: u32,
    violations: u32,
}

static RESULTS: LazyLock<Results> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../accessibility.json")).expect("a test holds that it is right")
});

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    layout: Layout,
    tested: String,
}

pub(crate) async fn show(reader: Reader) -> Response {
    let layout = Layout::new(&reader, "accessibility-title");
    let Results { tested_on, tool, pages, checks, violations } = &*RESULTS;
    let language = reader.language;
    let [pages, checks, violations] =
        [pages, checks, violations].map(|number| text::number(language, f64::from(*number), 0));
    let date = text::date(language, tested_on.0);
    let of = [("date", &*date), ("tool", tool), ("pages", &pages), ("checks", &checks), ("violations", &violations)];
    let tested = texts().get(language, "accessibility-tested", &of);
    respond(&reader, &AccessibilityPage { layout, tested })
}

#[cfg(test)]
mod tests {
    use super::RESULTS;

    #[test]
    fn the_results_are_whole() {
        // Each page in two languages, light and dark, on a desk and a phone.
        assert_eq!(RESULTS.checks, RESULTS.pages * 8);
        assert_eq!(RESULTS.violations, 0, "the statement says what is wrong, in words, when there is something");
    }
}
