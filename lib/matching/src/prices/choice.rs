//! What a person would choose at given prices: the best set of classes, exactly, and the next best ones.

use super::{Prices, SCALE};
use crate::model::Instance;
use crate::value::{self, Running};

/// After this many sets looked at, the search for one person ends; the bound then takes the upper bound of
/// what was left, so it stays a proof.
const SETS: u32 = 20_000;

/// A set of classes and its reduced value: what it is worth less what it costs, in sixteenths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub reduced: i64,
    pub classes: Vec<u32>,
}

/// The prices one unit's people see.
pub(crate) struct Purse {
    /// Class prices with the quotas of the unit and of those above.
    class: Vec<i64>,
    /// Sums of day prices before each watched day, for members and for leaders; empty if all are 0.
    member: Vec<i64>,
    leader: Vec<i64>,
    changed: Vec<u32>,
}

impl Purse {
    pub fn new(prices: &Prices) -> Self {
        Self { class: prices.class.clone(), member: Vec::new(), leader: Vec::new(), changed: Vec::new() }
    }

    /// Makes the purse that of a unit. `day` and `lead` are the unit's own prices.
    pub fn enter(
        &mut self,
        instance: &Instance,
        prices: &Prices,
        quotas_at: &crate::model::Lists<u32>,
        unit: usize,
        day: &[i32],
        lead: &[i32],
    ) {
        for class in self.changed.drain(..) {
            self.class[class as usize] = prices.class[class as usize];
        }
        let mut above = unit as u32;
        while above != u32::MAX {
            for &q in quotas_at.of(above as usize) {
                if prices.quota[q as usize] != 0 {
                    let class = instance.quotas[q as usize].class;
                    self.class[class as usize] += prices.quota[q as usize];
                    self.changed.push(class);
                }
            }
            above = instance.units.parent[above as usize];
        }
        self.member.clear();
        self.leader.clear();
        if day.iter().any(|&price| price != 0) || lead.iter().any(|&price| price != 0) {
            let (mut members, mut leaders) = (0, 0);
            self.member.push(0);
            self.leader.push(0);
            for (&day, &lead) in day.iter().zip(lead) {
                members += day as i64;
                leaders += day as i64 + lead as i64;
                self.member.push(members);
                self.leader.push(leaders);
            }
        }
    }

    /// What the class costs a person of the unit.
    pub fn price(&self, instance: &Instance, leads: bool, class: u32) -> i64 {
        let c = class as usize;
        let sums = if leads { &self.leader } else { &self.member };
        let days = if sums.is_empty() {
            0
        } else {
            sums[instance.classes.last[c] as usize + 1] - sums[instance.classes.first[c] as usize]
        };
        self.class[c] + days
    }
}

#[derive(Clone, Copy)]
struct Offer {
    class: u32,
    /// At most what the class adds, less its price.
    gain: i64,
    price: i64,
}

/// Searches sets of classes for one person after another; one a thread.
pub(crate) struct Chooser {
    running: Running,
    offers: Vec<Offer>,
    set: Vec<u32>,
    /// The best sets so far, best first.
    best: Vec<Choice>,
    /// Choices no longer needed, kept for their memory.
    spare: Vec<Choice>,
    keep: usize,
    within: i64,
    sets: u32,
    limit: usize,
    /// An upper bound of everything not looked at.
    unseen: i64,
}

impl Chooser {
    pub fn new() -> Self {
        Self {
            running: Running::new(),
            offers: Vec::new(),
            set: Vec::new(),
            best: Vec::new(),
            spare: Vec::new(),
            keep: 1,
            within: 0,
            sets: 0,
            limit: 0,
            unseen: i64::MIN,
        }
    }

    /// The best set at these prices: the classes and an upper bound of the reduced value, which is the value
    /// itself unless the search was cut short.
    pub fn best(&mut self, instance: &Instance, purse: &Purse, p: usize) -> (i64, &[u32]) {
        self.search(instance, purse, p, 1, 0, |_| 0);
        let best = &self.best[0];
        (best.reduced.max(self.unseen), &best.classes)
    }

    /// The best sets whose reduced value is at most `within` below the best, at most `keep`, best first.
    /// `bonus` adds points to a pair (the worth of staying).
    pub fn options(
        &mut self,
        instance: &Instance,
        purse: &Purse,
        p: usize,
        keep: usize,
        within: i64,
        bonus: impl Fn(u32) -> i64,
    ) -> &[Choice] {
        self.search(instance, purse, p, keep, within, bonus);
        let floor = self.best[0].reduced - within;
        let end = self.best.partition_point(|option| option.reduced >= floor);
        &self.best[..end]
    }

    fn search(
        &mut self,
        instance: &Instance,
        purse: &Purse,
        p: usize,
        keep: usize,
        within: i64,
        bonus: impl Fn(u32) -> i64,
    ) {
        self.keep = keep;
        self.within = within;
        self.sets = 0;
        self.unseen = i64::MIN;
        self.spare.append(&mut self.best);
        self.set.clear();
        self.running.start(instance, p);
        let leads = instance.people.role[p].leads();
        let mut reduced = 0;
        for &class in instance.people.fixed.of(p) {
            reduced += (self.running.add(instance, p, class) + bonus(class)) * SCALE;
            reduced -= purse.price(instance, leads, class);
            self.set.push(class);
        }
        self.offer(reduced);
        self.limit = (instance.people.max_classes[p] as usize).max(self.set.len());
        self.gather(instance, purse, p, leads, &bonus);
        self.extend(instance, p, 0, reduced, &bonus);
    }

    /// Collects the classes that can be part of a set worth keeping, best first.
    fn gather(
        &mut self,
        instance: &Instance,
        purse: &Purse,
        p: usize,
        leads: bool,
        bonus: &impl Fn(u32) -> i64,
    ) {
        self.offers.clear();
        if self.set.len() == self.limit {
            return;
        }
        // A first class may lose by itself if the bonus of having one makes up for it; no other may.
        let first = if self.set.is_empty() { value::first_class(instance, p) * SCALE } else { 0 };
        let mut top = i64::MIN;
        for at in instance.pairs.range(p) {
            let class = instance.pairs.class[at];
            let price = purse.price(instance, leads, class);
            let gain = (instance.pairs.alone[at] as i64 + bonus(class)) * SCALE - price;
            if gain + first + self.within > 0 {
                top = top.max(gain);
                self.offers.push(Offer { class, gain, price });
            }
        }
        // What a class adds alone is exact where closing gaps has falling returns; the best single then rules
        // out the singles far below it.
        let w = &instance.weights;
        if self.set.is_empty() && w.gap_first >= w.gap_rest {
            let floor = top - self.within;
            self.offers.retain(|offer| offer.gain > -self.within || offer.gain >= floor);
        }
        if !self.set.is_empty() {
            let set = &self.set;
            self.offers.retain(|offer| set.iter().all(|&other| !instance.clash(other, offer.class)));
        }
        self.offers.sort_unstable_by(|a, b| b.gain.cmp(&a.gain).then(a.class.cmp(&b.class)));
    }

    fn floor(&self) -> i64 {
        let worst_kept =
            if self.best.len() == self.keep { self.best[self.keep - 1].reduced } else { i64::MIN };
        worst_kept.max(self.best[0].reduced - self.within)
    }

    fn offer(&mut self, reduced: i64) {
        if self.best.len() == self.keep {
            if self.best[self.keep - 1].reduced >= reduced {
                return;
            }
            self.spare.extend(self.best.pop());
        }
        let at = self.best.partition_point(|choice| choice.reduced >= reduced);
        let mut choice = self.spare.pop().unwrap_or_default();
        choice.reduced = reduced;
        choice.classes.clone_from(&self.set);
        self.best.insert(at, choice);
    }

    /// Tries every class from `from` on as the next one of the set.
    fn extend(
        &mut self,
        instance: &Instance,
        p: usize,
        from: usize,
        reduced: i64,
        bonus: &impl Fn(u32) -> i64,
    ) {
        let room = self.limit - self.set.len();
        if room == 0 {
            return;
        }
        let first = if self.set.is_empty() { value::first_class(instance, p) * SCALE } else { 0 };
        for at in from..self.offers.len() {
            let offer = self.offers[at];
            let most = reduced + first + self.most(at, room);
            if most <= self.floor() {
                return;
            }
            if self.sets == SETS {
                self.unseen = self.unseen.max(most);
                return;
            }
            if self.set.iter().any(|&other| instance.clash(other, offer.class)) {
                continue;
            }
            self.sets += 1;
            let gain =
                (self.running.add(instance, p, offer.class) + bonus(offer.class)) * SCALE - offer.price;
            self.set.push(offer.class);
            self.offer(reduced + gain);
            self.extend(instance, p, at + 1, reduced + gain, bonus);
            self.set.pop();
            self.running.remove(instance, p, offer.class);
        }
    }

    /// At most what `room` classes from `at` on can add.
    fn most(&self, at: usize, room: usize) -> i64 {
        let offers = &self.offers[at..(at + room).min(self.offers.len())];
        offers[0].gain + offers[1..].iter().map(|offer| offer.gain.max(0)).sum::<i64>()
    }
}
