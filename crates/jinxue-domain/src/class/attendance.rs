//! Who came to a class and for how much of it, and what it counts for them.

use crate::hours::Credit;
use crate::tenths::Tenths;
use crate::vocabulary::{Absence, ClassState, Presence};
use crate::words::{Fault, Words, fault_display};

/// How somebody with a seat took part. Made by [`Attendance::new`]; what nobody noted is [`Attendance::THROUGHOUT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendance {
    presence: Presence,
    absence: Option<Absence>,
    hours: Option<Tenths>,
}

/// Why an attendance cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendanceFault {
    /// Only who was told of a seat can stay away from it.
    NotAnnounced(ClassState),
    /// Who stayed away did so for a reason.
    AbsenceMissing,
    /// Who stayed away attended no hours.
    HoursOfAbsent(Tenths),
    /// Hours attended lie above nothing and within the class's hours.
    HoursBeyond {
        /// As given.
        hours: Tenths,
        /// The hours of the class.
        most: Tenths,
    },
}

impl Attendance {
    /// Present from the beginning to the end.
    pub const THROUGHOUT: Attendance = Attendance { presence: Presence::Present, absence: None, hours: None };

    /// An attendance of a class of `class_hours`; `hours` are those attended where they are not all.
    ///
    /// # Errors
    /// The first [`AttendanceFault`] met.
    pub fn new(
        presence: Presence,
        absence: Option<Absence>,
        hours: Option<Tenths>,
        class_hours: Tenths,
    ) -> Result<Attendance, AttendanceFault> {
        match (presence, hours) {
            (Presence::Absent, Some(hours)) => return Err(AttendanceFault::HoursOfAbsent(hours)),
            (Presence::Absent, None) if absence.is_none() => return Err(AttendanceFault::AbsenceMissing),
            (Presence::Present, Some(hours)) if hours == Tenths::ZERO || hours > class_hours => {
                return Err(AttendanceFault::HoursBeyond { hours, most: class_hours });
            }
            _ => {}
        }
        let hours = hours.filter(|hours| *hours != class_hours);
        // Who missed nothing needs no reason.
        let absence = absence.filter(|_| presence == Presence::Absent || hours.is_some());
        Ok(Attendance { presence, absence, hours })
    }

    /// Whether attendance of a class in `state` can be noted: its seats were announced.
    ///
    /// # Errors
    /// [`AttendanceFault::NotAnnounced`].
    pub fn may_be_noted(state: ClassState) -> Result<(), AttendanceFault> {
        match state {
            ClassState::Published | ClassState::Held => Ok(()),
            other => Err(AttendanceFault::NotAnnounced(other)),
        }
    }

    /// Whether they came.
    pub fn presence(&self) -> Presence {
        self.presence
    }

    /// Why they missed it, or a part of it.
    pub fn absence(&self) -> Option<Absence> {
        self.absence
    }

    /// The hours attended, where they are not all.
    pub fn hours(&self) -> Option<Tenths> {
        self.hours
    }

    /// What a class of `whole` counts for somebody who attended so; nothing for who stayed away. Who came for a part of
    /// the hours has the same part of the days, begun days not counted.
    pub fn credit(&self, whole: Credit) -> Option<Credit> {
        match (self.presence, self.hours) {
            (Presence::Absent, _) => None,
            (Presence::Present, None) => Some(whole),
            (Presence::Present, Some(hours)) => {
                let part = u64::from(whole.days) * u64::from(hours.get());
                let days = part.checked_div(u64::from(whole.hours.get())).unwrap_or(0);
                Some(Credit { days: u32::try_from(days).unwrap_or(whole.days).min(whole.days), hours })
            }
        }
    }
}

impl Fault for AttendanceFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAnnounced(_) => "attendance_not_announced",
            Self::AbsenceMissing => "attendance_absence_missing",
            Self::HoursOfAbsent(_) => "attendance_hours_of_absent",
            Self::HoursBeyond { .. } => "attendance_hours_beyond",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::NotAnnounced(state) => state.to_string(),
            Self::AbsenceMissing => String::new(),
            Self::HoursOfAbsent(hours) | Self::HoursBeyond { hours, .. } => hours.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::NotAnnounced(_) => {
                Words::of("已发布或已举办的班次", "a class that is published or was held")
            }
            Self::AbsenceMissing => {
                let (zh, en): (Vec<_>, Vec<_>) = Absence::ALL.iter().map(|a| (a.zh(), a.as_str())).unzip();
                Words::new(zh.join("、"), en.join(", "))
            }
            Self::HoursOfAbsent(_) => Words::of("不填学时", "no hours"),
            Self::HoursBeyond { most, .. } => {
                Words::new(format!("大于 0、不超过 {most} 学时"), format!("above 0, at most {most} hours"))
            }
        }
    }
    fn words(&self) -> Words {
        let expected = self.expected();
        match self {
            Self::NotAnnounced(state) => Words::new(
                format!("“{}”的班次还没有通知学员，不能登记出勤；应为：{}", state.zh(), expected.zh),
                format!(
                    "nobody was told of a class that is {}; attendance needs {}",
                    state.en(),
                    expected.en
                ),
            ),
            Self::AbsenceMissing => Words::new(
                format!("缺席须说明原因：{}", expected.zh),
                format!("an absence needs a reason: {}", expected.en),
            ),
            Self::HoursOfAbsent(hours) => Words::new(
                format!("缺席的人没有参加学时，却填了 {hours}"),
                format!("who was absent attended no hours, yet {hours} are given"),
            ),
            Self::HoursBeyond { hours, .. } => Words::new(
                format!("实际学时 {hours} 不对，应{}", expected.zh),
                format!("{hours} hours attended; expected {}", expected.en),
            ),
        }
    }
}
fault_display!(AttendanceFault);

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Credit = Credit { days: 5, hours: Tenths::from_hours(40) };

    fn attended(
        presence: Presence,
        absence: Option<Absence>,
        hours: Option<u32>,
    ) -> Result<Attendance, &'static str> {
        Attendance::new(presence, absence, hours.map(Tenths::new), WHOLE.hours).map_err(|fault| fault.code())
    }

    #[test]
    fn who_is_away_says_why_and_who_comes_attends_some_of_the_hours() {
        use Presence::{Absent, Present};
        assert_eq!(attended(Absent, None, None), Err("attendance_absence_missing"));
        assert_eq!(attended(Absent, Some(Absence::Sick), Some(10)), Err("attendance_hours_of_absent"));
        for hours in [0, 401] {
            assert_eq!(attended(Present, None, Some(hours)), Err("attendance_hours_beyond"), "{hours}");
        }
        assert_eq!(attended(Present, Some(Absence::Sick), Some(400)), Ok(Attendance::THROUGHOUT));
        assert_eq!(attended(Present, Some(Absence::Sick), Some(390)).unwrap().absence(), Some(Absence::Sick));
    }

    #[test]
    fn nobody_is_credited_more_than_they_attended_nor_less_for_attending_more() {
        let none = Credit::default();
        assert_eq!(attended(Presence::Absent, Some(Absence::Duty), None).unwrap().credit(WHOLE), None);
        assert_eq!(Attendance::THROUGHOUT.credit(WHOLE), Some(WHOLE));
        let mut before = none;
        for hours in 1..=400 {
            let now = attended(Presence::Present, None, Some(hours)).unwrap().credit(WHOLE).unwrap();
            assert_eq!(now.hours, Tenths::new(hours));
            assert!(now.days >= before.days && now.days <= WHOLE.days);
            assert!(now.days * 400 <= hours * WHOLE.days, "a begun day is not counted: {hours}");
            before = now;
        }
        assert_eq!(before, WHOLE);
    }

    #[test]
    fn only_who_was_told_can_stay_away() {
        for &state in ClassState::ALL {
            let may = matches!(state, ClassState::Published | ClassState::Held);
            assert_eq!(Attendance::may_be_noted(state).is_ok(), may, "{state}");
        }
    }
}
