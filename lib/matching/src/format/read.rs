//! Reading an instance from its folder, a row at a time.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::fields::Fields;
use super::rows::FileRow;
use super::weights;
use crate::fault::{Fault, Faults, Problem, Row};
use crate::model::*;

impl Instance {
    /// Reads an instance from a folder. Files are streamed: what is held in memory is the instance.
    ///
    /// # Errors
    /// Every fault of every file, see [`Faults`].
    pub fn read(folder: impl AsRef<Path>) -> Result<Instance, Faults> {
        Self::read_on(folder, 1)
    }

    /// The same on several threads; the instance does not depend on how many.
    ///
    /// # Errors
    /// As [`Instance::read`].
    pub fn read_on(folder: impl AsRef<Path>, threads: usize) -> Result<Instance, Faults> {
        let folder = folder.as_ref();
        let mut b = Builder::default();
        stream(folder, &mut b, Builder::unit);
        b.link_units();
        stream(folder, &mut b, Builder::person);
        stream(folder, &mut b, Builder::class);
        stream(folder, &mut b, Builder::cover);
        stream(folder, &mut b, Builder::gap);
        stream(folder, &mut b, Builder::history);
        stream(folder, &mut b, Builder::busy);
        stream(folder, &mut b, Builder::quota);
        stream(folder, &mut b, Builder::group);
        stream(folder, &mut b, Builder::mandatory);
        stream(folder, &mut b, Builder::preference);
        stream(folder, &mut b, Builder::fixed);
        let weights = weights::read(folder, &mut b.faults);
        b.weights(&weights);
        b.finish(threads)
    }
}

impl Tables {
    /// Reads the rows of an instance's folder as they stand, without checking them against each other.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn read(folder: impl AsRef<Path>) -> Result<Tables, Faults> {
        let folder = folder.as_ref();
        let mut faults = Faults::default();
        let tables = Tables {
            units: collect(folder, &mut faults),
            people: collect(folder, &mut faults),
            gaps: collect(folder, &mut faults),
            history: collect(folder, &mut faults),
            busy: collect(folder, &mut faults),
            classes: collect(folder, &mut faults),
            coverage: collect(folder, &mut faults),
            quotas: collect(folder, &mut faults),
            mandatory: collect(folder, &mut faults),
            groups: collect(folder, &mut faults),
            preferences: collect(folder, &mut faults),
            fixed: collect(folder, &mut faults),
            weights: weights::read(folder, &mut faults),
        };
        faults.or(tables)
    }
}

fn collect<R: FileRow>(folder: &Path, faults: &mut Faults) -> Vec<R> {
    let mut rows = Vec::new();
    each_row(folder, faults, |_, _, row| rows.push(row));
    rows
}

fn stream<R: FileRow>(folder: &Path, builder: &mut Builder, add: impl Fn(&mut Builder, u64, &R)) {
    builder.start_file();
    let mut faults = std::mem::take(&mut builder.faults);
    each_row(folder, &mut faults, |faults, line, row| {
        std::mem::swap(&mut builder.faults, faults);
        add(builder, line, &row);
        std::mem::swap(&mut builder.faults, faults);
    });
    builder.faults = faults;
}

/// Hands every row of the file to `take`; faults of the file itself go to `faults`.
pub(in crate::format) fn each_row<R: FileRow>(
    folder: &Path,
    faults: &mut Faults,
    mut take: impl FnMut(&mut Faults, u64, R),
) {
    let whole = |problem| Fault { file: R::FILE, line: 0, column: "", value: String::new(), problem };
    let file = match File::open(folder.join(R::FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if !R::OPTIONAL {
                faults.add(whole(Problem::FileMissing));
            }
            return;
        }
        Err(_) => return faults.add(whole(Problem::Unreadable)),
    };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(without_mark(file));
    let mut bytes = ByteRecord::new();
    let mut header = false;
    loop {
        match reader.read_byte_record(&mut bytes) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => return faults.add(whole(Problem::Unreadable)),
        }
        let line = bytes.position().map_or(0, |position| position.line());
        let Ok(record) = StringRecord::from_byte_record(std::mem::take(&mut bytes)) else {
            faults.add(Fault { line, ..whole(Problem::Encoding) });
            header = true;
            continue;
        };
        if !header {
            if !record.iter().eq(R::COLUMNS.iter().copied()) {
                let value = record.iter().collect::<Vec<_>>().join(",");
                let problem = Problem::Header { expected: R::COLUMNS.join(",") };
                return Row { file: R::FILE, line, faults }.fault("", value, problem);
            }
            header = true;
        } else if record.len() != R::COLUMNS.len() {
            let value = record.iter().collect::<Vec<_>>().join(",");
            let problem = Problem::FieldCount { expected: R::COLUMNS.len() };
            Row { file: R::FILE, line, faults }.fault("", value, problem);
        } else {
            let row = Row { file: R::FILE, line, faults };
            let parsed = R::parse(&mut Fields { columns: R::COLUMNS, record: &record, row });
            take(faults, line, parsed);
        }
        bytes = record.into_byte_record();
    }
    if !header {
        faults.add(whole(Problem::Header { expected: R::COLUMNS.join(",") }));
    }
}

/// Skips the byte order mark that office programs put first.
fn without_mark(file: File) -> impl Read {
    let mut reader = BufReader::with_capacity(1 << 16, file);
    if reader.fill_buf().is_ok_and(|bytes| bytes.starts_with(b"\xEF\xBB\xBF")) {
        reader.consume(3);
    }
    reader
}
