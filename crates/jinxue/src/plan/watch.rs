//! Watching a run: a bar on a terminal, else a line a second; Ctrl-C takes the best.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use jinxue_api::runs::Run;
use jinxue_app::{Work, jobs, runs};

use super::told;

/// Columns of the bar.
const WIDTH: usize = 24;

/// Works on the run, or waits for another process that does, until it has ended.
///
/// # Errors
/// When the store fails.
pub async fn to_its_end(work: &Work, run: &Run) -> anyhow::Result<Run> {
    let line = Line::of(run);
    let mut working = work_on(work);
    let mut asked_to_stop = false;
    loop {
        let now = runs::get(work, run.id).await?;
        if now.finished_at.is_some() {
            line.end();
            working.await??;
            return Ok(now);
        }
        line.show(&now);
        if working.is_finished() {
            // Another process has it, or had: what it left lying is taken up here.
            working = work_on(work);
        }
        tokio::select! {
            () = tokio::time::sleep(line.pause()) => {}
            _ = tokio::signal::ctrl_c() => {
                if asked_to_stop {
                    std::process::exit(130);
                }
                asked_to_stop = true;
                stop(work, &now).await;
            }
        }
    }
}

fn work_on(work: &Work) -> tokio::task::JoinHandle<jinxue_app::Answer<()>> {
    let app = work.app.clone();
    tokio::spawn(async move { jobs::drain(&app).await })
}

async fn stop(work: &Work, run: &Run) {
    match runs::stop(work, run.id).await {
        Ok(_) => eprintln!("\n停止，取目前最好的结果 / stopping with the best so far …"),
        Err(refusal) => eprintln!("\n{}", told(&refusal.0)),
    }
}

struct Line {
    terminal: bool,
    seconds: i64,
}

impl Line {
    fn of(run: &Run) -> Self {
        Self { terminal: std::io::stderr().is_terminal(), seconds: run.options.seconds }
    }

    fn pause(&self) -> Duration {
        if self.terminal { Duration::from_millis(250) } else { Duration::from_secs(1) }
    }

    fn show(&self, run: &Run) {
        let said = said(run);
        let mut stderr = std::io::stderr();
        let _ = if self.terminal {
            let elapsed = run.trace.last().map_or(0.0, |point| point.elapsed);
            write!(stderr, "\r\x1b[K{} {said}", bar(elapsed, self.seconds))
        } else {
            writeln!(stderr, "{said}")
        };
        let _ = stderr.flush();
    }

    fn end(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

fn said(run: &Run) -> String {
    let Some(at) = run.trace.last() else { return format!("{} …", stage(&run.state)) };
    format!(
        "{:.0} 秒  目标值 {}  上界 {:.0}  差距 {:.2}%  席位 {} / s, objective, bound, gap, seats",
        at.elapsed,
        at.objective,
        at.bound,
        at.gap * 100.0,
        at.seats
    )
}

fn stage(state: &str) -> &str {
    match state {
        "queued" => "排队 queued",
        "building" => "读取数据 reading the facts",
        "solving" => "求解 solving",
        other => other,
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar is drawn"
)]
fn bar(elapsed: f64, seconds: i64) -> String {
    let part = (elapsed / (seconds.max(1) as f64)).clamp(0.0, 1.0);
    let full = (part * WIDTH as f64).round() as usize;
    format!("[{}{}]", "█".repeat(full), "░".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_with_the_time_and_never_overflows() {
        for (elapsed, full) in [(0.0, 0), (15.0, 12), (30.0, 24), (31.5, 24)] {
            let bar = bar(elapsed, 30);
            assert_eq!(bar.matches('█').count(), full, "{bar}");
            assert_eq!(bar.chars().count(), WIDTH + 2, "{bar}");
        }
    }
}
