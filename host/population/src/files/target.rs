//! Where a population is written to: it is there as a whole, or not at all.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use fieldlab_domain::persona::{Persona, bundled};
use fieldlab_domain::population::PopulationError;
use tempfile::NamedTempFile;

use super::{csv, failure, personas};

/// How a population is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One Parquet file of persons.
    Parquet,
    /// One Arrow IPC file of persons.
    Arrow,
    /// One CSV file of persons.
    Csv,
    /// A folder with Parquet files of persons and of households.
    Folder,
}

/// The file or folder that a population goes to.
///
/// Until [`write`](super::write) is done with it there are only files of another name beside their place, which go when it is
/// dropped or abandoned; what is there already stays as it is until then.
pub struct Target {
    out: PathBuf,
    format: Format,
    /// The folder, when it was made for this.
    made: Option<PathBuf>,
    /// Who is written after the population.
    personas: &'static [Persona],
    /// The files that are being written and where they go; none any longer when they are there, or given up.
    unfinished: Mutex<Vec<(NamedTempFile, PathBuf)>>,
}

impl fmt::Debug for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Target").field("out", &self.out).field("format", &self.format).finish()
    }
}

const ROOM: &str = "name a file in a folder that can be written and has room";

impl Target {
    /// A file that ends in `.parquet`, `.arrow` or `.csv`, or a folder, which is made when it is not there; for so many persons.
    ///
    /// # Errors
    /// When it has another ending, can't be written there, or the persons are too many for its format.
    pub fn new(out: &Path, persons: u64) -> Result<Target, PopulationError> {
        let format = match out.extension().and_then(|ending| ending.to_str()) {
            Some("parquet") => Format::Parquet,
            Some("arrow") => Format::Arrow,
            Some("csv") if persons > csv::MOST => {
                let what = format!("{persons} persons are too many for a CSV file: at most {} go into one", csv::MOST);
                return Err(failure(
                    out,
                    what,
                    "name a file that ends in .parquet: it is small, and read by what reads CSV",
                ));
            }
            Some("csv") => Format::Csv,
            Some(ending) if !out.is_dir() => {
                let what = format!("citizens can't be written as .{ending}");
                return Err(failure(out, what, "name a file that ends in .parquet, .arrow or .csv, or a folder"));
            }
            _ => Format::Folder,
        };
        let mut target =
            Target { out: out.to_owned(), format, made: None, personas: &[], unfinished: Mutex::default() };
        let (folder, files) = match format {
            Format::Folder => {
                target.make_folder()?;
                (out, vec![out.join("persons.parquet"), out.join("households.parquet")])
            }
            _ => (folder_of(out), vec![out.to_owned()]),
        };
        for file in files {
            if file.is_dir() {
                return Err(failure(&file, "it is a folder", "name a file"));
            }
            let unfinished = unfinished(folder).map_err(|error| failure(&file, error, ROOM))?;
            target.lock().push((unfinished, file));
        }
        Ok(target)
    }

    /// With the bundled personas and who live with them as the last rows, which are in no count.
    pub fn with_personas(self) -> Target {
        let mut target = self;
        target.personas = bundled();
        target
    }

    /// How many rows the personas and who live with them have.
    pub fn persona_rows(&self) -> u64 {
        personas::persons(self.personas)
    }

    /// Who is written after the population.
    pub(super) fn personas(&self) -> &'static [Persona] {
        self.personas
    }

    fn make_folder(&mut self) -> Result<(), PopulationError> {
        if self.out.is_dir() {
            return Ok(());
        }
        std::fs::create_dir(&self.out)
            .map_err(|error| failure(&self.out, error, "name a folder that can be made, in one that there is"))?;
        self.made = Some(self.out.clone());
        Ok(())
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The files that are or will be there.
    pub fn files(&self) -> Vec<PathBuf> {
        match self.format {
            Format::Folder => ["persons.parquet", "households.parquet"].map(|name| self.out.join(name)).into(),
            _ => vec![self.out.clone()],
        }
    }

    /// Takes away what was written so far, and refuses who still writes; `false` when there is nothing any longer to take away, as
    /// after the end.
    pub fn abandon(&self) -> bool {
        let unfinished = std::mem::take(&mut *self.lock());
        let in_time = !unfinished.is_empty();
        drop(unfinished);
        if let Some(folder) = &self.made {
            // It goes only when it is empty, and so when nothing was finished.
            let _ = std::fs::remove_dir(folder);
        }
        in_time
    }

    /// Writes one of the files, to the disk.
    pub(super) fn fill<E: fmt::Display>(
        &self,
        nth: usize,
        write: impl FnOnce(File) -> Result<(), E>,
    ) -> Result<(), PopulationError> {
        let (file, _) = self.unfinished(nth)?;
        let failed = |error: &dyn fmt::Display| failure(&self.files()[nth], error, ROOM);
        write(file.try_clone().map_err(|error| failed(&error))?).map_err(|error| failed(&error))?;
        file.sync_all().map_err(|error| failed(&error))
    }

    /// One of the files that are being written: open, and where it is for now.
    pub(super) fn unfinished(&self, nth: usize) -> Result<(File, PathBuf), PopulationError> {
        let unfinished = self.lock();
        let (file, _) = unfinished.get(nth).ok_or_else(|| self.given_up())?;
        let open = file.as_file().try_clone().map_err(|error| failure(&self.out, error, ROOM))?;
        Ok((open, file.path().to_owned()))
    }

    /// Puts the files in their places.
    pub(super) fn finish(&self) -> Result<(), PopulationError> {
        let mut unfinished = self.lock();
        if unfinished.is_empty() {
            return Err(self.given_up());
        }
        // The households come before the persons, who are what is looked for.
        while let Some((file, place)) = unfinished.pop() {
            file.persist(&place).map_err(|error| failure(&place, error.error, ROOM))?;
        }
        Ok(())
    }

    fn given_up(&self) -> PopulationError {
        failure(&self.out, "writing was given up", "make it again")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(NamedTempFile, PathBuf)>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.abandon();
    }
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn unfinished(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // As any file that the user makes; files of this kind are for their maker alone otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
