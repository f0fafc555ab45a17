//! The auction: people take their best set at the prices; where too many come, those leave who mind least, and
//! look for their next best.
//!
//! The prices of the bound are the asking prices. A full class asks on top what its least eager person would
//! still pay to stay: their bid. Whoever comes must bid more, and pushes them out. Bids only rise, so a round
//! ends; it leaves everybody near the best they can have at prices that nearly clear (Bertsekas).
//!
//! A block of people is asked at once, by all threads, at the asks as they are; then they come one after another, in a
//! fixed order. Whoever finds an ask risen above their bid, or a day of their unit taken, is asked again.

use super::bidder::{Bidder, Offer};
use super::seating::{Block, Seating};
use crate::parallel::{Crew, parallel};
use crate::prices::Prices;

/// What is added to the value of a seat for this person and class.
pub(crate) type Bonus<'a> = &'a (dyn Fn(u32, u32) -> i64 + Sync);

/// The bid for a promised seat.
pub(super) const FOREVER: i64 = 1 << 56;
/// How many people are asked at once.
const BLOCK: usize = 2048;

/// How a round is held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Nobody moves for less than this, in sixteenths.
    pub least: i64,
    /// The share of the day prices that is asked, in sixteenths. Where a day is full nobody gets in anyway.
    pub days: i32,
    /// By which part of their price classes with room become cheaper, in 256ths.
    pub discount: i64,
    /// How many moves there may be for each person asked until nobody pushes others out any more, so that it ends.
    pub moves: usize,
}

/// A seating with everybody's bids.
pub(crate) struct Auction<'a, 'b> {
    pub seating: &'b mut Seating<'a>,
    pub(super) prices: &'b Prices,
    pub(super) bonus: Bonus<'b>,
    crew: Crew<'b>,
    /// What everybody in a class would pay above its price.
    bids: Vec<Vec<(i64, u32)>>,
    /// What a class asks above its price.
    pub(super) ask: Vec<i64>,
    /// The same for seats of a quota.
    pub(super) ask_quota: Vec<i64>,
    /// By how much a class with room is below its price, to find takers for its seats.
    discount: Vec<i64>,
}

impl<'a, 'b> Auction<'a, 'b> {
    pub fn new(seating: &'b mut Seating<'a>, prices: &'b Prices, bonus: Bonus<'b>, crew: Crew<'b>) -> Self {
        let mut auction = Self {
            bids: vec![Vec::new(); seating.roster.len()],
            ask: vec![0; seating.roster.len()],
            ask_quota: vec![0; seating.instance.quotas.len()],
            discount: vec![0; seating.roster.len()],
            crew,
            seating,
            prices,
            bonus,
        };
        auction.enter_bids();
        auction
    }

    /// What those who sit already would pay to stay; a promised seat is never given up. If it is over before, no round is
    /// held either.
    fn enter_bids(&mut self) {
        let count = self.seating.instance.people_count();
        let this = &*self;
        let whole = || Bidder::new(this.prices, Bidder::WHOLE_DAYS);
        let bids = parallel(this.crew, count, whole, |bidder, p| {
            let bids = bidder.bids_to_stay(this.seating, this.prices, this.bonus, p);
            (!bids.is_empty()).then_some((p, bids))
        });
        for (p, bids) in bids {
            for (class, bid) in bids {
                self.bids[class as usize].push((bid, p as u32));
                self.update_ask(p, class);
            }
        }
    }

    /// Asks everybody of `people` once, and everybody who loses a seat by it. It may be over before.
    pub fn round(&mut self, people: &[u32], round: Round) {
        self.mark_down(round.discount);
        let mut again = Again {
            bidder: Bidder::new(self.prices, round.days),
            least: round.least,
            waiting: Vec::new(),
            left: round.moves * people.len(),
        };
        for block in people.chunks(BLOCK) {
            if (self.crew.over)() {
                return;
            }
            let (this, free) = (&*self, again.left == 0);
            let bidder = || Bidder::new(this.prices, round.days);
            let offers = parallel(this.crew, block.len(), bidder, |bidder, at| {
                this.consider(bidder, block[at] as usize, round.least, free)
            });
            for (at, offer) in offers.into_iter().enumerate() {
                if at % 64 == 0 && (self.crew.over)() {
                    return;
                }
                if self.is_fresh(&offer) {
                    self.accept(offer, &mut again.waiting);
                } else {
                    again.waiting.push(offer.person);
                }
                self.ask_again(&mut again);
            }
        }
    }

    /// Asks everybody who waits, until nobody does.
    fn ask_again(&mut self, again: &mut Again) {
        while let Some(p) = again.waiting.pop() {
            let free = again.left == 0;
            if let Some(offer) = self.consider(&mut again.bidder, p as usize, again.least, free) {
                again.left = again.left.saturating_sub(1);
                self.accept(offer, &mut again.waiting);
            }
        }
    }

    /// Classes that still have room ask a little less each round, never less than nothing; those that pay for their
    /// minimum pay a little more until they have it.
    fn mark_down(&mut self, part: i64) {
        for c in 0..self.ask.len() {
            if self.seating.has_room(c as u32) {
                let price = self.prices.class[c];
                let more = self.discount[c] + price.abs() * part / 256;
                self.discount[c] = if price < 0 { more } else { more.min(price) };
                self.ask[c] = self.ask_with_room(c);
            }
        }
    }

    /// A class that pays for its minimum pays nobody beyond.
    fn ask_with_room(&self, c: usize) -> i64 {
        let price = self.prices.class[c];
        let enough = self.bids[c].len() >= self.seating.instance.classes.min[c] as usize;
        if price < 0 && enough { -price } else { -self.discount[c] }
    }

    /// What the class asks the person above its price, full quotas included.
    pub(super) fn ask_of(&self, p: usize, class: u32) -> i64 {
        let full = |&q: &u32| self.seating.quota_used[q as usize] >= self.seating.limits.quota[q as usize];
        let quotas = self.seating.quotas(p, class).filter(full).map(|q| self.ask_quota[q as usize]);
        quotas.fold(self.ask[class as usize], i64::max)
    }

    /// Whether the offer still is what it was when it was made: the bids suffice and the unit can spare the person.
    fn is_fresh(&self, offer: &Offer) -> bool {
        let p = offer.person as usize;
        let suffices = |&(class, bid): &(u32, i64)| {
            bid >= self.ask_of(p, class) && self.seating.unit_block_without(p, class, &offer.set).is_none()
        };
        self.seating.classes(p) == offer.had && offer.bids.iter().all(suffices)
    }

    /// Seats the person as offered; those pushed out are added to `waiting`.
    fn accept(&mut self, offer: Offer, waiting: &mut Vec<u32>) {
        let p = offer.person as usize;
        let left = offer.had.iter().filter(|class| !offer.set.contains(class));
        left.for_each(|&class| self.remove(p, class));
        for (class, bid) in offer.bids {
            self.come(p, class, bid, waiting);
        }
    }

    fn remove(&mut self, p: usize, class: u32) {
        self.seating.unseat(p, class);
        self.bids[class as usize].retain(|&(_, other)| other as usize != p);
        self.update_ask(p, class);
    }

    /// Seats the person, pushing out the lowest bid where there is no room.
    fn come(&mut self, p: usize, class: u32, bid: i64, waiting: &mut Vec<u32>) {
        while let Some(block) = self.seating.seat_block(p, class) {
            let instance = self.seating.instance;
            let inside = |other: u32| match block {
                Block::Quota(q) => instance
                    .unit_within(instance.people.unit[other as usize], instance.quotas[q as usize].unit),
                _ => true,
            };
            let lowest = self.bids[class as usize].iter().filter(|entry| inside(entry.1)).min().copied();
            match lowest {
                Some((lowest, other)) if lowest < FOREVER => {
                    self.remove(other as usize, class);
                    waiting.push(other);
                }
                _ => return,
            }
        }
        if self.seating.unit_block(p, class).is_none() {
            self.seating.seat(p, class);
            self.bids[class as usize].push((bid, p as u32));
            self.update_ask(p, class);
        }
    }

    /// A class with room asks nothing on top; a full one what its lowest bid is.
    fn update_ask(&mut self, p: usize, class: u32) {
        let (seating, c) = (&*self.seating, class as usize);
        let bids = &self.bids[c];
        let lowest = bids.iter().map(|entry| entry.0).min().unwrap_or(0);
        self.ask[c] =
            if bids.len() >= seating.limits.class[c] as usize { lowest } else { self.ask_with_room(c) };
        if seating.instance.classes.quotas.of(c).is_empty() {
            return;
        }
        let quotas: Vec<u32> = seating.quotas(p, class).collect();
        for q in quotas {
            let unit = self.seating.instance.quotas[q as usize].unit;
            let inside = |other: u32| {
                let own = self.seating.instance.people.unit[other as usize];
                self.seating.instance.unit_within(own, unit)
            };
            let lowest = self.bids[c].iter().filter(|entry| inside(entry.1)).map(|entry| entry.0).min();
            self.ask_quota[q as usize] = lowest.unwrap_or(FOREVER);
        }
    }
}

/// Those who are asked once more, one by one.
struct Again {
    bidder: Bidder,
    least: i64,
    waiting: Vec<u32>,
    /// How many may still move and push others out.
    left: usize,
}
