//! What a finished training counts for within a period.

use std::iter::Sum;
use std::ops::Add;

use jiff::civil::Date;

use crate::period::Period;
use crate::tenths::Tenths;
use crate::vocabulary::RecordForm;

/// A finished training as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Training {
    /// Its dates.
    pub period: Period,
    /// Days of training as registered.
    pub days: u32,
    /// Hours as registered.
    pub hours: Tenths,
    /// Together or on the network.
    pub form: RecordForm,
    /// Whether the authority recognises it (主管部门认可); what is not recognised counts for nothing.
    pub recognised: bool,
}

/// Training time: days and hours, side by side because a rule is met by either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credit {
    /// Days.
    pub days: u32,
    /// Hours.
    pub hours: Tenths,
}

impl Credit {
    /// What is left of this after `done`.
    pub fn missing(self, done: Credit) -> Credit {
        Credit { days: self.days.saturating_sub(done.days), hours: self.hours.saturating_sub(done.hours) }
    }
}

impl Add for Credit {
    type Output = Credit;
    fn add(self, other: Credit) -> Credit {
        Credit { days: self.days.saturating_add(other.days), hours: self.hours + other.hours }
    }
}

impl Sum for Credit {
    fn sum<I: Iterator<Item = Credit>>(all: I) -> Credit {
        all.fold(Credit::default(), Add::add)
    }
}

impl Training {
    /// What this training counts for in the period: a training that reaches over its edge counts by the days inside.
    pub fn credit_in(&self, period: &Period) -> Credit {
        let Some(inside) = self.period.shared(period).filter(|_| self.recognised) else {
            return Credit::default();
        };
        let (part, whole) = (inside.days(), self.period.days());
        let days = u64::from(self.days) * u64::from(part) / u64::from(whole);
        Credit { days: days.min(u64::from(u32::MAX)) as u32, hours: self.hours.share(part, whole) }
    }
}

/// Whole weeks since the last recognised training together ended, counted to `on`; `never` for those who have none.
pub fn weeks_untrained(trainings: &[Training], on: Date, never: u32) -> u32 {
    let counts = |t: &&Training| t.recognised && t.form == RecordForm::Offline;
    match trainings.iter().filter(counts).map(|t| t.period.to()).max() {
        None => never,
        Some(end) => Period::new(end, on).map_or(0, |since| (since.days() - 1) / 7),
    }
}
