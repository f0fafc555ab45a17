//! Which classes are held: one that too few people want is filled up by those who lose least, or not held.

use std::collections::BTreeMap;

use super::exchange::{Exchange, KEPT};
use super::seating::Seating;
use crate::prices::{Chooser, Hopeful, SCALE};

/// Decides against every class that has too few people.
pub(crate) fn close_short_classes(seating: &mut Seating<'_>) {
    for class in short_classes(seating) {
        close(seating, class);
    }
}

fn short_classes(seating: &Seating<'_>) -> Vec<u32> {
    let short = |&class: &u32| {
        let c = class as usize;
        let seats = seating.roster[c].len();
        seats < seating.instance.classes.min[c] as usize && !seating.closed[c] && !seating.limits.promised[c]
    };
    (0..seating.roster.len() as u32).filter(short).collect()
}

/// Decides against the class.
pub(crate) fn close(seating: &mut Seating<'_>, class: u32) {
    seating.closed[class as usize] = true;
    for p in seating.roster[class as usize].clone() {
        seating.unseat(p as usize, class);
    }
}

impl Exchange<'_, '_> {
    /// For every class with too few people: fills it up if that loses less than giving it up. Once it is over, they
    /// are all given up.
    pub fn decide_short_classes(&mut self) {
        let mut classes = short_classes(self.seating);
        classes.sort_by_key(|&class| std::cmp::Reverse(self.seating.roster[class as usize].len()));
        let open = self.open_to(&classes);
        self.measure_losses();
        for class in classes {
            if (self.crew.over)() {
                break;
            }
            if !self.is_short(class) || self.fill(class, &open[&class]) {
                continue;
            }
            let people = self.seating.roster[class as usize].clone();
            close(self.seating, class);
            let mut chooser = Chooser::default();
            for p in people {
                self.settle(&mut chooser, p as usize);
            }
        }
        // A recruit may have left a class that was short as well and had been passed already.
        close_short_classes(self.seating);
    }

    /// Who may attend each of the classes.
    fn open_to(&self, classes: &[u32]) -> BTreeMap<u32, Vec<u32>> {
        let mut open: BTreeMap<u32, Vec<u32>> = classes.iter().map(|&class| (class, Vec::new())).collect();
        let mut asked = vec![false; self.seating.roster.len()];
        classes.iter().for_each(|&class| asked[class as usize] = true);
        for p in 0..self.seating.instance.people_count() {
            for class in self.seating.instance.pairs.classes(p).iter().filter(|&&class| asked[class as usize])
            {
                open.entry(*class).or_default().push(p as u32);
            }
        }
        open
    }

    /// Tries to hold classes that were given up, each with the people who gain most by it, the best first; others
    /// make room. What does not gain as a whole is taken back.
    pub fn open(&mut self, hopeful: &[Hopeful]) {
        self.measure_losses();
        for Hopeful { class, people, .. } in hopeful {
            if (self.crew.over)() {
                return;
            }
            self.seating.closed[*class as usize] = false;
            let mut moves = Vec::new();
            let cost = self.seating.holding_cost(*class as usize);
            let gain = self.invite(*class, people, &mut moves) - cost;
            let filled = self.seating.roster[*class as usize].len()
                >= self.seating.instance.classes.min[*class as usize] as usize;
            if !filled || gain <= 0 {
                for (p, classes) in moves.into_iter().rev() {
                    self.change(p as usize, &classes);
                }
                self.seating.closed[*class as usize] = true;
            }
        }
    }

    /// Seats people one after another, up to the minimum whatever it costs, then while it gains; returns the gain.
    fn invite(&mut self, class: u32, people: &[u32], moves: &mut Vec<(u32, Vec<u32>)>) -> i64 {
        let c = class as usize;
        let least = self.seating.instance.classes.min[c] as usize;
        let mut chooser = Chooser::default();
        let mut gained = 0;
        for &p in people {
            let seats = self.seating.roster[c].len();
            if seats >= self.seating.limits.class[c] as usize || (self.crew.over)() {
                break;
            }
            if self.seating.classes(p as usize).contains(&class) {
                continue;
            }
            let Some(set) = self.set_with(&mut chooser, p as usize, class) else { continue };
            if let Some(gain) = self.force(p as usize, &set, seats >= least, moves) {
                gained += gain;
            }
        }
        gained
    }

    /// The person's best set with the class, where others make room.
    fn set_with(&self, chooser: &mut Chooser, p: usize, class: u32) -> Option<Vec<u32>> {
        let own = self.seating.classes(p);
        let price = |other: u32| match self.price(p, other, own)? {
            price if other == class => Some(price - 16 * KEPT * SCALE),
            price => Some(price),
        };
        let admits = |class: u32| self.admits(p, class, own);
        let (_, set) = chooser.best_admitted(self.seating.instance, p, price, admits);
        set.contains(&class).then(|| set.to_vec())
    }

    /// Fills the class up to its minimum by those who cost least, others making room, if that costs less than its
    /// people would lose by its end.
    fn fill(&mut self, class: u32, open: &[u32]) -> bool {
        let mut chooser = Chooser::default();
        let people = self.seating.roster[class as usize].iter();
        let ending = people.map(|&p| self.loss_of(&mut chooser, p as usize, class)).sum::<i64>()
            - self.seating.holding_cost(class as usize);
        let mut recruits: Vec<(i64, u32)> = open
            .iter()
            .filter_map(|&p| Some((self.joining(&mut chooser, p as usize, class)?.0, p)))
            .collect();
        recruits.sort_unstable();
        let (mut moves, mut cost) = (Vec::new(), 0);
        for (_, p) in recruits {
            if !self.is_short(class) || cost > ending || (self.crew.over)() {
                break;
            }
            // The recruits before may have changed what the person has and who must make room.
            if let Some((_, set)) = self.joining(&mut chooser, p as usize, class) {
                cost -= self.force(p as usize, &set, false, &mut moves).unwrap_or(0);
            }
        }
        let filled = !self.is_short(class) && cost <= ending;
        if !filled {
            moves.into_iter().rev().for_each(|(p, classes)| self.change(p as usize, &classes));
        }
        filled
    }

    fn is_short(&self, class: u32) -> bool {
        self.seating.roster[class as usize].len() < self.seating.instance.classes.min[class as usize] as usize
    }

    /// What the whole loses if the person joins the class, as far as known, and their best set with it; `None` if they
    /// cannot, or are there already.
    fn joining(&self, chooser: &mut Chooser, p: usize, class: u32) -> Option<(i64, Vec<u32>)> {
        let own = self.seating.classes(p);
        if own.contains(&class) {
            return None;
        }
        let set = self.set_with(chooser, p, class)?;
        let price = |other: u32| self.price(p, other, own);
        let loss = self.reduced(p, own, &price) - self.reduced(p, &set, &price);
        (loss < KEPT / 2).then_some((loss, set))
    }

    fn change(&mut self, p: usize, set: &[u32]) {
        for class in self.seating.classes(p).to_vec() {
            if !set.contains(&class) {
                self.seating.unseat(p, class);
            }
        }
        let own = self.seating.classes(p).to_vec();
        set.iter().filter(|class| !own.contains(class)).for_each(|&class| self.seating.seat(p, class));
    }

    /// Gives the person their best set of own and free seats.
    fn settle(&mut self, chooser: &mut Chooser, p: usize) {
        let (_, set) = self.fallback(chooser, p, u32::MAX);
        self.change(p, &set);
    }
}
