//! Finding the answer: the rules in the order in which a person would ask about them.

use std::cmp::Reverse;
use std::collections::HashMap;

use jinxue_domain::class::{Candidate, Eligibility, EligibilityRefusal, Reason, refusals};
use jinxue_domain::hours::HoursRules;
use jinxue_domain::{ClassId, Date, Period, Role, Taxonomy, UnitId};

use super::sentence;
use super::{Answer, ClashReason, Verdict};
use crate::facts::{ClassFacts, UnitFacts};
use crate::need::SeatPerson;
use crate::worth::Scales;

/// What a run made of a class, as far as an answer needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassStanding {
    /// Seats taken; none means that the class is not held.
    pub seats: u32,
    /// People whom the rules admit and the engine could seat.
    pub eligible: u32,
    /// What its seat adds for the person in it for whom it is worth least, leaving out promised seats.
    pub least_worth: Option<i64>,
    /// Its quotas with an upper bound that hold the person's unit.
    pub quotas: Vec<QuotaStanding>,
}

/// A quota that concerns the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaStanding {
    /// The unit at the top of its subtree.
    pub unit: UnitId,
    /// Seats taken by people of the subtree.
    pub seats: u32,
    /// Seats at most.
    pub seats_max: u32,
}

/// Somebody else of the very same unit with a seat: the role and the class, nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colleague {
    /// The role.
    pub role: Role,
    /// The class.
    pub class: ClassId,
}

/// Answers for one person.
#[derive(Debug, Clone, Copy)]
pub struct Explainer<'a> {
    /// The person.
    pub person: &'a SeatPerson,
    /// The person's unit.
    pub unit: &'a UnitFacts,
    /// The classes the person has a seat in.
    pub seats: &'a [ClassId],
    /// Every class that takes part.
    pub classes: &'a HashMap<ClassId, &'a ClassFacts>,
    /// What the run made of each class.
    pub standings: &'a HashMap<ClassId, ClassStanding>,
    /// The seats of other people of the very same unit.
    pub colleagues: &'a [Colleague],
    /// What is weighed by.
    pub scales: Scales<'a>,
    /// The rules of training time at the unit; none when the catalogue lacks one.
    pub hours_rules: Option<&'a HoursRules>,
    /// The names of topics.
    pub taxonomy: &'a Taxonomy,
}

impl<'a> Explainer<'a> {
    /// The answers about every class the rules admit the person to: those seated first, then by what they would have added.
    pub fn open_classes(&self) -> Vec<Answer> {
        let mut answers: Vec<Answer> = self.classes.values().map(|class| self.answer(class)).collect();
        answers.retain(|answer| !matches!(answer.verdict, Verdict::NotEligible { .. }));
        answers
            .sort_by_key(|answer| (!self.seats.contains(&answer.class), Reverse(answer.worth), answer.class));
        answers
    }

    /// The answer about one class; none when it does not take part.
    pub fn class(&self, id: ClassId) -> Option<Answer> {
        Some(self.answer(self.classes.get(&id)?))
    }

    fn answer(&self, class: &ClassFacts) -> Answer {
        let others: Vec<&ClassFacts> = self.own().filter(|own| own.id != class.id).collect();
        let worth = self.scales.adds(self.person, &others, class);
        let verdict = self.verdict(class, &others, worth);
        let words = sentence::words(self, class, &verdict);
        Answer { class: class.id, verdict, worth, words }
    }

    fn verdict(&self, class: &ClassFacts, others: &[&ClassFacts], worth: i64) -> Verdict {
        if self.seats.contains(&class.id) {
            return self.seated(class, others);
        }
        let refusals = self.refusals(class);
        if !refusals.is_empty() {
            return Verdict::NotEligible { refusals };
        }
        let standing = self.standings.get(&class.id).cloned().unwrap_or_default();
        if standing.seats == 0 {
            return Verdict::NotHeld { seats_min: class.seats_min, eligible: standing.eligible };
        }
        self.own_limits(class)
            .or_else(|| self.unit_limits(class))
            .or_else(|| quota_full(&standing))
            .unwrap_or_else(|| by_worth(class, &standing, worth))
    }

    fn own(&self) -> impl Iterator<Item = &'a ClassFacts> + use<'a> {
        let (seats, classes) = (self.seats, self.classes);
        seats.iter().filter_map(move |id| classes.get(id).copied())
    }

    fn seated(&self, class: &ClassFacts, others: &[&ClassFacts]) -> Verdict {
        let with: Vec<&ClassFacts> = self.own().collect();
        let worth = self.scales.weigh(self.person, &with).less(&self.scales.weigh(self.person, others));
        let possible = self.classes.values().filter(|other| {
            other.id != class.id
                && !self.seats.contains(&other.id)
                && others.iter().all(|own| clash(own, other).is_none())
                && self.refusals(other).is_empty()
        });
        let runner_up = possible
            .map(|other| (other.id, self.scales.adds(self.person, others, other)))
            .filter(|&(_, adds)| adds > 0)
            .max_by_key(|&(id, adds)| (adds, Reverse(id)));
        Verdict::Seated { worth, runner_up }
    }

    fn refusals(&self, class: &ClassFacts) -> Vec<EligibilityRefusal> {
        let person = self.person;
        let (grade, role, sector) = (person.grade, person.role, person.sector);
        refusals(&Eligibility {
            person: Candidate { unit: &self.unit.path, grade, role, sector },
            history: &person.history,
            busy: &person.busy,
            reasons: &self.reasons(class),
            audience: &class.audience,
            topic: class.main_topic,
            period: class.period,
        })
    }

    fn reasons(&self, class: &ClassFacts) -> Vec<Reason> {
        let person = self.person;
        let covered = |topic| class.topics.iter().any(|(covers, _)| *covers == topic);
        let in_group = |group: &u32| self.scales.groups[*group as usize].classes.contains(&class.id);
        let held = [
            (person.gaps.iter().any(|(topic, _)| covered(*topic)), Reason::Gap),
            (person.hours_due > 0 && class.hours > 0, Reason::Hours),
            (person.mandatory.iter().any(in_group), Reason::Mandatory),
            (person.preferences.iter().any(|&(id, points)| id == class.id && points > 0), Reason::Preferred),
        ];
        held.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
    }

    fn own_limits(&self, class: &ClassFacts) -> Option<Verdict> {
        for own in self.own() {
            if let Some(reason) = clash(own, class) {
                let others: Vec<&ClassFacts> = self.own().filter(|other| other.id != own.id).collect();
                let worth_of_seat = self.scales.adds(self.person, &others, own);
                return Some(Verdict::Clash { with: own.id, reason, worth_of_seat });
            }
        }
        let max_classes = self.person.max_classes;
        (self.seats.len() >= usize::from(max_classes)).then_some(Verdict::OwnLimit { max_classes })
    }

    fn unit_limits(&self, class: &ClassFacts) -> Option<Verdict> {
        let leaders = |day| self.away(day, leads);
        if leads(self.person.role)
            && let Some(days) = span(class.period.iter().filter(|&day| leaders(day) > 0))
        {
            return Some(Verdict::LeadersAway { days });
        }
        let cap = self.unit.release_cap?;
        let everyone = |day| self.away(day, |_| true);
        let days = span(class.period.iter().filter(|&day| everyone(day) >= cap))?;
        let away = class.period.iter().map(everyone).max().unwrap_or_default();
        Some(Verdict::UnitLimit { days, away, cap })
    }

    /// How many colleagues of the roles asked for are away on a day.
    fn away(&self, day: Date, asked: impl Fn(Role) -> bool) -> u32 {
        let in_class = |id: &ClassId| self.classes.get(id).is_some_and(|class| class.period.contains(day));
        self.colleagues.iter().filter(|c| asked(c.role) && in_class(&c.class)).count() as u32
    }
}

fn by_worth(class: &ClassFacts, standing: &ClassStanding, worth: i64) -> Verdict {
    let (full, least) = (standing.seats >= class.seats_max, standing.least_worth);
    if worth <= 0 {
        Verdict::NoGain { worth }
    } else if full && least.is_none_or(|least| least >= worth) {
        Verdict::Full { worth, least }
    } else {
        Verdict::LeftUndone { worth }
    }
}

fn quota_full(standing: &ClassStanding) -> Option<Verdict> {
    let full = standing.quotas.iter().find(|quota| quota.seats >= quota.seats_max)?;
    Some(Verdict::QuotaFull { unit: full.unit, seats_max: full.seats_max })
}

fn leads(role: Role) -> bool {
    role != Role::Member
}

fn span(days: impl Iterator<Item = Date>) -> Option<Period> {
    let days: Vec<Date> = days.collect();
    Period::new(*days.first()?, *days.last()?).ok()
}

fn clash(own: &ClassFacts, class: &ClassFacts) -> Option<ClashReason> {
    let days = own.period.shared(&class.period).map(ClashReason::Days);
    days.or_else(|| (own.main_topic == class.main_topic).then_some(ClashReason::Topic))
}
