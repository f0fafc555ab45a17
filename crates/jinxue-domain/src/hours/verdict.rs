//! The verdict on one person's training time.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Credit, Training, window};
use crate::period::{Counted, Period, add_years};
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce, code};
use crate::tenths::Tenths;
use crate::vocabulary::{Grade, PostLevel, Rank, RecordForm, vocabulary};
use crate::words::Words;

/// What the rules must know of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoursPerson {
    /// Level of the post.
    pub level: PostLevel,
    /// The rank.
    pub rank: Rank,
    /// Since when the post is held.
    pub post_since: Option<Date>,
}

/// The rules of training time as they hold at one unit; resolved once, used for all its people.
#[derive(Debug, Clone)]
pub struct HoursRules {
    five_years: Arc<RuleInForce>,
    yearly: Arc<RuleInForce>,
    make_up: Arc<RuleInForce>,
    window: Arc<RuleInForce>,
    /// The rule of network hours, for [`online_verdict`](super::online_verdict).
    pub online: Arc<RuleInForce>,
}

impl HoursRules {
    /// The rules at a unit on a day; none when the catalogue lacks one, which a test rules out.
    pub fn at(book: &RuleBook, unit: &UnitPath, on: Date) -> Option<HoursRules> {
        let rule = |code| book.in_force(&code, unit, on);
        Some(HoursRules {
            five_years: rule(code::HOURS_FIVE_YEARS)?,
            yearly: rule(code::HOURS_YEARLY)?,
            make_up: rule(code::HOURS_MAKE_UP)?,
            window: rule(code::HOURS_WINDOW)?,
            online: rule(code::HOURS_ONLINE)?,
        })
    }

    /// The rule of training time that holds for a grade; none for people on neither ladder.
    pub fn of(&self, grade: Grade) -> Option<&Arc<RuleInForce>> {
        let county_and_above = grade <= Grade::of_post(PostLevel::ViceDivisionHead);
        match grade {
            Grade::LOWEST => None,
            _ if county_and_above => Some(&self.five_years),
            _ => Some(&self.yearly),
        }
    }
}

vocabulary! {
    /// Which half of an OR-rule was met.
    MetBy, "达标方式", "met by" {
        Days = "days", "按天数", "days";
        Hours = "hours", "按学时", "hours";
    }
}

/// Time a person promoted without it must make up.
#[derive(Debug, Clone)]
pub struct MakeUp {
    /// The rule.
    pub rule: Arc<RuleInForce>,
    /// The last day; clamped when the appointment fell on a leap day.
    pub by: Counted,
}

/// What a person owes, has done and is missing, and by which rule.
#[derive(Debug, Clone)]
pub struct HoursVerdict {
    /// The rule that holds.
    pub rule: Arc<RuleInForce>,
    /// The days it looks at.
    pub period: Period,
    /// What is due: days or hours.
    pub due: Credit,
    /// Recognised training together within the period.
    pub offline: Credit,
    /// Recognised training on the network within the period.
    pub online: Credit,
    /// What of the two the rule counts.
    pub done: Credit,
    /// What is missing: nothing once either half is met.
    pub missing: Credit,
    /// How it was met; days are named when both are.
    pub met: Option<MetBy>,
    /// By when a person promoted without it must make it up.
    pub make_up: Option<MakeUp>,
}

/// The verdict on a day; none for people on neither ladder, for whom the regulation sets no time.
pub fn hours_verdict(
    person: &HoursPerson,
    trainings: &[Training],
    on: Date,
    rules: &HoursRules,
) -> Option<HoursVerdict> {
    let rule = rules.of(Grade::of(person.level, person.rank))?;
    let county_and_above = *rule.code() == code::HOURS_FIVE_YEARS;
    let period = if county_and_above {
        let years = rule.number("years") as i16;
        window(&rules.window, years, on)
    } else {
        Period::year(on.year())
    };
    let mut verdict = weigh(rule, period, trainings);
    if county_and_above && verdict.met.is_none() {
        verdict.make_up = make_up(person, &period, on, &rules.make_up);
    }
    Some(verdict)
}

fn weigh(rule: &Arc<RuleInForce>, period: Period, trainings: &[Training]) -> HoursVerdict {
    let of = |form| trainings.iter().filter(move |t| t.form == form).map(|t| t.credit_in(&period)).sum();
    let (offline, online): (Credit, Credit) = (of(RecordForm::Offline), of(RecordForm::Online));
    let done = if rule.word("forms") == "all" { offline + online } else { offline };
    let count = |name| u32::try_from(rule.number(name)).unwrap_or_default();
    let due = Credit { days: count("days"), hours: Tenths::from_hours(count("hours")) };
    let met = if done.days >= due.days {
        Some(MetBy::Days)
    } else {
        (done.hours >= due.hours).then_some(MetBy::Hours)
    };
    let missing = if met.is_some() { Credit::default() } else { due.missing(done) };
    HoursVerdict { rule: Arc::clone(rule), period, due, offline, online, done, missing, met, make_up: None }
}

fn make_up(person: &HoursPerson, period: &Period, on: Date, rule: &Arc<RuleInForce>) -> Option<MakeUp> {
    let since = person.post_since.filter(|since| period.contains(*since) && *since <= on)?;
    let held_by_post = Grade::of_post(person.level) <= Grade::of_post(PostLevel::ViceDivisionHead);
    held_by_post.then(|| MakeUp { rule: Arc::clone(rule), by: add_years(since, rule.number("years")) })
}

impl HoursVerdict {
    /// Hours owed by a day at an even pace: of 550 hours in five years, 110 by the end of the first. What the planner of one
    /// year asks, so that nobody owes five years' time in January of the first.
    pub fn owed_by(&self, day: Date) -> Tenths {
        let Some(elapsed) = Period::new(self.period.from(), day.min(self.period.to())).ok() else {
            return Tenths::ZERO;
        };
        if self.met.is_some() {
            return Tenths::ZERO;
        }
        self.due.hours.share(elapsed.days(), self.period.days()).saturating_sub(self.done.hours)
    }

    /// The verdict in one sentence.
    pub fn words(&self) -> Words {
        let (due, done, missing) = (self.due, self.done, self.missing);
        let standing = match self.met {
            Some(met) => Words::new(format!("已达标（{}）", met.zh()), format!("met by {}", met.en())),
            None => Words::new(
                format!("还差 {} 天或 {} 学时", missing.days, missing.hours),
                format!("{} days or {} hours missing", missing.days, missing.hours),
            ),
        };
        Words::new(
            format!(
                "{}：应 {} 天或 {} 学时，已 {} 天 {} 学时，{}",
                self.period, due.days, due.hours, done.days, done.hours, standing.zh
            ),
            format!(
                "{}: due {} days or {} hours; done {} days, {} hours; {}",
                self.period, due.days, due.hours, done.days, done.hours, standing.en
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{online_verdict, weeks_untrained};
    use crate::rules::{Mark, RuleOverride, Value};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn rules_with(overrides: Vec<RuleOverride>, on: Date) -> HoursRules {
        HoursRules::at(
            &RuleBook::with(overrides.into_iter().map(Into::into).collect()).unwrap(),
            &"0001".parse().unwrap(),
            on,
        )
        .unwrap()
    }

    fn rolling() -> RuleOverride {
        RuleOverride {
            id: crate::RuleOverrideId::from_uuid(Uuid::from_u128(1)),
            code: code::HOURS_WINDOW,
            at: "0001".parse().unwrap(),
            unit_name: "某省".into(),
            number: 1,
            values: [("kind".to_owned(), Value::Word("rolling".into()))].into(),
            mark: Mark::Secondary,
            source: "省委组织部说明".into(),
            valid_from: Date::constant(2020, 1, 1),
        }
    }

    fn person(level: PostLevel, rank: Rank) -> HoursPerson {
        HoursPerson { level, rank, post_since: None }
    }

    fn training(from: Date, to: Date, days: u32, hours: u32) -> Training {
        Training {
            period: Period::new(from, to).unwrap(),
            days,
            hours: Tenths::from_hours(hours),
            form: RecordForm::Offline,
            recognised: true,
        }
    }

    const ON: Date = Date::constant(2026, 6, 30);
    const JUNE_1: Date = Date::constant(2026, 6, 1);

    #[test]
    fn either_ladder_decides_which_rule_holds() {
        let rules = rules_with(vec![], ON);
        let rule_of = |level, rank| {
            hours_verdict(&person(level, rank), &[], ON, &rules).map(|v| v.rule.code().as_str().to_owned())
        };
        let five = Some("hours.county_and_above.five_years".to_owned());
        let yearly = Some("hours.section_and_below.yearly".to_owned());
        assert_eq!(rule_of(PostLevel::ViceDivisionHead, Rank::Other), five);
        assert_eq!(rule_of(PostLevel::None, Rank::Researcher4), five, "by rank alone");
        assert_eq!(rule_of(PostLevel::Section, Rank::Researcher3), five, "the better of the two");
        assert_eq!(rule_of(PostLevel::Section, Rank::Officer1), yearly);
        assert_eq!(rule_of(PostLevel::None, Rank::Clerk2), yearly);
        assert_eq!(rule_of(PostLevel::None, Rank::Other), None);
    }

    #[test]
    fn each_half_of_an_or_rule_meets_it() {
        let rules = rules_with(vec![], ON);
        let clerk = person(PostLevel::None, Rank::Clerk1);
        let verdict =
            |days, hours| hours_verdict(&clerk, &[training(JUNE_1, ON, days, hours)], ON, &rules).unwrap();
        assert_eq!(verdict(12, 0).met, Some(MetBy::Days));
        assert_eq!(verdict(1, 90).met, Some(MetBy::Hours));
        let short = verdict(11, 89);
        assert_eq!((short.met, short.missing), (None, Credit { days: 1, hours: Tenths::from_hours(1) }));
        assert_eq!(
            short.words().zh,
            "2026-01-01 – 2026-12-31：应 12 天或 90 学时，已 11 天 89 学时，还差 1 天或 1 学时"
        );
    }

    #[test]
    fn five_years_are_fixed_or_rolling_by_rule() {
        let head = person(PostLevel::DivisionHead, Rank::Other);
        let early = training(Date::constant(2022, 3, 1), Date::constant(2022, 6, 1), 93, 560);
        let fixed = hours_verdict(&head, &[early], ON, &rules_with(vec![], ON)).unwrap();
        assert_eq!(fixed.period.to_string(), "2023-01-01 – 2027-12-31");
        assert_eq!((fixed.met, fixed.missing.hours), (None, Tenths::from_hours(550)));
        let moving = hours_verdict(&head, &[early], ON, &rules_with(vec![rolling()], ON)).unwrap();
        assert_eq!(moving.period.to_string(), "2021-07-01 – 2026-06-30");
        assert_eq!(moving.met, Some(MetBy::Days));
    }

    #[test]
    fn only_recognised_training_counts_and_forms_stay_apart() {
        let rules = rules_with(vec![], ON);
        let head = person(PostLevel::DivisionHead, Rank::Other);
        let mut online = training(JUNE_1, ON, 30, 300);
        online.form = RecordForm::Online;
        let mut unrecognised = training(JUNE_1, ON, 90, 600);
        unrecognised.recognised = false;
        let verdict = hours_verdict(&head, &[online, unrecognised], ON, &rules).unwrap();
        assert_eq!(verdict.done, Credit::default(), "five years' time is counted in training together");
        assert_eq!(verdict.online.hours, Tenths::from_hours(300));
        assert_eq!(online_verdict(&[online], ON, &rules.online).missing, Tenths::ZERO);
        assert_eq!(weeks_untrained(&[online, unrecognised], ON, 260), 260);
        assert_eq!(weeks_untrained(&[training(JUNE_1, Date::constant(2026, 6, 10), 9, 60)], ON, 260), 2);
    }

    #[test]
    fn a_training_over_the_turn_of_the_year_counts_by_its_days() {
        let rules = rules_with(vec![], ON);
        let clerk = person(PostLevel::None, Rank::Clerk1);
        let over = training(Date::constant(2025, 12, 27), Date::constant(2026, 1, 5), 10, 75);
        let verdict = hours_verdict(&clerk, &[over], ON, &rules).unwrap();
        assert_eq!(verdict.done, Credit { days: 5, hours: Tenths::new(375) });
    }

    #[test]
    fn the_promoted_make_it_up_within_a_year_and_leap_days_say_so() {
        let on = Date::constant(2024, 6, 1);
        let mut promoted = person(PostLevel::ViceDivisionHead, Rank::Other);
        promoted.post_since = Some(Date::constant(2024, 2, 29));
        let verdict = hours_verdict(&promoted, &[], on, &rules_with(vec![], on)).unwrap();
        let make_up = verdict.make_up.unwrap();
        assert_eq!((make_up.by.date.to_string().as_str(), make_up.by.clamped), ("2025-02-28", true));
        assert_eq!(make_up.rule.code().as_str(), "hours.promotion.make_up");
    }

    #[test]
    fn at_an_even_pace_a_fifth_is_owed_in_the_first_year() {
        let on = Date::constant(2023, 3, 1);
        let head = person(PostLevel::DivisionHead, Rank::Other);
        let verdict = hours_verdict(&head, &[], on, &rules_with(vec![], on)).unwrap();
        assert_eq!(verdict.owed_by(Date::constant(2023, 12, 31)), Tenths::new(1099));
        assert_eq!(verdict.owed_by(Date::constant(2027, 12, 31)), Tenths::from_hours(550));
        assert_eq!(verdict.owed_by(Date::constant(2022, 12, 31)), Tenths::ZERO);
    }

    proptest! {
        #[test]
        fn more_training_never_means_more_missing(
            spans in proptest::collection::vec((1i8..13, 1i8..28, 0u32..30, 0u32..200, any::<bool>()), 0..8),
        ) {
            let rules = rules_with(vec![], ON);
            let clerk = person(PostLevel::ViceDivisionHead, Rank::Clerk1);
            let trainings: Vec<_> = spans.iter().map(|&(month, day, days, hours, recognised)| {
                let from = Date::constant(2026, month, day);
                Training { recognised, ..training(from, from.last_of_month(), days, hours) }
            }).collect();
            let mut before = u32::MAX;
            for upto in 0..=trainings.len() {
                let verdict = hours_verdict(&clerk, &trainings[..upto], ON, &rules).unwrap();
                prop_assert!(verdict.missing.hours.get() <= before);
                before = verdict.missing.hours.get();
                let enough = verdict.done.days >= 90 || verdict.done.hours >= Tenths::from_hours(550);
                prop_assert_eq!(verdict.met.is_some(), enough);
                prop_assert_eq!(verdict.missing == Credit::default(), enough);
            }
        }
    }
}
