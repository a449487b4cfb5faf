//! Progress bars on the error output; none when nobody watches.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts persons.
pub(crate) fn persons(what: &str) -> ProgressBar {
    bar(what, "persons")
}

/// A bar that counts months.
pub(crate) fn months(what: &str) -> ProgressBar {
    bar(what, "months")
}

fn bar(what: &str, of: &str) -> ProgressBar {
    let template = "{prefix:>34} [{bar:30}] {percent:>3}%  {human_pos} of {human_len} {msg}";
    let style = ProgressStyle::with_template(template).expect("the template is right").progress_chars("█▉▊▋▌▍▎▏ ");
    visible(ProgressBar::new(0)).with_style(style).with_prefix(what.to_owned()).with_message(of.to_owned())
}

/// A line that moves while something without a measure goes on.
pub(crate) fn spinner(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>34} {spinner} {wide_msg}").expect("the template is right");
    let bar = visible(ProgressBar::new_spinner()).with_style(style).with_prefix(what.to_owned());
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(120));
    }
    bar
}

fn visible(bar: ProgressBar) -> ProgressBar {
    if std::io::stderr().is_terminal() { bar } else { ProgressBar::hidden() }
}

/// Says on the error output that a step is done.
pub(crate) fn done(what: &str, words: &str) {
    eprintln!("{what:>34}  {words}");
}
