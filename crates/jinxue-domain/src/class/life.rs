//! A class's life: draft, submitted, approved, published, held; or cancelled.

use jiff::civil::Date;

use crate::period::Period;
use crate::vocabulary::ClassState;
use crate::words::{Fault, Words, fault_display};

/// A step somebody wants a class to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// Where the class stands.
    pub from: ClassState,
    /// Where it is to go.
    pub to: ClassState,
    /// What the person says about it; returning and cancelling need a reason.
    pub remark: Option<&'a str>,
    /// The class's dates.
    pub period: Period,
    /// The day of the step.
    pub today: Date,
}

/// Why a class cannot take a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepRefusal {
    /// No such step leads from here.
    NotNext {
        /// Where the class stands.
        from: ClassState,
        /// Where it was to go.
        to: ClassState,
    },
    /// Returning and cancelling need a reason.
    RemarkMissing {
        /// Where it was to go.
        to: ClassState,
    },
    /// A class can be called held only when it is over.
    NotOver {
        /// Its last day.
        ends: Date,
        /// The day of the step.
        today: Date,
    },
    /// A class that has begun can no longer be published.
    Begun {
        /// Its first day.
        starts: Date,
        /// The day of the step.
        today: Date,
    },
}

impl ClassState {
    /// Where a class can go from here.
    pub const fn next(self) -> &'static [ClassState] {
        use ClassState::{Approved, Cancelled, Draft, Held, Published, Submitted};
        match self {
            Draft => &[Submitted],
            Submitted => &[Approved, Draft],
            Approved => &[Published, Cancelled],
            Published => &[Held, Cancelled],
            Held | Cancelled => &[],
        }
    }

    /// Whether the plan's authority has agreed to the class and it still stands.
    pub const fn is_agreed(self) -> bool {
        matches!(self, ClassState::Approved | ClassState::Published | ClassState::Held)
    }

    /// Whether a step to this state may be taken back: nobody outside the office was told of it.
    pub const fn can_be_taken_back(self) -> bool {
        matches!(self, ClassState::Submitted | ClassState::Approved)
    }

    /// Whether its contents may still be changed freely; later changes are changes of an approved plan.
    pub const fn is_open(self) -> bool {
        matches!(self, ClassState::Draft | ClassState::Submitted)
    }
}

impl Step<'_> {
    /// Whether the step may be taken.
    ///
    /// # Errors
    /// The first [`StepRefusal`] met.
    pub fn check(&self) -> Result<(), StepRefusal> {
        use ClassState::{Cancelled, Draft, Held, Published};
        let Step { from, to, today, .. } = *self;
        if !from.next().contains(&to) {
            return Err(StepRefusal::NotNext { from, to });
        }
        let without_reason = self.remark.is_none_or(|remark| remark.trim().is_empty());
        match to {
            Draft | Cancelled if without_reason => Err(StepRefusal::RemarkMissing { to }),
            Published if self.period.from() <= today => {
                Err(StepRefusal::Begun { starts: self.period.from(), today })
            }
            Held if today < self.period.to() => Err(StepRefusal::NotOver { ends: self.period.to(), today }),
            _ => Ok(()),
        }
    }
}

impl Fault for StepRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotNext { .. } => "class_step_not_next",
            Self::RemarkMissing { .. } => "class_step_remark_missing",
            Self::NotOver { .. } => "class_step_not_over",
            Self::Begun { .. } => "class_step_begun",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::NotNext { to, .. } => to.to_string(),
            Self::RemarkMissing { .. } => String::new(),
            Self::NotOver { today, .. } | Self::Begun { today, .. } => today.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::NotNext { from, .. } if from.next().is_empty() => Words::of("不再变更", "no further step"),
            Self::NotNext { from, .. } => {
                let (zh, en): (Vec<_>, Vec<_>) = from.next().iter().map(|s| (s.zh(), s.en())).unzip();
                Words::new(zh.join("、"), en.join(", "))
            }
            Self::RemarkMissing { .. } => Words::of("说明理由", "a reason"),
            Self::NotOver { ends, .. } => {
                Words::new(format!("{ends} 当日或之后"), format!("{ends} or later"))
            }
            Self::Begun { starts, .. } => Words::new(format!("{starts} 之前"), format!("before {starts}")),
        }
    }
    fn words(&self) -> Words {
        let expected = self.expected();
        match self {
            Self::NotNext { from, to } => Words::new(
                format!("“{}”的班次不能变为“{}”，只能：{}", from.zh(), to.zh(), expected.zh),
                format!("a class that is {} cannot become {}; possible: {}", from.en(), to.en(), expected.en),
            ),
            Self::RemarkMissing { to } => Words::new(
                format!("变为“{}”须说明理由", to.zh()),
                format!("becoming {} needs a reason", to.en()),
            ),
            Self::NotOver { ends, today } => Words::new(
                format!("班次 {ends} 才结束，今天（{today}）不能登记为已举办"),
                format!("the class ends on {ends}; it cannot be called held on {today}"),
            ),
            Self::Begun { starts, today } => Words::new(
                format!("班次已于 {starts} 开始，今天（{today}）不能再发布"),
                format!("the class began on {starts}; it cannot be published on {today}"),
            ),
        }
    }
}
fault_display!(StepRefusal);

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: ClassState, to: ClassState, remark: Option<&str>, today: i8) -> Result<(), &'static str> {
        let period = Period::new(Date::constant(2026, 3, 9), Date::constant(2026, 3, 13)).unwrap();
        let today = Date::constant(2026, 3, today);
        Step { from, to, remark, period, today }.check().map_err(|refusal| refusal.code())
    }

    #[test]
    fn only_the_steps_of_the_table_are_taken() {
        let allowed: usize = ClassState::ALL.iter().map(|from| from.next().len()).sum();
        let mut taken = 0;
        for &from in ClassState::ALL {
            for &to in ClassState::ALL {
                let day = if to == ClassState::Held { 13 } else { 1 };
                match step(from, to, Some("理由"), day) {
                    Ok(()) => taken += 1,
                    Err(code) => assert_eq!(code, "class_step_not_next", "{from} {to}"),
                }
            }
        }
        assert_eq!((taken, allowed), (7, 7));
    }

    #[test]
    fn reasons_and_dates_are_asked_for() {
        use ClassState::{Approved, Cancelled, Draft, Held, Published, Submitted};
        assert_eq!(step(Submitted, Draft, None, 1), Err("class_step_remark_missing"));
        assert_eq!(step(Published, Cancelled, Some("  "), 1), Err("class_step_remark_missing"));
        assert_eq!(step(Published, Held, None, 12), Err("class_step_not_over"));
        assert_eq!(step(Published, Held, None, 13), Ok(()));
        assert_eq!(step(Approved, Published, None, 9), Err("class_step_begun"));
        assert_eq!(step(Approved, Published, None, 8), Ok(()));
    }
}
