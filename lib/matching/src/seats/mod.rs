//! Seats: who sits where while the search is under way, and the moves that make it better.

mod appraiser;
mod auction;
mod bidder;
mod chain;
mod exact;
mod exchange;
mod hold;
mod seating;

pub(crate) use auction::{Auction, Round};
pub(crate) use chain::Chains;
pub(crate) use exact::search as exact_search;
pub(crate) use exchange::Exchange;
pub(crate) use hold::{close, close_short_classes};
pub(crate) use seating::Seating;
