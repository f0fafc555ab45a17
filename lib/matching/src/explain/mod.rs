//! Why somebody sits in a class, or does not: computed from the result, as data and in words.

mod answer;
mod census;
mod data;
mod words;

pub use answer::{Answer, Closed, Explanation, Rule, Undone};
pub use census::{Census, Exception};

use crate::model::{ClassId, Instance, PersonId, date_of};
use crate::model::{Refusal, refusal};
use crate::prices::{Chooser, Limits, Prices};
use crate::seats::{Block, Exchange, Seating};
use crate::solution::Solution;
use crate::value::{self, Running};

/// Explains one person and class of a result. To explain many, keep an [`Explainer`].
pub fn explain(
    instance: &Instance,
    solution: &Solution,
    prices: &Prices,
    person: PersonId,
    class: ClassId,
) -> Explanation {
    let limits = Explainer::limits(instance);
    Explainer::new(instance, &limits, solution, prices).explain(person, class)
}

/// The limits of an instance, made once for an [`Explainer`].
pub struct ExplainerLimits(Limits);

/// A result, ready to answer.
pub struct Explainer<'a> {
    instance: &'a Instance,
    seating: Seating<'a>,
    prices: &'a Prices,
}

fn no_bonus(_: u32, _: u32) -> i64 {
    0
}

impl<'a> Explainer<'a> {
    /// What [`Explainer::new`] needs besides the result.
    pub fn limits(instance: &Instance) -> ExplainerLimits {
        ExplainerLimits(Limits::new(instance))
    }

    /// Takes a result that keeps the rules; seats that break them are left out.
    pub fn new(
        instance: &'a Instance,
        limits: &'a ExplainerLimits,
        solution: &Solution,
        prices: &'a Prices,
    ) -> Self {
        let mut seating = Seating::new(instance, &limits.0);
        for seat in solution.seats() {
            let (p, class) = (seat.person.index(), seat.class.0);
            let own = seating.classes(p);
            if !own.contains(&class) && own.len() < seating.most(p) && seating.block(p, class).is_none() {
                seating.seat(p, class);
            }
        }
        for class in 0..instance.class_count() {
            seating.closed[class] = seating.roster[class].is_empty();
        }
        Self { instance, seating, prices }
    }

    /// The answer for one person and class.
    pub fn explain(&mut self, person: PersonId, class: ClassId) -> Explanation {
        let price = self.prices.of_class(class);
        let answer = self.answer(person.index(), class.0);
        Explanation { person, class, price, answer }
    }

    fn answer(&mut self, p: usize, class: u32) -> Answer {
        if self.seating.classes(p).contains(&class) {
            return self.seated(p, class);
        }
        if let Some(refusal) = refusal(self.instance, p as u32, class) {
            return Answer::NotEligible(self.rule(p, class, refusal));
        }
        let c = class as usize;
        if self.seating.roster[c].is_empty() {
            return Answer::NotHeld { min: self.instance.classes.min[c] as usize };
        }
        let mut exchange = Exchange::new(&mut self.seating, &no_bonus, 1);
        let mut chooser = Chooser::default();
        let least = |node| exchange.least_loss(&mut chooser, node).map(|(loss, _)| loss);
        match refused(&exchange, p, class, least) {
            Answer::Exception { gain, marginal, .. } => {
                Answer::Exception { gain, marginal, cause: cause(&mut exchange, p, class) }
            }
            answer => answer,
        }
    }

    fn seated(&mut self, p: usize, class: u32) -> Answer {
        let own = self.seating.classes(p).to_vec();
        let rest: Vec<u32> = own.iter().copied().filter(|&other| other != class).collect();
        let mut running = Running::new();
        running.start(self.instance, p);
        rest.iter().for_each(|&other| {
            running.add(self.instance, p, other);
        });
        let closes = closes(self.instance, p, class, &rest);
        let worth = running.add(self.instance, p, class);
        let promised = self.seating.is_promised(p, class);
        let exchange = Exchange::new(&mut self.seating, &no_bonus, 1);
        let (_, set) = exchange.fallback(&mut Chooser::default(), p, class);
        let runner_up = set.iter().find(|other| !own.contains(other)).map(|&other| {
            let with: Vec<u32> = set.clone();
            (ClassId(other), value::of_set(self.instance, p, &with) - value::of_set(self.instance, p, &rest))
        });
        Answer::Seated { closes, worth, runner_up, promised }
    }

    fn rule(&self, p: usize, class: u32, refusal: Refusal) -> Rule {
        let (people, classes, c) = (&self.instance.people, &self.instance.classes, class as usize);
        match refusal {
            Refusal::Audience => {
                Rule::Audience { unit: self.instance.units.names.key(classes.audience[c]).into() }
            }
            Refusal::Rank => {
                Rule::Rank { rank: people.rank[p], from: classes.ranks[c].0, to: classes.ranks[c].1 }
            }
            Refusal::Role => Rule::Role { role: people.role[p] },
            Refusal::Sector => Rule::Sector,
            Refusal::History => Rule::History { topic: self.instance.topics.key(classes.topic[c]).into() },
            Refusal::Busy(from, to) => Rule::Busy { from: date_of(from), to: date_of(to) },
            Refusal::NoNeed => Rule::NoNeed,
        }
    }
}

/// Why somebody was refused in spite of their worth: tries the exchange, and takes it back.
pub(crate) fn cause(exchange: &mut Exchange<'_, '_>, p: usize, class: u32) -> Undone {
    let set = joining(exchange.seating, p, class).set;
    if exchange.would_gain(p, &set) { Undone::Search } else { Undone::Together }
}

/// How much of which gaps the class closes beyond the person's other classes.
fn closes(instance: &Instance, p: usize, class: u32, rest: &[u32]) -> Vec<Closed> {
    let percent = |c: u32, topic: u32| -> i64 {
        let covers = instance.classes.coverage.of(c as usize).iter();
        covers.filter(|cover| cover.topic == topic).map(|cover| cover.percent as i64).sum()
    };
    let gaps = instance.people.gaps.of(p).iter();
    gaps.filter_map(|gap| {
        let before: i64 = rest.iter().map(|&c| percent(c, gap.topic)).sum();
        let after = before + percent(class, gap.topic);
        (after > before).then(|| Closed {
            topic: instance.topics.key(gap.topic).into(),
            severity: gap.severity as i64,
            percent_before: before.min(100),
            percent_after: after.min(100),
            worth: gap.severity as i64 * (instance.weights.closed(after) - instance.weights.closed(before)),
        })
    })
    .collect()
}

/// The best set with the class that keeps as much of the person's own as can be, and what stands against it.
pub(crate) struct Joining {
    pub set: Vec<u32>,
    pub gain: i64,
    pub clashes: Vec<u32>,
}

pub(crate) fn joining(seating: &Seating<'_>, p: usize, class: u32) -> Joining {
    let instance = seating.instance;
    let own = seating.classes(p);
    let clashes: Vec<u32> = own.iter().copied().filter(|&other| instance.clash(other, class)).collect();
    let mut set: Vec<u32> = own.iter().copied().filter(|other| !clashes.contains(other)).collect();
    let worth = |set: &[u32]| value::of_set(instance, p, set);
    let dropped = |kept: &[u32]| -> i64 {
        own.iter().filter(|other| !kept.contains(other)).map(|&other| seating.quota_loss(p, other)).sum()
    };
    if set.len() == seating.most(p) {
        // One more must go: the one whose loss leaves most.
        let leave = |at: usize| {
            let mut rest = set.clone();
            rest.remove(at);
            rest.push(class);
            worth(&rest) - dropped(&rest)
        };
        let free = (0..set.len()).filter(|&at| !seating.is_promised(p, set[at]));
        if let Some(at) = free.max_by_key(|&at| leave(at)) {
            set.remove(at);
        }
    }
    set.push(class);
    let gain = worth(&set) - worth(own) - dropped(&set) + seating.quota_gain(p, class);
    Joining { set, gain, clashes }
}

/// Why somebody who may attend a held class does not. `marginal` gives the least loss of a full class or quota.
pub(crate) fn refused(
    exchange: &Exchange<'_, '_>,
    p: usize,
    class: u32,
    mut marginal: impl FnMut(usize) -> Option<i64>,
) -> Answer {
    let seating = &*exchange.seating;
    let instance = seating.instance;
    let own = seating.classes(p);
    let joining = joining(seating, p, class);
    let gain = joining.gain;
    let promised = joining.clashes.iter().any(|&other| seating.is_promised(p, other));
    if joining.set.len() > seating.most(p) || (gain <= 0 || promised) {
        if !joining.clashes.is_empty() {
            return Answer::Clash {
                with: joining.clashes.into_iter().map(ClassId).collect(),
                gain,
                promised,
            };
        }
        let at_limit = own.len() == seating.most(p);
        return if at_limit {
            Answer::OwnLimit { max: seating.most(p), gain }
        } else {
            Answer::NothingGained { gain }
        };
    }
    let seat = seating.seat_block(p, class);
    let node = match seat {
        Some(Block::Quota(q)) => Some(seating.roster.len() + q as usize),
        Some(_) => Some(class as usize),
        None => None,
    };
    let least = node.map(&mut marginal);
    if let Some(least) = least
        && least.is_none_or(|least| gain <= least)
    {
        return match seat {
            Some(Block::Quota(q)) => {
                let unit = instance.units.names.key(instance.quotas[q as usize].unit).into();
                Answer::QuotaFull {
                    unit,
                    max: seating.limits.quota[q as usize] as usize,
                    gain,
                    marginal: least,
                }
            }
            _ => Answer::Full { gain, marginal: least },
        };
    }
    if let Some(block) = seating.unit_block_without(p, class, &joining.set) {
        return unit_limit(seating, p, class, &joining.set, block, gain);
    }
    let short = |&&other: &&u32| {
        let seats = seating.roster[other as usize].len();
        !joining.set.contains(&other) && seats <= instance.classes.min[other as usize] as usize
    };
    if let Some(&needed) = own.iter().find(short) {
        return Answer::NeededElsewhere { class: ClassId(needed), gain };
    }
    Answer::Exception { gain, marginal: least.flatten(), cause: Undone::Search }
}

fn unit_limit(seating: &Seating<'_>, p: usize, class: u32, kept: &[u32], block: Block, gain: i64) -> Answer {
    let instance = seating.instance;
    let days = seating.full_days(p, class, kept).into_iter().map(date_of).collect();
    if block == Block::Leader {
        return Answer::LeaderAway { days, gain };
    }
    let unit = instance.people.unit[p] as usize;
    Answer::UnitLimit { days, cap: instance.units.cap[unit] as usize, gain }
}
