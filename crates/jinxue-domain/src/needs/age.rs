//! Evidence ages: what was found long ago proves less than what is known today.

use jiff::Span;
use jiff::civil::Date;

use crate::place::UnitPath;
use crate::rules::RuleBook;
use crate::rules::code::NEEDS_EVIDENCE_AGE;
use crate::vocabulary::Evidence;

/// Months for which a statement speaks, by who made it (rule `needs.evidence_age`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EvidenceAges {
    self_months: i64,
    appraisal_months: i64,
    measured_months: i64,
}

impl EvidenceAges {
    /// The ages in force at a unit on a day; none where the catalogue has no such rule.
    pub fn at(book: &RuleBook, unit: &UnitPath, on: Date) -> Option<EvidenceAges> {
        let rule = book.in_force(&NEEDS_EVIDENCE_AGE, unit, on)?;
        Some(EvidenceAges {
            self_months: rule.number("self_months"),
            appraisal_months: rule.number("appraisal_months"),
            measured_months: rule.number("measured_months"),
        })
    }

    /// Ages of so many months each, for self-reports, appraisals and measurements.
    pub const fn of_months(self_months: i64, appraisal_months: i64, measured_months: i64) -> EvidenceAges {
        EvidenceAges { self_months, appraisal_months, measured_months }
    }

    /// Whether a statement of `noted_on` still speaks on `today`; on the day its months are over it does.
    pub fn speaks(&self, evidence: Evidence, noted_on: Date, today: Date) -> bool {
        let months = match evidence {
            Evidence::SelfReport => self.self_months,
            Evidence::Appraisal => self.appraisal_months,
            Evidence::Measured => self.measured_months,
        };
        noted_on.saturating_add(Span::new().months(months.clamp(0, 1_200))) >= today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_speaks_until_its_months_are_over() {
        let ages = EvidenceAges::of_months(24, 36, 60);
        let noted = Date::constant(2024, 2, 29);
        let cases = [
            (Evidence::SelfReport, Date::constant(2026, 2, 28), true),
            (Evidence::SelfReport, Date::constant(2026, 3, 1), false),
            (Evidence::Appraisal, Date::constant(2027, 2, 28), true),
            (Evidence::Measured, Date::constant(2029, 2, 28), true),
            (Evidence::Measured, Date::constant(2029, 3, 1), false),
        ];
        for (evidence, today, speaks) in cases {
            assert_eq!(ages.speaks(evidence, noted, today), speaks, "{evidence} {today}");
        }
    }

    #[test]
    fn the_shipped_rule_has_every_age() {
        let root = UnitPath::root(1).unwrap();
        let ages = EvidenceAges::at(&RuleBook::shipped(), &root, Date::constant(2026, 1, 1));
        assert_eq!(ages, Some(EvidenceAges::of_months(24, 36, 60)));
    }
}
