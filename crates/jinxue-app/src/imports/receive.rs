//! Files as they come in: written to the disk and digested as they arrive, removed if they never become whole.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::ImportKind;
use jinxue_exchange::forms;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Upload;
use crate::{Answer, Refusal, Work, digest};

/// Longest file name that is kept, in characters.
const NAME_CHARACTERS_MAX: usize = 200;

/// A file that is not yet an import's; dropped, it is removed.
#[derive(Debug)]
pub struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // It may have been moved to its place.
        let _ = fs::remove_file(&self.0);
    }
}

impl Upload {
    /// The same, of which a person has named the sheet.
    #[must_use]
    pub fn of_sheet(self, sheet: Option<&str>) -> Self {
        Self { sheet: sheet.map(str::to_owned), ..self }
    }

    /// Moves the file to where it stays.
    pub(super) fn keep_at(&self, place: &Path) -> Answer<()> {
        fs::rename(&self.path.0, place).map_err(|fault| Refusal::internal(&fault))
    }
}

/// A file that is coming in.
pub struct Receiving {
    path: Partial,
    file: File,
    digest: Sha256,
    bytes: i64,
}

/// A file that came in whole, with its name.
struct Received {
    name: String,
    path: Partial,
    bytes: i64,
    sha256: String,
}

/// Files that come in together for one import.
#[derive(Default)]
pub struct Files(Vec<Received>);

/// Begins to receive a file.
///
/// # Errors
/// When the disk refuses.
pub fn receive(work: &Work) -> Answer<Receiving> {
    let folder = work.app.settings.folder.join("uploads");
    fs::create_dir_all(&folder).map_err(|fault| Refusal::internal(&fault))?;
    let path = Partial(folder.join(format!("{}.part", work.app.ids.next())));
    let file = File::create(&path.0).map_err(|fault| Refusal::internal(&fault))?;
    Ok(Receiving { path, file, digest: Sha256::new(), bytes: 0 })
}

/// Takes a copy of files that lie on this machine, for one import.
///
/// # Errors
/// When one cannot be read or copied; as [`Files::upload`].
pub fn copy(work: &Work, kind: &str, unit: Option<Uuid>, from: &[PathBuf]) -> Answer<Upload> {
    let mut files = Files::default();
    for path in from {
        let bytes = fs::read(path).map_err(|fault| {
            let path = path.display().to_string();
            Problem::new(ErrorCode::FileRefused)
                .because(format!("{path}：{fault}"), format!("{path}: {fault}"))
                .field("file")
                .value(path)
        })?;
        let mut receiving = receive(work)?;
        receiving.take(&bytes)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.add(receiving, &name)?;
    }
    files.upload(work, kind, unit)
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
}

impl Files {
    /// A file has become whole.
    ///
    /// # Errors
    /// When the disk does not keep it.
    pub fn add(&mut self, mut receiving: Receiving, name: &str) -> Answer<()> {
        receiving.file.sync_all().map_err(|fault| Refusal::internal(&fault))?;
        let visible = name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\'));
        self.0.push(Received {
            name: visible.take(NAME_CHARACTERS_MAX).collect(),
            path: receiving.path,
            bytes: receiving.bytes,
            sha256: digest::text(&receiving.digest.finalize_reset()),
        });
        Ok(())
    }

    /// The one file; several appointment forms as one archive.
    ///
    /// # Errors
    /// `missing_value` without a file; `invalid_value` for several files of another kind.
    pub fn upload(self, work: &Work, kind: &str, unit: Option<Uuid>) -> Answer<Upload> {
        let mut files = self.0;
        if files.len() > 1 && kind != ImportKind::People.as_str() {
            return Err(Problem::invalid("file", files.len(), "1").into());
        }
        let one = if files.len() > 1 {
            bundled(work, &files)?
        } else {
            files.pop().ok_or_else(|| Problem::missing("file"))?
        };
        Ok(Upload {
            kind: kind.to_owned(),
            unit,
            file_name: one.name,
            bytes: one.bytes,
            sha256: one.sha256,
            sheet: None,
            path: one.path,
        })
    }
}

/// Forms put into one archive, called after the first of them.
fn bundled(work: &Work, forms: &[Received]) -> Answer<Received> {
    let mut receiving = receive(work)?;
    let open = |form: &Received| Ok((form.name.clone(), File::open(&form.path.0)?));
    let opened = forms
        .iter()
        .map(open)
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(|fault| Refusal::internal(&fault))?;
    let mut archive = std::io::Cursor::new(Vec::new());
    forms::bundle(opened, &mut archive).map_err(|fault| {
        let words = fault.words();
        Problem::new(ErrorCode::FileRefused).because(words.zh, words.en).field("file")
    })?;
    receiving.take(archive.get_ref())?;
    let first = forms.first().map_or("", |form| form.name.as_str());
    let mut files = Files::default();
    files.add(receiving, &format!("{first} 等 {} 份.zip", forms.len()))?;
    files.0.pop().ok_or_else(|| Refusal::internal(&"the archive is gone"))
}
