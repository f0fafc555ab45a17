//! How far a run is: a bar on a terminal, otherwise a line a second, on standard error.

use std::io::{IsTerminal, Stderr, Write, stderr};
use std::time::Duration;

use matching::{Language, Progress};

use super::words;

const CELLS: u32 = 24;

/// Where progress is shown.
pub(super) struct Meter {
    look: Look,
    language: Language,
    limit: Duration,
    shown: Option<Duration>,
    err: Stderr,
}

/// A terminal is rewritten in place; a log gets lines.
enum Look {
    Bar,
    Lines,
}

impl Meter {
    pub fn new(limit: Duration, language: Language) -> Self {
        let err = stderr();
        let look = if err.is_terminal() { Look::Bar } else { Look::Lines };
        Self { look, language, limit, shown: None, err }
    }

    /// Shows the progress unless it was shown just before. A terminal that went away does not end the run.
    pub fn show(&mut self, progress: &Progress) {
        let pause = match self.look {
            Look::Bar => Duration::from_millis(100),
            Look::Lines => Duration::from_secs(1),
        };
        if self.shown.is_some_and(|shown| progress.elapsed < shown + pause) {
            return;
        }
        self.shown = Some(progress.elapsed);
        let line = words::progress(progress, self.language);
        let _ = match self.look {
            Look::Bar => write!(self.err, "\r\x1b[K{} {line}", self.bar(progress)),
            Look::Lines => writeln!(self.err, "{line}"),
        };
        let _ = self.err.flush();
    }

    /// How much of the time is gone.
    fn bar(&self, progress: &Progress) -> String {
        let part = progress.elapsed.as_secs_f64() / self.limit.as_secs_f64().max(1e-9);
        let full = (part.min(1.0) * CELLS as f64) as u32;
        (0..CELLS).map(|cell| if cell < full { '█' } else { '░' }).collect()
    }

    pub fn end(mut self) {
        if let (Look::Bar, Some(_)) = (&self.look, self.shown) {
            let _ = writeln!(self.err);
        }
    }
}
