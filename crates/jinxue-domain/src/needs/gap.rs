//! A gap is what a profile asks for, less what dated evidence shows.
//!
//! Three kinds of evidence are kept apart. The latest measurement decides; without one the latest appraisal; without either what
//! the person says. So a worse later result counts, and what a person says of themselves never closes or lowers
//! what an appraisal or a test has found. A statement that has aged yields to any that has not. Of those that have, a lack
//! that others found stays until somebody looks again; a proof that nothing lacks is a proof no more, and a self-report is forgotten.

use std::fmt;

use jiff::civil::Date;

use super::{EvidenceAges, Level, Target, Targets, Unproven};
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

    /// `number`, or 100 where it is more.
    pub(super) fn least(number: u8) -> Severity {
        Severity(number.min(100))
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
    /// What is missing to mastering all of it; 0 says that nothing is.
    pub severity: Severity,
    /// Who says so.
    pub evidence: Evidence,
    /// When it was found.
    pub noted_on: Date,
}

/// A gap that stands open, with what keeps it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenGap {
    /// The topic.
    pub topic: TopicCode,
    /// Knowledge, experience or ability.
    pub kind: GapKind,
    /// What is missing to the target, 1–100.
    pub severity: Severity,
    /// Where the deciding statement comes from; none where a profile asks for what nobody has shown.
    pub evidence: Option<Evidence>,
    /// The day of the statement, or since when the profile asks.
    pub noted_on: Date,
}

/// What gaps are judged by: what is asked of the person, how long evidence speaks, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Standard<'a> {
    /// What the profiles of the person ask for.
    pub targets: &'a Targets,
    /// How long a statement speaks.
    pub ages: EvidenceAges,
    /// The day on which it is judged.
    pub today: Date,
}

/// The open gaps of one person, in order of topic. The order of the entries does not matter: of two statements of
/// the same kind of evidence on the same day the worse counts.
pub fn open_gaps(entries: &[GapEntry], standard: &Standard<'_>) -> Vec<OpenGap> {
    let mut entries: Vec<&GapEntry> = entries.iter().collect();
    entries.sort_unstable_by_key(|e| (e.topic, e.evidence, e.noted_on, e.severity, e.kind));
    let stated = entries.chunk_by(|a, b| a.topic == b.topic);
    let mut open: Vec<OpenGap> = stated.filter_map(|of_topic| on_topic(of_topic, standard)).collect();
    let unheard = standard.targets.iter().filter(|(topic, _)| entries.iter().all(|e| e.topic != *topic));
    open.extend(unheard.filter_map(|(topic, target)| unproven(topic, None, target)));
    open.sort_unstable_by_key(|gap| gap.topic);
    open
}

/// What statements about one topic, weakest and oldest first, leave open.
fn on_topic(entries: &[&GapEntry], standard: &Standard<'_>) -> Option<OpenGap> {
    let last = entries.last()?;
    let target = standard.targets.get(last.topic);
    let level = target.map_or(Level::WHOLE, |target| target.level);
    match deciding(entries, level, standard) {
        Some(entry) if proves(entry, target) => Some(OpenGap {
            topic: entry.topic,
            kind: entry.kind,
            severity: level.shortfall(entry.severity),
            evidence: Some(entry.evidence),
            noted_on: entry.noted_on,
        })
        .filter(|gap| gap.severity > Severity::NONE),
        _ => unproven(last.topic, Some(last.kind), target?),
    }
}

/// The statement that decides: the strongest that still speaks, else the strongest lack that others found.
fn deciding<'a>(entries: &[&'a GapEntry], level: Level, standard: &Standard<'_>) -> Option<&'a GapEntry> {
    let speaks = |e: &GapEntry| standard.ages.speaks(e.evidence, e.noted_on, standard.today);
    let fresh = entries.iter().rfind(|e| speaks(e) && !is_idle(e, level));
    let stays = |e: &&&GapEntry| e.evidence != Evidence::SelfReport && !speaks(e);
    let aged = || entries.iter().rfind(stays).filter(|e| level.shortfall(e.severity) > Severity::NONE);
    fresh.or_else(aged).copied()
}

/// A self-report that leaves nothing open says nothing that counts.
fn is_idle(entry: &GapEntry, level: Level) -> bool {
    entry.evidence == Evidence::SelfReport && level.shortfall(entry.severity) == Severity::NONE
}

/// Where a profile takes what is unproven for lacking, nobody's own word lowers that.
fn proves(entry: &GapEntry, target: Option<Target>) -> bool {
    entry.evidence != Evidence::SelfReport || target.is_none_or(|asked| asked.unproven == Unproven::Asked)
}

/// A target of which nothing that counts is known.
fn unproven(topic: TopicCode, kind: Option<GapKind>, target: Target) -> Option<OpenGap> {
    (target.unproven == Unproven::Lacking).then(|| OpenGap {
        topic,
        kind: kind.unwrap_or(GapKind::Knowledge),
        severity: target.level.whole_shortfall(),
        evidence: None,
        noted_on: target.since,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Demand, Profile};
    use super::*;
    use crate::class::{Candidate, audience_for_tests as audience};
    use crate::vocabulary::{Grade, Role};
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

    const TODAY: Date = Date::constant(2026, 3, 20);

    fn standard(targets: &Targets) -> Standard<'_> {
        Standard { targets, ages: EvidenceAges::of_months(24, 36, 60), today: TODAY }
    }

    fn severity_against(entries: &[GapEntry], targets: &Targets) -> Option<u8> {
        open_gaps(entries, &standard(targets)).first().map(|gap| gap.severity.get())
    }

    fn open_severity(entries: &[GapEntry]) -> Option<u8> {
        severity_against(entries, &Targets::default())
    }

    fn asked(level: i64, unproven: Unproven) -> Targets {
        let unit = "0001".parse().unwrap();
        let profile = Profile {
            audience: audience("0001", (1, 12), "", ""),
            unproven,
            demand: Demand::Post,
            levels: [("T0401".parse().unwrap(), level.try_into().unwrap())].into(),
            since: Date::constant(2026, 1, 1),
        };
        let sector = "party".parse().unwrap();
        let person = Candidate { unit: &unit, grade: Grade::try_from(5).unwrap(), role: Role::Head, sector };
        Targets::of([&profile], &person)
    }

    fn aged(evidence: Evidence, years: i16, severity: i64) -> GapEntry {
        GapEntry { noted_on: Date::constant(2026 - years, 3, 1), ..entry(evidence, 1, severity) }
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
    fn a_gap_is_the_target_less_the_evidence() {
        use Evidence::{Appraisal, Measured, SelfReport};
        use Unproven::{Asked, Lacking};
        type Case<'a> = (i64, Unproven, &'a [(Evidence, i8, i64)], Option<u8>);
        let cases: &[Case<'_>] = &[
            (70, Asked, &[], None),
            (70, Lacking, &[], Some(70)),
            (70, Asked, &[(Appraisal, 1, 50)], Some(20)),
            (70, Lacking, &[(Appraisal, 1, 50)], Some(20)),
            (70, Lacking, &[(Measured, 1, 30)], None), // mastered as far as is asked
            (70, Asked, &[(SelfReport, 1, 20)], None), // opens nothing
            (70, Asked, &[(SelfReport, 1, 60), (SelfReport, 2, 20)], Some(30)), // closes nothing
            (70, Lacking, &[(SelfReport, 1, 10)], Some(70)), // proves nothing
            (70, Asked, &[(Measured, 1, 20), (Measured, 2, 90)], Some(60)), // worse later
        ];
        for (level, unproven, statements, expected) in cases {
            let entries: Vec<_> = statements.iter().map(|&(e, day, s)| entry(e, day, s)).collect();
            assert_eq!(
                severity_against(&entries, &asked(*level, *unproven)),
                *expected,
                "{level} {unproven} {statements:?}"
            );
        }
    }

    #[test]
    fn evidence_that_has_aged_yields_and_its_proofs_lapse() {
        use Evidence::{Appraisal, Measured, SelfReport};
        let free = Targets::default();
        let strict = asked(80, Unproven::Lacking);
        type Case<'a> = (&'a [GapEntry], &'a Targets, Option<u8>);
        let cases: &[Case<'_>] = &[
            (&[aged(SelfReport, 3, 60)], &free, None),    // forgotten
            (&[aged(Appraisal, 4, 60)], &free, Some(60)), // stays until somebody looks again
            (&[aged(Measured, 6, 60), entry(Appraisal, 1, 0)], &free, None),
            (&[aged(Measured, 6, 0), entry(Appraisal, 1, 30)], &free, Some(30)),
            (&[aged(Measured, 6, 0), entry(SelfReport, 1, 30)], &free, Some(30)),
            (&[aged(Measured, 6, 0)], &free, None),
            (&[aged(Measured, 6, 0)], &strict, Some(80)), // a proof no more
            (&[aged(Measured, 4, 0)], &strict, None),     // still one
            (&[aged(Appraisal, 4, 60), entry(SelfReport, 1, 0)], &free, Some(60)),
        ];
        for (entries, targets, expected) in cases {
            assert_eq!(severity_against(entries, targets), *expected, "{entries:?}");
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
            level in 97i64..=100,
            unproven in 0usize..2,
        ) {
            let targets = asked(level, Unproven::ALL[unproven]);
            let mut reversed = entries.clone();
            reversed.reverse();
            prop_assert_eq!(open_gaps(&entries, &standard(&targets)), open_gaps(&reversed, &standard(&targets)));

            let by_others = entries.iter().any(|e| e.evidence != Evidence::SelfReport);
            let before = severity_against(&entries, &targets);
            let mut with_own = entries;
            with_own.push(entry(Evidence::SelfReport, 9, own));
            let after = severity_against(&with_own, &targets);
            if by_others {
                prop_assert_eq!(after, before);
            } else {
                prop_assert!(after.is_some() || before.is_none());
            }
        }
    }
}
