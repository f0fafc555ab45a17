//! What a person would gain by one more class like an existing one.

use crate::explain::Standing;
use crate::prices::{Prices, SCALE};
use crate::value;

/// The classes of which a person would take a second one, with the gain: what their classes are worth more, and the
/// prices of the seats they leave for others.
pub(super) fn wishes(standing: &Standing<'_>, prices: &Prices, p: usize) -> Vec<(u32, i32)> {
    let pairs = &standing.instance.pairs;
    let mut asked = Asked::new(standing, prices, p);
    let wish = |at: usize| {
        let (class, alone) = (pairs.class[at], pairs.alone[at] as i64);
        let idle = asked.own.contains(&class) || asked.most(class, alone) <= 0;
        if idle || standing.unit_is_full(p, class) {
            return None;
        }
        let gain = asked.gain(class);
        (gain > 0).then_some((class, gain.min(i32::MAX as i64) as i32))
    };
    pairs.range(p).filter_map(wish).collect()
}

/// A person and what leaving each of their classes gains the whole: its price less what it is worth to them.
struct Asked<'s, 'a> {
    standing: &'s Standing<'a>,
    p: usize,
    own: &'s [u32],
    now: i64,
    leaving: Vec<i64>,
    price: Vec<i64>,
    /// The classes that would stay, and the new one.
    set: Vec<u32>,
}

impl<'s, 'a> Asked<'s, 'a> {
    fn new(standing: &'s Standing<'a>, prices: &Prices, p: usize) -> Self {
        let own = standing.seating.classes(p);
        let now = value::of_set(standing.instance, p, own);
        let price =
            |&class: &u32| prices.class[class as usize] / SCALE - standing.seating.quota_loss(p, class);
        let price: Vec<i64> = own.iter().map(price).collect();
        let leaving = (0..own.len()).map(|at| {
            let rest: Vec<u32> = own.iter().copied().filter(|&other| other != own[at]).collect();
            price[at] - (now - value::of_set(standing.instance, p, &rest))
        });
        let leaving = leaving.collect();
        Self { standing, p, own, now, leaving, price, set: Vec::new() }
    }

    fn clashes(&self, at: usize, class: u32) -> bool {
        self.standing.instance.clash(self.own[at], class)
    }

    /// At most what the class adds, those that clash with it left.
    fn most(&self, class: u32, alone: i64) -> i64 {
        let mut most = alone;
        let mut stays = false;
        for (at, &leaving) in self.leaving.iter().enumerate() {
            let clash = self.clashes(at, class);
            most += if clash { leaving } else { leaving.max(0) };
            stays |= !clash;
        }
        if stays { most } else { most + value::first_class(self.standing.instance, self.p) }
    }

    /// What the class adds, those that clash with it left, and one more where the person may have no more.
    fn gain(&mut self, class: u32) -> i64 {
        let clashing = (0..self.own.len()).filter(|&at| self.clashes(at, class)).count();
        if self.own.len() - clashing < self.standing.seating.most(self.p) {
            return self.gain_without(class, usize::MAX);
        }
        (0..self.own.len()).map(|left| self.gain_without(class, left)).max().unwrap_or(0)
    }

    fn gain_without(&mut self, class: u32, left: usize) -> i64 {
        self.set.clear();
        let mut sold = 0;
        for at in 0..self.own.len() {
            if at == left || self.clashes(at, class) {
                sold += self.price[at];
                if self.standing.seating.is_promised(self.p, self.own[at]) {
                    return 0;
                }
            } else {
                self.set.push(self.own[at]);
            }
        }
        self.set.push(class);
        value::of_set(self.standing.instance, self.p, &self.set) + sold - self.now
    }
}
