//! Writing the rows of an instance to a folder.

use std::path::{Path, PathBuf};

use super::rows::FileRow;
use super::weights;
use crate::model::Tables;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be written: {source}")]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

impl WriteError {
    pub(in crate::format) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> WriteError {
        let path = path.to_path_buf();
        move |source| WriteError { path, source }
    }
}

impl Tables {
    /// Writes all files of the instance, creating the folder; optional files without rows are left out.
    ///
    /// # Errors
    /// The first file that cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<(), WriteError> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
        rows(folder, &self.units)?;
        rows(folder, &self.people)?;
        rows(folder, &self.gaps)?;
        rows(folder, &self.history)?;
        rows(folder, &self.busy)?;
        rows(folder, &self.classes)?;
        rows(folder, &self.coverage)?;
        rows(folder, &self.quotas)?;
        rows(folder, &self.mandatory)?;
        rows(folder, &self.groups)?;
        rows(folder, &self.preferences)?;
        rows(folder, &self.fixed)?;
        let path = folder.join("weights.toml");
        std::fs::write(&path, weights::text(&self.weights)).map_err(WriteError::at(&path))
    }
}

fn rows<R: FileRow>(folder: &Path, rows: &[R]) -> Result<(), WriteError> {
    let path = folder.join(R::FILE);
    if R::OPTIONAL && rows.is_empty() {
        // A file of an earlier instance in the same folder must not stay behind.
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError { path, source: error })
            }
            _ => Ok(()),
        };
    }
    csv_file(&path, R::COLUMNS, rows.iter().map(R::fields))
}

/// A CSV file with a header.
pub(in crate::format) fn csv_file(
    path: &Path,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), WriteError> {
    let write = || -> Result<(), csv::Error> {
        let mut writer = csv::Writer::from_path(path)?;
        writer.write_record(header)?;
        for row in rows {
            writer.write_record(&row)?;
        }
        Ok(writer.flush()?)
    };
    write().map_err(|error| WriteError { path: path.to_path_buf(), source: std::io::Error::other(error) })
}
