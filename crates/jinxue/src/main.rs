//! One binary: serve, demo, import, plan, match, timetable.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod account;
mod audit;
mod backup;
mod demo;
mod generate;
mod import;
mod keys;
mod matching;
mod open;
mod place;
mod plan;
mod serve;
mod timetabling;

/// The allocator of the C library keeps what a busy minute took: a server of 250,000 people stayed at 330 MiB that rests at 80 with this one.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The hidden subcommand that reads one file of a stranger in a process of its own.
const READ_FILE: &str = "read-file";

/// 进学: runs the training of a whole public workforce.
#[derive(Parser)]
#[command(name = "jinxue", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the interface on this machine.
    Serve(serve::Args),
    /// Serve a made-up province, made and imported on the first start.
    Demo(demo::Args),
    /// Accounts: make one, make a link for one that is locked out, list them.
    Account(account::Args),
    /// Import a file: preview it, and write its good rows.
    Import(import::Args),
    /// The year's plan: targets, steps, matching runs, reasons, export.
    Plan(plan::Args),
    /// Timetables: solve, check, generate.
    Timetable(timetabling::Args),
    /// The trail of deeds: verify its chain, write it out.
    Audit(audit::Args),
    /// Write a backup of everything, while the server runs.
    Backup(backup::Args),
    /// Restore a backup into an empty place, or try whether it could be.
    Restore(backup::RestoreArgs),
    /// The keys of the sealed columns: list, rotate, retire.
    Keys(keys::Args),
    /// Write made-up data to try everything with.
    Generate(generate::Args),
    /// Seat people in classes: solve, check, explain, generate.
    Match(matching::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    // First thing, before any thread is started: the reading process is nothing else.
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == READ_FILE) {
        return Ok(jinxue_exchange::process::serve(arguments));
    }
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("JINXUE_LOG")
                .unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    match Cli::parse().command {
        Command::Serve(args) => serve::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Account(args) => account::run(args),
        Command::Import(args) => import::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Timetable(args) => Ok(timetabling::run(args)),
        Command::Audit(args) => audit::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => backup::restore(args),
        Command::Keys(args) => keys::run(args),
        Command::Generate(args) => generate::run(args),
        Command::Match(args) => matching::run(args),
    }
}
