//! Chores of the repository. `cargo run -p xtask -- tidy` checks what the compiler cannot.

use std::process::ExitCode;

use xtask::arrows;

fn main() -> anyhow::Result<ExitCode> {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => {
            let faults = arrows::check(&arrows::workspace()?);
            for fault in &faults {
                eprintln!("{fault}");
            }
            Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        other => anyhow::bail!("unknown chore {other:?}; expected: tidy"),
    }
}
