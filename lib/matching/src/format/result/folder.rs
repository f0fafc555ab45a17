//! A result's folder appears whole or not at all, whenever the program is ended.

use std::path::{Path, PathBuf};

use crate::format::write::WriteError;

/// The files a result may have; a folder with others is not replaced.
const FILES: [&str; 6] =
    ["seats.csv", "classes.csv", "prices.csv", "openings.csv", "moves.csv", "report.json"];

/// Why a result cannot be put somewhere.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// The folder holds something that is not part of a result and would be lost.
    #[error("{} 中有不属于结果的文件 {file}，请换一个文件夹 / holds {file}, which is no part of a result; name another folder", folder.display())]
    Occupied { folder: PathBuf, file: String },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Refuses a folder that holds anything but an earlier result, before a run is spent on it.
pub(super) fn vacant(folder: &Path) -> Result<(), ResultError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(WriteError::at(folder)(error).into()),
    };
    for entry in entries {
        let file = entry.map_err(WriteError::at(folder))?.file_name().to_string_lossy().into_owned();
        if !FILES.contains(&file.as_str()) {
            return Err(ResultError::Occupied { folder: folder.to_path_buf(), file });
        }
    }
    Ok(())
}

/// Lets `fill` write into a hidden folder beside, and renames it once everything is there.
pub(super) fn appear(
    folder: &Path,
    fill: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<(), ResultError> {
    vacant(folder)?;
    let part = beside(folder, "part");
    let old = beside(folder, "old");
    remove(&part)?;
    std::fs::create_dir_all(&part).map_err(WriteError::at(&part))?;
    fill(&part)?;
    if folder.exists() {
        remove(&old)?;
        std::fs::rename(folder, &old).map_err(WriteError::at(folder))?;
    }
    std::fs::rename(&part, folder).map_err(WriteError::at(folder))?;
    Ok(remove(&old)?)
}

/// `.NAME.WORD` in the same folder, so that renaming never crosses a disk.
fn beside(folder: &Path, word: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{word}"))
}

fn remove(folder: &Path) -> Result<(), WriteError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(WriteError::at(folder)(error)),
        _ => Ok(()),
    }
}
