//! Tests of the store, each on both databases.

mod accounts;
mod classes;
mod door;
mod killed;
mod needs;
mod people;
mod planted;
mod privacy;
mod rules;
mod sealed;
mod seats;
mod second_fence;
mod surveys;
mod texts;
mod tls;
mod units;
mod work;
