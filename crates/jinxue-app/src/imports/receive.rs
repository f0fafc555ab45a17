//! A file as it comes in: written to the disk and digested as it arrives, removed if it never becomes whole.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Upload;
use crate::{Answer, Refusal, Work, digest};

/// Longest file name that is kept, in characters.
const NAME_CHARACTERS_MAX: usize = 200;

/// A file that is coming in. Dropped before it is whole, it is removed.
pub struct Receiving {
    path: PathBuf,
    file: File,
    digest: Sha256,
    bytes: i64,
    whole: bool,
}

/// Begins to receive a file.
///
/// # Errors
/// When the disk refuses.
pub fn receive(work: &Work) -> Answer<Receiving> {
    let folder = work.app.settings.folder.join("uploads");
    fs::create_dir_all(&folder).map_err(|fault| Refusal::internal(&fault))?;
    let path = folder.join(format!("{}.part", work.app.ids.next()));
    let file = File::create(&path).map_err(|fault| Refusal::internal(&fault))?;
    Ok(Receiving { path, file, digest: Sha256::new(), bytes: 0, whole: false })
}

/// Takes a copy of a file that lies on this machine.
///
/// # Errors
/// When it cannot be read or copied.
pub fn copy(work: &Work, kind: &str, unit: Option<Uuid>, from: &Path) -> Answer<Upload> {
    let bytes = fs::read(from).map_err(|fault| {
        let path = from.display().to_string();
        jinxue_api::Problem::new(jinxue_api::ErrorCode::FileRefused)
            .because(format!("{path}：{fault}"), format!("{path}: {fault}"))
            .field("file")
            .value(path)
    })?;
    let mut receiving = receive(work)?;
    receiving.take(&bytes)?;
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    receiving.finish(kind.to_owned(), unit, name)
}

impl Receiving {
    /// The next bytes.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn take(&mut self, bytes: &[u8]) -> Answer<()> {
        self.file.write_all(bytes).map_err(|fault| Refusal::internal(&fault))?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as i64;
        Ok(())
    }

    /// The file is whole.
    ///
    /// # Errors
    /// When the disk does not keep it.
    pub fn finish(mut self, kind: String, unit: Option<Uuid>, file_name: String) -> Answer<Upload> {
        self.file.sync_all().map_err(|fault| Refusal::internal(&fault))?;
        self.whole = true;
        let visible = file_name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\'));
        Ok(Upload {
            kind,
            unit,
            file_name: visible.take(NAME_CHARACTERS_MAX).collect(),
            path: self.path.clone(),
            bytes: self.bytes,
            sha256: digest::text(&self.digest.finalize_reset()),
        })
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        if !self.whole {
            let _ = fs::remove_file(&self.path);
        }
    }
}
