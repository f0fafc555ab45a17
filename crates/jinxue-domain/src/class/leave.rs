//! Leave during a class, and when it ends the training (退学).

use std::sync::Arc;

use crate::rules::RuleInForce;
use crate::tenths::Tenths;

/// Leave taken in a class, held against the rule.
#[derive(Debug, Clone)]
pub struct LeaveVerdict {
    /// The rule.
    pub rule: Arc<RuleInForce>,
    /// Leave so far.
    pub taken: Tenths,
    /// The most that may be taken, rounded down to a tenth.
    pub most: Tenths,
    /// Whether the training ends: more than the rule's part of all hours was missed, exactly.
    pub ends: bool,
}

/// Holds leave against the rule [`LEAVE`](crate::rules::code::LEAVE): more than one seventh of the class's hours ends it.
pub fn leave_verdict(taken: Tenths, class_hours: Tenths, rule: &Arc<RuleInForce>) -> LeaveVerdict {
    let one_in = u32::try_from(rule.number("one_in")).unwrap_or(1).max(1);
    let ends = u64::from(taken.get()) * u64::from(one_in) > u64::from(class_hours.get());
    LeaveVerdict { rule: Arc::clone(rule), taken, most: class_hours.share(1, one_in), ends }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleBook, code};
    use jiff::civil::Date;

    #[test]
    fn a_seventh_may_be_missed_and_no_more() {
        let (book, unit) = (RuleBook::shipped(), "0001".parse().unwrap());
        let rule = book.in_force(&code::LEAVE, &unit, Date::constant(2026, 1, 1)).unwrap();
        let ends = |taken, hours| leave_verdict(Tenths::new(taken), Tenths::from_hours(hours), &rule).ends;
        assert!(!ends(100, 70), "just a seventh");
        assert!(ends(101, 70));
        assert!(ends(1, 0), "nothing may be missed of nothing");
        assert_eq!(leave_verdict(Tenths::ZERO, Tenths::from_hours(40), &rule).most, Tenths::new(57));
    }
}
