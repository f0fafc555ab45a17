//! What everybody would lose by giving up each of their seats, measured once for many questions.

use super::obstacles::Losses;
use super::standing::Standing;
use crate::parallel::{Crew, parallel};
use crate::prices::Chooser;

/// What counts as lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Losing {
    /// The objective alone.
    Worth,
    /// What keeping seats of an earlier result is worth too; at least so much.
    Staying,
}

/// The losses of all seats of a standing.
pub(super) struct Measured {
    losing: Losing,
    /// By person: each of their classes with the loss.
    losses: Vec<Box<[Loss]>>,
    least: Vec<Option<i64>>,
    least_of_quota: Vec<Option<i64>>,
}

/// A class and what giving up the seat in it would lose; `None` if it cannot be given up.
type Loss = (u32, Option<i64>);

/// What a renewal found different.
pub(super) struct Renewed {
    /// Whether somebody of the unit would lose another amount than before.
    pub unit: Vec<bool>,
    /// Whether somebody would now leave the class, or a quota of it, for less than anybody before.
    pub cheaper: Vec<bool>,
}

impl Measured {
    /// `None` if it was over before.
    pub fn new(standing: &Standing<'_>, losing: Losing, crew: Crew<'_>) -> Option<Self> {
        let people = standing.instance.people_count();
        let measure = |chooser: &mut Chooser, p: usize| Some(losses(standing, chooser, p));
        let losses = parallel(crew, people, Chooser::default, measure);
        if losses.len() < people {
            return None;
        }
        let mut measured = Self { losing, losses, least: Vec::new(), least_of_quota: Vec::new() };
        measured.find_least(standing);
        Some(measured)
    }

    /// Measures these people anew; `None` if it was over before.
    pub fn renew(&mut self, standing: &Standing<'_>, people: &[u32], crew: Crew<'_>) -> Option<Renewed> {
        let instance = standing.instance;
        let measure = |chooser: &mut Chooser, at: usize| Some(losses(standing, chooser, people[at] as usize));
        let found = parallel(crew, people.len(), Chooser::default, measure);
        if found.len() < people.len() {
            return None;
        }
        let mut unit = vec![false; instance.units.parent.len()];
        for (&p, own) in people.iter().zip(found) {
            unit[instance.people.unit[p as usize] as usize] |= self.losses[p as usize] != own;
            self.losses[p as usize] = own;
        }
        let (least, least_of_quota) =
            (std::mem::take(&mut self.least), std::mem::take(&mut self.least_of_quota));
        self.find_least(standing);
        let lower = |now: Option<i64>, before: Option<i64>| {
            now.is_some_and(|now| before.is_none_or(|before| now < before))
        };
        let mut cheaper: Vec<bool> =
            self.least.iter().zip(least).map(|(&now, was)| lower(now, was)).collect();
        for (q, before) in least_of_quota.into_iter().enumerate() {
            cheaper[instance.quotas[q].class as usize] |= lower(self.least_of_quota[q], before);
        }
        Some(Renewed { unit, cheaper })
    }

    fn find_least(&mut self, standing: &Standing<'_>) {
        let instance = standing.instance;
        let mut class = vec![None; instance.class_count()];
        let mut quota = vec![None; instance.quotas.len()];
        let lower = |least: &mut Option<(i64, u32)>, loss: (i64, u32)| {
            *least = Some(least.map_or(loss, |least| least.min(loss)));
        };
        for (p, own) in (0..).zip(&self.losses) {
            for &(c, loss) in own {
                let Some(loss) = loss else { continue };
                lower(&mut class[c as usize], (loss, p));
                for &q in instance.classes.quotas.of(c as usize) {
                    if standing.counts(q, p) {
                        lower(&mut quota[q as usize], (loss, p));
                    }
                }
            }
        }
        let losing = self.losing;
        let whole = |(least, class): (Option<(i64, u32)>, u32)| {
            least.map(|(loss, p)| loss + losing.moving(standing, p as usize, class))
        };
        self.least = class.into_iter().zip(0..).map(whole).collect();
        let of = instance.quotas.iter().map(|quota| quota.class);
        self.least_of_quota = quota.into_iter().zip(of).map(whole).collect();
    }
}

fn losses(standing: &Standing<'_>, chooser: &mut Chooser, p: usize) -> Box<[Loss]> {
    let own = standing.seating.classes(p).iter();
    own.map(|&class| (class, standing.loss(chooser, p, class))).collect()
}

impl Losing {
    /// What it costs besides to move somebody out of the class.
    fn moving(self, standing: &Standing<'_>, p: usize, class: u32) -> i64 {
        match self {
            Losing::Worth => 0,
            Losing::Staying => standing.kept(p, class) - standing.regainable(p),
        }
    }
}

/// What was measured, as it looks to somebody.
#[derive(Clone, Copy)]
pub(super) struct Seen<'m> {
    measured: &'m Measured,
    person: u32,
    /// What they could get back of an earlier result makes up for so much of every loss.
    regained: i64,
}

impl Measured {
    pub fn seen_by(&self, standing: &Standing<'_>, p: usize) -> Seen<'_> {
        let regained = match self.losing {
            Losing::Worth => 0,
            Losing::Staying => standing.regainable(p),
        };
        Seen { measured: self, person: p as u32, regained }
    }
}

impl Seen<'_> {
    /// At least what it costs to move them to the class, whoever makes room.
    pub fn moving(&self, standing: &Standing<'_>, class: u32) -> i64 {
        match self.measured.losing {
            Losing::Worth => 0,
            Losing::Staying => standing.given_up(self.person as usize, class) - self.regained,
        }
    }
}

impl Losses for Seen<'_> {
    fn of_seat(&mut self, standing: &Standing<'_>, p: u32, class: u32) -> Option<i64> {
        let own = &self.measured.losses[p as usize];
        let loss = own.iter().find(|entry| entry.0 == class).and_then(|entry| entry.1);
        let moving = self.measured.losing.moving(standing, p as usize, class);
        loss.map(|loss| loss + moving - self.regained)
    }

    fn least(&mut self, standing: &Standing<'_>, class: u32, quota: Option<u32>) -> Option<i64> {
        let least = match quota {
            Some(quota) => self.measured.least_of_quota[quota as usize],
            None => self.measured.least[class as usize],
        };
        least.map(|least| least + self.moving(standing, class))
    }
}
