//! Training that an appointment asks for: 初任培训 of the newly appointed, 任职培训 of the promoted.

use std::sync::Arc;

use jiff::civil::Date;

use super::Training;
use crate::period::{Counted, Period, add_years};
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce, code};
use crate::vocabulary::{Grade, PostLevel, RecordForm};

/// What kind of appointment it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appointment {
    /// The first one as a civil servant.
    First,
    /// To a leading post of this level.
    To(PostLevel),
}

/// Days of training an appointment asks for, and what is done.
#[derive(Debug, Clone)]
pub struct AppointmentVerdict {
    /// The rule.
    pub rule: Arc<RuleInForce>,
    /// Days due.
    pub days_due: u32,
    /// Recognised days of training together, from the rule's time before the appointment to the last day.
    pub days_done: u32,
    /// The last day; clamped when the appointment fell on a leap day.
    pub by: Counted,
}

impl AppointmentVerdict {
    /// Whether the training is done.
    pub fn is_met(&self) -> bool {
        self.days_done >= self.days_due
    }
}

/// What an appointment asks for; none for posts the rules set nothing for. Promotion training may be done before or after taking
/// office, induction training after.
pub fn appointment_verdict(
    appointment: Appointment,
    since: Date,
    trainings: &[Training],
    book: &RuleBook,
    unit: &UnitPath,
) -> Option<AppointmentVerdict> {
    let code = match appointment {
        Appointment::First => code::INDUCTION,
        Appointment::To(PostLevel::None) => return None,
        Appointment::To(level) if Grade::of_post(level) <= Grade::of_post(PostLevel::ViceDivisionHead) => {
            code::PROMOTION_COUNTY
        }
        Appointment::To(_) => code::PROMOTION_SECTION,
    };
    let rule = book.in_force(&code, unit, since).filter(|rule| rule.on())?;
    let years = rule.number("years");
    let by = add_years(since, years);
    let from = if appointment == Appointment::First { since } else { add_years(since, -years).date };
    let counted = Period::new(from, by.date).ok()?;
    let together = trainings.iter().filter(|training| training.form == RecordForm::Offline);
    let days_done = together.map(|training| training.credit_in(&counted).days).sum();
    let days_due = u32::try_from(rule.number("days")).unwrap_or_default();
    Some(AppointmentVerdict { rule, days_due, days_done, by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenths::Tenths;

    #[test]
    fn the_post_decides_how_many_days_and_the_rule_until_when() {
        let (book, unit) = (RuleBook::shipped(), "0001".parse().unwrap());
        let since = Date::constant(2024, 2, 29);
        let before = Training {
            period: Period::new(Date::constant(2023, 9, 1), Date::constant(2023, 9, 20)).unwrap(),
            days: 20,
            hours: Tenths::ZERO,
            form: RecordForm::Offline,
            recognised: true,
        };
        let verdict = |appointment| appointment_verdict(appointment, since, &[before], &book, &unit);
        let head = verdict(Appointment::To(PostLevel::DivisionHead)).unwrap();
        assert_eq!((head.days_due, head.days_done, head.is_met()), (30, 20, false));
        assert_eq!((head.by.date, head.by.clamped), (Date::constant(2025, 2, 28), true));
        assert!(
            verdict(Appointment::To(PostLevel::Section)).unwrap().is_met(),
            "15 days, done before taking office"
        );
        assert_eq!(verdict(Appointment::First).unwrap().days_done, 0, "induction comes after");
        assert!(verdict(Appointment::To(PostLevel::None)).is_none());
    }
}
