//! Notices what is saved, by looking at the times of files a few times a second: that works on each file system, and a prototype has
//! few files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often is looked.
const EVERY: Duration = Duration::from_millis(100);

/// Files beyond this number are not looked at: it is no prototype's folder.
const MOST_FILES: usize = 5_000;

/// Folders of what builds, tests and packages leave behind.
const LEFT_BEHIND: [&str; 3] = ["target", "node_modules", "__pycache__"];

type Times = BTreeMap<PathBuf, (SystemTime, u64)>;

/// The files of a folder.
pub(super) struct Watched {
    folder: PathBuf,
    times: Times,
}

impl Watched {
    pub(super) fn new(folder: &Path) -> Watched {
        Watched { folder: folder.to_owned(), times: times(folder) }
    }

    /// Waits for a while, and returns a file that was saved or went away.
    pub(super) async fn next(&mut self) -> Option<PathBuf> {
        tokio::time::sleep(EVERY).await;
        let now = times(&self.folder);
        if now == self.times {
            return None;
        }
        // Editors write in parts, and rename: what is still changing is looked at once more.
        tokio::time::sleep(EVERY / 3).await;
        let now = times(&self.folder);
        let changed = now.iter().find(|(path, time)| self.times.get(*path) != Some(*time));
        let changed = changed.map(|(path, _)| path.clone());
        let gone = || self.times.keys().find(|path| !now.contains_key(*path)).cloned();
        let found = changed.or_else(gone);
        self.times = now;
        found
    }
}

fn times(folder: &Path) -> Times {
    let mut found = Times::new();
    add(folder, &mut found);
    found
}

fn add(folder: &Path, found: &mut Times) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left = name.starts_with('.') || name.ends_with('~') || LEFT_BEHIND.contains(&&*name);
        if found.len() >= MOST_FILES || is_left {
            continue;
        }
        match entry.metadata() {
            Ok(about) if about.is_dir() => add(&entry.path(), found),
            Ok(about) => {
                let time = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                found.insert(entry.path(), (time, about.len()));
            }
            // It went away in between.
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_and_backups_are_not_looked_at() {
        let folder = tempfile::tempdir().expect("there is room");
        for file in ["a.rs", "a.rs~", ".a.rs.swp"] {
            std::fs::write(folder.path().join(file), "x").expect("there is room");
        }
        for left in LEFT_BEHIND {
            std::fs::create_dir(folder.path().join(left)).expect("there is room");
            std::fs::write(folder.path().join(left).join("b"), "x").expect("there is room");
        }
        let before = times(folder.path());
        assert_eq!(before.keys().collect::<Vec<_>>(), [&folder.path().join("a.rs")]);
        std::fs::write(folder.path().join("a.rs"), "xx").expect("there is room");
        assert_ne!(times(folder.path()), before);
    }
}
