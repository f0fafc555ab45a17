//! Prices to start from: what the last seat of a class would fetch if everybody wanted only that class.

use super::{Limits, Prices, SCALE};
use crate::model::Instance;
use crate::value;

const STEPS: usize = 128;

/// For each class the value that as many people reach as there are seats, a little high on purpose: a search
/// that comes from high prices meets small choices first.
pub(crate) fn starting_prices(instance: &Instance, limits: &Limits) -> Prices {
    let classes = instance.class_count();
    let mut most = vec![0i64; classes];
    let each = |take: &mut dyn FnMut(usize, i64)| {
        for p in 0..instance.people_count() {
            let first = value::first_class(instance, p);
            for at in instance.pairs.range(p) {
                take(instance.pairs.class[at] as usize, instance.pairs.alone[at] as i64 + first);
            }
        }
    };
    each(&mut |c, worth| most[c] = most[c].max(worth));
    let mut wanted = vec![0u32; classes * STEPS];
    each(&mut |c, worth| {
        if worth > 0 {
            wanted[c * STEPS + (worth * STEPS as i64 / (most[c] + 1)) as usize] += 1;
        }
    });
    let mut prices = Prices::zero(instance);
    for c in 0..classes {
        let mut seats = limits.class[c];
        for step in (0..STEPS).rev() {
            if wanted[c * STEPS + step] > seats {
                prices.class[c] = most[c] * SCALE * step as i64 / STEPS as i64;
                break;
            }
            seats -= wanted[c * STEPS + step];
        }
    }
    prices
}
