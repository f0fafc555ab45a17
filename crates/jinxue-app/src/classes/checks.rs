//! What one class is held against: the fee cap, the shares of a core class, free days.

use jinxue_api::Words;
use jinxue_api::classes::FeeVerdict;
use jinxue_api::rules::RuleRef;
use jinxue_domain::calendar::Day;
use jinxue_domain::class::{ContentHours, core_shares};
use jinxue_domain::fee::{FeeRules, Money};
use jinxue_domain::{Calendar, ClassKind, Period, RuleBook, Taxonomy, Tenths, UnitPath, fee};
use jinxue_store::classes::{Class, FullClass};

use crate::{Answer, Refusal, wire};

/// Something about one class that wants a look.
pub(crate) struct Remark {
    /// `fee_cap`, `share`, `calendar`.
    pub kind: &'static str,
    pub words: Words,
    pub rule: Option<RuleRef>,
}

/// Everything about one class that wants a look.
pub(crate) fn remarks(
    full: &FullClass,
    organiser: &UnitPath,
    book: &RuleBook,
    taxonomy: &Taxonomy,
    calendar: &Calendar,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    remarks.extend(verdict(&full.class, organiser, book).filter(|verdict| !verdict.is_kept()).map(
        |verdict| Remark {
            kind: "fee_cap",
            words: wire::words(&verdict.words()),
            rule: Some(wire::rule(&verdict.cap.rule)),
        },
    ));
    if full.class.kind == ClassKind::Core {
        remarks.extend(shares(full, organiser, book, taxonomy));
    }
    remarks.extend(free_days(&full.class, calendar));
    remarks
}

/// The budget against the cap; none without a budget.
fn verdict(class: &Class, organiser: &UnitPath, book: &RuleBook) -> Option<fee::FeeVerdict> {
    let rules = FeeRules::at(book, organiser, class.start_date)?;
    let days = Period::new(class.start_date, class.end_date).ok()?.days();
    let budget = Money::from_yuan(class.budget_yuan?);
    Some(rules.verdict(class.fee_category, days, class.seats_max, budget))
}

/// The cap of a class and how its budget stands to it, for its page.
pub(crate) fn fee(class: &Class, organiser: &UnitPath, book: &RuleBook) -> Answer<FeeVerdict> {
    let rules = FeeRules::at(book, organiser, class.start_date)
        .ok_or_else(|| Refusal::internal(&"the catalogue lacks a rule of fees"))?;
    let period = Period::new(class.start_date, class.end_date).map_err(|fault| Refusal::internal(&fault))?;
    let budget = Money::from_yuan(class.budget_yuan.unwrap_or(0));
    let verdict = rules.verdict(class.fee_category, period.days(), class.seats_max, budget);
    let words = match class.budget_yuan {
        Some(_) => wire::words(&verdict.words()),
        None => Words::new(
            format!("未填预算，上限 {} 元（每人 {} 元）", verdict.total, verdict.cap.per_person),
            format!(
                "no budget given; the cap is {} yuan ({} a person)",
                verdict.total, verdict.cap.per_person
            ),
        ),
    };
    Ok(FeeVerdict {
        cap_yuan_per_person: verdict.cap.per_person.yuan(),
        cap_yuan: verdict.total.yuan(),
        budget_yuan: class.budget_yuan,
        within: verdict.is_kept(),
        rule: wire::rule(&verdict.cap.rule),
        words,
    })
}

/// Shares a core class misses, as its topics let expect before it has a timetable.
fn shares<'a>(
    full: &'a FullClass,
    organiser: &'a UnitPath,
    book: &'a RuleBook,
    taxonomy: &'a Taxonomy,
) -> impl Iterator<Item = Remark> + 'a {
    let topics: Vec<_> = full.topics.iter().map(|topic| (topic.topic, topic.percent)).collect();
    let hours = ContentHours::estimate(Tenths::from_hours(full.class.hours), &topics, taxonomy);
    let verdicts = core_shares(&hours, book, organiser, full.class.start_date);
    verdicts.into_iter().filter(|verdict| !verdict.met).map(|verdict| Remark {
        kind: "share",
        words: wire::words(&verdict.words()),
        rule: Some(wire::rule(&verdict.rule)),
    })
}

/// A public holiday among the days of a class, or a first or last day on which nobody works.
fn free_days(class: &Class, calendar: &Calendar) -> Option<Remark> {
    let period = Period::new(class.start_date, class.end_date).ok()?;
    let holiday = calendar.holidays_in(&period).into_iter().next().map(|holiday| {
        let days = holiday.period.shared(&period).unwrap_or(holiday.period);
        Words::new(
            format!("培训期间有法定节假日：{}（{days}）", holiday.name.zh),
            format!("falls on a public holiday: {} ({days})", holiday.name.en),
        )
    });
    let edge = || {
        let free =
            [class.start_date, class.end_date].into_iter().find(|day| calendar.day(*day) == Day::Weekend)?;
        Some(Words::new(format!("{free} 是休息日"), format!("{free} is a day off")))
    };
    holiday.or_else(edge).map(|words| Remark { kind: "calendar", words, rule: None })
}
