//! Who may attend what: rule 1, asked of one pair, and of all pairs at once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Instance, Pairs};
use crate::parallel::{Crew, parallel};
use crate::value;

/// The rule that keeps a person out of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Audience,
    Rank,
    Role,
    Sector,
    History,
    /// The busy days, as day numbers.
    Busy(i32, i32),
    /// Closes no gap, counts for no hours, is neither mandatory nor preferred.
    NoNeed,
}

/// Why the person may not attend the class, `None` if they may.
pub(crate) fn refusal(instance: &Instance, person: u32, class: u32) -> Option<Refusal> {
    let (p, c) = (person as usize, class as usize);
    if !instance.unit_within(instance.people.unit[p], instance.classes.audience[c]) {
        return Some(Refusal::Audience);
    }
    refusal_inside(instance, p, c)
}

/// The same for a person known to belong to the audience.
fn refusal_inside(instance: &Instance, p: usize, c: usize) -> Option<Refusal> {
    let (people, classes) = (&instance.people, &instance.classes);
    let (from, to) = classes.ranks[c];
    if people.rank[p] < from || people.rank[p] > to {
        return Some(Refusal::Rank);
    }
    if classes.roles[c] & people.role[p].bit() == 0 {
        return Some(Refusal::Role);
    }
    let sectors = classes.sectors.of(c);
    if !sectors.is_empty() && !sectors.contains(&people.sector[p]) {
        return Some(Refusal::Sector);
    }
    if people.history.of(p).contains(&classes.topic[c]) {
        return Some(Refusal::History);
    }
    let falls_in = |&&(from, to): &&(i32, i32)| from <= classes.end[c] && classes.start[c] <= to;
    if let Some(&(from, to)) = people.busy.of(p).iter().find(falls_in) {
        return Some(Refusal::Busy(from, to));
    }
    if needed(instance, p, c) { None } else { Some(Refusal::NoNeed) }
}

fn needed(instance: &Instance, p: usize, c: usize) -> bool {
    let (people, classes) = (&instance.people, &instance.classes);
    let class = c as u32;
    (people.hours_due[p] > 0 && classes.hours[c] > 0)
        || classes.coverage.of(c).iter().any(|cover| value::severity(instance, p, cover.topic) > 0)
        || people.preferences.of(p).iter().any(|&(other, points)| other == class && points > 0)
        || people
            .mandatory
            .of(p)
            .iter()
            .any(|&g| instance.groups.classes.of(g as usize).binary_search(&class).is_ok())
}

/// The work is cut into so many parts whatever the number of threads.
const PARTS: usize = 64;

/// All pairs, person by person in the order of classes. Promised seats are pairs whatever the rules say; a class
/// that can never reach its minimum is nobody's.
pub(crate) fn pairs(instance: &Instance, threads: usize) -> Pairs {
    let (crew, count) = (Crew::tireless(threads), instance.people.unit.len());
    let units = instance.units.parent.len();
    let mut by_audience = vec![Vec::new(); units];
    for (class, &audience) in instance.classes.audience.iter().enumerate() {
        by_audience[audience as usize].push(class as u32);
    }
    let part = |all: usize, part: usize| all * part / PARTS..all * (part + 1) / PARTS;
    let found = |_: &mut (), at: usize| Some(open_to_units(instance, &by_audience, part(units, at)));
    let found = parallel(crew, PARTS, || (), found);
    let mut pairs = Pairs { reach: vec![0; instance.classes.min.len()], ..Pairs::default() };
    pairs.start.reserve_exact(count + 1);
    pairs.start.push(0);
    pairs.class.reserve_exact(found.iter().map(|part| part.class.len()).sum());
    for part in found {
        let begin = pairs.class.len() as u64;
        pairs.start.extend(part.start[1..].iter().map(|end| begin + end));
        pairs.class.extend(part.class);
        pairs.reach.iter_mut().zip(part.reach).for_each(|(all, here)| *all += here);
    }
    remove_hopeless(instance, &mut pairs);
    let alone = |p: usize| pairs.classes(p).iter().map(move |&c| value::alone(instance, p, c) as i32);
    let alone = |_: &mut (), at: usize| Some(part(count, at).flat_map(alone).collect::<Vec<i32>>());
    let alone = parallel(crew, PARTS, || (), alone);
    pairs.alone.reserve_exact(pairs.class.len());
    alone.into_iter().for_each(|part| pairs.alone.extend(part));
    pairs
}

/// The pairs of the people of some units, without what each class alone adds.
fn open_to_units(instance: &Instance, by_audience: &[Vec<u32>], units: Range<usize>) -> Pairs {
    let mut pairs = Pairs { start: vec![0], ..Pairs::default() };
    let mut open = Vec::new();
    let mut reach = Reach::new(instance);
    for unit in units {
        open.clear();
        let mut at = unit as u32;
        while at != u32::MAX {
            open.extend_from_slice(&by_audience[at as usize]);
            at = instance.units.parent[at as usize];
        }
        open.sort_unstable();
        for p in instance.units.people[unit] as usize..instance.units.people[unit + 1] as usize {
            let begin = pairs.class.len();
            pairs.class.extend(open.iter().filter(|&&c| refusal_inside(instance, p, c as usize).is_none()));
            admit_fixed(instance, p, begin, &mut pairs.class);
            pairs.start.push(pairs.class.len() as u64);
            reach.count(instance, p, &pairs.class[begin..]);
        }
    }
    reach.end_unit();
    pairs.reach = reach.people;
    // The list of pairs is most of the memory.
    pairs.class.shrink_to_fit();
    pairs
}

/// How many people could sit in each class at once: of a unit no more than may be away, and one leader.
struct Reach {
    people: Vec<u32>,
    unit: u32,
    cap: u32,
    /// Of the unit under way: members, and whether there is a leader.
    here: BTreeMap<u32, (u32, bool)>,
}

impl Reach {
    fn new(instance: &Instance) -> Self {
        Self { people: vec![0; instance.classes.min.len()], unit: u32::MAX, cap: 0, here: BTreeMap::new() }
    }

    fn count(&mut self, instance: &Instance, p: usize, classes: &[u32]) {
        if instance.people.unit[p] != self.unit {
            self.end_unit();
            self.unit = instance.people.unit[p];
            self.cap = instance.units.cap[self.unit as usize];
        }
        for &class in classes {
            let (members, leader) = self.here.entry(class).or_default();
            if instance.people.role[p].leads() { *leader = true } else { *members += 1 }
        }
    }

    fn end_unit(&mut self) {
        for (class, (members, leader)) in std::mem::take(&mut self.here) {
            self.people[class as usize] += (members + leader as u32).min(self.cap);
        }
    }
}

fn remove_hopeless(instance: &Instance, pairs: &mut Pairs) {
    let mut hopeless: Vec<bool> =
        pairs.reach.iter().zip(&instance.classes.min).map(|(people, min)| people < min).collect();
    for p in 0..instance.people.unit.len() {
        instance.people.fixed.of(p).iter().for_each(|&class| hopeless[class as usize] = false);
    }
    if !hopeless.contains(&true) {
        return;
    }
    let (mut read, mut write) = (0, 0);
    for p in 0..instance.people.unit.len() {
        let end = pairs.start[p + 1] as usize;
        for at in read..end {
            if !hopeless[pairs.class[at] as usize] {
                pairs.class[write] = pairs.class[at];
                write += 1;
            }
        }
        read = end;
        pairs.start[p + 1] = write as u64;
    }
    pairs.class.truncate(write);
}

fn admit_fixed(instance: &Instance, p: usize, begin: usize, classes: &mut Vec<u32>) {
    let fixed = instance.people.fixed.of(p);
    let missing = fixed.iter().filter(|f| !classes[begin..].contains(f)).copied().collect::<Vec<_>>();
    if !missing.is_empty() {
        classes.extend(missing);
        classes[begin..].sort_unstable();
    }
}
