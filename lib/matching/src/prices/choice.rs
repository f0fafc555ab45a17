//! What a person would choose at given prices: the best set of classes, exactly.

use super::SCALE;
use crate::model::Instance;
use crate::value::{self, Running};

/// After this many sets looked at, the search for one person ends; the bound then takes the upper bound of
/// what was left, so it stays a proof.
const SETS: u32 = 20_000;

/// A set of classes and its reduced value: what it is worth less what it costs, in sixteenths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Choice {
    reduced: i64,
    classes: Vec<u32>,
}

/// More classes than this nobody has, but for promises.
const MOST: usize = 6;

/// A set of classes of one person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bundle {
    len: u8,
    classes: [u32; MOST],
}

impl Bundle {
    pub fn of(classes: &[u32]) -> Self {
        let mut bundle = Self { len: classes.len().min(MOST) as u8, classes: [0; MOST] };
        bundle.classes[..bundle.len as usize].copy_from_slice(&classes[..bundle.len as usize]);
        bundle
    }

    pub fn classes(&self) -> &[u32] {
        &self.classes[..self.len as usize]
    }
}

#[derive(Clone, Copy)]
struct Offer {
    class: u32,
    /// At most what the class adds, less its price.
    gain: i64,
    price: i64,
    /// Whether the class is to be had, as far as it was asked.
    admitted: Option<bool>,
}

/// The best few sets instead of the best one.
#[derive(Default)]
struct Menu {
    /// How many sets to keep; 0 while only the best is sought.
    most: usize,
    /// Sets worth no more than this are of no interest.
    floor: i64,
    dishes: Vec<(i64, Bundle)>,
}

impl Menu {
    fn take(&mut self, reduced: i64, set: &[u32]) {
        self.dishes.push((reduced, Bundle::of(set)));
        if self.dishes.len() >= 4 * self.most {
            self.shorten();
        }
    }

    /// Keeps the best; equals in the order of their classes.
    fn shorten(&mut self) {
        self.dishes.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        if self.dishes.len() >= self.most {
            self.dishes.truncate(self.most);
            self.floor = self.floor.max(self.dishes[self.most - 1].0);
        }
    }
}

/// Searches sets of classes for one person after another; one a thread.
#[derive(Default)]
pub(crate) struct Chooser {
    running: Running,
    offers: Vec<Offer>,
    set: Vec<u32>,
    best: Choice,
    menu: Menu,
    sets: u32,
    limit: usize,
    /// An upper bound of everything not looked at.
    unseen: i64,
}

impl Chooser {
    /// The best set at the price of each class, in sixteenths; a class without a price is not to be had. Gives
    /// an upper bound of the reduced value, which is the value itself unless the search was cut short, and the
    /// classes, promised ones first.
    pub fn best(
        &mut self,
        instance: &Instance,
        p: usize,
        price: impl Fn(u32) -> Option<i64>,
    ) -> (i64, &[u32]) {
        self.best_admitted(instance, p, price, |_| true)
    }

    /// The same where a class is to be had only if it `admits` the person, which is asked of few: it may be dear.
    pub fn best_admitted(
        &mut self,
        instance: &Instance,
        p: usize,
        price: impl Fn(u32) -> Option<i64>,
        admits: impl Fn(u32) -> bool,
    ) -> (i64, &[u32]) {
        self.unseen = i64::MIN;
        self.sets = 0;
        self.best.reduced = 0;
        self.set.clear();
        self.running.start(instance, p);
        for &class in instance.people.fixed.of(p) {
            let worth = self.running.add(instance, p, class) * SCALE;
            self.best.reduced += worth - price(class).unwrap_or(0);
            self.set.push(class);
        }
        self.best.classes.clone_from(&self.set);
        self.limit = (instance.people.max_classes[p] as usize).max(self.set.len());
        self.menu.most = 0;
        self.gather(instance, p, &price, &admits, 0);
        self.extend(instance, p, &admits, 0, self.best.reduced);
        (self.best.reduced.max(self.unseen), &self.best.classes)
    }

    /// The best `most` sets of those worth more than `floor` at the price of each class, best first.
    pub fn menu(
        &mut self,
        instance: &Instance,
        p: usize,
        price: impl Fn(u32) -> Option<i64>,
        floor: i64,
        most: usize,
    ) -> &[(i64, Bundle)] {
        self.sets = 0;
        self.set.clear();
        self.menu = Menu { most, floor, dishes: std::mem::take(&mut self.menu.dishes) };
        self.menu.dishes.clear();
        self.running.start(instance, p);
        let mut reduced = 0;
        for &class in instance.people.fixed.of(p) {
            reduced += self.running.add(instance, p, class) * SCALE - price(class).unwrap_or(0);
            self.set.push(class);
        }
        self.limit = instance.people.max_classes[p] as usize;
        if self.limit < self.set.len() {
            return &[];
        }
        if reduced > floor {
            self.menu.take(reduced, &self.set);
        }
        let admits = |_| true;
        self.gather(instance, p, &price, &admits, i64::MAX);
        self.extend(instance, p, &admits, 0, reduced);
        self.menu.shorten();
        &self.menu.dishes
    }

    /// Collects the classes that can be part of the best set, best first.
    /// Sets that lose up to `slack` against the best are wanted too.
    fn gather(
        &mut self,
        instance: &Instance,
        p: usize,
        price: &impl Fn(u32) -> Option<i64>,
        admits: &impl Fn(u32) -> bool,
        slack: i64,
    ) {
        self.offers.clear();
        if self.set.len() == self.limit {
            return;
        }
        // A first class may lose by itself if the bonus of having one makes up for it; no other may.
        let first = if self.set.is_empty() { value::first_class(instance, p) * SCALE } else { 0 };
        // What a class adds alone is exact where closing gaps has falling returns; of the classes that lose by
        // themselves only the best one then counts.
        let w = &instance.weights;
        let one_loser = slack == 0 && self.set.is_empty() && w.gap_first >= w.gap_rest;
        let mut loser: Option<Offer> = None;
        for at in instance.pairs.range(p) {
            let class = instance.pairs.class[at];
            let Some(price) = price(class) else { continue };
            let gain = instance.pairs.alone[at] as i64 * SCALE - price;
            let offer = Offer { class, gain, price, admitted: None };
            if gain > 0 || slack > 0 {
                self.offers.push(offer);
            } else if gain + first > 0 {
                if !one_loser {
                    self.offers.push(offer);
                } else if loser.is_none_or(|loser| gain > loser.gain) && admits(class) {
                    loser = Some(Offer { admitted: Some(true), ..offer });
                }
            }
        }
        self.offers.extend(loser);
        if !self.set.is_empty() {
            let set = &self.set;
            self.offers.retain(|offer| set.iter().all(|&other| !instance.clash(other, offer.class)));
        }
        self.offers.sort_unstable_by(|a, b| b.gain.cmp(&a.gain).then(a.class.cmp(&b.class)));
    }

    /// Tries every class from `from` on as the next one of the set.
    fn extend(
        &mut self,
        instance: &Instance,
        p: usize,
        admits: &impl Fn(u32) -> bool,
        from: usize,
        reduced: i64,
    ) {
        let room = self.limit - self.set.len();
        if room == 0 {
            return;
        }
        let first = if self.set.is_empty() { value::first_class(instance, p) * SCALE } else { 0 };
        for at in from..self.offers.len() {
            let offer = self.offers[at];
            let most = reduced + first + self.most(at, room);
            let floor = if self.menu.most == 0 { self.best.reduced } else { self.menu.floor };
            if most <= floor {
                return;
            }
            if self.sets == SETS {
                self.unseen = self.unseen.max(most);
                return;
            }
            if self.set.iter().any(|&other| instance.clash(other, offer.class)) {
                continue;
            }
            if !*self.offers[at].admitted.get_or_insert_with(|| admits(offer.class)) {
                continue;
            }
            self.sets += 1;
            let reduced = reduced + self.running.add(instance, p, offer.class) * SCALE - offer.price;
            self.set.push(offer.class);
            if self.menu.most > 0 {
                if reduced > self.menu.floor {
                    self.menu.take(reduced, &self.set);
                }
            } else if reduced > self.best.reduced {
                self.best.reduced = reduced;
                self.best.classes.clone_from(&self.set);
            }
            self.extend(instance, p, admits, at + 1, reduced);
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
