//! Gaps open and close by dated evidence alone.
//!
//! Three kinds of evidence are kept apart. The latest measurement decides; without one the latest appraisal; without either what
//! the person says. So a worse later result counts, and what a person says of themselves never closes or lowers
//! what an appraisal or a test has found.

use std::fmt;

use jiff::civil::Date;

use crate::code::TopicCode;
use crate::vocabulary::{Evidence, GapKind};
use crate::words::{Form, Malformed};

/// How bad a gap is: 1–100, and 0 for "no gap".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Severity(u8);

impl Severity {
    /// No gap.
    pub const NONE: Severity = Severity(0);

    /// The number, 0–100.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Severity {
    type Error = Malformed;
    fn try_from(number: i64) -> Result<Severity, Malformed> {
        let form = &Form {
            code: "severity_out_of_range",
            what: ("缺口程度", "severity"),
            expected: ("0（已补齐）到 100", "0 (closed) to 100"),
        };
        let fits = u8::try_from(number).ok().filter(|n| *n <= 100);
        fits.map(Severity).ok_or_else(|| Malformed::new(form, &number.to_string()))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One dated statement about one topic of one person. Entries are added, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapEntry {
    /// The topic.
    pub topic: TopicCode,
    /// Knowledge, experience or ability.
    pub kind: GapKind,
    /// How bad; 0 says that the gap is closed.
    pub severity: Severity,
    /// Who says so.
    pub evidence: Evidence,
    /// When it was found.
    pub noted_on: Date,
}

/// A gap that stands open, with the statement that keeps it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenGap {
    /// The topic.
    pub topic: TopicCode,
    /// Knowledge, experience or ability.
    pub kind: GapKind,
    /// 1–100.
    pub severity: Severity,
    /// Where the deciding statement comes from.
    pub evidence: Evidence,
    /// Its day.
    pub noted_on: Date,
}

/// The open gaps of one person, in order of topic. The order of the entries does not matter: of two statements of
/// the same kind of evidence on the same day the worse counts.
pub fn open_gaps(entries: &[GapEntry]) -> Vec<OpenGap> {
    let mut entries: Vec<&GapEntry> = entries.iter().filter(|e| !is_idle(e)).collect();
    entries.sort_unstable_by_key(|e| (e.topic, e.evidence, e.noted_on, e.severity, e.kind));
    let by_topic = entries.chunk_by(|a, b| a.topic == b.topic);
    by_topic
        .filter_map(|of_topic| of_topic.last())
        .filter(|e| e.severity > Severity::NONE)
        .map(|e| open(e))
        .collect()
}

/// A self-report of "no gap" says nothing that counts.
fn is_idle(entry: &GapEntry) -> bool {
    entry.evidence == Evidence::SelfReport && entry.severity == Severity::NONE
}

fn open(entry: &GapEntry) -> OpenGap {
    let GapEntry { topic, kind, severity, evidence, noted_on } = *entry;
    OpenGap { topic, kind, severity, evidence, noted_on }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(evidence: Evidence, day: i8, severity: i64) -> GapEntry {
        GapEntry {
            topic: "T0401".parse().unwrap(),
            kind: GapKind::Ability,
            severity: severity.try_into().unwrap(),
            evidence,
            noted_on: Date::constant(2026, 3, day),
        }
    }

    fn open_severity(entries: &[GapEntry]) -> Option<u8> {
        open_gaps(entries).first().map(|gap| gap.severity.get())
    }

    #[test]
    fn the_strongest_latest_statement_decides() {
        use Evidence::{Appraisal, Measured, SelfReport};
        type Statement = (Evidence, i8, i64);
        let cases: &[(&[Statement], Option<u8>)] = &[
            (&[], None),
            (&[(SelfReport, 1, 60)], Some(60)),
            (&[(SelfReport, 1, 60), (SelfReport, 2, 0)], Some(60)), // a self-report never closes
            (&[(SelfReport, 1, 60), (SelfReport, 2, 80)], Some(80)),
            (&[(Appraisal, 1, 40), (SelfReport, 2, 90)], Some(40)),
            (&[(Appraisal, 1, 40), (SelfReport, 2, 0)], Some(40)),
            (&[(Appraisal, 1, 40), (Appraisal, 3, 0)], None),
            (&[(Appraisal, 3, 0), (SelfReport, 4, 50)], None),
            (&[(Measured, 1, 0), (Appraisal, 5, 70)], None),
            (&[(Measured, 1, 0), (Measured, 9, 35)], Some(35)), // a worse later result counts
            (&[(Measured, 9, 35), (Measured, 1, 0)], Some(35)),
            (&[(Measured, 5, 0), (Measured, 5, 20)], Some(20)), // same day: the worse
        ];
        for (statements, expected) in cases {
            let entries: Vec<_> = statements.iter().map(|&(e, day, s)| entry(e, day, s)).collect();
            assert_eq!(open_severity(&entries), *expected, "{statements:?}");
        }
    }

    #[test]
    fn severity_stays_in_its_range() {
        assert!(Severity::try_from(101).is_err() && Severity::try_from(-1).is_err());
    }

    fn any_entry() -> impl Strategy<Value = GapEntry> {
        (0usize..3, 1i8..6, 0i64..4).prop_map(|(e, day, s)| entry(Evidence::ALL[e], day, s))
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_self_reports_never_lower(
            entries in proptest::collection::vec(any_entry(), 0..8),
            own in 0i64..4,
        ) {
            let mut reversed = entries.clone();
            reversed.reverse();
            prop_assert_eq!(open_gaps(&entries), open_gaps(&reversed));

            let by_others = entries.iter().any(|e| e.evidence != Evidence::SelfReport);
            let before = open_severity(&entries);
            let mut with_own = entries;
            with_own.push(entry(Evidence::SelfReport, 9, own));
            let after = open_severity(&with_own);
            if by_others {
                prop_assert_eq!(after, before);
            } else {
                prop_assert!(after.is_some() || before.is_none());
            }
        }
    }
}
