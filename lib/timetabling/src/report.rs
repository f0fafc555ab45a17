//! What a timetable breaks and what it costs, each amount with its reason.

use std::collections::BTreeMap;
use std::fmt;

/// One reason of a penalty: the named constraint, the lessons it concerns, the place and the amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Justification {
    /// The criterion the amount is counted under.
    pub criterion: &'static str,
    /// The constraint's own name, where the input gives it one; the criterion otherwise.
    pub constraint: String,
    /// Names of the lessons concerned.
    pub lessons: Vec<String>,
    /// Where and when: rooms, days, periods, people.
    pub place: String,
    /// Number of violations when hard, cost when soft. Never zero.
    pub amount: i64,
    pub hard: bool,
}

impl fmt::Display for Justification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.hard { "硬 hard" } else { "软 soft" };
        write!(f, "{mark} {} {}", self.constraint, self.amount)?;
        write!(f, " [{}]", self.lessons.join(", "))?;
        if !self.place.is_empty() {
            write!(f, " {}", self.place)?;
        }
        Ok(())
    }
}

/// An independent recount. Hard amounts and soft amounts are sums over the justifications by construction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub justifications: Vec<Justification>,
}

impl Report {
    /// Number of hard violations.
    pub fn hard(&self) -> i64 {
        self.justifications.iter().filter(|j| j.hard).map(|j| j.amount).sum()
    }

    /// Total soft cost.
    pub fn cost(&self) -> i64 {
        self.justifications.iter().filter(|j| !j.hard).map(|j| j.amount).sum()
    }

    /// Amounts by criterion: (hard violations, cost).
    pub fn by_criterion(&self) -> BTreeMap<&'static str, (i64, i64)> {
        let mut sums = BTreeMap::new();
        for j in &self.justifications {
            let sum: &mut (i64, i64) = sums.entry(j.criterion).or_default();
            if j.hard {
                sum.0 += j.amount;
            } else {
                sum.1 += j.amount;
            }
        }
        sums
    }

    /// Adds a justification unless its amount is zero.
    pub fn add(&mut self, justification: Justification) {
        if justification.amount != 0 {
            self.justifications.push(justification);
        }
    }
}
