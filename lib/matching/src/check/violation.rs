//! The ways in which a solution can break a rule.

use jiff::civil::Date;

use crate::Language;
use crate::model::{ClassId, Instance, PersonId};

/// Who is to blame for a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The seats of the solution.
    Seats,
    /// Promised seats (`fixed.csv`), which stay whatever they break.
    Promise,
}

/// One rule broken at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    SeatTwice { person: PersonId, class: ClassId },
    PromiseBroken { person: PersonId, class: ClassId },
    NotEligible { person: PersonId, class: ClassId, cause: Cause },
    TooManyClasses { person: PersonId, seats: usize, max: usize, cause: Cause },
    SameDays { person: PersonId, classes: [ClassId; 2], cause: Cause },
    SameTopic { person: PersonId, classes: [ClassId; 2], cause: Cause },
    BelowMin { class: ClassId, seats: usize, min: usize, cause: Cause },
    AboveMax { class: ClassId, seats: usize, max: usize, cause: Cause },
    QuotaPassed { class: ClassId, unit: String, seats: usize, max: usize, cause: Cause },
    ReleaseCap { unit: String, day: Date, away: usize, cap: usize, cause: Cause },
    LeadersAway { unit: String, day: Date, away: usize, cause: Cause },
}

impl Violation {
    /// Whether promised seats alone break the rule.
    pub fn cause(&self) -> Cause {
        use Violation::*;
        match self {
            SeatTwice { .. } | PromiseBroken { .. } => Cause::Seats,
            NotEligible { cause, .. }
            | TooManyClasses { cause, .. }
            | SameDays { cause, .. }
            | SameTopic { cause, .. }
            | BelowMin { cause, .. }
            | AboveMax { cause, .. }
            | QuotaPassed { cause, .. }
            | ReleaseCap { cause, .. }
            | LeadersAway { cause, .. } => *cause,
        }
    }

    /// One sentence: what is broken, by whom, by how much.
    pub fn words(&self, instance: &Instance, language: Language) -> String {
        let text = match language {
            Language::Chinese => self.chinese(instance),
            Language::English => self.english(instance),
        };
        match (self.cause(), language) {
            (Cause::Seats, _) => text,
            (Cause::Promise, Language::Chinese) => format!("{text}（因已承诺名额）"),
            (Cause::Promise, Language::English) => format!("{text} (because of promised seats)"),
        }
    }

    fn chinese(&self, instance: &Instance) -> String {
        use Violation::*;
        let p = |person: &PersonId| instance.person_key(*person).to_string();
        let c = |class: &ClassId| instance.class_key(*class).to_string();
        match self {
            SeatTwice { person, class } => format!("{} 在班次 {} 中出现两次", p(person), c(class)),
            PromiseBroken { person, class } => format!("{} 在班次 {} 的已承诺名额丢失", p(person), c(class)),
            NotEligible { person, class, .. } => format!("{} 不符合班次 {} 的条件", p(person), c(class)),
            TooManyClasses { person, seats, max, .. } => {
                format!("{} 参加 {seats} 个班次，上限 {max}", p(person))
            }
            SameDays { person, classes: [a, b], .. } => {
                format!("{} 的班次 {} 与 {} 日期重叠", p(person), c(a), c(b))
            }
            SameTopic { person, classes: [a, b], .. } => {
                format!("{} 的班次 {} 与 {} 主专题相同", p(person), c(a), c(b))
            }
            BelowMin { class, seats, min, .. } => format!("班次 {} 有 {seats} 人，少于下限 {min}", c(class)),
            AboveMax { class, seats, max, .. } => format!("班次 {} 有 {seats} 人，超过上限 {max}", c(class)),
            QuotaPassed { class, unit, seats, max, .. } => {
                format!("班次 {} 中单位 {unit} 有 {seats} 人，超过名额 {max}", c(class))
            }
            ReleaseCap { unit, day, away, cap, .. } => {
                format!("单位 {unit} 在 {day} 有 {away} 人离岗，上限 {cap}")
            }
            LeadersAway { unit, day, away, .. } => {
                format!("单位 {unit} 在 {day} 有 {away} 名班子成员同时离岗")
            }
        }
    }

    fn english(&self, instance: &Instance) -> String {
        use Violation::*;
        let p = |person: &PersonId| instance.person_key(*person).to_string();
        let c = |class: &ClassId| instance.class_key(*class).to_string();
        match self {
            SeatTwice { person, class } => format!("{} stands twice in class {}", p(person), c(class)),
            PromiseBroken { person, class } => {
                format!("the promised seat of {} in class {} is gone", p(person), c(class))
            }
            NotEligible { person, class, .. } => {
                format!("{} is not eligible for class {}", p(person), c(class))
            }
            TooManyClasses { person, seats, max, .. } => {
                format!("{} attends {seats} classes, at most {max}", p(person))
            }
            SameDays { person, classes: [a, b], .. } => {
                format!("{}: classes {} and {} share days", p(person), c(a), c(b))
            }
            SameTopic { person, classes: [a, b], .. } => {
                format!("{}: classes {} and {} have the same main topic", p(person), c(a), c(b))
            }
            BelowMin { class, seats, min, .. } => {
                format!("class {} has {seats} people, at least {min} needed", c(class))
            }
            AboveMax { class, seats, max, .. } => {
                format!("class {} has {seats} people, at most {max}", c(class))
            }
            QuotaPassed { class, unit, seats, max, .. } => {
                format!("class {}: {seats} people of unit {unit}, quota {max}", c(class))
            }
            ReleaseCap { unit, day, away, cap, .. } => {
                format!("unit {unit}: {away} people away on {day}, at most {cap}")
            }
            LeadersAway { unit, day, away, .. } => format!("unit {unit}: {away} leaders away on {day}"),
        }
    }
}
