//! The auction: people take their best set at the prices; where too many come, those leave who mind least, and
//! look for their next best.
//!
//! The prices of the bound are the asking prices. A full class asks on top what its least eager person would
//! still pay to stay: their bid. Whoever comes must bid more, and pushes them out. Bids only rise, so a round
//! ends; it leaves everybody near the best they can have at prices that nearly clear (Bertsekas).

use super::seating::{Block, Seating};
use crate::prices::{Chooser, Days, Prices, Purse, SCALE};
use crate::value;

/// What is added to the value of a seat for this person and class.
pub(crate) type Bonus<'a> = &'a (dyn Fn(u32, u32) -> i64 + Sync);

/// The bid for a promised seat.
const FOREVER: i64 = 1 << 56;

/// How a round is held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Nobody moves for less than this, in sixteenths.
    pub least: i64,
    /// The share of the day prices that is asked, in sixteenths. Where a day is full nobody gets in anyway.
    pub days: i32,
    /// By which part of their price classes with room become cheaper, in 256ths.
    pub discount: i64,
}

/// A seating with everybody's bids.
pub(crate) struct Auction<'a, 'b> {
    pub seating: &'b mut Seating<'a>,
    prices: &'b Prices,
    bonus: Bonus<'b>,
    purse: Purse,
    unit: usize,
    chooser: Chooser,
    /// What everybody in a class would pay above its price.
    bids: Vec<Vec<(i64, u32)>>,
    /// What a class asks above its price.
    ask: Vec<i64>,
    /// The same for seats of a quota.
    ask_quota: Vec<i64>,
    /// By how much a class with room is below its price, to find takers for its seats.
    discount: Vec<i64>,
    days: i32,
    people_days: Vec<i32>,
    leader_days: Vec<i32>,
}

impl<'a, 'b> Auction<'a, 'b> {
    pub fn new(seating: &'b mut Seating<'a>, prices: &'b Prices, bonus: Bonus<'b>) -> Self {
        let mut auction = Self {
            purse: Purse::new(prices),
            unit: usize::MAX,
            chooser: Chooser::default(),
            bids: vec![Vec::new(); seating.roster.len()],
            ask: vec![0; seating.roster.len()],
            ask_quota: vec![0; seating.instance.quotas.len()],
            discount: vec![0; seating.roster.len()],
            days: SCALE as i32,
            people_days: Vec::new(),
            leader_days: Vec::new(),
            seating,
            prices,
            bonus,
        };
        (0..auction.seating.instance.people_count()).for_each(|p| auction.enter_bids(p));
        auction
    }

    /// What somebody who sits already would pay to stay; a promised seat is never given up.
    fn enter_bids(&mut self, p: usize) {
        let own = self.seating.classes(p).to_vec();
        if own.is_empty() {
            return;
        }
        self.enter_unit(p);
        let instance = self.seating.instance;
        let leads = instance.people.role[p].leads();
        let mut chooser = std::mem::take(&mut self.chooser);
        let price = |class: u32| {
            Some(self.purse.price(instance, leads, class) - (self.bonus)(p as u32, class) * SCALE)
        };
        let worth = self.reduced(p, &own, &price);
        let bid = |&class: &u32| {
            if self.seating.is_promised(p, class) {
                return (class, FOREVER);
            }
            let without = |other: u32| if other == class { None } else { price(other) };
            (class, (worth - chooser.best(instance, p, without).0).max(0))
        };
        let bids: Vec<(u32, i64)> = own.iter().map(bid).collect();
        self.chooser = chooser;
        for (class, bid) in bids {
            self.bids[class as usize].push((bid, p as u32));
            self.update_ask(p, class);
        }
    }

    fn reduced(&self, p: usize, set: &[u32], price: &dyn Fn(u32) -> Option<i64>) -> i64 {
        value::of_set(self.seating.instance, p, set) * SCALE
            - set.iter().filter_map(|&class| price(class)).sum::<i64>()
    }

    /// Asks everybody of `people` once, and everybody who loses a seat by it; returns how many moved. `over` is
    /// asked now and then and ends the round.
    pub fn round(&mut self, people: &[u32], round: Round, over: &dyn Fn() -> bool) -> usize {
        self.days = round.days;
        self.unit = usize::MAX;
        self.mark_down(round.discount);
        let mut moved = 0;
        let mut waiting = Vec::new();
        let most = 8 * people.len() + 1000;
        for (at, &p) in people.iter().enumerate() {
            if at % 256 == 0 && over() {
                break;
            }
            waiting.push(p);
            while let Some(p) = waiting.pop() {
                let free = moved >= most;
                moved += self.ask(p as usize, round.least, free, &mut waiting) as usize;
            }
        }
        moved
    }

    /// Classes that still have room ask a little less each round, never less than nothing.
    fn mark_down(&mut self, part: i64) {
        for c in 0..self.ask.len() {
            let room = self.seating.roster[c].len() < self.seating.limits.class[c] as usize;
            if room && !self.seating.closed[c] {
                let more = self.prices.class[c] * part / 256;
                self.discount[c] = (self.discount[c] + more).min(self.prices.class[c]);
                self.ask[c] = -self.discount[c];
            }
        }
    }

    fn enter_unit(&mut self, p: usize) {
        let instance = self.seating.instance;
        let unit = instance.people.unit[p] as usize;
        if unit == self.unit {
            return;
        }
        self.unit = unit;
        let days = self.prices.days(instance, unit);
        let part = |prices: &[i32]| {
            prices.iter().map(|&price| price / SCALE as i32 * self.days).collect::<Vec<i32>>()
        };
        (self.people_days, self.leader_days) = (part(days.people), part(days.leaders));
        let days = Days { people: &self.people_days, leaders: &self.leader_days };
        self.purse.enter(instance, self.seating.limits, self.prices, unit, days);
    }

    /// What the class costs the person now; none if it cannot be had. Only `free` seats, or others too.
    fn price(&self, p: usize, class: u32, leads: bool, own: &[u32], free: bool) -> Option<i64> {
        let seating = &*self.seating;
        let c = class as usize;
        let mut ask = self.ask[c];
        let mine = own.contains(&class);
        if !mine {
            if seating.closed[c] || seating.unit_block_without(p, class, &[]).is_some() {
                return None;
            }
            if free && seating.seat_block(p, class).is_some() {
                return None;
            }
        }
        if !seating.instance.classes.quotas.of(c).is_empty() {
            for q in seating.quotas(p, class) {
                if seating.quota_used[q as usize] >= seating.limits.quota[q as usize] {
                    ask = ask.max(self.ask_quota[q as usize]);
                }
            }
        }
        if ask >= FOREVER && !mine {
            return None;
        }
        let ask = if mine { ask.min(FOREVER) } else { ask };
        Some(self.purse.price(seating.instance, leads, class) + ask - (self.bonus)(p as u32, class) * SCALE)
    }

    /// Lets the person take their best set if it is better by `least`; those pushed out are added to `waiting`.
    fn ask(&mut self, p: usize, least: i64, free: bool, waiting: &mut Vec<u32>) -> bool {
        self.enter_unit(p);
        let instance = self.seating.instance;
        let leads = instance.people.role[p].leads();
        let own = self.seating.classes(p).to_vec();
        let mut chooser = std::mem::take(&mut self.chooser);
        let price = |class: u32| self.price(p, class, leads, &own, free);
        let (_, best) = chooser.best(instance, p, price);
        let best = best.to_vec();
        let reduced = |set: &[u32]| {
            value::of_set(instance, p, set) * SCALE
                - set.iter().filter_map(|&class| price(class)).sum::<i64>()
        };
        let worth = reduced(&best);
        let mut moved = false;
        if worth > reduced(&own) + least && best.iter().any(|class| !own.contains(class))
            || worth > reduced(&own) + least
        {
            // What the person would bid for each new class: how much they prefer this set to the best without it.
            let bids: Vec<(u32, i64)> = best
                .iter()
                .filter(|class| !own.contains(class))
                .map(|&class| {
                    let without = |other: u32| if other == class { None } else { price(other) };
                    let next = chooser.best(instance, p, without).0;
                    let asked = self.ask_of(p, class);
                    (class, asked + (worth - next).max(0) + least)
                })
                .collect();
            self.leave(p, &own, &best);
            for (class, bid) in bids {
                self.come(p, class, bid, waiting);
            }
            moved = true;
        }
        self.chooser = chooser;
        moved
    }

    fn ask_of(&self, p: usize, class: u32) -> i64 {
        let full = |&q: &u32| self.seating.quota_used[q as usize] >= self.seating.limits.quota[q as usize];
        let quotas = self.seating.quotas(p, class).filter(full).map(|q| self.ask_quota[q as usize]);
        quotas.fold(self.ask[class as usize], i64::max)
    }

    fn leave(&mut self, p: usize, own: &[u32], best: &[u32]) {
        for &class in own.iter().filter(|class| !best.contains(class)) {
            self.remove(p, class);
        }
    }

    fn remove(&mut self, p: usize, class: u32) {
        self.seating.unseat(p, class);
        self.bids[class as usize].retain(|&(_, other)| other as usize != p);
        self.update_ask(p, class);
    }

    /// Seats the person, pushing out the lowest bid where there is no room.
    fn come(&mut self, p: usize, class: u32, bid: i64, waiting: &mut Vec<u32>) {
        while let Some(block) = self.seating.seat_block(p, class) {
            let instance = self.seating.instance;
            let inside = |other: u32| match block {
                Block::Quota(q) => instance
                    .unit_within(instance.people.unit[other as usize], instance.quotas[q as usize].unit),
                _ => true,
            };
            let lowest = self.bids[class as usize].iter().filter(|entry| inside(entry.1)).min().copied();
            match lowest {
                Some((lowest, other)) if lowest < FOREVER => {
                    self.remove(other as usize, class);
                    waiting.push(other);
                }
                _ => return,
            }
        }
        if self.seating.unit_block(p, class).is_none() {
            self.seating.seat(p, class);
            self.bids[class as usize].push((bid, p as u32));
            self.update_ask(p, class);
        }
    }

    /// A class with room asks nothing on top; a full one what its lowest bid is.
    fn update_ask(&mut self, p: usize, class: u32) {
        let (seating, c) = (&*self.seating, class as usize);
        let bids = &self.bids[c];
        let lowest = bids.iter().map(|entry| entry.0).min().unwrap_or(0);
        self.ask[c] = if bids.len() >= seating.limits.class[c] as usize { lowest } else { -self.discount[c] };
        if seating.instance.classes.quotas.of(c).is_empty() {
            return;
        }
        let quotas: Vec<u32> = seating.quotas(p, class).collect();
        for q in quotas {
            let unit = self.seating.instance.quotas[q as usize].unit;
            let inside = |other: u32| {
                let own = self.seating.instance.people.unit[other as usize];
                self.seating.instance.unit_within(own, unit)
            };
            let lowest = self.bids[c].iter().filter(|entry| inside(entry.1)).map(|entry| entry.0).min();
            self.ask_quota[q as usize] = lowest.unwrap_or(FOREVER);
        }
    }
}
