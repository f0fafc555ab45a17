//! The parent's side: starts the reading process and receives what it read.

use std::{
    ffi::OsString,
    io::{BufReader, Read, Write},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
};

use super::{
    watch::Watch,
    wire::{Answer, receive, send},
};
use crate::{
    fault::FileFault,
    limits::Limits,
    table::{Row, Rows, SheetHead, Table},
};

/// How the reading process is started: a program that calls
/// [`super::serve`] when it is given these arguments and then a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderProgram {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
}

/// Open a table in a process of its own. It behaves like the table of
/// [`crate::table::open_table`]; dropping it ends the process.
///
/// # Errors
/// What the file deserves, and also [`FileFault::OutOfMemory`],
/// [`FileFault::TooSlow`] and [`FileFault::ReaderDied`].
pub fn open_table(reader: &ReaderProgram, path: &Path, limits: &Limits) -> Result<Table, FileFault> {
    let mut conversation = Conversation::start(reader, path, limits)?;
    conversation.request(limits)?;
    match conversation.answer()? {
        Answer::Opened { epoch, content, heads } => {
            let heads = heads.into_iter().map(SheetHead::from).collect();
            Ok(Table::from_process(heads, epoch, content, conversation))
        }
        Answer::Fault(fault) => Err(fault),
        Answer::Row(_) | Answer::SheetEnd => Err(FileFault::ReaderDied { detail: OUT_OF_TURN.into() }),
    }
}

const OUT_OF_TURN: &str = "an answer out of turn";

/// Escaping makes a text up to six times longer.
const ESCAPED_PER_BYTE: u64 = 6;

/// Rows shown of all sheets together, in rows of the greatest length.
const LONG_ROWS_PER_ANSWER: u64 = 64;

/// A running reading process.
pub(crate) struct Conversation {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    complaints: ChildStderr,
    watch: Watch,
    line: Vec<u8>,
    limits: Limits,
    streaming: bool,
}

impl Conversation {
    fn start(reader: &ReaderProgram, path: &Path, limits: &Limits) -> Result<Self, FileFault> {
        let mut child = Command::new(&reader.program)
            .args(&reader.arguments)
            .arg(path)
            // The file's reader has no use for the secrets a server may have there.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| FileFault::ReaderDied { detail: error.to_string() })?;
        let (Some(requests), Some(answers), Some(complaints)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(FileFault::ReaderDied { detail: "no pipes".into() });
        };
        Ok(Self {
            requests,
            answers: BufReader::with_capacity(64 << 10, answers),
            complaints,
            watch: Watch::over(child, limits.patience),
            line: Vec::new(),
            limits: limits.clone(),
            streaming: false,
        })
    }

    /// All rows of a sheet, in order.
    pub(crate) fn rows(&mut self, sheet: usize) -> Result<Rows<'_>, FileFault> {
        while self.streaming {
            self.next_row()?;
        }
        self.request(&sheet)?;
        self.streaming = true;
        Ok(Box::new(std::iter::from_fn(
            move || if self.streaming { self.next_row().transpose() } else { None },
        )))
    }

    fn next_row(&mut self) -> Result<Option<Row>, FileFault> {
        let answer = self.answer();
        self.streaming = matches!(answer, Ok(Answer::Row(_)));
        match answer? {
            Answer::Row(row) => Ok(Some(row.into())),
            Answer::SheetEnd => Ok(None),
            Answer::Fault(fault) => Err(fault),
            Answer::Opened { .. } => Err(FileFault::ReaderDied { detail: OUT_OF_TURN.into() }),
        }
    }

    fn request(&mut self, message: &impl serde::Serialize) -> Result<(), FileFault> {
        let sent = send(&mut self.requests, message).and_then(|()| self.requests.flush());
        sent.map_err(|_| self.post_mortem())
    }

    fn answer(&mut self) -> Result<Answer, FileFault> {
        let bytes_max = self.limits.row_bytes_max * ESCAPED_PER_BYTE * LONG_ROWS_PER_ANSWER;
        self.watch.wait_begins();
        let answer = receive(&mut self.answers, &mut self.line, bytes_max);
        self.watch.wait_ends();
        match answer {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) if (self.line.len() as u64) < bytes_max => Err(self.post_mortem()),
            Ok(None) | Err(_) => Err(FileFault::ReaderDied { detail: OUT_OF_TURN.into() }),
        }
    }

    /// Why the process ended without an answer.
    fn post_mortem(&mut self) -> FileFault {
        let mut complaint = Vec::new();
        self.watch.wait_begins();
        // What it said last is a help; the exit status decides.
        let _ = self.complaints.by_ref().take(4096).read_to_end(&mut complaint);
        let complaint = String::from_utf8_lossy(&complaint).into_owned();
        match self.watch.status() {
            _ if self.watch.is_overdue() => self.too_slow(),
            Ok(status) => self.verdict(status, &complaint),
            Err(error) => FileFault::ReaderDied { detail: error.to_string() },
        }
    }

    fn verdict(&self, status: ExitStatus, complaint: &str) -> FileFault {
        const CPU_TIME_EXCEEDED: i32 = 24;
        if status.signal() == Some(CPU_TIME_EXCEEDED) {
            return self.too_slow();
        }
        // The words of the runtime before it aborts.
        if complaint.contains("memory allocation of") {
            return FileFault::OutOfMemory { limit_mib: self.limits.memory_mib_max };
        }
        let last = complaint.lines().last().unwrap_or_default();
        FileFault::ReaderDied { detail: format!("{status} {last}").trim_end().into() }
    }

    fn too_slow(&self) -> FileFault {
        FileFault::TooSlow { limit_seconds: self.limits.patience.as_secs() }
    }
}
