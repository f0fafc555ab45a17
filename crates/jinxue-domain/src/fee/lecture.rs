//! Lecture fees, which stand outside the cap of the class.

use std::collections::BTreeMap;

use super::Money;
use crate::rules::RuleInForce;
use crate::tenths::Tenths;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Title of a lecturer, as far as the fee asks.
    LecturerTitle, "师资职称", "title of a lecturer" {
        ViceSenior = "vice_senior", "副高级", "vice-senior", "副高", "副教授", "副高级技术职称";
        Senior = "senior", "正高级", "senior", "正高", "教授", "正高级技术职称";
        Expert = "expert", "院士、全国知名专家", "academician or nationally known expert", "院士", "全国知名专家";
    }
}

/// One lecture as the fee sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lecture {
    /// Names the lecture given: the same one before several classes at once has one key, and is paid once.
    pub key: String,
    /// The lecturer's title.
    pub title: LecturerTitle,
    /// Its hours.
    pub hours: Tenths,
    /// Over how many half-days it is given.
    pub half_days: u32,
}

/// The most that may be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LectureFeeCap {
    /// All lectures together, after tax.
    pub total: Money,
    /// How many mentions of a lecture were paid already with another class.
    pub shared: usize,
    /// Keys of lectures longer than the half-days allow; the hours beyond are not paid.
    pub too_long: Vec<String>,
}

/// The most that may be paid for lectures, by the rule [`FEE_LECTURE`](crate::rules::code::FEE_LECTURE).
pub fn lecture_fee_cap(lectures: &[Lecture], rule: &RuleInForce) -> LectureFeeCap {
    let given: BTreeMap<&str, &Lecture> = lectures.iter().rev().map(|l| (l.key.as_str(), l)).collect();
    let mut cap =
        LectureFeeCap { total: Money::default(), shared: lectures.len() - given.len(), too_long: vec![] };
    for lecture in given.values() {
        let hours_a_half_day = u32::try_from(rule.number("half_day_hours")).unwrap_or_default();
        let allowed = Tenths::from_hours(hours_a_half_day.saturating_mul(lecture.half_days));
        if lecture.hours > allowed {
            cap.too_long.push(lecture.key.clone());
        }
        let tenths = i64::from(lecture.hours.min(allowed).get());
        cap.total = cap.total + Money::from_fen(rule.number(lecture.title.as_str()) * 10 * tenths);
    }
    cap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleBook, code};
    use jiff::civil::Date;

    fn lecture(key: &str, title: LecturerTitle, hours: u32, half_days: u32) -> Lecture {
        Lecture { key: key.into(), title, hours: Tenths::from_hours(hours), half_days }
    }

    #[test]
    fn fees_follow_the_title_the_half_days_and_are_paid_once() {
        let on = Date::constant(2026, 1, 1);
        let book = RuleBook::shipped();
        let rule = book.in_force(&code::FEE_LECTURE, &"0001".parse().unwrap(), on).unwrap();
        let lectures = [
            lecture("a", LecturerTitle::Senior, 4, 1),
            lecture("a", LecturerTitle::Senior, 4, 1), // the same lecture before a second class
            lecture("b", LecturerTitle::ViceSenior, 6, 1),
            lecture("c", LecturerTitle::Expert, 8, 2),
        ];
        let cap = lecture_fee_cap(&lectures, &rule);
        assert_eq!(cap.total, Money::from_yuan(4_000 + 2_000 + 12_000));
        assert_eq!((cap.shared, cap.too_long), (1, vec!["b".to_owned()]));
    }
}
