//! What a completed class leaves of a gap: measured evidence, because somebody was there and took part.

use jiff::civil::Date;

use super::{GapEntry, Level, OpenGap, Severity, Targets};
use crate::code::TopicCode;
use crate::place::UnitPath;
use crate::rules::RuleBook;
use crate::rules::code::NEEDS_CLASS;
use crate::vocabulary::Evidence;

/// How far a completed class closes a gap (rule `needs.class_completed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The main topic wholly, the others by the share of the class that is about them.
    MainWhole,
    /// By the share of the class that is about the topic.
    InProportion,
    /// Wholly, whatever the share.
    Whole,
}

impl Closing {
    /// What holds at a unit on a day; none where the catalogue has no such rule.
    pub fn at(book: &RuleBook, unit: &UnitPath, on: Date) -> Option<Closing> {
        let rule = book.in_force(&NEEDS_CLASS, unit, on)?;
        Some(match rule.word("closing").as_str() {
            "whole" => Closing::Whole,
            "share" => Closing::InProportion,
            _ => Closing::MainWhole,
        })
    }

    /// What is left of a lack after a class was about its topic.
    fn left(self, lack: Severity, taught: &Taught) -> Severity {
        if self == Closing::Whole || (self == Closing::MainWhole && taught.main) {
            return Severity::NONE;
        }
        let left = u32::from(lack.get()) * u32::from(100 - taught.percent.min(100)) / 100;
        Severity::least(u8::try_from(left).unwrap_or(100))
    }
}

/// A topic of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taught {
    /// The topic.
    pub topic: TopicCode,
    /// The share of the class that is about it, 1–100.
    pub percent: u8,
    /// Whether it is what the class is mainly about.
    pub main: bool,
}

/// The evidence a class that ended on `ended_on` gives about somebody whose gaps to their targets stood as `lacking`, topic
/// by topic. A topic of which nothing was lacking is not spoken of.
pub fn after_class(
    lacking: &[OpenGap],
    targets: &Targets,
    taught: &[Taught],
    closing: Closing,
    ended_on: Date,
) -> Vec<GapEntry> {
    let entry = |gap: &OpenGap| {
        let taught = taught.iter().find(|taught| taught.topic == gap.topic)?;
        let level = targets.get(gap.topic).map_or(Level::WHOLE, |target| target.level);
        Some(GapEntry {
            topic: gap.topic,
            kind: gap.kind,
            severity: level.lack(closing.left(gap.severity, taught)),
            evidence: Evidence::Measured,
            noted_on: ended_on,
        })
    };
    lacking.iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::GapKind;

    #[test]
    fn a_class_closes_what_it_was_about_and_as_far() {
        let day = Date::constant(2026, 5, 8);
        let gap = |topic: &str, severity: i64| OpenGap {
            topic: topic.parse().unwrap(),
            kind: GapKind::Knowledge,
            severity: severity.try_into().unwrap(),
            evidence: Some(Evidence::Appraisal),
            noted_on: Date::constant(2026, 1, 1),
        };
        let lacking = [gap("T0101", 50), gap("T0202", 80), gap("T0303", 30)];
        let of = |topic: &str, percent, main| Taught { topic: topic.parse().unwrap(), percent, main };
        let taught = [of("T0101", 60, true), of("T0202", 25, false), of("T0404", 15, false)];
        let left = |closing| {
            let entries = after_class(&lacking, &Targets::default(), &taught, closing, day);
            entries.iter().map(|e| (e.topic.to_string(), e.severity.get())).collect::<Vec<_>>()
        };
        for (closing, main, other) in
            [(Closing::MainWhole, 0, 60), (Closing::InProportion, 20, 60), (Closing::Whole, 0, 0)]
        {
            assert_eq!(
                left(closing),
                [("T0101".to_owned(), main), ("T0202".to_owned(), other)],
                "{closing:?}"
            );
        }
    }
}
