//! The kinds of answer.

use jinxue_domain::class::EligibilityRefusal;
use jinxue_domain::{ClassId, Period, UnitId, Words};

use crate::worth::Worth;

/// Why two classes do not go together for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClashReason {
    /// They share days.
    Days(Period),
    /// They have the same main topic.
    Topic,
}

/// What became of a person and a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The person has a seat.
    Seated {
        /// What it adds to the person's other seats, part by part.
        worth: Worth,
        /// The class that would have added most instead, and how much.
        runner_up: Option<(ClassId, i64)>,
    },
    /// A rule keeps the person out.
    NotEligible {
        /// Every rule that does.
        refusals: Vec<EligibilityRefusal>,
    },
    /// The class is not held.
    NotHeld {
        /// How many it would need.
        seats_min: u32,
        /// How many the engine could have seated.
        eligible: u32,
    },
    /// It does not go together with a seat the person has.
    Clash {
        /// That seat.
        with: ClassId,
        /// Why.
        reason: ClashReason,
        /// What that seat adds.
        worth_of_seat: i64,
    },
    /// The person has as many classes as they may.
    OwnLimit {
        /// How many.
        max_classes: u8,
    },
    /// Too many of the unit's own people would be away.
    UnitLimit {
        /// The days on which it happens, from the first to the last.
        days: Period,
        /// How many of them are away already.
        away: u32,
        /// How many may be.
        cap: u32,
    },
    /// Another leader of the unit is away on some of the days.
    LeadersAway {
        /// The days on which it happens, from the first to the last.
        days: Period,
    },
    /// The seats for the person's subtree are taken.
    QuotaFull {
        /// The unit at its top.
        unit: UnitId,
        /// How many it has.
        seats_max: u32,
    },
    /// Every seat went to somebody for whom it was worth at least as much.
    Full {
        /// What a seat would add for this person.
        worth: i64,
        /// What it adds for the person in it for whom it is worth least; none when nobody sits there by worth alone.
        least: Option<i64>,
    },
    /// It would add nothing to the person's other seats, or less.
    NoGain {
        /// What it would add.
        worth: i64,
    },
    /// Worth more here than to somebody seated, or free: the search left it undone, and says so.
    LeftUndone {
        /// What it would add.
        worth: i64,
    },
}

impl Verdict {
    /// The word on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Seated { .. } => "seated",
            Self::NotEligible { .. } => "not_eligible",
            Self::NotHeld { .. } => "class_not_held",
            Self::Clash { .. } => "clash",
            Self::OwnLimit { .. } => "own_limit",
            Self::UnitLimit { .. } | Self::LeadersAway { .. } => "unit_limit",
            Self::QuotaFull { .. } => "quota_full",
            Self::Full { .. } => "full",
            Self::NoGain { .. } => "no_gain",
            Self::LeftUndone { .. } => "left_undone",
        }
    }
}

/// The answer about one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The class.
    pub class: ClassId,
    /// What became of it.
    pub verdict: Verdict,
    /// What the class adds, or would add, to the person's other seats.
    pub worth: i64,
    /// The sentence.
    pub words: Words,
}
