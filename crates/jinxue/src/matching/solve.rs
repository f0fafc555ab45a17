//! The run itself: read, seat, look back, write.

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use matching::{CancelToken, Earlier, Effort, Instance, Options, Outcome, Previous, Prices, Review};

use super::progress::Meter;
use super::{SolveArgs, effort, threads_or_all, words};

pub(super) fn solve(args: &SolveArgs) -> anyhow::Result<ExitCode> {
    let begin = Instant::now();
    Outcome::may_write(&args.out)?;
    let cancel = CancelToken::new();
    cancel_on_interrupt(cancel.clone())?;
    let threads = threads_or_all(args.threads);
    let instance = Instance::read_on(&args.instance, threads)?;
    let earlier = args.previous.as_ref().map(Earlier::read).transpose()?.unwrap_or_default();
    let left = args.time.saturating_sub(begin.elapsed());
    let mut options = Options {
        time: Some(left.saturating_sub(looking_back(&instance, threads).min(left / 5))),
        gap: args.gap.0,
        threads,
        seed: args.seed,
        ..Options::default()
    };
    if let Some(folder) = &args.previous {
        options.prices = Some(Prices::read(&instance, folder)?);
        options.previous = Some(Previous { solution: earlier.solution(&instance), stay: args.stay });
    }
    let mut meter = Meter::new(args.time, args.language);
    let outcome = matching::solve(&instance, &options, &mut |progress| meter.show(progress), &cancel);
    meter.end();
    let effort = Effort {
        seconds: begin.elapsed().as_secs_f64(),
        cpu_seconds: effort::cpu_seconds(),
        peak_mib: effort::peak_mib(),
        seed: args.seed,
    };
    let review = Review::new(&instance, &outcome, options.previous.as_ref(), &earlier, threads);
    outcome.write(&instance, &effort, &review, &args.out)?;
    let broken = matching::check(&instance, &outcome.solution).by_promise().count();
    writeln!(stdout(), "{}", words::summary(&outcome, &review, broken, args.language))?;
    Ok(ExitCode::SUCCESS)
}

/// About how long the look back on the result takes: a microsecond a pair.
fn looking_back(instance: &Instance, threads: usize) -> Duration {
    Duration::from_micros((instance.pair_count() / threads) as u64)
}

/// Ctrl-C ends the run, which then writes the best seats found so far; a second one ends the program.
fn cancel_on_interrupt(cancel: CancelToken) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        let _ = runtime.block_on(tokio::signal::ctrl_c());
        cancel.cancel();
        let _ = runtime.block_on(tokio::signal::ctrl_c());
        std::process::exit(130);
    });
    Ok(())
}
