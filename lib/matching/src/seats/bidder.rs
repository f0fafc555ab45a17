//! What people bid for: the best set at the prices and asks of an auction, and how much they prefer it.

use super::auction::{Auction, Bonus, FOREVER};
use super::seating::Seating;
use crate::prices::{Chooser, Days, Prices, Purse, SCALE};
use crate::value;

/// A set of classes that is better than what the person has.
pub(super) struct Offer {
    pub person: u32,
    pub had: Vec<u32>,
    pub set: Vec<u32>,
    /// What they would pay above the price for each class they do not have yet.
    pub bids: Vec<(u32, i64)>,
}

/// Asks one person after another; one a thread.
pub(super) struct Bidder {
    purse: Purse,
    chooser: Chooser,
    unit: usize,
    /// The share of the day prices that is asked, in sixteenths.
    days: i32,
    people_days: Vec<i32>,
    leader_days: Vec<i32>,
}

impl Bidder {
    /// Day prices as they are.
    pub const WHOLE_DAYS: i32 = SCALE as i32;

    pub fn new(prices: &Prices, days: i32) -> Self {
        Self {
            purse: Purse::new(prices),
            chooser: Chooser::default(),
            unit: usize::MAX,
            days,
            people_days: Vec::new(),
            leader_days: Vec::new(),
        }
    }

    fn enter_unit(&mut self, seating: &Seating<'_>, prices: &Prices, p: usize) {
        let unit = seating.instance.people.unit[p] as usize;
        if unit == self.unit {
            return;
        }
        self.unit = unit;
        let days = prices.days(seating.instance, unit);
        let share = self.days;
        let part = |price: &i32| price / SCALE as i32 * share;
        self.people_days.clear();
        self.people_days.extend(days.people.iter().map(part));
        self.leader_days.clear();
        self.leader_days.extend(days.leaders.iter().map(part));
        let days = Days { people: &self.people_days, leaders: &self.leader_days };
        self.purse.enter(seating.instance, seating.limits, prices, unit, days);
    }

    /// What the person would pay at the prices to keep each of their seats: how much they prefer what they have to the
    /// best set without it.
    pub fn bids_to_stay(
        &mut self,
        seating: &Seating<'_>,
        prices: &Prices,
        bonus: Bonus<'_>,
        p: usize,
    ) -> Vec<(u32, i64)> {
        let own = seating.classes(p);
        if own.is_empty() {
            return Vec::new();
        }
        self.enter_unit(seating, prices, p);
        let instance = seating.instance;
        let leads = instance.people.role[p].leads();
        let (purse, chooser) = (&self.purse, &mut self.chooser);
        let price = |class: u32| Some(purse.price(instance, leads, class) - bonus(p as u32, class) * SCALE);
        let worth = reduced(seating, p, own, &price);
        let mut bid = |&class: &u32| {
            if seating.is_promised(p, class) {
                return (class, FOREVER);
            }
            let without = |other: u32| if other == class { None } else { price(other) };
            (class, (worth - chooser.best(instance, p, without).0).max(0))
        };
        own.iter().map(&mut bid).collect()
    }
}

fn reduced(seating: &Seating<'_>, p: usize, set: &[u32], price: &dyn Fn(u32) -> Option<i64>) -> i64 {
    let cost: i64 = set.iter().filter_map(|&class| price(class)).sum();
    value::of_set(seating.instance, p, set) * SCALE - cost
}

impl Auction<'_, '_> {
    /// The best set for the person if it is better than what they have by more than `least`. Of `free` seats only, or
    /// of others too.
    pub(super) fn consider(&self, bidder: &mut Bidder, p: usize, least: i64, free: bool) -> Option<Offer> {
        bidder.enter_unit(self.seating, self.prices, p);
        let instance = self.seating.instance;
        let leads = instance.people.role[p].leads();
        let own = self.seating.classes(p);
        let (purse, chooser) = (&bidder.purse, &mut bidder.chooser);
        let price = |class: u32| {
            let asked = self.ask_of(p, class);
            let forever = asked >= FOREVER && !own.contains(&class);
            let price = purse.price(instance, leads, class) + asked.min(FOREVER);
            (!forever).then(|| price - (self.bonus)(p as u32, class) * SCALE)
        };
        let admits = |class: u32| own.contains(&class) || self.admits(p, class, free);
        let best = chooser.best_admitted(instance, p, price, admits).1.to_vec();
        let worth = reduced(self.seating, p, &best, &price);
        if worth <= reduced(self.seating, p, own, &price) + least {
            return None;
        }
        // How much they prefer this set to the best one without the class is what they would pay for it.
        let new = best.iter().filter(|class| !own.contains(class));
        let bids = new.map(|&class| {
            let without = |other: u32| if other == class { None } else { price(other) };
            let next = chooser.best_admitted(instance, p, without, admits).0;
            (class, self.ask_of(p, class) + (worth - next).max(0) + least)
        });
        let bids = bids.collect();
        Some(Offer { person: p as u32, had: own.to_vec(), set: best, bids })
    }

    /// Whether the class is held, the unit could spare the person, and a seat is free if it must be.
    fn admits(&self, p: usize, class: u32, free: bool) -> bool {
        !self.seating.closed[class as usize]
            && self.seating.unit_block_without(p, class, &[]).is_none()
            && (!free || self.seating.seat_block(p, class).is_none())
    }
}
