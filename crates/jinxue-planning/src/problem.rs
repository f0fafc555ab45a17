//! A matching ready to run, and why facts may not become one.

use std::collections::{HashMap, HashSet};

use jinxue_domain::{ClassId, PersonId, UnitId, Words};
use matching::{Faults, Instance, Language};

use crate::facts::{ClassFacts, Frame};
use crate::need::SeatPerson;

/// A matching ready to run: the engine's instance and what its keys stand for.
#[derive(Debug)]
pub struct Problem {
    pub(crate) instance: Instance,
    pub(crate) frame: Frame,
    pub(crate) people: Vec<SeatPerson>,
    pub(crate) person_at: HashMap<PersonId, usize>,
    pub(crate) class_at: HashMap<ClassId, usize>,
    pub(crate) open: HashSet<ClassId>,
}

/// Why facts cannot become an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().zh)]
pub enum ProblemFault {
    /// A person's unit is not in the tree.
    NoUnit {
        /// The person.
        person: PersonId,
        /// The unit.
        unit: UnitId,
    },
    /// A person must attend a class of a group that does not exist.
    NoGroup {
        /// The person.
        person: PersonId,
        /// The group.
        group: String,
    },
    /// The engine refuses rows: the facts contradict each other.
    Rows(Faults),
}

impl ProblemFault {
    /// The sentence in both languages; of many refused rows a line each.
    pub fn words(&self) -> Words {
        match self {
            Self::NoUnit { person, unit } => Words::new(
                format!("人员 {person} 所在单位 {unit} 不在单位树中"),
                format!("the unit {unit} of person {person} is not in the tree"),
            ),
            Self::NoGroup { person, group } => Words::new(
                format!("人员 {person} 的必训组“{group}”不存在"),
                format!("the mandatory group “{group}” of person {person} does not exist"),
            ),
            Self::Rows(faults) => Words::new(
                format!("匹配数据有误：{}", faults.words(Language::Chinese)),
                format!("the facts contradict each other: {}", faults.words(Language::English)),
            ),
        }
    }
}

impl From<Faults> for ProblemFault {
    fn from(faults: Faults) -> ProblemFault {
        ProblemFault::Rows(faults)
    }
}

impl Problem {
    /// The engine's instance.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Everything but the people.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The people, in the order in which they were added.
    pub fn people(&self) -> &[SeatPerson] {
        &self.people
    }

    /// A person of the problem.
    pub fn person(&self, id: PersonId) -> Option<&SeatPerson> {
        self.person_at.get(&id).map(|&at| &self.people[at])
    }

    /// The class of an engine's key.
    pub(crate) fn class_of_key(&self, key: &str) -> Option<&ClassFacts> {
        self.class(key.parse().ok()?)
    }

    /// Whether a class of the frame takes part.
    pub fn takes_part(&self, id: ClassId) -> bool {
        self.open.contains(&id)
    }

    /// A class of the frame, whether it takes part or not.
    pub fn class(&self, id: ClassId) -> Option<&ClassFacts> {
        self.class_at.get(&id).map(|&at| &self.frame.classes[at])
    }
}
