//! The child's side: reads one file under limits, and nothing else.

use std::{
    ffi::OsString,
    io::{self, BufRead, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use rlimit::Resource;

use super::wire::{Answer, WireHead, WireRow, receive, send};
use crate::{
    fault::FileFault,
    limits::Limits,
    table::{Table, open_table},
};

/// Files the process may hold open: the three standard streams, the table, and
/// what the runtime keeps.
const OPEN_FILES_MAX: u64 = 16;

const REQUEST_BYTES_MAX: u64 = 64 << 10;

/// The whole life of a reading process, to be called first thing in `main`
/// when the hidden subcommand is given, before any thread is started.
/// `arguments` are those after the subcommand: the path of the file. The
/// conversation goes over standard input and output.
pub fn serve(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Some(path) = arguments.into_iter().next() else {
        eprintln!("expected the path of the file to read");
        return ExitCode::from(2);
    };
    let out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    match converse(Path::new(&path), io::stdin().lock(), out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn converse(path: &Path, mut requests: impl BufRead, mut out: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    let Some(limits) = receive::<Limits>(&mut requests, &mut line, REQUEST_BYTES_MAX)? else {
        return Ok(());
    };
    confine(&limits)?;
    let mut table = match open_table(path, &limits) {
        Ok(table) => table,
        Err(fault) => return say(&mut out, &Answer::Fault(fault)),
    };
    let heads = table.sheets().iter().map(WireHead::from).collect();
    say(&mut out, &Answer::Opened { epoch: table.epoch(), content: table.content(), heads })?;
    while let Some(sheet) = receive::<usize>(&mut requests, &mut line, REQUEST_BYTES_MAX)? {
        let end = match stream(&mut table, sheet, &mut out)? {
            Ok(()) => Answer::SheetEnd,
            Err(fault) => Answer::Fault(fault),
        };
        say(&mut out, &end)?;
    }
    Ok(())
}

fn stream(table: &mut Table, sheet: usize, out: &mut impl Write) -> io::Result<Result<(), FileFault>> {
    let rows = match table.rows(sheet) {
        Ok(rows) => rows,
        Err(fault) => return Ok(Err(fault)),
    };
    for row in rows {
        match row {
            Ok(row) => send(out, &Answer::Row(WireRow::from(row)))?,
            Err(fault) => return Ok(Err(fault)),
        }
    }
    Ok(Ok(()))
}

fn say(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    send(out, answer)?;
    out.flush()
}

/// Give up for good what a parser does not need.
fn confine(limits: &Limits) -> io::Result<()> {
    let seconds = limits.patience.as_secs().max(1);
    let memory = limits.memory_mib_max << 20;
    Resource::AS.set(memory, memory)?;
    Resource::CPU.set(seconds, seconds + 1)?;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NOFILE.set(OPEN_FILES_MAX, OPEN_FILES_MAX)
}
