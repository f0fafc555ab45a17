//! Seats at given prices: first ones quickly, then the best that auction, chains and exchanges find.

use super::Ending;
use super::run::Run;
use crate::parallel::Crew;
use crate::prices::Prices;
use crate::seats::{Auction, Chains, Exchange, Round, Seating, close_short_classes, exact_search};

/// How much is tried for one person in each pass of chains.
const CHAIN_STEPS: [u32; 3] = [50, 200, 1000];

/// First seats: days cost what they cost, and who is pushed out takes what is free.
const QUICK: Round = Round { least: 400, days: 16, discount: 0, moves: 0 };

/// The rounds of an auction: from large bids to small ones, from priced days to free ones, classes with room
/// ever cheaper.
const ROUNDS: [Round; 8] = [
    Round { least: 1600, days: 16, discount: 0, moves: 8 },
    Round { least: 1600, days: 8, discount: 4, moves: 8 },
    Round { least: 800, days: 4, discount: 4, moves: 8 },
    Round { least: 400, days: 0, discount: 8, moves: 8 },
    Round { least: 200, days: 0, discount: 16, moves: 8 },
    Round { least: 50, days: 0, discount: 32, moves: 8 },
    Round { least: 8, days: 0, discount: 64, moves: 8 },
    Round { least: 8, days: 0, discount: 64, moves: 8 },
];

/// Seats of an earlier result are near the best already: they need no large bids first.
const LARGE_BIDS: usize = 4;

impl<'a> Run<'a> {
    /// First seats, within seconds: everybody asks once, classes with too few people are given up, and those who
    /// lost their seats by it ask once more.
    pub(super) fn quick(&mut self, first: &Seating<'a>, prices: &Prices) {
        let mut seating = first.clone();
        let (bonus, over, people) = (self.bonus(), self.over(), self.people_in_turn());
        let crew = Crew { threads: self.threads(), over: &over };
        for _ in 0..2 {
            Auction::new(&mut seating, prices, &bonus, crew).round(&people, QUICK);
            close_short_classes(&mut seating);
        }
        self.keep(&seating);
        self.report();
    }

    /// Seats at the prices: an auction, the decision which classes are held, chains, and exchanges if the gap asked for is
    /// not reached before.
    pub(super) fn campaign(&mut self, seating: &mut Seating<'a>, prices: &Prices) -> Option<Ending> {
        let (bonus, over) = (self.bonus(), self.over());
        let crew = Crew { threads: self.threads(), over: &over };
        self.auction(seating, prices);
        let known = self.best_known();
        if exact_search(seating, &bonus, known) {
            self.keep(seating);
        }
        Exchange::new(seating, &bonus, crew).decide_short_classes();
        if let Some(ending) = self.note(seating) {
            return Some(ending);
        }
        self.reopen(seating, prices);
        self.chain(seating, prices);
        let ending = self.note(seating);
        if ending.is_some() {
            return ending;
        }
        self.mend(seating, crew);
        self.note(seating)
    }

    /// Chains, from short searches for everybody to long ones.
    fn chain(&mut self, seating: &mut Seating<'a>, prices: &Prices) {
        let (bonus, over) = (self.bonus(), self.over());
        let crew = Crew { threads: self.threads(), over: &over };
        for steps in CHAIN_STEPS {
            if let Some(mut chains) = Chains::new(seating, prices, &bonus, crew) {
                chains.pass(steps, &over);
            }
        }
    }

    fn auction(&mut self, seating: &mut Seating<'a>, prices: &Prices) {
        let (bonus, over, people) = (self.bonus(), self.over(), self.people_in_turn());
        let crew = Crew { threads: self.threads(), over: &over };
        let mut auction = Auction::new(seating, prices, &bonus, crew);
        let skipped = if self.options.previous.is_some() { LARGE_BIDS } else { 0 };
        for round in ROUNDS.into_iter().skip(skipped) {
            if over() {
                return;
            }
            auction.round(&people, round);
            self.count_iteration();
        }
    }

    /// Tries classes given up once more that the bound says might be worth holding.
    fn reopen(&mut self, seating: &mut Seating<'a>, prices: &Prices) {
        if !seating.closed.contains(&true) {
            return;
        }
        let (bonus, over) = (self.bonus(), self.over());
        if let Some(mut found) = self.prove(prices, seating) {
            found.hopeful.retain(|hope| seating.closed[hope.class as usize]);
            let crew = Crew { threads: self.threads(), over: &over };
            Exchange::new(seating, &bonus, crew).open(&found.hopeful);
            self.keep(seating);
        }
    }
}
