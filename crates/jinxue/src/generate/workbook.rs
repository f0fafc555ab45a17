//! Rows on the disk, in as many files as the importer's limit on rows asks for.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jinxue_exchange::write::{WrittenKind, XlsxWriter, sheet};

/// Rows of one file; an import accepts at most 400,000.
const ROWS_MAX: usize = 250_000;

/// The date that every file says it was made on, so that the same rows give
/// the same bytes.
pub(super) const MADE: jiff::civil::DateTime = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);

/// Writes rows of a kind to `STEM.xlsx`, then `STEM-2.xlsx`, `STEM-3.xlsx` …
///
/// # Errors
/// When a file cannot be written; the message names it.
pub(super) fn write<K: WrittenKind>(
    folder: &Path,
    stem: &str,
    title: &str,
    rows: impl Iterator<Item = K::Row>,
) -> anyhow::Result<()> {
    let mut rows = rows.peekable();
    let mut part = 1;
    while part == 1 || rows.peek().is_some() {
        let path = part_path(folder, stem, part);
        write_part::<K>(&path, title, rows.by_ref().take(ROWS_MAX))
            .with_context(|| format!("cannot write {}", path.display()))?;
        part += 1;
    }
    Ok(())
}

fn write_part<K: WrittenKind>(
    path: &Path,
    title: &str,
    rows: impl Iterator<Item = K::Row>,
) -> anyhow::Result<()> {
    let mut writer = XlsxWriter::new(MADE)?;
    writer.begin(&sheet::<K>(title, None))?;
    for row in rows {
        writer.row(&K::cells(&row))?;
    }
    Ok(writer.save(path)?)
}

fn part_path(folder: &Path, stem: &str, part: u32) -> PathBuf {
    folder.join(match part {
        1 => format!("{stem}.xlsx"),
        _ => format!("{stem}-{part}.xlsx"),
    })
}
