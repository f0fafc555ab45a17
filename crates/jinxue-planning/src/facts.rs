//! What a matching must know, in the domain's words. The application reads it from the store; nothing here is computed yet.

use jinxue_domain::class::Audience;
use jinxue_domain::hours::{HoursRules, Training};
use jinxue_domain::{
    ClassId, ClassState, Date, DivisionCode, Period, PersonId, PostLevel, Rank, Role, RuleBook, Sector,
    TopicCode, UnitId, UnitPath, Words,
};

use crate::Weights;

/// Which classes of the plan take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inclusion {
    /// Approved and published ones.
    Agreed,
    /// Also drafts and those submitted: a rehearsal of a plan still being made.
    Planned,
}

impl Inclusion {
    /// Whether a class in this state takes part. Held and cancelled ones never do.
    pub fn takes(self, state: ClassState) -> bool {
        match state {
            ClassState::Approved | ClassState::Published => true,
            ClassState::Draft | ClassState::Submitted => self == Inclusion::Planned,
            ClassState::Held | ClassState::Cancelled => false,
        }
    }
}

/// Everything but the people.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The plan's year: people owe hours by its last day.
    pub year: i16,
    /// The first day on which a class may begin; earlier ones can no longer be filled. Weeks untrained count to it.
    pub from: Date,
    /// Which classes take part.
    pub inclusion: Inclusion,
    /// The whole tree.
    pub units: Vec<UnitFacts>,
    /// The classes of the plan.
    pub classes: Vec<ClassFacts>,
    /// Groups of classes of which a person must attend one.
    pub groups: Vec<MandatoryGroup>,
    /// The rules of training time with their local values.
    pub rules: RuleBook,
    /// How much each part of the objective counts.
    pub weights: Weights,
}

impl Frame {
    /// The rules of training time by which people of a unit are judged: those of the last day of the plan's year.
    pub fn hours_rules(&self, unit: &UnitPath) -> Option<HoursRules> {
        HoursRules::at(&self.rules, unit, Period::year(self.year).to())
    }
}

/// A unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFacts {
    /// Its id.
    pub id: UnitId,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// Its place in the tree.
    pub path: UnitPath,
    /// Where it is; a unit without one is where the unit above it is.
    pub division: Option<DivisionCode>,
    /// How many of its own people may be away on one day.
    pub release_cap: Option<u32>,
}

/// A class of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFacts {
    /// Its id.
    pub id: ClassId,
    /// Its name, for sentences.
    pub name: String,
    /// Where it stands.
    pub state: ClassState,
    /// Its dates.
    pub period: Period,
    /// Fewest people for which it is held.
    pub seats_min: u32,
    /// Most people.
    pub seats_max: u32,
    /// Hours it credits.
    pub hours: u32,
    /// Where it is held; none where its audience's unit is.
    pub division: Option<DivisionCode>,
    /// The unit whose subtree is invited.
    pub audience_unit: UnitId,
    /// Whom it is for.
    pub audience: Audience,
    /// Its main topic.
    pub main_topic: TopicCode,
    /// What it closes of a gap on each of its topics, in percent.
    pub topics: Vec<(TopicCode, u8)>,
    /// Seats granted to subtrees.
    pub quotas: Vec<QuotaFacts>,
}

/// Seats of a class for people of a subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaFacts {
    /// The unit at the top of the subtree.
    pub unit: UnitId,
    /// Fewest.
    pub seats_min: u32,
    /// Most; none for no bound.
    pub seats_max: Option<u32>,
}

/// Classes of which a person must attend one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandatoryGroup {
    /// What it is called.
    pub name: String,
    /// Its classes.
    pub classes: Vec<ClassId>,
}

/// A person with all that decides about seats.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonFacts {
    /// The person.
    pub id: PersonId,
    /// The unit.
    pub unit: UnitId,
    /// Where the person works; none where the unit is.
    pub division: Option<DivisionCode>,
    /// Level of the post.
    pub level: PostLevel,
    /// The rank.
    pub rank: Rank,
    /// Since when the post is held.
    pub post_since: Option<Date>,
    /// The role in the unit's leading body.
    pub role: Role,
    /// The line of work.
    pub sector: Sector,
    /// Most classes in the year.
    pub max_classes: u8,
    /// Past training.
    pub trainings: Vec<PastTraining>,
    /// Open gaps: topic and severity, 1–100.
    pub gaps: Vec<(TopicCode, u8)>,
    /// Days away already.
    pub busy: Vec<Period>,
    /// Announced seats: they stay.
    pub announced: Vec<ClassId>,
    /// Names of the groups of which the person must attend a class.
    pub mandatory: Vec<String>,
    /// Points for or against classes, −100 to 100.
    pub preferences: Vec<(ClassId, i8)>,
}

/// A past training: what it counts, and what it taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastTraining {
    /// Dates and time.
    pub training: Training,
    /// Its main topic, where known.
    pub topic: Option<TopicCode>,
}

impl ClassFacts {
    /// The name in quotation marks, as sentences use it.
    pub fn quoted(&self) -> Words {
        Words::new(format!("《{}》", self.name), format!("“{}”", self.name))
    }
}
