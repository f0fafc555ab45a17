//! The seats taken and the room left, changed one seat at a time.

use crate::model::{ClassId, Instance, PersonId};
use crate::prices::{Limits, Prices};
use crate::solution::{Seat, Solution};
use crate::value;

const NOBODY: u32 = u32::MAX;

/// What keeps a person from one more seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    /// The class is decided not to be held.
    NotHeld,
    /// Every seat is taken.
    Full,
    /// The quota's maximum is reached.
    Quota(u32),
    /// As many of the unit are away on one of the days as may be.
    Unit,
    /// Another leader of the unit is away on one of the days.
    Leader,
}

/// Who sits where. Every limit of the rules is kept at all times; the minimum of a class is left to the
/// decision which classes are held.
#[derive(Clone)]
pub(crate) struct Seating<'a> {
    pub instance: &'a Instance,
    pub limits: &'a Limits,
    start: Vec<u32>,
    slots: Vec<u32>,
    count: Vec<u8>,
    /// Who sits in each class.
    pub roster: Vec<Vec<u32>>,
    /// How many seats of each class are free.
    free: Vec<i32>,
    pub quota_used: Vec<u32>,
    room_day: Vec<i16>,
    room_lead: Vec<i16>,
    /// Classes decided not to be held.
    pub closed: Vec<bool>,
}

impl<'a> Seating<'a> {
    /// The promised seats and nothing else.
    pub fn new(instance: &'a Instance, limits: &'a Limits) -> Self {
        let count = instance.people_count();
        let mut start = Vec::with_capacity(count + 1);
        let mut end = 0u32;
        start.push(0);
        for p in 0..count {
            end += (instance.people.max_classes[p] as usize).max(instance.people.fixed.of(p).len()) as u32;
            start.push(end);
        }
        let room = |limits: &[u16]| limits.iter().map(|&limit| limit.min(i16::MAX as u16) as i16).collect();
        let mut seating = Self {
            instance,
            limits,
            slots: vec![NOBODY; end as usize],
            start,
            count: vec![0; count],
            roster: vec![Vec::new(); instance.class_count()],
            free: limits.class.iter().map(|&limit| limit as i32).collect(),
            quota_used: vec![0; instance.quotas.len()],
            room_day: room(&limits.day),
            room_lead: room(&limits.lead),
            closed: vec![false; instance.class_count()],
        };
        for p in 0..count {
            for &class in instance.people.fixed.of(p) {
                seating.seat(p, class);
            }
        }
        seating
    }

    pub fn classes(&self, p: usize) -> &[u32] {
        let begin = self.start[p] as usize;
        &self.slots[begin..begin + self.count[p] as usize]
    }

    pub fn is_promised(&self, p: usize, class: u32) -> bool {
        self.instance.people.fixed.of(p).contains(&class)
    }

    /// The most classes the person may have.
    pub fn most(&self, p: usize) -> usize {
        (self.start[p + 1] - self.start[p]) as usize
    }

    /// The quotas that count this person in the class.
    pub fn quotas(&self, p: usize, class: u32) -> impl Iterator<Item = u32> + '_ {
        let unit = self.instance.people.unit[p];
        let inside = move |&q: &u32| self.instance.unit_within(unit, self.instance.quotas[q as usize].unit);
        self.instance.classes.quotas.of(class as usize).iter().copied().filter(inside)
    }

    /// Whether the class is held and has a free seat, quotas apart.
    pub fn has_room(&self, class: u32) -> bool {
        self.free[class as usize] > 0 && !self.closed[class as usize]
    }

    pub fn is_full(&self, class: u32) -> bool {
        self.free[class as usize] <= 0
    }

    fn unit_days(&self, p: usize, class: u32) -> std::ops::RangeInclusive<usize> {
        let at = self.instance.people.unit[p] as usize * self.instance.units.days;
        let c = class as usize;
        at + self.instance.classes.first[c] as usize..=at + self.instance.classes.last[c] as usize
    }

    /// What keeps the person from the class, their own other classes apart.
    pub fn block(&self, p: usize, class: u32) -> Option<Block> {
        self.seat_block(p, class).or_else(|| self.unit_block(p, class))
    }

    /// The same without asking the person's unit.
    pub fn seat_block(&self, p: usize, class: u32) -> Option<Block> {
        let c = class as usize;
        if self.closed[c] {
            return Some(Block::NotHeld);
        }
        if self.is_full(class) {
            return Some(Block::Full);
        }
        if let Some(q) =
            self.quotas(p, class).find(|&q| self.quota_used[q as usize] >= self.limits.quota[q as usize])
        {
            return Some(Block::Quota(q));
        }
        None
    }

    /// What the person's unit says to a further absence on the days of the class.
    pub fn unit_block(&self, p: usize, class: u32) -> Option<Block> {
        let days = self.unit_days(p, class);
        if self.room_day[days.clone()].iter().any(|&room| room <= 0) {
            return Some(Block::Unit);
        }
        if self.instance.people.role[p].leads() && self.room_lead[days].iter().any(|&room| room <= 0) {
            return Some(Block::Leader);
        }
        None
    }

    /// The same once the person has left those of their classes that are not in `kept`.
    pub fn unit_block_without(&self, p: usize, class: u32, kept: &[u32]) -> Option<Block> {
        let classes = &self.instance.classes;
        let leads = self.instance.people.role[p].leads();
        let first = self.instance.people.unit[p] as usize * self.instance.units.days;
        for at in self.unit_days(p, class) {
            let day = (at - first) as u16;
            let left = |c: &&u32| {
                !kept.contains(c) && classes.first[**c as usize] <= day && day <= classes.last[**c as usize]
            };
            let tight = self.room_day[at] <= 0 || leads && self.room_lead[at] <= 0;
            if !tight {
                continue;
            }
            let left = self.classes(p).iter().filter(left).count() as i16;
            if self.room_day[at] + left <= 0 {
                return Some(Block::Unit);
            }
            if leads && self.room_lead[at] + left <= 0 {
                return Some(Block::Leader);
            }
        }
        None
    }

    /// What the unit's days that are full cost somebody who comes to the class, in sixteenths.
    pub fn day_price(&self, p: usize, class: u32, prices: &Prices, leads: bool) -> i64 {
        let mut price = 0;
        for at in self.unit_days(p, class) {
            if self.room_day[at] <= 0 {
                price += prices.day[at] as i64;
            }
            if leads && self.room_lead[at] <= 0 {
                price += prices.lead[at] as i64;
            }
        }
        price
    }

    /// Those of the unit, with the class that takes them away, who would have to stay if the person were to go
    /// on the first day that is full; `None` if nobody is away then.
    pub fn in_the_way(&self, p: usize, class: u32) -> Option<Vec<(u32, u32)>> {
        let instance = self.instance;
        let leads = instance.people.role[p].leads();
        let unit = instance.people.unit[p] as usize;
        let first = unit * instance.units.days;
        let full = |&at: &usize| self.room_day[at] <= 0 || leads && self.room_lead[at] <= 0;
        let at = self.unit_days(p, class).find(full)?;
        let leaders_only = self.room_day[at] > 0;
        let day = (at - first) as u16;
        let classes = &instance.classes;
        let people = instance.units.people[unit] as usize..instance.units.people[unit + 1] as usize;
        let people = people.filter(|&q| q != p && (!leaders_only || instance.people.role[q].leads()));
        let away = |&c: &u32| classes.first[c as usize] <= day && day <= classes.last[c as usize];
        let ways: Vec<_> =
            people.filter_map(|q| Some((q as u32, self.classes(q).iter().copied().find(away)?))).collect();
        (!ways.is_empty()).then_some(ways)
    }

    pub fn seat(&mut self, p: usize, class: u32) {
        let at = self.start[p] as usize + self.count[p] as usize;
        self.slots[at] = class;
        self.count[p] += 1;
        self.roster[class as usize].push(p as u32);
        self.free[class as usize] -= 1;
        self.count_away(p, class, 1);
    }

    pub fn unseat(&mut self, p: usize, class: u32) {
        let (begin, count) = (self.start[p] as usize, self.count[p] as usize);
        let own = &mut self.slots[begin..begin + count];
        if let Some(at) = own.iter().position(|&c| c == class) {
            own.swap(at, count - 1);
            self.slots[begin + count - 1] = NOBODY;
            self.count[p] -= 1;
        }
        let roster = &mut self.roster[class as usize];
        if let Some(at) = roster.iter().position(|&other| other as usize == p) {
            roster.swap_remove(at);
            self.free[class as usize] += 1;
        }
        self.count_away(p, class, -1);
    }

    fn count_away(&mut self, p: usize, class: u32, more: i16) {
        let unit = self.instance.people.unit[p];
        for &q in self.instance.classes.quotas.of(class as usize) {
            if self.instance.unit_within(unit, self.instance.quotas[q as usize].unit) {
                self.quota_used[q as usize] = self.quota_used[q as usize].wrapping_add_signed(more as i32);
            }
        }
        let days = self.unit_days(p, class);
        self.room_day[days.clone()].iter_mut().for_each(|room| *room -= more);
        if self.instance.people.role[p].leads() {
            self.room_lead[days].iter_mut().for_each(|room| *room -= more);
        }
    }

    /// What one more person in the class adds through minima of quotas not yet reached.
    pub fn quota_gain(&self, p: usize, class: u32) -> i64 {
        let short = |&q: &u32| self.quota_used[q as usize] < self.instance.quotas[q as usize].min;
        self.quotas(p, class).filter(short).count() as i64 * self.instance.weights.quota_short
    }

    /// What taking the person out of the class loses through minima of quotas.
    pub fn quota_loss(&self, p: usize, class: u32) -> i64 {
        let short = |&q: &u32| self.quota_used[q as usize] <= self.instance.quotas[q as usize].min;
        self.quotas(p, class).filter(short).count() as i64 * self.instance.weights.quota_short
    }

    /// What holding the class costs before anybody sits: all its quotas' minima are short.
    pub fn holding_cost(&self, class: usize) -> i64 {
        let minima = self
            .instance
            .classes
            .quotas
            .of(class)
            .iter()
            .map(|&q| self.instance.quotas[q as usize].min as i64);
        minima.sum::<i64>() * self.instance.weights.quota_short
    }

    /// The objective, of held classes only.
    pub fn objective(&self) -> i64 {
        let people: i64 =
            (0..self.count.len()).map(|p| value::of_set(self.instance, p, self.classes(p))).sum();
        value::base(self.instance) + people - self.quota_short_cost()
    }

    /// What the seats missing to quota minima of held classes cost.
    pub fn quota_short_cost(&self) -> i64 {
        let short = |(q, quota): (usize, &crate::model::Quota)| {
            let held = !self.roster[quota.class as usize].is_empty();
            if held { (quota.min as i64 - self.quota_used[q] as i64).max(0) } else { 0 }
        };
        let short: i64 = self.instance.quotas.iter().enumerate().map(short).sum();
        short * self.instance.weights.quota_short
    }

    pub fn solution(&self) -> Solution {
        let seats = (0..self.count.len()).flat_map(|p| {
            self.classes(p).iter().map(move |&c| Seat { person: PersonId(p as u32), class: ClassId(c) })
        });
        Solution::new(seats.collect())
    }
}
