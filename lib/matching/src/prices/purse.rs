//! What classes cost the people of one unit.

use super::{Limits, Prices};
use crate::model::Instance;

/// The day prices of one unit.
#[derive(Clone, Copy)]
pub(crate) struct Days<'a> {
    pub people: &'a [i32],
    pub leaders: &'a [i32],
}

/// The prices one unit's people see.
pub(crate) struct Purse {
    /// Class prices with the quotas of the unit and of those above.
    class: Vec<i64>,
    /// Sums of day prices before each watched day, for members and for leaders; empty if all are 0.
    member: Vec<i64>,
    leader: Vec<i64>,
    changed: Vec<u32>,
    shut: Vec<bool>,
}

/// The price of a class that is not to be had, in sixteenths.
const SHUT: i64 = 1 << 44;

impl Purse {
    pub fn new(prices: &Prices) -> Self {
        Self::without(prices, &vec![false; prices.class.len()])
    }

    /// The same where some classes are not to be had.
    pub fn without(prices: &Prices, shut: &[bool]) -> Self {
        let price = |(&price, &shut): (&i64, &bool)| if shut { SHUT } else { price };
        Self {
            class: prices.class.iter().zip(shut).map(price).collect(),
            member: Vec::new(),
            leader: Vec::new(),
            changed: Vec::new(),
            shut: shut.to_vec(),
        }
    }

    /// Makes the purse that of a unit, at the unit's own day prices.
    pub fn enter(
        &mut self,
        instance: &Instance,
        limits: &Limits,
        prices: &Prices,
        unit: usize,
        days: Days<'_>,
    ) {
        for class in self.changed.drain(..) {
            self.class[class as usize] = prices.class[class as usize];
        }
        let mut above = unit as u32;
        while above != u32::MAX {
            for &q in limits.quotas_at.of(above as usize) {
                let class = instance.quotas[q as usize].class;
                if prices.quota[q as usize] != 0 && !self.shut[class as usize] {
                    self.class[class as usize] += prices.quota[q as usize];
                    self.changed.push(class);
                }
            }
            above = instance.units.parent[above as usize];
        }
        self.member.clear();
        self.leader.clear();
        if days.people.iter().chain(days.leaders).any(|&price| price != 0) {
            let (mut members, mut leaders) = (0, 0);
            self.member.push(0);
            self.leader.push(0);
            for (&day, &lead) in days.people.iter().zip(days.leaders) {
                members += day as i64;
                leaders += day as i64 + lead as i64;
                self.member.push(members);
                self.leader.push(leaders);
            }
        }
    }

    /// What the class costs a person of the unit on any days.
    pub fn seat(&self, class: u32) -> i64 {
        self.class[class as usize]
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
