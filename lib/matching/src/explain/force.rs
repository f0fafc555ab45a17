//! What it would cost to seat somebody all the same, shown by an exchange that does it.

use super::obstacles::{Fresh, Losses};
use super::standing::{Demand, Leaving, Standing};
use crate::model::{ClassId, PersonId};
use crate::prices::Chooser;
use crate::solve::Previous;
use crate::value;

/// An exchange that seats somebody in a class: apply the moves to the result and the objective is lower by
/// `cost`, with every rule kept. For those who may see names; [`Explanation::forced`](super::Explanation::forced)
/// is the cost alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forced {
    /// Below 0 if the whole would gain.
    pub cost: i64,
    /// Everybody whose classes change, the person asked about first.
    pub moves: Vec<Reseated>,
}

/// One person's classes before and after an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reseated {
    pub person: PersonId,
    pub from: Vec<ClassId>,
    pub to: Vec<ClassId>,
}

/// Seats the person in the class, makes room at the least loss, and takes everything back.
pub(crate) fn force(standing: &mut Standing<'_>, p: usize, class: u32) -> Option<Forced> {
    attempt(standing, p, class, |_| false)
}

/// What the exchange would gain, what it costs to move earlier seats included; `None` if nothing.
pub(crate) fn gain(standing: &mut Standing<'_>, p: usize, class: u32) -> Option<i64> {
    let previous = standing.previous;
    attempt(standing, p, class, |_| false).map(|forced| forced.gain(previous)).filter(|&gain| gain > 0)
}

/// Takes the exchange if it gains; returns it then.
pub(crate) fn take(standing: &mut Standing<'_>, p: usize, class: u32) -> Option<Forced> {
    let previous = standing.previous;
    attempt(standing, p, class, |forced| forced.gain(previous) > 0).filter(|forced| forced.gain(previous) > 0)
}

impl Forced {
    fn gain(&self, previous: Option<&Previous>) -> i64 {
        -self.cost - self.moving(previous)
    }

    /// What the seats of an earlier result that the exchange moves were worth keeping.
    pub(crate) fn moving(&self, previous: Option<&Previous>) -> i64 {
        let Some(previous) = previous else { return 0 };
        let kept = |person: PersonId, classes: &[ClassId]| {
            classes.iter().filter(|class| previous.has(person.0, class.0)).count() as i64
        };
        let moved = |m: &Reseated| kept(m.person, &m.from) - kept(m.person, &m.to);
        self.moves.iter().map(moved).sum::<i64>() * previous.stay
    }
}

fn attempt(
    standing: &mut Standing<'_>,
    p: usize,
    class: u32,
    keep: impl FnOnce(&Forced) -> bool,
) -> Option<Forced> {
    if standing.seating.closed[class as usize] || standing.sits(p, class) {
        return None;
    }
    let short = standing.seating.quota_short_cost();
    let mut exchange = Exchange {
        standing,
        chooser: Chooser::default(),
        log: Vec::new(),
        pushed: Vec::new(),
        ended: Vec::new(),
    };
    let done = exchange.seat(p, class).is_some() && exchange.standing.sits(p, class);
    let forced = done.then(|| exchange.found(short));
    if !forced.as_ref().is_some_and(keep) {
        exchange.take_back();
    }
    forced
}

struct Exchange<'s, 'a> {
    standing: &'s mut Standing<'a>,
    chooser: Chooser,
    /// Everybody touched, with what they had.
    log: Vec<(u32, Vec<u32>)>,
    /// Those who lost a seat and wait for the best free ones.
    pushed: Vec<u32>,
    /// Classes ended because too few were left.
    ended: Vec<u32>,
}

impl Exchange<'_, '_> {
    fn seat(&mut self, p: usize, class: u32) -> Option<()> {
        let standing = &*self.standing;
        let spared = standing.best(&mut self.chooser, p, Demand::With(class), Leaving::Spares);
        let any = || standing.best(&mut Chooser::default(), p, Demand::With(class), Leaving::Anything);
        let set = spared.or_else(any)?.set;
        self.remember(p as u32);
        let rest: Vec<u32> = set.iter().copied().filter(|&other| other != class).collect();
        self.standing.seat(p, &rest);
        self.make_room_in_the_unit(p, class)?;
        self.make_room_in_the_class(p, class)?;
        self.standing.seating.seat(p, class);
        self.settle();
        self.end_short_classes();
        Some(())
    }

    fn remember(&mut self, p: u32) {
        if !self.touched(p) {
            self.log.push((p, self.standing.seating.classes(p as usize).to_vec()));
        }
    }

    fn touched(&self, p: u32) -> bool {
        self.log.iter().any(|entry| entry.0 == p)
    }

    fn make_room_in_the_unit(&mut self, p: usize, class: u32) -> Option<()> {
        while let Some(ways) = self.in_the_way(p, class) {
            let full = self.standing.is_full(class);
            let extra =
                if full { Fresh::default().least(self.standing, class, None).unwrap_or(0) } else { 0 };
            let mut losses = Fresh::default();
            let loss = |&(q, c): &(u32, u32)| {
                let loss = losses.of_seat(self.standing, q, c)?;
                // Whoever sits in the class itself makes room in both.
                Some((loss + if c == class { 0 } else { extra }, q, c))
            };
            let (_, q, c) = ways.iter().filter(|way| !self.touched(way.0)).filter_map(loss).min()?;
            self.push_out(q, c);
        }
        Some(())
    }

    fn in_the_way(&self, p: usize, class: u32) -> Option<Vec<(u32, u32)>> {
        let seating = &self.standing.seating;
        seating.unit_block(p, class)?;
        Some(seating.in_the_way(p, class).unwrap_or_default())
    }

    fn make_room_in_the_class(&mut self, p: usize, class: u32) -> Option<()> {
        loop {
            let quota = self.standing.full_quota(p, class);
            if quota.is_none() && !self.standing.is_full(class) {
                return Some(());
            }
            let standing = &*self.standing;
            let roster = standing.seating.roster[class as usize].iter().copied();
            let inside = roster.filter(|&q| quota.is_none_or(|quota| standing.counts(quota, q)));
            let chooser = &mut self.chooser;
            let touched = |q: u32| self.log.iter().any(|entry| entry.0 == q);
            let loss = |q: u32| Some((standing.loss(chooser, q as usize, class)?, q));
            let (_, q) = inside.filter(|&q| !touched(q)).filter_map(loss).min()?;
            self.push_out(q, class);
        }
    }

    fn push_out(&mut self, q: u32, class: u32) {
        self.remember(q);
        self.standing.seating.unseat(q as usize, class);
        self.pushed.push(q);
    }

    /// Everybody pushed out takes their best free seats.
    fn settle(&mut self) {
        for q in std::mem::take(&mut self.pushed) {
            let nothing = Demand::Without(u32::MAX);
            let standing = &*self.standing;
            let best = standing.best(&mut self.chooser, q as usize, nothing, Leaving::Spares);
            if let Some(choice) = best {
                self.standing.seat(q as usize, &choice.set);
            }
        }
    }

    /// A class with too few people is ended: those left in it take what is free.
    fn end_short_classes(&mut self) {
        while let Some(class) = self.short_class() {
            self.standing.seating.closed[class as usize] = true;
            self.ended.push(class);
            // In the order of people, so that the outcome does not depend on who came to the class when.
            let mut people = self.standing.seating.roster[class as usize].clone();
            people.sort_unstable();
            people.into_iter().for_each(|q| self.push_out(q, class));
            self.settle();
        }
    }

    fn short_class(&self) -> Option<u32> {
        let standing = &*self.standing;
        let short = |&class: &u32| {
            let seats = standing.seating.roster[class as usize].len();
            (1..standing.instance.classes.min[class as usize] as usize).contains(&seats)
                && !standing.seating.limits.promised[class as usize]
        };
        let touched = self
            .log
            .iter()
            .flat_map(|(p, before)| before.iter().chain(standing.seating.classes(*p as usize)).copied());
        touched.filter(short).min()
    }

    fn found(&self, short_before: i64) -> Forced {
        let ids = |classes: &[u32]| {
            let mut ids: Vec<ClassId> = classes.iter().map(|&class| ClassId(class)).collect();
            ids.sort_unstable();
            ids
        };
        let standing = &*self.standing;
        let mut cost = standing.seating.quota_short_cost() - short_before;
        let mut moves = Vec::new();
        for (p, before) in &self.log {
            let now = standing.seating.classes(*p as usize);
            let value = |set: &[u32]| value::of_set(standing.instance, *p as usize, set);
            cost += value(before) - value(now);
            if ids(before) != ids(now) {
                moves.push(Reseated { person: PersonId(*p), from: ids(before), to: ids(now) });
            }
        }
        Forced { cost, moves }
    }

    fn take_back(self) {
        for &class in &self.ended {
            self.standing.seating.closed[class as usize] = false;
        }
        for (p, _) in &self.log {
            self.standing.seat(*p as usize, &[]);
        }
        for (p, before) in &self.log {
            self.standing.seat(*p as usize, before);
        }
    }
}
