//! Tests of the store, each on both databases.

mod door;
mod people;
mod texts;
mod units;
