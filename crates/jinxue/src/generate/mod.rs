//! `jinxue generate`: made-up data in the files that an office has.

mod careers;
mod catalogue;
mod curriculum;
mod dice;
mod dossiers;
mod faults;
mod gaps;
mod history;
mod names;
mod past_classes;
mod people;
mod plan;
mod readme;
#[cfg(test)]
mod realism;
mod registry;
mod scale;
mod tables;
mod units;
mod workbook;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use jinxue_exchange::kinds::{Gaps, History, Plan, Roster, Units};

use self::{
    curriculum::Curriculum,
    past_classes::PastClasses,
    people::Person,
    plan::{Class, Setting},
    scale::Scale,
    units::Unit,
    workbook::write,
};

pub(crate) use self::workbook::parts;

/// What to generate.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// A whole made-up province as import files: units, people, past training, gaps, a year's plan.
    Province(ProvinceArgs),
}

#[derive(clap::Args)]
pub struct ProvinceArgs {
    /// The folder to write; created if it is not there.
    pub folder: PathBuf,
    /// How many people live in the files, 2,000–300,000.
    #[arg(long, value_parser = clap::value_parser!(u32).range(scale::PEOPLE_LEAST as i64..=scale::PEOPLE_MOST as i64))]
    pub people: u32,
    /// The same seed gives the same files, byte by byte.
    #[arg(long)]
    pub seed: u64,
    /// The year that is planned.
    #[arg(long, default_value_t = 2026, value_parser = clap::value_parser!(i16).range(2020..=2050))]
    pub year: i16,
}

/// Run `jinxue generate`.
///
/// # Errors
/// When a file cannot be written.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.what {
        What::Province(args) => province(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything that the files say.
struct Province {
    year: i16,
    seed: u64,
    curriculum: Curriculum,
    units: Vec<Unit>,
    people: Vec<Person>,
    past: PastClasses,
    classes: Vec<Class>,
}

impl Province {
    fn new(scale: Scale, year: i16, seed: u64) -> Self {
        let curriculum = Curriculum::built_in();
        let units = units::units(scale, seed);
        let people = people::people(&units, year, seed);
        let past = PastClasses::of(&units, &curriculum, year, seed);
        let setting = Setting { scale, units: &units, people: &people, curriculum: &curriculum, year, seed };
        let classes = plan::classes(setting);
        Self { year, seed, curriculum, units, people, past, classes }
    }
}

/// Writes the files of a made-up province.
///
/// # Errors
/// When a file cannot be written.
pub fn province(args: &ProvinceArgs) -> anyhow::Result<()> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let province = Province::new(Scale { people: args.people as usize }, args.year, args.seed);
    let province = &province;
    // The two long tables side by side, then the short ones.
    std::thread::scope(|scope| {
        let history =
            scope.spawn(|| write::<History>(folder, "03-history", "培训记录", tables::history(province)));
        write::<Gaps>(folder, "04-gaps", "能力短板", tables::gaps(province))?;
        write::<Units>(folder, "01-units", "单位", tables::units(province))?;
        write::<Roster>(folder, "02-roster", "人员名册", tables::roster(province))?;
        write::<Plan>(folder, "05-plan", "年度培训计划", tables::plan(province))?;
        faults::write(province, &folder.join("07-roster-with-faults.xlsx"))?;
        dossiers::write(province, &folder.join("people"))?;
        readme::write_targets(province, folder)?;
        readme::write_readme(province, folder)?;
        history.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
