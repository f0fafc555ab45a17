//! Prices by the names of what they are for: the way to a file, and to an instance that has changed since.

use jiff::civil::Date;

use super::{Prices, SCALE};
use crate::model::{Instance, date_of, day_of};

/// What a price is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Priced {
    Class {
        class: String,
    },
    Quota {
        class: String,
        unit: String,
    },
    /// One more of the unit away on the day.
    Day {
        unit: String,
        day: Date,
    },
    /// One more leader of the unit away on the day.
    Leaders {
        unit: String,
        day: Date,
    },
}

/// No price is larger, so that sums of prices never overflow.
const MOST: f64 = (1i64 << 30) as f64;

impl Prices {
    /// Every class, and every quota, unit and day that costs something; in points.
    pub(crate) fn named(&self, instance: &Instance) -> Vec<(Priced, f64)> {
        let points = |price: i64| price as f64 / SCALE as f64;
        let unit_key = |unit: u32| instance.units.names.key(unit).to_string();
        let class_key = |class: u32| instance.classes.names.key(class).to_string();
        let mut named = Vec::new();
        for (class, &price) in self.class.iter().enumerate() {
            named.push((Priced::Class { class: class_key(class as u32) }, points(price)));
        }
        for (quota, &price) in instance.quotas.iter().zip(&self.quota).filter(|(_, price)| **price != 0) {
            let (class, unit) = (class_key(quota.class), unit_key(quota.unit));
            named.push((Priced::Quota { class, unit }, points(price)));
        }
        let days = instance.units.days;
        for (at, (&away, &leaders)) in self.day.iter().zip(&self.lead).enumerate() {
            let place = || (unit_key((at / days) as u32), date_of(instance.classes.watched[at % days]));
            if away != 0 {
                let (unit, day) = place();
                named.push((Priced::Day { unit, day }, points(away as i64)));
            }
            if leaders != 0 {
                let (unit, day) = place();
                named.push((Priced::Leaders { unit, day }, points(leaders as i64)));
            }
        }
        named
    }

    /// Prices from names; what the instance does not know is left out, what is not named starts at 0.
    pub(crate) fn from_named(instance: &Instance, named: impl IntoIterator<Item = (Priced, f64)>) -> Prices {
        let mut prices = Prices::zero(instance);
        for (priced, points) in named {
            prices.set(instance, &priced, (points.clamp(-MOST, MOST) * SCALE as f64) as i64);
        }
        prices
    }

    /// Sets one price, as far as the proof allows it to go.
    fn set(&mut self, instance: &Instance, priced: &Priced, price: i64) -> Option<()> {
        let unit_day = |unit: &str, day: Date| {
            let day = instance.classes.watched.binary_search(&day_of(day)).ok()?;
            Some(instance.units.names.find(unit)? as usize * instance.units.days + day)
        };
        let day_price = price.clamp(0, 1 << 30) as i32;
        match priced {
            Priced::Class { class } => {
                self.class[instance.classes.names.find(class)? as usize] = price.max(0);
            }
            Priced::Quota { class, unit } => {
                let class = instance.classes.names.find(class)?;
                let unit = instance.units.names.find(unit)?;
                let quotas = instance.classes.quotas.of(class as usize);
                let at = *quotas.iter().find(|&&q| instance.quotas[q as usize].unit == unit)? as usize;
                // A seat missing to a minimum costs no more than its weight; without a maximum nothing costs more.
                let short = instance.weights.quota_short * SCALE;
                let most = if instance.quotas[at].max == u32::MAX { 0 } else { i64::MAX };
                self.quota[at] = price.clamp(-short, most);
            }
            Priced::Day { unit, day } => self.day[unit_day(unit, *day)?] = day_price,
            Priced::Leaders { unit, day } => self.lead[unit_day(unit, *day)?] = day_price,
        }
        Some(())
    }

    /// The prices of an earlier run for an instance that has changed since; what is new starts at 0.
    pub fn carried(&self, before: &Instance, after: &Instance) -> Prices {
        Prices::from_named(after, self.named(before))
    }
}
