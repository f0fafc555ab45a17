//! The limits that prices stand for, widened where promised seats already pass them.

use crate::model::{Instance, Lists};

/// How many may sit, belong to a quota, be away on a day. A promised seat stays whatever it breaks, so a limit
/// is never below what the promises use.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub class: Vec<u32>,
    /// `u32::MAX` for no upper bound.
    pub quota: Vec<u32>,
    /// One a unit and watched day.
    pub day: Vec<u16>,
    pub lead: Vec<u16>,
    /// The quotas that count people of exactly this unit's subtree.
    pub quotas_at: Lists<u32>,
    /// Whether the class must be held because somebody was promised a seat.
    pub promised: Vec<bool>,
}

/// No unit has more people than this away in practice; it stands for "no cap".
const NO_CAP: u16 = i16::MAX as u16;

impl Limits {
    pub fn new(instance: &Instance) -> Self {
        let units = instance.units.parent.len();
        let days = instance.units.days;
        let at: Vec<(u32, u32)> = instance.quotas.iter().zip(0..).map(|(q, i)| (q.unit, i)).collect();
        let cap = |unit: usize| instance.units.cap[unit].min(NO_CAP as u32) as u16;
        let mut limits = Self {
            class: instance.classes.max.clone(),
            quota: instance.quotas.iter().map(|q| q.max).collect(),
            day: (0..units).flat_map(|unit| std::iter::repeat_n(cap(unit), days)).collect(),
            lead: vec![1; units * days],
            quotas_at: Lists::collect(units, &at),
            promised: vec![false; instance.class_count()],
        };
        if !instance.people.fixed.is_empty() {
            limits.widen(instance);
        }
        limits
    }

    fn widen(&mut self, instance: &Instance) {
        let mut class = vec![0u32; self.class.len()];
        let mut quota = vec![0u32; self.quota.len()];
        let mut day = vec![0u16; self.day.len()];
        let mut lead = vec![0u16; self.lead.len()];
        for p in 0..instance.people_count() {
            let unit = instance.people.unit[p];
            let mut own = std::collections::BTreeMap::<usize, u16>::new();
            for &fixed in instance.people.fixed.of(p) {
                let c = fixed as usize;
                class[c] += 1;
                self.promised[c] = true;
                for &q in instance.classes.quotas.of(c) {
                    quota[q as usize] += instance.unit_within(unit, instance.quotas[q as usize].unit) as u32;
                }
                for d in instance.classes.first[c]..=instance.classes.last[c] {
                    *own.entry(unit as usize * instance.units.days + d as usize).or_default() += 1;
                }
            }
            for (at, times) in own {
                day[at] += times;
                lead[at] += times * instance.people.role[p].leads() as u16;
                // Two promised classes on one day are one person away, but are counted twice.
                self.day[at] += times - 1;
                self.lead[at] += (times - 1) * instance.people.role[p].leads() as u16;
            }
        }
        self.class.iter_mut().zip(class).for_each(|(limit, used)| *limit = (*limit).max(used));
        self.quota.iter_mut().zip(quota).for_each(|(limit, used)| *limit = (*limit).max(used));
        self.day.iter_mut().zip(day).for_each(|(limit, used)| *limit = (*limit).max(used));
        self.lead.iter_mut().zip(lead).for_each(|(limit, used)| *limit = (*limit).max(used));
    }
}
