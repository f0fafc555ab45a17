//! What everybody would lose by giving up each of their seats, measured once for many questions.

use super::obstacles::Losses;
use super::standing::Standing;
use crate::parallel::{Crew, parallel};
use crate::prices::Chooser;

/// The losses of all seats of a standing that does not change.
pub(crate) struct Measured {
    /// The seats of a person: `first[p]..first[p + 1]`.
    first: Vec<u32>,
    class: Vec<u32>,
    loss: Vec<Option<i64>>,
    least: Vec<Option<i64>>,
    least_of_quota: Vec<Option<i64>>,
}

impl Measured {
    /// `None` if it was over before.
    pub fn new(standing: &Standing<'_>, crew: Crew<'_>) -> Option<Self> {
        let people = standing.instance.people_count();
        let losses = parallel(crew, people, Chooser::default, |chooser, p| {
            let own = standing.seating.classes(p).iter();
            Some(own.map(|&class| (class, standing.loss(chooser, p, class))).collect::<Vec<_>>())
        });
        let mut measured = Self {
            first: vec![0],
            class: Vec::new(),
            loss: Vec::new(),
            least: vec![None; standing.instance.class_count()],
            least_of_quota: vec![None; standing.instance.quotas.len()],
        };
        if losses.len() < people {
            return None;
        }
        for (p, own) in losses.into_iter().enumerate() {
            for (class, loss) in own {
                measured.add(standing, p as u32, class, loss);
            }
            measured.first.push(measured.class.len() as u32);
        }
        Some(measured)
    }

    fn add(&mut self, standing: &Standing<'_>, p: u32, class: u32, loss: Option<i64>) {
        self.class.push(class);
        self.loss.push(loss);
        let Some(loss) = loss else { return };
        let lower = |least: &mut Option<i64>| *least = Some(least.map_or(loss, |least| least.min(loss)));
        lower(&mut self.least[class as usize]);
        for &quota in standing.instance.classes.quotas.of(class as usize) {
            if standing.counts(quota, p) {
                lower(&mut self.least_of_quota[quota as usize]);
            }
        }
    }
}

impl Losses for &Measured {
    fn of_seat(&mut self, _: &Standing<'_>, p: u32, class: u32) -> Option<i64> {
        let own = self.first[p as usize] as usize..self.first[p as usize + 1] as usize;
        own.into_iter().find(|&at| self.class[at] == class).and_then(|at| self.loss[at])
    }

    fn least(&mut self, _: &Standing<'_>, class: u32, quota: Option<u32>) -> Option<i64> {
        match quota {
            Some(quota) => self.least_of_quota[quota as usize],
            None => self.least[class as usize],
        }
    }
}
