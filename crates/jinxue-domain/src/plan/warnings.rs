//! Everything a planner should look at, in one call over the year: clashes, free days, fees, shares.
//!
//! Warnings refuse nothing. Each names its class, and the rule or the other class it comes from. A year has tens of
//! thousands of them, so that each is put into words only when somebody looks at it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::calendar::{Calendar, Day};
use crate::class::{Clash, ClashKind, ContentHours, PlannedClass, clashes, clashes_of, core_shares};
use crate::code::TopicCode;
use crate::fee::{FeeRules, Money};
use crate::period::Period;
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce};
use crate::taxonomy::Taxonomy;
use crate::tenths::Tenths;
use crate::vocabulary::{ClassKind, FeeCategory, vocabulary};
use crate::words::Words;

/// A class of the plan as the checks see it. Cancelled classes are left out by the caller.
#[derive(Debug, Clone)]
pub struct PlanClass<'a> {
    /// Audience, dates and main topic.
    pub planned: PlannedClass,
    /// Its kind: the shares concern core classes.
    pub kind: ClassKind,
    /// Hours.
    pub hours: u32,
    /// Topics and their percentages.
    pub topics: Vec<(TopicCode, u8)>,
    /// The organiser, whose rules hold.
    pub organiser: &'a UnitPath,
    /// Fee category.
    pub fee_category: FeeCategory,
    /// Most people.
    pub seats_max: u32,
    /// Budget, where there is one.
    pub budget_yuan: Option<i64>,
}

vocabulary! {
    /// What a warning is about.
    WarningKind, "提示类别", "kind of warning" {
        Overlap = "overlap", "多头调训", "overlapping call-up";
        Repetition = "repetition", "重复培训", "repeated content";
        FeeCap = "fee_cap", "经费超限", "fee above the cap";
        Share = "share", "课时占比不足", "share not met";
        Calendar = "calendar", "节假日", "free day";
    }
}

/// What was found.
#[derive(Debug, Clone)]
enum Finding {
    /// Calls up the same people as the other class on these days.
    Overlap(Period),
    /// Teaches the same people as the other class this main topic.
    Repetition(TopicCode),
    /// By a rule, in a sentence.
    ByRule(WarningKind, Arc<RuleInForce>, Words),
    /// On a public holiday, or beginning or ending on a day off, in a sentence.
    FreeDay(Words),
}

/// Something about a class that a planner should look at.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Place of the class in the list.
    pub class: usize,
    /// Place of the other class, where two are concerned.
    pub other: Option<usize>,
    finding: Finding,
}

/// How a sentence calls the other class.
#[derive(Debug, Clone, Copy)]
pub struct ClassName<'a> {
    /// Its code in the plan.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl Warning {
    /// What it is about.
    pub fn kind(&self) -> WarningKind {
        match &self.finding {
            Finding::Overlap(_) => WarningKind::Overlap,
            Finding::Repetition(_) => WarningKind::Repetition,
            Finding::ByRule(kind, ..) => *kind,
            Finding::FreeDay(_) => WarningKind::Calendar,
        }
    }

    /// The rule it comes from, where there is one.
    pub fn rule(&self) -> Option<&RuleInForce> {
        match &self.finding {
            Finding::ByRule(_, rule, _) => Some(rule),
            _ => None,
        }
    }

    /// The places of the classes it concerns.
    pub fn classes(&self) -> impl Iterator<Item = usize> + use<> {
        std::iter::once(self.class).chain(self.other)
    }

    /// The same warning with the class at `place` first, when it is the other of two.
    #[must_use]
    pub fn seen_from(&self, place: usize) -> Warning {
        let mut seen = self.clone();
        if self.other == Some(place) {
            (seen.class, seen.other) = (place, Some(self.class));
        }
        seen
    }

    /// The sentence, about its class. `named` tells what the class at a place is called.
    pub fn words<'a>(&self, taxonomy: &Taxonomy, named: impl Fn(usize) -> ClassName<'a>) -> Words {
        let ClassName { code, name } = named(self.other.unwrap_or(self.class));
        match &self.finding {
            Finding::Overlap(days) => Words::new(
                format!("多头调训：与 {code}《{name}》调训对象重合，时间重叠 {days}"),
                format!("calls up the same people as {code} “{name}” at the same time, {days}"),
            ),
            Finding::Repetition(topic) => {
                let topic = taxonomy.topic_name(*topic);
                Words::new(
                    format!("重复培训：与 {code}《{name}》调训对象重合，主专题同为“{}”", topic.zh),
                    format!("teaches the same people the same main topic “{}” as {code} “{name}”", topic.en),
                )
            }
            Finding::ByRule(.., words) | Finding::FreeDay(words) => words.clone(),
        }
    }
}

/// What a plan is held against; each class by the rules in force on its first day.
#[derive(Debug, Clone, Copy)]
pub struct PlanRules<'a> {
    /// Holidays and make-up workdays.
    pub calendar: &'a Calendar,
    /// Rules with their local values.
    pub book: &'a RuleBook,
    /// Families of topics.
    pub taxonomy: &'a Taxonomy,
}

/// All warnings of a year, in order of the classes. A clash stands once, with the earlier class in the list.
pub fn warnings(classes: &[PlanClass<'_>], rules: &PlanRules<'_>) -> Vec<Warning> {
    let planned: Vec<PlannedClass> = classes.iter().map(|class| class.planned.clone()).collect();
    let mut found: Vec<Warning> = clashes(&planned).into_iter().map(of_clash).collect();
    for (at, class) in classes.iter().enumerate() {
        found.extend(alone(at, class, rules));
    }
    found.sort_by_key(|warning| (warning.class, warning.kind(), warning.other));
    found
}

/// The warnings of one class, perhaps moved and not yet saved, against the other classes of a year; `at` is what the
/// warnings call its place.
pub fn warnings_of(
    at: usize,
    class: &PlanClass<'_>,
    year: &[PlanClass<'_>],
    rules: &PlanRules<'_>,
) -> Vec<Warning> {
    let others: Vec<PlannedClass> = year.iter().map(|other| other.planned.clone()).collect();
    let mut found: Vec<Warning> = clashes_of(&class.planned, &others)
        .into_iter()
        .filter(|(other, _)| *other != at)
        .map(|(second, kind)| of_clash(Clash { first: at, second, kind }))
        .collect();
    found.extend(alone(at, class, rules));
    found.sort_by_key(|warning| (warning.kind(), warning.other));
    found
}

fn of_clash(clash: Clash) -> Warning {
    let finding = match clash.kind {
        ClashKind::Overlap(days) => Finding::Overlap(days),
        ClashKind::Repetition(topic) => Finding::Repetition(topic),
    };
    Warning { class: clash.first, other: Some(clash.second), finding }
}

/// Warnings that concern no other class.
fn alone(at: usize, class: &PlanClass<'_>, rules: &PlanRules<'_>) -> Vec<Warning> {
    let on = class.planned.period.from();
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(above_cap(class, rules.book, on));
    if class.kind == ClassKind::Core {
        findings.extend(short_of_shares(class, rules, on));
    }
    findings.extend(on_free_days(&class.planned.period, rules.calendar));
    findings.into_iter().map(|finding| Warning { class: at, other: None, finding }).collect()
}

/// A public holiday among the days, or a first or last day on which nobody works.
fn on_free_days(period: &Period, calendar: &Calendar) -> Option<Finding> {
    let holiday = calendar.holidays_in(period).into_iter().next().map(|holiday| {
        let days = holiday.period.shared(period).unwrap_or(holiday.period);
        Words::new(
            format!("培训期间有法定节假日：{}（{days}）", holiday.name.zh),
            format!("falls on a public holiday: {} ({days})", holiday.name.en),
        )
    });
    let edge = || {
        let is_free = |day: &Date| calendar.day(*day) == Day::Weekend;
        let free = [period.from(), period.to()].into_iter().find(is_free)?;
        Some(Words::new(format!("{free} 是休息日"), format!("{free} is a day off")))
    };
    holiday.or_else(edge).map(Finding::FreeDay)
}

/// The budget against the cap; none without a budget.
fn above_cap(class: &PlanClass<'_>, book: &RuleBook, on: Date) -> Option<Finding> {
    let budget = Money::from_yuan(class.budget_yuan?);
    let fees = FeeRules::at(book, class.organiser, on)?;
    let verdict = fees.verdict(class.fee_category, class.planned.period.days(), class.seats_max, budget);
    let words = verdict.words();
    (!verdict.is_kept()).then_some(Finding::ByRule(WarningKind::FeeCap, verdict.cap.rule, words))
}

/// Shares a core class misses, as its topics let expect before it has a timetable.
fn short_of_shares(class: &PlanClass<'_>, rules: &PlanRules<'_>, on: Date) -> Vec<Finding> {
    let hours = ContentHours::estimate(Tenths::from_hours(class.hours), &class.topics, rules.taxonomy);
    let shares = core_shares(&hours, rules.book, class.organiser, on).into_iter().filter(|share| !share.met);
    shares.map(|share| Finding::ByRule(WarningKind::Share, share.rule.clone(), share.words())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::audience_for_tests;

    fn class<'a>(
        from: Date,
        days: u32,
        topics: &[(TopicCode, u8)],
        organiser: &'a UnitPath,
    ) -> PlanClass<'a> {
        let to = from.saturating_add(jiff::Span::new().days(i64::from(days) - 1));
        PlanClass {
            planned: PlannedClass {
                audience: audience_for_tests("0001", (5, 6), "", ""),
                period: Period::new(from, to).unwrap(),
                topic: topics[0].0,
            },
            kind: ClassKind::SpecialTopic,
            hours: 40,
            topics: topics.to_vec(),
            organiser,
            fee_category: FeeCategory::Third,
            seats_max: 40,
            budget_yuan: Some(100_000),
        }
    }

    fn rules<T>(ask: impl FnOnce(&PlanRules<'_>) -> T) -> T {
        let (calendar, book, taxonomy) = (Calendar::built_in(), RuleBook::shipped(), Taxonomy::built_in());
        ask(&PlanRules { calendar: &calendar, book: &book, taxonomy: &taxonomy })
    }

    fn brief(found: &[Warning]) -> Vec<(usize, &'static str, Option<usize>, bool)> {
        found.iter().map(|w| (w.class, w.kind().as_str(), w.other, w.rule().is_some())).collect()
    }

    fn said(warning: &Warning) -> String {
        const NAMES: [ClassName<'static>; 3] = [
            ClassName { code: "A1", name: "甲班" },
            ClassName { code: "A2", name: "乙班" },
            ClassName { code: "A3", name: "中青班" },
        ];
        warning.words(&Taxonomy::built_in(), |at| NAMES[at]).zh.to_string()
    }

    #[test]
    fn each_kind_of_warning_names_its_class_and_its_rule() {
        let organiser = "0001".parse().unwrap();
        let ability = [("T0401".parse().unwrap(), 100)];
        let theory = [("T0101".parse().unwrap(), 60), ("T0201".parse().unwrap(), 15)];
        let march = Date::constant(2026, 3, 9);
        let mut core = class(Date::constant(2026, 4, 27), 9, &theory, &organiser);
        core.kind = ClassKind::Core;
        core.budget_yuan = Some(300_000);
        let second = class(Date::constant(2026, 3, 13), 2, &ability, &organiser);
        let year = [class(march, 5, &ability, &organiser), second, core];
        let found = rules(|rules| warnings(&year, rules));
        assert_eq!(
            brief(&found),
            [
                (0, "overlap", Some(1), false),
                (0, "repetition", Some(1), false),
                (1, "fee_cap", None, true),
                (1, "calendar", None, false),
                (2, "fee_cap", None, true),
                (2, "calendar", None, false),
            ],
        );
        assert_eq!(said(&found[0]), "多头调训：与 A2《乙班》调训对象重合，时间重叠 2026-03-13 – 2026-03-13");
        assert_eq!(said(&found[3]), "2026-03-14 是休息日");
        assert_eq!(said(&found[5]), "培训期间有法定节假日：劳动节（2026-05-01 – 2026-05-05）");

        let moved = PlanClass {
            planned: PlannedClass { period: Period::day(march), ..year[1].planned.clone() },
            ..year[1].clone()
        };
        let of_moved = rules(|rules| warnings_of(1, &moved, &year, rules));
        let kinds: Vec<_> = of_moved.iter().map(|w| (w.kind().as_str(), w.other)).collect();
        assert_eq!(kinds, [("overlap", Some(0)), ("repetition", Some(0)), ("fee_cap", None)]);
    }

    #[test]
    fn a_clash_is_told_from_either_side() {
        let organiser = "0001".parse().unwrap();
        let ability = [("T0401".parse().unwrap(), 100)];
        let march = Date::constant(2026, 3, 9);
        let year = [class(march, 5, &ability, &organiser), class(march, 5, &ability, &organiser)];
        let found = rules(|rules| warnings(&year, rules));
        let turned = found[0].seen_from(1);
        assert_eq!((turned.class, turned.other), (1, Some(0)));
        assert_eq!(said(&turned), "多头调训：与 A1《甲班》调训对象重合，时间重叠 2026-03-09 – 2026-03-13");
        assert_eq!(found[0].seen_from(0).class, 0);
        assert_eq!(found[0].classes().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn a_core_class_short_of_party_spirit_is_named() {
        let organiser = "0001".parse().unwrap();
        let topics = [("T0101".parse().unwrap(), 90), ("T0401".parse().unwrap(), 10)];
        let mut core = class(Date::constant(2026, 3, 9), 5, &topics, &organiser);
        core.kind = ClassKind::Core;
        let found = rules(|rules| warnings(&[core], rules));
        assert_eq!(brief(&found), [(0, "share", None, true)]);
        assert!(said(&found[0]).starts_with("0/40 学时，应不低于 20%，未达标"), "{}", said(&found[0]));
    }
}
