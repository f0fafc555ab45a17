//! The days of the year as one class sees them: what stands in its way on each day it could begin.

use jinxue_api::Words;
use jinxue_domain::calendar::Day;
use jinxue_domain::class::PlannedClass;
use jinxue_domain::{Calendar, Date, Period};
use jinxue_store::classes::FullClass;

use crate::plans::warnings::{Facts, checked};
use crate::{Answer, Refusal};

/// Where a class may stand in the year of its plan.
pub(super) struct Ground<'a> {
    /// The class's own dates.
    pub period: Period,
    /// The earliest and the latest day on which it may begin within the year.
    pub first: Date,
    pub last: Date,
    length: jiff::Span,
    today: Date,
    calendar: Calendar,
    /// The other classes that call up the same people, and when.
    others: Vec<(&'a FullClass, Period)>,
}

/// What stands in the way on a day.
pub(super) struct InTheWay {
    /// `begun` and `holiday` forbid the day; `overlap` and `weekend` want a look.
    pub kind: &'static str,
    pub words: Words,
}

impl<'a> Ground<'a> {
    pub fn of(facts: &'a Facts, full: &FullClass, year: u16, today: Date) -> Answer<Self> {
        let internal = |what: &dyn std::fmt::Display| Refusal::internal(what);
        let class = &full.class;
        let period = Period::new(class.start_date, class.end_date).map_err(|fault| internal(&fault))?;
        let year = i16::try_from(year).map_err(|fault| internal(&fault))?;
        let length = jiff::Span::new().days(i64::from(period.days()) - 1);
        Ok(Self {
            period,
            first: Date::constant(year, 1, 1),
            last: Date::constant(year, 12, 31).saturating_sub(length),
            length,
            today,
            calendar: Calendar::built_in(),
            others: same_people(facts, full),
        })
    }

    /// Every day on which the class may begin within the year.
    pub fn starts(&self) -> impl Iterator<Item = Date> + use<'_> {
        self.first.series(jiff::Span::new().days(1)).take_while(|start| *start <= self.last)
    }

    /// The class's dates if it began on a day.
    pub fn from(&self, start: Date) -> Option<Period> {
        Period::new(start, start.saturating_add(self.length)).ok()
    }

    /// The classes for the same people that are under way on some of these days.
    pub fn met(&self, period: &Period) -> Vec<&'a FullClass> {
        let meets = self.others.iter().filter(|(_, other)| other.shared(period).is_some());
        meets.map(|(other, _)| *other).collect()
    }

    /// Whether these days have no fewer working days than the class has now.
    pub fn teaches_as_much(&self, period: &Period) -> bool {
        let days = |period| self.calendar.working_days(period).days;
        days(period) >= days(&self.period)
    }

    /// What stands in the way of the class on these days, the worst where there are several.
    pub fn in_the_way(&self, period: &Period) -> Option<InTheWay> {
        self.forbids(period).or_else(|| self.overlap(period)).or_else(|| self.weekend(period))
    }

    /// What forbids these days: they have begun, or nobody works.
    pub fn forbids(&self, period: &Period) -> Option<InTheWay> {
        let today = self.today;
        if period.from() <= today {
            let words = Words::new(format!("已经过去：今天 {today}"), format!("gone by: today is {today}"));
            return Some(InTheWay { kind: "begun", words });
        }
        let holiday = self.calendar.holidays_in(period).into_iter().next()?;
        let (zh, en) = (&holiday.name.zh, &holiday.name.en);
        let words = Words::new(format!("遇{zh}放假"), format!("falls on {en}"));
        Some(InTheWay { kind: "holiday", words })
    }

    fn overlap(&self, period: &Period) -> Option<InTheWay> {
        let meets = self.met(period);
        let (name, more) = (&meets.first()?.class.name, meets.len() - 1);
        let zh = if more > 0 { format!("等 {} 个班", meets.len()) } else { String::new() };
        let en = if more > 0 { format!(" and {more} more") } else { String::new() };
        let words = Words::new(
            format!("与《{name}》{zh}调训对象重合"),
            format!("calls up the same people as “{name}”{en}"),
        );
        Some(InTheWay { kind: "overlap", words })
    }

    /// A first or last day that is a day off.
    pub fn weekend(&self, period: &Period) -> Option<InTheWay> {
        let edges = [period.from(), period.to()];
        let edge = edges.into_iter().find(|day| self.calendar.day(*day) == Day::Weekend)?;
        let words = Words::new(format!("{edge} 是休息日"), format!("{edge} is a day off"));
        Some(InTheWay { kind: "weekend", words })
    }
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
