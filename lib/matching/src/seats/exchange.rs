//! The last word: exchanges that raise the objective itself.
//!
//! Somebody takes the set of classes they gain most by; whoever is in the way, in a full class, on a full quota
//! or away from the same unit on the same days, takes their best set of free seats. What the whole gains is
//! computed exactly, and what does not gain is taken back. Once no exchange gains, nobody of higher worth is
//! refused a seat for somebody of lower worth.

use super::auction::Bonus;
use super::seating::{Block, Seating};
use crate::parallel::{Crew, parallel};
use crate::prices::{Chooser, SCALE};
use crate::value;

/// What it costs to push out somebody who cannot be pushed out.
pub(super) const NEVER: i64 = 1 << 56;
/// What leaving a class that must not get smaller costs: more than any value, less than `NEVER`.
pub(super) const KEPT: i64 = 1 << 46;

/// A seating and what pushing somebody out of each class costs.
pub(crate) struct Exchange<'a, 'b> {
    pub seating: &'b mut Seating<'a>,
    bonus: Bonus<'b>,
    pub(super) crew: Crew<'b>,
    /// For each class the least anybody in it would lose by leaving; for each quota likewise.
    loss: Vec<i64>,
    chooser: Chooser,
    log: Vec<(u32, Vec<u32>)>,
    gain: i64,
}

impl<'a, 'b> Exchange<'a, 'b> {
    pub fn new(seating: &'b mut Seating<'a>, bonus: Bonus<'b>, crew: Crew<'b>) -> Self {
        let nodes = seating.roster.len() + seating.instance.quotas.len();
        Self {
            seating,
            bonus,
            crew,
            loss: vec![0; nodes],
            chooser: Chooser::default(),
            log: Vec::new(),
            gain: 0,
        }
    }

    /// One pass over everybody; returns what was gained.
    pub fn pass(&mut self) -> i64 {
        self.measure_losses();
        let mut gained = 0;
        for (at, (_, p)) in self.wishes().into_iter().enumerate() {
            if at % 16 == 0 && (self.crew.over)() {
                break;
            }
            gained += self.improve(p as usize);
        }
        gained
    }

    /// Tries the person's wishes, the best first, until one gains or none is left; returns the gain.
    fn improve(&mut self, p: usize) -> i64 {
        let mut chooser = Chooser::default();
        let mut failed: Vec<u32> = Vec::new();
        loop {
            let (gain, set) = self.wish(&mut chooser, p, &failed);
            if gain <= 0 {
                return 0;
            }
            if self.attempt(p, &set) {
                return self.gain;
            }
            let own = self.seating.classes(p);
            let tried = failed.len();
            failed.extend(set.iter().filter(|class| !own.contains(class)));
            if failed.len() == tried {
                return 0;
            }
        }
    }

    /// Cut short once it is over: nobody then is pushed out of the classes left.
    pub(super) fn measure_losses(&mut self) {
        let this = &*self;
        let nodes = this.loss.len();
        let mut losses = parallel(this.crew, nodes, Chooser::default, |chooser, node| {
            Some(this.least_loss(chooser, node).map_or(NEVER, |(loss, _)| loss))
        });
        losses.resize(nodes, NEVER);
        self.loss = losses;
    }

    /// Everybody who would gain by an exchange, the largest gain first.
    fn wishes(&self) -> Vec<(i64, u32)> {
        let count = self.seating.instance.people_count();
        let mut wishes = parallel(self.crew, count, Chooser::default, |chooser, p| {
            let (gain, _) = self.wish(chooser, p, &[]);
            (gain > 0).then_some((-gain, p as u32))
        });
        wishes.sort_unstable();
        wishes
    }

    /// The set the person would gain most by, without the classes that `failed`, and what the whole would gain if
    /// losses are as measured.
    fn wish(&self, chooser: &mut Chooser, p: usize, failed: &[u32]) -> (i64, Vec<u32>) {
        let own = self.seating.classes(p);
        let price = |class: u32| if failed.contains(&class) { None } else { self.price(p, class, own) };
        let admits = |class: u32| self.admits(p, class, own);
        let (_, set) = chooser.best_admitted(self.seating.instance, p, price, admits);
        let set = set.to_vec();
        (self.reduced(p, &set, &price) - self.reduced(p, own, &price), set)
    }

    /// The price of a class where nobody is pushed out: free seats and own ones only, see [`Self::is_free`].
    pub(super) fn free_price(&self, p: usize, class: u32, own: &[u32]) -> Option<i64> {
        if own.contains(&class) {
            return self.own_price(p, class);
        }
        let free = self.seating.has_room(class);
        free.then(|| -((self.bonus)(p as u32, class) + self.seating.quota_gain(p, class)) * SCALE)
    }

    /// Whether the person has the class or could have it without pushing anybody out.
    pub(super) fn is_free(&self, p: usize, class: u32, own: &[u32]) -> bool {
        own.contains(&class)
            || self.seating.seat_block(p, class).is_none()
                && self.seating.unit_block_without(p, class, &[]).is_none()
    }

    /// What leaving an own class would cost the whole, as a negative price: more than everything if the class
    /// then had too few people.
    fn own_price(&self, p: usize, class: u32) -> Option<i64> {
        let (seating, c) = (&*self.seating, class as usize);
        let least = seating.instance.classes.min[c] as usize;
        let needed = seating.roster[c].len() == least && !seating.limits.promised[c];
        let kept = if needed { KEPT } else { 0 };
        Some(-(self.leaving(p, class) + kept) * SCALE)
    }

    /// What leaving the class costs the whole apart from the person's own value.
    fn leaving(&self, p: usize, class: u32) -> i64 {
        (self.bonus)(p as u32, class) + self.seating.quota_loss(p, class)
    }

    pub(super) fn reduced(&self, p: usize, set: &[u32], price: &dyn Fn(u32) -> Option<i64>) -> i64 {
        let cost: i64 = set.iter().filter_map(|&class| price(class)).sum();
        value::of_set(self.seating.instance, p, set) - cost / SCALE
    }

    /// What the whole loses, apart from the person's own value, if they sit in the class; in sixteenths.
    pub(super) fn price(&self, p: usize, class: u32, own: &[u32]) -> Option<i64> {
        let seating = &*self.seating;
        let bonus = (self.bonus)(p as u32, class);
        if own.contains(&class) {
            return self.own_price(p, class);
        }
        let loss = match seating.seat_block(p, class) {
            None => 0,
            Some(Block::NotHeld) => return None,
            Some(Block::Quota(q)) => self.loss[seating.roster.len() + q as usize],
            Some(_) => self.loss[class as usize],
        };
        (loss < NEVER).then(|| (loss - seating.quota_gain(p, class) - bonus) * SCALE)
    }

    /// Whether the unit could spare the person if a colleague stayed. What that one loses is not known before the
    /// attempt; that there is one is.
    pub(super) fn admits(&self, p: usize, class: u32, own: &[u32]) -> bool {
        own.contains(&class)
            || self.seating.unit_block_without(p, class, &[]).is_none()
            || self.seating.in_the_way(p, class).is_some()
    }

    /// What the person's classes are worth to the whole, quota minima included.
    fn worth(&self, p: usize) -> i64 {
        let own = self.seating.classes(p);
        value::of_set(self.seating.instance, p, own)
            + own.iter().map(|&c| (self.bonus)(p as u32, c)).sum::<i64>()
    }

    /// The best set of free seats and own ones, without `barred`; and what it is worth.
    pub(super) fn fallback(&self, chooser: &mut Chooser, p: usize, barred: u32) -> (i64, Vec<u32>) {
        let seating = &*self.seating;
        let own = seating.classes(p);
        let price = |class: u32| {
            let bonus = || (self.bonus)(p as u32, class);
            if class == barred {
                None
            } else if own.contains(&class) {
                Some(-(bonus() + seating.quota_loss(p, class)) * SCALE)
            } else {
                seating.has_room(class).then(|| -(bonus() + seating.quota_gain(p, class)) * SCALE)
            }
        };
        let admits = |class: u32| self.is_free(p, class, own);
        let (_, set) = chooser.best_admitted(seating.instance, p, price, admits);
        let set = set.to_vec();
        (self.reduced(p, &set, &price), set)
    }

    /// Who loses least by leaving the class (or the quota's class), and how much.
    fn least_loss(&self, chooser: &mut Chooser, node: usize) -> Option<(i64, u32)> {
        let seating = &*self.seating;
        let (class, unit) = match node.checked_sub(seating.roster.len()) {
            None => (node as u32, None),
            Some(q) => (seating.instance.quotas[q].class, Some(seating.instance.quotas[q].unit)),
        };
        let may_go = |q: u32| {
            let own = seating.instance.people.unit[q as usize];
            unit.is_none_or(|unit| seating.instance.unit_within(own, unit))
                && !seating.is_promised(q as usize, class)
                && !self.log.iter().any(|entry| entry.0 == q)
        };
        let people = seating.roster[class as usize].iter().copied().filter(|&q| may_go(q));
        people.map(|q| (self.loss_of(chooser, q as usize, class), q)).min()
    }

    pub(super) fn loss_of(&self, chooser: &mut Chooser, p: usize, class: u32) -> i64 {
        let own = self.seating.classes(p);
        // Somebody else takes the seat, so the class does not get smaller.
        let price = |other: u32| {
            if other == class {
                Some(-self.leaving(p, class) * SCALE)
            } else {
                self.free_price(p, other, own)
            }
        };
        self.reduced(p, own, &price) - self.fallback(chooser, p, class).0
    }

    /// Seats the person in the set, those in the way in their fallbacks, if the whole gains by it.
    fn attempt(&mut self, p: usize, set: &[u32]) -> bool {
        self.log.clear();
        self.gain = 0;
        let done = self.exchange(p, set).is_some() && self.gain > 0;
        if !done {
            self.take_back();
        }
        done
    }

    /// The same, though the whole may lose by it unless it `must_gain`; returns the gain and notes who had what.
    pub(super) fn force(
        &mut self,
        p: usize,
        set: &[u32],
        must_gain: bool,
        moves: &mut Vec<(u32, Vec<u32>)>,
    ) -> Option<i64> {
        self.log.clear();
        self.gain = 0;
        if self.exchange(p, set).is_none() || (must_gain && self.gain <= 0) {
            self.take_back();
            return None;
        }
        moves.append(&mut self.log);
        Some(self.gain)
    }

    fn take_back(&mut self) {
        let log = std::mem::take(&mut self.log);
        for &(p, _) in &log {
            for class in self.seating.classes(p as usize).to_vec() {
                self.seating.unseat(p as usize, class);
            }
        }
        // Somebody pushed out twice is in the log twice; the first entry has what they began with.
        for (p, classes) in log {
            for class in classes {
                if !self.seating.classes(p as usize).contains(&class) {
                    self.seating.seat(p as usize, class);
                }
            }
        }
    }

    fn exchange(&mut self, p: usize, set: &[u32]) -> Option<()> {
        let own = self.seating.classes(p).to_vec();
        self.log.push((p as u32, own.clone()));
        self.gain -= self.worth(p);
        own.iter().filter(|class| !set.contains(class)).for_each(|&class| self.leave(p, class));
        let mut pushed = Vec::new();
        for &class in set.iter().filter(|class| !own.contains(class)) {
            self.push_out(p, class, &mut pushed)?;
            self.come(p, class);
        }
        self.gain += self.worth(p);
        for (other, barred) in pushed {
            self.fall_back(other as usize, barred);
        }
        let kept = |c: &u32| {
            let seats = self.seating.roster[*c as usize].len();
            seats >= self.seating.instance.classes.min[*c as usize] as usize
                || self.seating.limits.promised[*c as usize]
        };
        let left = |(p, classes): &(u32, Vec<u32>)| {
            let now = self.seating.classes(*p as usize);
            classes.iter().filter(|class| !now.contains(class)).all(kept)
        };
        // No class may fall below its minimum by the exchange.
        self.log.iter().all(left).then_some(())
    }

    fn leave(&mut self, p: usize, class: u32) {
        self.gain -= self.seating.quota_loss(p, class);
        self.seating.unseat(p, class);
    }

    fn come(&mut self, p: usize, class: u32) {
        self.gain += self.seating.quota_gain(p, class);
        self.seating.seat(p, class);
    }

    /// Makes room for the person in the class; those pushed out have left it and wait for their fallback.
    fn push_out(&mut self, p: usize, class: u32, pushed: &mut Vec<(u32, u32)>) -> Option<()> {
        let mut chooser = std::mem::take(&mut self.chooser);
        while let Some(block) = self.seating.seat_block(p, class) {
            let node = match block {
                Block::Quota(q) => self.seating.roster.len() + q as usize,
                Block::Full => class as usize,
                _ => return None,
            };
            let Some((loss, other)) = self.least_loss(&mut chooser, node) else {
                self.loss[node] = NEVER;
                return None;
            };
            self.loss[node] = loss;
            self.dismiss(other, class, pushed);
        }
        while self.seating.unit_block(p, class).is_some() {
            let ways = self.seating.in_the_way(p, class)?;
            let may_go = |entry: &&(u32, u32)| {
                !self.seating.is_promised(entry.0 as usize, entry.1)
                    && entry.0 as usize != p
                    && !self.log.iter().any(|logged| logged.0 == entry.0)
            };
            let losses =
                ways.iter().filter(may_go).map(|&(q, c)| (self.loss_of(&mut chooser, q as usize, c), q, c));
            let (_, other, left) = losses.min()?;
            self.dismiss(other, left, pushed);
        }
        self.chooser = chooser;
        Some(())
    }

    fn dismiss(&mut self, other: u32, class: u32, pushed: &mut Vec<(u32, u32)>) {
        self.log.push((other, self.seating.classes(other as usize).to_vec()));
        self.gain -= self.worth(other as usize);
        self.leave(other as usize, class);
        pushed.push((other, class));
    }

    fn fall_back(&mut self, p: usize, barred: u32) {
        let mut chooser = std::mem::take(&mut self.chooser);
        let (_, set) = self.fallback(&mut chooser, p, barred);
        self.chooser = chooser;
        let own = self.seating.classes(p).to_vec();
        own.iter().filter(|class| !set.contains(class)).for_each(|&class| self.leave(p, class));
        set.iter().filter(|class| !own.contains(class)).for_each(|&class| self.come(p, class));
        self.gain += self.worth(p);
    }
}
