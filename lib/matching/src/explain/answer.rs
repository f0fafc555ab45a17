//! The answers, as data.

use jiff::civil::Date;

use crate::model::{ClassId, PersonId, Role};

/// The answer for one person and one class. Worths are points of the objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub person: PersonId,
    pub class: ClassId,
    /// What one more seat of the class would be worth.
    pub price: f64,
    pub answer: Answer,
    /// What the whole would lose if the person were seated all the same, by the exchange that
    /// [`Explainer::force`](super::Explainer::force) shows; the true loss is at most this. `None` for those
    /// who sit there or may not, and where one exchange cannot do it.
    pub forced: Option<i64>,
}

/// Why somebody sits in a class or does not. A `gain` is what the value of the person's classes would grow by
/// with the best set that has this class, of their own and of free seats; a `marginal` is the least that anybody
/// in the way would lose by leaving for their best free seats, `None` if all in the way are promised.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The person sits there: which gaps it closes, what it is worth, and the class they would have had instead.
    Seated { closes: Vec<Closed>, worth: i64, runner_up: Option<(ClassId, i64)>, promised: bool },
    /// A rule of eligibility keeps the person out.
    NotEligible(Rule),
    /// Too few people for its minimum: the class is not held. At most `reach` could come together: those who may
    /// attend, of a unit as many as may be away.
    NotHeld { min: usize, reach: usize },
    /// Classes the person has share days or the main topic with it and are worth more, or are promised.
    Clash { with: Vec<ClassId>, gain: i64, promised: bool },
    /// The person has as many classes as they may, all worth more.
    OwnLimit { max: usize, gain: i64 },
    /// The class would add nothing to what the person already has.
    NothingGained { gain: i64 },
    /// Every seat went to somebody for whom it is worth at least `marginal`.
    Full { gain: i64, marginal: Option<i64> },
    /// The seats for this part of the organisation are taken, likewise.
    QuotaFull { unit: String, max: usize, gain: i64, marginal: Option<i64> },
    /// On these days as many of the unit are away as may be.
    UnitLimit { days: Vec<Date>, away: usize, cap: usize, gain: i64, marginal: Option<i64> },
    /// On these days another leader of the unit is away.
    LeaderAway { days: Vec<Date>, gain: i64, marginal: Option<i64> },
    /// The person would have to leave a class that then had too few people.
    NeededElsewhere { class: ClassId, gain: i64 },
    /// Worth more to this person than to the one who loses least by leaving, and yet refused.
    Exception { gain: i64, marginal: Option<i64>, cause: Undone },
}

/// The cause of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// The search was ended before it came to this exchange.
    Search,
    /// The exchange would gain, but less than leaving people in the seats they had is worth.
    Staying,
    /// The exchange as a whole loses: whoever leaves would need what the newcomer's unit or classes then take.
    Together,
}

impl Undone {
    /// The word of the data: `search`, `staying` or `together`.
    pub fn word(self) -> &'static str {
        match self {
            Undone::Search => "search",
            Undone::Staying => "staying",
            Undone::Together => "together",
        }
    }
}

/// A gap closed by a class, beyond what the person's other classes close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub topic: String,
    pub severity: i64,
    pub percent_before: i64,
    pub percent_after: i64,
    pub worth: i64,
}

/// A rule of eligibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    Audience { unit: String },
    Rank { rank: u8, from: u8, to: u8 },
    Role { role: Role },
    Sector,
    History { topic: String },
    Busy { from: Date, to: Date },
    NoNeed,
}

impl Answer {
    /// A short name for data: `seated`, `full`, …
    pub fn kind(&self) -> &'static str {
        match self {
            Answer::Seated { .. } => "seated",
            Answer::NotEligible(_) => "not_eligible",
            Answer::NotHeld { .. } => "not_held",
            Answer::Clash { .. } => "clash",
            Answer::OwnLimit { .. } => "own_limit",
            Answer::NothingGained { .. } => "nothing_gained",
            Answer::Full { .. } => "full",
            Answer::QuotaFull { .. } => "quota_full",
            Answer::UnitLimit { .. } => "unit_limit",
            Answer::LeaderAway { .. } => "leader_away",
            Answer::NeededElsewhere { .. } => "needed_elsewhere",
            Answer::Exception { .. } => "exception",
        }
    }
}
