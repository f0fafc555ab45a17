//! What everybody would lose by giving up each of their seats, measured once for many questions.

use super::obstacles::Losses;
use super::standing::Standing;
use crate::parallel::{Crew, parallel};
use crate::prices::Chooser;

/// The losses of all seats of a standing.
pub(super) struct Measured {
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
    pub fn new(standing: &Standing<'_>, crew: Crew<'_>) -> Option<Self> {
        let people = standing.instance.people_count();
        let losses =
            parallel(crew, people, Chooser::default, |chooser, p| Some(losses(standing, chooser, p)));
        if losses.len() < people {
            return None;
        }
        let mut measured = Self { losses, least: Vec::new(), least_of_quota: Vec::new() };
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
        self.least = vec![None; instance.class_count()];
        self.least_of_quota = vec![None; instance.quotas.len()];
        let lower = |least: &mut Option<i64>, loss: i64| {
            *least = Some(least.map_or(loss, |least| least.min(loss)));
        };
        for (p, own) in self.losses.iter().enumerate() {
            for &(class, loss) in own {
                let Some(loss) = loss else { continue };
                lower(&mut self.least[class as usize], loss);
                for &quota in instance.classes.quotas.of(class as usize) {
                    if standing.counts(quota, p as u32) {
                        lower(&mut self.least_of_quota[quota as usize], loss);
                    }
                }
            }
        }
    }
}

fn losses(standing: &Standing<'_>, chooser: &mut Chooser, p: usize) -> Box<[Loss]> {
    let own = standing.seating.classes(p).iter();
    own.map(|&class| (class, standing.loss(chooser, p, class))).collect()
}

impl Losses for &Measured {
    fn of_seat(&mut self, _: &Standing<'_>, p: u32, class: u32) -> Option<i64> {
        self.losses[p as usize].iter().find(|entry| entry.0 == class).and_then(|entry| entry.1)
    }

    fn least(&mut self, _: &Standing<'_>, class: u32, quota: Option<u32>) -> Option<i64> {
        match quota {
            Some(quota) => self.least_of_quota[quota as usize],
            None => self.least[class as usize],
        }
    }
}
