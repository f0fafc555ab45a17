//! Whether a person may be proposed for a class, with every rule that refuses.

use super::{Audience, AudienceRefusal, Candidate};
use crate::code::TopicCode;
use crate::period::Period;
use crate::vocabulary::vocabulary;
use crate::words::{Fault, Words, fault_display};

vocabulary! {
    /// Why a class would do a person good.
    Reason, "调训理由", "reason" {
        Gap = "gap", "补齐短板", "closes a gap";
        Hours = "hours", "补足学时", "counts for hours due";
        Mandatory = "mandatory", "必须参加", "mandatory";
        Preferred = "preferred", "优先安排", "preferred";
    }
}

/// What is known of a person and a class together.
#[derive(Debug, Clone, Copy)]
pub struct Eligibility<'a> {
    /// The person.
    pub person: Candidate<'a>,
    /// Main topics of trainings the person has had.
    pub history: &'a [TopicCode],
    /// Days the person is away already.
    pub busy: &'a [Period],
    /// Why the class would do the person good.
    pub reasons: &'a [Reason],
    /// Whom the class is for.
    pub audience: &'a Audience,
    /// Its main topic.
    pub topic: TopicCode,
    /// Its dates.
    pub period: Period,
}

/// Why a person may not be proposed for a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EligibilityRefusal {
    /// Not invited.
    Audience(AudienceRefusal),
    /// The same content before (重复培训).
    Repeated {
        /// The main topic.
        topic: TopicCode,
    },
    /// Away on some of the days (培训时间重叠).
    Away {
        /// The days away.
        busy: Period,
        /// The days of the class.
        class: Period,
    },
    /// It closes no gap, counts for no hours due, and is neither mandatory nor preferred.
    NoReason,
}

/// Every rule that refuses; empty when the person may be proposed.
pub fn refusals(case: &Eligibility<'_>) -> Vec<EligibilityRefusal> {
    let mut refusals: Vec<_> =
        case.audience.refusals(&case.person).into_iter().map(EligibilityRefusal::Audience).collect();
    if case.history.contains(&case.topic) {
        refusals.push(EligibilityRefusal::Repeated { topic: case.topic });
    }
    let away = case.busy.iter().filter(|busy| busy.meets(&case.period));
    refusals.extend(away.map(|&busy| EligibilityRefusal::Away { busy, class: case.period }));
    if case.reasons.is_empty() {
        refusals.push(EligibilityRefusal::NoReason);
    }
    refusals
}

impl Fault for EligibilityRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Audience(refusal) => refusal.code(),
            Self::Repeated { .. } => "content_repeated",
            Self::Away { .. } => "dates_overlap",
            Self::NoReason => "no_reason",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::Audience(refusal) => refusal.value(),
            Self::Repeated { topic } => topic.to_string(),
            Self::Away { busy, .. } => busy.to_string(),
            Self::NoReason => String::new(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::Audience(refusal) => refusal.expected(),
            Self::Repeated { .. } => Words::of("未学过的专题", "a topic not had before"),
            Self::Away { class, .. } => {
                Words::new(format!("{class} 期间在岗"), format!("nothing else during {class}"))
            }
            Self::NoReason => {
                Words::of("有短板、欠学时、必须参加或优先安排", "a gap, hours due, a duty or a preference")
            }
        }
    }
    fn words(&self) -> Words {
        match self {
            Self::Audience(refusal) => refusal.words(),
            Self::Repeated { topic } => {
                Words::new(format!("专题“{topic}”已参加过"), format!("has had the topic “{topic}” before"))
            }
            Self::Away { busy, class } => Words::new(
                format!("{busy} 已另有安排，与班次 {class} 重叠"),
                format!("is away {busy}, which overlaps the class {class}"),
            ),
            Self::NoReason => Words::of(
                "该班不补其短板、不计其所欠学时，也非必须参加",
                "the class closes no gap of theirs, counts for no hours due and is no duty",
            ),
        }
    }
}
fault_display!(EligibilityRefusal);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::audience::tests::audience;
    use crate::vocabulary::{Grade, Role};
    use jiff::civil::Date;

    #[test]
    fn every_rule_that_refuses_is_named() {
        let invited = audience("0001", (5, 6), "", "");
        let unit = "0001.0001".parse().unwrap();
        let week = Period::new(Date::constant(2026, 3, 9), Date::constant(2026, 3, 13)).unwrap();
        let topic = "T0401".parse().unwrap();
        let mut case = Eligibility {
            person: Candidate {
                unit: &unit,
                grade: Grade::try_from(5).unwrap(),
                role: Role::Head,
                sector: "party".parse().unwrap(),
            },
            history: &[],
            busy: &[],
            reasons: &[Reason::Gap],
            audience: &invited,
            topic,
            period: week,
        };
        assert!(refusals(&case).is_empty());
        let friday = [Period::day(week.to())];
        let had = [topic];
        (case.history, case.busy, case.reasons) = (&had, &friday, &[]);
        case.person.grade = Grade::LOWEST;
        let codes: Vec<_> = refusals(&case).iter().map(|r| r.code()).collect();
        assert_eq!(codes, ["audience_grade", "content_repeated", "dates_overlap", "no_reason"]);
    }
}
