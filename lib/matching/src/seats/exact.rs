//! Few people: every combination of their sets is looked at, as far as it can still be better.

use super::seating::Seating;
use crate::value;

/// More people than this are left to the other moves.
const PEOPLE: usize = 10;
/// After this many combinations the search ends with the best so far.
const LOOKS: u64 = 300_000;
/// The most sets looked at for one person.
const SETS: usize = 4_000;

/// The best seats of all, if there are few enough people to look at every combination: a tree over people, cut
/// where even everybody's best set could not beat the best known. Returns whether something better was found.
pub(crate) fn search(seating: &mut Seating<'_>, bonus: &dyn Fn(u32, u32) -> i64, known: i64) -> bool {
    let people = seating.instance.people_count();
    if people > PEOPLE {
        return false;
    }
    let before: Vec<Vec<u32>> = (0..people).map(|p| seating.classes(p).to_vec()).collect();
    let closed = std::mem::replace(&mut seating.closed, vec![false; seating.roster.len()]);
    let menus: Vec<Vec<(i64, Vec<u32>)>> = (0..people).map(|p| sets(seating, bonus, p)).collect();
    (0..people).for_each(|p| change(seating, p, seating.instance.people.fixed.of(p)));
    let mut rest = vec![value::base(seating.instance); people + 1];
    for p in (0..people).rev() {
        rest[p] = rest[p + 1] + menus[p].first().map_or(0, |dish| dish.0);
    }
    let mut tree = Tree { seating, menus: &menus, rest: &rest, best: known, found: None, looks: 0 };
    tree.branch(0, 0, &mut Vec::new());
    let found = tree.found.take();
    let better = found.is_some();
    (0..people).for_each(|p| change(seating, p, seating.instance.people.fixed.of(p)));
    for (p, set) in found.unwrap_or(before).iter().enumerate() {
        change(seating, p, set);
    }
    seating.closed = if better { seating.roster.iter().map(Vec::is_empty).collect() } else { closed };
    better
}

fn change(seating: &mut Seating<'_>, p: usize, set: &[u32]) {
    for class in seating.classes(p).to_vec() {
        if !set.contains(&class) {
            seating.unseat(p, class);
        }
    }
    let own = seating.classes(p).to_vec();
    set.iter().filter(|class| !own.contains(class)).for_each(|&class| seating.seat(p, class));
}

/// Every set of classes the person may have by themselves, the most valuable first.
fn sets(seating: &Seating<'_>, bonus: &dyn Fn(u32, u32) -> i64, p: usize) -> Vec<(i64, Vec<u32>)> {
    let instance = seating.instance;
    let mut sets = vec![instance.people.fixed.of(p).to_vec()];
    for &class in instance.pairs.classes(p) {
        for at in 0..sets.len() {
            let set = &sets[at];
            let fits = set.len() < seating.most(p) && !set.contains(&class);
            if fits && set.iter().all(|&other| !instance.clash(other, class)) && sets.len() < SETS {
                let mut set = set.clone();
                set.push(class);
                sets.push(set);
            }
        }
    }
    let worth =
        |set: &[u32]| value::of_set(instance, p, set) + set.iter().map(|&c| bonus(p as u32, c)).sum::<i64>();
    let mut sets: Vec<(i64, Vec<u32>)> = sets.into_iter().map(|set| (worth(&set), set)).collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.0));
    sets
}

struct Tree<'s, 'a> {
    seating: &'s mut Seating<'a>,
    menus: &'s [Vec<(i64, Vec<u32>)>],
    /// At most what everybody from a person on can add, with what the objective starts from.
    rest: &'s [i64],
    best: i64,
    found: Option<Vec<Vec<u32>>>,
    looks: u64,
}

impl Tree<'_, '_> {
    fn branch(&mut self, p: usize, worth: i64, chosen: &mut Vec<usize>) {
        self.looks += 1;
        if self.looks > LOOKS || worth + self.rest[p] <= self.best {
            return;
        }
        if p == self.menus.len() {
            return self.leaf(worth, chosen);
        }
        for at in 0..self.menus[p].len() {
            let (more, set) = &self.menus[p][at];
            let new: Vec<u32> =
                set.iter().copied().filter(|c| !self.seating.classes(p).contains(c)).collect();
            let mut taken = Vec::new();
            for &class in &new {
                if self.seating.block(p, class).is_some() {
                    break;
                }
                self.seating.seat(p, class);
                taken.push(class);
            }
            if taken.len() == new.len() {
                chosen.push(at);
                self.branch(p + 1, worth + more, chosen);
                chosen.pop();
            }
            taken.into_iter().for_each(|class| self.seating.unseat(p, class));
        }
    }

    fn leaf(&mut self, worth: i64, chosen: &[usize]) {
        let short = |c: usize| {
            let seats = self.seating.roster[c].len();
            seats > 0
                && seats < self.seating.instance.classes.min[c] as usize
                && !self.seating.limits.promised[c]
        };
        let objective = worth + self.rest[self.menus.len()] - self.seating.quota_short_cost();
        if objective > self.best && !(0..self.seating.roster.len()).any(short) {
            self.best = objective;
            self.found = Some(chosen.iter().zip(self.menus).map(|(&at, menu)| menu[at].1.clone()).collect());
        }
    }
}
