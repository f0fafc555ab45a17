//! A needs survey: what people may say of themselves, what an answer says of a gap, and what may be shown of few answers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Severity;
use crate::code::TopicCode;
use crate::place::UnitPath;
use crate::rules::RuleBook;
use crate::rules::code::NEEDS_SURVEY;
use crate::vocabulary::vocabulary;
use crate::words::{Fault, Words, fault_display};

vocabulary! {
    /// How far a survey is.
    SurveyState, "调研状态", "state of a survey" {
        Draft = "draft", "草稿", "draft";
        Open = "open", "进行中", "open";
        Closed = "closed", "已结束", "closed";
    }
}

vocabulary! {
    /// Whether others learn who said what.
    Naming, "作答方式", "naming" {
        Named = "named", "记名", "named", "实名";
        Anonymous = "anonymous", "匿名", "anonymous", "不记名";
    }
}

vocabulary! {
    /// How urgently somebody needs a topic.
    Urgency, "迫切程度", "urgency" {
        NotNeeded = "none", "不需要", "not needed", "无需";
        Mild = "mild", "一般", "somewhat";
        Needed = "needed", "需要", "needed";
        Urgent = "urgent", "迫切", "urgent", "急需";
    }
}

/// The topics somebody has chosen, each with its urgency; what is not needed is not among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices(BTreeMap<TopicCode, Urgency>);

impl Choices {
    /// Reads what somebody has chosen of the topics `offered`, at most `most` of them.
    ///
    /// # Errors
    /// Every topic that is not offered or stands twice, and too many of them.
    pub fn read(
        chosen: impl IntoIterator<Item = (TopicCode, Urgency)>,
        offered: &BTreeSet<TopicCode>,
        most: usize,
    ) -> Result<Choices, Vec<ChoiceFault>> {
        let (mut seen, mut choices, mut faults) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
        for (topic, urgency) in chosen {
            if !offered.contains(&topic) {
                faults.push(ChoiceFault::NotOffered { topic });
            } else if !seen.insert(topic) {
                faults.push(ChoiceFault::Twice { topic });
            } else if urgency != Urgency::NotNeeded {
                choices.insert(topic, urgency);
            }
        }
        if choices.len() > most {
            faults.push(ChoiceFault::TooMany { chosen: choices.len(), most });
        }
        if faults.is_empty() { Ok(Choices(choices)) } else { Err(faults) }
    }

    /// Topic by topic, in order.
    pub fn iter(&self) -> impl Iterator<Item = (TopicCode, Urgency)> {
        self.0.iter().map(|(topic, urgency)| (*topic, *urgency))
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceFault {
    /// A topic the survey does not ask about.
    NotOffered {
        /// The topic.
        topic: TopicCode,
    },
    /// A topic that stands twice.
    Twice {
        /// The topic.
        topic: TopicCode,
    },
    /// More topics than may be chosen.
    TooMany {
        /// How many.
        chosen: usize,
        /// How many may be.
        most: usize,
    },
}

impl Fault for ChoiceFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NotOffered { .. } => "choice_not_offered",
            Self::Twice { .. } => "choice_twice",
            Self::TooMany { .. } => "choices_too_many",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::NotOffered { topic } | Self::Twice { topic } => topic.to_string(),
            Self::TooMany { chosen, .. } => chosen.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::NotOffered { .. } => Words::of("本次调研列出的专题", "a topic of this survey"),
            Self::Twice { .. } => Words::of("每个专题一次", "each topic once"),
            Self::TooMany { most, .. } => Words::new(format!("至多 {most} 个"), format!("at most {most}")),
        }
    }
    fn words(&self) -> Words {
        match self {
            Self::NotOffered { topic } => Words::new(
                format!("专题“{topic}”不在本次调研之列"),
                format!("the topic “{topic}” is not asked about in this survey"),
            ),
            Self::Twice { topic } => {
                Words::new(format!("专题“{topic}”出现了两次"), format!("the topic “{topic}” stands twice"))
            }
            Self::TooMany { chosen, most } => Words::new(
                format!("选了 {chosen} 个专题，至多 {most} 个"),
                format!("{chosen} topics are chosen, at most {most} may be"),
            ),
        }
    }
}
fault_display!(ChoiceFault);

/// What each urgency says is missing, and how few answers are too few to be shown (rule `needs.survey`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgencies {
    mild: Severity,
    needed: Severity,
    urgent: Severity,
    /// The least group whose answers are shown where nobody is named.
    pub group_least: u64,
}

impl Urgencies {
    /// What holds at a unit on a day; none where the catalogue has no such rule.
    pub fn at(book: &RuleBook, unit: &UnitPath, on: Date) -> Option<Urgencies> {
        let rule = book.in_force(&NEEDS_SURVEY, unit, on)?;
        let severity = |figure: &str| Severity::try_from(rule.number(figure)).ok();
        Some(Urgencies {
            mild: severity("mild")?,
            needed: severity("needed")?,
            urgent: severity("urgent")?,
            group_least: rule.number("group_least").unsigned_abs(),
        })
    }

    /// What somebody says is missing.
    pub fn severity(&self, urgency: Urgency) -> Severity {
        match urgency {
            Urgency::NotNeeded => Severity::NONE,
            Urgency::Mild => self.mild,
            Urgency::Needed => self.needed,
            Urgency::Urgent => self.urgent,
        }
    }
}

/// Which of some groups that lie side by side may be shown when the whole of them is: none of fewer than `least` answers, and never all but so
/// few, because what is hidden is the whole less what is shown. A group without answers tells nothing.
pub fn shown(answers: &[u64], least: u64) -> Vec<bool> {
    let mut shown: Vec<bool> = answers.iter().map(|n| *n == 0 || *n >= least).collect();
    let hidden: u64 = answers.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(n, _)| n).sum();
    if hidden > 0 && hidden < least {
        let told = (0..answers.len()).filter(|at| shown[*at] && answers[*at] > 0);
        if let Some(smallest) = told.min_by_key(|at| answers[*at]) {
            shown[smallest] = false;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn topics(codes: &[&str]) -> BTreeSet<TopicCode> {
        codes.iter().map(|code| code.parse().unwrap()).collect()
    }

    #[test]
    fn every_fault_of_an_answer_is_named() {
        let offered = topics(&["T0101", "T0102", "T0103"]);
        let of = |chosen: &[(&str, Urgency)]| {
            let chosen = chosen.iter().map(|(topic, urgency)| (topic.parse().unwrap(), *urgency));
            Choices::read(chosen, &offered, 2)
        };
        use Urgency::{Mild, Needed, NotNeeded, Urgent};
        let taken = of(&[("T0102", Urgent), ("T0101", NotNeeded), ("T0103", Mild)]).unwrap();
        let said: Vec<_> = taken.iter().map(|(topic, urgency)| (topic.to_string(), urgency)).collect();
        assert_eq!(said, [("T0102".to_owned(), Urgent), ("T0103".to_owned(), Mild)]);
        assert_eq!(of(&[]), Ok(Choices::default()), "nothing needed is an answer");
        let faults =
            of(&[("T0101", Mild), ("T0101", Mild), ("T9901", Needed), ("T0102", Mild), ("T0103", Mild)]);
        let faults = faults.unwrap_err();
        let codes: Vec<_> = faults.iter().map(Fault::code).collect();
        assert_eq!(codes, ["choice_twice", "choice_not_offered", "choices_too_many"]);
        assert_eq!(faults[2].to_string(), "选了 3 个专题，至多 2 个");
    }

    #[test]
    fn the_shipped_rule_says_more_of_what_is_more_urgent() {
        let root = UnitPath::root(1).unwrap();
        let rule = Urgencies::at(&RuleBook::shipped(), &root, Date::constant(2026, 1, 1)).unwrap();
        let severities: Vec<u8> = Urgency::ALL.iter().map(|urgency| rule.severity(*urgency).get()).collect();
        assert_eq!((severities, rule.group_least), (vec![0, 20, 50, 80], 5));
    }

    #[test]
    fn a_small_group_takes_the_next_with_it() {
        assert_eq!(shown(&[100, 3, 40], 5), [true, false, false]);
        assert_eq!(shown(&[100, 3, 2], 5), [true, false, false]);
        assert_eq!(shown(&[100, 0, 7], 5), [true, true, true]);
        assert_eq!(shown(&[3], 5), [false]);
    }

    proptest! {
        /// What is hidden is nobody, or enough of them, or nothing with answers is shown at all.
        #[test]
        fn nothing_hidden_can_be_found_by_taking_away(answers in proptest::collection::vec(0u64..12, 0..8), least in 1u64..8) {
            let shown = shown(&answers, least);
            let sum = |want: bool| answers.iter().zip(&shown).filter(|(_, shown)| **shown == want).map(|(n, _)| n).sum::<u64>();
            prop_assert!(sum(false) == 0 || sum(false) >= least || sum(true) == 0);
            for (answers, shown) in answers.iter().zip(&shown) {
                prop_assert!(!shown || *answers == 0 || *answers >= least);
            }
        }
    }
}
