//! The year's story: planned in the first days of January, matched in March, held as the year goes.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use jinxue_api::classes::Steps;
use jinxue_api::plans::{PlanRow, RibbonItem};
use jinxue_api::runs::{NewRun, Run};
use jinxue_app::{Actor, App, Clock, SystemClock, Work, classes, plans, runs};
use jinxue_domain::{Date, Instant};
use uuid::Uuid;

use crate::plan;

/// The gap in percent at which the run of the demonstration ends, and the seconds it may take.
const GAP_PERCENT: f64 = 0.5;
const SECONDS: i64 = 60;
/// Classes that may take a step in one call.
const STEPS: usize = 5_000;

/// The machine's clock, set back while the story is told.
#[derive(Default)]
pub struct StoryClock {
    behind_micros: AtomicI64,
}

impl StoryClock {
    /// The day it really is.
    pub fn real_day(&self) -> Date {
        SystemClock.today()
    }

    /// Goes on from the morning of `day`, unless that is still to come.
    pub fn set_not_after(&self, day: Date) {
        let days = i64::from((self.real_day() - day).get_days()).max(0);
        self.behind_micros.store(days * 24 * 3_600 * 1_000_000, Ordering::SeqCst);
    }

    /// Goes on from now.
    pub fn set_to_real(&self) {
        self.behind_micros.store(0, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Instant {
        Instant::from_micros(SystemClock.now().as_micros() - self.behind_micros.load(Ordering::SeqCst))
    }
}

/// The day on which the year's plan lies on the desk.
pub fn plan_made(year: i16) -> Date {
    Date::constant(year, 1, 2)
}

/// The day on which people are seated in the classes that are still to come.
pub fn year_matched(year: i16) -> Date {
    Date::constant(year, 3, 12)
}

fn work(app: &App) -> Work {
    Work::of(app, Actor::operator())
}

async fn the_plan(work: &Work) -> anyhow::Result<PlanRow> {
    plans::list(work).await?.into_iter().next().context("the plan was not imported")
}

/// Sets the targets of the year and has most of its classes approved.
pub async fn agree(app: &App, year: i16, targets: &Path) -> anyhow::Result<()> {
    let work = work(app);
    let plan = the_plan(&work).await?;
    plan::set_targets(&work, &plan, targets).await?;
    let ribbon = plans::ribbon(&work, plan.id).await?.items;
    // Of the classes of late autumn some stay behind, so that every state of the page is to be seen.
    let late = Date::constant(year, 11, 1);
    let stays = |at: usize, class: &RibbonItem, one_in: usize| {
        day(&class.start_date) >= late && at % one_in == one_in - 1
    };
    let to = |one_in: usize| {
        let chosen = ribbon.iter().enumerate().filter(move |(at, class)| !stays(*at, class, one_in));
        chosen.map(|(_, class)| class.id).collect::<Vec<_>>()
    };
    step(&work, "submitted", &to(8)).await?;
    let submitted = to(8);
    let approved: Vec<Uuid> = to(5).into_iter().filter(|id| submitted.contains(id)).collect();
    step(&work, "approved", &approved).await
}

/// Publishes the approved classes that begin before a day: those of the winter are not matched.
pub async fn publish_before(app: &App, day_matched: Date) -> anyhow::Result<()> {
    let work = work(app);
    let today = app.clock.today();
    let plan = the_plan(&work).await?;
    let classes = plans::ribbon(&work, plan.id).await?.items.into_iter();
    let first = |class: &RibbonItem| day(&class.start_date);
    let early = classes
        .filter(|class| class.state == "approved" && first(class) > today && first(class) < day_matched);
    step(&work, "published", &early.map(|class| class.id).collect::<Vec<_>>()).await
}

/// Seats people in the classes that are still to come, accepts the seats and announces them; what the run does not
/// open is cancelled.
pub async fn match_year(app: &App) -> anyhow::Result<()> {
    let work = work(app);
    let plan = the_plan(&work).await?;
    let options = NewRun {
        name: Some("年度方案".into()),
        seconds: SECONDS,
        gap_percent: GAP_PERCENT,
        ..NewRun::default()
    };
    eprintln!("匹配席位 / matching seats …");
    let begun: Run = runs::start(&work, None, plan.id, &options).await?.object()?;
    let run = plan::watch(&work, &begun).await?;
    anyhow::ensure!(run.fault.is_none(), "the run failed: {:?}", run.fault);
    eprintln!("{}", plan::result(&run));
    runs::accept(&work, run.id).await?;
    let today = app.clock.today();
    let classes = plans::ribbon(&work, plan.id).await?.items.into_iter();
    let coming = classes.filter(|class| class.state == "approved" && day(&class.start_date) > today);
    let (seated, empty): (Vec<_>, Vec<_>) = coming.partition(|class| class.seats_taken > 0);
    let ids = |classes: Vec<RibbonItem>| classes.into_iter().map(|class| class.id).collect::<Vec<_>>();
    step(&work, "published", &ids(seated)).await?;
    step_because(&work, "cancelled", &ids(empty), Some("符合条件、有需求的人不足开班下限")).await
}

/// Marks the published classes that are over as held.
pub async fn hold_what_is_over(app: &App, today: Date) -> anyhow::Result<()> {
    let work = work(app);
    let plan = the_plan(&work).await?;
    let classes = plans::ribbon(&work, plan.id).await?.items.into_iter();
    let over = classes.filter(|class| class.state == "published" && day(&class.end_date) < today);
    step(&work, "held", &over.map(|class| class.id).collect::<Vec<_>>()).await
}

async fn step(work: &Work, to: &str, classes: &[Uuid]) -> anyhow::Result<()> {
    step_because(work, to, classes, None).await
}

async fn step_because(work: &Work, to: &str, classes: &[Uuid], remark: Option<&str>) -> anyhow::Result<()> {
    let mut moved = 0;
    for chunk in classes.chunks(STEPS) {
        let steps = Steps { classes: chunk.to_vec(), to: to.into(), remark: remark.map(Into::into) };
        let taken = classes::step_many(work, &steps).await?;
        anyhow::ensure!(taken.refused.is_empty(), "{to}: {:?}", taken.refused.first());
        moved += taken.moved;
    }
    eprintln!("{to}：{moved} 个班 / classes");
    Ok(())
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_told_in_the_past_and_never_in_the_future() {
        let clock = StoryClock::default();
        let real = clock.real_day();
        let past = real.saturating_sub(jiff::Span::new().days(40));
        clock.set_not_after(past);
        assert_eq!(clock.today(), past);
        clock.set_not_after(real.saturating_add(jiff::Span::new().days(3)));
        assert_eq!(clock.today(), real);
    }
}
