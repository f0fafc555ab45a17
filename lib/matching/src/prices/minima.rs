//! The bound where classes cannot be held for too few.
//!
//! A price cannot say that a class is held with many or not at all. Where that matters the class gets a price of
//! its own for every person (Lagrangian decomposition, Guignard & Kim 1987). The class as a seller must find its minimum
//! among them or earn nothing, and earns as much as the best people it may hold together. Any such prices prove a
//! bound. They begin where nobody gains by a short class any more; then whoever would be sold a seat without wanting it
//! pays less, and whoever wants one without being sold it pays more, by steps after Polyak (1969), sized by what is
//! missing to the best seats known. So somebody who would meet one duty by either of two classes is counted by one.

use super::buyers::Buyers;
use super::sellers::Sellers;
use super::{Chunk, Limits, Prices, SCALE};
use crate::model::Instance;
use crate::parallel::Crew;
use crate::value;

/// So many times the own prices move at most, and so often in vain before the steps are halved.
const ROUNDS: usize = 200;
const IN_VAIN: usize = 3;
/// The first step, as a part of Polyak's, and the last.
const FIRST: f64 = 1.0;
const LAST: f64 = 0.02;

/// A class that might still be worth holding.
#[derive(Debug, Clone)]
pub(crate) struct Hopeful {
    /// At most what holding it adds, in sixteenths.
    pub worth: i64,
    pub class: u32,
    /// At which its minimum comes, in sixteenths; at most 0.
    pub price: i64,
    /// Who might come, those who gain most first.
    pub people: Vec<u32>,
}

/// What was found about classes with prices of their own for everybody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Minima {
    /// No assignment that keeps the rules is worth more, in sixteenths.
    pub bound: i64,
    /// The short classes that might still be worth holding, the best first.
    pub hopeful: Vec<Hopeful>,
}

/// What the bound is asked about.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub instance: &'a Instance,
    pub limits: &'a Limits,
    pub prices: &'a Prices,
    /// The classes that may not be worth holding.
    pub short: &'a [bool],
    /// Those with prices of their own for everybody: the short ones and perhaps more, but none in which somebody was
    /// promised a seat: such a class is held with however few.
    pub own: &'a [bool],
}

/// The bound at the prices, improved by prices of their own for everybody; `None` if it was over before everybody was
/// asked. `known` is what the best seats known are worth, in sixteenths.
pub(crate) fn minima(
    question: Question<'_>,
    chunks: &[Chunk],
    crew: Crew<'_>,
    known: Option<i64>,
) -> Option<Minima> {
    let mut buyers = Buyers::gather(question, chunks, crew)?;
    let sellers = Sellers::new(question, &buyers.own);
    let fixed = fixed_worth(question) + buyers.others;
    let worth = |buyers: &mut Buyers| {
        Some(fixed + buyers.ask(question, crew)? + sellers.sell(&mut buyers.own, crew)?)
    };
    let mut bound = worth(&mut buyers)?;
    let hopeful = sellers.hopeful(&buyers.own);
    let (mut part, mut vain) = (FIRST, 0);
    for _ in 0..ROUNDS {
        let apart = buyers.own.iter().filter(|own| own.wanted != own.sold).count();
        let missing = known.map_or(0, |known| bound - known);
        if missing <= 0 || apart == 0 || part < LAST {
            break;
        }
        let step = (missing as f64 * part / apart as f64) as f32;
        buyers.own.iter_mut().for_each(|own| own.step(step));
        let Some(found) = worth(&mut buyers) else { break };
        vain = if found < bound { 0 } else { vain + 1 };
        bound = bound.min(found);
        if vain == IN_VAIN {
            (part, vain) = (part / 2.0, 0);
        }
    }
    Some(Minima { bound, hopeful })
}

/// What is the same at any own prices: unmet duties, the worth of days and of the classes without own prices.
fn fixed_worth(question: Question<'_>) -> i64 {
    let Question { instance, limits, prices, own, .. } = question;
    let days = |prices: &[i32], limits: &[u16]| -> i64 {
        prices.iter().zip(limits).map(|(&price, &limit)| price as i64 * limit as i64).sum()
    };
    let others = (0..instance.class_count()).filter(|&c| !own[c]).map(|c| {
        let quotas = super::sweep::quotas_worth(instance, limits, prices, c);
        super::sweep::class_worth(limits, prices, c, quotas)
    });
    let base = value::base(instance) * SCALE;
    base + days(&prices.day, &limits.day) + days(&prices.lead, &limits.lead) + others.sum::<i64>()
}
