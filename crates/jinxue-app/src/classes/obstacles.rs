//! Where a class may be moved: every first day of the year, and what stands in its way.

use jinxue_api::Words;
use jinxue_api::classes::{Obstacle, Obstacles};
use jinxue_domain::calendar::Day;
use jinxue_domain::class::PlannedClass;
use jinxue_domain::{Calendar, Date, Period};
use jinxue_store::classes::{self as store, FullClass};
use jinxue_store::plans;
use uuid::Uuid;

use crate::plans::warnings::{Facts, checked};
use crate::{Answer, Refusal, Work};

/// What stands in the way of the class on each day it could begin; the worst where there are several.
///
/// # Errors
/// `not_found`.
pub async fn obstacles(work: &Work, id: Uuid) -> Answer<Obstacles> {
    let today = work.app.clock.today();
    let (facts, full, year) = work
        .db()
        .read(async |mut conn| {
            let full = store::full(&mut conn, id.into()).await?;
            let plan = plans::by_id(&mut conn, full.class.plan_id).await?;
            let facts = Facts::load(&mut conn, plan.id).await?;
            Ok::<_, Refusal>((facts, full, plan.year))
        })
        .await?;
    tokio::task::spawn_blocking(move || found(&facts, &full, year, today))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
}

fn found(facts: &Facts, full: &FullClass, year: u16, today: Date) -> Answer<Obstacles> {
    let internal = |what: &dyn std::fmt::Display| Refusal::internal(what);
    let class = &full.class;
    let days = Period::new(class.start_date, class.end_date).map_err(|fault| internal(&fault))?.days();
    let year = i16::try_from(year).map_err(|fault| internal(&fault))?;
    let (first, end) = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
    let length = jiff::Span::new().days(i64::from(days) - 1);
    let last = end.saturating_sub(length);
    let others = same_people(facts, full);
    let calendar = Calendar::built_in();
    let mut items = Vec::new();
    for start in first.series(jiff::Span::new().days(1)).take_while(|start| *start <= last) {
        let period = Period::new(start, start.saturating_add(length)).map_err(|fault| internal(&fault))?;
        items.extend(obstacle(&period, today, &calendar, &others).map(|(kind, words)| Obstacle {
            start: start.to_string(),
            kind: kind.into(),
            words,
        }));
    }
    Ok(Obstacles { days: days.into(), first: first.to_string(), last: last.to_string(), items })
}

/// The dates of the other classes that call up the same people.
fn same_people<'a>(facts: &'a Facts, full: &FullClass) -> Vec<(&'a FullClass, Period)> {
    let planned = |full: &FullClass| Some(checked(full, &facts.paths)?.planned);
    let Some(PlannedClass { audience, .. }) = planned(full) else { return Vec::new() };
    let others = facts.classes.iter().filter(|other| other.class.id != full.class.id);
    others
        .filter_map(|other| Some((other, planned(other)?)))
        .filter(|(_, other)| audience.meets(&other.audience))
        .map(|(other, planned)| (other, planned.period))
        .collect()
}

fn obstacle(
    period: &Period,
    today: Date,
    calendar: &Calendar,
    others: &[(&FullClass, Period)],
) -> Option<(&'static str, Words)> {
    if period.from() <= today {
        return Some((
            "begun",
            Words::new(format!("已经过去：今天 {today}"), format!("gone by: today is {today}")),
        ));
    }
    if let Some(holiday) = calendar.holidays_in(period).into_iter().next() {
        let (zh, en) = (&holiday.name.zh, &holiday.name.en);
        return Some(("holiday", Words::new(format!("遇{zh}放假"), format!("falls on {en}"))));
    }
    let meets: Vec<_> = others.iter().filter(|(_, other)| other.shared(period).is_some()).collect();
    if let Some((other, _)) = meets.first() {
        let (name, more) = (&other.class.name, meets.len() - 1);
        let zh = if more > 0 { format!("等 {} 个班", meets.len()) } else { String::new() };
        let en = if more > 0 { format!(" and {more} more") } else { String::new() };
        return Some((
            "overlap",
            Words::new(
                format!("与《{name}》{zh}调训对象重合"),
                format!("calls up the same people as “{name}”{en}"),
            ),
        ));
    }
    let edge = [period.from(), period.to()].into_iter().find(|day| calendar.day(*day) == Day::Weekend)?;
    Some(("weekend", Words::new(format!("{edge} 是休息日"), format!("{edge} is a day off"))))
}
