//! The cap per person: so much a day, and only the days beyond the limit at the reduced rate.

use std::sync::Arc;

use jiff::civil::Date;

use super::Money;
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce, code};
use crate::vocabulary::FeeCategory;
use crate::words::Words;

/// The fee rules as they hold at an organiser on a day.
#[derive(Debug, Clone)]
pub struct FeeRules {
    caps: [Arc<RuleInForce>; 3],
    long: Arc<RuleInForce>,
    travel: Arc<RuleInForce>,
}

/// The cap per person of a class.
#[derive(Debug, Clone)]
pub struct FeeCap {
    /// The rule with the amount per day.
    pub rule: Arc<RuleInForce>,
    /// The rule for long classes, where it lowered the cap.
    pub long: Option<Arc<RuleInForce>>,
    /// Days counted in full.
    pub full_days: u32,
    /// Days counted at the reduced rate.
    pub reduced_days: u32,
    /// The cap per person.
    pub per_person: Money,
}

/// A budget held against the cap.
#[derive(Debug, Clone)]
pub struct FeeVerdict {
    /// The cap per person.
    pub cap: FeeCap,
    /// The cap of the whole class.
    pub total: Money,
    /// The budget.
    pub budget: Money,
    /// By how much the budget exceeds the cap; nothing when it keeps it.
    pub over: Money,
}

impl FeeRules {
    /// The rules at an organiser on a day; none when the catalogue lacks one, which a test rules out.
    pub fn at(book: &RuleBook, organiser: &UnitPath, on: Date) -> Option<FeeRules> {
        let rule = |code| book.in_force(&code, organiser, on);
        Some(FeeRules {
            caps: [rule(code::FEE_FIRST)?, rule(code::FEE_SECOND)?, rule(code::FEE_THIRD)?],
            long: rule(code::FEE_LONG)?,
            travel: rule(code::FEE_TRAVEL_DAYS)?,
        })
    }

    /// The days that count for a class of so many days with registration and departure apart from them.
    pub fn days(&self, class_days: u32, registration_days: u32, departure_days: u32) -> u32 {
        let most = |name| u32::try_from(self.travel.number(name)).unwrap_or_default();
        class_days
            + registration_days.min(most("registration_days"))
            + departure_days.min(most("departure_days"))
    }

    /// The cap per person over so many days. Only the days beyond the limit count at the reduced rate: 45 days of 三类 are
    /// 550 × (30 + 15 × 70 %) = 22,275 yuan.
    pub fn cap(&self, category: FeeCategory, days: u32) -> FeeCap {
        let rule = match category {
            FeeCategory::First => &self.caps[0],
            FeeCategory::Second => &self.caps[1],
            FeeCategory::Third => &self.caps[2],
        };
        let a_day = Money::from_yuan(rule.number("yuan"));
        let full_days = days.min(u32::try_from(self.long.number("full_days")).unwrap_or_default());
        let reduced_days = days - full_days;
        let reduced = a_day.times(reduced_days.into()).percent(self.long.number("percent"));
        FeeCap {
            rule: Arc::clone(rule),
            long: (reduced_days > 0).then(|| Arc::clone(&self.long)),
            full_days,
            reduced_days,
            per_person: a_day.times(full_days.into()) + reduced,
        }
    }

    /// A budget for so many people over so many days, held against the cap.
    pub fn verdict(&self, category: FeeCategory, days: u32, people: u32, budget: Money) -> FeeVerdict {
        let cap = self.cap(category, days);
        let total = cap.per_person.times(people.into());
        FeeVerdict { cap, total, budget, over: budget.above(total) }
    }
}

impl FeeVerdict {
    /// Whether the budget keeps the cap.
    pub fn is_kept(&self) -> bool {
        self.over == Money::default()
    }

    /// The verdict in one sentence, with the rule.
    pub fn words(&self) -> Words {
        let FeeVerdict { cap, total, budget, over } = self;
        let rule = cap.rule.words();
        let (zh, en) = if self.is_kept() {
            ("未超上限".to_owned(), "within the cap".to_owned())
        } else {
            (format!("超出 {over} 元"), format!("{over} yuan above the cap"))
        };
        Words::new(
            format!(
                "预算 {budget} 元，上限 {total} 元（每人 {} 元），{zh}。依据：{}",
                cap.per_person, rule.zh
            ),
            format!(
                "budget {budget} yuan, cap {total} yuan ({} a person), {en}. Rule: {}",
                cap.per_person, rule.en
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> FeeRules {
        FeeRules::at(&RuleBook::shipped(), &"0001".parse().unwrap(), Date::constant(2026, 1, 1)).unwrap()
    }

    #[test]
    fn only_days_beyond_the_limit_are_reduced() {
        use FeeCategory::{First, Second, Third};
        for (category, days, yuan) in [
            (Third, 5, 2_750),
            (Third, 30, 16_500),
            (Third, 31, 16_885),
            (Third, 45, 22_275),
            (Second, 45, 26_325),
            (First, 2, 1_520),
            (First, 60, 38_760),
            (Third, 0, 0),
        ] {
            assert_eq!(rules().cap(category, days).per_person, Money::from_yuan(yuan), "{category} {days}");
        }
        assert!(rules().cap(Third, 30).long.is_none() && rules().cap(Third, 31).long.is_some());
    }

    #[test]
    fn at_most_one_day_each_for_coming_and_going() {
        assert_eq!(rules().days(5, 1, 1), 7);
        assert_eq!(rules().days(5, 2, 0), 6);
    }

    #[test]
    fn a_budget_above_the_cap_is_named_with_its_rule() {
        let verdict = rules().verdict(FeeCategory::Third, 5, 40, Money::from_yuan(120_000));
        assert_eq!((verdict.total, verdict.over), (Money::from_yuan(110_000), Money::from_yuan(10_000)));
        let words = verdict.words();
        assert!(words.zh.contains("超出 10000 元") && words.zh.contains("财行〔2016〕540号"), "{words}");
        assert!(rules().verdict(FeeCategory::Third, 5, 40, Money::from_yuan(110_000)).is_kept());
    }

    proptest! {
        #[test]
        fn a_longer_class_never_has_a_lower_cap(days in 0u32..200, category in 0usize..3) {
            let cap = |days| rules().cap(FeeCategory::ALL[category], days).per_person;
            prop_assert!(cap(days) < cap(days + 1));
        }
    }
}
