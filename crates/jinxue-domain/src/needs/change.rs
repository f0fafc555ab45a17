//! What has become of a person's gaps: every opening, change and closing, with what caused it.

use super::{OpenGap, Severity};
use crate::code::TopicCode;
use crate::vocabulary::{Evidence, vocabulary};

vocabulary! {
    /// What opened, changed or closed a gap.
    GapCause, "缺口变动原因", "cause of a change" {
        Stated = "stated", "录入证据", "evidence entered";
        Import = "import", "导入文件", "file imported";
        ImportUndone = "import_undone", "撤销导入", "import undone";
        Class = "class", "班次结业", "class completed";
        Survey = "survey", "需求调研", "needs survey";
        Rule = "rule", "证据时效规则", "rule on the age of evidence";
        Profile = "profile", "目标画像调整", "target profile changed";
        Post = "post", "岗位职务变动", "post changed";
        Topic = "topic", "专题合并或拆分", "topics merged or split";
    }
}

/// One gap before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapChange {
    /// The topic.
    pub topic: TopicCode,
    /// What was missing before.
    pub before: Severity,
    /// What is missing now.
    pub after: Severity,
    /// The kind of evidence that decides now; none where it is a target nobody has shown to be met, or where nothing is open.
    pub evidence: Option<Evidence>,
}

/// How the open gaps of a person differ, in order of topic. Both lists are in order of topic.
pub fn changes(before: &[OpenGap], after: &[OpenGap]) -> Vec<GapChange> {
    let mut topics: Vec<TopicCode> = before.iter().chain(after).map(|gap| gap.topic).collect();
    topics.sort_unstable();
    topics.dedup();
    let of = |gaps: &[OpenGap], topic| gaps.iter().find(|gap| gap.topic == topic).copied();
    let change = |topic: TopicCode| {
        let (was, is) = (of(before, topic), of(after, topic));
        let severity = |gap: Option<OpenGap>| gap.map_or(Severity::NONE, |gap| gap.severity);
        let change = GapChange {
            topic,
            before: severity(was),
            after: severity(is),
            evidence: is.and_then(|gap| gap.evidence),
        };
        let same = change.before == change.after && was.and_then(|gap| gap.evidence) == change.evidence;
        (!same).then_some(change)
    };
    topics.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::GapKind;
    use jiff::civil::Date;

    fn gap(topic: &str, severity: i64, evidence: Option<Evidence>) -> OpenGap {
        OpenGap {
            topic: topic.parse().unwrap(),
            kind: GapKind::Ability,
            severity: severity.try_into().unwrap(),
            evidence,
            noted_on: Date::constant(2026, 1, 1),
        }
    }

    #[test]
    fn openings_changes_and_closings_are_told_and_nothing_else() {
        let (own, found) = (Some(Evidence::SelfReport), Some(Evidence::Measured));
        let before =
            [gap("T0101", 40, own), gap("T0102", 40, own), gap("T0103", 40, own), gap("T0104", 5, own)];
        let after =
            [gap("T0102", 60, own), gap("T0103", 40, found), gap("T0104", 5, own), gap("T0105", 9, None)];
        let told: Vec<_> = changes(&before, &after)
            .into_iter()
            .map(|change| {
                (change.topic.to_string(), change.before.get(), change.after.get(), change.evidence)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("T0101".to_owned(), 40, 0, None),
                ("T0102".to_owned(), 40, 60, own),
                ("T0103".to_owned(), 40, 40, found),
                ("T0105".to_owned(), 0, 9, None),
            ]
        );
        assert!(changes(&after, &after).is_empty());
    }
}
