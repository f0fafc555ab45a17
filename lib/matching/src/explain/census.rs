//! The census: an answer for every person and class they may attend, counted.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::measured::{Losing, Measured, Seen};
use super::mend::Doubted;
use super::obstacles::Losses;
use super::refused::{Doubt, Verdict, own_reason, refused, settle};
use super::standing::Standing;
use super::unsettled::Unsettled;
use super::{Answer, Explainer, Undone};
use crate::model::{ClassId, Instance, PersonId};
use crate::parallel::{Crew, parallel};
use crate::prices::Chooser;
use crate::value;

/// How many exceptions are listed.
const LISTED: usize = 1000;
/// How many refusals are looked into by trying the exchange; a result with more in doubt was stopped early, and the
/// rest counts as search left undone.
const EXAMINED: usize = 20_000;
/// For people with more classes than this the short way is not taken.
const FEW: usize = 6;

/// How often each answer was given over all eligible pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// By the kind of the answer, see [`Answer::kind`].
    pub counts: BTreeMap<&'static str, u64>,
    /// Refused though worth more than to somebody seated, the first thousand.
    pub exceptions: Vec<Exception>,
    unexplained: u64,
}

/// Somebody refused a class that is worth more to them than to the one who would lose least by leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub person: PersonId,
    pub class: ClassId,
    pub gain: i64,
    pub marginal: Option<i64>,
    pub cause: Undone,
}

impl Census {
    /// How many pairs were refused.
    pub fn refused(&self) -> u64 {
        self.counts.iter().filter(|(kind, _)| **kind != "seated").map(|(_, count)| count).sum()
    }

    /// How many refusals have no cause but search left undone.
    pub fn unexplained(&self) -> u64 {
        self.unexplained
    }
}

impl Census {
    /// The counts, how many are unexplained, and the exceptions with their causes.
    pub fn json(&self, instance: &Instance) -> Value {
        let exception = |e: &Exception| {
            json!({
                "person": instance.person_key(e.person), "class": instance.class_key(e.class),
                "gain": e.gain, "marginal": e.marginal, "cause": e.cause.word(),
            })
        };
        json!({
            "counts": self.counts,
            "unexplained": self.unexplained,
            "exceptions": self.exceptions.iter().map(exception).collect::<Vec<_>>(),
        })
    }
}

impl Explainer<'_> {
    /// Asks about every eligible pair. The counts do not depend on the number of threads.
    pub fn census(&mut self, threads: usize) -> Census {
        let mut census = Census::default();
        let mut examined = 0;
        for of_person in ask(&self.standing, threads) {
            for (kind, count) in of_person.counts {
                *census.counts.entry(kind).or_default() += count;
            }
            for (person, class, doubt) in of_person.doubts {
                examined += 1;
                let answer = if examined <= EXAMINED {
                    settle(&mut self.standing, person.index(), class.0, Verdict::Doubt(doubt))
                } else {
                    doubt.left_undone()
                };
                census.add(person, class, answer);
            }
        }
        census
    }
}

/// Asks about everybody.
fn ask(standing: &Standing<'_>, threads: usize) -> Vec<Answers> {
    let crew = Crew::tireless(threads);
    let Some(measured) = Measured::new(standing, Losing::Worth, crew) else { return Vec::new() };
    parallel(crew, standing.instance.people_count(), Chooser::default, |chooser, p| {
        Some(Asked::new(standing, &measured, chooser, p).all())
    })
}

/// Every refusal that an exchange may show to be wrong, of those to be asked about, the largest gain first; fewer if it
/// was over before.
pub(super) fn doubts(
    standing: &Standing<'_>,
    measured: &Measured,
    unsettled: &Unsettled,
    crew: Crew<'_>,
) -> Vec<Doubted> {
    let pairs = &standing.instance.pairs;
    let of_all = parallel(crew, standing.instance.people_count(), Chooser::default, |chooser, p| {
        if !pairs.classes(p).iter().any(|&class| unsettled.asks(p, class)) {
            return None;
        }
        let doubts = Asked::new(standing, measured, chooser, p).doubts(unsettled);
        (!doubts.is_empty()).then_some(doubts)
    });
    let mut doubts: Vec<_> = of_all.into_iter().flatten().collect();
    doubts.sort_unstable();
    doubts.into_iter().map(|(_, person, class)| (person, class)).collect()
}

impl Census {
    fn add(&mut self, person: PersonId, class: ClassId, answer: Answer) {
        *self.counts.entry(answer.kind()).or_default() += 1;
        let Answer::Exception { gain, marginal, cause } = answer else { return };
        self.unexplained += (cause == Undone::Search) as u64;
        if self.exceptions.len() < LISTED {
            self.exceptions.push(Exception { person, class, gain, marginal, cause });
        }
    }
}

/// The answers of one person.
#[derive(Default)]
struct Answers {
    counts: Vec<(&'static str, u64)>,
    doubts: Vec<(PersonId, ClassId, Doubt)>,
}

impl Answers {
    fn count(&mut self, kind: &'static str) {
        match self.counts.iter_mut().find(|entry| entry.0 == kind) {
            Some(entry) => entry.1 += 1,
            None => self.counts.push((kind, 1)),
        }
    }
}

/// One person being asked about.
struct Asked<'s, 'a> {
    standing: &'s Standing<'a>,
    losses: Seen<'s>,
    chooser: &'s mut Chooser,
    p: usize,
    /// For each set of own classes that may stay, the most that is left of what they are worth with a place for one
    /// more class; empty if there are too many.
    left: Vec<i64>,
    /// At most what free seats could add.
    free: i64,
}

impl<'s, 'a> Asked<'s, 'a> {
    fn new(standing: &'s Standing<'a>, measured: &'s Measured, chooser: &'s mut Chooser, p: usize) -> Self {
        let own = standing.seating.classes(p);
        let left = if own.len() <= FEW { left(standing, p, own) } else { Vec::new() };
        let pairs = &standing.instance.pairs;
        let free = |at: usize| {
            let class = pairs.class[at];
            if !standing.seating.has_room(class) {
                return None;
            }
            let adds = pairs.alone[at] as i64 + standing.seating.quota_gain(p, class);
            (adds > 0 && !own.contains(&class) && standing.free(p, class)).then_some(adds)
        };
        let mut free: Vec<i64> = pairs.range(p).filter_map(free).collect();
        free.sort_unstable_by(|a, b| b.cmp(a));
        let free = free.iter().take(standing.seating.most(p) - 1).sum();
        Self { standing, losses: measured.seen_by(standing, p), chooser, p, left, free }
    }

    fn all(mut self) -> Answers {
        let mut answers = Answers::default();
        let pairs = &self.standing.instance.pairs;
        for at in pairs.range(self.p) {
            let class = pairs.class[at];
            if self.standing.sits(self.p, class) {
                answers.count("seated");
            } else if self.standing.seating.roster[class as usize].is_empty() {
                answers.count("not_held");
            } else {
                match self.verdict(class, pairs.alone[at] as i64) {
                    Verdict::Sure(answer) => answers.count(answer.kind()),
                    Verdict::Doubt(doubt) => {
                        answers.doubts.push((PersonId(self.p as u32), ClassId(class), doubt));
                    }
                }
            }
        }
        answers
    }

    fn verdict(&mut self, class: u32, alone: i64) -> Verdict {
        if self.gain_at_most(class, alone) <= 0 {
            return Verdict::Sure(own_reason(self.standing, self.p, class, None));
        }
        refused(self.standing, self.chooser, &mut self.losses, self.p, class)
    }

    /// The refusals in doubt alone, with the gain below nothing.
    fn doubts(mut self, unsettled: &Unsettled) -> Vec<(i64, PersonId, ClassId)> {
        let mut doubts = Vec::new();
        let pairs = &self.standing.instance.pairs;
        for at in pairs.range(self.p) {
            let class = pairs.class[at];
            let held = !self.standing.seating.roster[class as usize].is_empty();
            if !held
                || !unsettled.asks(self.p, class)
                || self.standing.sits(self.p, class)
                || self.is_sure(class, pairs.alone[at] as i64)
            {
                continue;
            }
            if let Verdict::Doubt(doubt) = self.verdict(class, pairs.alone[at] as i64)
                && doubt.gain > self.losses.moving(self.standing, class)
            {
                doubts.push((-doubt.gain, PersonId(self.p as u32), ClassId(class)));
            }
        }
        doubts
    }

    /// Whether the class is full and the person cannot gain more than anybody there would lose.
    fn is_sure(&mut self, class: u32, alone: i64) -> bool {
        if !self.standing.is_full(class) {
            return false;
        }
        let least = self.losses.least(self.standing, class, None);
        least.is_none_or(|least| self.gain_at_most(class, alone) <= least)
    }

    /// At most what the person's classes could be worth more with the class.
    fn gain_at_most(&self, class: u32, alone: i64) -> i64 {
        if self.left.is_empty() {
            return i64::MAX;
        }
        let own = self.standing.seating.classes(self.p).iter().enumerate();
        let stay = own.filter(|(_, other)| !self.standing.instance.clash(**other, class));
        let stay = stay.fold(0, |set, (at, _)| set | 1 << at);
        self.left[stay] + alone + self.standing.seating.quota_gain(self.p, class) + self.free
    }
}

/// For each set of the own classes: the most its parts are worth that have room for one more class, less what all
/// are worth now.
fn left(standing: &Standing<'_>, p: usize, own: &[u32]) -> Vec<i64> {
    let now = standing.worth(p, own);
    let first = value::first_class(standing.instance, p);
    let most = standing.seating.most(p);
    let sets = 0..1usize << own.len();
    let worth = |set: usize| {
        let chosen: Vec<u32> = (0..own.len()).filter(|at| set >> at & 1 == 1).map(|at| own[at]).collect();
        // A further class then is the first one.
        if chosen.is_empty() { first } else { standing.worth(p, &chosen) }
    };
    let worths: Vec<i64> = sets.clone().map(worth).collect();
    let best = |set: usize| {
        let parts = sets.clone().filter(|part| part & !set == 0 && (part.count_ones() as usize) < most);
        parts.map(|part| worths[part]).max().unwrap_or(first) - now
    };
    sets.clone().map(best).collect()
}
