//! How far somebody is from the best they could have at the prices, and what leaving each seat would cost them.

use super::auction::Bonus;
use super::seating::Seating;
use crate::prices::{Chooser, Prices, Purse, SCALE};
use crate::value;

/// Looks at one person after another; one a thread.
pub(super) struct Appraiser {
    pub purse: Purse,
    pub chooser: Chooser,
    unit: usize,
}

/// In sixteenths.
pub(super) struct Appraisal {
    /// By how much the best set at the prices beats the one they have.
    pub regret: i64,
    /// What leaving each class would cost at the prices, with the class; promised ones are never left.
    pub leaving: Vec<(i64, u32)>,
}

impl Appraiser {
    pub fn new(prices: &Prices) -> Self {
        Self { purse: Purse::new(prices), chooser: Chooser::default(), unit: usize::MAX }
    }

    pub fn enter_unit(&mut self, seating: &Seating<'_>, prices: &Prices, p: usize) {
        let unit = seating.instance.people.unit[p] as usize;
        if unit != self.unit {
            self.unit = unit;
            let days = prices.days(seating.instance, unit);
            self.purse.enter(seating.instance, seating.limits, prices, unit, days);
        }
    }

    pub fn appraise(
        &mut self,
        seating: &Seating<'_>,
        prices: &Prices,
        bonus: Bonus<'_>,
        p: usize,
    ) -> Appraisal {
        self.enter_unit(seating, prices, p);
        let instance = seating.instance;
        let leads = instance.people.role[p].leads();
        let (purse, chooser) = (&self.purse, &mut self.chooser);
        let price = |class: u32| {
            let price = purse.price(instance, leads, class) - bonus(p as u32, class) * SCALE;
            (!seating.closed[class as usize]).then_some(price)
        };
        let own = seating.classes(p);
        let have = value::of_set(instance, p, own) * SCALE;
        let cost: i64 = own.iter().filter_map(|&class| price(class)).sum();
        let regret = chooser.best(instance, p, price).0 - (have - cost);
        let mut leave = |&class: &u32| {
            let next = chooser.best(instance, p, |c| if c == class { None } else { price(c) }).0;
            let kept = cost - price(class).unwrap_or(0);
            (have - kept - next, class)
        };
        let free = own.iter().filter(|&&class| !seating.is_promised(p, class));
        Appraisal { regret, leaving: free.map(&mut leave).collect() }
    }
}
