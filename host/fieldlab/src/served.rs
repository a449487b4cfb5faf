//! One server for a data folder: a file that is locked as long as it is served. The system lets go of the lock when the process
//! ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use anyhow::Context as _;

use crate::failure::usage;

const FILE: &str = "serving";

/// That this process serves the data folder, until it is dropped.
pub(crate) struct Serving {
    file: File,
}

impl Serving {
    /// Takes the data folder, which is made when it is not there.
    ///
    /// # Errors
    /// When another process serves it.
    pub(crate) fn begin(data: &Path) -> anyhow::Result<Serving> {
        std::fs::create_dir_all(data).map_err(|error| {
            usage(format!("can't make the data folder {}: {error}", data.display()), "name another with --data DIR")
        })?;
        let path = data.join(FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("can't write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Serving { file }),
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                // Who it is may not be written yet; that there is somebody is enough to stop.
                let _ = file.read_to_string(&mut by);
                let by = if by.trim().is_empty() { String::new() } else { format!(": {}", by.trim()) };
                let hint = "go to that one, stop it first, or serve another data folder with --data DIR";
                Err(usage(format!("the lab in {} is served already{by}", data.display()), hint))
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("can't lock {}", path.display())),
        }
    }

    /// Notes where it is served, for who tries it once more.
    pub(crate) fn at(&mut self, address: &str) {
        let note = format!("by process {} at {address}\n", std::process::id());
        let written =
            self.file.rewind().and_then(|()| self.file.set_len(0)).and_then(|()| self.file.write_all(note.as_bytes()));
        if let Err(error) = written {
            // The lock is what counts; the note only helps.
            tracing::debug!(%error, "where the lab is served can't be noted");
        }
    }
}
