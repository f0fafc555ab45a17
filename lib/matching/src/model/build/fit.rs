//! Whether everything the engine adds up fits into its numbers.

use super::{Builder, DAYS_MOST, VALUE_LIMIT};
use crate::fault::{Fault, Problem};

/// A weight by name, and the most it can bring a person.
type Term = (&'static str, i128);

impl Builder {
    /// What is too large to be computed exactly: weights, or the number of days on which classes start.
    pub(super) fn too_large(&self) -> Vec<Fault> {
        let weight = self.overflowing().map(|name| {
            let value =
                self.weights.named().iter().find(|weight| weight.0 == name).map_or(0, |weight| weight.1);
            (name, value.to_string(), "weights.toml", Problem::Overflow { limit: VALUE_LIMIT })
        });
        let mut days: Vec<i32> = self.class_rows.iter().map(|class| class.start).collect();
        days.sort_unstable();
        days.dedup();
        let days = (days.len() > DAYS_MOST).then(|| {
            ("start", days.len().to_string(), "classes.csv", Problem::TooManyDays { limit: DAYS_MOST })
        });
        let fault = |(column, value, file, problem)| Fault { file, line: 0, column, value, problem };
        weight.into_iter().chain(days).map(fault).collect()
    }

    /// The weight to blame if what a person can gain or lose, or a sum of it, could overflow.
    fn overflowing(&self) -> Option<&'static str> {
        let w = &self.weights;
        let short: i128 = self.quotas.iter().map(|q| q.min as i128 * w.quota_short as i128).sum();
        if w.quota_short >= VALUE_LIMIT || short >= 1 << 60 {
            return Some("quota_short");
        }
        let worst = self.most_a_person_can_gain();
        let total = worst.iter().map(|term| term.1).sum::<i128>();
        let largest = worst.into_iter().max_by_key(|term| term.1);
        largest.filter(|_| total >= VALUE_LIMIT as i128).map(|term| term.0)
    }

    /// The terms of the person with the largest sum.
    fn most_a_person_can_gain(&self) -> Vec<Term> {
        let w = &self.weights;
        let count = self.persons.len();
        let (mut severity, mut groups, mut fixed) =
            (vec![0i128; count], vec![0i128; count], vec![0i128; count]);
        self.gaps.iter().for_each(|(p, gap)| severity[*p as usize] += gap.severity as i128);
        self.mandatory.iter().for_each(|(p, _)| groups[*p as usize] += 1);
        self.fixed.iter().for_each(|(p, _)| fixed[*p as usize] += 1);
        let terms = |p: usize| -> Vec<Term> {
            let person = &self.persons[p];
            let classes = (person.max_classes as i128).max(fixed[p]);
            vec![
                ("gap_first", severity[p] * 50 * w.gap_first as i128),
                ("gap_rest", severity[p] * 50 * w.gap_rest as i128),
                ("hours", w.hours as i128 * person.hours_due as i128),
                ("first_class", w.first_class as i128),
                ("first_class_per_week", w.first_class_per_week as i128 * person.weeks_untrained as i128),
                ("preference", classes * 100 * w.preference as i128),
                ("travel", classes * 3 * w.travel as i128),
                ("mandatory_missed", groups[p] * w.mandatory_missed as i128),
            ]
        };
        let sum = |p: &usize| terms(*p).iter().map(|term| term.1).sum::<i128>();
        (0..count).max_by_key(sum).map(terms).unwrap_or_default()
    }
}
