//! Tours of demos: `demo.toml` beside a prototype.

use std::path::Path;

use fieldlab_domain::name::Name;
use fieldlab_domain::tour::Tour;

use crate::workspace::read_text;

/// The file with a tour.
pub(crate) const FILE: &str = "demo.toml";

/// The text and the tour of the prototype in this folder, when there is a tour.
///
/// # Errors
/// When it can't be read: all its faults at once.
pub(crate) fn beside(folder: &Path, prototype: &Name) -> anyhow::Result<Option<(String, Tour)>> {
    let path = folder.join(FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let source = read_text(&path)?;
    let tour = Tour::parse(&path.display().to_string(), &source, prototype)?;
    Ok(Some((source, tour)))
}
