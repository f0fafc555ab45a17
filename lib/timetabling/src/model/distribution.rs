//! Distribution constraints: what must or should hold between the classes of a set.

use std::fmt;
use std::str::FromStr;

/// The nineteen types of the competition. Numbers are slots, days or counts as the name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    SameStart,
    SameTime,
    DifferentTime,
    SameDays,
    DifferentDays,
    SameWeeks,
    DifferentWeeks,
    Overlap,
    NotOverlap,
    SameRoom,
    DifferentRoom,
    SameAttendees,
    /// Each class's first meeting ends before the next one's begins, in the order given.
    Precedence,
    /// At most so many slots from the first start to the last end of a day.
    WorkDay(u16),
    /// At least so many slots between two classes of a day.
    MinGap(u16),
    /// At most so many days of the week.
    MaxDays(u16),
    /// At most so many slots a day.
    MaxDayLoad(u16),
    /// At most `breaks` gaps of more than `gap` slots a day.
    MaxBreaks {
        breaks: u16,
        gap: u16,
    },
    /// Blocks of two or more classes with gaps of at most `gap` slots are at most `length` slots long.
    MaxBlock {
        length: u16,
        gap: u16,
    },
}

impl Kind {
    /// Whether the constraint is counted by pairs of its classes.
    pub fn is_pairwise(self) -> bool {
        use Kind::{MaxBlock, MaxBreaks, MaxDayLoad, MaxDays};
        !matches!(self, MaxDays(_) | MaxDayLoad(_) | MaxBreaks { .. } | MaxBlock { .. })
    }

    /// Whether it looks at rooms.
    pub fn concerns_rooms(self) -> bool {
        matches!(self, Kind::SameRoom | Kind::DifferentRoom | Kind::SameAttendees)
    }

    /// Whether it looks at times.
    pub fn concerns_times(self) -> bool {
        !matches!(self, Kind::SameRoom | Kind::DifferentRoom)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::WorkDay(s) => write!(f, "WorkDay({s})"),
            Kind::MinGap(g) => write!(f, "MinGap({g})"),
            Kind::MaxDays(d) => write!(f, "MaxDays({d})"),
            Kind::MaxDayLoad(s) => write!(f, "MaxDayLoad({s})"),
            Kind::MaxBreaks { breaks, gap } => write!(f, "MaxBreaks({breaks},{gap})"),
            Kind::MaxBlock { length, gap } => write!(f, "MaxBlock({length},{gap})"),
            plain => write!(f, "{plain:?}"),
        }
    }
}

/// The text names none of the nineteen types, or has the wrong parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "distribution type “{0}”; 应为 (expected): one of the nineteen types of ITC-2019, e.g. MaxBreaks(1,6)"
)]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let unknown = || UnknownKind(text.to_owned());
        let (name, parameters) = match text.split_once('(') {
            None => (text, ""),
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(unknown)?),
        };
        let numbers: Vec<u16> = parameters
            .split(',')
            .filter(|p| !p.is_empty())
            .map(|p| p.trim().parse().map_err(|_| unknown()))
            .collect::<Result<_, _>>()?;
        let kind = match (name, numbers.as_slice()) {
            ("SameStart", []) => Kind::SameStart,
            ("SameTime", []) => Kind::SameTime,
            ("DifferentTime", []) => Kind::DifferentTime,
            ("SameDays", []) => Kind::SameDays,
            ("DifferentDays", []) => Kind::DifferentDays,
            ("SameWeeks", []) => Kind::SameWeeks,
            ("DifferentWeeks", []) => Kind::DifferentWeeks,
            ("Overlap", []) => Kind::Overlap,
            ("NotOverlap", []) => Kind::NotOverlap,
            ("SameRoom", []) => Kind::SameRoom,
            ("DifferentRoom", []) => Kind::DifferentRoom,
            ("SameAttendees", []) => Kind::SameAttendees,
            ("Precedence", []) => Kind::Precedence,
            ("WorkDay", [s]) => Kind::WorkDay(*s),
            ("MinGap", [g]) => Kind::MinGap(*g),
            ("MaxDays", [d]) => Kind::MaxDays(*d),
            ("MaxDayLoad", [s]) => Kind::MaxDayLoad(*s),
            ("MaxBreaks", [breaks, gap]) => Kind::MaxBreaks { breaks: *breaks, gap: *gap },
            ("MaxBlock", [length, gap]) => Kind::MaxBlock { length: *length, gap: *gap },
            _ => return Err(unknown()),
        };
        Ok(kind)
    }
}

/// Must hold, or costs so much per violation (multiplied by the problem's distribution weight).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    Hard,
    Soft(i64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The name justifications use.
    pub name: String,
    pub kind: Kind,
    pub strength: Strength,
    pub classes: Vec<usize>,
}
