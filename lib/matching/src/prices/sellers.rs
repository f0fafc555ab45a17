//! Classes as sellers: each takes the best people it may hold together, at least its minimum, or nobody.

use super::SCALE;
use super::buyers::Own;
use super::minima::{Hopeful, Question};
use super::sweep::worth_of_quota;
use crate::model::Lists;
use crate::parallel::{Crew, parallel};

pub(super) struct Sellers<'a> {
    question: Question<'a>,
    /// The classes with own prices.
    classes: Vec<u32>,
    /// Where the prices of each class stand.
    own: Lists<u32>,
}

/// What a class earns at most, and by whom.
struct Sale {
    class: u32,
    worth: i64,
    /// Where the prices of those who would come together stand, the highest first.
    sold: Vec<u32>,
}

impl<'a> Sellers<'a> {
    pub fn new(question: Question<'a>, own: &[Own]) -> Self {
        let own_prices = |&class: &u32| question.own[class as usize];
        let classes = (0..question.instance.class_count() as u32).filter(own_prices).collect();
        let entries: Vec<(u32, u32)> = own.iter().zip(0..).map(|(own, at)| (own.class, at)).collect();
        Self { question, classes, own: Lists::collect(question.instance.class_count(), &entries) }
    }

    /// What all of them earn, and notes who is sold a seat; `None` if it was over before.
    pub fn sell(&self, own: &mut [Own], crew: Crew<'_>) -> Option<i64> {
        let seen = &*own;
        let sales =
            parallel(crew, self.classes.len(), || (), |(), at| Some(self.sale(self.classes[at], seen)));
        if sales.len() < self.classes.len() {
            return None;
        }
        own.iter_mut().for_each(|own| own.sold = false);
        for sale in &sales {
            sale.sold.iter().for_each(|&at| own[at as usize].sold = true);
        }
        Some(sales.iter().map(|sale| sale.worth).sum())
    }

    /// The short classes that earn something.
    pub fn hopeful(&self, own: &[Own]) -> Vec<Hopeful> {
        let short = self.classes.iter().filter(|&&class| self.question.short[class as usize]);
        let sales = short.map(|&class| self.sale(class, own));
        let mut hopeful: Vec<Hopeful> =
            sales.filter(|sale| sale.worth > 0).map(|sale| self.hope(&sale, own)).collect();
        hopeful.sort_unstable_by_key(|hope| (std::cmp::Reverse(hope.worth), hope.class));
        hopeful
    }

    fn hope(&self, sale: &Sale, own: &[Own]) -> Hopeful {
        let least = self.question.instance.classes.min[sale.class as usize] as usize;
        let price = |at: u32| self.worth(&own[at as usize], &self.question.prices.quota);
        let mut people = self.own.of(sale.class as usize).to_vec();
        people.sort_unstable_by_key(|&at| (std::cmp::Reverse(price(at)), at));
        Hopeful {
            worth: sale.worth,
            class: sale.class,
            price: sale.sold.get(least.saturating_sub(1)).map_or(0, |&at| price(at).min(0)),
            people: people.into_iter().map(|at| own[at as usize].person).collect(),
        }
    }

    /// The sale that proves most: any prices of the quotas prove something, and mostly it is those of the sweeps, none, or
    /// all that a missing seat may cost.
    fn sale(&self, class: u32, own: &[Own]) -> Sale {
        let Question { instance, prices, .. } = self.question;
        let sale = self.sale_at(class, own, &prices.quota);
        if instance.classes.quotas.of(class as usize).is_empty() {
            return sale;
        }
        let short = -instance.weights.quota_short * SCALE;
        let others = [vec![0; instance.quotas.len()], vec![short; instance.quotas.len()]];
        let others = others.iter().map(|quotas| self.sale_at(class, own, quotas));
        others.fold(sale, |best, sale| if sale.worth < best.worth { sale } else { best })
    }

    /// The best sale at these prices of the quotas.
    fn sale_at(&self, class: u32, own: &[Own], quotas: &[i64]) -> Sale {
        let Question { instance, limits, .. } = self.question;
        let (least, most) =
            (instance.classes.min[class as usize] as usize, limits.class[class as usize] as usize);
        let mut sold = self.together(class, own, quotas);
        sold.sort_unstable_by_key(|&(worth, at)| (std::cmp::Reverse(worth), at));
        let gaining = sold.partition_point(|entry| entry.0 > 0);
        sold.truncate(gaining.max(least).min(most));
        let minima = instance.classes.quotas.of(class as usize).iter();
        let minima: i64 = minima.map(|&q| worth_of_quota(instance, limits, quotas[q as usize], q)).sum();
        let worth = sold.iter().map(|entry| entry.0).sum::<i64>() + minima;
        if sold.len() >= least && worth > 0 {
            return Sale { class, worth, sold: sold.into_iter().map(|entry| entry.1).collect() };
        }
        Sale { class, worth: 0, sold: Vec::new() }
    }

    /// What the class has of a person at these prices of the quotas.
    fn worth(&self, own: &Own, quotas: &[i64]) -> i64 {
        let instance = self.question.instance;
        let unit = instance.people.unit[own.person as usize];
        let inside = |&&q: &&u32| instance.unit_within(unit, instance.quotas[q as usize].unit);
        let counted = instance.classes.quotas.of(own.class as usize).iter().filter(inside);
        own.price - counted.map(|&q| quotas[q as usize]).sum::<i64>()
    }

    /// Those whom their units could spare together, with what the class has of each: of each unit the best, as many as
    /// its cap and one leader.
    fn together(&self, class: u32, own: &[Own], quotas: &[i64]) -> Vec<(i64, u32)> {
        let Question { instance, limits, .. } = self.question;
        let first = instance.classes.first[class as usize] as usize;
        let person = |at: u32| own[at as usize].person as usize;
        let unit = |at: u32| instance.people.unit[person(at)] as usize;
        let mut together = Vec::new();
        for same in self.own.of(class as usize).chunk_by(|&a, &b| unit(a) == unit(b)) {
            let day = unit(same[0]) * instance.units.days + first;
            let (mut room, mut leaders) = (limits.day[day], limits.lead[day]);
            let worth = |&at: &u32| (self.worth(&own[at as usize], quotas), at);
            let mut best: Vec<(i64, u32)> = same.iter().map(worth).collect();
            best.sort_unstable_by_key(|&(worth, at)| (std::cmp::Reverse(worth), at));
            for (worth, at) in best {
                let leads = instance.people.role[person(at)].leads();
                if room > 0 && (!leads || leaders > 0) {
                    room -= 1;
                    leaders -= leads as u16;
                    together.push((worth, at));
                }
            }
        }
        together
    }
}
