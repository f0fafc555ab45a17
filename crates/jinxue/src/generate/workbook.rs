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
    remove_parts(folder, stem, part)
}

/// Parts from `first` on are left over from a longer table written here before.
fn remove_parts(folder: &Path, stem: &str, first: u32) -> anyhow::Result<()> {
    let left_over = (first..).map(|part| part_path(folder, stem, part)).take_while(|path| path.exists());
    for path in left_over {
        std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
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

/// The files of a table that was written, in order.
pub(crate) fn parts(folder: &Path, stem: &str) -> Vec<PathBuf> {
    (1..).map(|part| part_path(folder, stem, part)).take_while(|path| path.exists()).collect()
}

fn part_path(folder: &Path, stem: &str, part: u32) -> PathBuf {
    folder.join(match part {
        1 => format!("{stem}.xlsx"),
        _ => format!("{stem}-{part}.xlsx"),
    })
}

#[cfg(test)]
mod tests {
    use jinxue_exchange::kinds::Units;

    use super::*;

    #[test]
    fn parts_of_a_longer_table_are_not_taken_for_this_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("x-2.xlsx"), "of before").unwrap();
        std::fs::write(at("x-3.xlsx"), "of before").unwrap();
        write::<Units>(folder.path(), "x", "单位", std::iter::empty()).unwrap();
        assert_eq!(parts(folder.path(), "x"), [at("x.xlsx")]);
    }
}
