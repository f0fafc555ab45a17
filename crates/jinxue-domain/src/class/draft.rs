//! What makes a class well formed. All faults are named, not the first.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::GradeRange;
use crate::code::TopicCode;
use crate::period::Period;
use crate::taxonomy::Taxonomy;
use crate::vocabulary::Grade;
use crate::words::{Fault, Words, fault_display};

/// One topic of a class as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicDraft {
    /// The topic.
    pub topic: TopicCode,
    /// How much of a gap on it the class closes, meant to be 1–100.
    pub percent: i64,
    /// Whether it is the main topic.
    pub main: bool,
}

/// One quota of a class as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaDraft {
    /// What the unit is called.
    pub unit: String,
    /// Seats at least.
    pub seats_min: i64,
    /// Seats at most.
    pub seats_max: Option<i64>,
}

/// A class as given, before anything is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassDraft<'a> {
    /// The name.
    pub name: &'a str,
    /// The year of the plan.
    pub plan_year: i16,
    /// First day.
    pub start_date: Date,
    /// Last day.
    pub end_date: Date,
    /// Fewest people for which it is held.
    pub seats_min: i64,
    /// Most people.
    pub seats_max: i64,
    /// Hours credited.
    pub hours: i64,
    /// Highest grade admitted.
    pub grade_from: i64,
    /// Lowest grade admitted.
    pub grade_to: i64,
    /// Its topics.
    pub topics: &'a [TopicDraft],
    /// Its quotas.
    pub quotas: &'a [QuotaDraft],
    /// Its budget.
    pub budget_yuan: Option<i64>,
}

/// What is known of a class once it is well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedClass {
    /// Its dates.
    pub period: Period,
    /// The grades admitted.
    pub grades: GradeRange,
    /// The main topic.
    pub main_topic: TopicCode,
}

/// A fault of a class: the field, the value, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFault {
    /// A stable code.
    pub code: &'static str,
    /// The field, by its name on the wire.
    pub field: &'static str,
    /// What the field is called.
    pub label: Words,
    /// The value as given.
    pub value: String,
    /// What was expected.
    pub expected: Words,
}

const SEATS_MOST: i64 = 10_000;
const HOURS_MOST: i64 = 5_000;
const HOURS_A_DAY_MOST: i64 = 12;
const DAYS_MOST: u32 = 366;
const NAME_MOST: usize = 200;
const BUDGET_MOST: i64 = 1_000_000_000;

impl ClassDraft<'_> {
    /// Checks the class against a framework of topics.
    ///
    /// # Errors
    /// Every fault, in the order of the fields.
    pub fn check(&self, taxonomy: &Taxonomy) -> Result<CheckedClass, Vec<ClassFault>> {
        let mut faults = Vec::new();
        self.check_name(&mut faults);
        let period = self.check_dates(&mut faults);
        self.check_seats(&mut faults);
        self.check_hours(period, &mut faults);
        let grades = self.check_grades(&mut faults);
        let main_topic = self.check_topics(taxonomy, &mut faults);
        self.check_quotas(&mut faults);
        self.check_budget(&mut faults);
        match (period, grades, main_topic) {
            (Some(period), Some(grades), Some(main_topic)) if faults.is_empty() => {
                Ok(CheckedClass { period, grades, main_topic })
            }
            _ => Err(faults),
        }
    }

    fn check_name(&self, faults: &mut Vec<ClassFault>) {
        let length = self.name.trim().chars().count();
        if !(1..=NAME_MOST).contains(&length) {
            let expected = Words::of("1 到 200 字", "1 to 200 characters");
            faults.push(fault("class_name", "name", ("班次名称", "name"), self.name, expected));
        }
    }

    fn check_dates(&self, faults: &mut Vec<ClassFault>) -> Option<Period> {
        let before = faults.len();
        let year = self.plan_year;
        if self.start_date.year() != year {
            let expected = Words::new(format!("{year} 年内"), format!("a day of {year}"));
            faults.push(fault("class_outside_year", "start_date", START, self.start_date, expected));
        }
        let period = Period::new(self.start_date, self.end_date);
        match &period {
            Err(reversed) => {
                faults.push(fault(
                    "class_dates_reversed",
                    "end_date",
                    END,
                    self.end_date,
                    reversed.expected(),
                ));
            }
            Ok(period) if period.days() > DAYS_MOST => {
                let expected = Words::of("不超过 366 天", "at most 366 days");
                faults.push(fault("class_too_long", "end_date", END, self.end_date, expected));
            }
            Ok(_) => {}
        }
        period.ok().filter(|_| faults.len() == before)
    }

    fn check_seats(&self, faults: &mut Vec<ClassFault>) {
        if !(1..=SEATS_MOST).contains(&self.seats_min) {
            let expected = Words::of("1 到 10000", "1 to 10,000");
            faults.push(fault(
                "class_seats_min",
                "seats_min",
                ("最少人数", "fewest people"),
                self.seats_min,
                expected,
            ));
        }
        if !(self.seats_min.max(1)..=SEATS_MOST).contains(&self.seats_max) {
            let least = self.seats_min.max(1);
            let expected =
                Words::new(format!("{least}（最少人数）到 10000"), format!("{least} (the fewest) to 10,000"));
            faults.push(fault(
                "class_seats_max",
                "seats_max",
                ("最多人数", "most people"),
                self.seats_max,
                expected,
            ));
        }
    }

    fn check_hours(&self, period: Option<Period>, faults: &mut Vec<ClassFault>) {
        let fits_days = |period: Period| i64::from(period.days()) * HOURS_A_DAY_MOST;
        let most = period.map_or(HOURS_MOST, fits_days).min(HOURS_MOST);
        if !(1..=most).contains(&self.hours) {
            let expected = Words::new(
                format!("1 到 {most} 学时（每天至多 12 学时）"),
                format!("1 to {most} hours (at most 12 a day)"),
            );
            faults.push(fault("class_hours", "hours", ("学时", "hours"), self.hours, expected));
        }
    }

    fn check_grades(&self, faults: &mut Vec<ClassFault>) -> Option<GradeRange> {
        let grade = |number: i64| u8::try_from(number).ok().and_then(|n| Grade::try_from(n).ok());
        let (from, to) = (grade(self.grade_from), grade(self.grade_to));
        let one_to_twelve = || Words::of("1（最高）到 12", "1 (highest) to 12");
        if from.is_none() {
            faults.push(fault(
                "class_grade",
                "grade_from",
                ("最高级别", "highest grade"),
                self.grade_from,
                one_to_twelve(),
            ));
        }
        if to.is_none() {
            faults.push(fault("class_grade", "grade_to", LOWEST, self.grade_to, one_to_twelve()));
        }
        let (from, to) = (from?, to?);
        let range = GradeRange::new(from, to);
        if range.is_none() {
            let expected = Words::new(format!("{from} 到 12"), format!("{from} to 12"));
            faults.push(fault("class_grades_reversed", "grade_to", LOWEST, self.grade_to, expected));
        }
        range
    }

    fn check_topics(&self, taxonomy: &Taxonomy, faults: &mut Vec<ClassFault>) -> Option<TopicCode> {
        let mut seen = BTreeSet::new();
        for draft in self.topics {
            if taxonomy.topic(draft.topic).is_none() {
                let expected = Words::of("专题表中的代码", "a code of the table of topics");
                faults.push(fault("class_topic_unknown", "topics", TOPIC, draft.topic, expected));
            }
            if !seen.insert(draft.topic) {
                let expected = Words::of("每个专题只出现一次", "each topic once");
                faults.push(fault("class_topic_twice", "topics", TOPIC, draft.topic, expected));
            }
            if !(1..=100).contains(&draft.percent) {
                let value = format!("{} {}%", draft.topic, draft.percent);
                faults.push(fault(
                    "class_topic_percent",
                    "topics",
                    TOPIC,
                    value,
                    Words::of("1% 到 100%", "1 % to 100 %"),
                ));
            }
        }
        let mains: Vec<TopicCode> = self.topics.iter().filter(|d| d.main).map(|d| d.topic).collect();
        match mains.as_slice() {
            [main] => Some(*main),
            several => {
                let value = several.iter().map(TopicCode::as_str).collect::<Vec<_>>().join("、");
                let expected = Words::of("恰好一个主专题", "exactly one main topic");
                faults.push(fault("class_main_topic", "topics", ("主专题", "main topic"), value, expected));
                None
            }
        }
    }

    fn check_quotas(&self, faults: &mut Vec<ClassFault>) {
        for quota in self.quotas {
            let least_fits = (0..=self.seats_max.max(0)).contains(&quota.seats_min);
            if !least_fits || quota.seats_max.is_some_and(|most| most < quota.seats_min) {
                let most = quota.seats_max.map_or("∞".to_owned(), |most| most.to_string());
                let value = format!("{} {}–{most}", quota.unit, quota.seats_min);
                let expected = Words::of(
                    "0 ≤ 最少 ≤ 最多，且最少不超过班次最多人数",
                    "0 ≤ fewest ≤ most, the fewest within the class",
                );
                faults.push(fault("class_quota", "quotas", QUOTA, value, expected));
            }
        }
        let twice = self.quotas.iter().enumerate().filter(|(at, quota)| {
            let earlier = &self.quotas[..*at];
            earlier.iter().any(|other| other.unit == quota.unit)
        });
        for (_, quota) in twice {
            let expected = Words::of("每个单位只写一次", "each unit once");
            faults.push(fault("class_quota_twice", "quotas", QUOTA, &quota.unit, expected));
        }
        let least: i64 = self.quotas.iter().map(|quota| quota.seats_min.max(0)).fold(0, i64::saturating_add);
        if least > self.seats_max.max(0) && self.quotas.len() > 1 {
            let expected = Words::new(
                format!("各单位最少人数之和不超过班次最多人数 {}", self.seats_max),
                format!("the fewest of all units together within the {} seats of the class", self.seats_max),
            );
            faults.push(fault("class_quota_sum", "quotas", QUOTA, least, expected));
        }
    }

    fn check_budget(&self, faults: &mut Vec<ClassFault>) {
        if let Some(budget) = self.budget_yuan.filter(|yuan| !(1..=BUDGET_MOST).contains(yuan)) {
            let expected = Words::of(
                "1 到 10 亿元，没有预算则留空",
                "1 to 1,000,000,000 yuan; leave empty where there is none",
            );
            faults.push(fault("class_budget", "budget_yuan", ("预算", "budget"), budget, expected));
        }
    }
}

const START: (&str, &str) = ("开始日期", "start date");
const END: (&str, &str) = ("结束日期", "end date");
const LOWEST: (&str, &str) = ("最低级别", "lowest grade");
const TOPIC: (&str, &str) = ("专题", "topic");
const QUOTA: (&str, &str) = ("名额", "quota");

fn fault(
    code: &'static str,
    field: &'static str,
    label: (&'static str, &'static str),
    value: impl ToString,
    expected: Words,
) -> ClassFault {
    ClassFault { code, field, label: Words::of(label.0, label.1), value: value.to_string(), expected }
}

impl Fault for ClassFault {
    fn code(&self) -> &'static str {
        self.code
    }
    fn value(&self) -> String {
        self.value.clone()
    }
    fn expected(&self) -> Words {
        self.expected.clone()
    }
    fn words(&self) -> Words {
        let ClassFault { label, value, expected, .. } = self;
        Words::new(
            format!("{}“{value}”不合要求，应为{}", label.zh, expected.zh),
            format!("{} “{value}” cannot stand; expected {}", label.en, expected.en),
        )
    }
}
fault_display!(ClassFault);

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(code: &str, percent: i64, main: bool) -> TopicDraft {
        TopicDraft { topic: code.parse().unwrap(), percent, main }
    }

    fn quota(unit: &str, seats_min: i64) -> QuotaDraft {
        QuotaDraft { unit: unit.into(), seats_min, seats_max: None }
    }

    fn good(topics: &[TopicDraft]) -> ClassDraft<'_> {
        ClassDraft {
            name: "县处级干部基层治理专题研讨班",
            plan_year: 2026,
            start_date: Date::constant(2026, 3, 9),
            end_date: Date::constant(2026, 3, 13),
            seats_min: 30,
            seats_max: 50,
            hours: 38,
            grade_from: 5,
            grade_to: 6,
            topics,
            quotas: &[],
            budget_yuan: Some(100_000),
        }
    }

    fn codes(draft: &ClassDraft<'_>) -> Vec<&'static str> {
        draft.check(&Taxonomy::built_in()).err().unwrap_or_default().iter().map(Fault::code).collect()
    }

    #[test]
    fn a_good_class_passes_with_its_checked_parts() {
        let topics = [topic("T0401", 80, true), topic("T0402", 40, false)];
        let checked = good(&topics).check(&Taxonomy::built_in()).unwrap();
        assert_eq!((checked.period.days(), checked.main_topic.as_str()), (5, "T0401"));
    }

    #[test]
    fn each_fault_has_its_code_and_field() {
        let topics = [topic("T0401", 80, true)];
        let (twice, too_many) =
            ([quota("太原市", 1), quota("太原市", 2)], [quota("太原市", 30), quota("大同市", 30)]);
        let cases: [(&str, ClassDraft<'_>); 12] = [
            ("class_name", ClassDraft { name: " ", ..good(&topics) }),
            ("class_outside_year", ClassDraft { plan_year: 2027, ..good(&topics) }),
            ("class_seats_min", ClassDraft { seats_min: 0, ..good(&topics) }),
            ("class_seats_max", ClassDraft { seats_max: 29, ..good(&topics) }),
            ("class_hours", ClassDraft { hours: 61, ..good(&topics) }),
            ("class_hours", ClassDraft { hours: 0, ..good(&topics) }),
            ("class_grade", ClassDraft { grade_from: 0, ..good(&topics) }),
            ("class_grades_reversed", ClassDraft { grade_to: 4, ..good(&topics) }),
            ("class_main_topic", ClassDraft { topics: &[], ..good(&topics) }),
            ("class_budget", ClassDraft { budget_yuan: Some(0), ..good(&topics) }),
            ("class_quota_twice", ClassDraft { quotas: &twice, ..good(&topics) }),
            ("class_quota_sum", ClassDraft { quotas: &too_many, ..good(&topics) }),
        ];
        for (code, draft) in cases {
            assert_eq!(codes(&draft), [code], "{draft:?}");
        }
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let topics = [topic("T0401", 0, true), topic("T0401", 50, true), topic("T9999", 50, false)];
        let quotas = [QuotaDraft { unit: "太原市".into(), seats_min: 9, seats_max: Some(3) }];
        let draft = ClassDraft { end_date: Date::constant(2026, 3, 8), quotas: &quotas, ..good(&topics) };
        assert_eq!(
            codes(&draft),
            [
                "class_dates_reversed",
                "class_topic_percent",
                "class_topic_twice",
                "class_topic_unknown",
                "class_main_topic",
                "class_quota"
            ]
        );
        let faults = draft.check(&Taxonomy::built_in()).unwrap_err();
        assert_eq!(faults[0].to_string(), "结束日期“2026-03-08”不合要求，应为不早于 2026-03-09");
    }
}
