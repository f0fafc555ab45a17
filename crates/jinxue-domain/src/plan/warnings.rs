//! Everything a planner should look at, in one call over the year: clashes, holidays, fees, shares.
//!
//! Warnings refuse nothing. Each names its class, and the rule or the other class it comes from.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::class::{ClashKind, ContentHours, PlannedClass, clashes, clashes_of, core_shares};
use crate::code::TopicCode;
use crate::fee::{FeeRules, Money};
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce};
use crate::taxonomy::Taxonomy;
use crate::tenths::Tenths;
use crate::vocabulary::{ClassKind, FeeCategory, vocabulary};
use crate::words::Words;

/// A class of the plan as the checks see it. Cancelled classes are left out by the caller.
#[derive(Debug, Clone)]
pub struct PlanClass<'a> {
    /// Its name, for the sentences of others.
    pub name: &'a str,
    /// Audience, dates and main topic.
    pub planned: PlannedClass,
    /// Its kind: the shares concern core classes.
    pub kind: ClassKind,
    /// Hours.
    pub hours: u32,
    /// Topics and their percentages.
    pub topics: &'a [(TopicCode, u8)],
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
        Holiday = "holiday", "节假日", "public holiday";
        FeeCap = "fee_cap", "经费超限", "fee above the cap";
        Share = "share", "课时占比不足", "share not met";
    }
}

/// Something about a class that a planner should look at.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Place of the class in the list.
    pub class: usize,
    /// What it is about.
    pub kind: WarningKind,
    /// Place of the other class, where two are concerned.
    pub other: Option<usize>,
    /// The rule it comes from, where there is one.
    pub rule: Option<Arc<RuleInForce>>,
    /// The sentence.
    pub words: Words,
}

/// What a plan is held against.
#[derive(Debug, Clone, Copy)]
pub struct PlanRules<'a> {
    /// Holidays.
    pub calendar: &'a Calendar,
    /// Rules with their local values.
    pub book: &'a RuleBook,
    /// Families of topics.
    pub taxonomy: &'a Taxonomy,
    /// The day on which the rules are looked up.
    pub on: Date,
}

/// All warnings of a year, in order of the classes. A clash stands once, with the earlier class in the list.
pub fn warnings(classes: &[PlanClass<'_>], rules: &PlanRules<'_>) -> Vec<Warning> {
    let planned: Vec<PlannedClass> = classes.iter().map(|class| class.planned.clone()).collect();
    let mut fees = HashMap::new();
    let mut found: Vec<Warning> = clashes(&planned)
        .into_iter()
        .map(|clash| {
            clash_warning(clash.first, clash.second, clash.kind, classes[clash.second].name, rules.taxonomy)
        })
        .collect();
    for (at, class) in classes.iter().enumerate() {
        found.extend(alone(at, class, rules, &mut fees));
    }
    found.sort_by_key(|warning| (warning.class, warning.kind, warning.other));
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
        .map(|(other, kind)| clash_warning(at, other, kind, year[other].name, rules.taxonomy))
        .collect();
    found.extend(alone(at, class, rules, &mut HashMap::new()));
    found.sort_by_key(|warning| (warning.kind, warning.other));
    found
}

fn clash_warning(class: usize, other: usize, kind: ClashKind, name: &str, taxonomy: &Taxonomy) -> Warning {
    let (kind, words) = match kind {
        ClashKind::Overlap(days) => (
            WarningKind::Overlap,
            Words::new(
                format!("与《{name}》面向同一批人，{days} 时间重叠"),
                format!("for the same people as “{name}”, both on {days}"),
            ),
        ),
        ClashKind::Repetition(topic) => {
            let topic = taxonomy.topic_name(topic);
            let words = Words::new(
                format!("与《{name}》面向同一批人，主专题同为“{}”", topic.zh),
                format!("for the same people as “{name}”, both mainly on “{}”", topic.en),
            );
            (WarningKind::Repetition, words)
        }
    };
    Warning { class, kind, other: Some(other), rule: None, words }
}

/// Warnings that concern no other class.
fn alone<'a>(
    at: usize,
    class: &PlanClass<'a>,
    rules: &PlanRules<'_>,
    fees: &mut HashMap<&'a UnitPath, Option<FeeRules>>,
) -> Vec<Warning> {
    let mut found = on_holidays(at, class, rules.calendar);
    let of_organiser = fees.entry(class.organiser);
    let of_organiser = of_organiser.or_insert_with(|| FeeRules::at(rules.book, class.organiser, rules.on));
    found.extend(of_organiser.as_ref().and_then(|fees| above_cap(at, class, fees)));
    if class.kind == ClassKind::Core {
        found.extend(short_of_shares(at, class, rules));
    }
    found
}

fn on_holidays(at: usize, class: &PlanClass<'_>, calendar: &Calendar) -> Vec<Warning> {
    let holidays = calendar.holidays_in(&class.planned.period).into_iter();
    let warning = |holiday: &crate::calendar::Holiday| {
        let (name, days) = (&holiday.name, holiday.period);
        let words = Words::new(
            format!("日期涉及{}假期（{days}）", name.zh),
            format!("its dates touch {} ({days})", name.en),
        );
        Warning { class: at, kind: WarningKind::Holiday, other: None, rule: None, words }
    };
    holidays.map(warning).collect()
}

fn above_cap(at: usize, class: &PlanClass<'_>, fees: &FeeRules) -> Option<Warning> {
    let budget = Money::from_yuan(class.budget_yuan?);
    let days = class.planned.period.days();
    let verdict = fees.verdict(class.fee_category, days, class.seats_max, budget);
    let rule = Some(Arc::clone(&verdict.cap.rule));
    let words = verdict.words();
    (!verdict.is_kept()).then_some(Warning { class: at, kind: WarningKind::FeeCap, other: None, rule, words })
}

fn short_of_shares(at: usize, class: &PlanClass<'_>, rules: &PlanRules<'_>) -> Vec<Warning> {
    let hours = ContentHours::estimate(Tenths::from_hours(class.hours), class.topics, rules.taxonomy);
    let shares = core_shares(&hours, rules.book, class.organiser, rules.on).into_iter();
    let warning = |share: crate::class::ShareVerdict| {
        let words = share.words();
        let words = Words::new(
            format!("{}：{}", share.rule.rule.title.zh, words.zh),
            format!("{}: {}", share.rule.rule.title.en, words.en),
        );
        Warning { class: at, kind: WarningKind::Share, other: None, rule: Some(share.rule), words }
    };
    shares.filter(|share| !share.met).map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::audience_for_tests;
    use crate::period::Period;

    fn class<'a>(
        name: &'a str,
        from: Date,
        days: u32,
        topics: &'a [(TopicCode, u8)],
        organiser: &'a UnitPath,
    ) -> PlanClass<'a> {
        let to = from.saturating_add(jiff::Span::new().days(i64::from(days) - 1));
        PlanClass {
            name,
            planned: PlannedClass {
                audience: audience_for_tests("0001", (5, 6)),
                period: Period::new(from, to).unwrap(),
                topic: topics[0].0,
            },
            kind: ClassKind::SpecialTopic,
            hours: 40,
            topics,
            organiser,
            fee_category: FeeCategory::Third,
            seats_max: 40,
            budget_yuan: Some(100_000),
        }
    }

    #[test]
    fn each_kind_of_warning_names_its_class_and_its_rule() {
        let organiser = "0001".parse().unwrap();
        let ability = [("T0401".parse().unwrap(), 100)];
        let theory = [("T0101".parse().unwrap(), 60), ("T0201".parse().unwrap(), 15)];
        let march = Date::constant(2026, 3, 9);
        let mut core = class("中青班", Date::constant(2026, 4, 27), 9, &theory, &organiser);
        core.kind = ClassKind::Core;
        core.budget_yuan = Some(300_000);
        let year = [
            class("甲班", march, 5, &ability, &organiser),
            class("乙班", Date::constant(2026, 3, 13), 3, &ability, &organiser),
            core,
        ];
        let (calendar, book, taxonomy) = (Calendar::built_in(), RuleBook::shipped(), Taxonomy::built_in());
        let rules = PlanRules { calendar: &calendar, book: &book, taxonomy: &taxonomy, on: march };
        let found = warnings(&year, &rules);
        let brief: Vec<_> =
            found.iter().map(|w| (w.class, w.kind.as_str(), w.other, w.rule.is_some())).collect();
        assert_eq!(
            brief,
            [
                (0, "overlap", Some(1), false),
                (0, "repetition", Some(1), false),
                (1, "fee_cap", None, true),
                (2, "holiday", None, false),
                (2, "fee_cap", None, true),
            ],
            "{found:#?}"
        );
        assert_eq!(found[0].words.zh, "与《乙班》面向同一批人，2026-03-13 – 2026-03-13 时间重叠");
        assert!(found[3].words.zh.contains("劳动节"));

        let moved = PlanClass {
            planned: PlannedClass { period: Period::day(march), ..year[1].planned.clone() },
            ..year[1].clone()
        };
        let kinds: Vec<_> =
            warnings_of(1, &moved, &year, &rules).iter().map(|w| (w.kind.as_str(), w.other)).collect();
        assert_eq!(kinds, [("overlap", Some(0)), ("repetition", Some(0)), ("fee_cap", None)]);
    }

    #[test]
    fn a_core_class_short_of_party_spirit_is_named() {
        let organiser = "0001".parse().unwrap();
        let topics = [("T0101".parse().unwrap(), 90), ("T0401".parse().unwrap(), 10)];
        let on = Date::constant(2026, 3, 9);
        let mut core = class("中青班", on, 5, &topics, &organiser);
        core.kind = ClassKind::Core;
        let (calendar, book, taxonomy) = (Calendar::built_in(), RuleBook::shipped(), Taxonomy::built_in());
        let found =
            warnings(&[core], &PlanRules { calendar: &calendar, book: &book, taxonomy: &taxonomy, on });
        assert_eq!(found.len(), 1);
        assert!(
            found[0].words.zh.starts_with("主体班次党性教育课时占比：0/40 学时，应不低于 20%，未达标"),
            "{}",
            found[0].words
        );
    }
}
