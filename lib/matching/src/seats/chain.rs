//! Chains: who has less than their best set at the prices takes a better one; who is in the way takes their next
//! best, pushes out others in turn, and so on, a few people deep.
//!
//! A tree search with the prices as its compass. A seat that is free costs nothing, one that is taken costs its
//! price: about what whoever must leave will lose in the end. A branch is cut as soon as what was lost for certain
//! and what is still to be lost at the prices reach what was gained.

use super::appraiser::{Appraisal, Appraiser};
use super::auction::Bonus;
use super::seating::{Block, Seating};
use crate::parallel::{Crew, parallel};
use crate::prices::{Bundle, Prices, SCALE};
use crate::solve::Over;
use crate::value;

/// How many sets are tried for a person, and how many people for a seat.
const SETS: usize = 8;
const WAYS: usize = 3;

/// Chains in a seating, at fixed prices.
pub(crate) struct Chains<'a, 'b> {
    pub seating: &'b mut Seating<'a>,
    prices: &'b Prices,
    bonus: Bonus<'b>,
    appraiser: Appraiser,
    /// By how much each person's best set at the prices beats the one they have, in sixteenths.
    regret: Vec<i64>,
    /// What dismissing somebody from each class would cost, in sixteenths, by class.
    leaving: Vec<Vec<(i64, u32)>>,
    pending: Vec<Pending>,
    /// Everybody moved so far, with the set they had.
    touched: Vec<(u32, Bundle)>,
    /// Seats given up (false) and taken (true), in order.
    journal: Vec<(u32, u32, bool)>,
    /// What settled people lost in truth, in sixteenths; below zero is a gain.
    spent: i64,
    steps: u32,
}

/// Somebody pushed out, with what that is expected to cost.
#[derive(Clone, Copy)]
struct Pending {
    person: u32,
    barred: u32,
    cost: i64,
}

const NO_CLASS: u32 = u32::MAX;

impl<'a, 'b> Chains<'a, 'b> {
    /// `None` if it was over before everybody was appraised.
    pub fn new(
        seating: &'b mut Seating<'a>,
        prices: &'b Prices,
        bonus: Bonus<'b>,
        crew: Crew<'_>,
    ) -> Option<Self> {
        let people = seating.instance.people_count();
        let mut chains = Self {
            appraiser: Appraiser::new(prices),
            regret: vec![0; people],
            leaving: vec![Vec::new(); seating.instance.class_count()],
            pending: Vec::new(),
            touched: Vec::new(),
            journal: Vec::new(),
            spent: 0,
            steps: 0,
            seating,
            prices,
            bonus,
        };
        let this = &chains;
        let appraised = parallel(
            crew,
            people,
            || Appraiser::new(prices),
            |appraiser, p| Some(appraiser.appraise(this.seating, prices, bonus, p)),
        );
        for (p, appraisal) in appraised.into_iter().enumerate() {
            chains.note(p, appraisal);
        }
        (!(crew.over)()).then_some(chains)
    }

    fn note(&mut self, p: usize, appraisal: Appraisal) {
        self.regret[p] = appraisal.regret;
        appraisal
            .leaving
            .iter()
            .for_each(|&(cost, class)| self.leaving[class as usize].push((cost, p as u32)));
    }

    /// One pass over everybody who has less than their best, the largest regret first, until it is over; so many steps for
    /// each.
    pub fn pass(&mut self, steps: u32, over: Over<'_>) {
        let mut people: Vec<u32> = (0..self.regret.len() as u32).collect();
        people.retain(|&p| self.regret[p as usize] > 0);
        people.sort_by_key(|&p| std::cmp::Reverse(self.regret[p as usize]));
        for p in people {
            if over() {
                break;
            }
            self.improve(p as usize, steps);
        }
    }

    /// Looks for a chain that begins with this person; changes the seats if the whole gains by it. Gives up after so
    /// many steps.
    fn improve(&mut self, p: usize, steps: u32) {
        if self.regret[p] <= 0 {
            return;
        }
        self.steps = steps;
        self.spent = 0;
        self.touched.clear();
        self.journal.clear();
        self.pending.clear();
        self.pending.push(Pending { person: p as u32, barred: NO_CLASS, cost: -self.regret[p] });
        if self.settle(-self.regret[p]) {
            self.commit();
        }
    }

    fn commit(&mut self) {
        for at in 0..self.touched.len() {
            let (p, old) = self.touched[at];
            for &class in old.classes() {
                self.leaving[class as usize].retain(|entry| entry.1 != p);
            }
        }
        for at in 0..self.touched.len() {
            let p = self.touched[at].0 as usize;
            let appraisal = self.appraiser.appraise(self.seating, self.prices, self.bonus, p);
            self.note(p, appraisal);
        }
    }

    /// Settles everybody who is pending; `expected` is what they are expected to cost together.
    fn settle(&mut self, expected: i64) -> bool {
        let Some(next) = self.pending.pop() else { return self.spent < 0 };
        if self.steps == 0 {
            self.pending.push(next);
            return false;
        }
        self.steps -= 1;
        let p = next.person as usize;
        let menu = self.menu(p, next.barred, self.spent + expected - next.cost);
        let old = if next.barred == NO_CLASS { Bundle::of(self.seating.classes(p)) } else { self.old_of(p) };
        if next.barred == NO_CLASS {
            self.touched.push((p as u32, old));
        }
        let had = self.worth(p, old.classes());
        for (_, set) in menu {
            let mark = self.journal.len();
            let lost = had - self.worth(p, set.classes());
            if self.leave(p, set.classes()) {
                self.spent += lost;
                if self.come(p, set, 0, expected - next.cost) {
                    return true;
                }
                self.spent -= lost;
            }
            self.undo(mark);
            if self.steps == 0 {
                break;
            }
        }
        if next.barred == NO_CLASS {
            self.touched.pop();
        }
        self.pending.push(next);
        false
    }

    fn old_of(&self, p: usize) -> Bundle {
        let found = self.touched.iter().find(|entry| entry.0 as usize == p);
        found.map(|entry| entry.1).unwrap_or_default()
    }

    /// What the set is worth to the whole, in sixteenths.
    fn worth(&self, p: usize, set: &[u32]) -> i64 {
        let bonus: i64 = set.iter().map(|&class| (self.bonus)(p as u32, class)).sum();
        (value::of_set(self.seating.instance, p, set) + bonus) * SCALE
    }

    /// The sets the person may take for less than is still to be gained.
    fn menu(&mut self, p: usize, barred: u32, others: i64) -> Vec<(i64, Bundle)> {
        let had = if barred == NO_CLASS { Bundle::of(self.seating.classes(p)) } else { self.old_of(p) };
        let had = self.worth(p, had.classes());
        self.appraiser.enter_unit(self.seating, self.prices, p);
        let (purse, chooser) = (&self.appraiser.purse, &mut self.appraiser.chooser);
        let seating = &*self.seating;
        let instance = seating.instance;
        let leads = instance.people.role[p].leads();
        let own = seating.classes(p);
        let price = |class: u32| {
            let c = class as usize;
            if class == barred || seating.closed[c] {
                return None;
            }
            let bonus = (self.bonus)(p as u32, class) * SCALE;
            if own.contains(&class) {
                return Some(-bonus);
            }
            let mut price = 0;
            if seating.is_full(class) {
                price += purse.seat(class);
            } else if !instance.classes.quotas.of(c).is_empty() {
                for q in seating.quotas(p, class) {
                    if seating.quota_used[q as usize] >= seating.limits.quota[q as usize] {
                        price += self.prices.quota[q as usize].max(0);
                    }
                }
                price -= seating.quota_gain(p, class) * SCALE;
            }
            price += seating.day_price(p, class, self.prices, leads);
            Some(price - bonus)
        };
        // What is lost by a set is `had − reduced`; with all others it must stay below nothing.
        chooser.menu(instance, p, price, had + others, SETS).to_vec()
    }

    /// Takes the person out of the classes that are not in the set, unless a class became too small by it.
    fn leave(&mut self, p: usize, set: &[u32]) -> bool {
        let own = Bundle::of(self.seating.classes(p));
        for &class in own.classes().iter().filter(|class| !set.contains(class)) {
            if !self.may_shrink(class) || self.seating.is_promised(p, class) {
                return false;
            }
            self.unseat(p, class);
        }
        true
    }

    fn may_shrink(&self, class: u32) -> bool {
        let c = class as usize;
        let least = self.seating.instance.classes.min[c] as usize;
        self.seating.roster[c].len() > least || self.seating.limits.promised[c]
    }

    /// Seats the person in the classes of the set from the given place on; then settles who was pushed out.
    fn come(&mut self, p: usize, set: Bundle, at: usize, expected: i64) -> bool {
        if self.spent + expected >= 0 {
            return false;
        }
        let Some(&class) = set.classes().get(at) else { return self.settle(expected) };
        if self.seating.classes(p).contains(&class) {
            return self.come(p, set, at + 1, expected);
        }
        match self.seating.block(p, class) {
            None => {
                let mark = self.journal.len();
                self.seat(p, class);
                if self.come(p, set, at + 1, expected) {
                    return true;
                }
                self.undo(mark);
                false
            }
            Some(Block::NotHeld) => false,
            Some(Block::Full) => self.push(p, set, at, expected, None),
            Some(Block::Quota(q)) => self.push(p, set, at, expected, Some(q)),
            Some(Block::Unit | Block::Leader) => self.push_colleague(p, set, at, expected),
        }
    }

    fn push(&mut self, p: usize, set: Bundle, at: usize, expected: i64, quota: Option<u32>) -> bool {
        let class = set.classes()[at];
        let instance = self.seating.instance;
        let inside = |q: u32| {
            quota.is_none_or(|quota| {
                instance.unit_within(instance.people.unit[q as usize], instance.quotas[quota as usize].unit)
            })
        };
        let mut ways = [(i64::MAX, 0u32); WAYS];
        for &(cost, q) in &self.leaving[class as usize] {
            if (cost, q) < ways[WAYS - 1] && !self.is_touched(q) && q as usize != p && inside(q) {
                ways[WAYS - 1] = (cost, q);
                ways.sort_unstable();
            }
        }
        self.try_ways(p, set, at, expected, &ways.map(|(cost, q)| (cost, q, class)))
    }

    fn push_colleague(&mut self, p: usize, set: Bundle, at: usize, expected: i64) -> bool {
        let class = set.classes()[at];
        let Some(colleagues) = self.seating.in_the_way(p, class) else { return false };
        let mut ways = [(i64::MAX, 0u32, 0u32); WAYS];
        for (q, c) in colleagues {
            if self.is_touched(q) || !self.may_shrink(c) {
                continue;
            }
            let Some(&(cost, _)) = self.leaving[c as usize].iter().find(|entry| entry.1 == q) else {
                continue;
            };
            if (cost, q, c) < ways[WAYS - 1] {
                ways[WAYS - 1] = (cost, q, c);
                ways.sort_unstable();
            }
        }
        self.try_ways(p, set, at, expected, &ways)
    }

    fn try_ways(
        &mut self,
        p: usize,
        set: Bundle,
        at: usize,
        expected: i64,
        ways: &[(i64, u32, u32)],
    ) -> bool {
        for &(cost, q, class) in ways {
            if cost == i64::MAX || self.spent + expected + cost >= 0 || self.steps == 0 {
                break;
            }
            let mark = self.journal.len();
            self.touched.push((q, Bundle::of(self.seating.classes(q as usize))));
            self.unseat(q as usize, class);
            self.pending.push(Pending { person: q, barred: class, cost });
            if self.come(p, set, at, expected + cost) {
                return true;
            }
            self.pending.pop();
            self.undo(mark);
            self.touched.pop();
        }
        false
    }

    fn is_touched(&self, q: u32) -> bool {
        self.touched.iter().any(|entry| entry.0 == q)
    }

    fn seat(&mut self, p: usize, class: u32) {
        self.spent -= self.seating.quota_gain(p, class) * SCALE;
        self.seating.seat(p, class);
        self.journal.push((p as u32, class, true));
    }

    fn unseat(&mut self, p: usize, class: u32) {
        self.spent += self.seating.quota_loss(p, class) * SCALE;
        self.seating.unseat(p, class);
        self.journal.push((p as u32, class, false));
    }

    fn undo(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let Some((p, class, came)) = self.journal.pop() else { break };
            if came {
                self.seating.unseat(p as usize, class);
                self.spent += self.seating.quota_gain(p as usize, class) * SCALE;
            } else {
                self.seating.seat(p as usize, class);
                self.spent -= self.seating.quota_loss(p as usize, class) * SCALE;
            }
        }
    }
}
