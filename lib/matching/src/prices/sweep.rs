//! One look at everybody: what all people choose at the prices, and the bound that follows.

use std::ops::Range;

use super::ascent::{Drift, Pace};
use super::{Chooser, Days, Limits, Prices, Purse, SCALE, Stance};
use crate::model::Instance;
use crate::parallel::{Crew, share};
use crate::value;

/// Units are swept in this many parts whatever the number of threads, so that sums never depend on it.
const CHUNKS: usize = 64;

/// A range of units swept together.
pub(crate) type Chunk = Range<usize>;

/// What a sweep found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sweep {
    /// No assignment that keeps the rules is worth more, in sixteenths.
    pub bound: i64,
    /// Who wants to sit in each class.
    pub class: Vec<u32>,
    /// Who wants to sit on each quota.
    pub quota: Vec<u32>,
}

/// Cuts the units into parts of about the same number of pairs.
pub(crate) fn chunks(instance: &Instance) -> Vec<Chunk> {
    let units = instance.units.parent.len();
    let pairs = |unit: usize| instance.pairs.start[instance.units.people[unit] as usize];
    let total = pairs(units);
    let mut chunks = Vec::new();
    let mut begin = 0;
    for part in 1..=CHUNKS {
        let until = total * part as u64 / CHUNKS as u64;
        let mut end = begin;
        while end < units && (part == CHUNKS || pairs(end + 1) <= until) {
            end += 1;
        }
        if end > begin {
            chunks.push(begin..end);
            begin = end;
        }
    }
    chunks
}

/// How the prices of unit-days move.
pub(crate) struct DayStep<'a> {
    pub pace: Pace,
    pub day: &'a mut [Drift],
    pub lead: &'a mut [Drift],
}

/// Asks everybody; `None` if it was over before. The unit-day prices are moved on the way, after the unit was asked:
/// nobody else sees them.
pub(crate) fn sweep(
    instance: &Instance,
    limits: &Limits,
    prices: &mut Prices,
    chunks: &[Chunk],
    crew: Crew<'_>,
    stances: &[Stance],
    day_step: DayStep<'_>,
) -> Option<Sweep> {
    let days = instance.units.days;
    let (mut day, mut lead) = (std::mem::take(&mut prices.day), std::mem::take(&mut prices.lead));
    let shared = &*prices;
    let mut parts: Vec<Part<'_>> = Vec::new();
    let (mut day_rest, mut lead_rest) = (&mut day[..], &mut lead[..]);
    let (mut day_drifts, mut lead_drifts) = (day_step.day, day_step.lead);
    for chunk in chunks {
        let (day, after) = day_rest.split_at_mut(chunk.len() * days);
        day_rest = after;
        let (lead, after) = lead_rest.split_at_mut(chunk.len() * days);
        lead_rest = after;
        let (day_drift, after) = day_drifts.split_at_mut(chunk.len() * days);
        day_drifts = after;
        let (lead_drift, after) = lead_drifts.split_at_mut(chunk.len() * days);
        lead_drifts = after;
        parts.push(Part { units: chunk.clone(), day, lead, day_drift, lead_drift });
    }
    let pace = day_step.pace;
    let shut: Vec<bool> = stances.iter().map(|&stance| stance == Stance::Shut).collect();
    let tools = || Asking::new(instance, limits, shared, &shut, pace);
    let asked = share(crew, parts, tools, |asking, part| asking.part(part));
    let founds: Vec<Sweep> = asked.into_iter().map(|asking| asking.found).collect();
    (prices.day, prices.lead) = (day, lead);
    let mut sum = Sweep { bound: limits_worth(instance, limits, prices, stances), ..Sweep::empty(instance) };
    for found in founds {
        sum.bound += found.bound;
        sum.class.iter_mut().zip(found.class).for_each(|(a, b)| *a += b);
        sum.quota.iter_mut().zip(found.quota).for_each(|(a, b)| *a += b);
    }
    (!(crew.over)()).then_some(sum)
}

/// What all seats and quotas are worth at their prices; a class that would cost more than it brings is not
/// held. Starts from every mandatory entry missed.
fn limits_worth(instance: &Instance, limits: &Limits, prices: &Prices, stances: &[Stance]) -> i64 {
    let mut worth = value::base(instance) * SCALE;
    for (c, &stance) in stances.iter().enumerate() {
        let quotas = quotas_worth(instance, limits, prices, c);
        worth += match stance {
            Stance::Open => class_worth(limits, prices, c, quotas),
            Stance::Shut => 0,
            Stance::Held { .. } => held_worth(instance, limits, prices, c) + quotas,
        };
    }
    worth
}

/// What the class earns if it must be held: with all its seats sold, or with as few as may be where each costs something.
fn held_worth(instance: &Instance, limits: &Limits, prices: &Prices, c: usize) -> i64 {
    let price = prices.class[c];
    price * if price < 0 { instance.classes.min[c] } else { limits.class[c] } as i64
}

/// What the class earns with all its seats sold; at a price below 0 it sells none.
pub(super) fn class_worth(limits: &Limits, prices: &Prices, c: usize, quotas: i64) -> i64 {
    let worth = prices.class[c].max(0) * limits.class[c] as i64 + quotas;
    if limits.promised[c] { worth } else { worth.max(0) }
}

/// What the quotas of the class are worth at their prices.
pub(super) fn quotas_worth(instance: &Instance, limits: &Limits, prices: &Prices, c: usize) -> i64 {
    let quotas = instance.classes.quotas.of(c).iter();
    quotas.map(|&q| worth_of_quota(instance, limits, prices.quota[q as usize], q)).sum()
}

/// What a quota is worth at a price: above 0 its maximum, below 0 its minimum counts.
pub(super) fn worth_of_quota(instance: &Instance, limits: &Limits, price: i64, q: u32) -> i64 {
    let limit = if price > 0 { limits.quota[q as usize] } else { instance.quotas[q as usize].min };
    price * limit as i64
}

impl Sweep {
    fn empty(instance: &Instance) -> Self {
        Self { bound: 0, class: vec![0; instance.class_count()], quota: vec![0; instance.quotas.len()] }
    }
}

struct Part<'a> {
    units: Chunk,
    day: &'a mut [i32],
    lead: &'a mut [i32],
    day_drift: &'a mut [Drift],
    lead_drift: &'a mut [Drift],
}

/// One thread's way through its parts.
struct Asking<'a> {
    instance: &'a Instance,
    limits: &'a Limits,
    prices: &'a Prices,
    pace: Pace,
    purse: Purse,
    chooser: Chooser,
    away: Vec<i64>,
    leaders: Vec<i64>,
    found: Sweep,
}

impl<'a> Asking<'a> {
    fn new(
        instance: &'a Instance,
        limits: &'a Limits,
        prices: &'a Prices,
        shut: &[bool],
        pace: Pace,
    ) -> Self {
        let days = instance.units.days;
        Self {
            instance,
            limits,
            prices,
            pace,
            purse: Purse::without(prices, shut),
            chooser: Chooser::default(),
            away: vec![0; days],
            leaders: vec![0; days],
            found: Sweep::empty(instance),
        }
    }

    fn part(&mut self, part: Part<'_>) {
        let days = self.instance.units.days;
        for unit in part.units.clone() {
            let at = (unit - part.units.start) * days;
            self.unit(unit, &mut part.day[at..at + days], &mut part.lead[at..at + days]);
            let own = at..at + days;
            let all = unit * days..(unit + 1) * days;
            let (day, lead) = (&self.limits.day[all.clone()], &self.limits.lead[all]);
            self.found.bound += settle(
                &mut part.day[own.clone()],
                &self.away,
                day,
                &mut part.day_drift[own.clone()],
                self.pace,
            );
            self.found.bound += settle(
                &mut part.lead[own.clone()],
                &self.leaders,
                lead,
                &mut part.lead_drift[own],
                self.pace,
            );
        }
    }

    fn unit(&mut self, unit: usize, day: &mut [i32], lead: &mut [i32]) {
        let instance = self.instance;
        self.purse.enter(instance, self.limits, self.prices, unit, Days { people: day, leaders: lead });
        self.away.fill(0);
        self.leaders.fill(0);
        for p in instance.units.people[unit] as usize..instance.units.people[unit + 1] as usize {
            let leads = instance.people.role[p].leads();
            let purse = &self.purse;
            let (worth, classes) =
                self.chooser.best(instance, p, |class| Some(purse.price(instance, leads, class)));
            self.found.bound += worth;
            for &class in classes {
                let c = class as usize;
                self.found.class[c] += 1;
                for &q in instance.classes.quotas.of(c) {
                    let inside = instance.unit_within(unit as u32, instance.quotas[q as usize].unit);
                    self.found.quota[q as usize] += inside as u32;
                }
                for d in instance.classes.first[c] as usize..=instance.classes.last[c] as usize {
                    self.away[d] += 1;
                    self.leaders[d] += leads as i64;
                }
            }
        }
    }
}

/// The worth of the unit's days at the prices asked; then moves the prices by what was too much or too little.
fn settle(prices: &mut [i32], used: &[i64], limits: &[u16], drifts: &mut [Drift], pace: Pace) -> i64 {
    let mut worth = 0;
    for (((price, &used), &limit), drift) in prices.iter_mut().zip(used).zip(limits).zip(drifts) {
        let excess = used - limit as i64;
        if *price == 0 && excess <= 0 {
            continue;
        }
        worth += *price as i64 * limit as i64;
        *price = (*price as i64 + drift.step(excess as f32, pace.of(*price as i64))).clamp(0, 1 << 30) as i32;
    }
    worth
}
