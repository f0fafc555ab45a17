//! What a person would gain by one more class like an existing one.

use crate::explain::{DEMANDED, Standing};
use crate::prices::{Chooser, Prices, SCALE};
use crate::value;

/// One a thread.
#[derive(Default)]
pub(super) struct Wishes(Chooser);

impl Wishes {
    /// The classes of which the person would take a second one, with the gain: what their classes are worth more,
    /// and the prices of the seats they leave.
    pub fn of(&mut self, standing: &Standing<'_>, prices: &Prices, p: usize) -> Vec<(u32, i64)> {
        let instance = standing.instance;
        let own = standing.seating.classes(p);
        let kept = Kept::new(standing, prices, p, own);
        let mut wishes = Vec::new();
        for at in instance.pairs.range(p) {
            let (class, alone) = (instance.pairs.class[at], instance.pairs.alone[at] as i64);
            if own.contains(&class) || kept.most(class, alone) <= 0 || standing.unit_is_full(p, class) {
                continue;
            }
            if let Some(gain) = self.gain(standing, prices, p, class).filter(|&gain| gain > 0) {
                wishes.push((class, gain));
            }
        }
        wishes
    }

    fn gain(&mut self, standing: &Standing<'_>, prices: &Prices, p: usize, class: u32) -> Option<i64> {
        let own = standing.seating.classes(p);
        let seating = &standing.seating;
        let price = |other: u32| {
            if other == class {
                Some(-DEMANDED * SCALE)
            } else if own.contains(&other) {
                Some(prices.class[other as usize] - seating.quota_loss(p, other) * SCALE)
            } else if standing.free(p, other) {
                Some(-seating.quota_gain(p, other) * SCALE)
            } else {
                None
            }
        };
        let (_, set) = self.0.best(standing.instance, p, price);
        let sold = |set: &[u32]| {
            let kept = set.iter().filter(|class| own.contains(class));
            kept.map(|&class| prices.class[class as usize]).sum::<i64>() / SCALE
        };
        let others: Vec<u32> = set.iter().copied().filter(|&other| other != class).collect();
        // The new class has no quotas: its worth is its value alone.
        let quotas = standing.worth(p, &others) - value::of_set(standing.instance, p, &others);
        let then = value::of_set(standing.instance, p, set) + quotas - sold(set);
        set.contains(&class).then(|| then - (standing.worth(p, own) - sold(own)))
    }
}

/// Bounds what a further class can add, so that few are looked at closely.
struct Kept<'s, 'a> {
    standing: &'s Standing<'a>,
    /// The own classes, and what leaving each gains: its price less what it is worth.
    own: Vec<(u32, i64)>,
    first: i64,
    free: i64,
}

impl<'s, 'a> Kept<'s, 'a> {
    fn new(standing: &'s Standing<'a>, prices: &Prices, p: usize, own: &[u32]) -> Self {
        let now = standing.worth(p, own);
        let leaving = |&class: &u32| {
            let rest: Vec<u32> = own.iter().copied().filter(|&other| other != class).collect();
            (class, prices.class[class as usize] / SCALE + 1 - (now - standing.worth(p, &rest)))
        };
        let pairs = &standing.instance.pairs;
        let free = pairs.range(p).filter_map(|at| {
            let (class, alone) = (pairs.class[at], pairs.alone[at] as i64);
            let adds = alone + standing.seating.quota_gain(p, class);
            (adds > 0 && !own.contains(&class) && standing.free(p, class)).then_some(adds)
        });
        let first = value::first_class(standing.instance, p);
        Self { standing, own: own.iter().map(leaving).collect(), first, free: free.sum() }
    }

    /// At most what the class adds, the classes that clash with it left.
    fn most(&self, class: u32, alone: i64) -> i64 {
        let mut most = alone + self.free;
        let mut stays = false;
        for &(other, leaving) in &self.own {
            let clash = self.standing.instance.clash(other, class);
            most += if clash { leaving } else { leaving.max(0) };
            stays |= !clash;
        }
        if stays { most } else { most + self.first }
    }
}
